"""Moving statements and claims to another incident or to an episode, with what belongs to them, in one transaction.

What was never public goes. A statement or claim with a public number stays: readers cite it as part of its incident, and
two incidents would have to be published at one and the same moment for it never to be missing or doubled.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pghistory
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max, Q

from incidents.models import Claim, Episode, Incident, Statement
from incidents.workflow import Stale, WorkflowError

Home = Incident | Episode
KINDS: dict[type, str] = {Incident: "incident", Episode: "episode"}
PUBLIC = (
    "{ref} is public as part of {home}, and readers cite it there, so it stays. "
    "To have it found with the other as well, name that one on its form under “{field}”."
)
Closed = Mapping[str, str]
"""Why a home must not change now, by its name; one that may is not in it."""
NONE: Closed = {}
INSIDE = "It stands inside “{outer}”. Move that one, and this goes along."


@dataclass(frozen=True)
class Fate:
    """What becomes of one part: `along` says why it goes with another, `refused` why it stays."""

    part: Any
    home: Home
    along: str = ""
    refused: str = ""


def plan(chosen: Iterable[Statement | Claim], to: Home, closed: Closed = NONE) -> list[Fate]:
    """What a move would do, part by part; two queries, however many there are."""
    parts = list(chosen)
    claims = [one for one in parts if isinstance(one, Claim)]
    statements = [one for one in parts if isinstance(one, Statement)]
    return [
        *statement_fates(statements, to, closed),
        *(fate(claim, to, [claim], closed) for claim in claims),
    ]


def statement_fates(chosen: list[Statement], to: Home, closed: Closed) -> list[Fate]:
    """The chosen statements with those inside them and those of the same utterance."""
    there = neighbours(chosen)
    found: dict[int, Fate] = {}
    for one in chosen:
        group = together(one, there)
        why = fate(one, to, list(group.values()), closed).refused
        for pk, part in group.items():
            along = "" if pk == one.pk else f"belongs to “{one}”"
            if pk not in found or not along:
                found[pk] = Fate(part, home_of(part), along, why)
    return list(found.values())


def neighbours(chosen: list[Statement]) -> dict[int, Statement]:
    """Every statement that is at home where one of these is."""
    homes = Q(incident__in={one.incident_id for one in chosen} - {None})
    homes |= Q(episode__in={one.episode_id for one in chosen} - {None})
    rows = Statement.objects.filter(homes).select_related("incident", "episode", "speaker", "inside__speaker")
    return {row.pk: row for row in rows}


def together(one: Statement, there: Mapping[int, Statement]) -> dict[int, Statement]:
    """A statement with what was said in the same breath and what stands inside any of it."""
    found = {one.pk: there.get(one.pk, one)}
    while True:
        breaths = {(row.home, row.utterance) for row in found.values() if row.utterance is not None}
        more = {
            pk: row
            for pk, row in there.items()
            if pk not in found and (row.inside_id in found or (row.home, row.utterance) in breaths)
        }
        if not more:
            return found
        found |= more


def fate(one: Any, to: Home, group: list[Any], closed: Closed) -> Fate:
    """Whether a part may go, with all that belongs to it."""
    home, refused = home_of(one), ""
    public = next((part for part in group if part.ref), None)
    keys = {part.pk for part in group}
    outer = next(
        (part for part in group if isinstance(part, Statement) and part.inside_id not in (None, *keys)), None
    )
    if home == to:
        refused = "It is at home there already."
    elif public:
        field = "About incidents" if isinstance(public, Claim) else "Also about"
        refused = PUBLIC.format(ref=public.ref, home=home, field=field)
    elif outer:
        refused = INSIDE.format(outer=outer.inside)
    else:
        refused = closed.get(name(home), "")
    return Fate(one, home, refused=refused)


def home_of(part: Statement | Claim) -> Home:
    home = part.incident or part.episode
    assert home
    return home


def seen(fates: Iterable[Fate], to: Home) -> dict[str, int]:
    """The revision of every incident and episode that a move would change, by kind and key."""
    homes = {to, *(one.home for one in fates)}
    return {name(home): home.revision for home in homes}


def name(home: Home) -> str:
    return f"{KINDS[type(home)]}:{home.pk}"


def lock_homes(homes: Iterable[Home]) -> dict[str, Home]:
    """Locks those that are still there and returns them by name; all do it in one order, so no two wait for each other."""
    wanted, found = {(type(home), home.pk) for home in homes}, {}
    for model in KINDS:
        keys = [pk for kind, pk in wanted if kind is model]
        rows = model._default_manager.select_for_update().filter(pk__in=keys)  # type: ignore[attr-defined]
        found |= {name(row): row for row in rows.order_by("pk")}
    return found


@transaction.atomic
def move(
    chosen: Iterable[Statement | Claim],
    to: Home,
    *,
    user: User,
    looked_at: Mapping[str, int],
    reason: str,
    closed_now: Callable[[Collection[Home]], Closed] = lambda homes: NONE,
) -> tuple[list[Fate], list[Home]]:
    """Moves what may go, and returns it with the homes that changed. Raises Stale if one of them was changed since.

    `closed_now` is asked under the locks which of the homes must not change.
    """
    parts = list(chosen)
    homes = {name(home): home for home in (to, *(home_of(part) for part in parts))}
    unchanged(homes, looked_at)
    closed = closed_now(list(homes.values()))
    if name(to) in closed:
        raise WorkflowError(closed[name(to)])
    going = [one for one in plan(read_again(parts), to, closed) if not one.refused]
    if not going:
        raise WorkflowError("None of them can be moved.")
    with pghistory.context(user=user.pk, reason=reason):
        carry([one.part for one in going], to)
    changed = {name(home): home for home in (to, *(one.home for one in going))}
    return going, list(changed.values())


def unchanged(homes: Mapping[str, Home], looked_at: Mapping[str, int]) -> None:
    """Locks the homes. Raises Stale if one is gone or says something else than when it was looked at."""
    there = lock_homes(homes.values())
    for key, home in homes.items():
        if key not in there:
            raise Stale(f"{home} was deleted meanwhile, so nothing was moved. Look again.")
        if looked_at.get(key) != there[key].revision:
            raise Stale(f"{home} was changed since you looked, so nothing was moved. Look again.")


def read_again(parts: Iterable[Statement | Claim]) -> list[Any]:
    """The parts as they are now: one that was published meanwhile has a public number, and no revision tells of it."""
    keys: dict[Any, list[int]] = {}
    for part in parts:
        keys.setdefault(type(part), []).append(part.pk)
    found: list[Any] = []
    for model, some in keys.items():
        found += model.objects.filter(pk__in=some).select_related("incident", "episode").order_by("pk")
    return found


def carry(parts: list[Any], to: Home) -> None:
    """Gives the parts their new home, behind what is there; utterances get numbers that are free there."""
    for model in (Statement, Claim):
        mine: list[Any] = sorted(
            (one for one in parts if isinstance(one, model)), key=lambda one: (one.order, one.pk)
        )
        breaths = free_numbers(mine, to) if model is Statement else {}
        first = behind(model, to)
        for place, part in enumerate(mine):
            settle_in(part, to, first + place, breaths)


def behind(model: Any, to: Home) -> int:
    """The first free place after what is there."""
    last = model.objects.filter(**{KINDS[type(to)]: to}).aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1


def settle_in(part: Any, to: Home, order: int, breaths: Mapping[Any, int]) -> None:
    """One part in its new home, which it need not say any more that it is about."""
    columns: dict[str, Any] = {"incident": None, "episode": None, KINDS[type(to)]: to, "order": order}
    if isinstance(part, Statement):
        columns["utterance"] = breaths.get((part.home, part.utterance))
    type(part).objects.filter(pk=part.pk).update(**columns)
    if isinstance(to, Incident):
        (part.also_about if isinstance(part, Statement) else part.about_incidents).remove(to)


def free_numbers(statements: list[Statement], to: Home) -> dict[Any, int]:
    """A new number for each utterance that comes over."""
    there = Statement.objects.filter(**{KINDS[type(to)]: to}).aggregate(last=Max("utterance"))["last"] or 0
    breaths = dict.fromkeys((one.home, one.utterance) for one in statements if one.utterance is not None)
    return {breath: there + number for number, breath in enumerate(breaths, 1)}
