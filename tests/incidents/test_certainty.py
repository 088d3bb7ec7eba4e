"""Certainty follows from the citations by the codebook's rule, unless a coder overrides it with a reason."""

import pytest

from incidents.certainty import certainty
from incidents.models import Citation
from tests.make import checked, make_incident, make_source

pytestmark = pytest.mark.django_db


def graded(incident, *grades, credibility="2", **fields):
    incident.citations.all().delete()
    for number, grade in enumerate(grades):
        source = make_source(f"{incident.pk}-{number}", reliability=grade, **fields)
        checked(Citation(incident=incident, source=source, credibility=credibility))
    return certainty(incident)


def test_one_good_source_makes_it_reported():
    assert graded(make_incident(), "C") == "reported"


def test_two_independent_good_sources_make_it_confirmed():
    assert graded(make_incident(), "A", "C") == "confirmed"


def test_two_good_sources_of_doubtful_credibility_do_not():
    assert graded(make_incident(), "A", "C", credibility="4") == "reported"


def test_poor_sources_alone_make_it_alleged():
    assert graded(make_incident(), "D", "F") == "alleged"


def test_a_translation_adds_no_source():
    incident = make_incident()
    original = make_source("Original")
    incident.citations.all().delete()
    for source in (original, make_source("Translation", derived_from=original)):
        checked(Citation(incident=incident, source=source, credibility="1"))
    assert certainty(incident) == "reported"


def test_an_ungraded_source_leaves_it_unknown():
    incident = make_incident(source=make_source("Ungraded", reliability="", reliability_reason=""))
    assert certainty(incident) == "unknown"


def test_a_coders_choice_wins():
    incident = make_incident(
        certainty_override="disputed", certainty_reason="Two outlets contradict each other."
    )
    assert certainty(incident) == "disputed"


def test_a_confidential_source_does_not_count():
    incident = make_incident()
    checked(
        Citation(
            incident=incident,
            source=make_source("Cable", reliability="A", confidential=True),
            credibility="1",
        )
    )
    assert certainty(incident) == "reported"
