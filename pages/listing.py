"""The list of incidents: everything the template shows of one selection."""

import calendar
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from pages import facets, rail, signs
from pages.rows import naming, row, step_words
from pages.selection import BY_RELEVANCE, SORTS, Selection, value_words
from record.asking import LONGEST
from record.lists import ORDERINGS, Page, capped_count
from record.matches import SHOWN_WHOLE, Match, why
from record.models import Entry
from record.reading import things
from record.search import RANKED, all_ranked

FILTER_NAMES = {
    "q": _("Words"),
    "ref": _("Number"),
    "country": _("Country"),
    "initiator": _("Acted"),
    "target": _("Acted on"),
    "dyad": _("Pair"),
    "grouping": _("Grouping"),
    "actor": _("Actor"),
    "role": _("Role"),
    "through": _("Whose act"),
    "denied_by": _("Denied by"),
    "episode": _("Episode"),
    "source": _("Source"),
    "publisher": _("Publisher"),
    "speaker": _("Speaker"),
    "statement_kind": _("Kind of statement"),
    "stance": _("Stance"),
    "capacity": _("Capacity"),
    "officialness_min": _("Official at least"),
    "language": _("Language"),
    "type": _("Type of act"),
    "type_group": _("Group of types"),
    "theme": _("Theme"),
    "step": _("Hostility"),
    "level": _("Level"),
    "level_min": _("Level at least"),
    "level_max": _("Level at most"),
    "certainty": _("Certainty"),
    "nature": _("Nature"),
    "status": _("Status"),
    "counted": _("Counted"),
    "from": _("From"),
    "to": _("To"),
    "dates": _("Dates"),
    "in_force": _("In force on"),
    "place_country": _("Place"),
    "bbox": _("Rectangle"),
    "has": _("Has"),
    "updated_since": _("Updated since"),
    "exclude_type": _("Without type"),
    "exclude_theme": _("Without theme"),
    "exclude_country": _("Without country"),
    "exclude_actor": _("Without actor"),
    "exclude_certainty": _("Without certainty"),
}

NAMED = ("actor", "exclude_actor", "source", "publisher", "speaker", "denied_by", "episode")


@dataclass(frozen=True)
class Chip:
    """One active filter value, and the address without it."""

    name: str
    words: str
    without: str


@dataclass(frozen=True)
class Group:
    """Rows of one month, or the undated ones; `n` counts the whole selection, not the page."""

    month: date | None
    n: int
    rows: list[dict]


def context(selection: Selection) -> dict:
    """What the list page shows. The number of queries does not depend on the number of rows."""
    shown, facet_list = selection.page(), rail.build(selection)
    count, more = capped_count(selection.rows)
    return {
        **around(selection, facet_list),
        "count": count,
        "more": more,
        "total": capped_count(selection.everything)[0] if selection.chosen else count,
        "groups": groups(selection, shown),
        "names": selection.question.names if selection.question else [],
        "only_ranked": RANKED if shown.ordering == BY_RELEVANCE and not all_ranked(selection.rows) else 0,
        "on_page": len(shown.rows),
        "next": selection.address(cursor=shown.next) if shown.next else "",
        "previous": selection.address(cursor=shown.previous) if shown.previous else "",
        "mix": mix(selection, facet_list),
        "pairs": pairs(selection),
        "loosened": loosened(selection) if not count else [],
    }


def around_error(selection: Selection) -> dict:
    """What the list page shows when some parameters were wrong: the reasons, and the filters that were right."""
    return around(selection, rail.build(selection))


def around(selection: Selection, facet_list: list[rail.Facet]) -> dict:
    """What stands round the results, also when the results are an error."""
    selected = selection.address(cursor=None)
    return {
        "head": Entry.objects.filter(number=selection.moment.entry).first(),
        "past": not selection.moment.now,
        "as_of": selection.parameters.get("as_of", ""),
        "now": selection.address(as_of=None, cursor=None),
        "facets": facet_list,
        "dates": {name: selection.parameters.get(name, "") for name in ("from", "to", "dates")},
        "kept": rail.kept(selection),
        "chips": chips(selection),
        "asked": selection.parameters.get("q", ""),
        "longest": LONGEST,
        "sorts": [
            (value, words, value == selection.ordering)
            for value, words in SORTS.items()
            if value != BY_RELEVANCE or selection.question
        ],
        "by_default": selection.ordering == next(iter(SORTS)),
        "csv": selection.address(cursor=None, page_size=None, ordering=None, format="csv"),
        "feed": selection.address(cursor=None, ordering=None, page_size=None).removesuffix("?"),
        "selected": selected if selected != "?" else "",
        "selected_pieces": selected.replace("&", " &").split() if selected != "?" else [],
        "problems": {name: " ".join(found) for name, found in selection.problems.items()},
    }


def chips(selection: Selection) -> list[Chip]:
    """One query for the names of actors, sources and episodes, if any are asked for."""
    asked = {text.upper() for name, text in selection.chosen if name in NAMED}
    known = things(asked, selection.moment)
    found = []
    for name, text in selection.chosen:
        card = known.get(text.upper(), {})
        words = card.get("name") or card.get("title") or value_words(selection, name, text)
        if name == "step":
            words = f"{words} {step_words(selection.book).get(words, '')}".strip()
        found.append(Chip(str(FILTER_NAMES.get(name, name)), words, selection.address_without(name, text)))
    return found


def groups(selection: Selection, page: Page) -> list[Group]:
    """Rows under their months when sorted by date, undated ones last; else all in one group without a head."""
    pinned = bool(selection.parameters.get("as_of"))
    reasons = why(selection.question, page.rows) if selection.question else {}
    made = [
        (found, {**row(found, selection.book, pinned=pinned), **marked(reasons.get(found.ref, []))})
        for found in page.rows
    ]
    column = ORDERINGS[page.ordering][0].lstrip("-")
    if not column.startswith("day_"):
        return [Group(None, 0, [shown for _, shown in made])] if made else []
    by_month: dict[date, list[dict]] = {}
    for found, shown in made:
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
    """Who acts on whom most often in the selection; one query."""
    named = naming(selection.book)
    found = []
    for pair, n in facets.pairs(selection.rows):
        a, b = (named(code) for code in pair.split(">"))
        found.append(
            {
                "dyad": signs.Dyad([a], [b], "to"),
                "n": n,
                "address": selection.address(dyad=pair, cursor=None),
            }
        )
    return found


def loosened(selection: Selection) -> list[dict]:
    """For a selection without rows: each filter, and how many rows there are without it; one query."""
    names = list(dict.fromkeys(name for name, _ in selection.chosen))
    if not names:
        return []
    counts = facets.how_many({name: selection.without(name) for name in names})
    return [
        {
            "name": FILTER_NAMES.get(name, name),
            "n": counts[name],
            "address": selection.address(**{name: None, "cursor": None}),
        }
        for name in names
    ]
