"""What keeps a thing from becoming public, or from being taken out: sentences that say how to mend it."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User

from incidents.models import Incident
from incidents.workflow import WorkflowError, may_publish
from record.needs import Needs
from record.standing import OUT, last_entry, out_of


class PublishRefused(WorkflowError):
    """What stands in the way of publishing, one sentence each."""

    def __init__(self, *sentences: str):
        self.sentences = sentences
        super().__init__(" ".join(sentences))


class NothingNew(PublishRefused):
    """The public version says the same already."""


LONGEST_REASON, LONGEST_NOTE = 500, 300
NOT_BY_YOURSELF = "You edited this since it was last public, so somebody else has to publish it."
BY_YOURSELF = "You edited this since it was last public, so somebody else has to publish it, or another editor to submit it."


def obstacles(
    kind: str, thing: Any, user: User | None, reason: str, note: str = "", *, reinstate: bool = False
) -> list[str]:
    """What keeps a thing from being published whatever it says, as sentences that say how to mend it."""
    found = [*about_words(reason, note), *about_standing(thing.ref, reinstate)]
    if settings.FOUR_EYES and user is not None and not may_publish(kind, thing, user):
        found.append(BY_YOURSELF if kind == "incident" else NOT_BY_YOURSELF)
    return found


def about_standing(ref: str, reinstate: bool) -> list[str]:
    """What was taken out comes back by being reinstated, never by the way."""
    entry = last_entry(ref)
    out = entry is not None and entry.action in OUT
    if entry and out and not reinstate:
        return [
            f"{ref} is {OUT[entry.action]} since {entry.at:%-d %B %Y}. Reinstate it instead, with a reason."
        ]
    if reinstate and not out:
        return ["It is not withdrawn, so there is nothing to reinstate. Publish it."]
    return []


def four_eyes_on(wanted: Needs, user: User | None) -> list[str]:
    """What becomes public with an incident and was edited by the same person, one sentence each.

    Words of the codebook have no history of their own, so whoever may keep the codebook answers for them alone.
    """
    if not settings.FOUR_EYES or user is None:
        return []
    things = [
        *(("actor", actor) for actor in wanted.actors),
        *(("source", source) for source in wanted.sources),
        *(("link", link) for link in wanted.links),
    ]
    return [f"“{thing}”: {NOT_BY_YOURSELF}" for kind, thing in things if not may_publish(kind, thing, user)]


def about_words(reason: str, note: str) -> list[str]:
    found = []
    if not reason.strip():
        found.append("Give the public reason: what is new, in one sentence.")
    if len(reason.strip()) > LONGEST_REASON:
        found.append(
            f"The public reason has {len(reason.strip())} characters; shorten it to {LONGEST_REASON}."
        )
    if len(note) > LONGEST_NOTE:
        found.append(f"The note has {len(note)} characters; shorten it to {LONGEST_NOTE}.")
    return found


def unconfirmed(wanted: Needs, confirmed: str | None) -> list[str]:
    if confirmed is None or confirmed == wanted.key:
        return []
    return ["What becomes public with it has changed since you looked. Look at the list again."]


def withdrawn_parts(refs: Iterable[str]) -> list[str]:
    """Actors and sources that it refers to and that are out of the record: a document names nothing that is not public."""
    return [
        f"{ref} is {OUT[entry.action]}. Reinstate it, or choose another."
        for ref, entry in sorted(out_of(refs).items())
    ]


def missing_parts(incident: Incident) -> list[str]:
    """What the codebook asks of every incident (section 10) and this one lacks."""
    roles = set(incident.participations.values_list("role", flat=True))
    found = []
    if not roles & {"initiator", "co_initiator", "claimed_initiator"}:
        found.append("Name an initiator; if the source does not say who acted, tick that it is not known.")
    one_sided = incident.type_id.startswith("C") or incident.type_id == "L20"
    if not one_sided and not roles & {"target", "subject", "victim", "addressee", "affected"}:
        found.append("Name whom the act touched: a target, subject, victim, addressee or affected party.")
    if not incident.citations.filter(source__confidential=False).exists():
        found.append("Cite at least one source that may be named.")
    found += [
        f"“{statement}” is marked as direct, but only a machine translation is on file: add the original, or call it a paraphrase."
        for statement in incident.statements.filter(mode="direct", texts__machine=True).exclude(
            texts__machine=False
        )
    ]
    if not incident.summary.strip():
        found.append("Write the summary that lists show.")
    return found


def refuse(sentences: list[str]) -> None:
    if sentences:
        raise PublishRefused(*sentences)
