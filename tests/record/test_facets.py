"""Facets: each number is that of a plain count over the documents."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.models import Actor
from incidents.models import Participation
from record import codebook, ledger
from record.dimensions import CLOSED, DIMENSIONS, labels
from record.facets import FACETS, Tally, how_many, tallies, with_zeros
from record.identity import survivors
from record.models import IncidentIndex
from record.moments import Moment
from record.withdrawing import merge_actors, retract
from tests.make import checked, make_actor, make_incident, publish
from tests.record import plain_counts

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def imported(django_db_setup, django_db_blocker):
    with plain_counts.article_published(django_db_blocker):
        yield


@pytest.fixture
def article(imported, db):
    return ledger.moment()


def everything(moment: Moment):
    return dict.fromkeys(DIMENSIONS, IncidentIndex.objects.at(moment))


def tally(name, **conditions) -> Tally:
    moment = ledger.moment()
    return tallies({name: IncidentIndex.objects.at(moment).filter(**conditions)}, moment)[name]


def make_trio() -> list[Actor]:
    """Three public actors, in one incident each and the first two together in another."""
    people = [make_actor(f"Speaker {number}", "person") for number in range(3)]
    for number, person in enumerate(people):
        incident = make_incident(f"Incident {number}")
        checked(Participation(incident=incident, role="subject", actor=person))
        publish(incident)
    both = make_incident("Both")
    for person in people[:2]:
        checked(Participation(incident=both, role="subject", actor=person))
    publish(both)
    for person in people:
        person.refresh_from_db()
    return people


def merge(one: Actor, into: Actor) -> None:
    for actor in (one, into):
        actor.refresh_from_db()
    merge_actors(one, into, user=None, revision=one.revision, reason="The same person.")


# --- against the documents ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DIMENSIONS)
def test_counts_of_the_article_are_those_of_its_documents(article, name):
    found = tallies({name: IncidentIndex.objects.at(article)}, article)[name]
    assert found == Tally(plain_counts.counts(name, plain_counts.incidents()))


def test_the_article_has_values_in_every_dimension(article):
    """The control: an empty count would prove nothing."""
    found = tallies(everything(article), article)
    few = {name for name, tally in found.items() if len(tally.counts) < 2}
    assert few <= {"source", "denied_by"} and found["source"].counts


def test_counts_of_a_selection_are_those_of_its_documents(article):
    rows = IncidentIndex.objects.at(article).filter(countries__overlap=["KAZ"], level__gte=2)
    kept = {
        ref: document
        for ref, document in plain_counts.incidents().items()
        if "KAZ" in plain_counts.values("country", ref, document) and document["hostility"]["level"] >= 2
    }
    found = tallies(dict.fromkeys(DIMENSIONS, rows), article)
    assert 0 < len(kept) < 27
    assert {name: tally.counts for name, tally in found.items()} == {
        name: plain_counts.counts(name, kept) for name in DIMENSIONS
    }


def test_past_moments_are_counted_as_they_were(article):
    past = article.entry // 2
    moment = Moment(past, now=False)
    documents = plain_counts.incidents(past)
    found = tallies(everything(moment), moment)
    assert {name: tally.counts for name, tally in found.items()} == {
        name: plain_counts.counts(name, documents, past) for name in DIMENSIONS
    }


def test_all_facets_take_one_query(article):
    with CaptureQueriesContext(connection) as queries:
        tallies(everything(article), article)
    assert len(queries) == 1


def test_each_facet_may_have_a_selection_of_its_own(article):
    rows = IncidentIndex.objects.at(article)
    found = tallies({"type": rows.filter(type="D10"), "certainty": rows.filter(counted=False)}, article)
    documents = plain_counts.incidents().values()
    assert found["type"].counts == {"D10": sum(row["type"] == "D10" for row in documents)}
    assert sum(found["certainty"].counts.values()) == sum(not row["counted"] for row in documents) > 0


def test_a_selection_without_rows_has_no_counts(article):
    rows = IncidentIndex.objects.at(article).filter(ref__in=[])
    assert tallies(dict.fromkeys(DIMENSIONS, rows), article) == dict.fromkeys(DIMENSIONS, Tally({}))


def test_no_facets_take_no_query():
    with CaptureQueriesContext(connection) as queries:
        assert tallies({}) == {} and how_many({}) == {}
    assert len(queries) == 0


# --- bounds and zeros ---------------------------------------------------------------------------------------------


def test_the_most_frequent_values_are_kept_and_the_others_are_numbered(article):
    rows = IncidentIndex.objects.at(article)
    whole = plain_counts.counts("country", plain_counts.incidents())
    found = tallies({"country": rows}, article, top=3)["country"]
    ordered = sorted(whole.items(), key=lambda item: (-item[1], item[0]))
    assert list(found.counts.items()) == ordered[:3]
    assert found.left_out == len(whole) - 3 > 0


@pytest.mark.parametrize("name", [name for name in CLOSED if name in FACETS])
def test_a_scale_is_never_cut(article, name):
    rows = IncidentIndex.objects.at(article)
    found = tallies({name: rows}, article, top=1)[name]
    assert found == Tally(plain_counts.counts(name, plain_counts.incidents()))


def test_a_scale_comes_whole_and_in_its_order_with_zeros(article):
    book = codebook.at(article)
    found = with_zeros("certainty", tally("certainty"), book)
    assert list(found.counts) == ["confirmed", "reported", "alleged", "disputed", "refuted", "unknown"]
    assert found.counts["confirmed"] == 0 and found.counts["reported"] == 21


def test_steps_run_from_gestures_to_force(article):
    found = with_zeros("step", tally("step"), codebook.at(article))
    assert list(found.counts) == list("+012345")


def test_groups_of_types_are_their_letters(article):
    found = with_zeros("type_group", tally("type_group"), codebook.at(article))
    assert list(found.counts) == list("CDEILPSVX") and 0 in found.counts.values()


def test_an_open_vocabulary_gets_no_zeros(article):
    assert with_zeros("country", tally("country"), codebook.at(article)) == tally("country")


def test_a_value_that_the_codebook_has_dropped_is_still_counted(article):
    found = with_zeros("certainty", Tally({"rumoured": 2}), codebook.at(article))
    assert list(found.counts)[-1] == "rumoured" and found.counts["rumoured"] == 2


# --- merged actors ------------------------------------------------------------------------------------------------


def of(people: list[Actor], moment: Moment | None = None) -> dict[str, int]:
    """The counts of these actors alone, as they are and as the documents give them."""
    at = moment or ledger.moment()
    found = tallies({"actor": IncidentIndex.objects.at(at)}, at)["actor"].counts
    assert found == plain_counts.counts("actor", plain_counts.incidents(at.entry), at.entry)
    return {person.name: found[person.ref] for person in people if person.ref in found}


def test_a_merged_actor_counts_under_the_one_it_lives_on_in():
    people = make_trio()
    merge(people[1], people[2])
    assert of(people) == {"Speaker 0": 2, "Speaker 2": 3}


def test_an_incident_that_names_both_counts_once():
    people = make_trio()
    merge(people[1], people[0])
    assert of(people) == {"Speaker 0": 3, "Speaker 2": 1}


def test_a_chain_of_merges_is_followed_to_its_end():
    people = make_trio()
    merge(people[0], people[1])
    merge(people[1], people[2])
    assert of(people) == {"Speaker 2": 4}
    lived_on = survivors([people[0].ref, people[1].ref], ledger.moment())
    assert set(lived_on.values()) == {people[2].ref}


def test_before_a_merge_the_two_are_two():
    people = make_trio()
    before = Moment(ledger.moment().entry, now=False)
    merge(people[1], people[0])
    assert of(people, before) == {"Speaker 0": 2, "Speaker 1": 2, "Speaker 2": 1}


# --- what is not public, words ------------------------------------------------------------------------------------


def test_a_retracted_incident_is_counted_in_its_time_only():
    incident = make_incident(sides=("ISL", "PRY"))
    publish(incident)
    incident.refresh_from_db()
    before = Moment(ledger.moment().entry, now=False)
    retract("incident", incident, user=None, revision=incident.revision, reason="It did not happen.")
    assert "ISL" not in tally("country").counts
    found = tallies({"country": IncidentIndex.objects.at(before)}, before)["country"]
    assert found.counts["ISL"] == found.counts["PRY"] == 1


def test_a_draft_is_not_counted():
    make_incident(sides=("ISL", "PRY"))
    assert "ISL" not in tally("country").counts


def test_selections_are_counted_in_one_query(article):
    rows = IncidentIndex.objects.at(article)
    with CaptureQueriesContext(connection) as queries:
        found = how_many({"all": rows, "some": rows.filter(level__gte=3), "none": rows.filter(ref__in=[])})
    grave = sum(row["hostility"]["level"] >= 3 for row in plain_counts.incidents().values())
    assert (found, len(queries)) == ({"all": 27, "some": grave, "none": 0}, 1)


def test_values_have_the_words_of_the_codebook():
    book = codebook.at(ledger.moment())
    asked = {
        "country": ["KAZ"],
        "initiator": ["EU"],
        "dyad": ["KAZ-UNSC-P5"],
        "directed_dyad": ["KAZ>RUS"],
        "type": ["D20"],
        "type_group": ["D"],
        "theme": ["migrants"],
        "step": ["3"],
        "level": ["-2"],
        "status": ["in_force"],
        "country_unknown": ["ZZZ"],
    }
    found = {name: next(iter(words.values())) for name, words in labels(asked, book, ledger.moment()).items()}
    assert found == {
        "country": "Kazakhstan",
        "initiator": "European Union",
        "dyad": f"Kazakhstan – {book.groupings['UNSC-P5']['name']}",
        "directed_dyad": "Kazakhstan → Russia",
        "type": book.types["D20"]["label"],
        "type_group": "Diplomatic channel",
        "theme": book.themes["migrants"]["label"],
        "step": "Measure",
        "level": "Cooperation or redress",
        "status": "In force or carried out",
        "country_unknown": "ZZZ",
    }


def test_actors_and_sources_are_called_what_the_record_calls_them(article):
    rows = IncidentIndex.objects.at(article)
    found = tallies({"actor": rows, "source": rows}, article)
    with CaptureQueriesContext(connection) as queries:
        words = labels({name: tally.counts for name, tally in found.items()}, codebook.at(article), article)
    names = {"Andrei Grozin", "Temur Umarov"}
    assert names <= set(words["actor"].values()) and not any(
        word.startswith("SR-") for word in words["source"].values()
    )
    assert len([query for query in queries if "thingindex" in query["sql"]]) == 1
