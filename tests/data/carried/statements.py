"""Rules for statements and claims."""

import csv
from pathlib import Path

from tests.data.carried.asking import (
    PROTECTED,
    Change,
    Rule,
    asserter,
    cited,
    contested,
    either,
    everywhere,
    evidence_noted,
    exists,
    has_citation,
    noted,
    pieces,
    same,
    unchanged,
)
from tests.data.carried.walk import Carried, Leaf, ref

SOURCE_OF = {"ORG-18": "SRC-03", "ORG-25": "SRC-04", "ORG-26": "SRC-05"}  # all others speak in the article
OPINIONS = ("assessment", "prediction", "hypothetical", "characterisation")
REFERENCE = Path(__file__).resolve().parents[3] / "data" / "reference" / "countries.csv"

with REFERENCE.open(encoding="utf-8", newline="") as file:
    COUNTRY_NAMES = {row["iso_a3"]: row["name_en"] for row in csv.DictReader(file)}


def at_home_or(name: str) -> Rule:
    """The value is the home of the record or stands in this list."""

    def rule(leaf: Leaf, carried: Carried) -> bool:
        record, home = carried.get(leaf.record["id"]), carried.home(leaf.record["id"])
        return ref(leaf.value) in [home.get("id"), *(record.get(name) or [])]

    return rule


def worded_by(translator: str) -> Rule:
    def rule(leaf: Leaf, carried: Carried) -> bool:
        texts = carried.get(leaf.record["id"]).get("texts", [])
        rows = [(row["text"], row["language"], row["by"], row["original"]) for row in texts]
        return rows == [(leaf.value, "en", translator, False)]

    return rule


def retold(leaf: Leaf, carried: Carried) -> bool:
    """A statement whose content is not known has no text."""
    if leaf.record["mode"] == "content_unknown":
        empty = not carried.get(leaf.record["id"])["texts"]
        return empty and noted("Content: {paraphrase}")(leaf, carried)
    return worded_by("our words")(leaf, carried)


def addressed(leaf: Leaf, carried: Carried) -> bool:
    row = carried.get(leaf.record["id"])
    found = (row.get("addressee_actor"), row.get("addressee_text"))
    if leaf.value == "not stated":
        return found == (None, None) and carried.notes("Addressee: not stated.", leaf.record["id"])
    return found == ((None, "the public") if leaf.value == "public" else (ref(leaf.value), None))


def spoken_of(leaf: Leaf, carried: Carried) -> bool:
    row, (kind, _, code) = carried.get(leaf.record["id"]), leaf.value.partition(":")
    found = (row.get("about_country"), row.get("about_actor"))
    return found == ((code, None) if kind == "country" else (None, ref(leaf.value)))


def named_place(leaf: Leaf, carried: Carried) -> bool:
    place = carried.places.get(leaf.value, {})
    return bool(place) and carried.get(leaf.record["id"])["place"] == place["name"]


def answers(leaf: Leaf, carried: Carried) -> bool:
    return (
        same("replies_to", ref)(leaf, carried) and carried.get(leaf.record["id"])["reply_kind"] == "answers"
    )


def judged_by(leaf: Leaf, carried: Carried) -> bool:
    return carried.get(leaf.record["id"])["mandate_assessed_by"] == asserter(carried, leaf.value)


def in_one_breath(leaf: Leaf, carried: Carried) -> bool:
    one, other = carried.get(leaf.record["id"]), carried.get(leaf.value)
    together = carried.home(leaf.record["id"]) is carried.home(leaf.value)
    return together and bool(one["utterance"]) and one["utterance"] == other["utterance"]


def interviewed(leaf: Leaf, carried: Carried) -> bool:
    interview = carried.get(leaf.record["id"])["channel"] == "interview"
    return interview and same("relayed_by", ref)(leaf, carried)


def nested(leaf: Leaf, carried: Carried) -> dict:
    """The statement that speech inside another became."""
    row = carried.get(f"{leaf.record['id']}/{leaf.index + 1}")
    return row if row.get("inside") == ref(leaf.record["id"]) else {}


def in_nested(name: str, change: Change = unchanged) -> Rule:
    return lambda leaf, carried: nested(leaf, carried).get(name, "") == change(leaf.value)


def nested_text(leaf: Leaf, carried: Carried) -> bool:
    return [row["text"] for row in nested(leaf, carried).get("texts", [])] == [leaf.value]


STATEMENTS: dict[str, Rule] = {
    "statements[].id": exists,
    "statements[].speaker": same("speaker", ref),
    **{f"statements[].{name}": same(name) for name in ("kind", "mode", "stance", "capacity", "officialness")},
    "statements[].role_at_time": same("role_at_time"),
    "statements[].incidents[]": at_home_or("also_about"),
    **pieces(cited, "statements[]"),
    "statements[].paraphrase": retold,
    "statements[].quote": worded_by("Worldcrunch"),
    "statements[].quote_words": noted("Quoted words: {quote_words}."),
    "statements[].addressee": addressed,
    "statements[].about": spoken_of,
    "statements[].place": named_place,
    "statements[].answers": answers,
    "statements[].assessed_mandate": same("mandate"),
    "statements[].assessed_by": judged_by,
    "statements[].same_utterance_as": in_one_breath,
    "statements[].note": noted("Coder: {note}"),
    "statements[].relayed_by": same("relayed_by", ref),
    "statements[].stance_note": noted("Stance: {stance_note}."),
    "statements[].interview_by": interviewed,
    "statements[].full_span_note": noted("Span: {full_span_note}."),
    "statements[].editor_insertion": noted("Editor's insertion: {editor_insertion}."),
    "statements[].nested[].text": nested_text,
    "statements[].nested[].mode": in_nested("mode"),
    "statements[].nested[].attribute_to": in_nested("speaker", ref),
    "statements[].nested[].note": in_nested("note"),
}


def cited_without_names(leaf: Leaf, carried: Carried) -> bool:
    """A claim about a protected person has its quote in the note and only the place in the citation."""
    hidden = any(one in PROTECTED for one in leaf.record["about"])
    there = has_citation(carried.get(leaf.record["id"]), leaf.row, quoted=not hidden)
    return there and (not hidden or evidence_noted(leaf, carried))


def positions(leaf: Leaf, carried: Carried) -> bool:
    """Each asserter asserts in the source that is theirs; of what nobody is known to assert the note says so."""
    coded = leaf.record["asserted_by"]
    silent = {"unknown": "Asserted by: not stated.", None: "Asserted by: nobody."}
    by = coded if isinstance(coded, list) else [coded]
    rows = carried.get(leaf.record["id"])["positions"]
    found = [(row["actor"], row["position"], row["source"]) for row in rows]
    if by[0] in silent:
        return not found and carried.notes(silent[by[0]], leaf.record["id"])
    return found == [(asserter(carried, one), "asserts", ref(SOURCE_OF.get(one, "SRC-01"))) for one in by]


def certain(leaf: Leaf, carried: Carried) -> bool:
    """An opinion that nobody judged has no certainty."""
    free = leaf.record["nature"] in OPINIONS and leaf.value == "unknown"
    return carried.get(leaf.record["id"])["certainty"] == (None if free else leaf.value)


def credible(leaf: Leaf, carried: Carried) -> bool:
    grades = [row["credibility"] for row in carried.get(leaf.record["id"])["citations"]]
    return grades == [str(leaf.value)] * len(leaf.record["evidence"])


def about(leaf: Leaf, carried: Carried) -> bool:
    kind, _, code = leaf.value.partition(":")
    record = carried.get(leaf.record["id"])
    if kind == "country":
        return COUNTRY_NAMES.get(code) in (record["about_places"] or "").split("; ")
    return either(at_home_or("about_incidents"), at_home_or("about_actors"))(leaf, carried)


CLAIMS: dict[str, Rule] = {
    "claims[].id": exists,
    "claims[].nature": same("nature"),
    "claims[].text": either(same("text"), noted("Coded text: {text}")),
    **everywhere(positions, "claims[]", "asserted_by asserted_by[]"),
    "claims[].certainty": certain,
    "claims[].credibility": credible,
    "claims[].about[]": about,
    **pieces(cited_without_names, "claims[]"),
    "claims[].note": noted("Coder: {note}"),
    "claims[].contested_externally[]": contested,
    "claims[].contradicts[]": lambda leaf, carried: (
        ref(leaf.value) in (carried.get(leaf.record["id"]).get("contradicts") or [])
    ),
    "claims[].contradiction_kind": noted("Contradiction: {contradiction_kind}."),
}

RULES = STATEMENTS | CLAIMS
