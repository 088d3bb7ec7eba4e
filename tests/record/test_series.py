"""Series: each number is that of a plain count over the documents; no incident is put into a period by guess."""

from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from incidents.models import Coverage, Participation
from record import codebook, dimensions, ledger
from record import series as series_module
from record.filters import IncidentFilter
from record.models import CoverageIndex, IncidentIndex
from record.moments import Moment
from record.parameters import FilterError
from record.publishing import publish_alone
from record.series import Series, periods, series
from record.series_tables import FATES, PERIODS, SPLITS, How
from record.withdrawing import merge_actors, retract
from tests.make import checked, make_actor, make_incident, publish
from tests.record import plain_counts

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def imported(django_db_setup, django_db_blocker):
    """The founding article as published, once for the file; undone after it."""
    with plain_counts.article_published(django_db_blocker):
        yield


@pytest.fixture
def article(imported, db):
    return ledger.moment()


@pytest.fixture
def alone(db):
    """Made incidents are of states that the article does not name, and are asked for by them."""
    return "country=ISL"


def ask(query: str = "", moment: Moment | None = None, **how) -> Series:
    moment = moment or ledger.moment()
    rows, book = IncidentIndex.objects.at(moment), codebook.at(moment)
    return series(IncidentFilter(QueryDict(query), rows, codebook=book, moment=moment), moment, How(**how))


def act(day: str, *, sides=("ISL", "PRY"), **fields):
    incident = make_incident(f"{sides[0]} protests on {day}", sides=sides, date=day, **fields)
    publish(incident)
    incident.refresh_from_db()
    return incident


def read(country, start, end, counterpart=None, depth="systematic") -> Coverage:
    row = checked(Coverage(country_id=country, counterpart_id=counterpart, start=start, end=end, depth=depth))
    publish_alone("coverage", row, user=None, revision=row.revision, reason="Read.")
    return row


def placed(found: Series) -> dict[tuple[str, str], tuple]:
    return {(row.value or "all", row.period): (row.n, row.level, row.step) for row in found.rows}


def coded(found: Series) -> dict[str, str]:
    """Period to whether it was read, of a series of one value."""
    assert len({row.value for row in found.rows}) == 1
    return {row.period: row.coded for row in found.rows}


# --- against the documents ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("split", SPLITS)
def test_series_of_the_article_are_those_of_its_documents(article, split, period, counted):
    found = ask(split=split, period=period, counted=counted, top=200)
    totals, rows = plain_counts.series(period, split, plain_counts.incidents(), counted)
    assert placed(found) == rows
    assert found.totals == {"selected": 27, **dict.fromkeys(FATES, 0), **totals}


def test_the_article_leaves_something_out_for_every_reason(article):
    """The control: totals of naught would prove nothing."""
    totals = ask(split="theme").totals
    assert min(totals["not_counted"], totals["spread"], totals["placed"]) > 0


@pytest.mark.parametrize(
    "query", ["country=KAZ", "dyad=RUS-KAZ", "from=2025-04-15", "level_min=3&theme=migrants"]
)
def test_filters_select_as_they_do_on_lists(article, query):
    rows = IncidentFilter(
        QueryDict(query), IncidentIndex.objects.at(article), codebook=codebook.at(article), moment=article
    ).selected()
    refs = set(rows.values_list("ref", flat=True))
    kept = {ref: row for ref, row in plain_counts.incidents().items() if ref in refs}
    totals, cells = plain_counts.series("month", "none", kept, counted_only=True)
    found = ask(query)
    assert 0 < found.totals["placed"] == totals["placed"]
    assert found.totals["selected"] == len(kept) < 27
    assert placed(found) == cells


@pytest.mark.parametrize("split", ["none", "country", "actor"])
def test_past_moments_are_counted_as_they_were(article, split):
    past = article.entry // 2
    documents = plain_counts.incidents(past)
    totals, rows = plain_counts.series("month", split, documents, counted_only=True, at=past)
    found = ask(moment=Moment(past, now=False), split=split, top=200)
    assert found.totals["selected"] == sum(totals.values()) == len(documents) > 0
    assert placed(found) == rows


def test_values_are_counted_over_all_periods_and_sorted_by_it(article):
    found = ask(split="country")
    summed = {value: sum(row.n for row in found.rows if row.value == value) for value in found.values}
    assert found.values == summed
    assert list(found.values) == sorted(summed, key=lambda value: (-summed[value], value))
    assert [row.value for row in found.rows] == sorted(
        (row.value for row in found.rows), key=list(found.values).index
    )


def test_only_the_most_frequent_values_are_shown_and_the_others_are_numbered(article):
    whole, found = ask(split="country"), ask(split="country", top=2)
    assert list(found.values) == list(whole.values)[:2]
    assert found.values_left_out == len(whole.values) - 2 > 0
    assert {row.value for row in found.rows} == set(found.values)


def test_scales_keep_their_order(article):
    found = list(ask(split="step").values)
    assert found == sorted(found, key="+012345".index) and len(found) > 3


@pytest.mark.parametrize(
    "how", [{}, {"split": "country", "zeros": True}, {"split": "dyad", "period": "week"}]
)
def test_a_series_takes_two_queries(article, how):
    with CaptureQueriesContext(connection) as queries:
        ask("country=KAZ&country=RUS", moment=article, **how)
    assert len([query for query in queries if "record_incidentindex" in query["sql"]]) == 2
    assert len(queries) == 2 + 1  # the codebook's version, which this test asks for itself


# --- where an incident goes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "period", "name"),
    [
        ("2024-12-31", "week", "2025-W01"),
        ("2024-12-29", "week", "2024-W52"),
        ("2021-01-03", "week", "2020-W53"),
        ("2024-12-31", "month", "2024-12"),
        ("2024-12-31", "quarter", "2024-Q4"),
        ("2025-01-01", "quarter", "2025-Q1"),
        ("2024-12-31", "year", "2024"),
        ("2025-01-01", "year", "2025"),
        ("2024-02-29", "month", "2024-02"),
        ("0001-01-01", "week", "0001-W01"),
        ("9999-12-30", "week", "9999-W52"),
        ("9999-12-30", "year", "9999"),
        ("2025-04", "month", "2025-04"),
        ("2025-04", "quarter", "2025-Q2"),
        ("2025", "year", "2025"),
        ("2025-04-28/2025-05-04", "week", "2025-W18"),
        ("[2025-04-01..2025-04-30]", "month", "2025-04"),
        ("2025-04-23?", "month", "2025-04"),
    ],
)
def test_days_inside_one_period_are_placed_there(alone, day, period, name):
    act(day)
    found = ask(alone, period=period)
    assert [(row.period, row.n) for row in found.rows] == [(name, 1)]
    assert (found.totals["placed"], found.totals["selected"]) == (1, 1)


@pytest.mark.parametrize(
    ("day", "period"),
    [
        ("2025-04", "week"),
        ("2025", "month"),
        ("2024-12-31/2025-01-01", "year"),
        ("2025-04-27/2025-04-28", "week"),
        ("[2025-04-01..2025-05-08]", "month"),
        ("2024-12/..", "year"),
        ("../2025-04-22", "year"),
        ("202X", "year"),
    ],
)
def test_days_in_two_periods_are_placed_in_neither(alone, day, period):
    act(day)
    found = ask(alone, period=period)
    assert (found.rows, found.totals["spread"], found.totals["placed"]) == ([], 1, 0)


def test_an_undated_act_is_counted_as_undated(alone):
    act("")
    assert ask(alone).totals == {
        "selected": 1,
        "not_counted": 0,
        "undated": 1,
        "spread": 0,
        "without_value": 0,
        "placed": 0,
    }


def test_what_does_not_count_is_left_out_unless_all_are_asked_for(alone):
    act("2025-05-02")
    act("2025-05-03", status="planned", level=3)
    assert ask(alone).totals["not_counted"] == 1 and ask(alone).rows[0].n == 1
    both = ask(alone, counted=False)
    assert both.totals["not_counted"] == 0 and both.rows[0].n == 2


def test_an_act_without_a_theme_is_in_no_row_of_a_split_by_theme(alone):
    act("2025-05-02")
    found = ask(alone, split="theme")
    assert (found.rows, found.totals["without_value"]) == ([], 1)


def test_the_highest_step_is_that_of_the_highest_level(alone):
    act("2025-05-02", type_id="C10", level=-1)
    assert [(row.level, row.step) for row in ask(alone).rows] == [(-1, "+")]
    act("2025-05-03", level=3)
    act("2025-05-04", type_id="P10", level=4)
    assert [(row.n, row.level, row.step) for row in ask(alone).rows] == [(3, 4, "3")]


def test_a_pair_counts_once_for_an_act_of_both(alone):
    incident = make_incident(sides=("ISL", "PRY"))
    checked(Participation(incident=incident, role="co_initiator", country_id="PRY", through="state"))
    checked(Participation(incident=incident, role="target", country_id="ISL"))
    publish(incident)
    assert ask(alone, split="dyad").values == {"ISL-PRY": 1}
    assert ask(alone, split="directed_dyad").values == {"ISL>PRY": 1, "PRY>ISL": 1}


def test_a_retracted_incident_is_in_the_series_of_its_time_only(alone):
    incident = act("2025-05-02")
    before = Moment(ledger.moment().entry, now=False)
    retract("incident", incident, user=None, revision=incident.revision, reason="It did not happen.")
    assert ask(alone).totals["selected"] == 0
    assert ask(alone, moment=before).totals["selected"] == 1


def test_merged_actors_are_one_series(alone):
    one, two = (make_actor(f"Speaker {number}", "person", "ISL") for number in (1, 2))
    for number, names in enumerate([(one,), (two,), (one, two)]):
        incident = make_incident(f"Incident {number}", sides=("ISL", "PRY"))
        for actor in names:
            checked(Participation(incident=incident, role="subject", actor=actor))
        publish(incident)
    before = Moment(ledger.moment().entry, now=False)
    for actor in (one, two):
        actor.refresh_from_db()
    merge_actors(one, two, user=None, revision=one.revision, reason="The same person.")
    assert ask(alone, split="actor").values == {two.ref: 3}
    assert ask(alone, split="actor", moment=before).values == {one.ref: 2, two.ref: 2}
    assert ask(f"actor={two.ref}", split="actor").values.keys() == {two.ref}


# --- those asked for ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "split", "values"),
    [
        ("country=ISL&country=FJI", "country", ["ISL", "FJI"]),
        ("dyad=PRY-ISL", "dyad", ["ISL-PRY"]),
        ("dyad=PRY-ISL", "directed_dyad", ["ISL>PRY", "PRY>ISL"]),
        ("dyad=ISL>PRY", "directed_dyad", ["ISL>PRY"]),
        ("country=ISL&type_group=D&type_group=P", "type_group", ["D", "P"]),
        ("country=ISL&level=3&level=-1", "level", ["-1", "3"]),
        ("country=ISL&certainty=unknown", "certainty", ["unknown"]),
    ],
)
def test_the_splits_own_filter_names_its_values(alone, query, split, values):
    act("2025-05-02")
    act("2025-05-03", sides=("ISL", "TCD"))
    assert list(ask(query, split=split).values) == values


def test_zeros_make_every_period_for_every_value_asked_for(alone):
    act("2025-05-02")
    act("2025-07-02")
    found = ask("country=ISL&country=FJI", split="country", zeros=True)
    months = ["2025-05", "2025-06", "2025-07"]
    assert [(row.value, row.period, row.n) for row in found.rows] == [
        *zip(["ISL"] * 3, months, [1, 0, 1], strict=True),
        *zip(["FJI"] * 3, months, [0, 0, 0], strict=True),
    ]
    assert [(row.level, row.step) for row in found.rows if not row.n] == [(None, None)] * 4


def test_zeros_add_rows_and_change_none(article):
    for split in ("none", "country", "dyad", "certainty"):
        few, panel = ask(split=split), ask(split=split, zeros=True)
        assert [row for row in panel.rows if row.n] == few.rows
        assert len(panel.rows) == len(panel.values) * len({row.period for row in panel.rows}) > len(few.rows)


def test_a_panel_runs_from_the_first_day_to_the_last_that_were_asked_for(alone):
    act("2025-05-02")
    found = ask(f"{alone}&from=2025-03-10&to=2025-06-20", zeros=True)
    assert [(row.period, row.start, row.end, row.n) for row in found.rows] == [
        ("2025-03", "2025-03-10", "2025-03-31", 0),
        ("2025-04", "2025-04-01", "2025-04-30", 0),
        ("2025-05", "2025-05-01", "2025-05-31", 1),
        ("2025-06", "2025-06-01", "2025-06-20", 0),
    ]


def test_a_panel_without_incidents_is_made_of_the_days_asked_for(alone):
    found = ask(f"{alone}&from=2024-12-25&to=2025-01-05", zeros=True, period="week", split="country")
    assert [(row.period, row.value, row.n) for row in found.rows] == [
        ("2024-W52", "ISL", 0),
        ("2025-W01", "ISL", 0),
    ]
    assert ask(f"{alone}&from=2025-01-01", zeros=True).rows == []


@pytest.mark.parametrize("split", ["level", "step", "certainty", "type_group"])
def test_a_panel_of_a_scale_has_all_its_values_though_nothing_happened(alone, split):
    days = f"{alone}&from=2025-01-01&to=2025-02-28"
    words = dimensions.vocabulary(split, codebook.at(ledger.moment()))
    assert len(words) > 4
    empty = ask(days, zeros=True, split=split)
    assert [(row.value, row.n) for row in empty.rows] == [(word, 0) for word in words for _month in range(2)]
    assert ask(days, split=split).rows == []
    act("2025-01-05")
    full = ask(days, zeros=True, split=split)
    assert [row.value for row in full.rows] == [row.value for row in empty.rows]
    assert sum(row.n for row in full.rows) == 1


def test_top_cuts_a_panel_of_a_scale(alone):
    act("2025-01-05", level=3)
    found = ask(f"{alone}&from=2025-01-01&to=2025-01-31", zeros=True, split="level", top=2)
    assert sorted(found.values) == ["-2", "3"] and found.values_left_out == 0


def test_a_panel_that_is_too_long_is_refused_before_it_is_made(alone):
    with pytest.raises(FilterError, match="More than 20,000 rows"):
        ask(f"{alone}&from=0001-01-01&to=9999-12-31", zeros=True)
    assert len(ask(f"{alone}&from=0001-01-01&to=9999-12-31", zeros=True, period="year").rows) == 9999


def test_a_series_that_is_too_long_is_refused(monkeypatch, alone):
    monkeypatch.setattr(series_module, "MOST_ROWS", 1)
    act("2025-05-02")
    assert len(ask(alone).rows) == 1
    act("2025-06-02")
    with pytest.raises(FilterError):
        ask(alone)


@pytest.mark.parametrize("how", [{"period": "day"}, {"split": "q"}, {"period": "month'"}])
def test_what_becomes_part_of_a_statement_is_one_of_ours(how):
    with pytest.raises(ValueError, match="is no series"):
        How(**how)


@pytest.mark.parametrize(
    ("period", "first", "last", "number"),
    [
        ("month", date(2024, 12, 31), date(2025, 1, 1), 2),
        ("quarter", date(2025, 1, 1), date(2025, 3, 31), 1),
        ("year", date(2024, 12, 31), date(2025, 1, 1), 2),
        ("week", date(2024, 12, 30), date(2025, 1, 5), 1),
        ("week", date(2024, 12, 29), date(2025, 1, 6), 3),
        ("month", date(2025, 3, 1), date(2025, 1, 1), 0),
    ],
)
def test_periods_are_counted_without_making_them(period, first, last, number):
    assert periods(period, first, last) == number


# --- what was read ------------------------------------------------------------------------------------------------

SPRING = "&from=2025-03-01&to=2025-05-31"


def panel(query: str, **how) -> dict[str, str]:
    return coded(ask(query + SPRING, zeros=True, **how))


def test_a_state_was_read_where_it_was_read_with_all_states(alone):
    read("ISL", "2025-04-01", "2025-04-30")
    assert panel(alone, split="country") == {"2025-03": "no", "2025-04": "yes", "2025-05": "no"}


def test_a_month_that_was_read_for_some_days_was_partly_read(alone):
    read("ISL", "2025-03-31", "2025-05-01")
    assert panel(alone, split="country") == {"2025-03": "partly", "2025-04": "yes", "2025-05": "partly"}


def test_two_readings_make_one_whole(alone):
    read("ISL", "2025-04-01", "2025-04-15")
    read("ISL", "2025-04-16", "2025-05-31")
    assert panel(alone, split="country") == {"2025-03": "no", "2025-04": "yes", "2025-05": "yes"}


@pytest.mark.parametrize(("depth", "word"), [("systematic", "yes"), ("partial", "partly"), ("none", "no")])
def test_the_depth_says_what_a_reading_is_worth(alone, depth, word):
    read("ISL", "2025-03-01", "2025-05-31", depth=depth)
    assert set(panel(alone, split="country").values()) == {word}


def test_a_reading_in_part_takes_nothing_from_a_systematic_one(alone):
    read("ISL", "2025-03-01", "2025-05-31")
    read("ISL", "2025-03-01", "2025-05-31", depth="partial")
    read("ISL", "2025-03-01", "2025-05-31", depth="none")
    assert set(panel(alone, split="country").values()) == {"yes"}


@pytest.mark.parametrize("pair", [("ISL", "PRY"), ("PRY", "ISL")])
def test_a_pair_that_was_read_makes_its_states_partly_read(alone, pair):
    read(pair[0], "2025-03-01", "2025-05-31", pair[1])
    assert set(panel(alone, split="country").values()) == {"partly"}
    assert set(panel("country=FJI", split="country").values()) == {"no"}


@pytest.mark.parametrize(
    ("reading", "word"),
    [
        (("ISL", "PRY"), "yes"),
        (("PRY", "ISL"), "yes"),
        (("ISL", None), "yes"),
        (("PRY", None), "yes"),
        (("ISL", "FJI"), "no"),
        (("FJI", None), "no"),
    ],
)
@pytest.mark.parametrize("split", ["dyad", "directed_dyad"])
def test_a_pair_was_read_with_it_or_with_one_of_its_states(reading, word, split):
    read(reading[0], "2025-03-01", "2025-05-31", reading[1])
    assert set(panel("dyad=ISL>PRY", split=split).values()) == {word}


def test_a_pair_may_be_read_from_both_sides_in_turn():
    read("ISL", "2025-03-01", "2025-04-10")
    read("PRY", "2025-04-11", "2025-04-20")
    read("PRY", "2025-04-21", "2025-05-31", "ISL")
    assert set(panel("dyad=ISL-PRY", split="dyad").values()) == {"yes"}


def test_each_value_has_coverage_of_its_own():
    read("ISL", "2025-03-01", "2025-05-31")
    found = ask(f"country=ISL&country=FJI{SPRING}", split="country", zeros=True)
    assert {(row.value, row.coded) for row in found.rows} == {("ISL", "yes"), ("FJI", "no")}


def test_without_a_split_the_filters_say_who_has_to_be_read(alone):
    read("ISL", "2025-03-01", "2025-05-31")
    assert set(panel(alone).values()) == {"yes"}
    assert set(panel(f"{alone}&country=FJI").values()) == {"partly"}
    assert set(panel("dyad=ISL-FJI").values()) == {"yes"}
    assert set(panel(f"{alone}&target=FJI").values()) == {"yes"}
    assert set(panel("country=FJI").values()) == {"no"}


def test_other_splits_go_by_the_filters_too(alone):
    act("2025-04-02")
    read("ISL", "2025-03-01", "2025-05-31")
    assert set(panel(alone, split="type").values()) == {"yes"}


def test_a_state_that_was_read_was_read_with_every_other(alone):
    act("2025-04-02")
    read("ISL", "2025-03-01", "2025-05-31")
    assert set(panel(alone, split="dyad").values()) == {"yes"}
    assert set(panel(alone, split="target").values()) == {"yes"}


def test_one_pair_of_a_state_says_nothing_of_its_other_pairs(alone):
    act("2025-04-02")
    read("ISL", "2025-03-01", "2025-05-31", "FJI")
    assert set(panel(alone, split="dyad").values()) == {"no"}


def test_nobody_has_read_the_whole_world():
    read("ISL", "2025-04-01", "2025-04-30")
    assert panel("") == {"2025-03": "no", "2025-04": "partly", "2025-05": "no"}


def test_a_period_cut_by_the_days_asked_for_is_judged_by_what_is_left(alone):
    read("ISL", "2025-04-10", "2025-04-30")
    found = ask(f"{alone}&from=2025-04-10&to=2025-04-30", zeros=True)
    assert coded(found) == {"2025-04": "yes"}


def test_coverage_is_that_of_the_moment(alone):
    before = Moment(ledger.moment().entry, now=False)
    row = read("ISL", "2025-03-01", "2025-05-31")
    during = Moment(ledger.moment().entry, now=False)
    retract("coverage", row, user=None, revision=row.revision, reason="It was not read.")
    assert CoverageIndex.objects.count() == 1
    words = [
        set(coded(ask(alone + SPRING, moment=moment, split="country", zeros=True)).values())
        for moment in (before, during, ledger.moment())
    ]
    assert words == [{"no"}, {"yes"}, {"no"}]


def test_rows_without_zeros_say_what_was_read_too(alone):
    act("2025-04-02")
    read("ISL", "2025-04-01", "2025-04-30")
    assert coded(ask(alone)) == {"2025-04": "yes"}
