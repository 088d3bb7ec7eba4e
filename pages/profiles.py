"""What the pages of a state, a pair and an actor share: figures, first times, counterparts, what was read."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, F, Max, Q, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib.sorting import sort_key
from pages import signs
from pages.kept import kept
from pages.numerals import grouped
from pages.rows import naming, row, step_words
from pages.spans import span
from record import profiles as record_profiles
from record.codebook import Codebook, label
from record.lists import capped_count
from record.models import CoverageIndex, IncidentIndex, PairIndex
from record.moments import Moment
from record.profiles import step_of
from record.taking_part import parts

SHOWN = 8  # values of a side list
MOST = 300  # counterparts: all there can be
READ = 12  # spans of reading that are named


@dataclass(frozen=True)
class Figures:
    """The sentence at the head of a page. `first` and `last` are words, empty if nothing is dated; `highest` is of what counts.

    `top` is the newest incident that reached it, as a row; `beyond` one that is not counted and is of a higher level.
    """

    count: int
    more: bool
    first: str
    last: str
    highest: signs.Level | None
    top: dict | None = None
    beyond: dict | None = None


@dataclass(frozen=True)
class Counterpart:
    """A state or organisation that one acted on (`by`) or that acted on it (`on`); an act of both counts on both sides."""

    party: signs.Party
    by: int
    on: int
    highest: signs.Level


def figures(
    rows: QuerySet, book: Codebook, *, pinned: bool = False, sided: QuerySet | None = None
) -> Figures:
    """Three queries. `sided`: those among which the highest step is sought. `pinned` links to the version shown, for past states."""
    count, more = capped_count(rows)
    among = (rows if sided is None else sided).order_by("-level", "-number").defer("search")
    found = {
        one.counted: one for one in among.filter(counted=True)[:1].union(among.filter(counted=False)[:1])
    }
    top, beyond = (row(found[way], book, pinned=pinned) if way in found else None for way in (True, False))
    if top and beyond and found[False].level <= found[True].level:
        beyond = None
    return Figures(count, more, *span(rows), top["level"] if top else None, top, beyond)


def level_of(step: str, book: Codebook) -> signs.Level:
    return signs.level(step, step_words(book).get(step, ""))


def first_times(rows: QuerySet, book: Codebook, *, pinned: bool = False) -> list[dict]:
    """The first incident on record, and each that was the first to reach a higher step; dated ones alone. Two queries.

    An incident is first only if its last possible day lies before the first possible days of all others that it is to come
    before; where one is not, its line says so (`order_known`).
    """
    dated = rows.filter(span__isnull=False, counted=True)
    firsts = list(dated.order_by("step", "day_asc", "number").distinct("step").defer("search"))
    found: list[IncidentIndex] = []
    for one in sorted(firsts, key=lambda one: (one.day_asc, one.number)):
        if not found or one.level > found[-1].level:
            found.append(one)
    rivals = may_come_first(dated, found)
    return [
        {**row(one, book, pinned=pinned), "is_first": not place, "order_known": one.ref not in rivals}
        for place, one in enumerate(found)
    ]


def may_come_first(dated: QuerySet, firsts: list[IncidentIndex]) -> set[str]:
    """Refs of those firsts that another incident may have come before. One query, none without any.

    Of the first of all that is any other; of the first at a step, any at that step or a higher one.
    """
    each = []
    for place, one in enumerate(firsts):
        until = DateRange(
            None, one.span.upper if one.span else None
        )  # also of those whose first day is not on record
        rivals = dated.exclude(ref=one.ref).filter(span__overlap=until).order_by()
        if place:
            rivals = rivals.filter(level__gt=firsts[place - 1].level)
        each.append(rivals.values_list(Value(one.ref))[:1])
    return {ref for (ref,) in each[0].union(*each[1:], all=True)} if each else set()


def counterparts(code: str, moment: Moment, book: Codebook) -> list[Counterpart]:
    """With whom a state or organisation had incidents that count, the most frequent first. One query."""
    named = naming(book)
    return [
        Counterpart(named(one.code), one.by, one.on, level_of(one.step, book))
        for one in record_profiles.counterparts(code, book, moment, top=MOST)
    ]


def all_parties(moment: Moment, book: Codebook) -> list[dict]:
    """Every state and organisation that an incident names, with its numbers and the one it has most to do with; kept.

    Two queries, over all incidents and all pairs.
    """
    return kept(moment, ["parties"], lambda: counted_parties(moment, book))


def counted_parties(moment: Moment, book: Codebook) -> list[dict]:
    named, others = naming(book), most_often_with(moment)
    found = [
        {
            "party": named(one.code),
            "n": one.incidents,
            "by": one.by,
            "on": one.on,
            "highest": None if one.level is None else level_of(step_of(one.level, book) or "", book),
            "most": named(others[one.code]) if one.code in others else None,
        }
        for one in parts(moment)
    ]
    return sorted(found, key=lambda one: (-one["n"], sort_key(one["party"].name)))


def most_often_with(moment: Moment) -> dict[str, str]:
    """The party that each shares most pairs of an initiator and a target with. One query."""
    rows = PairIndex.objects.at(moment).filter(counted=True).values_list("a", "b")
    found: dict[str, list[tuple[int, str]]] = {}
    for a, b, n in rows.annotate(n=Count("ref")).order_by():
        found.setdefault(a, []).append((-n, b))
        found.setdefault(b, []).append((-n, a))
    return {code: min(others)[1] for code, others in found.items()}


@dataclass(frozen=True)
class Cell:
    """How often the party of the row acted on that of the column; `n` is 0 for never, None for a party and itself.

    `doubted`: every one of them is in doubt, as a whole or as to who acted on whom.
    """

    n: int | None
    level: signs.Level | None
    address: str
    label: str
    doubted: bool = False


def matrix(
    moment: Moment, book: Codebook, most: int = 8
) -> tuple[list[signs.Party], list[tuple[signs.Party, list[Cell]]]]:
    """(columns, rows) of who acts on whom, for the parties with most incidents; kept until something is published.

    What both did together counts in both directions. One query, over all pairs.
    """
    rows = PairIndex.objects.at(moment)
    return kept(moment, ["matrix", most], lambda: counted_matrix(rows, book, most))


def counted_matrix(
    pairs: QuerySet, book: Codebook, most: int = 8, query: str = ""
) -> tuple[list[signs.Party], list[tuple[signs.Party, list[Cell]]]]:
    """The same of some pairs; `query` is what selects their incidents in the list. One query."""
    found: dict[tuple[str, str], tuple[int, int, int]] = {}
    total: dict[str, int] = {}
    rows = pairs.filter(counted=True)
    for one in rows.values("a", "b", "side").annotate(
        n=Count("ref"), highest=Max("level"), doubted=Count("ref", filter=Q(doubted=True))
    ):
        ways = [(one["a"], one["b"])] * (one["side"] != PairIndex.B_ON_A)
        ways += [(one["b"], one["a"])] * (one["side"] != PairIndex.A_ON_B)
        for way in ways:
            n, highest, doubted = found.get(way, (0, one["highest"], 0))
            found[way] = (n + one["n"], max(highest, one["highest"]), doubted + one["doubted"])
        for code in (one["a"], one["b"]):
            total[code] = total.get(code, 0) + one["n"]
    named = naming(book)
    parties = [named(code) for code in sorted(total, key=lambda code: (-total[code], code))[:most]]
    return parties, [(row, [cell(row, column, found, book, query) for column in parties]) for row in parties]


def cell(
    row: signs.Party,
    column: signs.Party,
    found: dict[tuple[str, str], tuple[int, int, int]],
    book: Codebook,
    query: str = "",
) -> Cell:
    if row == column:
        return Cell(None, None, "", "")
    if (row.code, column.code) not in found:
        return Cell(0, None, "", "")
    n, highest, doubted = found[row.code, column.code]
    level = level_of(step_of(highest, book) or "", book)
    words = ngettext(
        "%(n)s incident, %(row)s on %(column)s, highest %(step)s %(word)s",
        "%(n)s incidents, %(row)s on %(column)s, highest %(step)s %(word)s",
        n,
    )
    said = words % {
        "n": grouped(n),
        "row": row.name,
        "column": column.name,
        "step": level.step,
        "word": level.word,
    }
    narrowed = f"{query}&" if query else ""
    said = ", ".join(text for text in (said, in_doubt(doubted, n)) if text)
    address = f"?{narrowed}dyad={row.code}%3E{column.code}&counted=1"
    return Cell(n, level, address, said, doubted == n)


def in_doubt(doubted: int, n: int) -> str:
    """How many of some incidents are in doubt, in words; nothing if none is."""
    if not doubted or n == 1:
        return _("in doubt") if doubted else ""
    if doubted == n:
        return _("all in doubt")
    return ngettext("%s of them in doubt", "%s of them in doubt", doubted) % grouped(doubted)


def bars(counts: dict[str, int], words: dict[str, dict], name: str, query: str) -> list[dict]:
    """The most frequent values of a filter with their lengths in per cent, each with the address of its list."""
    most = max(counts.values(), default=0)
    shown = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
    return [
        {
            "name": label(words.get(value, {})) or value,
            "n": n,
            "width": max(2, round(100 * n / most)),
            "address": f"?{query}&{name}={value}",
        }
        for value, n in shown
    ]


def disputed(rows: QuerySet, book: Codebook, *, pinned: bool = False) -> list[dict]:
    """The newest disputed incidents of a selection. One query."""
    found = rows.filter(certainty="disputed").order_by("-day_desc", "-number").defer("search")[:5]
    return [row(one, book, pinned=pinned) for one in found]


def what_was_read(codes: list[str], moment: Moment, book: Codebook) -> list[dict]:
    """Which spans of a state, or of a pair, were read, with whom and how deeply; newest first. One query."""
    rows = CoverageIndex.objects.at(moment)
    if len(codes) == 1:
        rows = rows.filter(Q(country=codes[0]) | Q(counterpart=codes[0]))
    else:
        whole = Q(country__in=codes, counterpart="")
        rows = rows.filter(whole | Q(country__in=codes, counterpart__in=codes))
    named = naming(book)
    return [
        {
            "who": " – ".join(named(code).name for code in (one.country, one.counterpart) if code),
            "span": span_words(one.span.lower, one.span.upper),
            "depth": book.scale_label("coverage_depth", one.depth),
        }
        for one in rows.order_by(F("span").desc(), "number")[:READ]
    ]


def span_words(lower: date | None, upper: date | None) -> str:
    """A range of days as the record holds it (without the upper end) in words."""
    begin = signs.date_words(lower.isoformat()) if lower else ""
    end = signs.date_words((upper - timedelta(days=1)).isoformat()) if upper else ""
    if begin and end:
        return f"{begin} – {end}"
    return _("since %s") % begin if begin else _("until %s") % end if end else _("all days")
