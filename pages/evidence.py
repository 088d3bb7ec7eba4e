"""What supports one claim, statement or participation: which document, in which words, where in it, how credible."""

from pages.labels import Labels


def evidence(row: dict, labels: Labels, numbers: dict[str, int], *shown: str | None) -> list[dict]:
    """One line for each citation; words that the page shows anyway are not shown again.

    Documents that were published before they had citations name their sources alone.
    """
    cited = row.get("citations") or [{"source": ref} for ref in row["sources"]]
    return [line(one, labels, numbers, shown) for one in cited]


def line(cited: dict, labels: Labels, numbers: dict[str, int], shown: tuple[str | None, ...]) -> dict:
    excerpt, locator = cited.get("excerpt") or "", cited.get("locator") or ""
    credibility, value = cited.get("credibility"), cited.get("asserted_value") or ""
    return {
        "number": numbers[cited["source"]],
        "language": labels.source(cited["source"]).get("language"),
        "excerpt": "" if any(excerpt in words for words in shown if words) else excerpt,
        "locator": locator,
        "credibility": labels.scale("information_credibility", credibility).lower() if credibility else "",
        "where": bool(locator or credibility or value),
        "value": value,
    }
