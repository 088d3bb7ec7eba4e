"""What becomes of each record: new, as it was, changed by the file, or kept as the desk has it."""

import json

from incidents.interchange.documents import documents_of, in_batches
from incidents.interchange.shape import KINDS, Kind
from incidents.staging.problems import Problem, Problems, record_name
from incidents.staging.tables import (
    CHANGED,
    KEPT,
    SAME,
    UNSEEN,
    make_known,
    run,
    statements_and_claims,
    table,
    things,
)

BATCH = 500


def compare(problems: Problems, update: bool) -> None:
    """Decides of each record what becomes of it, and gives keys to what is new."""
    for identity in things():
        make_known(identity)
    for kind in KINDS:
        repeated(kind, problems)
        look_at_revisions(kind)
        look_at_rows(kind)
        run(
            f"UPDATE known_{kind.name} SET mode = '{CHANGED if update else KEPT}' WHERE mode IN ('{UNSEEN}', '{KEPT}')"
        )
        lock_changed(kind, problems)
    for identity in statements_and_claims():
        make_known(identity)


def repeated(kind: Kind, problems: Problems) -> None:
    """Notes ids that stand in the file twice."""
    twice = run(
        "SELECT nr, id FROM (SELECT nr, id, row_number() OVER (PARTITION BY id ORDER BY nr) n "
        "FROM staged WHERE kind = %s) x WHERE n > 1 ORDER BY nr",
        [kind.name],
    )
    for place, identifier in twice:
        name = record_name(kind.part.key, place, identifier)
        problems.add(
            Problem(name, "id", identifier, "stands in this file already. Give each record its own.")
        )


def look_at_revisions(kind: Kind) -> None:
    """Compares with the newest revision, where there is one of the row as it stands."""
    run(
        f"UPDATE known_{kind.name} k SET revision = e.revision, mode = CASE WHEN r.id IS NULL THEN '{UNSEEN}' "
        f"WHEN r.document = s.doc THEN '{SAME}' WHEN r.imported THEN '{CHANGED}' ELSE '{KEPT}' END "
        f"FROM {table(kind.part.model)} e LEFT JOIN incidents_revision r "
        f"ON r.kind = '{kind.name}' AND r.object_id = e.id AND r.number = e.revision, staged s "
        f"WHERE k.mode = '{UNSEEN}' AND e.id = k.pk AND s.kind = '{kind.name}' AND s.id = k.id"
    )


def look_at_rows(kind: Kind) -> None:
    """Compares with the rows themselves, where no revision speaks for them.

    A revision may be raised by what stands elsewhere, such as a claim that contradicts one of this record. What then
    says the same as its newest revision, and that came by an import, is as the import left it.
    """
    waiting = run(f"SELECT pk FROM known_{kind.name} WHERE mode = '{UNSEEN}' ORDER BY pk")
    for batch in in_batches((pk for (pk,) in waiting), BATCH):
        things = kind.part.model._default_manager.in_bulk(batch)
        on_file = dict(zip(things, documents_of(kind.name, list(things.values())), strict=True))
        in_file = run(
            f"SELECT k.pk, s.doc::text FROM known_{kind.name} k JOIN staged s ON s.kind = '{kind.name}' "
            "AND s.id = k.id WHERE k.pk = ANY(%s)",
            [batch],
        )
        same = [pk for pk, text in in_file if on_file[pk] == json.loads(text)]
        run(f"UPDATE known_{kind.name} SET mode = '{SAME}' WHERE pk = ANY(%s)", [same])
        newest = run(
            "SELECT DISTINCT ON (object_id) object_id, document::text, imported FROM incidents_revision "
            f"WHERE kind = '{kind.name}' AND object_id = ANY(%s) ORDER BY object_id, number DESC",
            [batch],
        )
        untouched = [pk for pk, text, imported in newest if imported and on_file[pk] == json.loads(text)]
        run(
            f"UPDATE known_{kind.name} SET mode = '{CHANGED}' WHERE pk = ANY(%s) AND mode = '{UNSEEN}'",
            [untouched],
        )


def lock_changed(kind: Kind, problems: Problems) -> None:
    """Locks what will be changed until the transaction ends, and notes what was saved since it was compared."""
    locked = run(
        f"SELECT k.id, e.revision IS DISTINCT FROM k.revision FROM {table(kind.part.model)} e "
        f"JOIN known_{kind.name} k ON k.pk = e.id AND k.mode = '{CHANGED}' ORDER BY e.id FOR NO KEY UPDATE OF e"
    )
    for identifier, moved_on in locked:
        if moved_on:
            sentence = "was saved at the desk while the import ran. Run the import again."
            problems.add(Problem(f"{kind.part.key} ({identifier})", "", None, sentence))
