"""What the codebook says of an incident type, beside the form while somebody chooses one."""

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from codebook.models import IncidentType
from desk.deciding import allow


@require_safe
def read_type(request: HttpRequest, code: str) -> JsonResponse:
    """Definition, what to include and to exclude, and the levels that the type may have."""
    allow(request, "codebook.view_incidenttype")
    kind = get_object_or_404(IncidentType, pk=code)
    return JsonResponse(
        {
            "label": f"{kind.code} {kind.label}",
            "definition": kind.definition,
            "include": kind.include,
            "exclude": kind.exclude,
            "least": kind.level_min,
            "most": kind.level_max,
            "usual": kind.level_default,
        }
    )
