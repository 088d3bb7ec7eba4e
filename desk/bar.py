"""The workflow bar of an incident: where it stands, which steps are open, and why a step is not."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User

from desk.standing import Standing, standing
from incidents.models import Decision, Incident
from incidents.workflow import may_publish
from record.publishing import BY_YOURSELF


@dataclass(frozen=True)
class Step:
    """A button: `closed` is empty, or the reason why it cannot be pressed."""

    name: str
    label: str
    closed: str


@dataclass(frozen=True)
class Bar:
    incident: Incident
    standing: Standing
    last: Decision | None
    steps: list[Step]


def bar(incident: Incident, user: User) -> Bar:
    """The bar as this user sees it."""
    public = standing("incident", incident)
    decisions = Decision.objects.filter(kind="incident", object_id=incident.pk)
    steps = [
        Step("submit", "Submit for review", why_not_submit(incident, user, public)),
        Step("return", "Return to draft", why_not_return(incident, user)),
        Step("publish", "Publish…", why_not_publish(incident, user)),
    ]
    return Bar(incident, public, decisions.select_related("user").first(), steps)


def why_not_submit(incident: Incident, user: User, public: Standing) -> str:
    if not user.has_perm("incidents.submit_incident"):
        return "Analysts submit; your account may only read."
    if incident.stage == "review":
        return "It is in review. To submit a newer revision, return it to draft first."
    return "" if public.ahead else "Nothing has changed since it was published."


def why_not_return(incident: Incident, user: User) -> str:
    if not user.has_perm("incidents.submit_incident"):
        return "Analysts return; your account may only read."
    return "" if incident.stage == "review" else "It is a draft."


def why_not_publish(incident: Incident, user: User) -> str:
    """An editor may always look: what a document says can change without the incident, as when a name is protected."""
    if not user.has_perm("incidents.publish_incident"):
        return "Editors publish."
    return BY_YOURSELF if settings.FOUR_EYES and not may_publish("incident", incident, user) else ""
