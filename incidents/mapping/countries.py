"""Countries by the codes and names that files use, at the time that a row speaks of.

Correlates of War numbers are not one to one: 365 is the Russian Empire, the Soviet Union and Russia. Which of them a row
means follows from its date and from when the states that ended began and ended (data/reference/historical_states.csv).
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from actors.models import Country, CountryName
from incidents.mapping.faults import CellFault

SCHEMES = {
    "iso3": "ISO alpha-3 code",
    "iso2": "ISO alpha-2 code",
    "numeric": "ISO number",
    "cow": "COW number",
    "name": "name",
}
HOW = {
    "iso3": "Correct it, or give it a code under “values” in the mapping.",
    "name": "Write it as the reference data do, or give it a code under “values” in the mapping.",
}


@dataclass(frozen=True)
class State:
    """A country with the days on which it began and ended; None is open."""

    code: str
    start: date | None
    end: date | None

    def held(self, on: date) -> bool:
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


class Countries:
    """Every country of the site by every code and name it has."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, set[State]]] = {scheme: defaultdict(set) for scheme in SCHEMES}
        self.names: dict[str, str] = {}
        states = {}
        fields = ("code", "alpha2", "numeric", "cow_code", "name", "official_name")
        for row in Country.objects.only(*fields, "valid_from_earliest", "valid_to_latest"):
            state = states[row.code] = State(row.code, row.valid_from_earliest, row.valid_to_latest)
            self.names[row.code] = row.name
            codes = {"iso3": row.code, "iso2": row.alpha2, "numeric": row.numeric, "cow": row.cow_code}
            for scheme, code in codes.items():
                if code:
                    self.known[scheme][str(code).lstrip("0").upper()].add(state)
            for name in (row.name, row.official_name):
                self.known["name"][tidy(name)].add(state)
        for code, name in CountryName.objects.values_list("country_id", "name"):
            self.known["name"][tidy(name)].add(states[code])
        self.known["name"].pop("", None)

    def find(self, text: str, schemes: list[str], on: date | None) -> str:
        """The ISO alpha-3 code of the one state that is meant. Raises CellFault where none or more than one may be."""
        for scheme in schemes:
            key = tidy(text) if scheme == "name" else text.lstrip("0").upper()
            if found := self.known[scheme].get(key):
                return self.at(text, found, on)
        kinds = " or ".join(SCHEMES[scheme] for scheme in schemes)
        raise CellFault(text, f"is the {kinds} of no country here. {HOW.get(schemes[-1], HOW['iso3'])}")

    @staticmethod
    def at(text: str, states: set[State], on: date | None) -> str:
        """Of states that share a code, the one that had ended later than the day, else the one of today."""
        if len(states) == 1:
            return next(iter(states)).code
        ended = [state for state in states if on and state.end and state.held(on)]
        standing = [state for state in states if state.end is None]
        for candidates in (ended, standing):
            if len(candidates) == 1:
                return candidates[0].code
            if candidates:
                break
        codes = ", ".join(sorted(state.code for state in states))
        raise CellFault(text, f"may be {codes}. Say which under “values” in the mapping.")


def tidy(name: str) -> str:
    """A name without accents, case, article and stars, for comparing whole names and nothing less."""
    text = unicodedata.normalize("NFKD", name.casefold().replace("’", "'").replace("&", " and "))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    words = re.sub(r"[^\w']+", " ", text).split()
    if len(words) > 1 and "the" in (words[0], words[-1]):
        words = words[1:] if words[0] == "the" else words[:-1]
    return " ".join(words)
