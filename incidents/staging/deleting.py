"""Deleting whole records with all that lies in them, such as those of an import that is taken back."""

import itertools

from django.db import connection

from incidents.interchange.shape import KINDS, Kind, Part
from incidents.staging.rows import paths
from incidents.staging.tables import name, run, table
from incidents.staging.writing import ends


def delete_records(keys: dict[str, list[int]]) -> None:
    """Deletes records given as kind and keys, from their innermost rows outwards, in whatever way they refer to each other.

    Raises IntegrityError, at the end, if something that stays refers to one of them. The caller holds the transaction.
    """
    for kind in KINDS:
        if keys.get(kind.name):
            for path in reversed(paths(kind)):
                delete_part(kind, path, keys[kind.name])
    connection.check_constraints()


def delete_part(kind: Kind, path: tuple[Part, ...], keys: list[int]) -> None:
    """The rows of one part, with the links that are theirs; links of others to them are left, and are refused."""
    where = "id = ANY(%s)"
    for above, part in itertools.pairwise(path):
        where = f"{name(part.parent_column)} IN (SELECT id FROM {table(above.model)} WHERE {where})"
    rows = f"FROM {table(path[-1].model)} WHERE {where}"
    for row in path[-1].lists.values():
        through, here, _ = ends(row)
        run(f"DELETE FROM {through} WHERE {here} IN (SELECT id {rows})", [keys])
    run(f"DELETE {rows}", [keys])
