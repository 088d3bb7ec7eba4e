"""Which public things refer to an actor or a source now."""

from typing import Any

from django.db.models import QuerySet

from record.models import Document, IncidentIndex, LinkIndex, ThingIndex
from record.vectors import Written, quoted


def referring(ref: str, most: int) -> list[str]:
    """Refs of incidents, episodes, links, actors and sources whose public document names a ref, up to `most`.

    Incidents by their index; of the others, which are fewer, the documents are read.
    """
    found: list[str] = []
    for refs in (incidents(ref), others(ThingIndex, "since", ref), others(LinkIndex, "entry", ref)):
        found += [other for other in refs[: most - len(found)] if other != ref]
    return found


def incidents(ref: str) -> QuerySet:
    now = IncidentIndex.objects.filter(until__isnull=True).order_by("number")
    if ref.startswith("SR-"):
        return now.filter(sources__contains=[ref]).values_list("ref", flat=True)
    return now.filter(search=Written(quoted(f"a:{ref}"))).values_list("ref", flat=True)


def others(index: Any, column: str, ref: str) -> QuerySet:
    naming = Document.objects.filter(text__contains=f'"{ref}"').values("entry")
    now = index.objects.filter(until__isnull=True, **{f"{column}__in": naming})
    return now.exclude(ref=ref).order_by("number").values_list("ref", flat=True)
