"""The mappings that come with the code, tried on the whole files they are for: real ones, with ranges and holes."""

import json

import pytest
from jsonschema import Draft202012Validator

from config.postgres import PROJECT
from incidents.importing import import_file
from incidents.mapping.converting import check, convert, write
from incidents.mapping.documents import SCHEMA, committed, fits
from incidents.mapping.documents import check as check_mapping
from incidents.tables.reading import read

pytestmark = pytest.mark.django_db
SAMPLES = PROJECT / "data" / "samples"
FILES = {
    "us_mission_transitions": ["us_mission_transitions.csv"],
    "us_relations_events": ["us_relations_events.csv"],
    "us_chiefs_of_mission": ["us_chiefs_of_mission_people.csv", "us_chiefs_of_mission_roles.csv"],
    "expulsions_2018": ["expulsions_2018.csv"],
    "incidents_table": ["incidents_table.csv"],
}


def tables(name):
    return [table for file in FILES[name] for table in read(file, (SAMPLES / file).read_bytes())]


@pytest.fixture
def tried(tmp_path):
    def tried(name):
        mapping = committed()[name]
        found = convert(mapping, tables(name))
        write(mapping, found, tmp_path / "import.json")
        return found, check(tmp_path / "import.json", found)

    return tried


def test_every_mapping_has_its_files():
    assert set(committed()) == set(FILES)


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(json.loads(SCHEMA.read_text()))


@pytest.mark.parametrize("name", FILES)
def test_a_mapping_keeps_to_the_schema_and_fits_its_files_alone(name):
    check_mapping(committed()[name])
    assert [other for other in FILES if fits(committed()[other], tables(name))] == [name]


def test_changes_of_missions_are_incidents_with_a_type_by_the_step(tried):
    found, checked = tried("us_mission_transitions")
    assert checked.problems == []
    assert checked.outcome.new["incidents"] == 590
    first = next(one for one in found.records["incidents"] if "Afghanistan" in one["title"])
    assert (first["date"], first["type"]) == ("1935-05-04", "C20")
    assert {len(one["date"]) for one in found.records["incidents"]} == {4, 7, 10}


def test_entries_on_relations_keep_ranges_and_years_and_those_about_others_are_left_out(tried):
    found, checked = tried("us_relations_events")
    assert checked.problems == []
    incidents = found.records["incidents"]
    assert checked.outcome.new["incidents"] == len(incidents) == 1095
    assert len(found.left_out["entries"]) == 122
    dates = {one.get("date") for one in incidents}
    assert {"1921", "1936/1948", "1832-07-13", None} <= dates
    titles = [row.get("title") or row["name"] for rows in found.records.values() for row in rows]
    assert any(title.startswith("Hanseatic Republics: ") for title in titles)
    assert not any("*" in title for title in titles)  # a footnote of the source's list
    acting = {one["id"]: sides(one) for one in incidents}
    assert all(first and second for first, second in acting.values())


def sides(incident):
    """How many acted, and how many the act touched."""
    roles = [row["role"] for row in incident["participations"]]
    return (
        sum(role in ("initiator", "co_initiator") for role in roles),
        sum(role in ("target", "affected") for role in roles),
    )


@pytest.mark.parametrize(
    ("heading", "acted", "touched"),
    [
        ("U.S. Recognition of Afghanistan", ["USA"], ["AFG"]),
        ("Establishment of Diplomatic Relations", ["USA", "AFG"], ["USA", "AFG"]),
        ("Diplomatic Relations Severed by Algeria", ["DZA"], ["USA"]),
    ],
)
def test_who_acted_follows_from_the_heading(tried, heading, acted, touched):
    found, _checked = tried("us_relations_events")
    one = next(row for row in found.records["incidents"] if heading in row["title"])
    by_role = [(row["role"], row.get("country")) for row in one["participations"]]
    assert [country for role, country in by_role if "initiator" in role] == acted
    assert [country for role, country in by_role if role == "target"] == touched


def test_who_broke_relations_off_is_not_known_unless_the_heading_says_it(tried):
    found, _checked = tried("us_relations_events")
    broken = [one for one in found.records["incidents"] if "Relations Interrupted" in one["title"]]
    assert broken and all({"role": "initiator", "unknown": True} in one["participations"] for one in broken)


def test_every_post_is_an_affiliation_with_its_source(tried):
    found, checked = tried("us_chiefs_of_mission")
    assert checked.problems == []
    people = [one for one in found.records["actors"] if one["kind"] == "person"]
    posts = [post for person in people for post in person.get("affiliations", [])]
    assert len(posts) == 7262
    assert all(post["citations"] for post in posts)
    assert (
        next(one["name"] for one in people if one["id"] == "us-posts:blood-archer-kent")
        == "Archer Kent Blood"
    )
    assert len(people) == 4314


def test_counts_are_claims_with_the_outlets_that_assert_them(tried):
    found, checked = tried("expulsions_2018")
    assert checked.problems == []
    germany = next(one for one in found.records["incidents"] if one["id"] == "expulsions-2018:DEU-RUS")
    assert germany["title"] == "Germany expels diplomats of Russia"
    (claim,) = germany["claims"]
    assert (claim["value"], len(claim["positions"]), len(claim["citations"])) == ("4", 4, 4)
    assert {position["position"] for position in claim["positions"]} == {"asserts"}


def test_counts_of_one_pair_that_differ_contradict_each_other(tmp_path):
    mapping = committed()["expulsions_2018"]
    rival = (
        SAMPLES / "expulsions_2018.csv"
    ).read_bytes() + b"DEU,RUS,5,2018-03-28,https://ahlmasrnews.com/575437/,\n"
    found = convert(mapping, read("expulsions_2018.csv", rival))
    write(mapping, found, tmp_path / "import.json")
    assert check(tmp_path / "import.json", found).problems == []
    germany = next(one for one in found.records["incidents"] if one["id"] == "expulsions-2018:DEU-RUS")
    four, five = germany["claims"]
    assert five["contradicts"] == [four["id"]]
    assert len(five["positions"]) == 1


def test_the_template_of_the_desk_needs_no_mapping_of_its_own(tried):
    found, checked = tried("incidents_table")
    assert checked.problems == []
    (incident,) = found.records["incidents"]
    assert [(part["role"], part["country"]) for part in incident["participations"]] == [
        ("initiator", "KAZ"),
        ("target", "RUS"),
    ]


def test_a_second_import_of_a_real_file_changes_nothing(tmp_path):
    mapping, path = committed()["expulsions_2018"], tmp_path / "import.json"
    write(mapping, convert(mapping, tables("expulsions_2018")), path)
    import_file(path)
    again = import_file(path)
    assert sum(again.new.values()) == sum(again.changed.values()) == 0
    assert again.same["incidents"] == 42
