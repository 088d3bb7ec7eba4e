"""What guards the record in the database itself, against every login that does not own the tables.

pgtrigger's own triggers can be told to stand aside by any session (`SET pgtrigger.ignore`), and look tables up as the
session says, in which a temporary table comes first. These do neither.
"""

import pgtrigger
from pgtrigger import compiler

# The entry as record.ledger.fields gives it, in the canonical form of lib/canonical.py.
NEXT_IN_CHAIN = """
SELECT number, at, sha256 INTO last FROM record_entry ORDER BY number DESC LIMIT 1;
IF NEW.number <> coalesce(last.number, 0) + 1 THEN
    RAISE EXCEPTION 'Entry % does not follow entry %.', NEW.number, coalesce(last.number, 0);
END IF;
IF NEW.previous <> coalesce(last.sha256, '') THEN
    RAISE EXCEPTION 'Entry % does not carry the hash of the entry before it.', NEW.number;
END IF;
IF NEW.at < last.at THEN
    RAISE EXCEPTION 'Entry % is dated before the entry before it.', NEW.number;
END IF;
-- A clock that was put back leaves the time of the entry before; else it is the time of writing.
IF NEW.at NOT BETWEEN greatest(transaction_timestamp(), last.at) AND greatest(clock_timestamp(), last.at) THEN
    RAISE EXCEPTION 'Entry % is not dated when it was written.', NEW.number;
END IF;
said := format(
    '{"action":%s,"at":"%s","document_sha256":%s,"kind":%s,"number":%s,"previous":%s,"reason":%s,"ref":%s,"version":%s}',
    to_json(NEW.action), to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    coalesce(to_json(nullif(NEW.document_sha256, ''))::text, 'null'), to_json(NEW.kind), NEW.number,
    coalesce(to_json(nullif(NEW.previous, ''))::text, 'null'), to_json(normalize(NEW.reason, NFC)), to_json(NEW.ref),
    NEW.version
);
IF NEW.sha256 <> encode(sha256(convert_to(said, 'UTF8')), 'hex') THEN
    RAISE EXCEPTION 'Entry % does not have the hash of what it says.', NEW.number;
END IF;
RETURN NEW;
"""
AS_ITS_ENTRY_SAYS = """
IF encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex')
   IS DISTINCT FROM (SELECT document_sha256 FROM record_entry WHERE number = NEW.entry_id)
THEN RAISE EXCEPTION 'The document does not have the hash that entry % gives.', NEW.entry_id; END IF;
RETURN NEW;
"""
ONLY_BY_EXPUNGING = """
IF EXISTS (SELECT 1 FROM record_entry expunging JOIN record_entry own ON own.ref = expunging.ref
           WHERE own.number = OLD.entry_id AND expunging.action = 'expunged'
           AND expunging.number > own.number)
THEN RETURN OLD; END IF;
RAISE EXCEPTION 'Only expunging takes a document away: append the entry first.';
"""


class UnconditionalSql(compiler.UpsertTriggerSql):
    """A trigger that no setting of a session turns off. Migrations refer to this class: do not change the template."""

    def get_template(self) -> str:
        return """
            CREATE OR REPLACE FUNCTION {pgid}() RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE TRIGGER {pgid} {when} {operation} ON {table} FOR EACH {level} EXECUTE FUNCTION {execute};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class Guard(pgtrigger.Trigger):
    """A trigger of the record: always on, before the deed, reading the record's own tables."""

    when = pgtrigger.Before

    def compile(self, model) -> compiler.Trigger:
        compiled = super().compile(model)
        return compiler.Trigger(name=compiled.name, sql=UnconditionalSql(**compiled.sql.kwargs))


def refuses_change(name: str, operation: pgtrigger.Operation) -> Guard:
    """Refuses to change, or to take away, single rows of a table of the record."""
    sentence = "The record is append-only: nothing that is in % is changed or taken away."
    return Guard(name=name, operation=operation, func=f"RAISE EXCEPTION '{sentence}', TG_TABLE_NAME;")


def refuses_truncate(name: str) -> Guard:
    """Refuses to empty a table of the record."""
    func = "RAISE EXCEPTION 'The record is append-only: its tables cannot be emptied.';"
    return Guard(name=name, level=pgtrigger.Statement, operation=pgtrigger.Truncate, func=func)
