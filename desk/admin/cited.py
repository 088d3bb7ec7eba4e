"""What a statement or a claim rests on is nearly always what its incident rests on: its form opens with that source cited."""

from typing import Any

from desk.admin.base import TableRows
from incidents.models import Citation


def sole_source(incident: str) -> list[dict[str, Any]]:
    """A row that cites the one source of an incident, with the credibility it has there; none if it has none or several."""
    if not incident.isdecimal() or len(incident) > 18:
        return []
    cited = {row["source"]: row for row in rows_of(int(incident))}
    return list(cited.values()) if len(cited) == 1 else []


def rows_of(incident: int) -> list[Any]:
    return list(Citation.objects.filter(incident=incident).order_by("-pk").values("source", "credibility"))


class CitationRows(TableRows):
    """Citations of a part. The row that a new part opens with is saved as it stands, unless it is removed or changed."""

    model = Citation
    autocomplete_fields = ["source"]

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else len(sole_source(request.GET.get("incident", "")))


class CitedAdmin:
    """Mixed into the pages of such parts."""

    def get_formset_kwargs(self, request, obj, inline, prefix):
        found = super().get_formset_kwargs(request, obj, inline, prefix)  # type: ignore[misc]
        # What is sent is compared with an empty row, so that the proposed one counts as filled in.
        if request.method == "GET" and not obj.pk and isinstance(inline, CitationRows):
            found["initial"] = sole_source(request.GET.get("incident", ""))
        return found
