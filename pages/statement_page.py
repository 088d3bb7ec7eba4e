"""The page of one statement: its words whole, who spoke and as what, where it was made, what it answers and what answers it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pages import citations, citing, errors, linked_data, signs, statements
from pages.asked import moment_asked
from pages.budgets import by_entry
from pages.labels import Labels
from pages.lags import answered
from pages.rendering import page
from pages.said import home_page
from pages.ties import same_day
from record import codebook, spoken
from record.codebook import Codebook
from record.links import same_days
from record.models import Entry
from record.moments import Moment
from record.reading import NotPublic, Withdrawn
from record.spoken import Spoken


@require_safe
@by_entry
@errors.explained
def statement(request: HttpRequest, address: str) -> HttpResponse:
    """One statement, in the version of its home that holds at the moment."""
    moment = moment_asked(request)
    try:
        found = spoken.read(address, moment)
    except NotPublic as error:
        raise Http404 from error
    except Withdrawn as gone:
        return page("410.html", {"entry": gone.entry, "ref": address, "title": ""}, status=410)
    return page(
        "statement.html",
        {
            **shown(found, codebook.at(moment), moment),
            "head": Entry.objects.filter(number=moment.entry).first(),
            "past": not moment.now,
            "address": request.path,
            "as_of": request.GET.get("as_of", ""),
        },
    )


def shown(found: Spoken, book: Codebook, moment: Moment) -> dict:
    """What the page shows. The number of queries does not depend on how many statements answer."""
    answer = spoken.envelope(found, book, moment)
    document, labels = answer["document"], Labels(answer["labels"])
    around = {row["ref"]: row["speaker"] for row in found.home.document["statements"] if row["ref"]}
    numbers = {ref: place for place, ref in enumerate(document["sources"], start=1)}
    query = "" if moment.now else f"?as_of=entry:{moment.entry}"
    one = statements.statement(document, labels, numbers, around)
    return {
        "envelope": answer,
        "ref": answer["ref"],
        "query": query,
        "one": one,
        "speaker": document["speaker"],
        "parties": [labels.party(code) for code in document.get("parties", [])],
        "facts": facts(document, answer["home"], labels, book),
        "home": home(found, answer, moment),
        "sources": [
            {
                **source(ref, number, found.home.document, labels, book),
                "evidence": [line for line in one["evidence"] if line["number"] == number],
            }
            for ref, number in numbers.items()
        ],
        **replies(answer, labels, book, moment),
        "turns": sum(map(len, answer["replies"].values())),
        "cite": answer["cite"],
        "cited": citing.styles(answer["cite"]["csl"]),
        "cite_files": citing.files("statement", answer["ref"]),
        "linked": linked_data.of_statement(answer),
    }


def facts(document: dict, home: dict, labels: Labels, book: Codebook) -> list[tuple[str, str]]:
    """(what, in words) for the column of facts; what is not on record is left out or said to be so."""
    about = statements.party(document["about"], labels)
    relayed = document["relayed_by"]
    channel = document["channel"]
    rows = [
        (_("Capacity"), labels.scale("capacities", document["capacity"])),
        (_("Officialness"), labels.scale("officialness", document["officialness"])),
        (_("Mandate"), mandate(document["mandate"], labels)),
        (_("Spoken to"), statements.party(document["addressee"], labels) or _("not recorded")),
        (_("Spoken of"), about),
        (_("Kind"), labels.scale("statement_kinds", document["kind"])),
        (_("Stance"), labels.scale("stances", document["stance"])),
        (_("Day"), statements.day(document["date"], home["ref"], home["date"])),
        (_("Place"), document["place"] or ""),
        (_("Channel"), "" if channel == "unknown" else labels.scale("channels", channel)),
        (_("Passed on by"), relayed["name"] if relayed else ""),
    ]
    return [(what, words) for what, words in rows if words]


def mandate(row: dict | None, labels: Labels) -> str:
    if not row:
        return ""
    level = labels.scale("assessed_mandate", row["level"])
    who = row["assessed_by"]["name"] if row["assessed_by"] else ""
    return _("%(level)s, in the judgement of %(who)s") % {"level": level, "who": who} if who else level


def home(found: Spoken, answer: dict, moment: Moment) -> dict:
    """The incident or episode where it was made, with a link to it as it stands at the moment."""
    entry = found.home.entry
    link = home_page(entry.ref, entry.ref if moment.now else f"{entry.ref}@{entry.version}")
    return {
        **answer["home"],
        "is_incident": entry.kind == "incident",
        "address": f"{link}#{answer['ref']}" if link else "",
        "day": signs.date_words(answer["home"]["date"]["edtf"]),
        "note": answer["home"]["date"].get("note") or "",
        "version": entry.version,
    }


def source(ref: str, number: int, document: dict, labels: Labels, book: Codebook) -> dict:
    """A source of the statement; its credibility is that of what it says in the incident."""
    card = labels.source(ref)
    credibility = citations.best_credibility(ref, {"citations": document.get("citations", [])})
    grade = card.get("grade") or ""
    return {
        "ref": ref,
        "number": number,
        "title": card.get("title") or ref,
        "language": card.get("language"),
        "url": citations.web(card.get("url")),
        "archived_url": citations.web(card.get("archived_url")),
        "by": ", ".join(
            [*card.get("authors", []), *([card["publisher"]["name"]] if card.get("publisher") else [])]
        ),
        "published": citations.published(card.get("published")),
        "kind": labels.scale("source_kinds", card.get("kind")),
        "read": (card.get("consulted") or "read") == "read",
        "consulted": labels.scale("consulted", card.get("consulted")),
        "grade": f"{grade}{credibility}",
        "grade_words": citations.grade_words(
            book.scale_label("source_reliability", grade) if grade else "",
            book.scale_label("information_credibility", credibility) if credibility else "",
        ),
    }


def replies(answer: dict, labels: Labels, book: Codebook, moment: Moment) -> dict:
    """What the statement answers and what answers it, with the time between. One query if any is from another home."""
    own, home = answer["document"]["date"], answer["home"]
    found = answer["replies"]
    days = same_days({home["ref"], *(one["home"]["ref"] for way in found.values() for one in way)}, moment)

    def after(one: dict, *, this_first: bool) -> str:
        known = own and one["date"]
        links = [] if known else days.get(frozenset((home["ref"], one["home"]["ref"])), [])
        this, other = own or home["date"], one["date"] or one["home"]["date"]
        return answered(*((this, other) if this_first else (other, this)), same_day(links))

    return {
        "answers": [reply(one, labels, book, after(one, this_first=False)) for one in found["to"]],
        "answered_by": [reply(one, labels, book, after(one, this_first=True)) for one in found["by"]],
    }


def reply(one: dict, labels: Labels, book: Codebook, after: str) -> dict:
    """A statement that this one answers, or that answers it."""
    return {
        "ref": one["ref"],
        "who": one["speaker"]["name"] if one["speaker"] else "",
        "kind": book.scale_label("statement_kinds", one["kind"]),
        "how": book.scale_label("reply_kinds", one["how"]) if one["how"] else "",
        "date": statements.day(one["date"], one["home"]["ref"], one["home"]["date"]),
        "after": after,
        "mode": one["mode"],
        "mode_words": book.scale_label("quote_modes", one["mode"]),
        "texts": [statements.words(text, one["mode"]) for text in one["texts"]],
        "home": one["home"],
    }
