"""By what incidents are counted where `role` is asked for: it qualifies country and actor, and they qualify it.

The index holds role, role=party, role=actor and role=party=actor of each participation.
"""

from itertools import product

from record.dimensions import DIMENSIONS, Cut, Dimension

PARTIES = Dimension(
    "roles",
    "one",
    "cardinality(r.roles) > 0",
    # Percent signs are doubled: values are put into these statements.
    "JOIN unnest(r.roles) AS one ON one LIKE '%%=%%' AND one NOT LIKE '%%=A-%%'",
)
ACTORS = Dimension(
    "roles",
    "CASE WHEN survivor.ref IS NULL THEN one ELSE split_part(one, '=', 1) || '=' || survivor.\"into\" END",
    "cardinality(r.roles) > 0",
    "JOIN unnest(r.roles) AS one ON one LIKE '%%=A-%%' AND one NOT LIKE '%%=%%=%%'"
    " LEFT JOIN survivor ON survivor.ref = split_part(one, '=', 2)",
    repeats=True,
)


def in_one_participation(roles: list[str], countries: list[str], actors: list[str]) -> dict[str, Dimension]:
    """Dimensions that `role` qualifies, and that qualify it: their values are of the participations that are asked for.

    `actors` with all numbers that they had. Postings have sets of a role with a party and of a role with an actor. What
    asks for a role, a party and an actor at once is counted in SQL: such sets would be as many as participations, and the
    selection is that of one party or one actor.
    """
    found = {}
    if roles and actors:
        condition = f"{part_of(1)} = ANY(%s) AND {part_of(3)} = ANY(%s) AND {part_of(2)} = ANY(r.countries)"
        found["country"] = of_roles(2, condition, roles, actors)
    elif roles:
        condition = f"{part_of(1)} = ANY(%s) AND {part_of(3)} = '' AND {part_of(2)} = ANY(r.countries)"
        cut = Cut(PARTIES, roles=tuple(roles), within=DIMENSIONS["country"])
        found["country"] = of_roles(2, condition, roles, cut=cut)
    if roles and countries:
        condition = f"{part_of(1)} = ANY(%s) AND {part_of(2)} = ANY(%s)"
        found["actor"] = of_roles(3, condition, roles, countries)
    elif roles:
        condition = f"{part_of(1)} = ANY(%s) AND {part_of(3)} = '' AND {part_of(2)} ~ '^A-[0-9]'"
        found["actor"] = of_roles(2, condition, roles, cut=Cut(ACTORS, roles=tuple(roles)))
    if countries or actors:
        wanted = ["=".join(parts) for parts in product(*filter(None, (countries, actors)))]
        one_kind = None if countries and actors else PARTIES if countries else ACTORS
        of_who = Cut(one_kind, who=tuple(wanted)) if one_kind else None
        found["role"] = of_roles(1, "substr(one, position('=' IN one) + 1) = ANY(%s)", wanted, cut=of_who)
    return found


def part_of(number: int) -> str:
    return f"split_part(one, '=', {number})"


def of_roles(number: int, condition: str, *values: list[str], cut: Cut | None = None) -> Dimension:
    """One part of the entries of `roles` that meet a condition; actors under the ref that they live on in."""
    return Dimension(
        "roles",
        f'coalesce(survivor."into", {part_of(number)})',
        "cardinality(r.roles) > 0",
        f"JOIN unnest(r.roles) AS one ON {condition} LEFT JOIN survivor ON survivor.ref = {part_of(number)}",
        repeats=True,
        values=values,
        beside="countries",
        cut=cut,
    )
