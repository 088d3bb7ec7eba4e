"""Moving checked rows from the temporary tables into the working copy.

New records are written from their innermost rows outwards: foreign keys are checked at the end, and a row that comes
before its parent raises no revision of it. A changed record has its own row and those of its statements and claims
corrected in place; lists inside it whose rows have no ids are written anew.
"""

from collections import Counter
from typing import Any

from django.db import connection, models

from incidents.interchange.shape import KINDS, Kind, Part
from incidents.staging.rows import has_column, layout, paths, ready
from incidents.staging.tables import CHANGED, MANY, NEW, WRITTEN, name, run, table

Path = tuple[Part, ...]
# An import never takes these back: publishing, the desk and the database's triggers write them.
STAYS = ("id", "external_id", "ref", "created_at", "stage", "revision")


def write(reason: str, user_id: int | None, *, imported: bool) -> None:
    """Writes every kind, has the database check every foreign key, and notes each record as a revision."""
    counts = modes()
    if not any(of[NEW] + of[CHANGED] for of in counts.values()):
        return  # triggers of a statement note its context even if it changes no row
    many = sum(of[CHANGED] for of in counts.values()) > MANY
    if many:
        # The audit triggers' plans are made for one row and kept, which would be quadratic here.
        run("SET LOCAL enable_nestloop = off")
    ways = [(kind, path) for kind in KINDS for path in reversed(paths(kind))]
    for kind, path in ((kind, path) for kind, path in ways if counts[kind.name][CHANGED]):
        clear(kind, path)
    for _, path in ways:
        for row in path[-1].lists.values():
            link(path, row)
        put(path)
    connection.check_constraints()
    if many:
        run("SET LOCAL enable_nestloop TO DEFAULT")
    for kind in KINDS:
        keep_revisions(kind, reason, user_id, imported)


def modes() -> dict[str, Counter[str]]:
    """How many records of each kind are new, changed and so on."""
    return {
        kind.name: Counter(dict(run(f"SELECT mode, count(*) FROM known_{kind.name} GROUP BY mode")))
        for kind in KINDS
    }


def clear(kind: Kind, path: Path) -> None:
    """Takes away what a changed record had and the file does not give it.

    No table is joined with itself: where the statistics lag behind (right after another import), PostgreSQL takes both
    for tiny and compares every row with every other.
    """
    part = path[-1]
    for row in part.lists.values():
        unlink(path, row)
    if len(path) == 1:
        return
    gone = f"FROM {table(part.model)} x WHERE {under_changed(kind, path)}"
    if part.has_id:
        gone += f" AND x.id NOT IN (SELECT id FROM {ready(path)} WHERE id IS NOT NULL)"
        for through, column in links_to(part.model):
            run(f"DELETE FROM {through} WHERE {column} IN (SELECT x.id {gone})")
    run(f"DELETE {gone}")


def under_changed(kind: Kind, path: Path) -> str:
    """SQL that is true of rows `x` of a part's table that belong to a changed record."""
    where = f"(SELECT pk FROM known_{kind.name} WHERE mode = '{CHANGED}')"
    for above in path[1:-1]:
        where = f"(SELECT id FROM {table(above.model)} WHERE {name(above.parent_column)} IN {where})"
    return f"x.{name(path[-1].parent_column)} IN {where}"


def links_to(model: type[models.Model]) -> list[tuple[str, str]]:
    """(table, column) of every many-to-many row that speaks of a row of `model`."""
    own = [(row.m2m_db_table(), row.m2m_column_name()) for row in model._meta.many_to_many]
    relations: list[Any] = [
        row for row in model._meta.get_fields(True) if row.auto_created and row.many_to_many
    ]
    others = [(row.field.m2m_db_table(), row.field.m2m_reverse_name()) for row in relations]
    return [(name(where), name(column)) for where, column in dict.fromkeys(own + others)]


def ends(row: models.ManyToManyField) -> tuple[str, str, str]:
    """The table of a many-to-many field and its two columns."""
    return name(row.m2m_db_table()), name(row.m2m_column_name()), name(row.m2m_reverse_name())


def unlink(path: Path, row: models.ManyToManyField) -> None:
    through, here, there = ends(row)
    run(
        f"DELETE FROM {through} m WHERE m.{here} IN (SELECT id FROM {ready(path)}) AND NOT EXISTS "
        f'(SELECT 1 FROM {ready(path)}_{row.name} q WHERE q."from" = m.{here} AND q."to" = m.{there})'
    )


def link(path: Path, row: models.ManyToManyField) -> None:
    through, here, there = ends(row)
    run(
        f'INSERT INTO {through} ({here}, {there}) SELECT DISTINCT q."from", q."to" FROM {ready(path)}_{row.name} q '
        f'WHERE NOT EXISTS (SELECT 1 FROM {through} m WHERE m.{here} = q."from" AND m.{there} = q."to")'
    )


def put(path: Path) -> None:
    """Inserts the rows that are not there and corrects those that are."""
    part = path[-1]
    where, columns = table(part.model), columns_of(path)
    listed = ", ".join(name(column) for column in columns)
    if part.has_id:
        kept = [name(column) for column in columns if column not in STAYS]
        mine, theirs = (", ".join(f"{row}.{column}" for column in kept) for row in ("e", "q"))
        run(
            f"UPDATE {where} e SET ({', '.join(kept)}) = ROW({theirs}) FROM {ready(path)} q "
            f"WHERE e.id = q.id AND ROW({mine}) IS DISTINCT FROM ROW({theirs})"
        )
    fresh = f" WHERE NOT EXISTS (SELECT 1 FROM {where} e WHERE e.id = q.id)" if part.has_id else ""
    run(f"INSERT INTO {where} ({listed}) SELECT {listed} FROM {ready(path)} q{fresh} ORDER BY id")


def columns_of(path: Path) -> list[str]:
    """The columns that an import fills."""
    found = [column for column in layout(path)[0] if has_column(path[-1].model, column)]
    return found if "id" in found else ["id", *found]


def keep_revisions(kind: Kind, reason: str, user_id: int | None, imported: bool) -> None:
    """Notes what was written, as a save at the desk does."""
    run(
        "INSERT INTO incidents_revision (kind, object_id, number, document, user_id, reason, imported, at) "
        f"SELECT s.kind, e.id, e.revision, s.doc, %s, %s, %s, now() FROM staged s "
        f"JOIN known_{kind.name} t ON t.id = s.id AND t.mode IN {WRITTEN} JOIN {table(kind.part.model)} e ON e.id = t.pk "
        f"WHERE s.kind = '{kind.name}' ON CONFLICT (kind, object_id, number) DO UPDATE "
        "SET document = excluded.document, reason = excluded.reason, imported = excluded.imported",
        [user_id, reason, imported],
    )
