"""What hangs on a word of the codebook: the published incidents that use it, and what a change of the word means for them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Count

from codebook.models import IncidentType, Theme
from desk.forms import DeskForm
from desk.models import Trashed
from desk.retracting import counted
from incidents.models import Incident
from record import codebook, ledger
from record.models import IncidentIndex

TELLING = ["label", "label_ru", "definition", "include", "exclude", "level_min", "level_max"]
"""What of a word says what an incident coded with it is."""


@dataclass(frozen=True)
class Listed:
    """Some published incidents: how many, in words, and their list as readers have it."""

    words: str
    count: int
    url: str


@dataclass(frozen=True)
class Use:
    """How many published incidents use a word now, by level of hostility, lowest first."""

    parameter: str
    code: str
    levels: dict[int, int]

    @property
    def count(self) -> int:
        return sum(self.levels.values())

    @property
    def words(self) -> str:
        return f"{counted(self.count, 'published incident')} {verb(self.count)} it"

    @property
    def url(self) -> str:
        return f"/incidents/?{self.parameter}={self.code}"

    @property
    def by_level(self) -> list[Listed]:
        return [
            Listed(minus(level), count, f"{self.url}&level={level}") for level, count in self.levels.items()
        ]

    def outside(self, lowest: int, highest: int) -> list[Listed]:
        """Those whose level a range leaves out, on either side of it."""
        below = sum(count for level, count in self.levels.items() if level < lowest)
        above = sum(count for level, count in self.levels.items() if level > highest)
        found = [
            Listed(f"below {minus(lowest)}", below, f"{self.url}&level_max={lowest - 1}"),
            Listed(f"above {minus(highest)}", above, f"{self.url}&level_min={highest + 1}"),
        ]
        return [one for one in found if one.count]


def minus(level: int) -> str:
    return str(level).replace("-", "−")


def use_of(word: IncidentType | Theme) -> Use:
    """Who uses a type or theme among what is public now. One query."""
    is_type = isinstance(word, IncidentType)
    rows = IncidentIndex.objects.filter(until__isnull=True)
    rows = rows.filter(type=word.code) if is_type else rows.filter(themes__overlap=[word.code])
    found = rows.values_list("level").annotate(Count("pk")).order_by("level")
    return Use("type" if is_type else "theme", word.code, dict(found))


def why_kept(word: IncidentType | Theme) -> str:
    """Why a word cannot be deleted, as a sentence that says how to mend it; empty where nothing stands in the way."""
    if (use := use_of(word)).count:
        return f"{use.words}. Correct it instead: what was published keeps its code."
    is_type = isinstance(word, IncidentType)
    drafts = Incident.objects.filter(**{"type" if is_type else "themes": word}).count()
    if drafts:
        return f"{counted(drafts, 'incident')} at the desk {verb(drafts)} it. Code {them(drafts)} with another first."
    public = codebook.at(ledger.moment())
    if word.code in (public.types if is_type else public.themes):
        return "It stands in the published codebook. Correct it instead."
    return in_the_trash(word) if is_type else ""  # a draft comes back without a theme, never without a type


def in_the_trash(word: IncidentType | Theme) -> str:
    row = {"model": Incident._meta.label_lower, "fields": {"type": word.code}}
    count = Trashed.objects.filter(rows__contains=[row]).count()
    return f"{counted(count, 'draft')} in the trash {verb(count)} it. Empty the trash first." if count else ""


def verb(count: int) -> str:
    return "uses" if count == 1 else "use"


def them(count: int) -> str:
    return "it" if count == 1 else "them"


class WordForm(DeskForm):
    """The form of a type or theme. Where published incidents use the word, changing what it says needs a tick."""

    confirmed = forms.BooleanField(
        label="Change it although published incidents use it",
        required=False,
        help_text="Needed for another label, definition or range of levels. For another meaning add a new word instead.",
    )
    used: Use | None = None  # of the word as it is stored; the admin sets it

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_used:
            del self.fields["confirmed"]

    @property
    def is_used(self) -> bool:
        return self.used is not None and self.used.count > 0

    @cached_property
    def outside(self) -> list[Listed]:
        """The published incidents that the range of levels, as typed, leaves out; empty where it stays as it was."""
        said = getattr(self, "cleaned_data", {})
        lowest, highest = said.get("level_min"), said.get("level_max")
        bounds = {"level_min", "level_max"} & set(self.changed_data) if self.is_bound else set()
        if self.used is None or lowest is None or highest is None or not bounds:
            return []
        return self.used.outside(lowest, highest)

    @property
    def outside_key(self) -> str:
        """What the page said of them; comes back with the tick, so that nobody confirms what they were not shown."""
        return "; ".join(f"{one.words}: {one.count}" for one in self.outside)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_used and self.used:
            self.ask(self.used, [name for name in TELLING if name in self.changed_data])
        return cleaned

    def ask(self, used: Use, changed: list[str]) -> None:
        if self.outside and self.data.get("outside_seen") != self.outside_key:
            count = sum(one.count for one in self.outside)
            self.add_error(
                "confirmed",
                f"{counted(count, 'published incident')} would lie outside the new range of levels. They are listed "
                "at the top. Widen the range, or tick this and save again.",
            )
        elif changed and not self.cleaned_data.get("confirmed"):
            names = ", ".join(str(self.fields[name].label).lower() for name in changed)
            self.add_error(
                "confirmed",
                f"{used.words}, and you changed: {names}. Look at them, then tick this and save again.",
            )
