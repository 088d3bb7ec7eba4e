"""Profiles of a country, a pair, an actor and an episode."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Coverage, Episode, Relation
from record import codebook, ledger, profiles
from record.publishing import publish_alone, publish_episode
from record.withdrawing import merge_actors, retract
from tests.make import checked, make_actor, make_incident, make_statement, publish
from tests.once import remembered

pytestmark = pytest.mark.django_db


def ask(of, *args, moment=None, **options):
    """A profile now, or at a moment."""
    moment = moment or ledger.moment()
    return of(*args, codebook.at(moment), moment, **options)


@pytest.fixture
@remembered
def world():
    """Uzbekistan acts on Russia twice, Russia on Uzbekistan once and on Kazakhstan once; a plan counts nowhere."""
    speaker = make_actor("Spokesman", "person", "UZB")
    first = make_incident("First", date="2025-04-01", level=2)
    second = make_incident("Second", date="2025-05-02/2025-05-04", level=3)
    back = make_incident("Back", sides=("RUS", "UZB"), date="2025-06", level=3)
    other = make_incident("Other", sides=("RUS", "KAZ"), type_id="P10", level=4, date="2025-03-01")
    plan = make_incident("Plan", status="planned", level=3, date="2030-01-01")
    outer = make_statement(first, speaker=speaker, about_country_id="RUS")
    make_statement(first, "Quoted.", speaker=speaker, inside=outer)
    make_statement(plan, "We shall see.", speaker=speaker)
    for incident in (first, second, back, other, plan):
        incident.themes.add("migrants")
        publish(incident)
    speaker.refresh_from_db()
    return {"speaker": speaker, "first": first, "back": back}


def test_a_country_in_one_sentence(world):
    figures = ask(profiles.of_country, "UZB").figures
    assert (figures.incidents, figures.counted, figures.statements) == (4, 3, 2)
    assert (figures.level, figures.step) == (3, "2")
    assert (figures.first, figures.last) == (date(2025, 4, 1), date(2025, 6, 30))


def test_nothing_on_record_is_no_figure(world):
    profile = ask(profiles.of_country, "FJI")
    assert profile.figures == profiles.Figures(0, 0, None, None, None, None, 0)
    assert profile.counterparts == [] and profile.splits["type"].counts == {}


def test_counterparts_say_who_acted_on_whom(world):
    found = ask(profiles.of_country, "RUS").counterparts
    assert [(one.code, one.incidents, one.by, one.on) for one in found] == [
        ("UZB", 3, 1, 2),
        ("KAZ", 1, 1, 0),
    ]
    assert (found[0].name, found[0].level, found[0].last) == ("Uzbekistan", 3, date(2025, 6, 30))
    mirrored = ask(profiles.of_country, "UZB").counterparts
    assert [(one.code, one.by, one.on) for one in mirrored] == [("RUS", 2, 1)]


def test_splits_have_words_and_leave_out_what_does_not_count(world):
    splits = ask(profiles.of_country, "UZB").splits
    assert splits["type"].counts == {"D10": 3} and splits["theme"].counts == {"migrants": 3}
    assert splits["actor"].words == {"A-1": "Spokesman"} and splits["actor"].counts == {"A-1": 1}
    assert splits["certainty"].counts


def test_a_pair_has_both_directions_or_one(world):
    assert ask(profiles.of_pair, "RUS", "UZB").figures.counted == 3
    assert ask(profiles.of_pair, "RUS", "UZB", directed=True).figures.counted == 1
    assert ask(profiles.of_pair, "UZB", "RUS").figures.statements == 2


def test_an_actor_is_one_under_all_its_numbers(world):
    again = make_actor("Spokesman, twice", "person", "UZB")
    incident = make_incident("Again", date="2025-07-01")
    make_statement(incident, speaker=again)
    publish(incident)
    assert ask(profiles.of_actor, "A-1").figures.incidents == 2
    before = replace(ledger.moment(), now=False)
    again.refresh_from_db()
    merge_actors(again, world["speaker"], user=None, revision=again.revision, reason="One person.")
    figures = ask(profiles.of_actor, "A-1").figures
    assert (figures.incidents, figures.statements) == (3, 3)
    assert ask(profiles.of_actor, again.ref).figures == figures
    assert ask(profiles.of_actor, "A-1", moment=before).figures.incidents == 2


def test_an_episode_is_its_members(world):
    episode = checked(Episode(title="A run", date="2025"))
    checked(Relation(kind="part_of", from_incident=world["first"], to_episode=episode, basis="analyst"))
    episode.refresh_from_db()
    publish_episode(episode, user=None, revision=episode.revision, reason="A run.")
    figures = ask(profiles.of_episode, "EP-1").figures
    assert (figures.incidents, figures.statements, figures.level) == (1, 1, 2)


def test_coverage_says_what_was_read_of_a_country_and_of_a_pair(world):
    for code, other in (("UZB", None), ("UZB", "RUS"), ("UZB", "KAZ"), ("KAZ", None)):
        row = Coverage(
            country_id=code, counterpart_id=other, start="2025-01-01", end="2025-06-30", depth="partial"
        )
        publish_alone("coverage", checked(row), user=None, revision=row.revision, reason="Read.")
    read = ask(profiles.of_country, "UZB").coverage
    assert [(one.ref, one.counterpart) for one in read] == [("CV-1", ""), ("CV-2", "RUS"), ("CV-3", "KAZ")]
    assert (read[0].start, read[0].end, read[0].depth) == (date(2025, 1, 1), date(2025, 6, 30), "partial")
    assert [one.ref for one in ask(profiles.of_pair, "RUS", "UZB").coverage] == ["CV-1", "CV-2"]


def test_what_is_retracted_counts_then_and_not_now(world):
    before = replace(ledger.moment(), now=False)
    retract("incident", world["back"], user=None, revision=world["back"].revision, reason="In error.")
    assert ask(profiles.of_country, "UZB").figures.counted == 2
    then = ask(profiles.of_country, "UZB", moment=before)
    assert then.figures.counted == 3 and then.counterparts[0].incidents == 3


@pytest.mark.parametrize(
    ("of", "args", "most"),
    [
        (profiles.of_country, ("UZB",), 6),
        (profiles.of_pair, ("UZB", "RUS"), 5),
        (profiles.of_actor, ("A-1",), 6),
        (profiles.of_episode, ("EP-1",), 4),
    ],
)
def test_the_number_of_queries_is_constant(world, of, args, most):
    moment = ledger.moment()
    book = codebook.at(moment)
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            of(*args, book, moment)
        assert len(queries) <= most, "\n".join(query["sql"] for query in queries)
        publish(make_incident("One more"))
