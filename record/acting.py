"""Who acts on whom in a selection, for maps: pairs with their numbers, acts of several states together apart from them."""

from typing import NamedTuple

from django.db.models import Q, QuerySet, Value
from pyroaring import BitMap

from record import postings
from record.dimensions import DIMENSIONS, Sql, column, embedded, fetched
from record.doubting import CONTESTED, IMPLIED, UNSURE
from record.moments import Moment

COLUMNS = ("ref", "initiators", "targets", "roles", "through", "certainty", "doubt", "level", "step")
MOST_JOINT = 12
DOUBTED = column("doubt")

# An act of several states together, unless two act on each other.
JOINT = "cardinality(initiators) > 1 AND NOT (initiators @> targets AND targets @> initiators)"
# Where nobody acted for sure, the states that are said to have; what is private is no act of a state.
ACTORS = """
    CASE WHEN cardinality(initiators) > 0 THEN initiators::text[]
         WHEN 'private' = ANY(through) THEN '{}'
         ELSE ARRAY(SELECT split_part(one, '=', 2) FROM unnest(roles) AS one WHERE one ~ '^claimed_initiator=[A-Z]{3}$')
    END"""
# The incident as a whole, who acted, or whom it was aimed at; 1 if no more is in doubt than that the target is implied.
DOUBT = "CASE WHEN doubt = 'contested' OR certainty = ANY(%s) THEN 2 WHEN doubt = 'implied' THEN 1 ELSE 0 END"


class Acts(NamedTuple):
    """What one side did to another: how often, the gravest of it, and what is in doubt about all of it: CONTESTED, IMPLIED, nothing."""

    initiators: tuple[str, ...]
    targets: tuple[str, ...]
    n: int
    level: int
    step: str
    doubt: str


class Acting(NamedTuple):
    """`pairs` are the busiest of `of` directed pairs; `joint`, acts of several together; `incidents`, all that count.

    `without_pair` of the incidents name nobody who acted, or nobody who was acted on.
    """

    pairs: list[Acts]
    of: int
    joint: list[Acts]
    incidents: int
    without_pair: int


def acting(rows: QuerySet, most: int) -> Acting:
    """The `most` busiest pairs among the incidents that count. One query."""
    selected = embedded(rows.filter(counted=True), *COLUMNS)
    # Grouped at once: a million incidents have some ten thousand sets of sides.
    tables = {
        "acts": Sql(
            "SELECT actors, targets, joint, level, step, doubt, count(*) AS n FROM ("  # noqa: S608 - our names
            f"SELECT {ACTORS} AS actors, targets::text[] AS targets, {JOINT} AS joint, level, step, {DOUBT} AS doubt"
            f" FROM ({selected.text}) AS selected) AS each_one GROUP BY 1, 2, 3, 4, 5, 6",
            (list(UNSURE), *selected.values),
        ),
        "sides": Sql(
            "SELECT a || '>' || b AS pair, level, step, doubt, n FROM acts, unnest(actors) AS a, unnest(targets) AS b"
            " WHERE NOT joint AND a <> b"
        ),
    }
    sums = "sum(n)::int AS n, max(level), (array_agg(step ORDER BY level DESC))[1], CASE min(doubt) WHEN 0 THEN 0 ELSE max(doubt) END, count(*) OVER ()"
    paired = "EXISTS (SELECT FROM unnest(actors) AS a, unnest(targets) AS b WHERE a <> b)"
    body = Sql(
        f"(SELECT 'pair', pair, {sums} FROM sides GROUP BY pair ORDER BY n DESC, pair LIMIT %s)"  # noqa: S608 - our names
        f" UNION ALL (SELECT 'joint', array_to_string(actors, ',') || '>' || array_to_string(targets, ','), {sums}"
        " FROM acts WHERE joint GROUP BY 2 ORDER BY n DESC, 2 LIMIT %s)"
        " UNION ALL SELECT 'all', '', coalesce(sum(n), 0)::int, 0, '', 0,"
        f" coalesce(sum(n) FILTER (WHERE NOT joint AND NOT {paired}), 0)::int FROM acts",
        (most, MOST_JOINT),
    )
    found = fetched(tables, body, rows.db)
    pairs, joint = ([acts(*row[1:6]) for row in found if row[0] == kind] for kind in ("pair", "joint"))
    [whole] = [row for row in found if row[0] == "all"]
    of = next((row[6] for row in found if row[0] == "pair"), 0)
    return Acting(pairs, of, joint, whole[2], whole[6])


def acts(sides: str, n: int, level: int, step: str, doubt: int) -> Acts:
    by, on = (tuple(filter(None, side.split(","))) for side in sides.split(">"))
    return Acts(by, on, n, level, step, ("", IMPLIED, CONTESTED)[doubt])


def in_doubt(rows: QuerySet, pairs: list[str], moment: Moment) -> dict[str, str]:
    """Those of a few directed pairs of which a selection has nothing sure: CONTESTED, or IMPLIED where only the target is.

    One query, which looks for one incident of each kind and counts none; of a large record, postings know them.
    """
    if postings.serve(moment):
        return in_doubt_by_postings(rows, pairs)
    contested = Q(doubt=CONTESTED) | Q(certainty__in=UNSURE)
    kinds = {"sure": ~contested & Q(doubt=""), IMPLIED: ~contested & Q(doubt=IMPLIED), CONTESTED: contested}
    each = [
        rows.filter(kind, pairs__contains=[pair]).order_by().values_list(Value(pair), Value(name))[:1]
        for pair in pairs
        for name, kind in kinds.items()
    ]
    found = set(each[0].union(*each[1:], all=True)) if each else set()
    unsure = [(pair, name) for pair, name in found if (pair, "sure") not in found]
    return dict(sorted(unsure, key=lambda one: one[1] == CONTESTED))


def in_doubt_by_postings(rows: QuerySet, pairs: list[str]) -> dict[str, str]:
    kept = postings.at_the_head(rows.model, rows.db)
    selected, of_pairs = kept.selected(rows), kept.of(DIMENSIONS["directed_dyad"])
    doubt, certainty = kept.of(DOUBTED), kept.of(DIMENSIONS["certainty"])
    contested = BitMap.union(
        doubt.get(CONTESTED, BitMap()), *(certainty.get(code, BitMap()) for code in UNSURE)
    )
    unsure = contested | doubt.get(IMPLIED, BitMap())
    own = {pair: of_pairs.get(pair, BitMap()) & selected for pair in pairs}
    return {
        pair: CONTESTED if found.intersect(contested) else IMPLIED
        for pair, found in own.items()
        if found and found.issubset(unsure)
    }
