"""What the desk keeps for itself: nothing here is ever published, and no reader's login sees these tables."""

from desk.models.attempts import Attempt
from desk.models.captures import Capture
from desk.models.distinct import Distinct
from desk.models.embargoes import Embargo
from desk.models.filters import SavedFilter
from desk.models.imports import Import, ImportFile, ImportMapping
from desk.models.jobs import Job
from desk.models.maintenance import Maintenance
from desk.models.reports import Report
from desk.models.tokens import SentDraft, Token
from desk.models.trash import Trashed

__all__ = [
    "Attempt",
    "Capture",
    "Distinct",
    "Embargo",
    "Import",
    "ImportFile",
    "ImportMapping",
    "Job",
    "Maintenance",
    "Report",
    "SavedFilter",
    "SentDraft",
    "Token",
    "Trashed",
]
