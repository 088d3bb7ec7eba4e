"""Rules for the coding as a whole, its sources, its places, and what was left uncoded."""

from tests.data.carried.asking import (
    ARTICLE,
    Rule,
    everywhere,
    evidence_noted,
    exists,
    noted,
    pieces,
    same,
)
from tests.data.carried.counts import COUNTS
from tests.data.carried.walk import TOGETHER, Carried, Leaf, evidence, ref

GRADED_THEMSELVES = ("SRC-04", "SRC-05")  # their outlets are not named and have no grade
NOTED_WITH = {
    "PLC-01": ARTICLE,
    "PLC-04": "ORG-02",
    "PLC-09": "ORG-21",
    "PLC-10": "REG-01",
}  # no incident there


def counted(leaf: Leaf, carried: Carried) -> bool:
    _meta, counts, *group = leaf.inside
    if not group:
        return COUNTS[leaf.key](carried) == leaf.value
    name = next(name for name, inner in counts.items() if inner is group[0])
    return COUNTS[name](carried).get(leaf.key) == leaf.value


def graded(leaf: Leaf, carried: Carried) -> bool:
    """The publisher has the grade with a public reason; of unnamed outlets the document has it."""
    if leaf.record["id"] in GRADED_THEMSELVES:
        return same("reliability")(leaf, carried)
    grades = carried.get(leaf.record["publisher"]).get("grades", [])
    return [row["grade"] for row in grades] == [leaf.value] and all(row["reason"] for row in grades)


def state_noted(leaf: Leaf, carried: Carried) -> bool:
    state = leaf.record
    words = f"Historical state {state['id']}, {state['name']}: {state['mention']}."
    return all(carried.notes(one, ARTICLE) for one in [words, *map(evidence, state["evidence"])])


def sentence(place: dict) -> str:
    """A coded place as a sentence of a note."""
    point = [str(place[name]) for name in ("lat", "lon") if place[name] is not None]
    parts = [place["kind"], place["country"], *point, f"precision {place['precision']}"]
    parts += [f"within {place['within']}"] if "within" in place else []
    parts += ["countries " + " and ".join(place["countries"])] if "countries" in place else []
    words = f"Place {place['id']}, {place['name']}: {', '.join(part for part in parts if part)}."
    return f"{words} {place['note']}" if "note" in place else words


def placed(leaf: Leaf, carried: Carried) -> bool:
    """Every incident that stands there has the place and the sentence; a place without incidents is noted elsewhere."""
    place = leaf.record
    there = [
        one
        for one in carried.coded["incidents"]
        if any(link is place for link in carried.chain(one["place"]))
    ]
    holders = [one["id"] for one in there] or [NOTED_WITH.get(place["id"], "")]
    return carried.notes(sentence(place), *holders) and all(at_its_place(one, carried) for one in there)


def at_its_place(incident: dict, carried: Carried) -> bool:
    """Names run from small to large; the point and its precision are those of the smallest place that has one."""
    record, chain = carried.get(incident["id"]), carried.chain(incident["place"])
    if not chain:
        return incident["place"] is None and not record.get("place_names") and not record.get("latitude")
    point = next((place for place in chain if place["lat"] is not None), chain[0])
    wanted = {
        "place_names": [place["name"].removesuffix(f", {chain[-1]['name']}") for place in chain],
        "place_country": chain[0]["country"],
        "latitude": None if point["lat"] is None else str(point["lat"]),
        "longitude": None if point["lon"] is None else str(point["lon"]),
        "place_precision": point["precision"],
    }
    return {name: record.get(name) for name in wanted} == wanted


RULES: dict[str, Rule] = {
    **everywhere(
        noted("Coding: {title}; scheme {scheme}; coded on {coded_on}. {rules}", ARTICLE),
        "meta",
        "title scheme rules coded_on",
    ),
    TOGETHER: counted,
    "sources[].id": exists,
    "sources[].kind": same("kind"),
    "sources[].title": same("title"),
    "sources[].publisher": same("publisher", ref),
    "sources[].reliability": graded,
    "sources[].language": same("language"),
    "sources[].dateline": noted("Dateline: {dateline}."),
    "sources[].url": same("url"),
    "sources[].file": noted("File: {file}."),
    "sources[].file_sha256": same("file_sha256"),
    "sources[].published_edtf": same("published"),
    "sources[].date_note": same("published_note"),
    "sources[].title_note": noted("Title: {title_note}"),
    "sources[].author": same("authors"),
    "sources[].derived_from": same("derived_from", ref),
    "sources[].cited_in_text": noted("Cited in the text: {cited_in_text}."),
    **pieces(evidence_noted, "sources[]"),
    "sources[].note": noted("Coder: {note}"),
    **everywhere(
        noted("Country {iso_a3}: {role_in_article}.", ARTICLE), "countries[]", "iso_a3 role_in_article"
    ),
    **everywhere(state_noted, "historical_states[]", "id name mention"),
    **pieces(state_noted, "historical_states[]"),
    **everywhere(placed, "places[]", "id name kind country lat lon precision within note countries[]"),
    **everywhere(noted("Not coded: {text} ({why}).", ARTICLE), "not_coded[]", "text why"),
}
