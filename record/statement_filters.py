"""The filters over the record's statements. What they say of an incident is meant of the one where a statement is at home."""

import django_filters
from django.db.models import Q, QuerySet

from record import identity
from record.asking import LONGEST, TOO_LONG
from record.dimensions import Dimension
from record.filters import Dyads
from record.models import LinkIndex, StatementIndex
from record.parameters import AnyOf, DayFilter, Since, numbers_of
from record.sourcing import of_publishers
from record.spans import SpanFilter
from record.statement_dimensions import STATEMENT_DIMENSIONS
from record.values import ActorRefs, Groups


class Several(AnyOf):
    """Rows with any of the codes; each value reads as several: those at or above a rank, the spellings of a tag."""

    def filter(self, qs, value):
        return super().filter(qs, sorted({code for codes in value or () for code in codes}))


class StatementFilter(SpanFilter):
    """Filters over statements at one moment; give it rows of `StatementIndex`."""

    q = django_filters.CharFilter(
        method="filter_q",
        max_length=LONGEST,
        error_messages={"max_length": TOO_LONG},
        label='Words, names in any script, "phrases", -what to leave out, OR.',
    )
    ref = AnyOf(
        "ref",
        read="read_home_or_statement",
        label="Public number: ST-14; or of the incident or episode it was made in: DI-21.",
    )
    speaker = ActorRefs("speaker", read="read_actor", label="Who spoke, by number: A-12.")
    addressee = ActorRefs(
        "addressed",
        read="read_actor_or_party",
        lookup="overlap",
        label="Spoken to: an actor (A-12) or a state (RUS).",
    )
    about = ActorRefs(
        "about",
        read="read_actor_or_party",
        lookup="overlap",
        label="Spoken of: an actor (A-12) or a state (RUS).",
    )
    actor = ActorRefs(
        "actors",
        read="read_actor",
        lookup="overlap",
        label="Spoke, was spoken to or of, or passed it on, by number: A-12.",
    )
    country = AnyOf(
        "countries",
        read="read_party",
        lookup="overlap",
        label="Its speaker stands for it, or it was spoken to or of. ISO alpha-3 or alpha-2, cow:365, or EU, NATO, UN.",
    )
    statement_kind = AnyOf("kind", read="read_statement_kind", label="Kind of statement: denial, concern …")
    stance = AnyOf("stance", read="read_stance", label="Stance, −2 hostile to 2 supportive.")
    capacity = AnyOf("capacity", read="read_capacity", label="In which capacity: official, personal …")
    officialness_min = Several(
        "officialness",
        read="read_officialness",
        label="Somebody at least this official: agency, or its rank 5.",
    )
    mode = AnyOf("mode", read="read_mode", label="How its words are known: direct, partial, paraphrase …")
    language = Several(
        "languages", read="read_language", lookup="overlap", label="Its words are on file in it: ru."
    )
    inside = django_filters.ChoiceFilter(
        field_name="nested",
        choices=[("0", "statements"), ("1", "speech inside a statement")],
        method="filter_inside",
        empty_label=None,
        label="0: without speech inside another statement; 1: that alone.",
    )
    dyad = Dyads(
        "pairs",
        read="read_dyad",
        label="Its incident is between them: KAZ-RUS in either direction, KAZ>RUS in one.",
    )
    type = AnyOf("type", read="read_type", label="Type of its incident: P10.")
    type_group = Groups(
        "type", read="read_type_group", label="Group of types of its incident, by its letter: P."
    )
    theme = AnyOf("themes", read="read_theme", lookup="overlap", label="Theme of its incident: migrants.")
    episode = AnyOf(
        "home", read="read_episode", label="Made in an episode or in an incident that is part of it: EP-1."
    )
    source = AnyOf(
        "sources", read="read_source", lookup="overlap", label="Source of the statement by number: SR-3."
    )
    publisher = ActorRefs(
        "sources", read="read_actor", lookup="overlap", label="Its source is of this publisher: A-12."
    )
    to = DayFilter(method="filter_nothing", label="Last day, of the statement, else of its incident.")
    dates = django_filters.ChoiceFilter(
        method="filter_nothing",
        choices=[("overlap", "overlap"), ("within", "within")],
        empty_label=None,
        label="overlap (default): may have been made in the span; within: surely was.",
    )
    updated_since = Since(
        "published_at", read="read_time", label="Its incident or episode was published or corrected since."
    )
    exclude_type = AnyOf("type", read="read_type", exclude=True, label="Without incidents of these types.")
    exclude_theme = AnyOf(
        "themes",
        read="read_theme",
        lookup="overlap",
        exclude=True,
        label="Without incidents of these themes.",
    )
    exclude_country = AnyOf(
        "countries", read="read_party", lookup="overlap", exclude=True, label="Without these countries."
    )
    exclude_actor = ActorRefs(
        "actors", read="read_actor", lookup="overlap", exclude=True, label="Without these actors."
    )

    class Meta:
        model = StatementIndex
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Each filter by itself, then those that look at other rows."""
        for name, value in self.form.cleaned_data.items():
            if name not in ("ref", "episode", "publisher"):
                queryset = self.filters[name].filter(queryset, value)
        return self.filter_elsewhere(self.filter_dates(queryset))

    def filter_elsewhere(self, queryset: QuerySet) -> QuerySet:
        """By number of its own or of its home; by episode; by who published its sources."""
        chosen = self.form.cleaned_data
        if chosen["ref"]:
            homes = identity.survivors(chosen["ref"], self.moment).values()
            queryset = queryset.filter(Q(ref__in=chosen["ref"]) | Q(home__in=sorted(set(homes))))
        if chosen["episode"]:
            members = LinkIndex.objects.at(self.moment).filter(kind="part_of", end__in=chosen["episode"])
            queryset = queryset.filter(Q(home__in=chosen["episode"]) | Q(home__in=members.values("start")))
        if chosen["publisher"]:
            publishers = sorted(identity.all_refs(chosen["publisher"], self.moment))
            queryset = of_publishers(queryset, publishers, self.moment)
        return queryset

    def filter_inside(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(nested=value == "1")

    def dimensions(self) -> dict[str, Dimension]:
        """By what the selection is counted."""
        return STATEMENT_DIMENSIONS

    read_home_or_statement = numbers_of("statement", "incident", "episode")

    def read_mode(self, text: str) -> str:
        return self.of_scale(text, "quote_modes")


# `from` is a Python keyword, so it joins the filters by name.
StatementFilter.base_filters["from"] = DayFilter(
    method="filter_nothing", label="First day, of the statement, else of its incident."
)
