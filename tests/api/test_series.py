"""GET /api/v1/series/: incidents per period, with what was left out and what was read."""

import csv
import hashlib
import io
import re
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator

from api.about import openapi
from incidents.models import Coverage
from record import series
from record.publishing import publish_alone
from tests.api.conftest import make_three, newest
from tests.api.test_openapi import promised
from tests.make import checked, make_incident, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(db):
    """DI-1 in May, DI-2 in April, DI-3 in June."""
    make_three()


def read(country, start, end):
    row = checked(Coverage(country_id=country, start=start, end=end, depth="systematic"))
    publish_alone("coverage", row, user=None, revision=row.revision, reason="Read.")


def rows(door, query="") -> list[tuple]:
    return [(row["period"], row["value"], row["count"]) for row in door.json(f"series/?{query}")["results"]]


def test_months_without_a_split_are_the_default(door, three):
    found = door.json("series/")
    assert found == {
        "entry": newest(),
        "period": "month",
        "split": "none",
        "totals": {
            "selected": 3,
            "not_counted": 0,
            "undated": 0,
            "spread": 0,
            "without_value": 0,
            "placed": 3,
        },
        "values": [{"value": None, "label": None, "count": 3}],
        "values_left_out": 0,
        "results": [
            {
                "period": name,
                "start": f"{name}-01",
                "end": f"{name}-{last}",
                "value": None,
                "count": 1,
                "level": level,
                "step": step,
                "coded": "no",
            }
            for name, last, level, step in [
                ("2025-04", "30", 4, "3"),
                ("2025-05", "31", 3, "2"),
                ("2025-06", "30", 2, "1"),
            ]
        ],
    }


@pytest.mark.parametrize(
    ("period", "found"),
    [
        ("year", [("2025", None, 3)]),
        ("quarter", [("2025-Q2", None, 3)]),
        ("week", [("2025-W18", None, 1), ("2025-W24", None, 1)]),  # that of April has no week
    ],
)
def test_periods(door, three, period, found):
    assert rows(door, f"period={period}") == found


def test_a_split_gives_one_series_for_each_value_with_its_label(door, three):
    found = door.json("series/?split=country&period=year")
    assert [(row["value"], row["label"], row["count"]) for row in found["values"]] == [
        ("RUS", "Russia", 3),
        ("KAZ", "Kazakhstan", 1),
        ("KGZ", "Kyrgyzstan", 1),
        ("UZB", "Uzbekistan", 1),
    ]
    assert [(row["value"], row["count"]) for row in found["results"]] == [
        ("RUS", 3),
        ("KAZ", 1),
        ("KGZ", 1),
        ("UZB", 1),
    ]


def test_a_balanced_panel_says_of_every_row_whether_it_was_read(door, three):
    read("KAZ", "2025-04-01", "2025-05-15")
    found = door.json("series/?split=country&country=KZ&country=UZB&zeros=1&from=2025-04-01&to=2025-06-30")
    assert [(row["value"], row["period"], row["count"], row["coded"]) for row in found["results"]] == [
        ("KAZ", "2025-04", 1, "yes"),
        ("KAZ", "2025-05", 0, "partly"),
        ("KAZ", "2025-06", 0, "no"),
        ("UZB", "2025-04", 0, "no"),
        ("UZB", "2025-05", 1, "no"),
        ("UZB", "2025-06", 0, "no"),
    ]


def test_the_highest_level_of_an_empty_period_is_null(door, three):
    found = door.json("series/?country=KAZ&zeros=1&to=2025-05-31")["results"]
    assert [(row["level"], row["step"]) for row in found] == [(4, "3"), (None, None)]


@pytest.mark.parametrize("query", ["", "counted=1", "counted="])
def test_only_what_counts_is_counted_and_the_rest_is_numbered(door, three, query):
    publish(make_incident("A plan", status="planned"))
    totals = door.json(f"series/?{query}")["totals"]
    assert (totals["selected"], totals["not_counted"], totals["placed"]) == (4, 1, 3)


def test_everything_is_counted_on_request(door, three):
    publish(make_incident("A plan", status="planned"))
    totals = door.json("series/?counted=all")["totals"]
    assert (totals["not_counted"], totals["placed"]) == (0, 4)


def test_undated_and_spread_incidents_are_in_no_row_and_in_the_totals(door, three):
    publish(make_incident("Undated", date=""))
    publish(make_incident("Before or after the new year", date="2024-12-31/2025-01-01"))
    found = door.json("series/?period=year")
    assert (found["totals"]["undated"], found["totals"]["spread"]) == (1, 1)
    assert sum(row["count"] for row in found["results"]) == found["totals"]["placed"] == 3


@pytest.mark.parametrize("query", ["country=KAZ", "dyad=RUS-KAZ", "level_min=3", "type=D10", "q=refusal"])
def test_it_takes_the_filters_of_the_list(door, three, query):
    count = door.json(f"incidents/?{query}&count=exact")["count"]
    assert 0 < count == door.json(f"series/?{query}")["totals"]["selected"] < 3


def test_a_past_moment_is_counted_as_it_was(door, three):
    entry = newest()
    publish(make_incident("A fourth"))
    assert door.json("series/")["totals"]["selected"] == 4
    then = door.json(f"series/?as_of=entry:{entry}")
    assert (then["entry"], then["totals"]["selected"]) == (entry, 3)


def test_an_empty_record_has_no_rows(door):
    found = door.json("series/?split=country&zeros=1")
    assert (found["results"], found["values"], found["totals"]["selected"]) == ([], [], 0)


def test_a_series_that_is_too_long_is_refused_with_advice(door, three, monkeypatch):
    monkeypatch.setattr(series, "MOST_ROWS", 2)
    assert "longer periods" in door.refused("series/", "period")


@pytest.mark.parametrize(
    ("query", "parameter", "taught"),
    [
        ("period=day", "period", "Allowed: month, week, quarter, year"),
        ("split=colour", "split", "Allowed: none, country"),
        ("split=country&split=type", "split", "once"),
        ("zeros=yes", "zeros", "Allowed: 0, 1"),
        ("counted=0", "counted", "Allowed: 1, all"),
        ("counted=1&counted=all", "counted", "once"),
        ("top=0", "top", "from 1 to 200"),
        ("country=XXX", "country", "is not a country"),
        ("cursor=x", "cursor", "There is no parameter"),
        ("as_of=yesterday", "as_of", "is not a moment"),
        ("zeros=1&from=0001-01-01&to=9999-12-31", "period", "More than 20,000 rows"),
        ("from=2025-02-01&to=2025-01-01", "to", "lies before the first"),
    ],
)
def test_a_bad_value_is_refused_with_what_is_allowed(door, query, parameter, taught):
    assert taught in door.refused(f"series/?{query}", parameter)


def test_a_parameter_left_empty_is_its_default(door, three):
    assert door.json("series/?period=&split=&zeros=&top=") == door.json("series/")


def test_as_many_queries_for_many_incidents_as_for_three(door, three, counted_queries):
    asked = "series/?split=country&zeros=1"
    door.json(asked)
    with counted_queries(5):  # ETag, moment, codebook, what occurs, rows
        door.json(asked)
    for number in range(10):
        publish(make_incident(f"Incident {number}", sides=("ISL", "PRY"), date=f"2024-0{number % 9 + 1}"))
    door.json(asked)
    with counted_queries(5):
        door.json(asked)


@pytest.mark.parametrize("asked", ["series/", "series/?split=country&zeros=1&to=2026-01-01", "facets/"])
def test_answers_are_as_promised(door, three, asked):
    schema = promised(f"/api/v1/{asked.partition('?')[0]}")
    assert list(Draft202012Validator(schema).iter_errors(door.json(asked))) == []


def test_the_schema_says_that_series_count_what_counts_by_default():
    parameters = openapi()["paths"]["/api/v1/series/"]["get"]["parameters"]
    counted = next(parameter for parameter in parameters if parameter["name"] == "counted")
    assert "Left out: 1." in counted["description"] and "default" not in counted["schema"]


def table(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))


def test_a_series_comes_as_a_table_for_a_spreadsheet(door, three):
    answer = door.get("series/?split=country&period=month&format=csv")
    assert answer["Content-Type"].startswith("text/csv")
    rows = door.json("series/?split=country&period=month")["results"]
    assert [
        (row["period"], row["start"], row["end"], row["value"]) for row in table(answer) if not row["total"]
    ] == [(row["period"], row["start"], row["end"], row["value"]) for row in rows]


def test_a_table_without_a_split_has_no_value(door, three):
    row = table(door.get("series/?format=csv"))[-1]
    assert (row["count"], row["value"], row["label"]) == ("1", "", "")


def test_a_table_begins_with_what_is_in_no_period(door, three):
    publish(make_incident("Undated", date=""))
    publish(make_incident("A plan", status="planned"))
    asked = "series/?split=type&top=1&period=year"
    found, rows = door.json(asked), table(door.get(f"{asked}&format=csv"))
    assert [(row["total"], int(row["total_count"])) for row in rows[:7]] == [
        *found["totals"].items(),
        ("values_left_out", found["values_left_out"]),
    ]
    assert found["totals"]["undated"] == found["totals"]["not_counted"] == found["values_left_out"] == 1
    assert all(not row["count"] and not row["period"] for row in rows[:7])
    assert sum(int(row["count"]) for row in rows[7:]) == sum(row["count"] for row in found["results"]) > 0


def test_a_table_of_no_period_still_says_what_is_left_out(door, db):
    publish(make_incident("Undated", date=""))
    rows = table(door.get("series/?format=csv"))
    assert [row["total"] for row in rows if row["total_count"] == "1"] == ["selected", "undated"]


def test_the_lines_of_a_table_end_with_cr_lf(door, three):
    content = door.get("series/?format=csv").content
    assert content.count(b"\n") == content.count(b"\r\n") == 1 + 7 + 3


def test_a_table_leads_to_its_sums_and_to_the_same_series_as_json(door, three):
    answer = door.get("series/?country=KAZ&format=csv")
    sums, same = (
        urlsplit(where).path.removeprefix("/api/v1/") + "?" + urlsplit(where).query
        for where in re.findall("<([^>]*)>", answer["Link"])
    )
    publish(make_incident("One more", date="2025-07-01", sides=("KAZ", "RUS")))
    found = door.json(sums)
    assert (found["rows"], found["bytes"]) == (len(table(answer)), len(answer.content))
    assert found["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert answer["Content-Disposition"] == f'attachment; filename="{found["file"]}"'
    assert door.json(same)["totals"]["selected"] == 1


def test_a_series_that_is_no_file_has_no_sums(door, db):
    assert "format=csv" in door.refused("series/?sums=1", "sums")


def test_levels_below_nought_stay_numbers_in_a_table(door, three):
    rows = table(door.get("series/?split=level&period=year&zeros=1&format=csv"))
    assert {"-2", "-1", "0", "8"} <= {row["value"] for row in rows}
