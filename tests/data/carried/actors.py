"""Rules for who acts: actors, their names, their posts, the bodies above them."""

from tests.data.carried.asking import (
    PROTECTED,
    Change,
    Rule,
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

KIND_OF_NAME = {"spelling": "transliteration", "original": "native"}  # all others are aliases


def of_country(leaf: Leaf, carried: Carried) -> bool:
    actor = leaf.record
    rows = [(row["country"], row["basis"]) for row in carried.get(actor["id"]).get("countries", [])]
    return rows == ([(actor["country"], actor.get("country_basis", "explicit"))] if actor["country"] else [])


def named(leaf: Leaf, carried: Carried) -> bool:
    names, alias = carried.get(leaf.record["id"])["names"], leaf.row
    wanted = (alias["name"], alias["lang"], KIND_OF_NAME.get(alias["kind"], "alias"))
    there = wanted in [(row["name"], row["language"], row["kind"]) for row in names]
    return there and noted("Name {name}: {kind}, {lang}, in the article: {in_article}.")(leaf, carried)


def described(leaf: Leaf, carried: Carried) -> bool:
    """A label of a protected person stays in the note."""
    hidden = leaf.record["id"] in PROTECTED
    rule = noted("Coded description: {description}.") if hidden else same("description")
    return rule(leaf, carried)


def numbered(leaf: Leaf, carried: Carried) -> bool:
    """Only a group of persons has a number of its own."""
    group = leaf.record["kind"] == "group"
    return (same("number") if group else noted("Number: {number}."))(leaf, carried)


def under(leaf: Leaf, carried: Carried) -> bool:
    link = leaf.record
    words = f"Part of {link['parent']}: {link['relation']}, {link['basis']}."
    words += f" {link['note']}." if "note" in link else ""
    child = carried.get(link["child"])
    return child.get("parent") == ref(link["parent"]) and carried.notes(words, link["child"])


def post(leaf: Leaf, carried: Carried) -> dict:
    """The affiliation of the coded person with the coded body; empty if there is none."""
    rows = carried.get(leaf.record["person"]).get("affiliations", [])
    return next((row for row in rows if row["organisation"] == ref(leaf.record["organisation"])), {})


def held(leaf: Leaf, carried: Carried) -> bool:
    return bool(post(leaf, carried))


def in_post(name: str, change: Change = unchanged) -> Rule:
    return lambda leaf, carried: held(leaf, carried) and post(leaf, carried)[name] == change(leaf.value)


def post_cited(leaf: Leaf, carried: Carried) -> bool:
    row, coded = post(leaf, carried), leaf.record
    return all(has_citation(row, piece, source=coded["source"]) for piece in coded["evidence"])


RULES: dict[str, Rule] = {
    "actors[].id": exists,
    "actors[].kind": same("kind"),
    "actors[].name": same("name"),
    "actors[].officialness": same("officialness"),
    **everywhere(of_country, "actors[]", "country country_basis"),
    **everywhere(named, "actors[].aliases[]", "name lang in_article kind"),
    **pieces(evidence_noted, "actors[]"),
    "actors[].note": noted("Coder: {note}"),
    "actors[].officialness_basis": noted("Officialness: {officialness_basis}."),
    "actors[].description": described,
    **everywhere(noted("Flag: {flag}, {what} ({claim})."), "actors[].flags[]", "flag what claim"),
    "actors[].number": numbered,
    "actors[].members_unnamed": noted("Members unnamed: {members_unnamed}."),
    "actors[].seat": noted("Seat: {seat}."),
    **everywhere(under, "organisation_links[]", "child parent relation basis note"),
    **everywhere(held, "affiliations[]", "person organisation"),
    "affiliations[].role": in_post("role"),
    "affiliations[].as_of": in_post("note", lambda value: f"As of: {value}."),
    "affiliations[].start_edtf": in_post("start"),
    "affiliations[].end_edtf": in_post("end"),
    "affiliations[].basis": in_post("basis"),
    "affiliations[].certainty": in_post("certainty"),
    "affiliations[].source": post_cited,
    **pieces(post_cited, "affiliations[]"),
}
