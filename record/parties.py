"""Which states and organisations stand on which side of an incident.

A party code is an ISO alpha-3 code, or the code of an organisation that acts for itself (EU, NATO, UN).
"""

from collections.abc import Callable, Iterable
from datetime import date

from actors.models import Actor
from incidents.models import Participation

PartiesOf = Callable[[Actor, date | None], list[str]]
ACTING = ("initiator", "co_initiator")
AIMED_AT = ("target",)
PRIVATE = "private"  # `through` of persons, press, firms and armed groups: their act is no act of their state
HIT = ("subject", "victim", "addressee")


def codes(
    participations: Iterable[Participation], parties_of: PartiesOf, roles: tuple[str, ...], day: date | None
) -> list[str]:
    """Party codes of the participants in `roles`, each once, in the order of the participations."""
    found: dict[str, None] = {}
    for participation in participations:
        if participation.role not in roles:
            continue
        if participation.country_id:
            found[participation.country_id] = None
        elif participation.actor:
            found.update(dict.fromkeys(parties_of(participation.actor, day)))
    return list(found)


def sides(
    participations: list[Participation], parties_of: PartiesOf, day: date | None
) -> tuple[list[str], list[str]]:
    """(initiators, targets) of an incident.

    Whoever is only said to have acted is no initiator. A private act makes no state an initiator; one that a state is
    said to tolerate does, because somebody says that the state stands behind it. Targets are the states aimed at; only
    where none is named do those count whose people were hit, because the people arrested are often the arresting
    state's own.
    """
    of_states = [row for row in participations if row.through != PRIVATE]
    initiators = codes(of_states, parties_of, ACTING, day)
    targets = codes(participations, parties_of, AIMED_AT, day) or codes(participations, parties_of, HIT, day)
    return initiators, targets
