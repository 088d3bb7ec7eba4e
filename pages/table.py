"""The incidents as a table: one line each, sorted by the columns that the record can sort by."""

from dataclasses import dataclass

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _

from pages.rows import row
from pages.selection import DEFAULT_SORT, Selection
from record.lists import Page


@dataclass(frozen=True)
class Head:
    """A column; `address` sorts by it, the other way round if it is sorted by it already."""

    name: str
    address: str = ""
    sorted: str = ""
    right: bool = False

    @property
    def arrow(self) -> str:
        return {"descending": "↓", "ascending": "↑"}.get(self.sorted, "")


def context(selection: Selection, shown: Page) -> dict:
    pinned = bool(selection.parameters.get("as_of"))
    return {
        "heads": heads(selection),
        "ordering": selection.ordering,
        "table_rows": [
            {
                **row(found, selection.book, pinned=pinned),
                "published_at": formatted(found.published_at, "Y-m-d"),
            }
            for found in shown.rows
        ],
    }


def heads(selection: Selection) -> list[Head]:
    return [
        Head(_("No.")),
        sortable(selection, _("Date"), "-date", "date"),
        Head(_("Acted")),
        Head(_("Acted on")),
        Head(_("Type")),
        sortable(selection, _("Hostility"), "-level", "level"),
        Head(_("Certainty")),
        Head(_("Incident")),
        Head(_("Statements"), right=True),
        Head(_("Sources"), right=True),
        sortable(selection, _("Published"), "-published"),
    ]


def sortable(selection: Selection, name: str, falling: str, rising: str = "") -> Head:
    """A column that the list can be sorted by; not every one both ways."""
    now = selection.ordering
    wanted = rising if rising and now == falling else falling
    address = selection.address(ordering=None if wanted == DEFAULT_SORT else wanted, cursor=None)
    way = {falling: "descending", rising: "ascending"}.get(now, "")
    return Head(name, address, way)
