"""The lists that readers filter: of each its rows and filters, its views and orders, and what its rail offers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from pages.numerals import grouped
from record.dimensions import DIMENSIONS, Dimension
from record.filters import IncidentFilter
from record.models import IncidentIndex, IndexRow, StatementIndex
from record.parameters import RecordFilter
from record.statement_dimensions import STATEMENT_DIMENSIONS
from record.statement_filters import StatementFilter

Words = Mapping[str, str | Promise]

SIZE = "20"  # a page of the API has more; this one has to be light


@dataclass(frozen=True)
class Kind:
    """One list. `page` names its page, and its folder in the API; `facets` are the filters of the rail with their titles.

    `first` says how many options of a facet stand before the fold; a facet without it shows its whole vocabulary.
    `cited` is the line that cites a selection, `everything` what it says where nothing is filtered.
    """

    page: str
    index: type[IndexRow]
    filters: type[RecordFilter]
    dimensions: Mapping[str, Dimension]
    views: Words
    sorts: Words
    defaults: Mapping[str, str]
    facets: Words
    first: Mapping[str, int]
    folded: frozenset[str]
    everything: str | Promise
    cited: str | Promise
    counted: Callable[[int], str]
    hints: Words = field(default_factory=dict)
    lanes: bool = False

    @property
    def address(self) -> str:
        return reverse(self.page)


INCIDENTS = Kind(
    page="incidents",
    index=IncidentIndex,
    filters=IncidentFilter,
    dimensions=DIMENSIONS,
    views={"list": _("List"), "timeline": _("Timeline"), "map": _("Map"), "table": _("Table")},
    sorts={
        "-date": _("Newest first"),
        "date": _("Oldest first"),
        "-level": _("Most hostile first"),
        "level": _("Least hostile first"),
        "-published": _("Last published first"),
        "relevance": _("Best match first"),
    },
    # What an address does not need to say.
    defaults={
        "ordering": "-date",
        "view": "list",
        "lane": "initiator",
        "dates": "overlap",
        "counted": "all",
        "page_size": SIZE,
    },
    facets={
        "country": _("Country"),
        "initiator": _("Acted"),
        "target": _("Acted on"),
        "step": _("Hostility"),
        "type": _("Type of act"),
        "theme": _("Theme"),
        "actor": _("Actor"),
        "certainty": _("Certainty"),
        "nature": _("Nature"),
        "status": _("Status"),
    },
    first={"country": 6, "initiator": 6, "target": 6, "type": 5, "theme": 7, "actor": 6},
    folded=frozenset({"initiator", "target", "actor", "nature", "status"}),
    hints={"country": _("any side; of several, one is enough")},
    everything=_("all incidents"),
    cited=_(
        "%(publisher)s (%(year)d). Incidents: %(what)s. %(rows)s after entry %(entry)d, %(day)s. %(link)s"
    ),
    counted=lambda n: ngettext("%(n)s incident", "%(n)s incidents", n) % {"n": grouped(n)},
    lanes=True,
)

STATEMENTS = Kind(
    page="statements",
    index=StatementIndex,
    filters=StatementFilter,
    dimensions=STATEMENT_DIMENSIONS,
    views={"list": _("List"), "threads": _("Threads")},
    sorts={
        "-date": _("Newest first"),
        "date": _("Oldest first"),
        "relevance": _("Best match first"),
    },
    defaults={"ordering": "-date", "view": "list", "dates": "overlap", "page_size": SIZE},
    facets={
        "speaker": _("Speaker"),
        "country": _("Country"),
        "statement_kind": _("Kind of statement"),
        "capacity": _("Capacity"),
        "stance": _("Stance"),
        "mode": _("How its words are known"),
        "theme": _("Theme"),
        "language": _("Language"),
    },
    first={"speaker": 6, "country": 6, "statement_kind": 7, "theme": 7, "language": 5},
    folded=frozenset({"theme", "language"}),
    hints={"country": _("spoke, or was spoken to or of")},
    everything=_("all statements"),
    cited=_(
        "%(publisher)s (%(year)d). Statements: %(what)s. %(rows)s after entry %(entry)d, %(day)s. %(link)s"
    ),
    counted=lambda n: ngettext("%(n)s statement", "%(n)s statements", n) % {"n": grouped(n)},
)
