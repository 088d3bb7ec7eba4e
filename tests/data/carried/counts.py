"""The numbers that the coded file gives of itself, counted again in the interchange file."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from actors.dates import bounds
from tests.data.carried.walk import PREFIX, Carried

Count = Callable[[Carried], Any]


def named_in_notes(pattern: str) -> Count:
    """How many different things of this pattern the internal notes speak of."""
    return lambda carried: len({one for note in carried.all_notes() for one in re.findall(pattern, note)})


def rows(key: str) -> Count:
    return lambda carried: len(carried.file[key])


def claims_of(certainty: str) -> Count:
    return lambda carried: sum(claim["certainty"] == certainty for claim in carried.parts("claims"))


def said_in(mode: str) -> Count:
    return lambda carried: sum(row["mode"] == mode for row in carried.said())


def with_part(part: str) -> Count:
    return lambda carried: sum(row["part"] == part for row in carried.file["relations"])


def unnamed(actor: dict) -> bool:
    return actor["kind"] == "group" or (actor["kind"] == "person" and actor["name"].endswith("(unnamed)"))


def actors(wanted: Callable[[dict], Any]) -> Count:
    return lambda carried: sum(bool(wanted(actor)) for actor in carried.file["actors"])


def utterances(carried: Carried) -> int:
    """Statements of one home with one number were said in one breath; those without a number stand alone."""
    return len({(carried.homes[row["id"]]["id"], row["utterance"] or row["id"]) for row in carried.said()})


def tally(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(values))


def coded_relations(carried: Carried) -> list[dict]:
    """Without the links of days, which are no relations in the coding."""
    return [row for row in carried.file["relations"] if row["id"].startswith(f"{PREFIX}REL-")]


COUNTS: dict[str, Count] = {
    "sources": rows("sources"),
    "countries": named_in_notes(r"Country ([A-Z]{3}):"),
    "historical_states": named_in_notes(r"Historical state ([A-Z]{3}),"),
    "places": named_in_notes(r"Place (PLC-\d\d),"),
    "actors": rows("actors"),
    "persons_named": actors(lambda one: one["kind"] == "person" and not unnamed(one)),
    "organisations": actors(lambda one: one["kind"] not in ("person", "group", "region_bloc")),
    "unnamed_groups_and_offices": actors(unnamed),
    "affiliations": lambda carried: sum(len(one["affiliations"]) for one in carried.file["actors"]),
    "organisation_links": actors(lambda one: one["parent"]),
    "incidents": rows("incidents"),
    "core_incidents": with_part("core"),
    "antecedent_incidents": lambda carried: sum("Tier: antecedent." in note for note in carried.all_notes()),
    "background_incidents": lambda carried: sum("Tier: background." in note for note in carried.all_notes()),
    "episodes": rows("episodes"),
    "statements": lambda carried: len(carried.said()),
    "direct_quotes": said_in("direct"),
    "paraphrases": said_in("paraphrase"),
    "content_unknown": said_in("content_unknown"),
    "claims": lambda carried: len(carried.parts("claims")),
    "claims_disputed": claims_of("disputed"),
    "claims_alleged": claims_of("alleged"),
    "relations": lambda carried: len(coded_relations(carried)),
    "ambiguities": named_in_notes(r"(AMB-\d\d): "),
    "not_coded": named_in_notes(r"Not coded: (.+)"),
    "external_findings": named_in_notes(r"From outside, (EXT-\d\d):"),
    "incidents_by_type": lambda carried: tally(one["type"] for one in carried.file["incidents"]),
    "incidents_with_day_date": lambda carried: sum(
        bounds(one["date"])[2] == "day" for one in carried.file["incidents"]
    ),
    "relations_by_kind": lambda carried: tally(row["kind"] for row in coded_relations(carried)),
    "incidents_by_certainty": lambda carried: tally(
        one["certainty_override"] or "reported" for one in carried.file["incidents"]
    ),
    "utterances": utterances,
}
