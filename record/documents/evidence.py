"""What sources carry, as the public has them: a grade or an origin that the desk changed since says nothing in public.

A source that is not public yet counts as the desk has it, because it becomes public with what cites it.
"""

from collections.abc import Iterable

from incidents.certainty import Weight, certainty
from incidents.models import Incident, Source
from lib import canonical
from record.models import Document, ThingIndex


def public_certainty(incident: Incident) -> str:
    """How sure the public record is of an incident; uses the prefetched citations. See `PublicWeights` for queries."""
    return certainty(incident, PublicWeights(row.source for row in incident.citations.all()))


class PublicWeights:
    """Weighs sources by their public documents. One query, and one more for each step back to an original."""

    def __init__(self, sources: Iterable[Source]):
        self.documents: dict[str, dict] = {}
        ahead = {source.ref for chain in map(here, sources) for source in chain} - {""}
        while ahead:
            found = newest(ahead)
            self.documents |= found
            ahead = {row["derived_from"] for row in found.values()} - self.documents.keys() - {None}

    def __call__(self, source: Source) -> Weight:
        public = self.documents.get(source.ref)
        return Weight(public["grade"] or "" if public else source.grade, self.origin(source))

    def origin(self, source: Source) -> str:
        """The number of the document that a source goes back to; its key at the desk while it has none."""
        last = next((one for one in here(source) if one.ref in self.documents), None)
        if last is None:
            return f"#{here(source)[-1].pk}"
        ref, seen = last.ref, set()
        while (original := self.documents.get(ref, {}).get("derived_from")) and original not in seen:
            seen.add(ref)
            ref = original
        return ref


def here(source: Source) -> list[Source]:
    """A source and, step by step, what it derives from at the desk, as far as that may be named in public."""
    chain = [source]
    while (original := chain[-1].derived_from) and original not in chain and not original.confidential:
        chain.append(original)
    return chain


def newest(refs: set[str]) -> dict[str, dict]:
    """The documents that are public now, by ref."""
    now = ThingIndex.objects.filter(ref__in=refs, until__isnull=True)
    rows = Document.objects.filter(entry__in=now.values("since"))
    return {ref: canonical.loads(text) for ref, text in rows.values_list("entry__ref", "text")}
