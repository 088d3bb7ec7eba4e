"""A draft from what an analyst accepted: incident, participants, statements and citations of one source, all or nothing."""

from collections.abc import Iterable
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction

from actors.models import Actor, Country
from codebook import scales
from desk.keeping import keep
from incidents.models import Citation, Incident, Participation, Source, Statement, StatementText

NOTE = "Logged from a source"
STATE_BODIES = {
    *("state", "government", "ministry", "mission", "security_service", "police", "military", "legislature"),
    *("court", "local_authority", "agency"),
}


class Refused(Exception):
    """What the rules of a row refuse, as sentences with the row they are about."""

    def __init__(self, sentences: list[str]):
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@transaction.atomic
def draft(source: Source, said: dict[str, Any], people: list[dict], words: list[dict], user: Any) -> Incident:
    """Writes the draft and its first revision. Raises Refused with all sentences of the first row that is refused.

    `said`, `people` and `words` are the cleaned forms of desk.coding_forms.
    """
    with pghistory.context(user=user.pk, reason=NOTE):
        incident = stored(
            Incident(
                title=said["title"],
                date=said["date"],
                type=said["type"],
                level=said["level"],
                assignee=user,
            ),
            "The incident",
        )
        made = Makers(user)
        for order, row in enumerate(people, 1):
            stored(participation(incident, row, order, made), f"The participant {row['who'].split(':')[-1]}")
        cite(source, {"incident": incident}, said, supports=supported(said, people))
        for order, row in enumerate(words, 1):
            state(incident, source, row, order, made)
        keep("incident", incident, user, f"{NOTE}: {source}"[:300])
    incident.refresh_from_db()
    return incident


class Makers:
    """Actors of a draft: those on file, and those it makes, each once however often it is named."""

    def __init__(self, user: Any):
        self.user = user
        self.made: dict[str, Actor] = {}

    def find(self, who: str, kind: str = "") -> Actor | Country:
        sort, _, key = who.partition(":")
        if sort == "country":
            return Country.objects.get(pk=key)
        if sort == "actor":
            return Actor.objects.get(pk=key)
        guessed, _, name = key.partition(":")
        if name not in self.made:
            self.made[name] = Actor.objects.current().filter(name=name).first() or self.make(
                name, kind or guessed
            )
        return self.made[name]

    def make(self, name: str, kind: str) -> Actor:
        if not self.user.has_perm("actors.add_actor"):
            raise Refused([f"You may not make new actors, so {name} cannot be taken."])
        actor = stored(Actor(name=name, kind=kind), f"The new actor {name}")
        keep("actor", actor, self.user, NOTE)
        return actor


def stored(row: Any, what: str) -> Any:
    """Saves a row after all its checks."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused([f"{what}: {sentence}" for sentence in error.messages]) from error
    row.save()
    return row


def participation(incident: Incident, row: dict, order: int, made: Makers) -> Participation:
    who = made.find(row["who"], row["new_kind"])
    part: dict[str, Any] = {"country": who} if isinstance(who, Country) else {"actor": who}
    return Participation(
        incident=incident,
        role=row["role"],
        through=through(who, row["role"]),
        basis=row["basis"],
        order=order,
        **part,
    )


def through(who: Actor | Country, role: str) -> str:
    """Whose act it was, where that goes without saying: a state acts as a state, and so do its bodies."""
    acts = scales.side(role) == "A"
    is_state = isinstance(who, Country) or who.kind in STATE_BODIES
    return "state" if acts and is_state else ""


def supported(said: dict, people: Iterable[dict]) -> list[str]:
    found = ["type"]
    found += ["date"] if said["date"] else []
    return found + (["participants"] if people else [])


def cite(source: Source, of: dict[str, models.Model], said: dict, supports: list[str]) -> Citation:
    fields = {"credibility": said.get("credibility", ""), "excerpt": said.get("excerpt", "")}
    return stored(Citation(source=source, supports=supports, **fields, **of), "The citation")


def state(incident: Incident, source: Source, row: dict, order: int, made: Makers) -> Statement:
    speaker: Any = made.find(row["speaker"])
    statement = stored(
        Statement(
            incident=incident,
            speaker=speaker,
            role_at_time=row["role_at_time"],
            officialness=speaker.officialness,
            kind=row["kind"],
            mode=row["mode"],
            order=order,
        ),
        f"The statement of {speaker}",
    )
    if row["text"]:
        text = row["text"].replace("\r\n", "\n")
        quoted = [words for words in row["quoted"].splitlines() if words in text]
        stored(
            StatementText(statement=statement, language=row["language"] or "und", text=text, quoted=quoted),
            f"The statement of {speaker}",
        )
    cite(source, {"statement": statement}, {}, ["text"] if row["text"] else [])
    return statement
