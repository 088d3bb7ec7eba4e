"""Proposals from a text as rows of a form: what is ticked beforehand, and whom a row means."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from actors.offices import offices
from codebook.models import IncidentType
from incidents.reading.acts import Act
from incidents.reading.dates import When
from incidents.reading.gazetteer import Mention, Thing
from incidents.reading.names import Stranger
from incidents.reading.roles import NONE, Role, roles
from incidents.reading.sayings import Saying
from incidents.reading.whole import Reading
from incidents.reading.words import Span
from lib import edtf

COUNTRY, ACTOR, NEW = "country", "actor", "new"
LONGEST_TITLE, LONGEST_EXCERPT = 140, 300
FEWEST_WORDS = 4  # of a title


@dataclass
class Row:
    """One proposal: the words it rests on, their anchor in the text, why, and the fields of its form as they begin."""

    words: str
    anchor: str
    why: str
    initial: dict[str, Any] = field(default_factory=dict)
    choices: list[tuple[str, str]] = field(default_factory=list)
    office: str = ""


def key_of(one: Mention | Stranger | Thing) -> str:
    """How a form says whom it means: country:KAZ, actor:12, new:person:Vera Orlova."""
    if isinstance(one, Stranger):
        return f"{NEW}:{one.kind}:{one.written}"
    thing = one.thing if isinstance(one, Mention) else one
    return f"{thing.kind}:{thing.key}"


def label_of(one: Mention | Stranger | Thing) -> str:
    if isinstance(one, Stranger):
        return f"{one.written} (new)"
    return one.thing.label if isinstance(one, Mention) else one.label


def act_of(reading: Reading) -> Act | None:
    """The act that a draft is begun with: the first whose sentence tells most; a headline often names nobody and no day."""

    def told(act: Act) -> int:
        named = {key_of(one) for one in names(reading) if act.sentence.holds(one)}
        return min(len(named), 2) + any(act.sentence.holds(when) for when in reading.dates)

    return max(reading.acts, key=told, default=None)


def day_of(reading: Reading, act: Act | None) -> When | None:
    """The date that the act most likely has: the one in its sentence, else the last before it, else the first."""
    known = [when for when in reading.dates if when.date]
    if act is None:
        return known[0] if known else None
    inside = [when for when in known if act.sentence.holds(when)]
    before = [when for when in known if when.end <= act.start]
    return next(iter(inside or before[-1:] or known), None)


def held_offices(reading: Reading, day: date | None) -> dict[str, str]:
    """What each actor in the text was on the day, in words; nothing without a day."""
    keys = {int(thing.key) for one in reading.mentions for thing in one.things if thing.kind == ACTOR}
    if day is None or not keys:
        return {}
    return {f"{ACTOR}:{pk}": str(held[0]) for pk, held in offices(keys, day).items()}


def names(reading: Reading) -> list[Mention | Stranger]:
    return sorted([*reading.mentions, *reading.strangers], key=lambda one: one.start)


def participants(reading: Reading, act: Act | None, held: dict[str, str]) -> list[Row]:
    """Each country and actor once, at the place where it most likely has a part; then the states of those acted on."""
    parts = roles(reading.text, names(reading), act)
    best: dict[str, Mention | Stranger] = {}
    for one in names(reading):
        known = best.get(key_of(one))
        if known is None or (known not in parts and one in parts):
            best[key_of(one)] = one
    rows = {key: participant(one, parts.get(one, NONE), held) for key, one in best.items()}
    for one in best.values():
        add_state(rows, one, parts.get(one, NONE))
    return sorted(rows.values(), key=lambda row: not row.initial["take"])


def participant(one: Mention | Stranger, part: Role, held: dict[str, str]) -> Row:
    key = key_of(one)
    sure = one.sure if isinstance(one, Mention) else one.kind == "person"
    how = one.how if isinstance(one, Mention) else "not on file: a new actor would be made"
    things = one.things if isinstance(one, Mention) else ()
    choices = [(key_of(thing), thing.label) for thing in things] or [(key, label_of(one))]
    initial = {
        "take": bool(part.code) and sure,
        "who": key,
        "role": part.code,
        "basis": "explicit",
        "new_kind": one.kind if isinstance(one, Stranger) else "",
    }
    return Row(one.written, anchor(one), f"{how}; {part.why}", initial, choices, held.get(key, ""))


def add_state(rows: dict[str, Row], one: Mention | Stranger, part: Role) -> None:
    """The state of a person or body that is acted on is a target, unless the text gives it a part that is sure."""
    acted_on = part.code in ("subject", "victim", "target")
    if not acted_on or not isinstance(one, Mention) or one.thing.kind != ACTOR or not one.thing.country:
        return
    key = f"{COUNTRY}:{one.thing.country}"
    known = rows.get(key)
    if known and known.initial["take"]:
        return
    choices = known.choices if known else [(key, one.thing.country)]
    initial = {"take": True, "who": key, "role": "target", "basis": "implied", "new_kind": ""}
    rows[key] = Row(one.written, anchor(one), f"the state of {one.thing.label}", initial, choices)


def statements(reading: Reading, held: dict[str, str], language: str) -> list[Row]:
    """What was said; ticked where a known speaker is quoted or a verb of saying names one."""
    return [statement(saying, held, language) for saying in reading.sayings]


def statement(saying: Saying, held: dict[str, str], language: str) -> Row:
    speaker = saying.speaker
    key = key_of(speaker) if speaker else ""
    initial = {
        "take": False,
        "speaker": key,
        "role_at_time": held.get(key, ""),
        "kind": saying.kind,
        "mode": saying.mode,
        "text": saying.text,
        "language": language,
        "quoted": "\n".join(saying.quoted) if saying.mode == "partial" else "",
    }
    return Row(saying.written, anchor(saying), saying.how, initial)


def speakers(reading: Reading) -> list[tuple[str, str]]:
    """Everybody in the text who can speak."""
    found = {"": "Choose who spoke"}
    for one in names(reading):
        for thing in one.things if isinstance(one, Mention) else (one,):
            if isinstance(thing, Stranger) or thing.kind == ACTOR:
                found.setdefault(key_of(thing), label_of(thing))
    return list(found.items())


@dataclass(frozen=True)
class TypeChoice:
    """A candidate type with the words that speak for it and what the codebook says."""

    type: IncidentType
    words: str
    anchor: str


def types(reading: Reading, chosen: Act | None) -> list[TypeChoice]:
    """Each candidate type once, that of the chosen act first; one query."""
    first: dict[str, Act] = {chosen.code: chosen} if chosen else {}
    for act in reading.acts:
        first.setdefault(act.code, act)
    rows = IncidentType.objects.in_bulk(list(first))
    return [TypeChoice(rows[code], act.written, anchor(act)) for code, act in first.items() if code in rows]


@dataclass(frozen=True)
class DateChoice:
    date: str
    in_words: str
    words: str
    anchor: str
    why: str


def days(reading: Reading) -> list[DateChoice]:
    """Each date once; those that need the day of publication last, without a date."""
    found: dict[str, DateChoice] = {}
    for when in reading.dates:
        found.setdefault(
            when.date or when.written,
            DateChoice(when.date, when.in_words, when.written, anchor(when), when.how),
        )
    return sorted(found.values(), key=lambda one: not one.date)


def anchor(span: Span) -> str:
    """The id of the place in the page's text."""
    return f"{KINDS.get(type(span), 'w')}-{span.start}"


KINDS: dict[type, str] = {Saying: "s"}


def title_of(reading: Reading, act: Act | None) -> str:
    """The sentence of the act, without its date, as a beginning for the title."""
    if act is None:
        return ""
    found = act.sentence.of(reading.text)
    for when in reversed([when for when in reading.dates if act.sentence.holds(when)]):
        start, end = when.start - act.sentence.start, when.end - act.sentence.start
        before, after = found[:start].rstrip(), found[end:].lstrip(" ,")
        found = f"{without_preposition(before)} {after}".strip()
    found = shortened(found.strip(" ,").rstrip(".!"))
    return found[:1].upper() + found[1:LONGEST_TITLE]


def shortened(sentence: str) -> str:
    """Without what a comma adds: "denied entry to Vera Orlova, who heads a department"."""
    head = sentence.split(",", maxsplit=1)[0]
    return head if len(head.split()) >= FEWEST_WORDS else sentence


def without_preposition(before: str) -> str:
    words = before.split(" ")
    return (
        " ".join(words[:-1])
        if words[-1].lower() in ("on", "in", "since", "by", "before", "в", "с")
        else before
    )


def excerpt_of(reading: Reading, act: Act | None) -> str:
    return act.sentence.of(reading.text)[:LONGEST_EXCERPT] if act else ""


def published_day(text: str) -> date | None:
    """The first day on which a source can have been published."""
    parsed = edtf.parse(text)
    return parsed.earliest or parsed.latest
