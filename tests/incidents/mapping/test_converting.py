"""Rows to records and back: grouping, several records of one row, ids that stay, and mistakes named by their cells."""

import json

import pytest

from actors.models import Actor
from incidents.importing import import_file
from incidents.mapping import FORMAT, VERSION
from incidents.mapping.converting import check, convert, write
from incidents.mapping.documents import check as check_mapping
from incidents.mapping.documents import load
from incidents.mapping.faults import MappingError
from incidents.models import Incident
from incidents.tables.reading import read

pytestmark = pytest.mark.django_db
DAY = {"date": {"year": {"column": "year"}, "month": {"column": "month"}, "day": {"column": "start_day"}}}
COLUMNS = ["number", "ccode", "side", "year", "month", "start_day", "targets", "title"]
# One incident for each number; a row for each state that took part, and a list of targets held as text.
MAPPING = {
    "format": FORMAT,
    "version": VERSION,
    "title": "Disputes",
    "unknown": ["n/a"],
    "columns": {"start_day": {"unknown": ["-9"]}},
    "values": {"roles": {"A": "initiator", "B": "target"}},
    "tables": {"disputes": {"columns": COLUMNS}},
    "records": [
        {
            "list": "incidents",
            "id": {"text": "disputes:{number}"},
            "fields": {
                "title": {"column": "title"},
                "type": "S10",
                "level": 6,
                "date": DAY,
                "participations": [
                    {
                        "fields": {
                            "role": {"column": "side", "values": "roles"},
                            "country": {"country": {"column": "ccode"}, "scheme": "cow", "on": DAY},
                        }
                    },
                    {
                        "for_each": {"value": {"column": "targets", "split": ";"}, "as": "target"},
                        "fields": {
                            "role": "affected",
                            "country": {"country": {"column": "target"}, "scheme": "iso3"},
                        },
                    },
                ],
            },
        }
    ],
}
HEAD = "targets,start_day,month,year,title,side,number,ccode\n"  # not in the order of the mapping
GOOD = (
    HEAD
    + "\"['KAZ', 'UZB']\",-9,8,1968,Fleets move,A,1,365\n,-9,8,1968,Fleets move,B,1,2\nn/a,3,5,2014,Troops move,A,2,365\n"
)


def converted(text, mapping=MAPPING):
    check_mapping(mapping)
    return convert(mapping, read("disputes.csv", text.encode()))


def tried(text, tmp_path, mapping=MAPPING):
    found = converted(text, mapping)
    write(mapping, found, tmp_path / "import.json")
    return check(tmp_path / "import.json", found)


def test_rows_with_one_id_are_one_incident_and_columns_may_stand_in_any_order():
    first, second = converted(GOOD).records["incidents"]
    assert first["date"] == "1968-08"
    assert [(part["role"], part["country"]) for part in first["participations"]] == [
        ("initiator", "SUN"),
        ("affected", "KAZ"),
        ("affected", "UZB"),
        ("target", "USA"),
    ]
    assert second["date"] == "2014-05-03"
    assert second["participations"] == [{"role": "initiator", "country": "RUS"}]


def test_a_second_import_changes_nothing(tmp_path):
    found, path = converted(GOOD), tmp_path / "import.json"
    write(MAPPING, found, path)
    assert import_file(path).new["incidents"] == 2
    again = import_file(path)
    assert (again.new["incidents"], again.changed["incidents"], again.same["incidents"]) == (0, 0, 2)


def test_a_trial_writes_nothing(tmp_path):
    assert tried(GOOD, tmp_path).outcome.new["incidents"] == 2
    assert not Incident.objects.exists()


def test_what_cannot_be_read_is_named_by_its_cell(tmp_path):
    bad = GOOD + ",soon,8,1968,Fleets,A,3,365\n,1,8,1968,Fleets,C,4,365\n,1,8,1968,Fleets,A,5,9999\n"
    said = [str(problem) for problem in tried(bad, tmp_path).problems]
    assert said[0].startswith("disputes, row 5, column B “start_day”: “soon” is no day.")
    assert said[1].startswith("disputes, row 6, column F “side”: “C” is none of the values")
    assert said[2].startswith("disputes, row 7, column H “ccode”: “9999” is the COW number of no country")


def test_what_the_importer_refuses_is_named_by_its_cell_too(tmp_path):
    bad = GOOD + f",1,8,1968,{'x' * 400},A,3,365\n,1,8,1968,,A,4,365\n"
    said = [str(problem) for problem in tried(bad, tmp_path).problems]
    assert any(line.startswith("disputes, row 5, column E “title”") and "characters" in line for line in said)
    assert any(line.startswith("disputes, row 6, column E “title”: is missing") for line in said)
    assert len(said) == 2


def test_a_mistake_in_a_later_row_of_a_group_is_named_by_that_row(tmp_path):
    double = GOOD + ",-9,8,1968,Fleets move,A,1,9999\n"
    (problem,) = tried(double, tmp_path).problems
    assert problem.row == 5


def test_rows_that_differ_on_one_incident_are_told_and_the_first_stands():
    found = converted(GOOD + ",-9,8,1968,Another title,B,1,20\n")
    assert found.records["incidents"][0]["title"] == "Fleets move"
    assert "row 5" in found.differing[0]
    assert "“Another title”" in found.differing[0]


def test_rows_of_which_nothing_comes_are_counted():
    only_a = json.loads(json.dumps(MAPPING))
    only_a["records"][0]["where"] = {"column": "side", "in": ["A"]}
    assert converted(GOOD, only_a).left_out == {"disputes": [3]}


def test_one_row_makes_several_records(tmp_path):
    mapping = json.loads(json.dumps(MAPPING))
    actor = {
        "list": "actors",
        "id": {"text": "x:{number}"},
        "fields": {"kind": "group", "name": {"column": "title"}},
    }
    mapping["records"].append(actor)
    assert tried(GOOD, tmp_path, mapping).outcome.new["actors"] == 2
    assert not Actor.objects.filter(external_id="x:1").exists()


def test_an_empty_id_is_a_mistake():
    found = converted(HEAD + ",1,8,1968,Fleets,A,,365\n")
    assert "has no id" in found.problems[0].sentence


def test_a_table_without_its_columns_says_which_it_lacks():
    with pytest.raises(MappingError, match="lacks the columns ccode"):
        converted(GOOD.replace("ccode", "country"))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"version": 2}, "version"),
        ({"values": {}}, "“roles” is no list of values"),
        ({"records": [{"list": "incidents", "id": "x", "fields": {"titel": "x"}}]}, "“titel” is no key"),
        (
            {"records": [{"list": "incidents", "id": {"column": "nr"}, "fields": {}}]},
            "“nr” is none of its columns",
        ),
        ({"records": [{"list": "incidents", "id": {"eval": "1"}, "fields": {}}]}, "records"),
        (
            {"records": [{"list": "incidents", "from": "other", "id": "x", "fields": {}}]},
            "none of its tables",
        ),
    ],
)
def test_a_mapping_that_leads_nowhere_is_refused(change, why):
    with pytest.raises(MappingError, match=why):
        load(json.dumps(MAPPING | change))
