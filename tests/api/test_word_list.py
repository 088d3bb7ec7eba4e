"""format=csv and format=jsonl of the codebook's lists: types, themes, scales, countries and groupings."""

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import pytest

from codebook.models import IncidentType
from record import exports
from record.publishing import publish_codebook
from tests.api.conftest import newest

pytestmark = pytest.mark.django_db
TABLES = {
    table.name: table
    for table in (exports.TYPES, exports.THEMES, exports.SCALES, exports.COUNTRIES, exports.GROUPINGS)
}
DOCS = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()


def content(door, path: str) -> str:
    answer = door.get(path)
    assert answer.status_code == 200, answer.getvalue()
    return answer.getvalue().decode()


def table(door, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(door, path), newline="")))


def lines(door, name: str) -> list[tuple[str, ...]]:
    """What tells the lines of a file apart, from the list as JSON."""
    found = door.json(f"{name}/")["results"]
    if name == "scales":
        return [(row["code"], entry[row["key"]]) for row in found for entry in row["entries"]]
    if name == "groupings":
        return [(row["code"], member["country"]) for row in found for member in row["members"]]
    return [(row["code"],) for row in found]


@pytest.mark.parametrize("name", TABLES)
def test_the_lines_of_json_are_the_rows_of_the_list_in_its_order(door, name):
    found = [json.loads(line) for line in content(door, f"{name}/?format=jsonl").splitlines()]
    assert found == door.json(f"{name}/")["results"] != []


@pytest.mark.parametrize("name", TABLES)
def test_the_lines_of_csv_are_those_of_the_list_in_its_order(door, name):
    own = {"scales": ("scale", "code"), "groupings": ("code", "country")}.get(name, ("code",))
    found = [tuple(row[column] for column in own) for row in table(door, f"{name}/?format=csv")]
    assert found == lines(door, name) != []


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize("name", TABLES)
def test_a_file_says_what_it_adds_up_to_and_where_it_can_be_had_again(door, settings, name, form):
    answer = door.get(f"{name}/?format={form}")
    body = answer.getvalue()
    sums = door.json(f"{name}/?format={form}&sums=1")
    assert (sums["bytes"], sums["sha256"]) == (len(body), hashlib.sha256(body).hexdigest())
    assert sums["rows"] == len(body.splitlines()) - (form == "csv")
    assert answer["Content-Disposition"] == f'attachment; filename="{sums["file"]}"'
    assert 'rel="describedby"' in answer["Link"]
    again = sums["url"].removeprefix(f"{settings.SITE_URL}/api/v1/")
    assert door.get(again).getvalue() == body


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_told_in_the_docs(door, name):
    columns = list(table(door, f"{name}/?format=csv")[0])
    told = re.search(rf"\n\| `{name}/` \| (`.*`) \|\n", DOCS.partition("The lists of the codebook begin")[2])
    assert columns == re.findall("`([^`]+)`", told[1])


def test_the_file_of_scales_has_all_that_any_scale_says(door):
    said = {
        field for row in door.json("scales/")["results"] for entry in row["entries"] for field in entry
    } - {"level", "grade", "value"}
    assert said <= exports.SCALES.columns.keys()


def test_the_file_of_types_has_every_crosswalk(door):
    said = {scheme for row in door.json("types/")["results"] for scheme in row["crosswalk"]}
    assert said and said <= exports.TYPES.columns.keys()


def test_a_type_has_its_levels_and_crosswalks(door):
    row = next(row for row in table(door, "types/?format=csv") if row["code"] == "P10")
    assert (row["level_default"], row["level_min"], row["level_max"], row["weight"]) == ("4", "3", "4", "-4")
    assert (row["cameo"], row["codebook"]) == ("120;174", "1")


def test_a_country_has_its_codes_and_neighbours(door):
    rows = {row["code"]: row for row in table(door, "countries/?format=csv")}
    assert (rows["AFG"]["numeric"], rows["NAM"]["alpha2"], rows["KAZ"]["cow_code"]) == ("004", "NA", "705")
    assert rows["UZB"]["borders"].split(";")[0] == "AFG" and rows["UZB"]["borders_cow"].split(";")[0] == "700"
    assert rows["ALA"]["independent"] == "false" and rows["SUN"]["valid_to"]


def test_what_is_on_no_record_is_null_and_an_empty_list_is_not(door):
    text = content(door, "countries/?format=csv")
    aland = next(line for line in text.splitlines() if line.startswith("ALA,"))
    assert aland.split(",")[5] == "" and aland.endswith(',"","","","",1')


def test_levels_and_steps_stay_what_they_are(door):
    rows = [row for row in table(door, "scales/?format=csv") if row["scale"] == "hostility_scale"]
    assert [row["code"] for row in rows][:3] == ["-2", "-1", "0"]
    assert (rows[0]["step"], rows[0]["position"]) == ("+", "1")
    assert all(row["indicative_weight"][:1] != "'" for row in rows)


def test_a_text_is_no_formula(door):
    IncidentType.objects.filter(code="P10").update(example="=1+1", definition="+Turned back", slug="-entry")
    publish_codebook(user=None, reason="Odd words.")
    row = next(row for row in table(door, "types/?format=csv") if row["code"] == "P10")
    assert (row["example"], row["definition"]) == ("'=1+1", "'+Turned back")
    line = next(line for line in content(door, "types/?format=jsonl").splitlines() if '"P10"' in line)
    assert json.loads(line)["example"] == "=1+1"


def test_a_file_of_an_earlier_codebook_stays_as_it_was(door):
    before, old = newest(), content(door, "types/?format=csv")
    IncidentType.objects.filter(code="P10").update(definition="Redefined.")
    publish_codebook(user=None, reason="Clearer.")
    assert content(door, f"types/?format=csv&as_of=entry:{before}") == old
    row = next(row for row in table(door, "types/?format=csv") if row["code"] == "P10")
    assert (row["definition"], row["codebook"]) == ("Redefined.", "2")


@pytest.mark.parametrize(
    "asked",
    ["types/?group=V", "countries/?region=Asia&independent=true", "groupings/?country=GBR&on=2022-01-01"],
)
def test_the_filters_of_a_list_are_those_of_its_file(door, asked):
    found = list(dict.fromkeys(row["code"] for row in table(door, f"{asked}&format=csv")))
    assert found == [row["code"] for row in door.json(asked)["results"]] != []


def test_before_the_first_codebook_a_file_has_no_rows(door):
    assert (
        content(door, "themes/?format=csv&as_of=2020-01-01") == "code,label,label_ru,definition,codebook\r\n"
    )
    assert content(door, "themes/?format=jsonl&as_of=2020-01-01") == ""
    assert door.json("themes/?format=jsonl&as_of=2020-01-01&sums=1")["rows"] == 0


@pytest.mark.parametrize("name", [*TABLES, "series"])
def test_options_are_json_also_to_somebody_who_asks_for_a_file(door, name):
    answer = door.client.options(f"/api/v1/{name}/", headers={"accept": "text/csv"})
    assert answer["Content-Type"] == "application/json"
    told = {one["name"]: one for one in answer.json()["parameters"]}
    assert "csv" in told["format"]["values"] and "sums" in told


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("types/?sums=1", "sums"),
        ("types/?format=csv&fields=code", "fields"),
        ("themes/?format=geojson", "format"),
    ],
)
def test_what_a_list_has_no_use_for_is_refused(door, asked, name):
    assert door.refused(asked, name)


@pytest.mark.parametrize("name", TABLES)
def test_a_file_takes_a_constant_number_of_queries(door, name, counted_queries):
    content(door, f"{name}/?format=csv")  # reads the codebook once for the process
    with counted_queries(4):
        content(door, f"{name}/?format=csv")
