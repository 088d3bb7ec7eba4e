"""What the incident page shows, from one envelope and nothing else: so the desk can preview a draft with the same template.

Whatever an envelope lacks is left out, or said to be not recorded.
"""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib import markdown
from pages import citations, claims, signs, statements
from pages.evidence import evidence
from pages.labels import Labels

THROUGH = {
    "quasi": gettext_lazy("by a body close to the state"),
    "tolerated": gettext_lazy("a private act that a state is said to steer or tolerate"),
    "private": gettext_lazy("by private persons, press or firms"),
}
HOW_MANY = {
    "at_least": gettext_lazy("at least %s"),
    "at_most": gettext_lazy("at most %s"),
    "about": gettext_lazy("about %s"),
}


def laid_out(envelope: dict) -> dict:
    """Everything that the template shows, in the order in which it shows it."""
    document, labels = envelope["document"], Labels(envelope["labels"])
    numbers = citations.numbers(document)
    own = [row for row in document["statements"] if row["inside"] is None]
    return {
        "ref": envelope["ref"],
        "version": envelope["version"],
        "api": address(envelope),
        "published": signs.moment_of(envelope["published"]["at"]) if envelope.get("published") else None,
        "title": document["title"],
        "summary": document["summary"],
        "narrative": with_reference_links(document["narrative"] or document["summary"], len(numbers)),
        "dyad": signs.dyad(document, labels.party),
        "facts": facts(document, labels),
        "participants": [participant(row, labels, numbers) for row in document["participants"]],
        "statements": statements.thread(document, labels, numbers),
        "statement_count": len(own),
        "capacities": statements.capacities({"statements": own}, labels),
        "claims": claims.in_order(document, labels, numbers),
        "disputed": sum(claim["certainty"] == "disputed" for claim in document["claims"]),
        "sources": citations.sources(document, labels, numbers),
        "cite": envelope.get("cite"),
        "older": newer_than(envelope),
        "withdrawn": gone(envelope.get("withdrawn")),
        "merged": gone(envelope.get("merged_into")),
    }


def address(envelope: dict) -> str:
    """`DI-21@3`, or empty for a draft."""
    return f"{envelope['ref']}@{envelope['version']}" if envelope["ref"] and envelope["version"] else ""


def newer_than(envelope: dict) -> int | None:
    """The newest version's number if this one is older."""
    newest = envelope.get("newest_version")
    return newest if newest and envelope["version"] and newest > envelope["version"] else None


def gone(why: dict | None) -> dict | None:
    """Since when and why an incident is not what it was, with its time as one."""
    return {**why, "at": signs.moment_of(why["at"])} if why else None


def with_reference_links(text: str, sources: int) -> SafeString:
    """Markdown as HTML, with each mark such as [1] as a link to that source; a mark beyond the last source stays text."""
    parts, in_link = [], False
    for piece in citations.TAG_OR_MARK.split(markdown.to_html(text)):
        number = citations.mark_number(piece)
        in_link = (in_link or piece.startswith("<a ")) and piece != "</a>"
        parts.append(reference(number) if 0 < number <= sources and not in_link else piece)
    return mark_safe("".join(parts))  # noqa: S308 - lib.markdown promises safe HTML, and reference() escapes


def reference(number: int) -> SafeString:
    return format_html(
        '<sup class="ref"><a href="#src-{}" aria-label="{}">{}</a></sup>',
        number,
        _("Source %d") % number,
        number,
    )


def facts(document: dict, labels: Labels) -> dict:
    """The column of facts; a part that is not on record is empty."""
    date, place, hostility = document["date"], document["place"], document["hostility"]
    return {
        "date": signs.date_words(date["edtf"]),
        "date_note": date["note"],
        "other_dates": [
            (words, signs.date_words(document[name]))
            for name, words in (
                ("announced", _("Announced")),
                ("effective", _("In force from")),
                ("ended", _("Ended")),
            )
            if document[name]
        ],
        "place": signs.place_words(
            place,
            labels.party(place["country"]).name if place["country"] else "",
            labels.scale("place_precision", place["precision"]),
        ),
        "claimed_by": [labels.party(code).name for code in place["claimed_by"]],
        "type": (document["type"], labels.type(document["type"])),
        "subtype": document["subtype"],
        "level": signs.level(hostility["step"], labels.hostility["step"]),
        "level_words": labels.hostility["level"],
        "level_number": str(hostility["level"]).replace("-", "−"),
        "certainty": signs.Certainty(document["certainty"], labels.scale("certainty", document["certainty"])),
        "certainty_reason": document["certainty_reason"],
        "denied_by": [row["name"] for row in document["denied_by"]],
        "status": status(document, labels),
        "nature": labels.scale("incident_nature", document["nature"]),
        "counted": document["counted"],
        "themes": [(code, labels.theme(code)) for code in document["themes"]],
    }


def status(document: dict, labels: Labels) -> str:
    """How far it went; where it is not sure that it happened, that its sources say so."""
    words = labels.scale("incident_status", document["status"])
    if document["certainty"] in signs.SURE:
        return words
    return _("As described, not established: %s") % words.lower()


def participant(row: dict, labels: Labels, numbers: dict[str, int]) -> dict:
    """One line of the table of participants."""
    actor = row["actor"]
    return {
        "name": who(row, labels),
        "ref": actor["ref"] if actor else "",
        "country": row["country"] or "",
        "kind": labels.scale("actor_kinds", actor["kind"]) if actor else _("State") if row["country"] else "",
        "states": [labels.party(code) for code in states(row, labels)],
        "role": labels.scale("participant_roles", row["role"]),
        "notes": notes(row, labels),
        "certainty": None
        if row["certainty"] == "reported"
        else signs.Certainty(row["certainty"], labels.scale("certainty", row["certainty"])),
        "sources": [numbers[ref] for ref in row["sources"]],
        "evidence": [one for one in evidence(row, labels, numbers) if one["excerpt"] or one["locator"]],
    }


def who(row: dict, labels: Labels) -> str:
    if row["actor"]:
        return row["actor"]["name"]
    if row["country"]:
        return labels.party(row["country"]).name
    return row["thing"] or _("Not known")


def states(row: dict, labels: Labels) -> list[str]:
    """The states that a participant belongs to, each once."""
    if row["country"]:
        return [row["country"]]
    return labels.states_of(row["actor"]["ref"]) if row["actor"] else []


def notes(row: dict, labels: Labels) -> list[str]:
    """What else is on record about a participant: numbers, on whose behalf, who says so."""
    alone = bool(row["actor"]) and row["actor"]["kind"] == "person"
    found = [quantity(one, labels) for one in row["numbers"] if not (alone and is_one_person(one))]
    if row["through"] in THROUGH:
        found.append(str(THROUGH[row["through"]]))
    if row["asserted_by"]:
        found.append(_("according to %s") % row["asserted_by"]["name"])
    if row["basis"] == "implied":
        found.append(_("implied, not stated"))
    return found


def is_one_person(row: dict) -> bool:
    """Whether a number says of a person no more than that it is one."""
    return (row["what"], row["value"], row["of"], row["to"]) == ("persons", "1", None, None)


def quantity(row: dict, labels: Labels) -> str:
    """“at least 5 persons”, “8 of 20 military units (as of 30 Jun 2025)”."""
    what = row["unit"] or labels.scale("number_what", row["what"]).lower()
    words = amount(row, what)
    return f"{words} ({_('as of %s') % signs.date_words(row['as_of'])})" if row["as_of"] else words


def amount(row: dict, what: str) -> str:
    if row["value"] is None:
        return _("%s: number not given") % what
    if row["of"] is not None:
        return _("%(value)s of %(total)s %(what)s") % {**row, "total": row["of"], "what": what}
    if (row["value"], row["to"], row["unit"], row["qualifier"]) == ("1", None, None, "exact"):
        return f"{what}: 1"  # the words of the codebook are plural
    number = f"{row['value']}–{row['to']}" if row["to"] is not None else row["value"]
    counted = str(HOW_MANY.get(row["qualifier"], "%s")) % number
    return _("%(number)s %(what)s") % {"number": counted, "what": what}
