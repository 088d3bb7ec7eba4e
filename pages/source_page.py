"""The page of one source: how reliable it is, and what rests on it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from pages import citations, citing, errors, fields, signs
from pages.asked import moment_asked
from pages.budgets import by_entry
from pages.gone import instead
from pages.language_names import language_name
from pages.rendering import page
from pages.revisions import revisions
from pages.rows import row
from pages.said import said
from record import codebook, reading, sourcing
from record.codebook import Codebook
from record.models import Entry, IncidentIndex, StatementIndex
from record.moments import Moment
from record.reading import Published

INCIDENTS, STATEMENTS = 25, 12  # shown whole


@require_safe
@by_entry
@errors.explained
def source(request: HttpRequest, address: str) -> HttpResponse:
    """One source as it is now, or one of its versions, with what rests on it."""
    moment = moment_asked(request)

    def found() -> HttpResponse:
        thing = reading.read(address, "source", moment)
        shown = of_source(thing, moment, codebook.at(moment))
        return page("source.html", {**shown, "as_of": request.GET.get("as_of", "")})

    return instead(request, found, moment, lambda ref: reverse("source", args=[ref]), titled=False)


def of_source(thing: Published, moment: Moment, book: Codebook) -> dict:
    """What the page shows. The number of queries does not depend on how much rests on the source."""
    ref, document, pinned = thing.entry.ref, thing.document, not moment.now
    cite = citing.of_published(thing)
    as_of = f"entry:{moment.entry}" if pinned else ""
    incidents = IncidentIndex.objects.at(moment).filter(sources__contains=[ref])
    statements = StatementIndex.objects.at(moment).filter(sources__contains=[ref])
    newest = incidents.order_by("-day_desc", "-number").defer("search")[:INCIDENTS]
    original = document["derived_from"]
    return {
        "head": Entry.objects.filter(number=moment.entry).first(),
        "past": pinned,
        "query": f"?as_of={as_of}" if pinned else "",
        "address": reverse("source", args=[ref]),
        "ref": ref,
        "entry": thing.entry,
        "api": f"{ref}@{thing.entry.version}",
        "older": thing.newest.version > thing.entry.version,
        "withdrawn": thing.withdrawn,
        "document": document,
        "facts": facts(document, book),
        "url": citations.web(document["url"]),
        "archived": citations.web(document["archived_url"]),
        "original": {"ref": original, **reading.things({original}, moment).get(original, {})}
        if original
        else None,
        "grade": document["grade"] or "",
        "grade_words": book.scale_label("source_reliability", document["grade"]) if document["grade"] else "",
        "read": document["consulted"] == "read",
        "incidents": incidents.count(),
        "uses": [used(one, ref, book, pinned=pinned) for one in sourcing.uses(ref, list(newest))],
        "statement_count": statements.count(),
        "statements": [
            said(one, book, as_of=as_of)
            for one in statements.order_by("-day_desc", "-number").defer("search")[:STATEMENTS]
        ],
        "revisions": revisions(ref, moment, "source"),
        "cite": cite,
        "cited": citing.styles(cite["csl"]),
        "cite_files": citing.files("source", f"{ref}@{thing.entry.version}"),
    }


def facts(document: dict, book: Codebook) -> list[tuple[str, str, str]]:
    """(what, in words, a note) for the column of facts."""
    published = document["published"]
    day = signs.date_words(published["edtf"]) if published["edtf"] else _("not recorded")
    rows = [
        (_("Written by"), ", ".join(document["authors"]), ""),
        (_("Kind"), book.scale_label("source_kinds", document["kind"]), ""),
        (_("Language"), capfirst(language_name(document["language"])) or _("not recorded"), ""),
        (_("Published"), day, published["note"]),
        (
            pgettext_lazy("how a source was consulted", "Read"),
            book.scale_label("consulted", document["consulted"]),
            "",
        ),
        (_("Seen on"), signs.date_words(document["accessed"]) if document["accessed"] else "", ""),
        (_("SHA-256"), document["sha256"] or "", ""),
    ]
    return [(str(what), str(words), note) for what, words, note in rows if words]


def used(one: sourcing.Use, ref: str, book: Codebook, *, pinned: bool) -> dict:
    """What an incident takes from the source `ref`, in words."""
    return {
        **row(one.incident, book, pinned=pinned),
        "citations": cited_for(one.citations, book),
        "claims": [
            {
                "ref": claim["ref"],
                "text": claim["text"],
                "certainty": signs.Certainty(
                    claim["certainty"], book.scale_label("certainty", claim["certainty"])
                )
                if claim["certainty"]
                else None,
                "excerpts": [
                    cited
                    for cited in claim.get("citations", [])
                    if cited["source"] == ref and cited["excerpt"]
                ],
            }
            for claim in one.claims
        ],
        "positions": positions(one, book),
    }


def cited_for(found: list[dict], book: Codebook) -> list[dict]:
    """What the source was used for, with its passages: those that bear the same, equally credible, stand together."""
    made: dict[tuple, dict] = {}
    for cited in found:
        credibility = cited["credibility"] or ""
        words = book.scale_label("information_credibility", credibility) if credibility else ""
        key = (credibility, *cited["supports"], cited["asserted_value"])
        one = made.setdefault(
            key,
            {
                "fields": [fields.name(name) for name in cited["supports"]],
                "value": cited["asserted_value"],
                "credibility": credibility,
                "credibility_words": words,
                "passages": [],
            },
        )
        one["passages"].append((cited["excerpt"], cited["locator"]))
    return list(made.values())


def positions(one: sourcing.Use, book: Codebook) -> list[dict]:
    """Who holds what by this source; what one holds alike of several claims that stand above is one line."""
    made: dict[tuple, dict] = {}
    for claim, held in one.positions:
        who = held["actor"]["name"] if held["actor"] else ""
        text = claim["text"] if claim not in one.claims else ""
        words = book.scale_label("claim_positions", held["position"])
        row = made.setdefault((who, words, text), {"who": who, "words": words, "text": text, "claims": []})
        row["claims"].append(claim["ref"])
    return list(made.values())
