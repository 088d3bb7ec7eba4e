"""Loads countries, groupings and their members from data/reference, and tells what is new or differs.

Names, borders and members come with a country or grouping when it is first loaded; later corrections at the desk stay.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db import models

from actors.models import Actor, Country, CountryName, Grouping, GroupingMember
from codebook.reference import Report, check, rows, sync

WITHOUT_A_BODY = {"BRICS", "G7", "UNSC-P5"}  # groupings that no organ speaks or acts for


def load(*, update: bool = False) -> list[Report]:
    """Countries of today and of the past, their names and borders, groupings with members, organisations as actors."""
    countries = sync("Countries", Country, [*todays(), *ended()], update=update)
    new = set(countries.created)
    if new:
        load_names(new)
        load_neighbours(new)
    groupings = sync("Groupings", Grouping, map(grouping, rows("reference/organisations.csv")), update=update)
    load_members(set(groupings.created))
    return [countries, groupings, load_organisations()]


def decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def todays() -> list[Country]:
    """The 250 countries and territories of today, with their capitals and middles."""
    capitals = {row["iso_a3"]: row for row in rows("reference/capitals.csv")}
    middles = {row["iso_a3"]: row for row in rows("reference/centroids.csv")}
    return [
        today(row, capitals.get(row["iso_a3"], {}), middles.get(row["iso_a3"], {}))
        for row in rows("reference/countries.csv")
    ]


def today(row: dict, capital: dict, middle: dict) -> Country:
    return Country(
        code=row["iso_a3"],
        alpha2=row["iso_a2"],
        numeric=row["iso_num"],
        cow_code=int(row["cow_code"]) if row["cow_code"] else None,
        name=row["name_en"],
        official_name=row["name_official_en"],
        capital=capital.get("capital", "") or row["capital_en"],
        capital_latitude=decimal(capital.get("latitude", "")),
        capital_longitude=decimal(capital.get("longitude", "")),
        latitude=decimal(middle.get("latitude", "")),
        longitude=decimal(middle.get("longitude", "")),
        region=row["region"],
        subregion=row["subregion"],
        independent=row["independent"] == "1",
        status_note=row["status_note"],
    )


def ended() -> list[Country]:
    """States that ended, and states under an earlier name."""
    return [
        Country(
            code=row["id"],
            cow_code=int(row["cow_code"]) if row["cow_code"] else None,
            name=row["name_en"],
            status_note=row["note"],
            valid_from=row["start"],
            valid_to=row["end"],
        )
        for row in rows("reference/historical_states.csv")
    ]


def load_names(codes: set[str]) -> None:
    """Names in all languages on file, and the aliases of states that ended."""
    alpha3 = {row["iso_a2"]: row["iso_a3"] for row in rows("reference/countries.csv")}
    found = {
        (alpha3[row["iso_a2"]], row["lang"], row["name"], row["variant"])
        for row in rows("reference/country_names.csv")
    }
    for row in rows("reference/historical_states.csv"):
        found |= {(row["id"], "en", row["name_en"], ""), (row["id"], "ru", row["name_ru"], "")}
        found |= {
            (row["id"], script_language(alias), alias, "alias")
            for alias in row["aliases"].split(";")
            if alias
        }
    CountryName.objects.bulk_create(
        [
            CountryName(country_id=code, language=language, name=name, variant=variant)
            for code, language, name, variant in sorted(found)
            if code in codes
        ]
    )


def script_language(name: str) -> str:
    """Russian for a name in Cyrillic letters, English otherwise."""
    return "ru" if any("а" <= letter <= "я" for letter in name.lower()) else "en"


def load_neighbours(codes: set[str]) -> None:
    """Land borders of today, and which states followed those that ended."""
    borders = {(row["iso_a3_1"], row["iso_a3_2"]) for row in rows("reference/borders.csv")}
    link(Country.borders.through, {pair for a, b in borders for pair in ((a, b), (b, a))}, codes)
    successors = {
        (row["id"], after)
        for row in rows("reference/historical_states.csv")
        for after in row["successor_iso_a3"].split(";")
        if after
    }
    link(Country.successors.through, successors, codes)


def link(through: type[models.Model], pairs: set[tuple[str, str]], codes: set[str]) -> None:
    """Rows of a table between countries, for pairs with a country among `codes`; a row that is there stays."""
    through._default_manager.bulk_create(
        [through(from_country_id=a, to_country_id=b) for a, b in sorted(pairs) if {a, b} & codes],
        ignore_conflicts=True,
    )


def grouping(row: dict) -> Grouping:
    return Grouping(
        code=row["code"],
        name=row["name_en"],
        name_ru=row["name_ru"],
        kind=row["kind"],
        founded=date.fromisoformat(row["founded"]) if row["founded"] else None,
        note=row["note"],
    )


def load_members(codes: set[str]) -> None:
    """Who belonged to the new groupings, from when to when; an imprecise date stays as imprecise as it is."""
    members = [
        GroupingMember(
            grouping_id=row["org"],
            country_id=row["iso_a3"],
            status=row["status"],
            start=row["start"],
            end=row["end"],
            note=row["note"],
        )
        for row in rows("reference/memberships.csv")
        if row["org"] in codes
    ]
    for member in members:
        check(member, f"Members, {member.country_id} in {member.grouping_id} from {member.start or '…'}")
    GroupingMember.objects.bulk_create(members)


def load_organisations() -> Report:
    """Each grouping that can act for itself as an actor with a party code; it never stands for its members."""
    report = Report("Organisations")
    known = set(Actor.objects.exclude(party_code="").values_list("party_code", flat=True))
    by_code: dict[str, Actor] = defaultdict(Actor)
    for row in rows("reference/organisations.csv"):
        if row["code"] in WITHOUT_A_BODY or row["code"] in known:
            continue
        actor = by_code[row["code"]] = Actor(
            kind="igo", name=row["name_en"], party_code=row["code"], external_id=f"organisation:{row['code']}"
        )
        check(actor, f"Organisations, {row['code']}")
        report.created.append(row["code"])
    Actor.objects.bulk_create(by_code.values())
    return report
