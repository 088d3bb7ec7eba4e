"""What the reader's login may see: the record's tables and nothing else. Compared with the database by a system check."""

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.db import OperationalError, connections, transaction

from record.models import INDEXES, Document, Entry

READABLE = sorted(model._meta.db_table for model in (Entry, Document, *INDEXES))
APPEND_ONLY = {Entry._meta.db_table: "SELECT, INSERT", Document._meta.db_table: "SELECT, INSERT, DELETE"}
DESK_ROLE = "demarche_desk"
EVERYBODY = "PUBLIC"

CREATE_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another process was faster
END $$
"""

# Grants made to the role itself or to everybody, on whole tables and on single columns.
GRANTED = """
SELECT CASE p.grantee WHEN 0 THEN 'PUBLIC' ELSE %(role)s END, c.relname, p.privilege_type, lists.whole
FROM pg_class c
CROSS JOIN LATERAL (
    SELECT c.relacl, TRUE
    UNION ALL SELECT attacl, FALSE FROM pg_attribute WHERE attrelid = c.oid AND NOT attisdropped
) AS lists (acl, whole)
CROSS JOIN LATERAL aclexplode(lists.acl) AS p
WHERE c.relnamespace = current_schema()::regnamespace
AND p.grantee IN (0, (SELECT oid FROM pg_roles WHERE rolname = %(role)s))
"""

# What the role can do in the end, whatever it owes that to: a grant, everybody's rights, a role it is in or can become.
HELD = """
SELECT c.relname, asked.privilege, bool_or(whole.held)
FROM pg_class c
JOIN pg_roles r ON pg_has_role(%(role)s, r.oid, 'MEMBER')
CROSS JOIN unnest(%(privileges)s || CASE  -- PostgreSQL 17 brought one more
    WHEN current_setting('server_version_num')::int >= 170000 THEN ARRAY['MAINTAIN'] ELSE '{}' END
) AS asked (privilege)
CROSS JOIN LATERAL (SELECT CASE
    WHEN c.relkind = 'S' THEN asked.privilege = ANY(%(on_sequences)s)
        AND has_sequence_privilege(r.oid, c.oid, asked.privilege)
    ELSE asked.privilege <> 'USAGE' AND has_table_privilege(r.oid, c.oid, asked.privilege)
END) AS whole (held)
CROSS JOIN LATERAL (SELECT CASE
    WHEN c.relkind <> 'S' AND asked.privilege = ANY(%(on_columns)s)
    THEN has_any_column_privilege(r.oid, c.oid, asked.privilege) ELSE FALSE
END) AS part (held)
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
AND (whole.held OR part.held)
GROUP BY c.relname, asked.privilege
UNION ALL
SELECT relname, 'ownership', TRUE FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
AND pg_has_role(%(role)s, relowner, 'MEMBER')
"""
ON_SEQUENCES = ["SELECT", "UPDATE", "USAGE"]
ON_COLUMNS = ["SELECT", "INSERT", "UPDATE", "REFERENCES"]
PRIVILEGES = [*ON_COLUMNS, "DELETE", "TRUNCATE", "TRIGGER", "USAGE"]
SOME_COLUMNS = " of some columns"
LONGEST_LIST = 8

Right = tuple[str, str]  # table and privilege


def grant_reader() -> list[str]:
    """Makes the reader's role and gives it exactly the tables it may read; returns what was changed. Idempotent.

    Takes back what was granted to the role or to everybody. What it has through another role stays; the check tells.
    """
    role, changes = settings.READER_ROLE, []
    with transaction.atomic(using="default"), connections["default"].cursor() as cursor:
        cursor.execute(CREATE_ROLE.format(role=role))
        cursor.execute("SELECT current_user = %s OR pg_has_role(current_user, %s, 'MEMBER')", [role, role])
        if not cursor.fetchone()[0]:
            cursor.execute(f"GRANT {role} TO current_user")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        before = granted(role)
        for grantee, table, privilege in sorted(before):
            kind = privilege.removesuffix(SOME_COLUMNS)
            if (table, kind) not in wanted():
                # On a table this takes the same privilege on its columns back too.
                cursor.execute(f"REVOKE {kind} ON {quoted(table)} FROM {grantee}")
                changes.append(f"{table}: {privilege} taken from {grantee}")
        for table, privilege in sorted(wanted()):
            if (role, table, privilege) not in before:
                cursor.execute(f"GRANT {privilege} ON {quoted(table)} TO {role}")
                changes.append(f"{table}: {privilege} given to {role}")
        grant_desk(cursor)
    return changes


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


def quoted(name: str) -> str:
    return connections["default"].ops.quote_name(name)


def wanted() -> set[Right]:
    """Everything that the reader has by right."""
    return {(table, "SELECT") for table in READABLE}


def granted(role: str) -> set[tuple[str, str, str]]:
    """Grantee (the role or PUBLIC), table and privilege of every grant that grant_reader could take back."""
    with connections["default"].cursor() as cursor:
        cursor.execute(GRANTED, {"role": role})
        return {(grantee, *right(*found)) for grantee, *found in cursor.fetchall()}


def held(role: str) -> set[Right]:
    """All that an existing role can do in this schema; a privilege on some columns alone is marked as such.

    Ownership counts as a privilege: an owner can grant itself what was taken back.
    """
    asked = {"privileges": PRIVILEGES, "on_sequences": ON_SEQUENCES, "on_columns": ON_COLUMNS}
    with connections["default"].cursor() as cursor:
        cursor.execute(HELD, {"role": role, **asked})
        return {right(*found) for found in cursor.fetchall()}


def right(table: str, privilege: str, whole: bool) -> Right:
    return table, privilege if whole else privilege + SOME_COLUMNS


def ready(role: str) -> bool:
    """Whether there is something to compare: false before the first `migrate` and the first `grant_reader`."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)"
            " AND (SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = ANY(%s)) = %s",
            [role, READABLE, len(READABLE)],
        )
        return cursor.fetchone()[0]


@register("database", deploy=False)
def reader_sees_only_the_record(app_configs, databases, **kwargs) -> list[CheckMessage]:
    """W001 for what `grant_reader` mends: a grant too many or one that is missing. W002 for what it cannot take back."""
    role = settings.READER_ROLE
    if "default" not in (databases or []):
        return []
    try:
        if not ready(role):
            return []
        found, grants = held(role), {(table, privilege) for _, table, privilege in granted(role)}
    except OperationalError:  # no database: whoever needs it will say so
        return []
    surplus = {right for right in found if (right[0], right[1].removesuffix(SOME_COLUMNS)) not in wanted()}
    mend, cannot = "Run `manage.py grant_reader`.", "`manage.py grant_reader` cannot take this back."
    wrong = [
        ("record.W001", "lacks", wanted() - found, mend),
        ("record.W001", "should not have", surplus & grants, mend),
        ("record.W002", "should not have", surplus - grants, f"{reasons(role)} {cannot}"),
    ]
    return [
        Warning(f"The role {role} {verb} {listed(rights)}.", hint=hint, id=number)
        for number, verb, rights, hint in wrong
        if rights
    ]


def listed(rights: set[Right]) -> str:
    """What can be done with the first few tables, and how many more there are."""
    tables: dict[str, list[str]] = {}
    for table, privilege in sorted(rights):
        tables.setdefault(table, []).append(privilege)
    words = [f"{', '.join(privileges)} on {table}" for table, privileges in tables.items()]
    more = len(words) - LONGEST_LIST
    return "; ".join(words[:LONGEST_LIST]) + (f"; and on {more} more" if more > 0 else "")


def reasons(role: str) -> str:
    """Where a role may have rights from that nobody granted to it, and the statement that ends each."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = r.oid ORDER BY 1)"
            " FROM pg_roles r WHERE rolname = %s",
            [role],
        )
        is_superuser, others = cursor.fetchone()
    if is_superuser:
        return f"It is a superuser: ALTER ROLE {role} NOSUPERUSER."
    if others:
        return f"It has this through another role: REVOKE {', '.join(others)} FROM {role}."
    return "It owns the table: ALTER TABLE … OWNER TO another login."
