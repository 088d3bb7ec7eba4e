"""The one FilterSet of pages, API, CSV and feeds over incidents."""

from functools import reduce
from itertools import product
from operator import or_

import django_filters
from django.db.models import Q
from django.utils.translation import gettext as _

from record import identity
from record.asking import LONGEST, TOO_LONG
from record.dimensions import DIMENSIONS, Dimension
from record.models import IncidentIndex, LinkIndex, StatementIndex
from record.parameters import AnyOf, DayFilter, FilterError, Since, WholeNumberFilter
from record.role_dimensions import in_one_participation
from record.sourcing import of_publishers
from record.spans import SpanFilter
from record.values import ActorRefs, Box, Groups, Has, LivingRefs

STATEMENT_FILTERS = {
    "speaker": "speaker__in",
    "statement_kind": "kind__in",
    "stance": "stance__in",
    "capacity": "capacity__in",
    "officialness_min": "officialness__in",
    "language": "languages__overlap",
}


class Dyads(AnyOf):
    """Rows with any of the pairs; each value reads as one or two directed pairs."""

    def filter(self, qs, value):
        return qs.filter(pairs__overlap=[pair for pairs in value for pair in pairs]) if value else qs


class Named(AnyOf):
    """Rows that name a state in any role, or an organisation that acts for itself as acting or acted on."""

    def filter(self, qs, value):
        if not value:
            return qs
        named = Q(countries__overlap=value)
        if organisations := [code for code in value if code not in self.parent.codebook.countries]:
            named |= Q(initiators__overlap=organisations) | Q(targets__overlap=organisations)
        return self.get_method(qs)(named)


class IncidentFilter(SpanFilter):
    """Filters over the record's incidents at one moment; the names are the API's."""

    q = django_filters.CharFilter(
        method="filter_q",
        max_length=LONGEST,
        error_messages={"max_length": TOO_LONG},
        label='Words, names in any script, "phrases", -what to leave out, OR.',
    )
    ref = LivingRefs("ref", read="read_incident", label="Public number: DI-21.")
    country = Named(
        "countries",
        read="read_named",
        lookup="overlap",
        label="In any role. ISO alpha-3 or alpha-2, or cow:365; EU, NATO, UN where they acted or were acted on.",
    )
    initiator = AnyOf(
        "initiators", read="read_party", lookup="overlap", label="Acted. A country, or EU, NATO, UN."
    )
    target = AnyOf("targets", read="read_party", lookup="overlap", label="Was acted on.")
    dyad = Dyads("pairs", read="read_dyad", label="KAZ-RUS in either direction, KAZ>RUS in one.")
    grouping = AnyOf(
        "groupings",
        read="read_grouping",
        lookup="overlap",
        label="A country that was a member of it on the day took part: CSTO.",
    )
    actor = ActorRefs(
        "actors", read="read_actor", lookup="overlap", label="A person, body or group by its number: A-12."
    )
    role = AnyOf(
        "roles",
        read="read_role",
        lookup="overlap",
        label="Somebody took part in this role; with country or actor: they did, in one participation.",
    )
    through = AnyOf(
        "through",
        read="read_through",
        lookup="overlap",
        label="Whose acts: state, quasi, tolerated, private.",
    )
    denied_by = AnyOf(
        "denied_by",
        read="read_actor_or_party",
        lookup="overlap",
        label="Denied by an actor (A-12) or by somebody who stands for a state (RUS).",
    )
    episode = AnyOf("ref", read="read_episode", label="Part of an episode by its number: EP-1.")
    source = AnyOf("sources", read="read_source", lookup="overlap", label="Cited source by its number: SR-3.")
    publisher = ActorRefs(
        "sources", read="read_actor", lookup="overlap", label="Cites a document of this publisher: A-12."
    )
    speaker = AnyOf(
        "ref",
        read="read_actor",
        label="Somebody who spoke: A-12. Filters about statements hold together for one statement.",
    )
    statement_kind = AnyOf("ref", read="read_statement_kind", label="A statement is a denial, concern …")
    stance = AnyOf("ref", read="read_stance", label="Stance of a statement, −2 hostile to 2 supportive.")
    capacity = AnyOf(
        "ref", read="read_capacity", label="In which capacity somebody spoke: official, personal …"
    )
    officialness_min = AnyOf(
        "ref", read="read_officialness", label="Somebody at least this official spoke: agency, or its rank 5."
    )
    language = AnyOf("ref", read="read_language", label="Words of a statement are on file in it: ru.")
    type = AnyOf("type", read="read_type", label="Incident type: P10.")
    type_group = Groups("type", read="read_type_group", label="Group of types by its letter: P.")
    theme = AnyOf("themes", read="read_theme", lookup="overlap", label="Theme: migrants.")
    step = AnyOf("step", read="read_step", label="The numeral on the tile: + or 0 to 5.")
    level = AnyOf("level", read="read_level", label="Coded level of hostility, −2 to 8.")
    level_min = WholeNumberFilter(
        "level", lookup_expr="gte", min_value=-2, max_value=8, label="At least this level."
    )
    level_max = WholeNumberFilter(
        "level", lookup_expr="lte", min_value=-2, max_value=8, label="At most this level."
    )
    certainty = AnyOf(
        "certainty", read="read_certainty", label="confirmed, reported, alleged, disputed, refuted, unknown."
    )
    nature = AnyOf("nature", read="read_nature", label="event, series, measure, package, process, pattern.")
    status = AnyOf("status", read="read_status", label="How far it went: in_force, announced, planned …")
    counted = django_filters.ChoiceFilter(
        method="filter_counted",
        choices=[("1", "counted"), ("all", "all")],
        empty_label=None,
        label="1: only what charts count.",
    )
    to = DayFilter(method="filter_nothing", label="Last day.")
    dates = django_filters.ChoiceFilter(
        method="filter_nothing",
        choices=[("overlap", "overlap"), ("within", "within")],
        empty_label=None,
        label="overlap (default): may have happened in the span; within: surely did.",
    )
    in_force = DayFilter(
        field_name="in_force", lookup_expr="contains", label="Measures that held on this day: 2025-05-01."
    )
    bbox = AnyOf("longitude", read="read_box", label="Inside a rectangle: west,south,east,north in degrees.")
    place_country = AnyOf("place_country", read="read_country", label="Where it happened.")
    has = Has("ref", read="read_has", label="What it has: statements, claims, place. All that are asked for.")
    updated_since = Since(
        "published_at", read="read_time", label="Published or corrected at or after this time."
    )
    exclude_type = AnyOf("type", read="read_type", exclude=True, label="Without these types.")
    exclude_theme = AnyOf(
        "themes", read="read_theme", lookup="overlap", exclude=True, label="Without these themes."
    )
    exclude_country = Named(
        "countries",
        read="read_named",
        lookup="overlap",
        exclude=True,
        label="Without these countries, or without EU, NATO, UN acting or acted on.",
    )
    exclude_actor = ActorRefs(
        "actors", read="read_actor", lookup="overlap", exclude=True, label="Without these actors."
    )
    exclude_certainty = AnyOf("certainty", read="read_certainty", exclude=True, label="Without these.")

    class Meta:
        model = IncidentIndex
        fields: list[str] = []

    def refuse_contradictions(self) -> None:
        super().refuse_contradictions()
        least, most = self.form.cleaned_data["level_min"], self.form.cleaned_data["level_max"]
        if least is not None and most is not None and least > most:
            sentence = _("The highest level, %(most)s, lies below the lowest, %(least)s.")
            raise FilterError({"level_max": [sentence % {"most": most, "least": least}]})

    def filter_queryset(self, queryset):
        """Each filter by itself, then those that say one thing together."""
        chosen = self.form.cleaned_data
        together = {"role", "episode", "publisher", "denied_by", "bbox", *STATEMENT_FILTERS}
        for name, value in chosen.items():
            if name not in together:
                queryset = self.filters[name].filter(queryset, value)
        for condition in (
            self.filter_dates,
            self.filter_roles,
            self.filter_statements,
            self.filter_elsewhere,
        ):
            queryset = condition(queryset)
        return queryset

    def refs(self, name: str) -> list[str]:
        """Refs given to a filter with all others of the same actors; nothing for none."""
        return sorted(identity.all_refs(self.form.cleaned_data[name], self.moment))

    def filter_roles(self, queryset):
        """Roles qualify country and actor in one participation."""
        chosen = self.form.cleaned_data
        roles, countries = chosen["role"], chosen["country"]
        if not roles:
            return queryset
        actors = self.refs("actor")
        wanted = [[role, *which] for role in roles for which in product(*filter(None, (countries, actors)))]
        return queryset.filter(roles__overlap=["=".join(parts) for parts in wanted])

    def filter_statements(self, queryset):
        """All of them hold for one and the same statement of the incident."""
        chosen = self.form.cleaned_data
        conditions = {lookup: chosen[name] for name, lookup in STATEMENT_FILTERS.items() if chosen[name]}
        if not conditions:
            return queryset
        if chosen["speaker"]:
            conditions["speaker__in"] = self.refs("speaker")
        for name in ("officialness_min", "language"):  # each value reads as several
            if chosen[name]:
                conditions[STATEMENT_FILTERS[name]] = sorted(
                    {code for codes in chosen[name] for code in codes}
                )
        statements = StatementIndex.objects.at(self.moment).filter(**conditions)
        return queryset.filter(ref__in=statements.values("home"))

    def filter_elsewhere(self, queryset):
        """What other rows of the record say: links to episodes, publishers of sources; who denies; where it was."""
        chosen = self.form.cleaned_data
        if chosen["episode"]:
            members = LinkIndex.objects.at(self.moment).filter(kind="part_of", end__in=chosen["episode"])
            queryset = queryset.filter(ref__in=members.values("start"))
        if chosen["publisher"]:
            queryset = of_publishers(queryset, self.refs("publisher"), self.moment)
        if chosen["denied_by"]:
            queryset = queryset.filter(denied_by__overlap=self.refs("denied_by"))
        if chosen["bbox"]:
            queryset = queryset.filter(reduce(or_, map(inside, chosen["bbox"])))
        return queryset

    def filter_counted(self, queryset, name: str, value: str):
        return queryset.filter(counted=True) if value == "1" else queryset

    def dimensions(self) -> dict[str, Dimension]:
        """By what the selection is counted: where a role is asked for, countries and actors of that role, and so on."""
        chosen = self.form.cleaned_data
        return DIMENSIONS | in_one_participation(chosen["role"], chosen["country"], self.refs("actor"))


def inside(box: Box) -> Q:
    """Places in a rectangle; one that crosses the line of the date has two parts."""
    across = Q(longitude__gte=box.west) | Q(longitude__lte=box.east)
    between = Q(longitude__gte=box.west, longitude__lte=box.east)
    return Q(latitude__gte=box.south, latitude__lte=box.north) & (between if box.west <= box.east else across)


# `from` is a Python keyword, so it joins the filters by name.
IncidentFilter.base_filters["from"] = DayFilter(method="filter_nothing", label="First day.")
