"""The front page: only what the record can say now."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lib import canonical
from lib.sorting import sort_key
from pages import claims, facets, figures, mapped, profiles, selection
from pages.charts.over_time import over_time
from pages.data_links import by_pair
from pages.kept import kept
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
from record.reading import things

NEWS, LATEST, DISPUTED, DOORS = 6, 12, 2, 7
BESIDE_MAP = {"ch-n": 350, "ch-m": 540, "ch-l": 896}  # px
WORDS_OF_CLAIMS = ("certainty", "actor_kinds", "claim_positions", "claim_nature")


def context(moment: Moment) -> dict:
    """What the home page shows at a moment; the number of queries does not depend on the number of incidents."""
    book, rows = codebook.at(moment), IncidentIndex.objects.at(moment)
    count, more = capped_count(rows)
    selections = {"country": rows, "theme": rows, "actor": rows}
    counts = kept(moment, ["front page"], lambda: facets.counts(selections, moment))
    parties, matrix = profiles.matrix(moment, book)
    everything = selection.everything(moment, book)
    return {
        "parties": parties,
        "matrix": matrix,
        "matrix_data": by_pair("", moment),
        "map": mapped.overview(everything, count),
        "chart": over_time("months", [everything.filters], moment, pinned=not moment.now, widths=BESIDE_MAP),
        "data": everything.address(counted="1", format="csv"),
        "pinned": everything.address().removeprefix("?"),
        "behind": weight(everything.filters),
        "head": Entry.objects.filter(number=moment.entry).first(),
        "past": not moment.now,
        "count": count,
        "more": more,
        "states": len(counts["country"]),
        "span": span(rows),
        "news": news(rows, moment),
        "figure": figures.lanes(latest(rows), book, moment),
        "steps": [level(step, word) for step, word in step_words(book).items()],
        "disputed": disputed(rows, book, pinned=not moment.now),
        "doors": doors(counts, book, moment),
        "query": f"?{here}" if (here := everything.address().removeprefix("?")) else "",
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
            "address": entry.ref if moment.now else f"{entry.ref}@{entry.version}",
            "title": canonical.loads(known[entry.ref].card)["title"] if entry.ref in known else "",
            "reason": entry.reason if entry.action != "published" else "",
        }
        for entry in entries
    ]


def disputed(rows: QuerySet, book: Codebook, *, pinned: bool) -> list[dict]:
    """The latest disputed incidents, each with its disputed claims. Two queries."""
    found = list(rows.filter(certainty="disputed").order_by("-day_desc", "-number")[:DISPUTED])
    texts = Document.objects.filter(entry__in=[one.since for one in found]).values_list("entry", "text")
    documents = {entry: canonical.loads(text) for entry, text in texts}
    return [
        {
            "address": f"{one.ref}@{one.version}" if pinned else one.ref,
            "title": documents[one.since]["title"],
            "claims": sides(documents[one.since], book),
        }
        for one in found
        if one.since in documents
    ]


def sides(document: dict, book: Codebook) -> list[dict]:
    """The disputed claims of a document, with who holds which side."""
    scales = {
        name: {code: label(row) for code, row in book.scales.get(name, {}).get("by_code", {}).items()}
        for name in WORDS_OF_CLAIMS
    }
    bare = [
        {**claim, "sources": [], "citations": [], "positions": without_sources(claim)}
        for claim in document["claims"]
    ]
    shown = claims.in_order({"claims": bare}, Labels({"scales": scales}), {})
    return [claim for claim in shown if claim["disputed"]]


def without_sources(claim: dict) -> list[dict]:
    return [{**position, "sources": []} for position in claim["positions"]]


def doors(counts: dict[str, dict[str, int]], book: Codebook, moment: Moment) -> list[dict]:
    """Ways in: the countries, themes and actors with most incidents. One query."""
    named = naming(book)
    return [
        {
            "title": _("A country"),
            "page": "country",
            "options": most(counts["country"], lambda code: named(code).name),
        },
        {
            "title": _("A theme"),
            "filter": "theme",
            "options": most(counts["theme"], lambda code: label(book.themes.get(code, {})) or code),
        },
        {"title": _("A person or body"), "page": "actor", "options": busiest(counts["actor"], moment)},
    ]


def busiest(counts: dict[str, int], moment: Moment) -> list[dict]:
    """The actors with most incidents, by the names they have at the moment. One query."""
    first = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:DOORS])
    known = things(set(first), moment)
    return [
        {"value": ref, "name": known[ref]["name"], "n": n, "recorded": True}
        for ref, n in first.items()
        if ref in known
    ]


def most(counts: dict[str, int], name_of) -> list[dict]:
    options = [{"value": value, "name": name_of(value), "n": n} for value, n in counts.items()]
    return sorted(options, key=lambda option: (-option["n"], sort_key(option["name"])))[:DOORS]
