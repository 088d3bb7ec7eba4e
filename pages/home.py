"""The front page: only what the record can say now."""

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lib import canonical
from lib.sorting import sort_key
from pages import claims, facets, figures, profiles, selection
from pages.charts.over_time import over_time
from pages.labels import Labels
from pages.revisions import ACTIONS
from pages.rows import naming, step_words
from pages.signs import level
from pages.spans import span
from pages.weight import weight
from record import codebook
from record.codebook import Codebook, label
from record.lists import capped_count
from record.models import Document, Entry, IncidentIndex
from record.moments import Moment

NEWS, LATEST, DISPUTED, DOORS = 6, 12, 2, 7
WORDS_OF_CLAIMS = ("certainty", "actor_kinds", "claim_positions", "claim_nature")


def context(moment: Moment) -> dict:
    """What the home page shows at a moment; the number of queries does not depend on the number of incidents."""
    book, rows = codebook.at(moment), IncidentIndex.objects.at(moment)
    count, more = capped_count(rows)
    counts = facets.counts({"country": rows, "theme": rows, "type": rows}, moment)
    parties, matrix = profiles.matrix(moment, book)
    everything = selection.filtered(QueryDict(), moment, book)
    documents, publishers = weight(everything)
    return {
        "parties": parties,
        "matrix": matrix,
        "chart": over_time("months", [everything], moment, pinned=not moment.now),
        "documents": documents,
        "publishers": publishers,
        "head": Entry.objects.filter(number=moment.entry).first(),
        "past": not moment.now,
        "count": count,
        "more": more,
        "states": len(counts["country"]),
        "span": span(rows),
        "news": news(rows, moment),
        "figure": figures.lanes(latest(rows), book, moment),
        "steps": [level(step, word) for step, word in step_words(book).items()],
        "disputed": disputed(rows, book),
        "doors": doors(counts, book),
    }


def latest(rows: QuerySet) -> list[IncidentIndex]:
    """The latest incidents that count; those that do not (plans, patterns, processes) only fill up. Two queries.

    Sorting all rows by `counted` would leave the index that keeps this page fast.
    """
    ordered = rows.order_by("-day_desc", "-number")
    found = [row for counted in (True, False) for row in ordered.filter(counted=counted)[:LATEST]]
    return found[:LATEST]


def news(rows: QuerySet, moment: Moment) -> list[dict]:
    """The newest entries about incidents, corrections too, day by day; within a day, what counts stands first.

    What is not public any more has no title here. Two queries.
    """
    entries = list(Entry.objects.up_to(moment).filter(kind="incident").order_by("-number")[:NEWS])
    known = {found.ref: found for found in rows.filter(ref__in={entry.ref for entry in entries})}
    left_out = {ref for ref, found in known.items() if not found.counted}
    entries.sort(key=lambda entry: (-entry.at.date().toordinal(), entry.ref in left_out, -entry.number))
    return [
        {
            "at": entry.at,
            "what": ACTIONS[entry.action],
            "ref": entry.ref,
            "title": canonical.loads(known[entry.ref].card)["title"] if entry.ref in known else "",
            "reason": entry.reason if entry.action != "published" else "",
        }
        for entry in entries
    ]


def disputed(rows: QuerySet, book: Codebook) -> list[dict]:
    """The latest disputed incidents, each with its disputed claims. Two queries."""
    found = list(rows.filter(certainty="disputed").order_by("-day_desc", "-number")[:DISPUTED])
    texts = Document.objects.filter(entry__in=[one.since for one in found]).values_list("entry", "text")
    documents = {entry: canonical.loads(text) for entry, text in texts}
    return [
        {"ref": one.ref, "title": documents[one.since]["title"], "claims": sides(documents[one.since], book)}
        for one in found
        if one.since in documents
    ]


def sides(document: dict, book: Codebook) -> list[dict]:
    """The disputed claims of a document, with who holds which side."""
    scales = {
        name: {code: label(row) for code, row in book.scales.get(name, {}).get("by_code", {}).items()}
        for name in WORDS_OF_CLAIMS
    }
    bare = [{**claim, "sources": [], "positions": without_sources(claim)} for claim in document["claims"]]
    shown = claims.in_order({"claims": bare}, Labels({"scales": scales}), {})
    return [claim for claim in shown if claim["disputed"]]


def without_sources(claim: dict) -> list[dict]:
    return [{**position, "sources": []} for position in claim["positions"]]


def doors(counts: dict[str, dict[str, int]], book: Codebook) -> list[dict]:
    """Ways in: the countries, themes and types with most incidents."""
    named = naming(book)
    titles = {"country": _("A country"), "theme": _("A theme"), "type": _("A type of act")}
    names = {
        "country": lambda code: named(code).name,
        "theme": lambda code: label(book.themes.get(code, {})) or code,
        "type": lambda code: label(book.types.get(code, {})) or code,
    }
    return [
        {"name": name, "title": title, "options": most(counts[name], names[name])}
        for name, title in titles.items()
    ]


def most(counts: dict[str, int], name_of) -> list[dict]:
    options = [{"value": value, "name": name_of(value), "n": n} for value, n in counts.items()]
    return sorted(options, key=lambda option: (-option["n"], sort_key(option["name"])))[:DOORS]
