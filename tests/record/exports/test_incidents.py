"""The lines of a CSV file: what stands in each cell."""

import csv
import hashlib
import io
from dataclasses import replace

import pytest
from django.db import connection

from actors.models import Actor
from codebook.models import IncidentType
from record import codebook, exports, ledger
from record.exports import Shaping
from record.exports.incidents import COLUMNS
from record.models import IncidentIndex
from tests.make import make_incident, make_statement, publish

pytestmark = pytest.mark.django_db


def lines(book=None, **chosen) -> bytes:
    """The file of all incidents, or of those that a queryset's filter names."""
    moment = ledger.moment()
    rows = IncidentIndex.objects.at(moment).filter(**chosen)
    return file(exports.INCIDENTS.csv(rows, book or codebook.at(moment)))


def file(export) -> bytes:
    """What a statement copies out, as the file that it becomes."""
    taker = Taker(export.form)
    with connection.cursor() as cursor:
        cursor.copy_expert(cursor.mogrify(*export.statement), taker)
    return b"".join([*taker.found, taker.shaping.end()])


class Taker:
    def __init__(self, form):
        self.shaping, self.found = Shaping(form), []

    def write(self, line: bytes) -> None:
        self.found.append(self.shaping.line(line))


def cells(**chosen) -> list[dict]:
    return list(csv.DictReader(io.StringIO(lines(**chosen).decode(), newline="")))


def raw_cells(**chosen) -> dict[str, str]:
    """The cells of one incident as they are written; for rows without a comma or quotation mark in a cell."""
    header, row, _ = lines(**chosen).decode().split("\r\n")
    return dict(zip(header.split(","), row.split(","), strict=True))


def test_a_selection_without_rows_is_a_line_of_column_names():
    assert lines() == (",".join(COLUMNS) + "\r\n").encode()


def test_certainty_and_whose_act_it_was_stand_before_how_hostile_it_was():
    names = list(COLUMNS)
    for name in ("certainty", "counted", "denied_by", "through", "status", "nature"):
        assert names.index(name) < names.index("level") < names.index("step")


def test_nothing_on_record_is_an_empty_cell_and_an_empty_text_or_list_is_quoted():
    publish(make_incident(date="2025-05/.."))
    found = raw_cells()
    assert found["latest"] == found["latitude"] == found["place_country"] == found["place_country_cow"] == ""
    assert found["themes"] == found["denied_by"] == '""'


def test_a_list_has_semicolons_and_its_cow_codes_stand_in_the_same_places():
    incident = make_incident(sides=("KAZ", "RUS"))
    union = Actor.objects.get(party_code="EU")
    incident.participations.create(role="initiator", actor=union, through="state", order=3)
    incident.participations.create(role="initiator", country_id="UZB", through="quasi", order=4)
    incident.themes.add("migrants", "sport")
    publish(incident)
    (row,) = cells()
    assert (row["initiators"], row["initiators_cow"]) == ("KAZ;EU;UZB", "705;;704")
    assert (row["targets"], row["targets_cow"]) == ("RUS", "365")
    assert (row["through"], row["themes"]) == ("quasi;state", "migrants;sport")


def test_text_comes_back_as_it_was_written():
    title = 'Протест, "резкий"; one\'s démarche'
    publish(make_incident(title))
    assert cells()[0]["title"] == title


def test_a_line_in_a_cell_does_not_end_the_row():
    publish(make_incident())
    row = IncidentIndex.objects.get()
    row.card = row.card.replace("Uzbekistan protests", "Uzbekistan\\nprotests")
    row.save()
    assert cells()[0]["title"] == "Uzbekistan\nprotests to Russia"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_is_no_formula(start):
    publish(make_incident())
    row = IncidentIndex.objects.get()
    row.card = row.card.replace('"Uzbekistan', f'"{start!r}'.replace("'", "") + "Uzbekistan")
    row.themes = [f"{start}1", "sport"]
    row.save()
    (found,) = cells()
    assert found["title"].startswith(f"'{start}Uzbekistan") and found["themes"] == f"'{start}1;sport"


def test_numbers_stay_numbers_and_a_step_stays_the_numeral_on_the_tile():
    kind = IncidentType.objects.filter(level_min__lt=0).first()
    place = {"place_country_id": "USA", "latitude": "40.7", "longitude": "-74.006"}
    publish(make_incident(type_id=kind.code, level=-1, **place))
    (found,) = cells()
    assert (found["level"], found["step"]) == ("-1", "+")
    assert (found["latitude"], found["longitude"]) == ("40.7", "-74.006")


def test_vague_dates_are_given_as_written_and_as_their_first_and_last_day():
    publish(make_incident(date="2025-04~"))
    (row,) = cells()
    assert row["date"] == "2025-04~"
    assert (row["earliest"], row["latest"]) == ("2025-04-01", "2025-04-30")


def test_the_newest_comes_first_and_undated_ones_last():
    for date in ("2025-05-02", "", "2025-06", "2024-12"):
        publish(make_incident(f"On {date}", date=date))
    assert [row["ref"] for row in cells()] == ["DI-3", "DI-1", "DI-4", "DI-2"]


def test_counts_are_those_of_the_list():
    incident = make_incident()
    make_statement(incident)
    publish(incident)
    (row,) = cells()
    assert (row["statement_count"], row["claim_count"], row["source_count"]) == ("1", "0", "1")
    assert row["counted"] == "true"


def test_a_type_is_called_what_the_codebook_of_the_moment_calls_it():
    publish(make_incident())
    book = codebook.at(ledger.moment())
    other = replace(book, types={**book.types, "D10": {**book.types["D10"], "label": "=Note, once"}})
    assert b"'=Note, once" in lines(other)


def test_only_the_selected_rows_are_in_it():
    publish(make_incident("One"))
    publish(make_incident("Other", sides=("KAZ", "RUS")))
    assert [row["title"] for row in cells(initiators=["KAZ"])] == ["Other"]


def test_sums_are_those_of_the_file():
    publish(make_incident("Протест"))
    moment = ledger.moment()
    rows = IncidentIndex.objects.at(moment)
    found = exports.sums(*exports.INCIDENTS.csv(rows, codebook.at(moment)), rows.db, 5)
    whole = lines()
    assert found == {"rows": 1, "bytes": len(whole), "sha256": hashlib.sha256(whole).hexdigest()}


def test_sums_take_two_queries_whatever_the_number_of_rows(django_assert_num_queries):
    publish(make_incident())
    moment = ledger.moment()
    rows = IncidentIndex.objects.at(moment)
    export = exports.INCIDENTS.csv(rows, codebook.at(moment))
    with django_assert_num_queries(2):  # the time limit, and the COPY
        exports.sums(*export, rows.db, 5)
