"""The filters over links, and over what has been read."""

import django_filters
from django.db.models import Q, QuerySet

from record import identity
from record.documents.links import REPLY
from record.models import CoverageIndex, LinkIndex
from record.parameters import AnyOf, DayFilter, Since, numbers_of
from record.spans import SpanFilter
from record.values import CodedFilter

UPDATED = "Published or corrected at or after this time."


class Ends(AnyOf):
    """Links with an end among the values, whatever those live on as: the thing itself, or a statement of it."""

    def filter(self, qs, value):
        if not value:
            return qs
        refs = sorted(set(identity.survivors(value, self.parent.moment).values()))
        return qs.filter(Q(start__in=refs) | Q(end__in=refs) | Q(start_home__in=refs) | Q(end_home__in=refs))


class LinkFilter(CodedFilter):
    """Filters over links at one moment."""

    ref = AnyOf("ref", read="read_link", label="Public number: LK-7.")
    kind = AnyOf("kind", read="read_link_kind", label="Kind of link: responds_to, part_of, reply …")
    end = Ends(
        "start",
        read="read_end",
        label="Starts or ends at an incident, an episode or a statement: DI-21, EP-1, ST-14.",
    )
    basis = AnyOf("basis", read="read_basis", label="On what it rests: explicit, analyst …")
    part = AnyOf("part", read="read_part", label="Of a member of an episode: core, antecedent …")
    updated_since = Since("published_at", read="read_time", label=UPDATED)

    class Meta:
        model = LinkIndex
        fields: list[str] = []

    read_link = numbers_of("link")
    read_end = numbers_of("incident", "episode", "statement")

    def read_link_kind(self, text: str) -> str:
        known = self.codebook.scales.get("relation_kinds", {}).get("by_code", {})
        return self.one_of(text, [*known, REPLY], "a kind of link")

    def read_basis(self, text: str) -> str:
        return self.of_scale(text, "relation_bases")

    def read_part(self, text: str) -> str:
        return self.of_scale(text, "membership_parts")


class EitherCountry(AnyOf):
    """Coverage of any of the states, with all others or with one."""

    def filter(self, qs, value):
        return qs.filter(Q(country__in=value) | Q(counterpart__in=value)) if value else qs


class CoverageFilter(SpanFilter):
    """Filters over stretches of reading at one moment."""

    ref = AnyOf("ref", read="read_coverage", label="Public number: CV-2.")
    country = EitherCountry(
        "country", read="read_country", label="What was read about it: KAZ, KZ or cow:705."
    )
    depth = AnyOf("depth", read="read_depth", label="How deeply: systematic, partial …")
    to = DayFilter(method="filter_nothing", label="Last day.")
    dates = django_filters.ChoiceFilter(
        method="filter_nothing",
        choices=[("overlap", "overlap"), ("within", "within")],
        empty_label=None,
        label="overlap (default): touches the span; within: lies in it.",
    )
    updated_since = Since("published_at", read="read_time", label=UPDATED)

    class Meta:
        model = CoverageIndex
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return self.filter_dates(super().filter_queryset(queryset))

    read_coverage = numbers_of("coverage")

    def read_depth(self, text: str) -> str:
        return self.of_scale(text, "coverage_depth")


# `from` is a Python keyword, so it joins the filters by name.
CoverageFilter.base_filters["from"] = DayFilter(method="filter_nothing", label="First day.")
