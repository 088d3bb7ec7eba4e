"""Other ways to write a body's name: "Ministry of Foreign Affairs of Uzbekistan" is "Uzbekistan's Foreign Ministry" too."""

import re

MINISTRY = re.compile(r"Ministry of (?:the )?(?P<field>.+)")
SHORT_FIELDS = {"Foreign Affairs": "Foreign", "Internal Affairs": "Interior", "Defence": "Defense"}


def other_writings(name: str, country: str, peoples: list[str]) -> list[str]:
    """Names of a body of a country, made from its own: with the country first, and with the ministry's field first.

    `peoples` are what the country's people and things are called. A body whose name does not end in its country has none:
    "Foreign Ministry" alone could be anybody's.
    """
    body = without_country(name, country)
    if body is None:
        return []
    shorts = [body, *short_forms(body)]
    owners = [f"{country}’s", *peoples]
    turned = [f"{owner} {short}" for owner in owners for short in shorts]
    return [
        *turned,
        *(f"{short} of {country}" for short in shorts[1:]),
        *(f"{short} in {country}" for short in shorts if "mbassy" in short),
    ]


def without_country(name: str, country: str) -> str | None:
    for joint in (f" of {country}", f" of the {country}", f" of the Republic of {country}"):
        if name.endswith(joint):
            return name.removesuffix(joint).removeprefix("The ")
    return None


def short_forms(body: str) -> list[str]:
    """Foreign Ministry for Ministry of Foreign Affairs, Culture Ministry for Ministry of Culture."""
    found = MINISTRY.fullmatch(body)
    if not found:
        return []
    fields = [found["field"], SHORT_FIELDS.get(found["field"], "")]
    return [f"{one} Ministry" for one in fields if one] + [
        f"Ministry of {fields[1]}" for _ in fields[1:2] if fields[1] == "Defense"
    ]
