"""The founding article as an interchange file: everything that was coded is there, and nothing that should not be.

No database: the file itself is tested. tests/data/carried has the rule for every key of the coded file.
"""

import csv
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import jsonschema_rs
import pytest

from codebook import scales
from incidents.interchange import shape
from incidents.interchange.schema import file_schema
from lib import edtf
from tests.data.carried import RULES, arrived, complaints
from tests.data.carried.counts import utterances
from tests.data.carried.walk import PREFIX, Carried, leaves

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "data" / "examples"
CODED = json.loads((EXAMPLES / "central_asia_2025.coded.json").read_text(encoding="utf-8"))
FILE = json.loads((EXAMPLES / "central_asia_2025.json").read_text(encoding="utf-8"))
CARRIED = Carried(FILE, CODED)
HEADING = "## How the founding article was carried over\n"
SECTION = (
    (ROOT / "docs" / "interchange.md").read_text(encoding="utf-8").partition(HEADING)[2].split("\n## ")[0]
)
TABLE = re.findall(r"^\| `([^`]+)` \| (.+) \| (.+) \|$", SECTION, re.MULTILINE)

# What the coding does not have; tests/data/test_central_asia_words.py says what may stand there.
OURS = {
    "format",
    "version",
    "title",
    "licence",
    "credit",
    "sources[].consulted",
    "sources[].reliability_reason",
    "actors[].description",
    "actors[].privacy",
    "actors[].name_public",
    "actors[].case_outcome",
    "actors[].names[].script",
    "actors[].affiliations[].tie",
    "actors[].grades[].state_control",
    "actors[].grades[].reason",
    "episodes[].title",
    "episodes[].summary",
    "episodes[].date_note",
    "episodes[].claims[].wording",
    "incidents[].title",
    "incidents[].summary",
    "incidents[].narrative",
    "incidents[].date_note",
    "incidents[].themes[]",
    "incidents[].certainty_reason",
    "incidents[].accused_side_searched",
    "incidents[].participations[].through",
    "incidents[].participations[].quantities[].what",
    "incidents[].claims[].wording",
    "incidents[].claims[].value",
    "incidents[].claims[].reason",
}


def rows_of(name: str) -> list[dict]:
    with (ROOT / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def slots(value, path: str = "") -> Iterator[tuple[str, dict | list, str | int]]:
    """(path, holder, key) of every value of the interchange file."""
    named = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in named:
        below = f"{path}.{key}".lstrip(".") if isinstance(value, dict) else f"{path}[]"
        if isinstance(inner, dict | list):
            yield from slots(inner, below)
        else:
            yield below, value, key


def another(value):
    """A value of the same kind that is not this one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return f"{value or ''}≠"


def test_every_coded_value_is_where_its_rule_says():
    assert complaints(CODED, FILE) == []


def test_every_coded_key_has_a_rule_and_no_rule_is_superfluous():
    assert {leaf.path for leaf in leaves(CODED)} == set(RULES)


def test_every_coded_key_has_one_row_in_the_docs_and_no_row_is_superfluous():
    paths = [path for path, _to, _how in TABLE]
    assert sorted(paths) == sorted(RULES)


def test_the_docs_name_only_fields_that_the_format_has():
    known = {"claims", "statements"} | {kind.part.key for kind in shape.KINDS}
    for kind in shape.KINDS:
        for parts, part in [((), kind.part), *shape.below(kind.part)]:
            keys = [one.key for one in (*parts, part)]
            names = [*part.names, *(["id"] if part.has_id else [])]
            known |= {".".join(keys[at:]) for at in range(len(keys))}
            known |= {".".join([*keys[at:], name]) for at in range(len(keys)) for name in names}
    named = {target for _path, to, _how in TABLE for target in re.findall(r"`([^`]+)`", to)}
    assert named - known == set()


def test_the_walk_sees_every_single_coded_value_that_differs():
    """No rule lets anything through: each of some 3,400 values is changed alone."""
    coded = deepcopy(CODED)
    carried = Carried(FILE, coded)
    missed = []
    for leaf in list(leaves(coded)):
        if arrived(leaf.become(another(leaf.value)), carried):
            missed.append((leaf.path, leaf.value))
        leaf.become(leaf.value)
    assert missed == []


@pytest.mark.parametrize("path", sorted({path for path, *_ in slots(FILE)} - OURS))
def test_the_walk_complains_when_a_value_of_the_file_differs(path):
    file = deepcopy(FILE)
    holder, key = next((holder, key) for where, holder, key in slots(file) if where == path)
    was = holder[key]
    holder[key] = was[:-1] if isinstance(was, str) else another(was)
    assert complaints(CODED, file)


@pytest.mark.parametrize("key", ["actors", "sources", "episodes", "incidents", "relations"])
def test_the_walk_complains_when_a_record_is_dropped(key):
    for place in range(len(CODED[key])):  # the links of days come last and are tested with same_day_as
        file = deepcopy(FILE)
        gone = file[key].pop(place)
        assert any(gone["id"].removeprefix(PREFIX) in one for one in complaints(CODED, file))


def test_the_walk_complains_when_a_line_of_a_note_is_dropped():
    file = json.loads(json.dumps(FILE).replace("AMB-15: Rebuke", "Rebuke"))
    paths = {one.removeprefix("AMB-15 ").split(":")[0] for one in complaints(CODED, file)}
    assert paths == {"meta.counts", *(f"ambiguities[].{key}" for key in ("id", "issue", "handled", "refs[]"))}


def test_the_file_has_as_many_of_each_as_the_article():
    lengths = {key: len(FILE[key]) for key in ("actors", "sources", "episodes", "incidents")}
    assert lengths == {"actors": 51, "sources": 6, "episodes": 1, "incidents": 27}
    assert sum(len(actor.get("affiliations", [])) for actor in FILE["actors"]) == 9
    assert len(CARRIED.parts("claims")) == 49


def test_twenty_five_statements_in_twenty_utterances_stand_by_themselves_and_two_inside_them():
    assert len(CARRIED.said()) == CODED["meta"]["counts"]["statements"] == 25
    assert utterances(CARRIED) == CODED["meta"]["counts"]["utterances"] == 20
    assert [row["id"] for row in CARRIED.parts("statements") if row["inside"]] == [
        f"{PREFIX}STM-19/1",
        f"{PREFIX}STM-20/1",
    ]


def test_the_relations_are_those_of_the_coding_and_four_links_of_days():
    ids = [row["id"].removeprefix(PREFIX) for row in FILE["relations"]]
    days = {"SDA-18": "analyst", "SDA-19": "analyst", "SDA-20": "explicit", "SDA-25": "explicit"}
    assert ids == [*(row["id"] for row in CODED["relations"]), *days]
    assert {one: CARRIED.get(one)["basis"] for one in days} == days


def test_the_file_follows_the_schema():
    validator = jsonschema_rs.Draft202012Validator(file_schema())
    assert [f"{list(error.instance_path)}: {error.message}" for error in validator.iter_errors(FILE)] == []


def test_both_files_are_written_as_they_are_read():
    for name, file, indent in (("central_asia_2025", FILE, 2), ("central_asia_2025.coded", CODED, 1)):
        text = (EXAMPLES / f"{name}.json").read_text(encoding="utf-8")
        assert text == json.dumps(file, ensure_ascii=False, indent=indent) + "\n"


def test_every_date_can_be_read():
    names = ("date", "announced", "effective", "ended", "start", "end", "published", "accessed", "as_of")
    dates = [holder[key] for _path, holder, key in slots(FILE) if key in names]
    assert len(dates) > 30
    assert all(edtf.parse(text).text == text for text in dates)


def test_no_id_is_given_twice_and_every_id_that_is_referred_to_is_there():
    ids = [holder[key] for _path, holder, key in slots(FILE) if key == "id"]
    named = {
        holder[key]
        for _path, holder, key in slots(FILE)
        if key != "note" and str(holder[key]).startswith(PREFIX)
    }
    assert len(set(ids)) == len(ids)
    assert named == set(ids)


def test_countries_types_and_themes_are_those_of_the_reference_and_the_codebook():
    countries = {row["iso_a3"] for row in rows_of("reference/countries.csv")}
    states = {
        holder[key] for _p, holder, key in slots(FILE) if str(key).endswith("country") or key == "country"
    }
    parties = {code for episode in FILE["episodes"] for code in episode["parties"]}
    themes = {theme for incident in FILE["incidents"] for theme in incident.get("themes", [])}
    assert states | parties <= countries
    assert themes <= {row["code"] for row in rows_of("codebook/themes.csv")}


@pytest.mark.parametrize("incident", FILE["incidents"], ids=lambda incident: incident["id"])
def test_the_level_of_an_incident_lies_in_the_range_of_its_type(incident):
    kind = next(row for row in rows_of("codebook/types.csv") if row["code"] == incident["type"])
    assert int(kind["hostility_min"]) <= incident["level"] <= int(kind["hostility_max"])


def through_by_rule(row: dict) -> str | None:
    """Whose act it was, by the codebook: states and their offices, bodies close to a state, everybody else."""
    if scales.side(row["role"]) != "A" or row.get("unknown"):
        return None
    if "country" in row:
        return "state"
    level = CARRIED.records[row["actor"]]["officialness"]
    quasi = "quasi" if level in ("quasi_official", "representative") else "private"
    return "state" if level in ("agency", "senior", "top") else quasi


def test_whose_act_it_was_follows_from_the_officialness_of_those_who_acted():
    rows = [row for incident in FILE["incidents"] for row in incident["participations"]]
    assert [row.get("through") for row in rows] == [through_by_rule(row) for row in rows]


def test_findings_that_may_not_ship_are_in_neither_file():
    numbers = {finding["id"] for finding in CODED["external"]}
    assert numbers == {f"EXT-{number:02}" for number in range(1, 20)} - {"EXT-03", "EXT-04"}
    assert "ship" not in {key for finding in CODED["external"] for key in finding}
    text = json.dumps([CODED, FILE], ensure_ascii=False)
    assert not re.search(r"EXT-0[34]|house arrest|convicted|murder|businessman", text, re.IGNORECASE)
