"""The reader's role sees the record's tables and nothing else."""

import pytest
from django.core.management import call_command
from django.db import connection

from record.grants import READABLE, grant_reader, granted, reader_sees_only_the_record, wanted

pytestmark = pytest.mark.django_db


def test_the_reader_has_exactly_what_it_should(settings):
    assert granted(settings.READER_ROLE) == wanted()
    assert "incidents_incident" not in READABLE


def test_granting_again_changes_nothing():
    assert grant_reader() == []


def test_a_grant_too_many_is_reported_and_taken_back(settings):
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT SELECT ON incidents_incident TO {settings.READER_ROLE}")
    warnings = reader_sees_only_the_record(None, ["default"])
    assert warnings and "SELECT on incidents_incident" in warnings[0].msg
    assert grant_reader() == ["incidents_incident: SELECT"]
    assert reader_sees_only_the_record(None, ["default"]) == []


def test_a_grant_to_everybody_is_reported():
    with connection.cursor() as cursor:
        cursor.execute("GRANT SELECT ON incidents_incident TO PUBLIC")
    assert "public SELECT on incidents_incident" in reader_sees_only_the_record(None, ["default"])[0].msg


def test_a_missing_grant_is_reported_and_given(settings, capsys):
    with connection.cursor() as cursor:
        cursor.execute(f"REVOKE SELECT ON record_entry FROM {settings.READER_ROLE}")
    assert reader_sees_only_the_record(None, ["default"])
    call_command("grant_reader")
    assert "changed record_entry: SELECT" in capsys.readouterr().out
