"""Links: they become public with the second of their ends, rest while one is out, and name no title."""

from dataclasses import replace

import pytest

from incidents.models import Episode, Relation
from record import ledger, reading
from record.links import links_of
from record.models import Entry, LinkIndex
from record.obstacles import PublishRefused
from record.publishing import publish_alone, publish_episode
from record.withdrawing import reinstate, retract
from tests.make import checked, make_incident, make_statement, publish
from tests.once import remembered

pytestmark = pytest.mark.django_db


def make_relation(start, end, kind="responds_to", **fields):
    ends = {"from_incident": start, ("to_episode" if isinstance(end, Episode) else "to_incident"): end}
    return checked(Relation(kind=kind, basis="analyst", **ends, **fields))


def now(ref: str) -> list[str]:
    """Kinds of the links that a thing has now."""
    return [link["kind"] for link in links_of(ref, ledger.moment())]


def then():
    """This moment, for later."""
    return replace(ledger.moment(), now=False)


def entries(ref: str) -> list[str]:
    return list(Entry.objects.filter(ref=ref).order_by("version").values_list("action", flat=True))


@pytest.fixture
@remembered
def pair():
    """Two incidents, the second an answer to the first; both drafts."""
    first, second = make_incident("First"), make_incident("Second")
    return first, second, make_relation(second, first)


def test_a_link_becomes_public_with_the_second_of_its_ends(pair):
    first, second, relation = pair
    publish(second)
    assert not Entry.objects.filter(kind="link").exists() and not now(second.ref)
    publish(first)
    relation.refresh_from_db()
    assert entries(relation.ref) == ["published"]
    assert now(first.ref) == now(second.ref) == ["responds_to"]


def test_a_link_says_numbers_and_no_titles(pair):
    first, second, relation = pair
    publish(first), publish(second)
    relation.refresh_from_db()
    document = reading.read(relation.ref, "link", ledger.moment()).document
    assert (document["from"], document["to"], document["kind"]) == (second.ref, first.ref, "responds_to")
    assert "First" not in str(document) and "Second" not in str(document)


def test_publishing_again_writes_no_link_again(pair):
    first, second, relation = pair
    publish(first), publish(second)
    first.title = "First, corrected"
    first.save()
    publish(first)
    relation.refresh_from_db()
    assert entries(relation.ref) == ["published"]


def test_a_changed_relation_is_corrected_with_its_ends(pair):
    first, second, relation = pair
    publish(first), publish(second)
    relation.refresh_from_db()
    relation.confidence = "high"
    relation.save()
    first.title = "First, corrected"
    first.save()
    publish(first)
    assert entries(relation.ref) == ["published", "corrected"]
    assert links_of(second.ref, ledger.moment())[0]["confidence"] == "high"


def test_links_rest_while_an_end_is_out_and_come_back_with_it(pair):
    first, second, relation = pair
    publish(first), publish(second)
    before = then()
    first.refresh_from_db()
    retract("incident", first, user=None, revision=first.revision, reason="It did not happen.")
    assert not now(second.ref)
    assert [link["kind"] for link in links_of(second.ref, before)] == ["responds_to"]
    first.refresh_from_db()
    reinstate("incident", first, user=None, revision=first.revision, reason="It did happen.")
    relation.refresh_from_db()
    assert now(second.ref) == ["responds_to"] and entries(relation.ref) == ["published"]


def test_a_link_that_was_taken_back_stays_so(pair):
    first, second, relation = pair
    publish(first), publish(second)
    relation.refresh_from_db()
    retract("link", relation, user=None, revision=relation.revision, reason="It was no answer.")
    first.title = "First, corrected"
    first.save()
    publish(first)
    assert entries(relation.ref) == ["published", "retracted"] and not now(first.ref)


def test_a_link_alone_is_refused_while_an_end_is_not_public(pair):
    first, _, relation = pair
    publish(first)
    with pytest.raises(PublishRefused, match="Both ends have to be public first"):
        publish_alone("link", relation, user=None, revision=relation.revision, reason="Now.")


def test_the_episode_of_an_incident_is_a_link():
    incident = make_incident()
    episode = checked(Episode(title="A wave", date="2025-05"))
    make_relation(incident, episode, "part_of", part="core")
    publish(incident)
    episode.refresh_from_db()
    publish_episode(episode, user=None, revision=episode.revision, reason="A new episode.")
    episode.refresh_from_db()
    link = links_of(episode.ref, ledger.moment())[0]
    assert (link["kind"], link["part"], link["from"]) == ("part_of", "core", incident.ref)


def test_an_answer_to_a_statement_elsewhere_is_a_link_and_one_at_home_is_not():
    first, second = make_incident("First"), make_incident("Second")
    said = make_statement(first, "We are concerned.")
    make_statement(first, "So are we.", replies_to=said, reply_kind="confirms")
    make_statement(second, "There is no reason.", replies_to=said, reply_kind="denies")
    publish(second), publish(first)
    assert [
        (link["kind"], link["how"], link["to_home"]) for link in links_of(second.ref, ledger.moment())
    ] == [("reply", "denies", first.ref)]


def test_an_answer_that_is_none_any_more_is_taken_back_and_may_come_again():
    first, second = make_incident("First"), make_incident("Second")
    said = make_statement(first)
    answer = make_statement(second, "There is no reason.", replies_to=said, reply_kind="denies")
    publish(first), publish(second)
    ref = LinkIndex.objects.get(kind="reply").ref
    answer.refresh_from_db()
    answer.replies_to, answer.reply_kind = None, ""
    answer.save()
    publish(second)
    assert entries(ref) == ["published", "retracted"] and not now(first.ref)
    answer.replies_to, answer.reply_kind = said, "confirms"
    answer.save()
    publish(second)
    assert entries(ref)[-1] == "reinstated" and now(first.ref) == ["reply"]
