"""Texts that point at one thing: a public number, a pair of states, the code of a state, the address of a source."""

import re
from dataclasses import dataclass

from lib import canonical
from record import identity
from record.codebook import Codebook
from record.dimensions import pair, party
from record.links import titles
from record.models import Entry, StatementIndex, ThingIndex
from record.moments import Moment

NUMBER = re.compile(
    r"(?P<ref>(?P<prefix>DI|ST|A|SR|EP)-[1-9][0-9]{0,8})(?:@(?P<version>[1-9][0-9]{0,6}))?", re.I
)
PAIR = re.compile(r"[A-Z:0-9-]{2,12}\s*[->–→]\s*[A-Z:0-9-]{2,12}", re.I)
KINDS = {"DI": "incident", "ST": "statement", "A": "actor", "SR": "source", "EP": "episode"}
WEB = re.compile(r"https?://\S+", re.I)


@dataclass(frozen=True)
class Pointed:
    """What a text points at. `gone` if it was public and is not any more; no `title` then."""

    kind: str
    address: tuple[str, ...]
    title: str
    gone: bool = False


def pointed_at(text: str, moment: Moment, book: Codebook) -> Pointed | None:
    """What a text points at as a whole, of what is or was public; none if it is no such text. At most five queries."""
    text = text.strip()
    if found := NUMBER.fullmatch(text):
        return numbered(found["prefix"].upper(), found["ref"].upper(), found["version"] or "", moment)
    if WEB.fullmatch(text):
        return sourced(text, moment)
    if PAIR.fullmatch(text):
        return paired(text, book)
    code = book.country_code(text) or text.upper()
    if text.isupper() and (code in book.countries or code in book.groupings):
        return Pointed("country", (code,), party(code, book))
    return None


def numbered(prefix: str, ref: str, version: str, moment: Moment) -> Pointed | None:
    kind = KINDS[prefix]
    title = title_of(kind, ref, moment)
    if not title and kind in ("incident", "actor"):
        ref = identity.survivors([ref], moment)[ref]
        title = title_of(kind, ref, moment)
    if title:
        return Pointed(kind, (f"{ref}@{version}" if version and kind != "statement" else ref,), title)
    was_public = (
        StatementIndex.objects.filter(ref=ref, since__lte=moment.entry)
        if kind == "statement"
        else Entry.objects.up_to(moment).filter(ref=ref)
    )
    return Pointed(kind, (ref,), "", gone=True) if was_public.exists() else None


def title_of(kind: str, ref: str, moment: Moment) -> str:
    """What a thing is called at a moment; of a statement, the title of its home. Empty for what is not public then."""
    if kind == "statement":
        row = StatementIndex.objects.at(moment).filter(ref=ref).only("card").first()
        return canonical.loads(row.card)["home"]["title"] if row else ""
    card = titles({ref}, moment).get(ref, {})
    return card.get("title") or card.get("name") or ""


def sourced(address: str, moment: Moment) -> Pointed | None:
    """The source with this address, or with this address of its archived copy. One query over all sources."""
    rows = ThingIndex.objects.at(moment).filter(kind="source", card__contains=canonical.dumps(address))
    for row in rows.order_by("number").only("ref", "name", "card"):
        card = canonical.loads(row.card)
        if address in (card["url"], card["archived_url"]):
            return Pointed("source", (row.ref,), row.name)
    return None


def paired(text: str, book: Codebook) -> Pointed | None:
    codes = pair(re.sub(r"\s*[->–→]\s*", "-", text.upper(), count=1), book)
    known = tuple(book.country_code(code) or code for code in codes)
    if len(set(known)) < len(known) or any(
        code not in book.countries and code not in book.groupings for code in known
    ):
        return None
    return Pointed("pair", known, " – ".join(party(code, book) for code in known))
