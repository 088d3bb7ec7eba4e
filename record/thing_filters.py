"""The filters over what has a name or a title: actors, sources, episodes."""

import django_filters
from django.db import connections
from django.db.models import QuerySet

from record import identity
from record.asking import LONGEST, TOO_LONG
from record.models import IncidentIndex, LinkIndex, ThingIndex
from record.parameters import AnyOf, DayFilter, FilterError, Since
from record.question import NO_WORD
from record.spans import SpanFilter
from record.values import ActorRefs
from record.vectors import CONFIGURATION, Written, plain


class ThingFilter(SpanFilter):
    """Filters over the rows of one kind in `ThingIndex`."""

    q = django_filters.CharFilter(
        method="filter_words",
        max_length=LONGEST,
        error_messages={"max_length": TOO_LONG},
        label='Words of its names or title, in any form: "phrases", -what to leave out, OR.',
    )

    def filter_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Rows whose names or texts have the words; one query more. Raises FilterError where there is no word."""
        query = words_query(value, queryset.db)
        if not query:
            raise FilterError({name: [str(NO_WORD)]})
        return queryset.filter(words=Written(query))


def words_query(text: str, using: str) -> str:
    """What a reader wrote, as PostgreSQL writes queries; empty if no word in it says anything. One query."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT websearch_to_tsquery(%s, unaccent(%s))::text", [CONFIGURATION, plain(text)])
        return cursor.fetchone()[0]


class ActorFilter(ThingFilter):
    """Filters over actors at one moment."""

    ref = ActorRefs("ref", read="read_actor", label="Public number, of now or of before a merge: A-12.")
    country = AnyOf(
        "countries",
        read="read_country",
        lookup="overlap",
        label="Belongs or belonged to it. ISO alpha-3 or alpha-2, or cow:365.",
    )
    kind = AnyOf("subkind", read="read_actor_kind", label="Kind of actor: person, ministry, media …")
    updated_since = Since(
        "published_at", read="read_time", label="Published or corrected at or after this time."
    )

    class Meta:
        model = ThingIndex
        fields: list[str] = []

    def read_actor_kind(self, text: str) -> str:
        return self.of_scale(text, "actor_kinds")


class DatedThingFilter(ThingFilter):
    """Filters that sources and episodes share, but for the number."""

    to = DayFilter(method="filter_nothing", label="Last day.")
    dates = django_filters.ChoiceFilter(
        method="filter_nothing",
        choices=[("overlap", "overlap"), ("within", "within")],
        empty_label=None,
        label="overlap (default): may lie in the span; within: surely does.",
    )
    updated_since = Since(
        "published_at", read="read_time", label="Published or corrected at or after this time."
    )

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return self.filter_dates(super().filter_queryset(queryset))


class OfIncidents(AnyOf):
    """Rows that some incidents have to do with, under any number that these had; a set of filters says which rows."""

    def filter(self, qs, value):
        if not value:
            return qs
        refs = identity.survivors(value, self.parent.moment).values()
        return qs.filter(ref__in=self.parent.of_incidents(sorted(set(refs))))


class SourceFilter(DatedThingFilter):
    """Filters over sources at one moment."""

    ref = AnyOf("ref", read="read_source", label="Public number: SR-3.")
    kind = AnyOf("subkind", read="read_source_kind", label="Kind of source: newspaper, interview …")
    publisher = ActorRefs("publisher", read="read_actor", label="Published by this actor: A-12.")
    incident = OfIncidents("ref", read="read_incident", label="An incident rests on it: DI-21.")

    class Meta:
        model = ThingIndex
        fields: list[str] = []

    def read_source_kind(self, text: str) -> str:
        return self.of_scale(text, "source_kinds")

    def of_incidents(self, refs: list[str]) -> list[str]:
        """The sources of some incidents; one query."""
        rows = IncidentIndex.objects.at(self.moment).filter(ref__in=refs).values_list("sources", flat=True)
        return sorted({ref for sources in rows for ref in sources})


class EpisodeFilter(DatedThingFilter):
    """Filters over episodes at one moment."""

    ref = AnyOf("ref", read="read_episode", label="Public number: EP-1.")
    country = AnyOf(
        "countries", read="read_country", lookup="overlap", label="A state that it is about: KAZ."
    )
    incident = OfIncidents("ref", read="read_incident", label="An incident is part of it: DI-21.")

    class Meta:
        model = ThingIndex
        fields: list[str] = []

    def of_incidents(self, refs: list[str]) -> QuerySet:
        return LinkIndex.objects.at(self.moment).filter(kind="part_of", start__in=refs).values("end")


# `from` is a Python keyword, so it joins the filters by name.
for filters in (SourceFilter, EpisodeFilter):
    filters.base_filters["from"] = DayFilter(method="filter_nothing", label="First day.")
