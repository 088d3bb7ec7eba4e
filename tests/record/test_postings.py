"""Postings count what SQL counts, whatever happened in the record since they were made."""

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from actors.models import Actor
from incidents.models import Incident, Participation, Source, Statement
from record import codebook, ends, ledger, postings, rebuilding, weight
from record.dimensions import DIMENSIONS, Dimension, within_one
from record.expunging import expunge
from record.facets import how_many, in_sql, tallies
from record.filters import IncidentFilter
from record.models import Entry, IncidentIndex, StatementIndex
from record.moments import Moment
from record.publishing import publish_alone
from record.series import series
from record.series_tables import SPLITS, How
from record.statement_dimensions import STATEMENT_DIMENSIONS
from record.withdrawing import merge_actors, merge_incidents, reinstate, retract
from tests.make import IN_PUBLIC, checked, make_actor, make_incident, make_statement, publish
from tests.record import plain_counts

pytestmark = pytest.mark.django_db
PERIODS = {period: within_one(period) for period in ("week", "month", "quarter", "year")}
INDEXES = {IncidentIndex: DIMENSIONS | PERIODS, StatementIndex: dict(STATEMENT_DIMENSIONS)}
IN_ROLES = (
    "role=target",
    "role=initiator&role=subject",
    "role=host&country=UZB",
    "role=initiator&country=UZB&country=RUS",
    "country=EU&country=RUS",
    "role=initiator&role=subject&actor={who}",
    "actor={who}",
)
TAKE = {"user": None, "reason": "Of a test."}


@pytest.fixture(scope="module")
def imported(django_db_setup, django_db_blocker):
    with plain_counts.article_published(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def large(monkeypatch):
    """Any record is a large one."""
    monkeypatch.setattr(postings, "LARGE", 0)
    monkeypatch.setattr(postings, "KEPT", {})
    monkeypatch.setattr(weight, "MANY", -1)


@pytest.fixture
def people(imported, db):
    """Beside the article two speakers, each with an incident of its own and a statement in it; both take part in the first."""
    made = [make_actor(f"Speaker {number}", "person") for number in range(2)]
    for number, person in enumerate(made):
        incident = make_incident(f"Incident {number}")
        make_statement(incident, f"Words {number}.", speaker=person)
        for who in made[number:]:
            checked(Participation(incident=incident, role="subject", actor=who))
        publish(incident)
    return [Actor.objects.get(pk=person.pk) for person in made]


def agree() -> None:
    """Every dimension of both indexes gives the same values and numbers in both ways, over everything and over a part."""
    moment = ledger.moment()
    for index, whole in INDEXES.items():
        rows = index.objects.at(moment)
        dimensions = whole | (in_roles(moment) if index is IncidentIndex else {})
        for selected in (rows, rows.filter(number__gt=1), rows.none()):
            asked = dict.fromkeys(dimensions, selected)
            assert tallies(asked, moment, 300, dimensions) == in_sql(asked, moment, 300, dimensions)
            assert how_many({"rows": selected}, moment) == {"rows": selected.count()}
            if index is IncidentIndex:
                assert weight.documents_behind(selected, moment) == weight.in_sql(selected, moment)
                assert ends.ends(selected, moment) == ends.in_sql(selected)


def in_roles(moment: Moment) -> dict[str, Dimension]:
    """The dimensions of questions about a role and about who had it, each under a name of its own."""
    who = Actor.objects.filter(name__startswith="Speaker ").values_list("ref", flat=True).first() or "A-30"
    rows, book = IncidentIndex.objects.at(moment), codebook.at(moment)
    found = {}
    for text in IN_ROLES:
        query = text.format(who=who)
        asked = IncidentFilter(QueryDict(query), rows, codebook=book, moment=moment)
        asked.selected()
        found |= {
            f"{name}, {query}": one for name, one in asked.dimensions().items() if DIMENSIONS[name] != one
        }
    return found


def incidents() -> list[Incident]:
    """Those of the two speakers."""
    return list(Incident.objects.filter(title__startswith="Incident ").order_by("pk"))


def test_the_article_is_counted_alike(imported, db):
    agree()
    assert tallies({"country": IncidentIndex.objects.at(ledger.moment())}, ledger.moment())["country"].counts


def test_counts_qualified_by_a_role_alone_come_out_of_sets(imported, db):
    """Each of them occurs; those of a role, a party and an actor at once are counted in SQL."""
    moment = ledger.moment()
    rows, asked = IncidentIndex.objects.at(moment), in_roles(moment)
    counted = {name for name, one in asked.items() if postings.countable(one)}
    assert {name.partition(",")[0] for name in counted} == {"country", "actor", "role"}
    assert {name for name in asked if name not in counted} == {
        "actor, role=host&country=UZB",
        "actor, role=initiator&country=UZB&country=RUS",
        "country, role=initiator&role=subject&actor=A-30",
    }
    found = tallies(dict.fromkeys(asked, rows), moment, dimensions=asked)
    assert all(found[name].counts for name in counted)


@pytest.mark.parametrize("split", SPLITS)
def test_series_of_the_article_are_the_same(imported, db, monkeypatch, split):
    moment = ledger.moment()
    for asked in ("", "country=RUS&certainty=reported", "ref=DI-9999"):
        for how in (
            How("month", split, counted=True),
            How("quarter", split, zeros=True, counted=False, top=3),
        ):
            rows = IncidentIndex.objects.at(moment)
            both = []
            for large in (0, 10**9):
                monkeypatch.setattr(postings, "LARGE", large)
                filters = IncidentFilter(QueryDict(asked), rows, codebook=codebook.at(moment), moment=moment)
                both.append(series(filters, moment, how))
            assert both[0] == both[1]
            assert asked.startswith("ref") or both[0].rows


def test_a_correction_is_followed(people):
    agree()
    first, second = incidents()
    first.type_id, first.date = "D20", "2024-02"
    first.save()
    Statement.objects.filter(incident=second).update(incident=first)
    for one in (first, second):
        publish(Incident.objects.get(pk=one.pk))
    agree()


def test_what_is_withdrawn_and_comes_back_is_followed(people):
    first, second = incidents()
    agree()
    retract("incident", first, revision=first.revision, **TAKE)
    agree()
    first.refresh_from_db()
    reinstate("incident", first, revision=first.revision, override=IN_PUBLIC, **TAKE)
    agree()
    first.refresh_from_db()
    merge_incidents(first, second, revision=first.revision, **TAKE)
    agree()


def test_merged_actors_are_counted_as_one(people):
    one, into = people
    agree()
    merge_actors(one, into, revision=one.revision, **TAKE)
    agree()
    rows = IncidentIndex.objects.at(ledger.moment())
    assert tallies({"actor": rows}, ledger.moment())["actor"].counts[into.ref] == 2


def test_a_past_entry_is_counted_as_it_was(people):
    """From sets of what still holds and rows of what has ended, after a correction, a new incident, a retraction and merges."""
    one, into = people
    before = ledger.moment()
    known = past_counts(Moment(before.entry, now=True))
    first, second = incidents()
    first.type_id, first.date = "D20", "2024-02"
    first.save()
    publish(first)
    publish(make_incident("Published since", sides=("UZB", "TJK")))
    retract("incident", second, revision=second.revision, **TAKE)
    assert not postings.merged_since(before, "default")
    assert past_counts(Moment(before.entry, now=False)) == known
    merge_actors(one, into, revision=one.revision, **TAKE)
    assert postings.merged_since(before, "default")
    assert past_counts(Moment(before.entry, now=False)) == known
    assert past_counts(ledger.moment()) != known


def past_counts(moment: Moment) -> list:
    """All counts of both indexes at a moment, which SQL makes too."""
    found = []
    for index, whole in INDEXES.items():
        dimensions = whole | (in_roles(moment) if index is IncidentIndex else {})
        asked = dict.fromkeys(dimensions, index.objects.at(moment))
        found.append(tallies(asked, moment, 300, dimensions))
        assert found[-1] == in_sql(asked, moment, 300, dimensions)
    return found


def test_an_actor_that_comes_back_out_of_another_is_counted_by_itself_again(people):
    one, into = people
    agree()
    merge_actors(one, into, revision=one.revision, **TAKE)
    agree()
    one.refresh_from_db()
    reinstate("actor", one, revision=one.revision, override=IN_PUBLIC, **TAKE)
    agree()


def test_a_source_that_is_corrected_and_one_that_is_read_at_last_are_followed(people):
    first = incidents()[0]
    source = Source.objects.get(citations__incident=first)
    publisher = make_actor("Weekly", "media", "")
    publish_alone("actor", publisher, revision=publisher.revision, **TAKE)
    for changes in ({"consulted": "via"}, {"consulted": "read", "publisher": publisher}):
        agree()
        before = weight.documents_behind(IncidentIndex.objects.at(ledger.moment()), ledger.moment())
        for name, value in changes.items():
            setattr(source, name, value)
        source.save()
        source.refresh_from_db()
        publish_alone("source", source, revision=source.revision, **TAKE)
        agree()
        assert before != weight.documents_behind(IncidentIndex.objects.at(ledger.moment()), ledger.moment())


def test_what_is_expunged_is_counted_no_more(people):
    first = incidents()[0]
    agree()
    expunge("incident", first, revision=first.revision, **TAKE)
    agree()


def test_many_entries_are_followed_by_making_all_anew(people, monkeypatch):
    agree()
    monkeypatch.setattr(postings, "MOST_CHANGES", 1)
    for number in range(3):
        publish(make_incident(f"Another {number}"))
    agree()


def test_a_publication_that_was_taken_back_leaves_nothing(people):
    for title in ("Taken back", "Stays"):
        with transaction.atomic():
            publish(make_incident(title, type_id="D20" if title == "Taken back" else "P10"))
            agree()
            transaction.set_rollback(title == "Taken back")
        agree()


def test_an_index_that_was_emptied_and_made_again_is_read_again(people):
    """As an update does it, while processes of before still answer: no entry is written."""
    agree()
    IncidentIndex.objects.all().delete()
    agree()
    rebuilding.rebuild()
    agree()
    rows = IncidentIndex.objects.at(ledger.moment())
    assert tallies({"type": rows}, ledger.moment())["type"].counts


def test_what_was_made_stays_for_those_who_count_with_it(people):
    agree()
    kept = postings.KEPT[IncidentIndex][0]
    before = {value: set(own) for value, own in kept.of(DIMENSIONS["type"]).items()}
    first = incidents()[0]
    first.type_id = "D20"
    first.save()
    publish(first)
    agree()
    assert [one is kept for one in postings.KEPT[IncidentIndex]] == [False, True]
    assert {value: set(own) for value, own in kept.of(DIMENSIONS["type"]).items()} == before


def test_a_snapshot_from_before_a_publication_keeps_its_postings(people, monkeypatch):
    """Another request has followed the publication already; both go on with what was kept."""
    agree()
    older = postings.KEPT[IncidentIndex][0]
    publish(make_incident("Published meanwhile"))
    agree()
    newer = postings.KEPT[IncidentIndex][0]
    with monkeypatch.context() as before:
        before.setattr(Entry, "objects", Entry.objects.filter(number__lte=older.head[0]))
        assert postings.at_the_head(IncidentIndex, "default") is older
    assert postings.at_the_head(IncidentIndex, "default") is newer


def test_past_moments_and_small_records_are_not_all_in_sets(people, monkeypatch):
    now = ledger.moment()
    assert postings.serve(now)
    assert not postings.serve(None) and not postings.serve(Moment(now.entry - 1, now=False))
    monkeypatch.setattr(postings, "LARGE", now.entry + 1)
    assert not postings.serve(now)


def test_what_was_counted_once_takes_two_queries_until_something_is_published(people):
    moment = ledger.moment()
    rows = IncidentIndex.objects.at(moment)
    asked = dict.fromkeys(("country", "type", "actor"), rows)
    tallies(asked, moment)
    with CaptureQueriesContext(connection) as queries:
        tallies(asked, moment)
    assert len(queries) == 2


def test_only_so_many_selections_are_kept(people, monkeypatch):
    monkeypatch.setattr(postings, "MOST_SELECTIONS", 2)
    moment = ledger.moment()
    for number in range(4):
        rows = IncidentIndex.objects.at(moment).filter(number=number)
        assert how_many({"rows": rows}, moment) == {"rows": rows.count()}
    assert len(postings.KEPT[IncidentIndex][0].selections) == 2
