"""One link as the record has it at a moment: readable while it and both its ends are public."""

from record import reading
from record.codebook import Codebook
from record.envelopes import envelope
from record.links import titles
from record.models import Entry, LinkIndex
from record.moments import Moment
from record.reading import NotPublic, Withdrawn


def answer(address: str, codebook: Codebook, moment: Moment) -> dict:
    """The envelope of LK-1 or LK-1@1, with the homes of its ends and their titles. Raises NotPublic and Withdrawn."""
    thing = reading.read(address, "link", moment)
    row = at_version(thing.entry) if "@" in address else standing(thing.entry.ref, moment)
    found = envelope(thing, codebook, moment)
    words = titles({row.start_home, row.end_home}, moment)
    kind = thing.document["kind"]
    labels = {
        **found["labels"],
        "titles": {ref: card["title"] for ref, card in words.items()},
        "links": {kind: codebook.scale_label("relation_kinds", kind)},
    }
    return {**found, "labels": labels, "from_home": row.start_home, "to_home": row.end_home}


def at_version(entry: Entry) -> LinkIndex:
    """The row of one version; none if an end of it was expunged."""
    row = LinkIndex.objects.filter(ref=entry.ref, version=entry.version).order_by("-since").first()
    if row is None:
        raise NotPublic(entry.ref)
    return row


def standing(ref: str, moment: Moment) -> LinkIndex:
    """The row of a link that holds at a moment. One or two queries.

    Raises NotPublic; or Withdrawn, with the entry that took the link or one of its ends out.
    """
    row = LinkIndex.objects.filter(ref=ref, since__lte=moment.entry).order_by("-since").first()
    if row is None:
        raise NotPublic(ref)
    if row.until is not None and row.until <= moment.entry:
        raise Withdrawn(Entry.objects.get(number=row.until), ref)
    return row
