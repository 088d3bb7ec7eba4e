"""Lost updates: what others saved between opening a form and pressing Save."""

from dataclasses import dataclass
from typing import Any

from incidents.models import Revision
from lib.jsondiff import changed_fields


@dataclass(frozen=True)
class Conflict:
    """Who saved what since a form was opened; no saves if the change did not come from a form of the desk."""

    saves: list[Revision]
    fields: list[str]
    opened: int | None
    now: int


def since(kind: str, thing: Any, opened: int | None) -> Conflict:
    """What happened to a thing after revision `opened`, newest save first."""
    kept = Revision.objects.filter(kind=kind, object_id=thing.pk).select_related("user")
    saves = list(kept.filter(number__gt=opened or 0).order_by("-number")[:5])
    before = kept.filter(number__lte=opened or 0).order_by("-number").first()
    documents = [save.document for save in (before, saves[0])] if before and saves else [{}, {}]
    changed = changed_fields(*documents)
    names = [label(thing, name) for name in changed]
    return Conflict(saves, names, opened, thing.revision)


def label(thing: Any, name: str) -> str:
    """What the form calls a column or a list of the working document."""
    columns = {field.name: field.verbose_name for field in thing._meta.fields}
    return str(columns.get(name, name)).replace("_", " ").capitalize()
