"""examples/verify.py: what is wrong with a copy of the record or with a release, and that nothing is wrong with a whole one."""

import hashlib
import json
import shutil
import sqlite3
import sys
from contextlib import closing

import pytest

from examples import mirror, verify
from record import ledger
from record.expunging import expunge
from record.releases.making import make
from tests.examples.test_mirror import site
from tests.make import make_incident, publish
from tests.once import undone_after
from tests.record.releases.conftest import shelf_in


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """A copy and a release of a record with DI-1, of which DI-2 was expunged; and the line of its head."""
    folder = tmp_path_factory.mktemp("verify")
    with undone_after(django_db_blocker), shelf_in(folder / "shelf"):
        publish(make_incident("One"))
        incident = make_incident("Two")
        publish(incident)
        expunge("incident", incident, user=None, revision=incident.revision, reason="A court.")
        with closing(mirror.open_copy(str(folder / "copy.sqlite"))) as database:
            mirror.follow(database, site(200))
        head = ledger.head()
        yield folder / "copy.sqlite", make().folder, f"{head.number} {head.sha256}\n"


@pytest.fixture
def copy(made, tmp_path):
    return shutil.copy(made[0], tmp_path / "copy.sqlite")


@pytest.fixture
def release(made, tmp_path):
    return shutil.copytree(made[1], tmp_path / "release")


@pytest.fixture
def told(monkeypatch, capsys):
    """Exit code, standard output and standard error of the program."""

    def run(*arguments) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["verify.py", *map(str, arguments)])
        code = verify.main()
        return code, *capsys.readouterr()

    return run


def test_a_whole_copy_and_a_whole_release_print_the_head(made, told):
    copy, release, head = made
    assert told(copy) == told(release) == (0, head, "")


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE entries SET reason = 'Other' WHERE number = 3", "Entry 3 does not have the hash"),
        ("DELETE FROM documents WHERE entry = 3", "The document of entry 3 (DI-1) is missing."),
        ("UPDATE documents SET text = '{}' WHERE entry = 3", "entry 3 (DI-1) has other bytes"),
        ("INSERT INTO documents VALUES (5, '{}')", "entry 5 (DI-2) is there, though it was expunged"),
        ("DELETE FROM entries WHERE number = 2", "Entry 3 follows entry 1."),
    ],
)
def test_what_was_changed_in_a_copy_is_told(copy, told, sql, words):
    with closing(sqlite3.connect(copy)) as database:
        database.execute(sql)
        database.commit()
    code, out, error = told(copy)
    assert (code, out) == (1, "") and words in error


def test_an_entry_that_was_hashed_anew_breaks_the_chain(copy, told):
    with closing(sqlite3.connect(copy)) as database:
        database.row_factory = sqlite3.Row
        entry = dict(database.execute("SELECT * FROM entries WHERE number = 3").fetchone())
        entry["reason"] = "Other"
        entry.pop("sha256")
        anew = mirror.sha256(mirror.canonical(entry))
        database.execute("UPDATE entries SET reason = 'Other', sha256 = ? WHERE number = 3", [anew])
        database.commit()
    assert "Entry 4 does not carry the hash of the entry before it." in told(copy)[2]


def test_a_chain_that_was_cut_off_is_told_by_an_anchor(made, copy, told, tmp_path):
    (tmp_path / "heads.txt").write_text(made[2])
    assert told(copy, "--anchor", tmp_path / "heads.txt")[0] == 0
    with closing(sqlite3.connect(copy)) as database:
        database.execute("DELETE FROM entries WHERE number = (SELECT max(number) FROM entries)")
        database.commit()
    assert "is gone" in told(copy, "--anchor", tmp_path / "heads.txt")[2]


def changed(path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("incidents.jsonl", '"title":"One"', '"title":"Won"', "another document of DI-1"),
        ("incidents.jsonl", '"ref":"DI-1"', '"ref":"DI-7"', "is of DI-7; it is of DI-1"),
        ("entries.jsonl", "First publication.", "Other.", "does not have the hash of what it says"),
        ("datapackage.json", '"entry_sha256": "', '"entry_sha256": "0', "not the entry of the release"),
        ("incidents.csv", "One", "Won", "incidents.csv has other bytes"),
    ],
)
def test_what_was_changed_in_a_release_is_told(release, told, name, old, new, words):
    changed(release / name, old, new)
    code, out, error = told(release)
    assert (code, out) == (1, "") and words in error


def test_a_row_that_was_dropped_is_told(release, told):
    (release / "incidents.jsonl").write_bytes(b"")
    code, out, error = told(release)
    assert (code, out) == (1, "") and "incidents.jsonl has other bytes" in error
    assert "Note: incidents.jsonl is without DI-1" in error


def test_a_row_that_was_dropped_is_told_when_the_sums_were_made_again(release, told, made):
    (release / "incidents.jsonl").write_bytes(b"")
    sums_again(release)
    code, out, error = told(release)
    assert (code, out) == (0, made[2]) and error.startswith("Note: incidents.jsonl is without DI-1")


def test_a_release_whose_end_was_cut_off_everywhere_is_told_by_an_anchor(release, told, tmp_path):
    (tmp_path / "heads.txt").write_text(told(release)[1])
    whole = (release / "entries.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    last = json.loads(whole[-2])
    (release / "entries.jsonl").write_text("".join(whole[:-1]), encoding="utf-8")
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    package |= {"entry": last["number"], "entry_sha256": last["sha256"]}
    (release / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    sums_again(release)
    assert told(release)[0] == 0
    code, out, error = told(release, "--anchor", tmp_path / "heads.txt")
    assert (code, out) == (1, "") and "is gone" in error


def sums_again(release) -> None:
    """SHA256SUMS as it would be of the files as they are."""
    names = [line[66:] for line in (release / "SHA256SUMS").read_text().splitlines()]
    written = [f"{hashlib.sha256((release / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (release / "SHA256SUMS").write_text("".join(written))


def test_a_file_that_is_missing_is_told(release, told):
    (release / "actors.jsonl").unlink()
    (release / "dyads.parquet").unlink()
    assert "dyads.parquet is missing." in told(release)[2]


def test_what_is_no_copy_is_told_in_a_sentence(told, tmp_path):
    (tmp_path / "notes.txt").write_text("notes")
    for path in (tmp_path / "notes.txt", tmp_path / "nothing.sqlite", tmp_path):
        assert "cannot be read" in told(path)[2]
