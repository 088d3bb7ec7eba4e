"""How well the proposals from a text agree with a hand coding: precision and recall for each kind.

    .venv/bin/python -m bench.reading

It reads data/examples/central_asia_2025.json. The article that was coded may not be given away, so the text of each incident
is what that file says of it: title, summary, narrative, the texts of its statements, and the short excerpts. No database
is needed: the names come from the same file and from data/reference. docs/reading.md tells what the figures mean.
"""

import csv
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import django

os.environ.setdefault("DATABASE_URL", "postgres:///none")  # never opened
os.environ.setdefault("DEMARCHE_SECRET_KEY", "for measuring only, signs nothing " * 2)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from incidents.reading.gazetteer import Gazetteer  # noqa: E402
from incidents.reading.loading import add_actors, add_countries  # noqa: E402
from incidents.reading.names import Stranger  # noqa: E402
from incidents.reading.whole import Reading, read  # noqa: E402

DATA = Path(__file__).resolve().parent.parent / "data"
PUBLISHED = date(2025, 6, 22)  # the first day on which the text can have been published
BEST = 3  # so many types are looked at on the page before one scrolls


def rows(name: str) -> list[dict]:
    with (DATA / "reference" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names_on_file(coding: dict, *, with_actors: bool) -> Gazetteer:
    found = Gazetteer()
    today = rows("countries.csv")
    codes = {row["iso_a2"]: row["iso_a3"] for row in today}
    add_countries(
        found,
        [
            *((r["iso_a3"], r["name_en"], r["name_official_en"], r["capital_en"]) for r in today),
            *((r["id"], r["name_en"], "", "") for r in rows("historical_states.csv")),
        ],
        [(codes[row["iso_a2"]], row["lang"], row["name"]) for row in rows("country_names.csv")],
    )
    if with_actors:
        actors = coding["actors"]
        add_actors(
            found,
            [(a["id"], a["kind"], a["name"], "") for a in actors],
            [(a["id"], name["name"]) for a in actors for name in a.get("names", [])],
            [(a["id"], row["country"]) for a in actors for row in a.get("countries", [])],
        )
    return found


def text_of(incident: dict) -> str:
    """What the file says of an incident in running words, one piece a line."""
    parts = [incident["title"], incident.get("summary", ""), incident.get("narrative", "")]
    parts += [c.get("excerpt", "") for c in incident.get("citations", [])]
    for statement in incident.get("statements", []):
        parts += [c.get("excerpt", "") for c in statement.get("citations", [])]
    return "\n".join(filter(None, dict.fromkeys(parts)))


def coded_actors(incident: dict) -> set[str]:
    """Actors that the coding ties to an incident: taking part, speaking, spoken of or to, taking a position."""
    found = {row.get("actor") for row in incident["participations"]}
    for statement in incident.get("statements", []):
        found |= {statement.get(key) for key in ("speaker", "addressee_actor", "about_actor")}
    for claim in incident.get("claims", []):
        found |= {row.get("actor") for row in claim.get("positions", [])}
    return found - {None}


def coded_countries(incident: dict, belongs: dict[str, str]) -> set[str]:
    """Countries that take part, are spoken of or to, or are those of an actor that does."""
    found = {row.get("country") for row in incident["participations"]} | {incident.get("place_country")}
    for statement in incident.get("statements", []):
        found |= {statement.get(key) for key in ("addressee_country", "about_country")}
    return (found | {belongs.get(actor) for actor in coded_actors(incident)}) - {None}


def named_countries(reading: Reading) -> set[str]:
    """Countries in the text, and those of the actors in it."""
    return {one.thing.country for one in reading.mentions if one.thing.country}


def spoken(reading: Reading, called: dict[str, str]) -> set[str]:
    """Speakers by their key; a name that is not on file counts for the actor that has it."""
    found = [saying.speaker for saying in reading.sayings if saying.speaker]
    return {called.get(one.label, one.label) if isinstance(one, Stranger) else one.thing.key for one in found}


def speakers(incident: dict) -> set[str]:
    return {s["speaker"] for s in incident.get("statements", []) if s.get("speaker")}


def findable(name: str, kind: str) -> bool:
    """Whether an actor's name can stand in a text at all; "Two further persons arrested" cannot."""
    return kind != "group" and "(" not in name


def names(actor: dict) -> list[str]:
    return [actor["name"], *(row["name"] for row in actor.get("names", []))]


Measure = Callable[[dict, Reading], tuple[set[str], set[str]]]


def count(coding: dict, gazetteer: Gazetteer, measures: dict[str, Measure]) -> dict[str, Counter]:
    """For each kind how many proposals were right, how many were made and how many were coded."""
    found: dict[str, Counter] = {name: Counter() for name in measures}
    for incident in coding["incidents"]:
        reading = read(text_of(incident), gazetteer, PUBLISHED)
        for name, measure in measures.items():
            wanted, proposed = measure(incident, reading)
            found[name].update(right=len(wanted & proposed), made=len(proposed), coded=len(wanted))
    return found


def all_measures(coding: dict) -> dict[str, Measure]:
    nameable = {a["id"] for a in coding["actors"] if findable(a["name"], a["kind"])}
    belongs = {a["id"]: a["countries"][0]["country"] for a in coding["actors"] if a.get("countries")}
    called = {name: a["id"] for a in coding["actors"] for name in names(a)}
    return {
        "countries": lambda one, reading: (coded_countries(one, belongs), named_countries(reading)),
        "actors": lambda one, reading: (
            coded_actors(one) & nameable,
            {m.thing.key for m in reading.mentions if m.thing.kind == "actor"},
        ),
        "speakers": lambda one, reading: (speakers(one) & nameable, spoken(reading, called)),
        "dates": lambda one, reading: ({one["date"]}, {when.date for when in reading.dates}),
        "dates to the day": lambda one, reading: (
            {one["date"]} if len(one["date"]) == 10 else set(),
            {when.date for when in reading.dates if len(when.date) == 10},
        ),
        "types, all": lambda one, reading: ({one["type"]}, {act.code for act in reading.acts}),
        f"types, first {BEST}": lambda one, reading: ({one["type"]}, set(first(reading, BEST))),
        "types, first": lambda one, reading: ({one["type"]}, set(first(reading, 1))),
    }


def first(reading: Reading, number: int) -> list[str]:
    """The types that the page offers first."""
    return list(dict.fromkeys(act.code for act in reading.acts))[:number]


def shown(found: dict[str, Counter]) -> Iterable[str]:
    yield f"{'':18}{'right':>7}{'made':>7}{'coded':>7}{'precision':>11}{'recall':>8}"
    for name, counts in found.items():
        right, made, coded = (counts[key] for key in ("right", "made", "coded"))
        yield f"{name:18}{right:7}{made:7}{coded:7}{share(right, made):>11}{share(right, coded):>8}"


def share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"


def main() -> None:
    coding = json.loads((DATA / "examples" / "central_asia_2025.json").read_text(encoding="utf-8"))
    for heading, with_actors in (("Actors on file", True), ("Countries alone on file", False)):
        gazetteer = names_on_file(coding, with_actors=with_actors)
        print(f"{heading}, {len(coding['incidents'])} incidents")
        print("\n".join(shown(count(coding, gazetteer, all_measures(coding)))), end="\n\n")


if __name__ == "__main__":
    main()
