"""Whether it is in doubt who acted, or who was aimed at: one rule for arrows, tiles, maps, tables and lists.

How sure the incident is as a whole is another matter: a state may be sure to have done what nobody is sure of.
"""

from record.parties import ACTING, AIMED_AT, PRIVATE

UNSURE = ("alleged", "disputed", "refuted")
IMPLIED, CONTESTED = "implied", "contested"


def doubt_of(initiators: list[str], participants: list[dict]) -> str:
    """CONTESTED, IMPLIED (only whom it was aimed at, as no source says it in so many words) or nothing."""
    if (not initiators and claimed(participants)) or any(map(is_contested, participants)):
        return CONTESTED
    return IMPLIED if any(map(is_implied, participants)) else ""


def claimed(participants: list[dict]) -> list[str]:
    """States that somebody says have acted, each once."""
    rows = (row for row in participants if row["role"] == "claimed_initiator" and row["through"] != PRIVATE)
    return list(dict.fromkeys(row["country"] for row in rows if row["country"]))


def is_contested(participant: dict) -> bool:
    """Whether it is in doubt that this one acted, or was aimed at."""
    if participant["role"] in ACTING:
        return participant["through"] == "tolerated" or participant["certainty"] in UNSURE
    return participant["role"] in AIMED_AT and participant["certainty"] in UNSURE


def is_implied(participant: dict) -> bool:
    """Whether a target is read out of what a source says, and not named in it."""
    return participant["role"] in AIMED_AT and participant["basis"] == "implied"
