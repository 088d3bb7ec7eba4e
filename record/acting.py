"""Who acts on whom in a selection, for maps: pairs with their numbers, acts of several states together apart from them."""

from typing import NamedTuple

from django.db.models import QuerySet

from record.dimensions import Sql, embedded, fetched

DOUBTED = ["alleged", "disputed", "refuted"]
COLUMNS = ("ref", "initiators", "targets", "roles", "through", "certainty", "level", "step")
MOST_READ = 2000  # incidents whose cards are opened to see whether it is in doubt whom they were aimed at
MOST_JOINT = 12

# An act of several states together, unless two act on each other.
JOINT = "cardinality(initiators) > 1 AND NOT (initiators @> targets AND targets @> initiators)"
# Where nobody acted for sure, the states that are said to have; what is private is no act of a state.
ACTORS = """
    CASE WHEN cardinality(initiators) > 0 THEN initiators::text[]
         WHEN 'private' = ANY(through) THEN '{}'
         ELSE ARRAY(SELECT split_part(one, '=', 2) FROM unnest(roles) AS one WHERE one ~ '^claimed_initiator=[A-Z]{3}$')
    END"""
AIM_IN_DOUBT = """
    jsonb_path_exists(card::jsonb, '$.participants[*] ? (@.role == "target" && (@.certainty == "alleged"
        || @.certainty == "disputed" || @.certainty == "refuted"))')"""


class Acts(NamedTuple):
    """What one side did to another: how often, the gravest of it, and whether all of it is in doubt."""

    initiators: tuple[str, ...]
    targets: tuple[str, ...]
    n: int
    level: int
    step: str
    doubted: bool


class Acting(NamedTuple):
    """`pairs` are the busiest of `of` directed pairs; `joint`, acts of several together; `incidents`, all that count.

    `without_pair` of the incidents name nobody who acted, or nobody who was acted on.
    """

    pairs: list[Acts]
    of: int
    joint: list[Acts]
    incidents: int
    without_pair: int


def acting(rows: QuerySet, count: int, most: int) -> Acting:
    """The `most` busiest pairs among the incidents that count. One query; `count` is how many incidents are selected."""
    opened = count <= MOST_READ
    selected = embedded(rows.filter(counted=True), *COLUMNS, *(["card"] if opened else []))
    doubt = f"cardinality(initiators) = 0 OR certainty = ANY(%s) {'OR ' + AIM_IN_DOUBT if opened else ''}"
    tables = {
        "selected": selected,
        "acts": Sql(
            f"SELECT ref, {ACTORS} AS actors, targets::text[] AS targets, {JOINT} AS joint, level, step, ({doubt}) AS doubted"  # noqa: S608 - our names
            " FROM selected",
            (DOUBTED,),
        ),
        "sides": Sql(
            "SELECT ref, a || '>' || b AS pair, level, step, doubted FROM acts, unnest(actors) AS a, unnest(targets) AS b"
            " WHERE NOT joint AND a <> b"
        ),
    }
    sums = "count(*) AS n, max(level), (array_agg(step ORDER BY level DESC))[1], bool_and(doubted), count(*) OVER ()"
    body = Sql(
        f"(SELECT 'pair', pair, {sums} FROM sides GROUP BY pair ORDER BY n DESC, pair LIMIT %s)"  # noqa: S608 - our names
        f" UNION ALL (SELECT 'joint', array_to_string(actors, ',') || '>' || array_to_string(targets, ','), {sums}"
        " FROM acts WHERE joint GROUP BY 2 ORDER BY n DESC, 2 LIMIT %s)"
        " UNION ALL SELECT 'all', '', count(*), 0, '', false, (SELECT count(*) FROM acts WHERE NOT joint"
        " AND NOT EXISTS (SELECT FROM sides WHERE sides.ref = acts.ref)) FROM acts",
        (most, MOST_JOINT),
    )
    found = fetched(tables, body, rows.db)
    pairs, joint = ([acts(*row[1:6]) for row in found if row[0] == kind] for kind in ("pair", "joint"))
    [whole] = [row for row in found if row[0] == "all"]
    of = next((row[6] for row in found if row[0] == "pair"), 0)
    return Acting(pairs, of, joint, whole[2], whole[6])


def acts(sides: str, n: int, level: int, step: str, doubted: bool) -> Acts:
    by, on = (tuple(filter(None, side.split(","))) for side in sides.split(">"))
    return Acts(by, on, n, level, step, doubted)
