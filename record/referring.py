"""Which public things refer to an actor or a source now, and which published versions have ever named an actor."""

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


def naming_ever(ref: str, most: int) -> list[str]:
    """Versions, such as DI-3@1, whose text still has the name of an actor beside its ref, oldest first, up to `most`.

    Reads every document: for the rare step that takes a name away for ever.
    """
    named = Document.objects.filter(text__contains=f'"ref":"{ref}"}}').exclude(entry__ref=ref)
    return [
        f"{row.entry.ref}@{row.entry.version}"
        for row in named.select_related("entry").order_by("entry")[:most]
    ]
