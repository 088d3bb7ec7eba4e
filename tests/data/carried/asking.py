"""What most rules are made of: a field that has the value, a note that says it, a citation that quotes it.

A rule is asked for one value of the coded file at a time and answers whether it has arrived.
"""

from collections.abc import Callable
from typing import Any

from tests.data.carried.walk import Carried, Leaf, evidence, ref, span, worded

Rule = Callable[[Leaf, Carried], bool]
Change = Callable[[Any], Any]

ARTICLE = "SRC-01"
PROTECTED = ("PER-03", "PER-04")


def unchanged(value: Any) -> Any:
    return value


def everywhere(rule: Rule, path: str, keys: str) -> dict[str, Rule]:
    """One rule for several keys under a path."""
    return {f"{path}.{key}": rule for key in keys.split()}


def pieces(rule: Rule, path: str) -> dict[str, Rule]:
    """One rule for the evidence of a record: a piece arrives whole or not at all."""
    return everywhere(rule, f"{path}.evidence[]", "line start end text")


def exists(leaf: Leaf, carried: Carried) -> bool:
    return bool(carried.get(leaf.value))


def same(name: str, change: Change = unchanged) -> Rule:
    """The record has the value in this field; a null is a field that is left out."""

    def rule(leaf: Leaf, carried: Carried) -> bool:
        record = carried.get(leaf.record["id"])
        return bool(record) and record.get(name) == (None if leaf.value is None else change(leaf.value))

    return rule


def noted(words: str, coded_id: str = "") -> Rule:
    """The note has this sentence, filled in from the object in which the value stands; of the record, or of another."""

    def rule(leaf: Leaf, carried: Carried) -> bool:
        sentence = words.format(**{name: worded(value) for name, value in leaf.row.items()})
        return carried.notes(sentence, coded_id or leaf.record["id"])

    return rule


def either(*rules: Rule) -> Rule:
    return lambda leaf, carried: any(rule(leaf, carried) for rule in rules)


def both(*rules: Rule) -> Rule:
    return lambda leaf, carried: all(rule(leaf, carried) for rule in rules)


def evidence_noted(leaf: Leaf, carried: Carried) -> bool:
    return carried.notes(evidence(leaf.row), leaf.record["id"])


def has_citation(record: dict, piece: dict, *, source: str = ARTICLE, quoted: bool = True) -> bool:
    wanted = (ref(source), span(piece), piece.get("text") if quoted else None)
    return wanted in [(row["source"], row["locator"], row["excerpt"]) for row in record.get("citations", [])]


def cited(leaf: Leaf, carried: Carried) -> bool:
    return has_citation(carried.get(leaf.record["id"]), leaf.row)


def contested(leaf: Leaf, carried: Carried) -> bool:
    words = f"Contested from outside: {', '.join(leaf.row['contested_externally'])}."
    return carried.notes(words, leaf.record["id"])


def asserter(carried: Carried, coded_id: str) -> str | None:
    """Who asserts: an article speaks for its publisher."""
    return ref(carried.publishers.get(coded_id, coded_id))
