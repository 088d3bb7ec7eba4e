"""What the reader's login may see: the record's tables and nothing else. Compared with the database by a system check."""

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.db import DatabaseError, connections

from record.models import Document, Entry, IncidentIndex, ThingIndex

READABLE = sorted(model._meta.db_table for model in (Entry, Document, IncidentIndex, ThingIndex))
APPEND_ONLY = {Entry._meta.db_table: "SELECT, INSERT", Document._meta.db_table: "SELECT, INSERT, DELETE"}
DESK_ROLE = "demarche_desk"

CREATE_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another process was faster
END $$
"""

GRANTED = """
SELECT c.relname, p.privilege_type
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) p
JOIN pg_roles r ON r.oid IN (p.grantee)
WHERE r.rolname = %s AND n.nspname = current_schema()
UNION ALL
SELECT c.relname, 'public ' || p.privilege_type
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) p
WHERE p.grantee = 0 AND n.nspname = current_schema()
"""


def grant_reader() -> list[str]:
    """Makes the reader's role and gives it exactly the tables it may read; returns what was changed. Idempotent."""
    before = granted(settings.READER_ROLE)
    with connections["default"].cursor() as cursor:
        cursor.execute(CREATE_ROLE.format(role=settings.READER_ROLE))
        cursor.execute(
            "SELECT current_user = %s OR pg_has_role(current_user, %s, 'MEMBER')", [settings.READER_ROLE] * 2
        )
        if not cursor.fetchone()[0]:
            cursor.execute(f"GRANT {settings.READER_ROLE} TO current_user")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {settings.READER_ROLE}")
        for table, privilege in sorted(before - wanted()):
            cursor.execute(f"REVOKE {privilege} ON {table} FROM {settings.READER_ROLE}")
        for table, privilege in sorted(wanted() - before):
            cursor.execute(f"GRANT {privilege} ON {table} TO {settings.READER_ROLE}")
        grant_desk(cursor)
    return [f"{table}: {privilege}" for table, privilege in sorted(before ^ wanted())]


def grant_desk(cursor) -> None:
    """Where the desk has a login of its own (production), lets it work on everything and only append to the record."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user", [DESK_ROLE])
    if not cursor.fetchone():
        return
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {DESK_ROLE}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {DESK_ROLE}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {DESK_ROLE}")
    for table, privileges in APPEND_ONLY.items():
        cursor.execute(f"REVOKE ALL ON {table} FROM {DESK_ROLE}")
        cursor.execute(f"GRANT {privileges} ON {table} TO {DESK_ROLE}")


def wanted() -> set[tuple[str, str]]:
    """Table and privilege of everything that the reader has by right."""
    return {(table, "SELECT") for table in READABLE}


def granted(role: str) -> set[tuple[str, str]]:
    """Table and privilege of everything that a role has in this schema, given to it or to everybody."""
    with connections["default"].cursor() as cursor:
        cursor.execute(GRANTED, [role])
        return set(cursor.fetchall())


@register("database", deploy=False)
def reader_sees_only_the_record(app_configs, databases, **kwargs) -> list[CheckMessage]:
    """W001 if the reader's role has anything but SELECT on the record's tables, or lacks one of them."""
    if "default" not in (databases or []):
        return []
    try:
        found = granted(settings.READER_ROLE)
    except DatabaseError:
        return []
    difference = sorted(found ^ wanted())
    if not difference:
        return []
    listed = ", ".join(f"{privilege} on {table}" for table, privilege in difference)
    return [
        Warning(
            f"The role {settings.READER_ROLE} does not have exactly what it should: {listed}.",
            hint="Run `manage.py grant_reader`.",
            id="record.W001",
        )
    ]
