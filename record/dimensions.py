"""By what incidents are counted: how each value is read from an index row, the whole vocabulary where it is closed, words.

Facets and series count in SQL over a selection that the filters made. An incident counts once for each of its values.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connections
from django.db.models import QuerySet

from record import reading
from record.codebook import Codebook, label, worded
from record.models import MergeIndex
from record.moments import Moment


class Sql(NamedTuple):
    """A piece of a statement with the values for its placeholders."""

    text: str
    values: tuple = ()


@dataclass(frozen=True)
class Dimension:
    """How an index row `r` gives its values: joined with `rows`, each row gives one `value`.

    `present` says whether `r` has any value; `repeats`, whether it may give the same one twice. `values` are those of the
    placeholders in `rows`, which may need a column `beside`. `cut` says from what postings have the sets of a dimension
    that depends on what was asked.
    """

    column: str
    value: str
    present: str
    rows: str = ""
    repeats: bool = False
    values: tuple = ()
    beside: str = "ref"
    cut: "Cut | None" = None

    @property
    def count(self) -> str:
        return "count(DISTINCT r.ref)" if self.repeats else "count(*)"

    @property
    def folded(self) -> bool:
        """Whether merged actors are counted under the one they live on in."""
        return "survivor" in self.rows


class Cut(NamedTuple):
    """Some sets of a dimension whose values read role=who: those of `roles` by who it was, or those of `who` by role.

    They lie in the set that `within` has of the same value, where it is given.
    """

    of: Dimension
    roles: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    within: Dimension | None = None


def column(name: str) -> Dimension:
    return Dimension(name, f"r.{name}::text", f"r.{name}::text <> ''")


def array(name: str) -> Dimension:
    return Dimension(name, "one", f"cardinality(r.{name}) > 0", f"CROSS JOIN unnest(r.{name}) AS one")


def actors(name: str) -> Dimension:
    """An array of refs and party codes, each actor under the ref it lives on in."""
    joined = f"CROSS JOIN unnest(r.{name}) AS one LEFT JOIN survivor ON survivor.ref = one"
    return Dimension(
        name, 'coalesce(survivor."into", one)', f"cardinality(r.{name}) > 0", joined, repeats=True
    )


def within_one(period: str) -> Dimension:
    """The first day of the week, month, quarter or year in which all possible days of a row lie; none if an end is open."""
    first, last = (
        f"date_trunc('{period}', ({day})::timestamp)" for day in ("lower(r.span)", "upper(r.span) - 1")
    )
    value = f"CASE WHEN {first} = {last} THEN {first}::date::text ELSE '' END"
    return Dimension("span", value, f"{value} <> ''")


A, B = "split_part(one, '>', 1)", "split_part(one, '>', 2)"
DIMENSIONS = {
    "country": array("countries"),
    "initiator": array("initiators"),
    "target": array("targets"),
    "dyad": Dimension(
        "pairs",
        f"least({A}, {B}) || '-' || greatest({A}, {B})",
        "cardinality(r.pairs) > 0",
        "CROSS JOIN unnest(r.pairs) AS one",
        repeats=True,
    ),
    "directed_dyad": array("pairs"),
    "grouping": array("groupings"),
    "actor": actors("actors"),
    "role": Dimension(
        "roles",
        "one",
        "cardinality(r.roles) > 0",
        "JOIN unnest(r.roles) AS one ON position('=' IN one) = 0",  # the others name who had the role
    ),
    "through": array("through"),
    "denied_by": actors("denied_by"),
    "place_country": column("place_country"),
    "type_group": Dimension("type", "left(r.type, 1)", "r.type <> ''"),  # the letter, as the filter takes it
    "type": column("type"),
    "theme": array("themes"),
    "step": column("step"),
    "level": column("level"),
    "certainty": column("certainty"),
    "nature": column("nature"),
    "status": column("status"),
    "source": array("sources"),
}
SCALES = {
    "level": "hostility_scale",
    "certainty": "certainty",
    "nature": "incident_nature",
    "status": "incident_status",
    "through": "through",
    "role": "participant_roles",
    # of statements: record/statement_dimensions.py
    "statement_kind": "statement_kinds",
    "stance": "stances",
    "capacity": "capacities",
    "mode": "quote_modes",
}
CLOSED = (*SCALES, "step", "type_group")
PARTIES = ("country", "initiator", "target", "place_country", "grouping")
THINGS = ("actor", "source", "denied_by", "speaker", "addressee", "about")  # some of them states as well


def vocabulary(name: str, book: Codebook) -> list[str]:
    """All values of a dimension in the order of the codebook; none where the vocabulary is open."""
    if name in ("type_group", "step"):
        return list(groups(book) if name == "type_group" else steps(book))
    if name in SCALES:
        return list(book.scales.get(SCALES[name], {}).get("by_code", {}))
    return []


# --- SQL ----------------------------------------------------------------------------------------------------------


def embedded(rows: QuerySet, *columns: str) -> Sql:
    """A selection as a piece of a statement, with these columns."""
    query = rows.order_by().values(*columns).query
    text, values = query.get_compiler(rows.db, elide_empty=False).as_sql()
    return Sql(text, tuple(values))


def survivors(moment: Moment) -> dict[str, Sql]:
    """The table `survivor`: the ref under which each merged actor lives at a moment, as record.identity has it."""
    return {
        "merges": embedded(MergeIndex.objects.at(moment), "ref", "into"),
        "lives": Sql(
            'SELECT ref, "into" FROM merges UNION '
            'SELECT lives.ref, merges."into" FROM lives JOIN merges ON merges.ref = lives."into"'
        ),
        "survivor": Sql('SELECT ref, "into" FROM lives WHERE "into" NOT IN (SELECT ref FROM merges)'),
    }


# PostgreSQL does not know what it costs to fetch roles, which stand beside the row: rather than ask their index, it reads
# those of all rows. The memory is what the numbers of a million rows take.
BY_INDEX = {"enable_seqscan": "off", "work_mem": "32MB"}


def fetched(tables: dict[str, Sql], body: Sql, using: str) -> list[tuple]:
    """The rows of a statement over named tables, each of which is read once. One query."""
    named = ", ".join(f"{name} AS MATERIALIZED ({part.text})" for name, part in tables.items())
    values = [value for part in (*tables.values(), body) for value in part.values]
    text = f"{'WITH RECURSIVE' if named else ''} {named} {body.text}"
    with told(using, **(BY_INDEX if '"roles" &&' in text else {})), connections[using].cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall()


@contextmanager
def told(using: str, **settings: str | int) -> Iterator[None]:
    """Settings of the database for one statement of a transaction, in which all that is public is read; none without one."""
    if not settings:
        yield
        return
    with connections[using].cursor() as cursor:
        cursor.execute("; ".join(f"SET LOCAL {name} = '{value}'" for name, value in settings.items()))
        yield
        cursor.execute("; ".join(f"RESET {name}" for name in settings))  # an error takes the transaction back


# --- words --------------------------------------------------------------------------------------------------------


def labels(found: dict[str, Iterable[str]], book: Codebook, moment: Moment) -> dict[str, dict[str, str]]:
    """Dimension to value to what it is called at the moment; one query if actors or sources are among them."""
    refs = {value for name in THINGS for value in found.get(name, ())}
    cards = reading.things(refs, moment)
    titles = {ref: card.get("name") or card.get("title") or "" for ref, card in cards.items()}
    return {
        name: {value: titles.get(value) or words(name, value, book) for value in values}
        for name, values in found.items()
    }


def words(name: str, value: str, book: Codebook) -> str:
    """What the codebook calls a value; the value itself where it has no word for it."""
    if name in SCALES:
        return book.scale_label(SCALES[name], value)
    if name == "directed_dyad":
        return " → ".join(party(code, book) for code in value.split(">"))
    if name == "dyad":
        return " – ".join(party(code, book) for code in pair(value, book))
    if name in (*PARTIES, *THINGS):
        return party(value, book)
    if name in ("type", "theme"):
        return label((book.types if name == "type" else book.themes).get(value, {})) or value
    return groups(book).get(value, value) if name == "type_group" else steps(book).get(value, value)


def party(code: str, book: Codebook) -> str:
    return book.party(code)


def pair(value: str, book: Codebook) -> tuple[str, str]:
    """The two parties of a pair as dyads are written; the code of a party may have a dash of its own."""
    parts = value.split("-")
    ways = [("-".join(parts[:at]), "-".join(parts[at:])) for at in range(1, len(parts))]
    known = book.countries.keys() | book.groupings.keys()
    return next((way for way in ways if set(way) <= known), ways[0])


def groups(book: Codebook) -> dict[str, str]:
    """Groups of types by letter; a codebook of before their scale, and a group outside it, name them by the types alone."""
    known = book.scales.get("type_groups", {}).get("by_code", {})
    names = {code[0]: row["group"] for code, row in sorted(book.types.items())}
    return {letter: label(known.get(letter, {})) or name for letter, name in names.items()}


def steps(book: Codebook) -> dict[str, str]:
    """Steps of hostility with their words, in the order of the scale."""
    entries = book.scales.get("hostility_scale", {}).get("entries", [])
    return {row["step"]: worded(row, "step_label") for row in entries}
