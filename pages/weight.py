"""What pages say of the evidence behind a selection; kept until something is published, because it reads the whole selection."""

from django.http import QueryDict

from pages.kept import kept
from record.filters import IncidentFilter
from record.weight import Behind, documents_behind


def weight(chosen: IncidentFilter) -> Behind:
    """What the incidents of a selection cite. One query, none while it is kept."""
    asked = QueryDict(mutable=True)
    asked.update(chosen.data)
    return kept(
        chosen.moment,
        ["weight", asked.urlencode()],
        lambda: documents_behind(chosen.selected(), chosen.moment),
    )
