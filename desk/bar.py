"""The workflow bar of a thing: where it stands, which steps are open, why a step is not, and what was decided so far."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User

from desk.deciding import EDITOR, EXPUNGER
from desk.models import Embargo
from desk.places import by_ref, change_url, step_url
from desk.standing import Standing, merged_into, standing
from incidents.models import Decision, Incident
from incidents.workflow import may_publish
from record.models import Entry
from record.obstacles import BY_YOURSELF, NOT_BY_YOURSELF
from record.standing import OUT

SUBMITTER = "incidents.submit_incident"
MERGING = ("incident", "actor")
LATEST = 8


@dataclass(frozen=True)
class Step:
    """A button: `closed` is empty, or the reason why it cannot be pressed; `url` leads to the page of the step."""

    name: str
    label: str
    closed: str
    url: str = ""


@dataclass(frozen=True)
class Bar:
    """`ways_out` are the steps that take something public away; `decisions` the latest ones, newest first."""

    kind: str
    thing: Any
    standing: Standing
    into: str
    into_url: str
    decisions: list[Decision]
    steps: list[Step]
    ways_out: list[Step]
    embargo: Embargo | None = None
    missed: Embargo | None = None

    @property
    def versions_url(self) -> str:
        return step_url(self.thing, "versions")

    @property
    def last(self) -> Decision | None:
        return self.decisions[0] if self.decisions else None


def bar(kind: str, thing: Any, user: User) -> Bar:
    """The bar as this user sees it."""
    public = standing(kind, thing)
    into = merged_into(thing.ref) if public.action == "merged" else ""
    stays = by_ref(into) if into else None
    steps = stages(thing, user, public) if isinstance(thing, Incident) else []
    return Bar(
        kind,
        thing,
        public,
        into,
        change_url(stays) if stays else "",
        decisions(kind, thing),
        [*steps, to_the_public(kind, thing, user, public), *later(thing, user, public)],
        ways_out(kind, thing, user, public),
        *(embargoes(thing) if isinstance(thing, Incident) else ()),
    )


def embargoes(incident: Incident) -> tuple[Embargo | None, Embargo | None]:
    """The time that it waits for, and the last one that it missed, unless something was decided since."""
    last = Embargo.objects.filter(incident=incident).select_related("user").order_by("-pk").first()
    if last is None or last.entry:
        return None, None
    if last.ended_at is None:
        last.incident = incident
        return last, None
    newer = Decision.objects.filter(kind="incident", object_id=incident.pk, at__gt=last.ended_at).exists()
    return None, None if newer else last


def decisions(kind: str, thing: Any) -> list[Decision]:
    """The latest decisions on a thing, each with the public reason of its entry as `reason`."""
    rows = Decision.objects.filter(kind=kind, object_id=thing.pk).select_related("user")
    found: list[Any] = list(rows.order_by("-pk")[:LATEST])
    entries = Entry.objects.in_bulk([row.entry for row in found if row.entry])
    for row in found:
        row.reason = entries[row.entry].reason if row.entry in entries else ""
    return found


def stages(incident: Incident, user: User, public: Standing) -> list[Step]:
    return [
        Step("submit", "Submit for review", why_not_submit(incident, user, public)),
        Step("return", "Return to draft", why_not_return(incident, user)),
    ]


def to_the_public(kind: str, thing: Any, user: User, public: Standing) -> Step:
    """Publish, or reinstate where it was taken out."""
    name, nobody = ("reinstate", "Editors reinstate.") if public.out else ("publish", "Editors publish.")
    closed = why_not_publish(kind, thing, user) if user.has_perm(EDITOR) else nobody
    return Step(name, f"{name.capitalize()}…", closed, step_url(thing, name))


def later(thing: Any, user: User, public: Standing) -> list[Step]:
    """Publishing at a time, for incidents that could be published now."""
    if not isinstance(thing, Incident) or public.out:
        return []
    closed = why_not_publish("incident", thing, user) if user.has_perm(EDITOR) else "Editors publish."
    return [Step("later", "Publish later…", closed, step_url(thing, "later"))]


def ways_out(kind: str, thing: Any, user: User, public: Standing) -> list[Step]:
    """Retract, merge and expunge; none for what was never public, which is deleted instead."""
    if not public.version:
        return []
    why: dict[str, Callable[[User, Standing], str]] = {"retract": why_not_retract}
    if kind in MERGING:
        why["merge"] = why_not_merge_incident if kind == "incident" else why_not_merge
    why["expunge"] = why_not_expunge
    return [
        Step(name, f"{name.capitalize()}…", closed(user, public), step_url(thing, name))
        for name, closed in why.items()
    ]


def why_not_submit(incident: Incident, user: User, public: Standing) -> str:
    if not user.has_perm(SUBMITTER):
        return "Analysts submit; your account may only read."
    if incident.stage == "review":
        return "It is in review. To submit a newer revision, return it to draft first."
    return "" if public.ahead or public.out else "Nothing has changed since it was published."


def why_not_return(incident: Incident, user: User) -> str:
    if not user.has_perm(SUBMITTER):
        return "Analysts return; your account may only read."
    return "" if incident.stage == "review" else "It is a draft."


def why_not_publish(kind: str, thing: Any, user: User) -> str:
    """An editor may always look: what a document says can change without the thing, as when a name is protected."""
    if not settings.FOUR_EYES or may_publish(kind, thing, user):
        return ""
    return BY_YOURSELF if kind == "incident" else NOT_BY_YOURSELF


def why_not_retract(user: User, public: Standing) -> str:
    return is_out(public) if user.has_perm(EDITOR) else "Editors retract."


def why_not_merge(user: User, public: Standing) -> str:
    return is_out(public) if user.has_perm(EDITOR) else "Editors merge."


def why_not_merge_incident(user: User, public: Standing) -> str:
    """What goes over is published at once, so nothing else may be waiting."""
    closed = why_not_merge(user, public)
    return closed or ("It has unpublished changes. Publish or undo them first." if public.ahead else "")


def why_not_expunge(user: User, public: Standing) -> str:
    if not user.has_perm(EXPUNGER):
        return "Administrators expunge."
    return is_out(public) if public.action == "expunged" else ""


def is_out(public: Standing) -> str:
    return f"It is {OUT[public.action]} already." if public.out else ""
