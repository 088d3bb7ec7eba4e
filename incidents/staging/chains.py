"""Checks that follow rows from one to the next: homes of statements and claims, chains that must not come back, what is left out."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from incidents.interchange.shape import BY_NAME, KINDS, Kind, Part
from incidents.models.relations import ACYCLIC
from incidents.staging.checks import PLACE, problem_at
from incidents.staging.problems import Problem, Problems
from incidents.staging.rows import paths, ready
from incidents.staging.tables import CHANGED, WRITTEN, name, run, table
from lib import edtf

Path = tuple[Part, ...]


def check_chains(problems: Problems) -> None:
    """Adds every problem of rows that stand in a relation to others."""
    for kind, path in with_ids():
        for look in LOOKS[path[-1].key]:
            for problem in look(kind, path):
                problems.add(problem)
    for problem in circles():
        problems.add(problem)


def with_ids() -> Iterator[tuple[Kind, Path]]:
    """Parts inside records whose rows have ids of their own: statements and claims."""
    for kind in KINDS:
        for path in paths(kind):
            if len(path) > 1 and path[-1].has_id:
                yield kind, path


def home(part: Part) -> str:
    """The column that says which record a part is at home in."""
    return name(part.parent_column)


def moved(kind: Kind, path: Path) -> Iterator[Problem]:
    part = path[-1]
    sql = (
        f"SELECT q.nr, q.i, q.j FROM {ready(path)} q JOIN {table(part.model)} e ON e.id = q.id "
        f"WHERE e.{home(part)} IS DISTINCT FROM q.{home(part)} ORDER BY 1, 2"
    )
    for found in run(sql):
        yield problem_at(
            kind, path, found, "id", "is at home in another record here. Give this one an id of its own."
        )


def repeated(kind: Kind, path: Path) -> Iterator[Problem]:
    """An id that stands in the file more than once, in this list or in another record's."""
    part = path[-1]
    rows = " UNION ALL ".join(
        f"SELECT {PLACE}, id, '{other.name}' AS kind FROM {ready(way)}"
        for other, way in with_ids()
        if way[-1].key == part.key
    )
    order = "ORDER BY kind, nr, i"
    sql = f"SELECT {PLACE} FROM (SELECT *, row_number() OVER (PARTITION BY id {order}) n FROM ({rows}) x) y"
    for found in run(f"{sql} WHERE n > 1 AND kind = '{kind.name}' ORDER BY {PLACE}"):
        yield problem_at(kind, path, found, "id", "stands in this file already. Give each its own.")


def outside(kind: Kind, path: Path) -> Iterator[Problem]:
    """Speech inside a statement is at home where that statement is."""
    column = home(path[-1])
    sql = (
        f"SELECT q.nr, q.i, q.j FROM {ready(path)} q LEFT JOIN {ready(path)} o ON o.id = q.inside_id "
        f"WHERE q.inside_id IS NOT NULL AND o.{column} IS DISTINCT FROM q.{column} ORDER BY 1, 2"
    )
    sentence = f"belongs to another {path[-1].parent}. Choose a statement of this one."
    for found in run(sql):
        yield problem_at(kind, path, found, "inside", sentence)


def left_out(kind: Kind, path: Path) -> Iterator[Problem]:
    """Statements that the file leaves out of a record it changes, while another still answers them or stands in them."""
    column = home(path[-1])
    gone = (
        f"SELECT e.id FROM incidents_statement e JOIN known_{kind.name} t ON t.pk = e.{column} AND t.mode = '{CHANGED}' "
        f"WHERE e.id NOT IN (SELECT id FROM {ready(path)} WHERE id IS NOT NULL)"
    )
    sql = (
        "SELECT t.id, g.external_id FROM incidents_statement s "
        "JOIN incidents_statement g ON g.id IN (s.inside_id, s.replies_to_id) "
        f"JOIN known_{kind.name} t ON t.pk = g.{column} WHERE g.id IN ({gone}) AND s.id NOT IN ({gone}) "
        f"AND s.id NOT IN (SELECT id FROM {ready(path)} WHERE id IS NOT NULL) ORDER BY 1, 2"
    )
    sentence = "is left out, but another statement here answers it or stands in it. Keep it in the file."
    for identifier, statement in run(sql):
        yield Problem(f"{kind.part.key} ({identifier})", "statements", statement, sentence)


def public(kind: Kind, path: Path) -> Iterator[Problem]:
    """Statements and claims with a public number that the file leaves out of a record it changes."""
    part = path[-1]
    sql = (
        f"SELECT t.id, e.external_id, e.ref FROM {table(part.model)} e JOIN known_{kind.name} t "
        f"ON t.pk = e.{home(part)} AND t.mode = '{CHANGED}' WHERE e.ref <> '' "
        f"AND NOT EXISTS (SELECT 1 FROM {ready(path)} q WHERE q.id = e.id) ORDER BY 1, 2"
    )
    for identifier, row, ref in run(sql):
        sentence = f"is left out, but it has the public number {ref}. Keep it in the file."
        yield Problem(f"{kind.part.key} ({identifier})", part.key, row, sentence)


def contradicted(kind: Kind, path: Path) -> Iterator[Problem]:
    """Claims that the file leaves out of a record it changes, while a claim elsewhere contradicts them."""
    sql = (
        f"SELECT t.id, g.external_id FROM incidents_claim g JOIN known_{kind.name} t "
        f"ON t.pk = g.{home(path[-1])} AND t.mode = '{CHANGED}' "
        "JOIN incidents_claim_contradicts c ON c.to_claim_id = g.id JOIN incidents_claim f ON f.id = c.from_claim_id "
        f"WHERE NOT EXISTS (SELECT 1 FROM {ready(path)} q WHERE q.id = g.id) "
        "AND NOT EXISTS (SELECT 1 FROM known_incident k WHERE k.pk = f.incident_id AND k.mode IN {WRITTEN}) "
        "AND NOT EXISTS (SELECT 1 FROM known_episode k WHERE k.pk = f.episode_id AND k.mode IN {WRITTEN}) ORDER BY 1, 2"
    ).replace("{WRITTEN}", WRITTEN)
    for identifier, claim in run(sql):
        sentence = "is left out, but a claim of another record contradicts it. Keep it in the file."
        yield Problem(f"{kind.part.key} ({identifier})", "claims", claim, sentence)


def machine_made(kind: Kind, path: Path) -> Iterator[Problem]:
    """A machine translation is never a direct quotation."""
    texts = (*path, next(part for part in path[-1].parts if part.key == "texts"))
    sql = (
        f"SELECT t.nr, t.i, t.j FROM {ready(path)} q JOIN {ready(texts)} t ON t.nr = q.nr AND t.i = q.i "
        f"WHERE q.mode = 'direct' AND t.machine AND NOT EXISTS "
        f"(SELECT 1 FROM {ready(texts)} o WHERE o.nr = q.nr AND o.i = q.i AND o.original) ORDER BY 1, 2, 3"
    )
    sentence = "is no direct quotation. Add the original, or write paraphrase as the mode of the statement."
    for found in run(sql):
        yield problem_at(kind, texts, found, "machine", sentence)


def dated(kind: Kind, path: Path) -> Iterator[Problem]:
    """The value of a claim about a date is EDTF."""
    dates = f"SELECT {PLACE}, value FROM {ready(path)} WHERE nature = 'date' AND value <> '' ORDER BY {PLACE}"
    for found in run(dates):
        try:
            edtf.parse(found[3])
        except edtf.EdtfError as error:
            yield problem_at(kind, path, found, "value", f"is no date: {error}")


LOOKS = {
    "statements": (moved, repeated, outside, left_out, public, machine_made),
    "claims": (moved, repeated, dated, public, contradicted),
}

CHAINS = [
    ("actor", "parent", "would make the two parts of each other. Choose the body above both."),
    ("actor", "merged_into", "would merge the two into each other. Choose the one that stays."),
    ("source", "derived_from", "would derive from itself in the end. Choose the original."),
]
CIRCLE = (
    "closes a circle: the later incident points to the earlier. Turn it round, or remove the other relation."
)
START = "coalesce('i' || from_incident_id, 'e' || from_episode_id)"
END = "coalesce('i' || to_incident_id, 'e' || to_episode_id)"


def circles() -> Iterator[Problem]:
    for kind, field, sentence in CHAINS:
        yield from circle(BY_NAME[kind], "id::text", f"{field}_id::text", "true", field, sentence)
    for code in ACYCLIC:
        yield from circle(BY_NAME["link"], START, END, f"kind = '{code}'", "kind", CIRCLE)


def circle(kind: Kind, start: str, end: str, which: str, field: str, sentence: str) -> Iterator[Problem]:
    """Rows of the file that lie on a chain, in the file and on file, which comes back to its start.

    Of circles that share a row of the file one is named: without it the others are gone too.
    """
    path = (kind.part,)
    rows = run(f"SELECT {PLACE}, {start}, {end} FROM {ready(path)} WHERE {which} ORDER BY {PLACE}")
    mine = {(row[3], row[4]): row[:3] for row in reversed(rows) if row[4] is not None}
    edges = reached(path, start, end, which)
    while found := one_circle(edges):
        closing = [edge for edge in found if edge in mine]
        for edge in closing or found:
            edges.discard(edge)
        for edge in sorted(closing, key=lambda edge: mine[edge]):
            yield problem_at(kind, path, mine[edge], field, sentence)


def reached(path: Path, start: str, end: str, which: str) -> set[tuple[str, str]]:
    """The steps, in the file and on file, that can be walked from a row of the file."""
    columns = f"{start} AS a, {end} AS b"
    sql = (
        f"WITH RECURSIVE edge AS MATERIALIZED (SELECT {columns} FROM {ready(path)} WHERE {which} UNION SELECT {columns} "
        f"FROM {table(path[-1].model)} WHERE {which} AND id NOT IN (SELECT id FROM {ready(path)} WHERE id IS NOT NULL)), "
        f"walk AS (SELECT {start} AS a FROM {ready(path)} WHERE {which} UNION SELECT e.b FROM walk w JOIN edge e ON e.a = w.a) "
        "SELECT e.a, e.b FROM edge e WHERE e.b IS NOT NULL AND e.a IN (SELECT a FROM walk)"
    )
    return set(run(sql))


def one_circle(edges: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """The steps of one circle; empty if there is none."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for a, b in edges:
        sorter.add(b, a)
    try:
        sorter.prepare()
    except CycleError as error:
        return list(pairwise(error.args[1]))
    return []
