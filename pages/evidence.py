"""What supports one claim, statement or participation: which document, in which words, where in it, how credible."""

from pages.labels import Labels


def evidence(row: dict, labels: Labels, numbers: dict[str, int], *shown: str | None) -> list[dict]:
    """One line for each citation; words that the page shows anyway are not shown again."""
    return [line(one, labels, numbers, shown) for one in cited(row)]


def cited(row: dict) -> list[dict]:
    """The citations of a part of a document; those published before they had any name their sources alone."""
    return row.get("citations") or [{"source": ref} for ref in row["sources"]]


def line(one: dict, labels: Labels, numbers: dict[str, int], shown: tuple[str | None, ...]) -> dict:
    excerpt, locator = one.get("excerpt") or "", one.get("locator") or ""
    credibility, value = one.get("credibility"), one.get("asserted_value") or ""
    return {
        "number": numbers[one["source"]],
        "language": labels.source(one["source"]).get("language"),
        "excerpt": "" if any(excerpt in words for words in shown if words) else excerpt,
        "locator": locator,
        "credibility": labels.scale("information_credibility", credibility).lower() if credibility else "",
        "where": bool(locator or credibility or value),
        "value": value,
    }
