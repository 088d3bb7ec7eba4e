"""How documents write a day, a number, an actor, a source: what every kind of document shares."""

from decimal import Decimal
from typing import TypeGuard

from actors.models import Affiliation
from incidents.models import Citation, Claim, Incident, Participation, Source, Statement


def day(value) -> str | None:
    """A day as ISO text; null if not known."""
    return value.isoformat() if value else None


def number(value: Decimal | None) -> str | None:
    """A number as text without trailing zeros, because documents hold no floats."""
    if value is None:
        return None
    return format(value.normalize(), "f")


def known(thing: Incident | Source | Statement | Claim | None) -> str | None:
    """The ref of a thing, or null while it has none."""
    return thing.ref or None if thing else None


def publishable(source: Source | None) -> TypeGuard[Source]:
    """Whether a source may be named: it has a public number, and a confidential one never gets one."""
    return source is not None and source.ref != "" and not source.confidential


def cited(row: Participation | Statement | Claim | Affiliation) -> list[str]:
    """Refs of the sources that support a row, each once."""
    return list(dict.fromkeys(c.source.ref for c in row.citations.all() if publishable(c.source)))


def citations(row: Incident | Participation | Statement | Claim | Affiliation) -> list[dict]:
    """What each source supports of a row, in which words, where in it, and how credible that piece is."""
    return [citation(one) for one in row.citations.all() if publishable(one.source)]


def citation(row: Citation) -> dict:
    return {
        "source": row.source.ref,
        "supports": list(row.supports),
        "excerpt": row.excerpt or None,
        "locator": row.locator or None,
        "credibility": row.credibility or None,
        "asserted_value": row.asserted_value or None,
    }
