"""Whether the days of a series were read: an empty month of a state that nobody has read yet is no calm month.

Coverage says that a state, with all states or with one other, was read for a time, and how deeply. What counts for what:

- a state was read on a day that lies in systematic coverage of it with all states;
- a pair, on a day in systematic coverage of the pair or of one of the two with all states;
- reading in part, and for a state any reading of a pair that it belongs to, makes a day partly read;
- coverage of depth `none` says nothing.

The codebook's scale of depths says which depth is which.
"""

from collections.abc import Iterable

from record.codebook import Codebook
from record.dimensions import Sql, embedded, pair
from record.models import CoverageIndex
from record.moments import Moment

YES, PARTLY, NO = "yes", "partly", "no"
STATES, PAIRS = ("country", "initiator", "target"), ("dyad", "directed_dyad")
NOTHING = "'{}'::datemultirange"

MATCHES = """
    c.country = s.a AND (s.b = '' OR c.counterpart IN ('', s.b))
    OR s.b = '' AND c.counterpart = s.a
    OR s.b <> '' AND c.country = s.b AND c.counterpart IN ('', s.a)
"""
EACH = f"""
    SELECT s.owner, s.a, s.b, coalesce(range_agg(c.span), {NOTHING}) AS partly,
        coalesce(range_agg(c.span) FILTER (
            WHERE c.depth = ANY(%s) AND (s.b <> '' OR c.country = s.a AND c.counterpart = '')
        ), {NOTHING}) AS whole
    FROM scopes AS s LEFT JOIN reading AS c ON {MATCHES} GROUP BY s.owner, s.a, s.b
"""  # noqa: S608 - our own names
KNOWN = """
    SELECT owner, range_agg(partly) AS partly, range_intersect_agg(whole) AS whole FROM each_scope GROUP BY owner
"""
# What holds for every value: days on which all that one filter asks for was read, and days that are not without
# any reading, if the values themselves are no states.
AROUND = f"""
    SELECT coalesce((SELECT range_agg(whole) FROM known WHERE owner LIKE 'filter %%'), {NOTHING}) AS whole,
        coalesce(CASE %s
            WHEN 'values' THEN NULL
            WHEN 'filters' THEN (SELECT range_agg(partly) FROM known WHERE owner LIKE 'filter %%')
            ELSE (SELECT range_agg(span) FROM reading)
        END, {NOTHING}) AS partly
"""  # noqa: S608 - our own names
# `days` are those of a period; `of_value` is the row of `known` for a value, if it has one.
CODED = f"""
    CASE
        WHEN coalesce(of_value.whole, {NOTHING}) + around.whole @> days THEN '{YES}'
        WHEN coalesce(of_value.partly, {NOTHING}) + around.partly + around.whole && days THEN '{PARTLY}'
        ELSE '{NO}'
    END
"""


def scopes_of_values(split: str, values: Iterable[str], book: Codebook) -> list[tuple[str, str, str]]:
    """For each value that is a state or a pair of them: an owner of its own, and who has to have been read."""
    if split in STATES:
        return [(f"value {value}", value, "") for value in values]
    if split == "dyad":
        return [(f"value {value}", *pair(value, book)) for value in values]
    if split == "directed_dyad":
        return [(f"value {value}", value.partition(">")[0], value.partition(">")[2]) for value in values]
    return []


def scopes_of_filters(chosen: dict, split: str) -> list[tuple[str, str, str]]:
    """For each filter that asks for states or pairs: whom it asks for. The one that the split goes by is in its values.

    An incident that matches two filters was read if what one of them asks for was read. `chosen` is their cleaned data.
    """
    found = [
        (f"filter {name}", code, "") for name in STATES if name != split for code in chosen.get(name) or ()
    ]
    if split not in PAIRS:
        pairs = {tuple(sorted(one.split(">"))) for both in chosen.get("dyad") or () for one in both}
        found += [("filter dyad", a, b) for a, b in sorted(pairs)]
    return found


def depths(coded: str, book: Codebook) -> list[str]:
    """The depths of reading that the codebook calls yes or partly."""
    rows = book.scales.get("coverage_depth", {}).get("by_code", {})
    return [code for code, row in rows.items() if row.get("coded") == coded]


def tables(
    of_values: list[tuple[str, str, str]],
    of_filters: list[tuple[str, str, str]],
    moment: Moment,
    book: Codebook,
) -> dict[str, Sql]:
    """The tables `known` and `around`, which CODED reads, with what they are made of."""
    whole = depths(YES, book)
    rows = CoverageIndex.objects.at(moment).filter(depth__in=[*whole, *depths(PARTLY, book)])
    owners, a, b = ([scope[place] for scope in (*of_values, *of_filters)] for place in range(3))
    unit = "values" if of_values else "filters" if of_filters else "everything"
    return {
        "reading": embedded(rows, "country", "counterpart", "span", "depth"),
        "scopes": Sql(
            "SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]) AS s (owner, a, b)", (owners, a, b)
        ),
        "each_scope": Sql(EACH, (whole,)),
        "known": Sql(KNOWN),
        "around": Sql(AROUND, (unit,)),
    }
