"""The reader's role sees the record's tables and nothing else."""

import pytest
from django.core.management import call_command
from django.db import connection

from record.grants import READABLE, grant_reader, held, reader_sees_only_the_record, wanted

pytestmark = pytest.mark.django_db


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def warnings():
    return reader_sees_only_the_record(None, ["default"])


def test_the_reader_has_exactly_what_it_should(settings):
    assert held(settings.READER_ROLE) == wanted()
    assert "incidents_incident" not in READABLE


def test_granting_again_changes_nothing():
    assert grant_reader() == []


@pytest.mark.parametrize(
    ("privilege", "thing"),
    [
        ("SELECT", "incidents_incident"),
        ("DELETE", "record_entry"),
        ("USAGE", "incidents_incident_id_seq"),
    ],
)
@pytest.mark.parametrize("grantee", ["demarche_reader", "PUBLIC"])
def test_a_grant_too_many_is_reported_and_taken_back(privilege, thing, grantee):
    run(f"GRANT {privilege} ON {thing} TO {grantee}")
    assert [(found.id, f"{privilege} on {thing}" in found.msg) for found in warnings()] == [
        ("record.W001", True)
    ]
    assert grant_reader() == [f"{thing}: {privilege} taken from {grantee}"]
    assert warnings() == []


@pytest.mark.parametrize("grantee", ["demarche_reader", "PUBLIC"])
def test_a_grant_on_one_column_is_reported_and_taken_back(grantee):
    run(f"GRANT SELECT (note) ON actors_actor TO {grantee}")
    (found,) = warnings()
    assert found.id == "record.W001"
    assert "SELECT of some columns on actors_actor" in found.msg
    assert grant_reader() == [f"actors_actor: SELECT of some columns taken from {grantee}"]
    assert warnings() == []


def test_one_column_of_a_table_of_the_record_is_not_enough(settings):
    run(
        f"REVOKE SELECT ON record_entry FROM {settings.READER_ROLE}",
        f"GRANT SELECT (number) ON record_entry TO {settings.READER_ROLE}",
    )
    assert [found.msg for found in warnings()] == [
        f"The role {settings.READER_ROLE} lacks SELECT on record_entry."
    ]
    grant_reader()
    assert warnings() == []


@pytest.mark.parametrize("inherit", ["INHERIT", "NOINHERIT"])
def test_a_right_through_another_role_is_reported_with_what_ends_it(settings, inherit):
    run(
        "CREATE ROLE demarche_test_auditor",
        "GRANT SELECT ON incidents_incident TO demarche_test_auditor",
        f"ALTER ROLE {settings.READER_ROLE} {inherit}",
        f"GRANT demarche_test_auditor TO {settings.READER_ROLE}",
    )
    assert grant_reader() == []
    (found,) = warnings()
    assert found.id == "record.W002"
    assert "SELECT on incidents_incident" in found.msg
    assert f"REVOKE demarche_test_auditor FROM {settings.READER_ROLE}" in found.hint
    run(f"REVOKE demarche_test_auditor FROM {settings.READER_ROLE}")
    assert warnings() == []


def test_a_table_of_its_own_is_reported_with_what_ends_it(settings):
    run(f"ALTER TABLE incidents_incident OWNER TO {settings.READER_ROLE}")
    grant_reader()
    (found,) = warnings()
    assert found.id == "record.W002"
    assert "ownership on incidents_incident" in found.msg
    assert "OWNER TO" in found.hint


def test_a_superuser_is_reported_with_what_ends_it(settings):
    run(f"ALTER ROLE {settings.READER_ROLE} SUPERUSER")
    (found,) = warnings()
    assert found.id == "record.W002"
    assert f"ALTER ROLE {settings.READER_ROLE} NOSUPERUSER" in found.hint
    assert " more." in found.msg and len(found.msg) < 1000


def test_a_missing_grant_is_reported_and_given(settings, capsys):
    run(f"REVOKE SELECT ON record_entry FROM {settings.READER_ROLE}")
    assert [found.id for found in warnings()] == ["record.W001"]
    call_command("grant_reader")
    assert f"changed record_entry: SELECT given to {settings.READER_ROLE}" in capsys.readouterr().out


def test_nothing_is_said_before_the_first_migrate():
    run("CREATE SCHEMA empty", "SET LOCAL search_path TO empty")
    assert warnings() == []


def test_nothing_is_said_before_the_role_is_made(settings):
    settings.READER_ROLE = "demarche_test_nobody"
    assert warnings() == []


def test_the_check_says_nothing_when_databases_are_not_checked(settings):
    run(f"GRANT SELECT ON incidents_incident TO {settings.READER_ROLE}")
    assert reader_sees_only_the_record(None, None) == []
