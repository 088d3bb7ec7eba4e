"""Checks that follow rows from one to the next: homes of statements and claims, chains that must not come back, what is left out."""

from collections.abc import Iterator

from incidents.interchange.shape import BY_NAME, KINDS, Kind, Part
from incidents.models.relations import ACYCLIC
from incidents.staging.checks import PLACE, problem_at
from incidents.staging.problems import Problem, Problems
from incidents.staging.tables import CHANGED, name, paths, ready, run, table
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
        f"WHERE e.id NOT IN (SELECT id FROM {ready(path)})"
    )
    sql = (
        "SELECT t.id, g.external_id FROM incidents_statement s "
        "JOIN incidents_statement g ON g.id IN (s.inside_id, s.replies_to_id) "
        f"JOIN known_{kind.name} t ON t.pk = g.{column} WHERE g.id IN ({gone}) AND s.id NOT IN ({gone}) "
        f"AND s.id NOT IN (SELECT id FROM {ready(path)}) ORDER BY 1, 2"
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


def dated(kind: Kind, path: Path) -> Iterator[Problem]:
    """The value of a claim about a date is EDTF."""
    dates = f"SELECT {PLACE}, value FROM {ready(path)} WHERE nature = 'date' AND value <> '' ORDER BY {PLACE}"
    for found in run(dates):
        try:
            edtf.parse(found[3])
        except edtf.EdtfError as error:
            yield problem_at(kind, path, found, "value", f"is no date: {error}")


LOOKS = {
    "statements": (moved, repeated, outside, left_out, public),
    "claims": (moved, repeated, dated, public),
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
    """Rows of the file from whose end a chain, in the file and on file, leads back to their start."""
    path = (kind.part,)
    columns = f"{start} AS a, {end} AS b"
    sql = (
        f"WITH RECURSIVE edge AS (SELECT {columns} FROM {ready(path)} WHERE {which} UNION SELECT {columns} "
        f"FROM {table(kind.part.model)} WHERE {which} AND id NOT IN (SELECT id FROM {ready(path)})), "
        f"mine AS (SELECT {PLACE}, {columns} FROM {ready(path)} WHERE {which}), "
        "walk AS (SELECT DISTINCT a AS start, b AS now FROM mine WHERE b IS NOT NULL UNION "
        "SELECT w.start, e.b FROM walk w JOIN edge e ON e.a = w.now WHERE w.now <> w.start AND e.b IS NOT NULL) "
        f"SELECT {PLACE} FROM mine m WHERE EXISTS (SELECT 1 FROM walk w WHERE w.start = m.a AND w.now = m.a) ORDER BY {PLACE}"
    )
    for found in run(sql):
        yield problem_at(kind, path, found, field, sentence)
