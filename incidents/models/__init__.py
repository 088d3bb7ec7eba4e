"""The working copy: what happened, who said what, on what evidence. Only analysts read it."""

from incidents.models.claims import Claim, ClaimPosition
from incidents.models.coverage import Coverage
from incidents.models.episodes import Episode
from incidents.models.history import Decision, Revision
from incidents.models.incident import Incident
from incidents.models.participation import Participation, Quantity
from incidents.models.relations import Relation
from incidents.models.sources import Citation, PublisherGrade, Source
from incidents.models.statements import Statement, StatementText

__all__ = [
    "Citation",
    "Claim",
    "ClaimPosition",
    "Coverage",
    "Decision",
    "Episode",
    "Incident",
    "Participation",
    "PublisherGrade",
    "Quantity",
    "Relation",
    "Revision",
    "Source",
    "Statement",
    "StatementText",
]
