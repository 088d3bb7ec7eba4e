"""One statement as the record has it at a moment: where it was made, what it answers and what answers it.

A statement is a part of an incident or an episode and has no versions of its own: its version is that of its home.
"""

import re
from dataclasses import dataclass

from lib import canonical
from record import citing, reading
from record.codebook import Codebook
from record.envelopes import kinds_of, labels, party_labels, refs_in, standing, url
from record.links import links_of_statement, titles
from record.models import Entry, StatementIndex
from record.moments import Moment
from record.reading import NotPublic, Published, Withdrawn, things

REF = re.compile(r"ST-[1-9][0-9]{0,8}")
REPLY = "reply"
SHOWN_OF_A_REPLY = ("home", "speaker", "kind", "stance", "mode", "texts", "date")


@dataclass(frozen=True)
class Spoken:
    """A statement, the version of its home that it stands in, and its row of the index."""

    ref: str
    home: Published
    row: StatementIndex

    @property
    def document(self) -> dict:
        return next(part for part in self.home.document["statements"] if part["ref"] == self.ref)


def read(ref: str, moment: Moment) -> Spoken:
    """The statement with a number at a moment; three queries. Raises NotPublic, or Withdrawn with the entry that ended it.

    A home that is retracted, or a version of it without the statement, ends the statement.
    """
    if not REF.fullmatch(ref):
        raise NotPublic(ref)
    row = StatementIndex.objects.filter(ref=ref, since__lte=moment.entry).order_by("-since").first()
    if row is None:
        raise NotPublic(ref)
    if row.until is not None and row.until <= moment.entry:
        raise Withdrawn(Entry.objects.get(number=row.until), ref)
    home = reading.read(f"{row.home}@{row.version}", kind_of(row.home), moment)
    return Spoken(ref, home, row)


def kind_of(home: str) -> str:
    """What kind of thing a statement is at home in."""
    return "incident" if home.startswith("DI-") else "episode"


def envelope(spoken: Spoken, codebook: Codebook, moment: Moment, language: str = "") -> dict:
    """The whole answer about one statement. Up to five queries: links, replies, names, titles of the homes of links."""
    document, linked = spoken.document, links_of_statement(spoken.ref, moment)
    home = canonical.loads(spoken.row.card)["home"]
    replies = replies_of(spoken, linked, moment)
    cards = things(refs_in([document, linked, replies]), moment)
    ends = {link[end] for link in linked for end in ("from_home", "to_home")}
    words = labels(
        {"type": home["type"], "statements": [document, *replies["to"], *replies["by"]]},
        codebook,
        cards,
        language,
    )
    party_labels(set(document.get("parties", [])), codebook, language, words)
    return {
        "ref": spoken.ref,
        **standing(spoken.home),
        "url": url("statement", spoken.ref),
        "cite": cite(spoken, document),
        "labels": {
            **words,
            "titles": {ref: card["title"] for ref, card in titles(ends, moment).items()},
            "links": {
                kind: codebook.scale_label("relation_kinds", kind, language) for kind in kinds_of(linked)
            },
        },
        "links": linked,
        "home": {**home, "url": url(kind_of(home["ref"]), home["ref"])},
        "replies": replies,
        "document": document,
    }


def cite(spoken: Spoken, document: dict) -> dict:
    """How to cite a statement: the version of its home, at the place where the statement stands."""
    entry = spoken.home.entry
    who = document["speaker"]["name"] if document["speaker"] else "a speaker who is not named"
    title = f"Statement {spoken.ref} by {who}, in: {spoken.home.document['title']}"
    permanent = f"{url(entry.kind, f'{entry.ref}@{entry.version}')}#{spoken.ref}"
    found = citing.cite(entry, {"title": title}, permanent)
    return {**found, "csl": {**found["csl"], "id": f"{entry.ref}@{entry.version}#{spoken.ref}"}}


def replies_of(spoken: Spoken, linked: list[dict], moment: Moment) -> dict[str, list[dict]]:
    """What a statement answers (`to`) and what answers it (`by`), at home and elsewhere. One query, none without replies.

    `how` is the kind of the reply; `link` the number of the link, null where both are at home together.
    """
    ways = [*at_home(spoken), *elsewhere(spoken.ref, linked)]
    if not ways:
        return {"to": [], "by": []}
    rows = StatementIndex.objects.at(moment).filter(ref__in=[other for _, other, _, _ in ways])
    cards = {row.ref: canonical.loads(row.card) for row in rows.only("ref", "card")}
    found: dict[str, list[dict]] = {"to": [], "by": []}
    for way, other, how, link in ways:
        if other in cards:
            shown = {name: cards[other][name] for name in SHOWN_OF_A_REPLY}
            found[way].append(
                {"ref": other, "how": how, "link": link, "url": url("statement", other), **shown}
            )
    return found


Way = tuple[str, str, str, str | None]  # to or by, the other statement, how, link


def at_home(spoken: Spoken) -> list[Way]:
    found: list[Way] = []
    for part in spoken.home.document["statements"]:
        answered = part["replies_to"]
        if answered and part["ref"] == spoken.ref:
            found.append(("to", answered["ref"], answered["how"], None))
        elif answered and answered["ref"] == spoken.ref and part["ref"]:
            found.append(("by", part["ref"], answered["how"], None))
    return found


def elsewhere(ref: str, linked: list[dict]) -> list[Way]:
    return [
        ("to", link["to"], link["how"], link["ref"])
        if link["from"] == ref
        else ("by", link["from"], link["how"], link["ref"])
        for link in linked
        if link["kind"] == REPLY
    ]
