"""Search over everything: what a text is the number of, what each list has of it, and names that sound like it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib import canonical
from pages import errors, signs
from pages.asked import moment_asked
from pages.budgets import by_entry
from pages.entries import page_of
from pages.rendering import page
from pages.rows import naming, row
from pages.said import said
from pages.sources import line
from record import codebook, finding, suggesting
from record.asking import LONGEST
from record.codebook import Codebook
from record.finding import Hits, Word
from record.lists import capped_count
from record.models import Entry, IncidentIndex, IndexRow, StatementIndex
from record.moments import Moment
from record.names import Found
from record.pointing import Pointed, pointed_at
from record.vectors import Written

SHOWN = {"incidents": 5, "statements": 4, "actors": 6, "episodes": 4, "sources": 4}
WORDS = 8
INDEXES = {"incidents": IncidentIndex, "statements": StatementIndex}
# Where the codebook's page explains the words of a scale; the others stand at its end, each under its own name.
ANCHORS = {
    "hostility_scale": "hostility",
    "capacities": "capacity",
    "officialness": "capacity",
    "quote_modes": "words",
    "source_reliability": "sources",
    "information_credibility": "sources",
    "date_precision": "dates",
    "through": "direction",
    "incident_nature": "counted",
    "incident_status": "counted",
    "coverage_depth": "coverage",
}


@dataclass(frozen=True)
class Suggested:
    """A name to search for instead."""

    name: str
    address: str


@require_safe
@by_entry
@errors.explained
def search(request: HttpRequest) -> HttpResponse:
    """Everything with a text in it, in groups; each leads to the list that has them all."""
    moment = moment_asked(request, "q")
    asked, as_of = request.GET.get("q", "").strip(), request.GET.get("as_of", "")
    shown = {
        "head": Entry.objects.filter(number=moment.entry).first(),
        "past": not moment.now,
        "as_of": as_of,
        "address": request.path,
        "asked": asked,
        "longest": LONGEST,
    }
    if asked:
        shown |= answered(asked, moment, codebook.at(moment), as_of)
    return page("search.html", shown)


def answered(asked: str, moment: Moment, book: Codebook, as_of: str) -> dict:
    """What the page shows of a text. The number of queries does not depend on how much there is. Raises FilterError."""
    found = finding.everywhere(asked, moment, book, SHOWN)
    names, pointed = finding.named(found), pointer(pointed_at(asked, moment, book))
    problem = next((hits.problem for hits in found.values() if hits.problem), "")
    actors = people(names, found["actors"], moment)
    # What only leaves out would find everything else in the lists that have no names to look for.
    groups = (
        {} if problem else rows_of({**found, "actors": replace(found["actors"], rows=actors)}, moment, book)
    )
    words = finding.words_of_the_codebook(asked, book, get_language() or "en")
    states = places(names, book)
    query = urlencode({"q": asked, **({"as_of": as_of} if as_of else {})})
    return {
        "pointed": pointed,
        "problem": problem,
        "names": names,
        "states": states,
        "groups": groups,
        "counts": {name: max(found[name].count, len(rows)) for name, rows in groups.items()},
        "more": {name: found[name].more for name in groups},
        "lists": {name: f"{list_page(name)}?{query}{best(name)}" for name in groups},
        "words": [word(one) for one in words[:WORDS]],
        "word_count": len(words),
        "anything": bool(states or words or any(groups.values())),
        "silent": bool(pointed or problem),
        "loosened": []
        if pointed or groups.get("incidents") or groups.get("statements")
        else loosened(found, moment, as_of),
        "suggested": [] if names or pointed else suggested(asked, actors, moment, book),
        "query": f"?as_of={as_of}" if as_of else "",
    }


def loosened(found: dict[str, Hits], moment: Moment, as_of: str) -> list[dict]:
    """For words that nothing has together: the search without each of them, and how much it finds. Two queries for each."""
    counts: dict[str, dict[str, int]] = {}
    words: dict[str, str] = {}
    for name, hits in found.items():
        if name not in INDEXES or not hits.question:
            continue
        for dropped, left, query in hits.question.without_each():
            rows = INDEXES[name].objects.at(moment).filter(search=Written(query))
            counts.setdefault(left, {})[name] = capped_count(rows)[0]
            words[left] = dropped
    pinned = {"as_of": as_of} if as_of else {}
    return [
        {"word": words[left], "address": f"?{urlencode({'q': left, **pinned})}", **counted}
        for left, counted in counts.items()
    ]


def rows_of(found: dict[str, Hits], moment: Moment, book: Codebook) -> dict[str, list[dict]]:
    """The first rows of each group as their lists show them."""
    pinned = not moment.now
    as_of = f"entry:{moment.entry}" if pinned else ""
    make: dict[str, Callable] = {
        "incidents": lambda one: row(one, book, pinned=pinned),
        "statements": lambda one: said(one, book, as_of=as_of),
        "actors": lambda one: actor(one, book),
        "episodes": lambda one: episode(one, book),
        "sources": lambda one: line(one, book),
    }
    return {name: [make[name](one) for one in hits.rows] for name, hits in found.items()}


def best(name: str) -> str:
    """The order of the groups that show the best matches first."""
    return "&ordering=relevance" if name in ("incidents", "statements") else ""


def list_page(name: str) -> str:
    """The page of a list; its place in the API where it has none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return f"/api/v1/{name}/"


def people(names: list[Found], found: Hits, moment: Moment) -> list[IndexRow]:
    """The actors whose names are in the text, under whatever spelling; then those whose names have its words. One query."""
    refs = [name.code for name in names if name.kind == "actor"][: SHOWN["actors"]]
    recognised = finding.actors_by_ref(refs, moment)
    return [*recognised, *(one for one in found.rows if one.ref not in refs)][: SHOWN["actors"]]


def actor(one: IndexRow, book: Codebook) -> dict:
    card = canonical.loads(one.card)
    return {
        "ref": one.ref,
        "name": card["name"],
        "kind": book.scale_label("actor_kinds", card["kind"]),
        "states": [
            naming(book)(code).name for code in dict.fromkeys(held["country"] for held in card["countries"])
        ],
    }


def episode(one: IndexRow, book: Codebook) -> dict:
    card = canonical.loads(one.card)
    return {
        "ref": one.ref,
        "address": page_of("episode", one.ref),
        "title": card["title"],
        "date": signs.date_words(card["date"]["edtf"]),
        "states": [naming(book)(code).name for code in card["parties"]],
    }


def places(names: list[Found], book: Codebook) -> list[dict]:
    """The states and organisations that are named, and each pair of them if there are two or three."""
    codes = [name.code for name in names if name.kind != "actor"]
    found = [{"name": naming(book)(code).name, "address": reverse("country", args=[code])} for code in codes]
    if len(codes) in (2, 3):
        pairs = [(a, b) for at, a in enumerate(codes) for b in codes[at + 1 :]]
        found += [
            {
                "name": _("%(first)s and %(second)s")
                % {"first": naming(book)(a).name, "second": naming(book)(b).name},
                "address": reverse("pair", args=[a, b]),
            }
            for a, b in pairs
        ]
    return found


def pointer(found: Pointed | None) -> dict | None:
    """What the text is the number of, with the address of its page."""
    if found is None:
        return None
    address = reverse(found.kind, args=found.address) if found.kind in ("pair", "country") else ""
    address = address or page_of(found.kind, found.address[0])
    return {"title": found.title, "ref": "-".join(found.address), "address": address, "gone": found.gone}


def word(one: Word) -> dict:
    """A word of the codebook with the place that explains it, and the list of what is coded so."""
    if one.kind == "scale":
        anchor = f"certainty-{one.code}" if one.scale == "certainty" else ANCHORS.get(one.scale)
        anchor = anchor or f"scale-{one.scale}"
    else:
        anchor = one.code if one.kind == "type" else f"theme-{one.code}"
    coded = f"{reverse('incidents')}?{urlencode({one.kind: one.code})}" if one.kind != "scale" else ""
    return {
        "label": one.label,
        "definition": one.definition,
        "address": f"{reverse('codebook')}#{anchor}",
        "coded": coded,
        "code": one.code if one.kind == "type" else "",
    }


def suggested(asked: str, actors: list[IndexRow], moment: Moment, book: Codebook) -> list[Suggested]:
    """Names on record that sound like the text, but for those that were found. One query."""
    known = {one.ref for one in actors}
    found = suggesting.suggestions(asked, moment, book)
    return [
        Suggested(one.name, f"{reverse('search')}?{urlencode({'q': one.name})}")
        for one in found
        if one.code not in known
    ]
