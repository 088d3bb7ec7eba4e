"""What at the desk lacks something that only a person can find out: each lack is a filter of its list, and a count on My desk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from actors.models import Actor
from desk.places import list_url
from incidents.models import Citation, Claim, Incident, Source

OUTCOME_DAYS = 90
FINAL = ("acquitted", "convicted", "dropped")


@dataclass(frozen=True)
class Lack:
    """Something that rows of a table may lack; `rows` keeps those that do."""

    code: str
    words: str
    rows: Callable[[QuerySet], QuerySet]


def without_source(rows: QuerySet) -> QuerySet:
    return rows.filter(~Exists(Citation.objects.filter(incident=OuterRef("pk"))))


def not_judged(rows: QuerySet) -> QuerySet:
    """A claim on which nobody has said how sure it is."""
    return rows.filter(Exists(Claim.objects.filter(incident=OuterRef("pk"), certainty="unknown")))


def without_search(rows: QuerySet) -> QuerySet:
    """An accusation without a note where the accused side's answer was looked for."""
    accused = Claim.objects.filter(incident=OuterRef("pk"), certainty__in=("alleged", "disputed"))
    return rows.filter(Exists(accused), accused_side_searched="")


def without_archive(rows: QuerySet) -> QuerySet:
    return rows.exclude(url="").filter(archived_url="")


def old_outcome(rows: QuerySet) -> QuerySet:
    """A case that may have gone on: its outcome is not final, and nobody has looked it up for a while, or said when."""
    day = timezone.now().date() - timedelta(days=OUTCOME_DAYS)
    open_cases = rows.exclude(case_outcome="").exclude(case_outcome__in=FINAL)
    return open_cases.filter(Q(case_outcome_on__lt=day) | Q(case_outcome_on=None))


LACKS: dict[type, list[Lack]] = {
    Incident: [
        Lack("source", "no source", without_source),
        Lack("judgement", "a claim not judged", not_judged),
        Lack("answer", "accused side not searched", without_search),
    ],
    Source: [Lack("archive", "no archived copy", without_archive)],
    Actor: [Lack("outcome", f"case not looked up for {OUTCOME_DAYS} days", old_outcome)],
}


@dataclass(frozen=True)
class Gap:
    """How many rows of one table lack one thing, and where they are listed."""

    words: str
    count: int
    more: bool
    url: str


MOST = 999


def gaps() -> list[Gap]:
    """Every lack that occurs; one query for each."""
    found = []
    for model, lacks in LACKS.items():
        for lack in lacks:
            count = lack.rows(model._default_manager.order_by())[: MOST + 1].count()  # type: ignore[attr-defined]
            if count:
                name = str(model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural)  # type: ignore[attr-defined]
                words = f"{name}: {lack.words}"
                found.append(
                    Gap(words, min(count, MOST), count > MOST, f"{list_url(model)}?lacks={lack.code}")
                )
    return found


class LacksFilter(admin.SimpleListFilter):
    """Keeps the rows of a list that lack something."""

    title = "what it lacks"
    parameter_name = "lacks"

    def lookups(self, request, model_admin):
        return [(lack.code, lack.words) for lack in LACKS[model_admin.model]]

    def queryset(self, request, queryset):
        lack = next((one for one in LACKS[queryset.model] if one.code == self.value()), None)
        return lack.rows(queryset) if lack else queryset
