"""Names of fields: every field that a document has is called something that readers understand."""

import json

import pytest

from pages.fields import FIELDS, name
from record.models import Document

pytestmark = pytest.mark.django_db


def fields_in(value):
    if isinstance(value, list):
        return set().union(*map(fields_in, value)) if value else set()
    return set(value) | fields_in(list(value.values())) if isinstance(value, dict) else set()


def test_every_field_of_an_incident_has_a_name(grozin):
    text = Document.objects.get(entry__ref="DI-1").text
    # Reckoned from the date and never shown by themselves.
    assert fields_in(json.loads(text)) - {"earliest", "latest", "step"} <= set(FIELDS)


def test_a_field_that_is_newer_than_the_list_keeps_its_own():
    assert name("some_new_field") == "some new field"
