"""What an editor is asked before an incident becomes public: some checks hold it back until answered, others only warn."""

import re
from dataclasses import dataclass

from actors.models import Actor
from codebook import scales
from incidents.certainty import CREDIBLE, GOOD, certainty
from incidents.models import Claim, Incident
from record.documents.evidence import public_certainty
from record.needs import named_actors
from record.parties import ACTING

CLAIMED_TO_ACT = (*ACTING, "claimed_initiator")
NOT_OFFICIAL = 3  # the highest rank of those who hold no office
ACCUSATIONS = ("alleged", "disputed")


@dataclass(frozen=True)
class Check:
    """One finding; `blocks` if an editor has to say why the incident may be published all the same."""

    sentence: str
    blocks: bool


def checks(incident: Incident) -> list[Check]:
    """All findings on an incident as the working copy stands, those that block first."""
    people = named_actors(incident)
    blocking = [*accused_persons(incident), *protected_persons(incident, people)]
    warnings = [
        *without_own_text(incident),
        *without_answer(incident),
        *bold_claims(incident),
        *grades_not_public(incident),
    ]
    return [Check(sentence, True) for sentence in blocking] + [
        Check(sentence, False) for sentence in warnings
    ]


def blocked(incident: Incident, override: str) -> list[str]:
    """What holds the incident back, unless an editor has said why it may be published."""
    if override.strip():
        return []
    mend = "Change it, or say why it may be published all the same."
    return [f"{check.sentence} {mend}" for check in checks(incident) if check.blocks]


def accused_persons(incident: Incident) -> list[str]:
    """Named persons without an office who are said to have acted, and were not convicted of it."""
    rows = incident.participations.filter(role__in=CLAIMED_TO_ACT, actor__kind="person").select_related(
        "actor"
    )
    return [
        f"“{row.actor}” is named as having acted, holds no office, and no verdict is on file."
        for row in rows
        if row.actor
        and row.actor.named_in_public
        and scales.officialness_rank(row.actor.officialness) <= NOT_OFFICIAL
        and row.actor.case_outcome != "convicted"
    ]


def protected_persons(incident: Incident, people: set[Actor]) -> list[str]:
    """Persons whose name an editor opened although they are protected, and names that slipped into the text."""
    held = [actor for actor in people if actor.privacy != "public"]
    found = [
        f"“{actor}” is {actor.get_privacy_display().lower()} and would be named."
        for actor in held
        if actor.name_public
    ]
    hidden = [actor for actor in held if not actor.named_in_public]
    if hidden:
        words = "\n".join(texts(incident)).casefold()
        found += [
            f"The text gives the name of “{actor.description}”, which is not public."
            for actor in hidden
            if any(stands_in(name, words) for name in names_of(actor))
        ]
    return sorted(found)


def names_of(actor: Actor) -> list[str]:
    return [actor.name, *actor.names.values_list("name", flat=True)]


def stands_in(name: str, words: str) -> bool:
    """Whether a name stands in a text as whole words."""
    return re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", words) is not None


def texts(incident: Incident) -> list[str]:
    """Every text of an incident that becomes public as it is."""
    found = [
        incident.title,
        incident.summary,
        incident.narrative,
        incident.date_note,
        incident.certainty_reason,
    ]
    for statement in incident.statements.prefetch_related("texts"):
        found += [
            statement.role_at_time,
            statement.addressee_text,
            *(text.text for text in statement.texts.all()),
        ]
    for claim in incident.claims.all():
        found += [claim.text, claim.wording, claim.reason]
    found += [row.thing for row in incident.participations.all()]
    return [*found, *incident.citations.values_list("excerpt", flat=True)]


def without_own_text(incident: Incident) -> list[str]:
    """Confirmed, though nothing of those who acted themselves is on file."""
    if public_certainty(incident) != "confirmed":
        return []
    acting = incident.participations.filter(role__in=ACTING)
    actors = set(acting.exclude(actor=None).values_list("actor", flat=True))
    states = set(acting.exclude(country=None).values_list("country", flat=True))
    spoke = incident.statements.filter(speaker__in=actors) | incident.statements.filter(
        speaker__countries__country__in=states
    )
    wrote = incident.citations.filter(source__publisher__in=actors) | incident.citations.filter(
        source__publisher__countries__country__in=states,
        source__kind__in=("primary_document", "official_statement"),
    )
    return (
        []
        if spoke.exists() or wrote.exists()
        else ["It counts as confirmed without a text of those who acted."]
    )


def without_answer(incident: Incident) -> list[str]:
    """An accusation, and no note where the accused side's answer was looked for."""
    accuses = incident.claims.filter(certainty__in=ACCUSATIONS).exclude(positions__position="denies").exists()
    if not accuses or incident.accused_side_searched.strip():
        return []
    return ["It carries an accusation, and no search for what the accused side says is noted."]


def bold_claims(incident: Incident) -> list[str]:
    """Claims that are called confirmed on less than one credible source of grade A to C."""
    rows = incident.claims.filter(certainty="confirmed").prefetch_related("citations__source")
    return [
        f"“{claim}” is called confirmed, but no credible source is cited for it."
        for claim in rows
        if not carried(claim)
    ]


def carried(claim: Claim) -> bool:
    return any(
        row.credibility in CREDIBLE and row.source.grade in GOOD and not row.source.confidential
        for row in claim.citations.all()
    )


def grades_not_public(incident: Incident) -> list[str]:
    """The desk knows of its sources what the public does not, and would be more or less sure."""
    here, public = (
        scales.label("certainty", found) for found in (certainty(incident), public_certainty(incident))
    )
    if here == public:
        return []
    return [
        f"It becomes public as “{public}”, by its sources as they are public; as they stand here it would be “{here}”. "
        "Publish the sources, or set the certainty with a reason."
    ]
