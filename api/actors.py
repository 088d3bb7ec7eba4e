"""Actors: persons, bodies and groups that act or speak; the list, and one of them."""

from django.db.models import QuerySet

from api.copying import CopiedList
from api.details import Detail
from api.files import SUMS
from api.parameters import AS_OF, COUNT, CURSOR, FIELDS, FORMAT_OR_LINES, OMIT, PAGE, of_filters, ordering
from api.picking import field_names
from api.shapes.actors import ActorDocument, ActorEnvelope, ActorPage, ActorRow
from record import exports, mentions
from record.models import ThingIndex
from record.moments import Moment
from record.thing_filters import ActorFilter


class ActorList(CopiedList):
    """Actors by name. Only those that something public names."""

    kind = "actor"
    noun = "actors"
    table = exports.ACTORS
    filters = ActorFilter
    orderings = ("name",)
    sort_columns = ("sort_key",)
    row_fields = field_names(ActorRow)
    document_fields = field_names(ActorDocument)
    parameters = (
        *of_filters(ActorFilter),
        AS_OF,
        ordering("name"),
        PAGE,
        CURSOR,
        COUNT,
        FIELDS,
        OMIT,
        FORMAT_OR_LINES,
        SUMS,
    )
    shape = ActorPage

    def rows(self, moment: Moment) -> QuerySet:
        return ThingIndex.objects.at(moment).filter(kind="actor")


class ActorDetail(Detail):
    """One actor as the record says it, or one version of it for ever: A-1@2. `counts` are those of the moment."""

    kind = "actor"
    route = "api:actor"
    address_meaning = "The public number, such as A-1; with @ and a number, that version: A-1@2."
    address_example = "A-1"
    shape = ActorEnvelope

    def beside(self, ref: str, moment: Moment) -> dict:
        return {"counts": mentions.of_actor(ref, moment)}
