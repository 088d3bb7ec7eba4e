"""Coverage by month, and setting a run of days anew."""

from datetime import date

import pytest

from actors.models import Country
from incidents.covering import Scope, months, set_run
from incidents.models import Coverage
from tests.make import checked

pytestmark = pytest.mark.django_db


def scope(*codes) -> Scope:
    return Scope(*(Country.objects.get(pk=code) for code in codes))


def row(start, end, depth="systematic", country="KAZ", counterpart=None, **fields) -> Coverage:
    return checked(
        Coverage(country_id=country, counterpart_id=counterpart, start=start, end=end, depth=depth, **fields)
    )


def said(*codes, year=2025) -> str:
    """A year as twelve letters: y, p, n; capitals where it follows from other rows."""
    asked = scope(*codes)
    found = months(asked, list(asked.own()), list(asked.around()), [year])
    return "".join(one.coded[0].upper() if one.around else one.coded[0] for one in found)


def on_file() -> list[tuple[str, str, str]]:
    return [(str(one.start), str(one.end), one.depth) for one in Coverage.objects.order_by("start")]


def run(first, last, depth="partial", *codes):
    asked = scope(*(codes or ("KAZ",)))
    own = list(asked.own().order_by("start"))
    return set_run(asked, own, date.fromisoformat(first), date.fromisoformat(last), depth, "Two newspapers.")


def test_a_month_is_read_when_every_day_was(db):
    row("2025-01-01", "2025-03-15")
    row("2025-05-01", "2025-05-20")
    row("2025-05-21", "2025-05-31")
    row("2025-07-01", "2025-07-31", "partial")
    row("2025-08-01", "2025-08-31", "none")
    assert said("KAZ") == "yypnynpnnnnn"


def test_of_a_pair_either_state_and_either_order_counts(db):
    row("2025-01-01", "2025-01-31", counterpart="RUS")
    row("2025-02-01", "2025-02-28", country="RUS", counterpart="KAZ")
    row("2025-03-01", "2025-03-31", country="RUS")
    assert said("KAZ", "RUS") == said("RUS", "KAZ") == "yyYnnnnnnnnn"


def test_of_a_state_its_pairs_say_that_it_was_read_in_part(db):
    row("2025-01-01", "2025-01-31", counterpart="RUS")
    assert said("KAZ") == "Pnnnnnnnnnnn"


def test_a_run_where_nothing_is_on_file_makes_one_row(db):
    run("2025-01-01", "2025-06-30")
    assert on_file() == [("2025-01-01", "2025-06-30", "partial")]
    assert Coverage.objects.get().note == "Two newspapers."


def test_a_run_inside_a_row_leaves_what_lies_before_and_after(db):
    row("2025-01-01", "2025-12-31")
    assert len(run("2025-04-01", "2025-05-31")) == 3
    assert on_file() == [
        ("2025-01-01", "2025-03-31", "systematic"),
        ("2025-04-01", "2025-05-31", "partial"),
        ("2025-06-01", "2025-12-31", "systematic"),
    ]
    assert said("KAZ") == "yyyppyyyyyyy"


def test_rows_that_reach_into_a_run_are_cut_and_drafts_inside_it_go(db):
    row("2024-11-01", "2025-01-31")
    row("2025-02-01", "2025-02-28")
    row("2025-03-01", "2025-04-30", "partial")
    run("2025-01-01", "2025-03-31", "none")
    assert on_file() == [
        ("2024-11-01", "2024-12-31", "systematic"),
        ("2025-01-01", "2025-03-31", "none"),
        ("2025-04-01", "2025-04-30", "partial"),
    ]


def test_rows_with_a_public_number_inside_a_run_are_kept_and_say_the_new_thing(db):
    first, second = row("2025-01-01", "2025-01-31"), row("2025-02-01", "2025-02-28")
    for number, one in enumerate((first, second), 1):
        Coverage.objects.filter(pk=one.pk).update(ref=f"CV-{number}")
    row("2025-03-01", "2025-03-31")
    run("2025-01-01", "2025-03-31")
    assert set(Coverage.objects.values_list("ref", "depth")) == {("CV-1", "partial"), ("CV-2", "partial")}
    assert said("KAZ") == "pppnnnnnnnnn"


def test_other_states_and_pairs_are_left_alone(db):
    row("2025-01-01", "2025-12-31", country="UZB")
    row("2025-01-01", "2025-12-31", counterpart="RUS")
    run("2025-01-01", "2025-12-31")
    assert Coverage.objects.filter(depth="systematic").count() == 2
