"""The filters over the record's actors."""

from record.models import ThingIndex
from record.parameters import AnyOf, RecordFilter
from record.values import ActorRefs


class ActorFilter(RecordFilter):
    """Filters over actors at one moment; give it the rows of `ThingIndex` that are actors."""

    ref = ActorRefs("ref", read="read_ref", label="Public number, of now or of before a merge: A-12.")
    country = AnyOf(
        "countries",
        read="read_country",
        lookup="overlap",
        label="Belongs or belonged to it. ISO alpha-3 or alpha-2, or cow:365.",
    )
    kind = AnyOf("subkind", read="read_kind", label="Kind of actor: person, ministry, media …")

    class Meta:
        model = ThingIndex
        fields: list[str] = []

    def read_kind(self, text: str) -> str:
        return self.of_scale(text, "actor_kinds")
