"""Countries by the codes and names that files use, at the time that a row speaks of.

Correlates of War numbers are not one to one: 365 is the Russian Empire, the Soviet Union and Russia. Which of them a row
means follows from its date and from when the states that ended began and ended (data/reference/historical_states.csv).
A state that changed nothing but its name since the United Nations were founded is the one of today: Turkey in 1960 is TUR.
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
UNITED_NATIONS = date(1945, 6, 26)  # a state that only took another name has kept its seat since
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
        self.states: dict[str, State] = {}
        renamed = renamings()
        fields = ("code", "alpha2", "numeric", "cow_code", "name", "official_name")
        for row in Country.objects.only(*fields, "valid_from_earliest", "valid_to_latest"):
            self.names[row.code] = row.name
            state = self.states[row.code] = State(row.code, row.valid_from_earliest, row.valid_to_latest)
            self.add("iso3", row.code, state)
            if row.code not in renamed:
                self.add_all(row, state)
        for code, name in CountryName.objects.exclude(country__in=renamed).values_list("country_id", "name"):
            self.add("name", name, self.states[code])
        for code, successor in renamed.items():
            if not self.known["name"].get(tidy(self.names[code])):
                self.add("name", self.names[code], self.states[successor])

    def add(self, scheme: str, text: str, state: State) -> None:
        if key := key_of(scheme, text):
            self.known[scheme][key].add(state)

    def add_all(self, row: Country, state: State) -> None:
        codes = {"iso2": row.alpha2, "numeric": row.numeric, "cow": str(row.cow_code or "")}
        for scheme, code in codes.items():
            self.add(scheme, code, state)
        for name in (row.name, row.official_name):
            self.add("name", name, state)

    def find(self, text: str, schemes: list[str], on: date | None) -> str:
        """The ISO alpha-3 code of the one state that is meant. Raises CellFault where none or more than one may be."""
        for scheme in schemes:
            if found := self.known[scheme].get(key_of(scheme, text)):
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


def renamings() -> dict[str, str]:
    """States that ended in nothing but a change of name, with the code of today."""
    successors = defaultdict(list)
    for old, new in Country.successors.through.objects.values_list("from_country_id", "to_country_id"):
        successors[old].append(new)
    numbers = dict(Country.objects.values_list("code", "cow_code"))
    ended = Country.objects.filter(valid_to_latest__gte=UNITED_NATIONS, cow_code__isnull=False)
    return {
        row.code: successors[row.code][0]
        for row in ended
        if len(successors[row.code]) == 1 and numbers[successors[row.code][0]] == row.cow_code
    }


def key_of(scheme: str, text: str) -> str:
    return tidy(text) if scheme == "name" else text.lstrip("0").upper()


def tidy(name: str) -> str:
    """A name without accents, case, article and stars, for comparing whole names and nothing less."""
    text = unicodedata.normalize("NFKD", name.casefold().replace("’", "'").replace("&", " and "))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    words = re.sub(r"[^\w']+", " ", text).split()
    if len(words) > 1 and "the" in (words[0], words[-1]):
        words = words[1:] if words[0] == "the" else words[:-1]
    return " ".join(words)
