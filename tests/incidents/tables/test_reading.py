"""Tables out of files: encodings, delimiters, workbooks, and the files that are refused before or while they are parsed."""

import io
import time
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from incidents.tables import limits, reading
from incidents.tables.reading import read
from incidents.tables.texts import encoding

RUSSIAN = "дата;событие\n2025-05-02;Посол вызван в министерство\n"


def workbook(*sheets):
    """An XLSX file with sheets given as (name, rows)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def archive(parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return content.getvalue()


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
def test_russian_text_reads_the_same_in_every_encoding(name):
    content = RUSSIAN.encode(name)
    if name in ("utf-16-le", "utf-16-be"):  # without a mark they are known by the zeros of ASCII
        content = "date;event\n2025-05-02;recall\n".encode(name)
        assert read("a.csv", content)[0].rows == [(2, ["2025-05-02", "recall"])]
        return
    (table,) = read("a.csv", content)
    assert table.columns == ["дата", "событие"]
    assert table.rows == [(2, ["2025-05-02", "Посол вызван в министерство"])]


def test_western_accents_are_not_read_as_cyrillic():
    (table,) = read("a.csv", "what,who\ndémarche,Côte d’Ivoire à Genève\n".encode("cp1252"))
    assert table.rows == [(2, ["démarche", "Côte d’Ivoire à Genève"])]
    assert encoding("Ещё один".encode("cp1251")) == "cp1251"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_cuts_rows_evenly(delimiter):
    text = f'a{delimiter}b\n"1, 2; 3"{delimiter}x\n"4, 5; 6"{delimiter}y\n'
    (table,) = read("a.csv", text.encode())
    assert table.columns == ["a", "b"]
    assert table.rows[0] == (2, ["1, 2; 3", "x"])


def test_rows_keep_the_numbers_that_a_spreadsheet_shows():
    (table,) = read("a.csv", b'a,b\n\n"two\nlines",x\n,\nlast,y\n')
    assert [number for number, _ in table.rows] == [3, 5]


def test_a_cell_is_named_as_in_the_file():
    (table,) = read("a.csv", b"a,start_day\n1,2\n")
    assert table.cell_name(12, "start_day") == "a, row 12, column B “start_day”"


def test_columns_without_or_with_the_same_name_are_told_apart():
    (table,) = read("a.csv", b"day,,day\n1,2,3\n")
    assert table.columns == ["day", "column B", "day (2)"]


def test_every_sheet_of_a_workbook_is_a_table():
    content = workbook(("People", [["id"], ["p1"]]), ("Empty", []), ("Posts", [["person"], ["p1"]]))
    assert [table.name for table in read("a.xlsx", content)] == ["People", "Posts"]


def test_cells_of_a_workbook_are_what_its_reader_sees():
    row = [date(2018, 3, 26), datetime(2018, 3, 26, 9, 30), 12.0, 1.5, True, None, "text"]
    (table,) = read("a.xlsx", workbook(("S", [list("abcdefg"), row])))
    assert table.rows == [(2, ["2018-03-26", "2018-03-26 09:30:00", "12", "1.5", "TRUE", "", "text"])]


def test_a_zip_bomb_is_refused_by_its_directory_before_anything_is_parsed(monkeypatch):
    bomb = archive({"xl/workbook.xml": "a" * 50_000_000})
    monkeypatch.setattr("openpyxl.load_workbook", lambda *args, **kwargs: pytest.fail("it was parsed"))
    with pytest.raises(limits.TableRefused, match="times its size"):
        read("bomb.xlsx", bomb)


def test_an_archive_of_many_parts_is_refused():
    with pytest.raises(limits.TableRefused, match="parts"):
        read("many.xlsx", archive({f"part{number}": "" for number in range(limits.PARTS + 1)}))


def test_entities_that_grow_are_refused():
    lol = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    content = workbook(("S", [["a"], ["b"]]))
    parts = {
        info.filename: zipfile.ZipFile(io.BytesIO(content)).read(info)
        for info in zipfile.ZipFile(io.BytesIO(content)).infolist()
    }
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    parts["xl/worksheets/sheet1.xml"] = lol + sheet.replace(
        "</sheetData>", "<row><c t='str'><v>&b;</v></c></row></sheetData>"
    )
    assert read("plain.xlsx", archive(parts | {"xl/worksheets/sheet1.xml": sheet}))
    with pytest.raises(limits.TableRefused, match="no XLSX workbook"):
        read("entities.xlsx", archive(parts))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.xlsx", b"PK\x03\x04 and nothing else", "no XLSX workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0 old", "old kind"),
        ("a.csv", b"only,names\n", "no rows"),
        ("a.csv", b"", "no rows"),
        ("a.csv", b"a,b\n1,\x00\n", "zero bytes"),
        ("a.csv", b"a,b\n" + b",".join([b"x"] * (limits.COLUMNS + 1)), "columns"),
        ("a.csv", b'a,b\n1,"never closed\n' + b"2,3\n" * 6_000, "quotation mark"),
        ("a.csv", b"x" * (limits.FILE_BYTES + 1), "at most 20 MB"),
    ],
)
def test_what_is_refused_says_why(name, content, why):
    with pytest.raises(limits.TableRefused, match=why):
        read(name, content)


def test_more_rows_than_are_read_are_refused():
    with pytest.raises(limits.TableRefused, match="Split it"):
        read("a.csv", b"a,b\n" + b"1,2\n" * (limits.ROWS + 1))


CHILD = """
import sys
from incidents.tables import child
child.limits.{limit} = {value}
sys.exit(child.main(lambda source: [("", ({endless} for _ in iter(int, 1)))]))
"""


@pytest.mark.parametrize(
    ("limit", "value", "endless"),
    [("CPU_SECONDS", "1", "[''] * 10"), ("MEMORY", "300 * 1024 * 1024", "['x' * 400_000_000]")],
)
def test_a_child_that_takes_too_long_or_too_much_memory_ends_alone(monkeypatch, limit, value, endless):
    code = CHILD.format(limit=limit, value=value, endless=endless)
    run = reading.subprocess.run
    monkeypatch.setattr(
        reading.subprocess, "run", lambda command, **more: run([command[0], "-c", code, *command[3:]], **more)
    )
    started = time.monotonic()
    with pytest.raises(limits.TableRefused, match="too much memory"):
        read("a.csv", b"a,b\n1,2\n")
    assert time.monotonic() - started < 15


def test_the_child_sees_no_environment_of_ours(monkeypatch):
    seen = {}
    run = reading.subprocess.run

    def spy(command, **more):
        seen.update(more["env"])
        return run(command, **more)

    monkeypatch.setenv("DEMARCHE_SECRET_KEY", "secret")
    monkeypatch.setattr(reading.subprocess, "run", spy)
    read("a.csv", b"a,b\n1,2\n")
    assert "secret" not in seen.values()
    assert "DATABASE_URL" not in seen
