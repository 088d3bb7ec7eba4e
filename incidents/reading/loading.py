"""The names on file, read from the database: countries with their people, organisations and actors."""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from actors.models import Actor, ActorCountry, ActorName, Country, CountryName
from incidents.reading.bodies import other_writings
from incidents.reading.gazetteer import Gazetteer, Thing

DEMONYMS = Path(__file__).resolve().parents[2] / "data" / "reference" / "demonyms.csv"
SHORT = 4  # names in other languages that are shorter look like words; those of these languages do not
CLEAR = ("en", "ru", "de")
CAPITAL = "the capital, which may stand for the state"


def gazetteer() -> Gazetteer:
    """All names, in five queries."""
    found = Gazetteer()
    add_countries(
        found,
        Country.objects.values_list("code", "name", "official_name", "capital"),
        CountryName.objects.values_list("country", "language", "name"),
    )
    add_actors(
        found,
        Actor.objects.current().values_list("pk", "kind", "name", "party_code"),
        ActorName.objects.filter(actor__merged_into=None).values_list("actor", "name"),
        ActorCountry.objects.order_by("start").values_list("actor", "country"),
    )
    return found


@cache
def demonyms() -> dict[str, tuple[str, str]]:
    with DEMONYMS.open(encoding="utf-8", newline="") as file:
        return {row["iso_a3"]: (row["en"], row["ru"]) for row in csv.DictReader(file)}


def add_countries(
    found: Gazetteer,
    countries: Iterable[tuple[str, str, str, str]],
    names: Iterable[tuple[str, str, str]],
) -> None:
    """Rows of code, name, official name and capital; then of code, language and name."""
    things = {}
    for code, name, official, capital in countries:
        things[code] = thing = Thing("country", code, name, code)
        for one in filter(None, (name, official)):
            found.add(thing, one, "name of the country")
        if capital and capital != name:
            found.add(thing, capital, CAPITAL, weak=True)
        found.add_demonyms(thing, *demonyms().get(code, ("", "")))
    for code, language, name in names:
        if len(name) >= SHORT or language in CLEAR or not name.isascii():
            found.add(things[code], name, "name of the country")


def add_actors(
    found: Gazetteer,
    actors: Iterable[tuple],
    names: Iterable[tuple],
    countries: Iterable[tuple],
) -> None:
    """Rows of key, kind, name and party code; then of key and name; then of key and country, the newest last."""
    belongs = dict(countries)
    labels = {thing.key: thing.label for thing in found.countries()}
    things = {}
    for key, kind, name, party_code in actors:
        things[key] = thing = Thing("actor", str(key), name, belongs.get(key, ""), kind)
        found.add(thing, name, "name on file")
        if party_code:
            found.add(thing, party_code, "name on file")
        if thing.country in labels:
            peoples = [one for one in demonyms().get(thing.country, ("", ""))[0].split(";") if one]
            for other in other_writings(name, labels[thing.country], peoples):
                found.add(thing, other, "another way to write the name on file")
    for key, name in names:
        found.add(things[key], name, "name on file")
