"""Rules for incidents, those who took part in them, and the episode."""

from actors.dates import bounds
from tests.data.carried.asking import (
    Change,
    Rule,
    cited,
    contested,
    either,
    everywhere,
    evidence_noted,
    exists,
    noted,
    pieces,
    same,
    unchanged,
)
from tests.data.carried.sources import at_its_place
from tests.data.carried.walk import Carried, Leaf, ref

THE_PLAN = ("CLM-17", "CLM-18")  # what several assert of an incident stands on these claims


def titled(leaf: Leaf, carried: Carried) -> bool:
    return either(same("title"), noted("Coded title: {title}"))(leaf, carried)


def from_date(place: int) -> Rule:
    """What the coding says beside the date follows from the date itself: earliest day, latest day, precision."""
    return lambda leaf, carried: str(bounds(carried.get(leaf.record["id"])["date"])[place]) == str(leaf.value)


def date_noted(leaf: Leaf, carried: Carried) -> bool:
    """A reader's note is there, and the coder's words in the internal one."""
    if not leaf.value:
        return True
    return bool(carried.get(leaf.record["id"]).get("date_note")) and noted("Date, as coded: {note}")(
        leaf, carried
    )


def dates(path: str, basis: Rule) -> dict[str, Rule]:
    return {
        f"{path}.date.edtf": same("date"),
        f"{path}.date.precision": from_date(2),
        f"{path}.date.earliest": from_date(0),
        f"{path}.date.latest": from_date(1),
        f"{path}.date.basis": basis,
        f"{path}.date.note": date_noted,
    }


def tier(leaf: Leaf, carried: Carried) -> bool:
    """A part of the episode says it on that relation, every other incident in its note."""
    parts = [
        row["part"]
        for row in carried.file["relations"]
        if row["from_incident"] == ref(leaf.record["id"]) and row["kind"] == "part_of" and row["to_episode"]
    ]
    return parts == [leaf.value] if parts else noted("Tier: {tier}.")(leaf, carried)


def certain(leaf: Leaf, carried: Carried) -> bool:
    """Reported is what the rule gives; everything else is chosen, with a public reason."""
    record = carried.get(leaf.record["id"])
    chosen = record["certainty_override"]
    return (chosen or "reported") == leaf.value and bool(chosen) == bool(record["certainty_reason"])


def sourced(leaf: Leaf, carried: Carried) -> bool:
    return ref(leaf.value) in [row["source"] for row in carried.get(leaf.record["id"])["citations"]]


def place_country(leaf: Leaf, carried: Carried) -> bool:
    whole = same("place_precision", lambda _country: "country")
    return same("place_country")(leaf, carried) and whole(leaf, carried)


def participation(leaf: Leaf, carried: Carried) -> dict:
    """The row in the same place of the list; empty if there is none."""
    rows = carried.get(leaf.record["id"]).get("participations", [])
    return rows[leaf.index] if leaf.index < len(rows) else {}


def took_part(leaf: Leaf, carried: Carried) -> bool:
    row, (kind, colon, code) = participation(leaf, carried), leaf.value.partition(":")
    wanted = {"country": None, "actor": None, "thing": None, "unknown": False}
    if leaf.value == "unknown":
        wanted["unknown"] = True
    elif colon:
        wanted[{"country": "country", "object": "thing"}.get(kind, "actor")] = code
    else:
        wanted["actor"] = ref(leaf.value)
    return {name: row.get(name) for name in wanted} == wanted


def in_participation(name: str, change: Change = unchanged) -> Rule:
    return lambda leaf, carried: participation(leaf, carried).get(name) == change(leaf.value)


def quantity(name: str, change: Change = unchanged) -> Rule:
    def rule(leaf: Leaf, carried: Carried) -> bool:
        rows = participation(leaf, carried).get("quantities", [])
        return [row[name] for row in rows] == [None if leaf.value is None else change(leaf.value)]

    return rule


def total_of_all(leaf: Leaf, carried: Carried) -> bool:
    """Four arrested: the two who are not named are two of four."""
    rows = carried.get(leaf.record["id"])["participations"]
    totals = [one["total"] for row in rows for one in row["quantities"] if one["what"] == "detained"]
    words = noted("Number, as coded: {value} {what}, {qualifier}.")
    return totals == [str(leaf.row["value"])] and words(leaf, carried)


def asserted(leaf: Leaf, carried: Carried) -> bool:
    """The first asserter stands on the initiator; several hold positions on the claims about it."""
    rows = carried.get(leaf.record["id"])["participations"]
    by = [row["asserted_by"] for row in rows if row["asserted_by"]]
    if leaf.path.endswith("[]"):
        on_claims = [{row["actor"] for row in carried.get(claim).get("positions", [])} for claim in THE_PLAN]
        first = leaf.index > 0 or by == [ref(leaf.value)]
        return first and all(ref(leaf.value) in actors for actors in on_claims)
    return by == [ref(leaf.value)] and rows[0]["role"] == "initiator"


def same_day(leaf: Leaf, carried: Carried) -> bool:
    link = carried.get(leaf.record["id"].replace("INC", "SDA"))
    ends = (link.get("kind"), link.get("from_incident"), link.get("to_incident"))
    return ends == ("same_day_as", ref(leaf.record["id"]), ref(leaf.value))


def is_party(leaf: Leaf, carried: Carried) -> bool:
    row = leaf.row
    parties = carried.get(leaf.record["id"]).get("parties", [])
    return row["role"] == "party" and row["actor"].removeprefix("country:") in parties


RULES: dict[str, Rule] = {
    "incidents[].id": exists,
    "incidents[].type": same("type"),
    "incidents[].title": titled,
    "incidents[].tier": tier,
    **dates("incidents[]", same("date_basis")),
    "incidents[].place": lambda leaf, carried: at_its_place(leaf.record, carried),
    "incidents[].place_country": place_country,
    "incidents[].hostility": same("level"),
    "incidents[].certainty": certain,
    "incidents[].sources[]": sourced,
    **pieces(cited, "incidents[]"),
    "incidents[].granularity": same("nature"),
    "incidents[].status": same("status"),
    "incidents[].status_note": noted("Status: {status_note}."),
    "incidents[].subtype": same("subtype"),
    "incidents[].coder_note": noted("Coder: {coder_note}"),
    "incidents[].contested_externally[]": contested,
    "incidents[].same_day_as": same_day,
    "incidents[].asserted_by": asserted,
    "incidents[].asserted_by[]": asserted,
    **everywhere(total_of_all, "incidents[].numbers[]", "what value qualifier"),
    "incidents[].participants[].actor": took_part,
    "incidents[].participants[].role": in_participation("role"),
    "incidents[].participants[].number": quantity("value", str),
    "incidents[].participants[].qualifier": quantity("qualifier"),
    "incidents[].participants[].of": quantity("total", str),
    "incidents[].participants[].certainty": in_participation("certainty"),
    "incidents[].participants[].basis": in_participation(
        "basis", lambda value: {"derived": "analyst"}.get(value, value)
    ),
    "incidents[].participants[].note": in_participation("note"),
    "episodes[].id": exists,
    "episodes[].type": lambda leaf, carried: (
        leaf.value == "episode" and carried.get(leaf.record["id"]) in carried.file["episodes"]
    ),
    "episodes[].title": titled,
    **dates("episodes[]", noted("Basis of the date: {basis}.")),
    **everywhere(is_party, "episodes[].participants[]", "actor role"),
    **pieces(evidence_noted, "episodes[]"),
}
