"""Certainty in public rests on sources as the public has them."""

import pytest

from incidents.models import Citation, Source
from record import documents
from record.documents.evidence import PublicWeights
from record.publish_checks import checks
from record.publishing import publish_alone
from tests.make import checked, make_incident, make_source, publish

pytestmark = pytest.mark.django_db


def certainty(incident) -> str:
    fresh = incident.__class__.objects.get(pk=incident.pk)
    return documents.build(fresh)["certainty"]


def cite(incident, source, credibility="2"):
    return checked(Citation(incident=incident, source=source, credibility=credibility))


def correct(source, **fields):
    """An edit of the desk that nobody has published."""
    Source.objects.filter(pk=source.pk).update(**fields)
    return Source.objects.get(pk=source.pk)


@pytest.fixture
def good():
    return make_source("A good source", reliability="B")


@pytest.fixture
def incident(good):
    """Public, on one good source."""
    incident = make_incident(source=good)
    publish(incident)
    return incident


def test_a_grade_counts_once_it_is_public(incident, good):
    source = correct(
        Source.objects.get(pk=good.pk), reliability="F", reliability_reason="It invented a quote."
    )
    assert certainty(incident) == "reported"
    publish_alone("source", source, user=None, revision=source.revision, reason="It invented a quote.")
    assert certainty(incident) == "alleged"


def test_a_source_that_is_not_public_yet_counts_as_the_desk_has_it(incident):
    source = make_source("Another", reliability="F", reliability_reason="Known for inventions.")
    incident.citations.all().delete()
    cite(incident, source)
    assert certainty(incident) == "alleged"
    correct(source, reliability="A")
    assert certainty(incident) == "reported"


def test_an_origin_counts_once_it_is_public(incident, good):
    other = make_source("Another good source", reliability="A")
    incident.citations.all().delete()
    for source in (good, other):
        cite(incident, source)
    assert certainty(incident) == "confirmed"
    publish(incident)
    source = correct(other, derived_from=good)
    assert certainty(incident) == "confirmed"
    publish_alone("source", source, user=None, revision=source.revision, reason="It is a reprint.")
    assert certainty(incident) == "reported"


def test_a_new_reprint_of_a_public_source_adds_nothing_to_it(incident, good):
    incident.citations.all().delete()
    for source in (good, make_source("A reprint", reliability="A", derived_from=good)):
        cite(incident, source)
    assert certainty(incident) == "reported"


def test_two_reprints_of_what_nobody_may_see_stand_for_themselves(incident):
    secret = make_source("A cable", reliability="A", confidential=True)
    incident.citations.all().delete()
    for title in ("One reprint", "Another reprint"):
        cite(incident, make_source(title, reliability="B", derived_from=secret))
    assert certainty(incident) == "confirmed"
    publish(incident)
    assert certainty(incident) == "confirmed"


def test_the_editor_is_told_when_the_desk_would_be_less_sure_than_the_public(incident, good):
    correct(good, reliability="F")
    fresh = incident.__class__.objects.get(pk=incident.pk)
    found = [check.sentence for check in checks(fresh) if not check.blocks]
    assert any("“Reported”" in sentence and "“Alleged”" in sentence for sentence in found)
    correct(good, reliability="B")
    assert not any("as they stand here" in check.sentence for check in checks(fresh))


def test_a_chain_of_originals_takes_a_query_for_each_step(incident, good, django_assert_num_queries):
    source = good
    for number in range(3):
        source = make_source(f"Copy {number}", reliability="B", derived_from=source)
    incident.citations.all().delete()
    cite(incident, source)
    publish(incident)
    fresh = Source.objects.select_related("derived_from__derived_from__derived_from").get(pk=source.pk)
    original = Source.objects.get(pk=good.pk).ref
    with django_assert_num_queries(1):  # the desk has the same chain, so all are asked for at once
        assert PublicWeights([fresh])(fresh).origin == original
