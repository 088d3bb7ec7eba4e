"""The list of incidents: everything the template shows of one selection."""

import calendar
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from pages import facets, loosening, mapped, rail, signs, table, takeaway, timeline
from pages.filter_names import FILTER_NAMES
from pages.rows import naming, row, step_words
from pages.selection import BY_RELEVANCE, DEFAULT_SORT, LANES, Selection, value_words
from record.acting import in_doubt
from record.asking import LONGEST
from record.lists import ORDERINGS, Page, capped_count
from record.matches import SHOWN_WHOLE, Match, why
from record.models import Entry
from record.reading import things
from record.search import RANKED, all_ranked
from record.vectors import Written

NAMED = (
    "actor",
    "exclude_actor",
    "source",
    "publisher",
    "speaker",
    "addressee",
    "about",
    "denied_by",
    "episode",
)


@dataclass(frozen=True)
class Chip:
    """One active filter value, and the address without it; `recorded`: its words are those of the record."""

    name: str
    words: str
    without: str
    recorded: bool = False


@dataclass(frozen=True)
class Group:
    """Rows of one month, or the undated ones; `n` counts the whole selection, not the page."""

    month: date | None
    n: int
    rows: list[dict]


def context(selection: Selection) -> dict:
    """What the list page shows. The number of queries does not depend on the number of rows."""
    return framed(selection, BODIES)


def framed(selection: Selection, bodies: dict) -> dict:
    """The same for a list of any kind; `bodies` has what makes the part that shows the rows, by view."""
    facet_list = rail.build(selection)
    count, more = capped_count(selection.rows)
    frame = around(selection, facet_list)
    return {
        **frame,
        "count": count,
        "more": more,
        "total": capped_count(selection.everything)[0] if selection.chosen else count,
        "names": selection.question.names if selection.question else [],
        "loosened": loosening.ways(selection, loosened(selection)) if not count else [],
        "between": between(selection),
        **takeaway.context(selection, count, frame),
        **(bodies[selection.view](selection, count, facet_list) if count else {}),
    }


def between(selection: Selection) -> str:
    """Where two states are chosen, which asks for either: the query string for what is between them alone; else nothing."""
    chosen = selection.values("country")
    if selection.kind.facets.get("country") is None or len(chosen) != 2 or "dyad" in selection.parameters:
        return ""
    return selection.address(country=None, dyad="-".join(chosen), cursor=None)


def as_list(selection: Selection, count: int, facet_list: list[rail.Facet]) -> dict:
    """Rows under their months, with how hostile they are and who acts on whom."""
    shown = selection.page()
    return {
        **paged(selection, shown),
        "groups": groups(selection, shown, rows_of(selection, shown)),
        "mix": mix(selection, facet_list),
        "pairs": pairs(selection),
    }


def as_table(selection: Selection, count: int, facet_list: list[rail.Facet]) -> dict:
    """The same rows, one line each."""
    shown = selection.page()
    return {**paged(selection, shown), **table.context(selection, shown)}


def paged(selection: Selection, shown: Page) -> dict:
    by_relevance = shown.ordering == BY_RELEVANCE
    return {
        "only_ranked": RANKED if by_relevance and not all_ranked(selection.rows) else 0,
        "on_page": len(shown.rows),
        "next": selection.address(cursor=shown.next) if shown.next else "",
        "previous": selection.address(cursor=shown.previous) if shown.previous else "",
    }


def around_error(selection: Selection) -> dict:
    """What the list page shows when some parameters were wrong: the reasons, and the filters that were right."""
    return around(selection, rail.build(selection))


def around(selection: Selection, facet_list: list[rail.Facet]) -> dict:
    """What stands round the results, also when the results are an error."""
    selected = selection.address(cursor=None, view=None, lane=None)
    whole = selection.address(cursor=None)
    return {
        "kind": selection.kind.page,
        "list": selection.kind.address,
        "head": Entry.objects.filter(number=selection.moment.entry).first(),
        "past": not selection.moment.now,
        "as_of": selection.parameters.get("as_of", ""),
        "now": selection.address(as_of=None, cursor=None),
        "facets": facet_list,
        "counts": rail.all_counts(facet_list),
        "brush": rail.brushed(selection),
        "dates": {name: selection.parameters.get(name, "") for name in ("from", "to", "dates")},
        "kept": rail.kept(selection),
        "chips": chips(selection),
        "asked": selection.parameters.get("q", ""),
        "longest": LONGEST,
        "view": selection.view,
        "views": views(selection),
        "lanes": [(value, words, value == selection.lane) for value, words in LANES.items()],
        "sorts": [
            (value, words, value == selection.ordering)
            for value, words in selection.kind.sorts.items()
            if value != BY_RELEVANCE or selection.question
        ],
        "by_default": selection.ordering == DEFAULT_SORT,
        "ordering": selection.ordering,
        "selected": selected.removesuffix("?"),
        "canonical": whole.removesuffix("?"),
        "problems": {name: " ".join(found) for name, found in selection.problems.items()},
    }


def views(selection: Selection) -> list[tuple[str, str, str]]:
    """(view, its name, the address that shows the same rows in it). A page of one order is a page of no other view."""
    return [
        (
            view,
            str(words),
            selection.address(
                view=None if view == "list" else view,
                cursor=None,
                lane=None,
                ordering=selection.parameters.get("ordering") if view in ("list", "table") else None,
            ),
        )
        for view, words in selection.kind.views.items()
    ]


def chips(selection: Selection) -> list[Chip]:
    """One query for the names of actors, sources and episodes, if any are asked for."""
    asked = {text.upper() for name, text in selection.chosen if name in NAMED}
    known = things(asked, selection.moment)
    found = []
    for name, text in selection.chosen:
        card = known.get(text.upper(), {}) if name in NAMED else {}
        words = card.get("name") or card.get("title") or value_words(selection, name, text)
        if name == "step":
            words = f"{words} {step_words(selection.book).get(words, '')}".strip()
        found.append(
            Chip(str(FILTER_NAMES.get(name, name)), words, selection.address_without(name, text), bool(card))
        )
    return found


def rows_of(selection: Selection, page: Page) -> list[dict]:
    """The incidents of a page as rows, each with why it was found."""
    pinned = bool(selection.parameters.get("as_of"))
    reasons = why(selection.question, page.rows) if selection.question else {}
    return [
        {**row(found, selection.book, pinned=pinned), **marked(reasons.get(found.ref, []))}
        for found in page.rows
    ]


def groups(selection: Selection, page: Page, rows: list[dict]) -> list[Group]:
    """Rows under their months when sorted by date, undated ones last; else all in one group without a head."""
    column = ORDERINGS[page.ordering][0].lstrip("-")
    if not column.startswith("day_"):
        return [Group(None, 0, rows)] if rows else []
    by_month: dict[date, list[dict]] = {}
    for found, shown in zip(page.rows, rows, strict=True):
        by_month.setdefault(getattr(found, column).replace(day=1), []).append(shown)
    totals = in_months(selection, column, list(by_month))
    return [
        Group(None if month.year in (1, 9999) else month, totals.get(month, len(shown)), shown)
        for month, shown in by_month.items()
    ]


def marked(reasons: list[Match]) -> dict:
    """Why a row was found: title and summary with their hits, for they are shown anyway, and the other reasons."""
    shown = {reason.field: reason.parts for reason in reasons if reason.field in SHOWN_WHOLE}
    others = [reason for reason in reasons if reason.field not in SHOWN_WHOLE]
    return {"title_parts": shown.get("title"), "summary_parts": shown.get("summary"), "why": others}


def in_months(selection: Selection, column: str, months: list[date]) -> dict[date, int]:
    """How many rows of the whole selection fall in each of the months of a page; one query."""
    if not months:
        return {}
    within = [Q(**{f"{column}__range": (month, last_day(month))}) for month in months]
    rows = selection.rows.filter(reduce(or_, within)).order_by()
    return dict(rows.annotate(month=TruncMonth(column)).values_list("month").annotate(n=Count("ref")))


def last_day(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def mix(selection: Selection, facet_list: list[rail.Facet]) -> list[dict]:
    """How hostile the selection is: every step that occurs, with the length of its bar in per cent of the longest."""
    options = next(facet.options for facet in facet_list if facet.name == "step")
    if any(option.chosen for option in options):
        options = [option for option in options if option.chosen]
    most = max((option.n for option in options), default=0)
    return [
        {"level": option.level, "n": option.n, "width": max(2, round(100 * option.n / most))}
        for option in options
        if option.n
    ]


def pairs(selection: Selection) -> list[dict]:
    """Who acts on whom most often in the selection, in doubt where every one of the incidents is; two queries."""
    named = naming(selection.book)
    most, found = facets.pairs(selection.rows, selection.moment), []
    doubt = in_doubt(selection.rows, [pair for pair, _n in most], selection.moment)
    for pair, n in most:
        a, b = (named(code) for code in pair.split(">"))
        found.append(
            {
                "dyad": signs.on([a], [b], doubt.get(pair, "")),
                "n": n,
                "address": selection.address(dyad=pair, cursor=None),
            }
        )
    return found


def loosened(selection: Selection) -> list[dict]:
    """For a selection without rows: each filter and each word, and how many rows there are without it.

    One query, and one for each word of several.
    """
    names = list(dict.fromkeys(name for name, _ in selection.chosen))
    if not names:
        return []
    question, others = selection.question, selection.without("q")
    words = [
        {
            "word": dropped,
            "n": capped_count(others.filter(search=Written(query)))[0],
            "address": selection.address(q=left, cursor=None),
        }
        for dropped, left, query in (question.without_each() if question else [])
    ]
    counts = facets.how_many({name: selection.without(name) for name in names}, selection.moment)
    return words + [
        {
            "name": FILTER_NAMES.get(name, name),
            "n": counts[name],
            "address": selection.address(**{name: None, "cursor": None}),
        }
        for name in names
    ]


BODIES = {"list": as_list, "table": as_table, "timeline": timeline.context, "map": mapped.context}
