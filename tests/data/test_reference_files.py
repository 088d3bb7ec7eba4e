"""The files in data/ agree with each other. No database is needed."""

import csv
import re
from calendar import monthrange
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from codebook import scales

DATA = Path(__file__).resolve().parents[2] / "data"
ELSEWHERE = ("examples", "mappings")  # say their source and licence beside themselves
LENGTHS = {"year": 4, "month": 7, "day": 10, "": 0}


def read(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def first_day(text):
    return date.fromisoformat(text + {4: "-01-01", 7: "-01", 10: ""}[len(text)])


def last_day(text):
    if not text:
        return date.max
    if len(text) == 10:
        return date.fromisoformat(text)
    year, month = int(text[:4]), int(text[5:] or 12)
    return date(year, month, monthrange(year, month)[1])


TYPES = read("codebook/types.csv")
THEMES = read("codebook/themes.csv")
COUNTRIES = read("reference/countries.csv")
NAMES = read("reference/country_names.csv")
HISTORICAL = read("reference/historical_states.csv")
ORGANISATIONS = read("reference/organisations.csv")
MEMBERSHIPS = read("reference/memberships.csv")
BORDERS = read("reference/borders.csv")
CAPITALS = read("reference/capitals.csv")
CENTROIDS = read("reference/centroids.csv")

TODAY = {row["iso_a3"] for row in COUNTRIES}
TYPE_CODES = {row["code"] for row in TYPES}
FILES = sorted(p.relative_to(DATA) for p in DATA.rglob("*") if p.is_file())
OURS = [path for path in FILES if path.parts[0] not in ELSEWHERE]
CSV_FILES = [path for path in OURS if path.suffix == ".csv"]


@pytest.mark.parametrize("path", CSV_FILES, ids=str)
def test_every_row_of_a_csv_file_has_as_many_cells_as_its_header(path):
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("path", OURS, ids=str)
def test_every_file_is_named_with_its_licence(path):
    named = re.findall(r"^\| `([^`]+)`", (DATA / "LICENSES.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert any(path.match(pattern) for pattern in named)


@pytest.mark.parametrize("scale", scales.scales().values(), ids=lambda scale: scale.name)
def test_every_scale_has_unique_codes_and_labels_in_both_languages(scale):
    assert len(set(scale.codes)) == len(scale.codes)
    assert all(entry[scale.key] and entry["label"] and entry["label_ru"] for entry in scale.entries)


def test_relations_and_steps_are_named_in_russian_too():
    assert all(scales.row("relation_kinds", c)["inverse_label_ru"] for c in scales.codes("relation_kinds"))
    assert all(scales.row("hostility_scale", c)["step_label_ru"] for c in scales.codes("hostility_scale"))


def test_type_codes_and_slugs_are_unique():
    assert len(TYPE_CODES) == len({row["slug"] for row in TYPES}) == len(TYPES) == 56


@pytest.mark.parametrize("row", TYPES, ids=lambda row: row["code"])
def test_a_type_has_its_levels_in_order_and_on_the_scale(row):
    low, usual, high = (int(row[f"hostility_{name}"]) for name in ("min", "default", "max"))
    assert low <= usual <= high
    assert {str(low), str(high)} <= set(scales.codes("hostility_scale"))


def test_the_letter_of_a_type_and_its_group_go_together():
    pairs = {(row["code"][0], row["group"], row["group_ru"]) for row in TYPES}
    assert len(pairs) == len({pair[0] for pair in pairs}) == len({pair[1] for pair in pairs}) == 9


@pytest.mark.parametrize("row", TYPES, ids=lambda row: row["code"])
def test_a_type_has_both_labels_a_definition_and_an_example(row):
    assert row["label"] and row["label_ru"] and row["definition"] and row["example"]


@pytest.mark.parametrize("row", TYPES, ids=lambda row: row["code"])
def test_the_texts_of_a_type_refer_to_types_that_exist(row):
    text = " ".join((row["definition"], row["include"], row["exclude"]))
    assert set(re.findall(r"\b[A-Z]\d\d\b", text)) <= TYPE_CODES


def test_theme_codes_and_labels_are_unique_slugs_and_no_theme_repeats_a_type():
    codes = [row["code"] for row in THEMES]
    assert all(re.fullmatch(r"[a-z][a-z-]*", code) for code in codes)
    assert len(set(codes)) == len({row["label"] for row in THEMES}) == len(THEMES)
    assert not {row["label"].lower() for row in THEMES} & {row["label"].lower() for row in TYPES}


@pytest.mark.parametrize("row", THEMES, ids=lambda row: row["code"])
def test_a_theme_has_a_russian_label_and_one_sentence_of_definition(row):
    assert row["label_ru"]
    assert row["definition"].endswith(".")
    assert row["definition"].count(". ") == 0


@pytest.mark.parametrize("name", ["cameo", "cow_mid_action", "eurepoc_response", "plover"])
def test_a_crosswalk_leads_to_types_that_exist(name):
    assert {row["type_code"] for row in read(f"codebook/crosswalks/{name}.csv")} <= TYPE_CODES


@pytest.mark.parametrize(
    ("name", "column"), [("cameo", "hostility_default"), ("cow_mid_action", "hostility")]
)
def test_a_crosswalk_gives_a_level_that_its_type_allows(name, column):
    ranges = {row["code"]: (int(row["hostility_min"]), int(row["hostility_max"])) for row in TYPES}
    for row in read(f"codebook/crosswalks/{name}.csv"):
        low, high = ranges[row["type_code"]]
        assert low <= int(row[column]) <= high, row


def test_the_rule_for_us_missions_names_types_that_exist():
    for row in read("codebook/crosswalks/us_mission_status.csv"):
        assert set(re.findall(r"\b[A-Z]\d\d\b", row["rule"])) <= TYPE_CODES


def test_the_codebook_names_only_files_that_exist():
    text = (DATA / "codebook/CODEBOOK.md").read_text(encoding="utf-8")
    for name in re.findall(r"`([^`\s]+\.(?:csv|md|json))`", text):
        folder = DATA.parent if "/" in name else DATA / "codebook/scales"
        assert list(folder.glob(name)), name


def test_country_codes_are_unique_and_none_is_used_for_an_ended_state():
    ended = {row["id"] for row in HISTORICAL}
    assert len(TODAY) == len({row["iso_a2"] for row in COUNTRIES}) == len(COUNTRIES) == 250
    assert len(ended) == len(HISTORICAL)
    assert not ended & TODAY
    assert all(re.fullmatch("[A-Z]{3}", code) for code in ended | TODAY)


def test_every_country_has_english_and_russian_names_in_both_files():
    assert all(row["name_en"] and row["name_ru"] for row in COUNTRIES)
    usual = {(row["iso_a2"], row["lang"]) for row in NAMES if not row["variant"]}
    assert {(row["iso_a2"], lang) for row in COUNTRIES for lang in ("en", "ru")} <= usual


def test_no_name_is_blank_or_belongs_to_a_country_that_is_not_there():
    assert all(row["name"].strip() for row in NAMES)
    assert {row["iso_a2"] for row in NAMES} <= {row["iso_a2"] for row in COUNTRIES}


@pytest.mark.parametrize("code", ["XKX", "PSE", "TWN", "ESH"])
def test_an_entity_of_contested_status_is_there_with_a_neutral_note(code):
    row = next(row for row in COUNTRIES if row["iso_a3"] == code)
    assert row["status_note"]


def test_borders_list_each_pair_once_between_two_known_countries():
    pairs = [(row["iso_a3_1"], row["iso_a3_2"]) for row in BORDERS]
    assert all(a < b for a, b in pairs)
    assert len(set(pairs)) == len(pairs)
    assert {code for pair in pairs for code in pair} <= TODAY


def test_the_neighbours_of_countries_agree_with_the_list_of_borders_in_both_directions():
    listed = {(row["iso_a3_1"], row["iso_a3_2"]) for row in BORDERS}
    neighbours = {
        (row["iso_a3"], other) for row in COUNTRIES for other in row["land_borders"].split(";") if other
    }
    assert neighbours == listed | {(b, a) for a, b in listed}


@pytest.mark.parametrize("rows", [CAPITALS, CENTROIDS], ids=["capitals", "centroids"])
def test_coordinates_are_on_the_globe_with_two_decimals(rows):
    assert len({row["iso_a3"] for row in rows}) == len(rows)
    assert {row["iso_a3"] for row in rows} <= TODAY
    for row in rows:
        assert re.fullmatch(r"-?\d{1,2}\.\d\d", row["latitude"]), row
        assert re.fullmatch(r"-?\d{1,3}\.\d\d", row["longitude"]), row
        assert abs(float(row["latitude"])) <= 90 and abs(float(row["longitude"])) <= 180


def test_every_capital_in_the_list_of_countries_has_coordinates_and_the_same_name():
    named = {row["iso_a3"]: row["capital_en"] for row in COUNTRIES if row["capital_en"]}
    assert {row["iso_a3"]: row["capital"] for row in CAPITALS} == named


def test_every_independent_state_and_every_observer_has_a_capital():
    needed = {row["iso_a3"] for row in COUNTRIES if row["independent"] == "1" or row["un_status"]}
    assert needed | {"XKX"} <= {row["iso_a3"] for row in CAPITALS}


@pytest.mark.parametrize("row", HISTORICAL, ids=lambda row: row["id"])
def test_an_ended_state_began_before_it_ended_and_has_both_names(row):
    assert row["name_en"] and row["name_ru"]
    assert row["start"] and row["end"]
    for end in ("start", "end"):
        assert len(row[end]) == LENGTHS[row[f"{end}_precision"]]
    assert first_day(row["start"]) < last_day(row["end"])


@pytest.mark.parametrize("row", HISTORICAL, ids=lambda row: row["id"])
def test_an_ended_state_names_known_predecessors_and_successors(row):
    assert set(filter(None, row["predecessor_ids"].split(";"))) <= {other["id"] for other in HISTORICAL}
    assert set(filter(None, row["successor_iso_a3"].split(";"))) <= TODAY


def test_the_state_that_the_founding_article_names_is_there_under_that_name():
    reich = next(row for row in HISTORICAL if row["id"] == "DRR")
    assert "Nazi Germany" in reich["aliases"].split(";")


def test_organisations_are_unique_and_named_in_english_and_russian():
    assert len({row["code"] for row in ORGANISATIONS}) == len(ORGANISATIONS) == 21
    assert all(row["name_en"] and row["name_ru"] and row["kind"] for row in ORGANISATIONS)
    assert all(date.fromisoformat(row["founded"]) for row in ORGANISATIONS)


def test_every_membership_names_a_known_organisation_state_and_status():
    assert {row["org"] for row in MEMBERSHIPS} == {row["code"] for row in ORGANISATIONS}
    assert {row["iso_a3"] for row in MEMBERSHIPS} <= TODAY | {row["id"] for row in HISTORICAL}
    assert {row["status"] for row in MEMBERSHIPS} <= set(scales.codes("grouping_status"))


def test_membership_dates_are_as_exact_as_they_say_and_in_order():
    for row in MEMBERSHIPS:
        assert row["start"], row
        assert len(row["start"]) == LENGTHS[row["start_precision"]], row
        assert len(row["end"]) == LENGTHS[row["end_precision"]], row
        assert first_day(row["start"]) <= last_day(row["end"]), row


def test_a_date_less_exact_than_a_day_is_marked_to_be_checked():
    for row in MEMBERSHIPS:
        if {row["start_precision"], row["end_precision"]} & {"year", "month"}:
            assert "date to be checked" in row["note"], row


def test_a_state_has_one_standing_in_an_organisation_at_a_time():
    standings = {}
    for row in MEMBERSHIPS:
        standings.setdefault((row["org"], row["iso_a3"]), []).append(row)
    for rows in standings.values():
        for earlier, later in pairwise(sorted(rows, key=lambda row: first_day(row["start"]))):
            assert last_day(earlier["end"]) < first_day(later["start"]), (earlier, later)


def test_no_state_that_ended_is_still_a_member():
    ended = {row["id"] for row in HISTORICAL}
    assert all(row["end"] for row in MEMBERSHIPS if row["iso_a3"] in ended)


def test_todays_members_of_the_un_are_those_that_the_list_of_countries_says():
    members = {
        r["iso_a3"] for r in MEMBERSHIPS if r["org"] == "UN" and r["status"] == "member" and not r["end"]
    }
    assert members == {row["iso_a3"] for row in COUNTRIES if row["un_status"] == "member"}


@pytest.mark.parametrize(
    ("organisation", "size"),
    [("UN", 193), ("OSCE", 57), ("ICC", 125), ("OPCW", 193), ("AU", 55), ("LAS", 22)],
)
def test_an_organisation_has_as_many_members_as_it_says(organisation, size):
    standing = {"member", "frozen"}  # a suspended member has not left
    rows = [r for r in MEMBERSHIPS if r["org"] == organisation and r["status"] in standing and not r["end"]]
    assert len(rows) == size


@pytest.mark.parametrize(("code", "last"), [("BDI", "2017-10-27"), ("PHL", "2019-03-17")])
def test_a_state_that_left_the_criminal_court_has_an_end(code, last):
    rows = [row for row in MEMBERSHIPS if row["org"] == "ICC" and row["iso_a3"] == code]
    assert [row["end"] for row in rows] == [last]


def test_notes_on_states_are_sentences_for_readers():
    """They stand on the page about the record: whole words, no codes of other data sets, no remarks among editors."""
    notes = [row["note"] for row in HISTORICAL]
    notes += [row["status_note"] for row in read("reference/countries.csv")]
    found = [
        note for note in notes if re.search(r"COW|N\.S\.|article|name change|\b(of|with) [A-Z]{2}$", note)
    ]
    assert found == [] and any(notes)
