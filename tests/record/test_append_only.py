"""The login that the desk works with in production can append to the record and cannot rewrite it.

The database is made as docs/deploy.md has it: `deploy/logins.sh` makes the logins, a dump is restored into the owner's
tables, `grant_reader` gives the rights. Each attack is tried by psycopg2 over a connection of that login.
"""

import os
import shutil
import subprocess
import tempfile
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import psycopg2
import pytest

from config import clients, postgres, programs
from config.cluster import Cluster
from lib import canonical
from record import ledger
from record.models import Entry
from tests import baseline
from tests.make import IN_PUBLIC, SAMPLES
from tests.processes import start

FACTS = '{"title":"Forged"}'
STATE = """
SELECT (SELECT md5(string_agg(e::text, ';' ORDER BY number)) FROM record_entry e),
       (SELECT md5(string_agg(d::text, ';' ORDER BY entry_id)) FROM record_document d),
       (SELECT string_agg(tgname || tgenabled::text, ';' ORDER BY tgname) FROM pg_trigger),
       (SELECT md5(string_agg(prosrc, ';' ORDER BY oid)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace)
"""


class Production:
    """A server with the owner's login, the desk's and the reader's, and one incident published by the desk's."""

    def __init__(self, cluster: Cluster):
        self.owner = cluster.url()
        self.desk = self.owner.replace("user=demarche", "user=demarche_desk")
        self.settings = {
            "PATH": f"{programs.find().bin}:{os.environ['PATH']}",
            "PGHOST": str(cluster.socket),
            "POSTGRES_USER": "demarche",
            "POSTGRES_DB": "demarche",
            "DEMARCHE_DESK_PASSWORD": "desk",
            "DEMARCHE_READER_PASSWORD": "reader",
        }

    def prepare(self, dump: Path) -> None:
        script = ["bash", str(postgres.PROJECT / "deploy" / "logins.sh")]
        subprocess.run(script, env=self.settings, check=True, capture_output=True)
        clients.load(self.owner, dump)
        self.manage(self.owner, "grant_reader")
        words = ("--reason", "First report.", "--override", IN_PUBLIC)
        self.manage(self.desk, "import_incidents", SAMPLES / "grozin.json", "--publish", *words)

    def manage(self, url: str, *command) -> str:
        """What a command of the site prints when it has this login; it has to succeed."""
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        process = start(*command, environment={"DATABASE_URL": url}, **streams)
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0, said
        return said

    def state(self) -> tuple:
        """Everything in the record, and what guards it."""
        with closing(psycopg2.connect(self.owner)) as connection, connection.cursor() as cursor:
            cursor.execute(STATE)
            return cursor.fetchone()


@pytest.fixture(scope="module")
def production(django_db_setup):
    folder = Path(tempfile.mkdtemp(prefix="demarche append "))
    folder.chmod(0o755)  # the server's user has to pass
    cluster = Cluster(folder, durable=False)
    use = postgres.enter(cluster)
    try:
        made = Production(cluster)
        address, question, options = os.environ["DATABASE_URL"].partition("?")
        copy = f"{address.rpartition('/')[0]}/{baseline.COPY}{question}{options}"
        clients.dump(copy, folder / "baseline.dump")
        made.prepare(folder / "baseline.dump")
        yield made
    finally:
        postgres.leave(cluster, use)
        shutil.rmtree(folder)


@pytest.fixture
def desk(production):
    """A cursor of the desk's login; what it did is undone at the end."""
    with closing(psycopg2.connect(production.desk)) as connection, connection.cursor() as cursor:
        yield cursor


def head(cursor) -> tuple[int, datetime, str]:
    cursor.execute("SELECT number, at, sha256 FROM record_entry ORDER BY number DESC LIMIT 1")
    return cursor.fetchone()


def insert(cursor, *, sha256: str = "", **changes) -> Entry:
    """Writes the well-formed next entry, but for these changes; its hash is right unless one is given."""
    number, at, previous = head(cursor)
    cursor.execute("SELECT greatest(clock_timestamp(), %s)", [at])
    values = {
        "number": number + 1,
        "kind": "incident",
        "ref": "DI-1",
        "version": 2,
        "action": "retracted",
        "at": cursor.fetchone()[0],
        "reason": "Forged.",
        "document_sha256": "",
        "previous": previous,
    }
    entry = Entry(**{**values, **changes})
    entry.sha256 = sha256 or canonical.sha256(canonical.dumps(ledger.fields(entry)))
    columns = [*values, "sha256"]
    cursor.execute(
        f"INSERT INTO public.record_entry ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})",
        [getattr(entry, column) for column in columns],
    )
    return entry


# --- what the login may do


@pytest.mark.slow
def test_the_desks_login_owns_nothing_and_is_no_superuser(desk):
    desk.execute("SELECT session_user, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user")
    assert desk.fetchone() == ("demarche_desk", False, False)
    desk.execute("SELECT count(*) FROM pg_class WHERE pg_has_role(relowner, 'MEMBER')")
    assert desk.fetchone() == (0,)


@pytest.mark.slow
def test_the_desks_login_published_an_incident_through_the_site(production, desk):
    desk.execute(
        "SELECT e.ref, d.text LIKE %s, i.card LIKE %s FROM record_entry e JOIN record_document d ON d.entry_id = e.number "
        "JOIN record_incidentindex i ON i.since = e.number",
        ["%Grozin%", "%Grozin%"],
    )
    assert desk.fetchall() == [("DI-1", True, True)]
    assert production.manage(production.desk, "verify_record").split()[0] == str(head(desk)[0])


@pytest.mark.slow
def test_the_desks_login_appends_a_well_formed_entry_with_its_document(desk):
    entry = insert(desk, action="corrected", document_sha256=canonical.sha256(FACTS))
    desk.execute("INSERT INTO record_document VALUES (%s, %s)", [entry.number, FACTS])
    assert head(desk)[0] == entry.number


@pytest.mark.slow
def test_the_desks_login_takes_a_document_away_after_it_was_expunged(desk):
    insert(desk, action="expunged")
    desk.execute(
        "DELETE FROM record_document d USING record_entry e WHERE number = entry_id AND ref = 'DI-1'"
    )
    assert desk.rowcount == 1


# --- what it may not

GUARD, NEXT = "pgtrigger_entry_is_for_ever_a2952", "pgtrigger_entry_follows_the_last_e1adc"
RIGHTS = psycopg2.errors.InsufficientPrivilege
REFUSED_BY_RIGHTS = {
    "change an entry": "UPDATE record_entry SET reason = 'Another.' WHERE number = 1",
    "change an entry as a duplicate": "INSERT INTO record_entry SELECT * FROM record_entry WHERE number = 1 "
    "ON CONFLICT (number) DO UPDATE SET reason = 'Another.'",
    "merge into an entry": "MERGE INTO record_entry e USING (SELECT 1 AS n) s ON e.number = s.n "
    "WHEN MATCHED THEN UPDATE SET reason = 'Another.'",
    "change a document": "UPDATE record_document SET text = '{}'",
    "delete an entry": "DELETE FROM record_entry WHERE number = 1",
    "empty the entries": "TRUNCATE record_entry CASCADE",
    "empty the documents": "TRUNCATE record_document",
    "drop a table": "DROP TABLE record_document",
    "add a column": "ALTER TABLE record_entry ADD COLUMN forged text",
    "drop a constraint": "ALTER TABLE record_entry DROP CONSTRAINT entry_version_once",
    "rename a table": "ALTER TABLE record_entry RENAME TO record_entry_old",
    "become the owner": "ALTER TABLE record_entry OWNER TO demarche_desk",
    "drop a trigger": f"DROP TRIGGER {GUARD} ON record_entry",
    "disable a trigger": f"ALTER TABLE record_entry DISABLE TRIGGER {GUARD}",
    "disable all triggers": "ALTER TABLE record_document DISABLE TRIGGER ALL",
    "add a trigger": "CREATE TRIGGER mine BEFORE INSERT ON record_entry FOR EACH ROW EXECUTE FUNCTION "
    "suppress_redundant_updates_trigger()",
    "add a rule": "CREATE RULE mine AS ON INSERT TO record_entry DO INSTEAD NOTHING",
    "replace a trigger's function": f"CREATE OR REPLACE FUNCTION {GUARD}() RETURNS TRIGGER AS "
    "'BEGIN RETURN NEW; END' LANGUAGE plpgsql",
    "drop a trigger's function": f"DROP FUNCTION {NEXT}() CASCADE",
    "switch triggers off for the session": "SET session_replication_role = replica",
    "grant itself the right": "GRANT UPDATE ON record_entry TO demarche_desk; UPDATE record_entry SET reason = 'Another.'",
    "become the owner's login": "SET ROLE demarche",
    "become a superuser": "ALTER ROLE demarche_desk SUPERUSER",
    "make a schema that is looked into first": "CREATE SCHEMA demarche_desk",
    "drop everything": "DROP SCHEMA public CASCADE",
}


@pytest.mark.slow
@pytest.mark.parametrize("statement", REFUSED_BY_RIGHTS.values(), ids=list(REFUSED_BY_RIGHTS))
def test_the_desks_login_has_no_right_to(production, desk, statement):
    before = production.state()
    with pytest.raises(RIGHTS):
        desk.execute(statement)
    desk.connection.commit()
    assert production.state() == before


def forge_a_later_number(cursor):
    insert(cursor, number=head(cursor)[0] + 2)


def forge_an_earlier_number(cursor):
    insert(cursor, number=0)


def use_a_number_again(cursor):
    insert(cursor, number=1)


def forge_the_hash_before(cursor):
    insert(cursor, previous="0" * 64)


def begin_a_chain_of_its_own(cursor):
    insert(cursor, previous="")


def forge_an_earlier_time(cursor):
    insert(cursor, at=head(cursor)[1] - timedelta(microseconds=1))


def forge_a_document(cursor):
    entry = insert(cursor, action="corrected", document_sha256=canonical.sha256(FACTS))
    cursor.execute("INSERT INTO record_document VALUES (%s, %s)", [entry.number, FACTS + " "])


def put_a_document_under_an_entry_that_has_none(cursor):
    cursor.execute("INSERT INTO record_document VALUES (%s, %s)", [insert(cursor).number, FACTS])


def delete_a_document(cursor):
    cursor.execute("DELETE FROM record_document")


def delete_a_document_of_something_else_than_was_expunged(cursor):
    insert(cursor, action="expunged")
    cursor.execute("DELETE FROM record_document WHERE entry_id = 1")


def use_a_version_again(cursor):
    insert(cursor, version=1)


def use_an_action_that_does_not_exist(cursor):
    insert(cursor, action="forgotten")


def forge_its_own_hash(cursor):
    insert(cursor, sha256="0" * 64)


def forge_a_time_between_the_last_entry_and_now(cursor):
    insert(cursor, at=head(cursor)[1] + timedelta(microseconds=1))


def forge_a_time_to_come(cursor):
    insert(cursor, at=head(cursor)[1] + timedelta(days=1))


def make_triggers_stand_aside(cursor):
    """As pgtrigger.ignore does it; any session may set this."""
    cursor.execute("SELECT array_agg(tgname) FROM pg_trigger WHERE tgname LIKE 'pgtrigger%%'")
    cursor.execute("SELECT set_config('pgtrigger.ignore', %s::text[]::text, FALSE)", cursor.fetchone())


def delete_a_document_while_triggers_stand_aside(cursor):
    make_triggers_stand_aside(cursor)
    cursor.execute("DELETE FROM record_document")


def forge_a_number_while_triggers_stand_aside(cursor):
    make_triggers_stand_aside(cursor)
    insert(cursor, number=head(cursor)[0] + 2)


def delete_a_document_behind_a_temporary_table(cursor):
    """The name of a table finds a temporary one first."""
    cursor.execute("CREATE TEMPORARY TABLE record_entry AS SELECT * FROM public.record_entry")
    cursor.execute(
        "INSERT INTO record_entry SELECT number + 1000, kind, ref, version, 'expunged' FROM record_entry"
    )
    cursor.execute("DELETE FROM public.record_document")


def forge_a_number_behind_a_temporary_table(cursor):
    last = head(cursor)
    cursor.execute("CREATE TEMPORARY TABLE record_entry AS SELECT * FROM public.record_entry WHERE FALSE")
    cursor.execute(
        "INSERT INTO record_entry (number, at, sha256) VALUES (%s, %s, %s)", [last[0] + 1000, *last[1:]]
    )
    insert(cursor)


FORGERIES = {
    forge_a_later_number: "does not follow entry",
    forge_an_earlier_number: "Entry 0 does not follow entry",
    use_a_number_again: "Entry 1 does not follow entry",
    forge_the_hash_before: "does not carry the hash of the entry before it",
    begin_a_chain_of_its_own: "does not carry the hash of the entry before it",
    forge_an_earlier_time: "is dated before the entry before it",
    forge_a_document: "does not have the hash that entry",
    put_a_document_under_an_entry_that_has_none: "does not have the hash that entry",
    delete_a_document: "Only expunging takes a document away",
    delete_a_document_of_something_else_than_was_expunged: "Only expunging takes a document away",
    use_a_version_again: "entry_version_once",
    use_an_action_that_does_not_exist: "entry_action_known",
    forge_its_own_hash: "does not have the hash of what it says",
    forge_a_time_between_the_last_entry_and_now: "is not dated when it was written",
    forge_a_time_to_come: "is not dated when it was written",
    delete_a_document_while_triggers_stand_aside: "Only expunging takes a document away",
    forge_a_number_while_triggers_stand_aside: "does not follow entry",
    delete_a_document_behind_a_temporary_table: "Only expunging takes a document away",
    forge_a_number_behind_a_temporary_table: "does not follow entry",
}


@pytest.mark.slow
@pytest.mark.parametrize(("forge", "sentence"), FORGERIES.items(), ids=[f.__name__ for f in FORGERIES])
def test_the_database_refuses_the_desks_login_to(production, desk, forge, sentence):
    before = production.state()
    with pytest.raises(psycopg2.Error, match=sentence):
        forge(desk)
    desk.connection.commit()
    assert production.state() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "reason", ['"', "\\", "a\tb\nc\x01\x7f", "Лавров é e\u0301 ﬁ 한", "\u2028 😀", "%s {0}"]
)
def test_the_database_reckons_the_hash_of_an_entry_as_the_site_does(desk, reason):
    insert(desk, reason=reason)
