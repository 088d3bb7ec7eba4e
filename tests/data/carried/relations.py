"""Rules for relations, ambiguities and findings from outside."""

from tests.data.carried.asking import (
    ARTICLE,
    Rule,
    asserter,
    contested,
    everywhere,
    evidence_noted,
    exists,
    noted,
    pieces,
    same,
)
from tests.data.carried.walk import Carried, Leaf, ref


def end(side: str) -> Rule:
    """The relation starts or ends there, and nowhere else."""

    def rule(leaf: Leaf, carried: Carried) -> bool:
        row = carried.get(leaf.record["id"])
        found = (row.get(f"{side}_incident"), row.get(f"{side}_episode"))
        episode = leaf.value.startswith("EPI")
        return found == ((None, ref(leaf.value)) if episode else (ref(leaf.value), None))

    return rule


def asserted(leaf: Leaf, carried: Carried) -> bool:
    """What the coder infers has no asserter."""
    row = carried.get(leaf.record["id"])
    if leaf.value == "coder":
        return row["asserted_by"] is None and carried.notes("The coder infers it.", leaf.record["id"])
    return row["asserted_by"] == asserter(carried, leaf.value)


def holders(coded_id: str, carried: Carried) -> list[str]:
    """Whose notes speak of it: a place stands for what happened there, a finding from outside for what it is about."""
    if coded_id in carried.places:
        return [one["id"] for one in carried.coded["incidents"] if one["place"] == coded_id]
    findings = {one["id"]: one["about"] for one in carried.coded["external"]}
    return findings.get(coded_id, [coded_id])


def doubt_noted(leaf: Leaf, carried: Carried) -> bool:
    doubt = leaf.record
    words = f"{doubt['id']}: {doubt['issue']} Handled: {doubt['handled']}"
    named = [one for coded_id in doubt["refs"] or [ARTICLE] for one in holders(coded_id, carried)]
    return carried.notes(words, *named)


def finding_noted(leaf: Leaf, carried: Carried) -> bool:
    one = leaf.record
    words = f"From outside, {one['id']}: {one['finding']} Effect: {one['effect']}"
    words += f" Source: {one['url']} ({one['source_date']})."
    words += f" Warning: {one['source_warning']}." if "source_warning" in one else ""
    return carried.notes(words, *one["about"])


RULES: dict[str, Rule] = {
    "relations[].id": exists,
    "relations[].from": end("from"),
    "relations[].to": end("to"),
    **{f"relations[].{name}": same(name) for name in ("kind", "basis", "confidence")},
    **pieces(evidence_noted, "relations[]"),
    "relations[].asserted_by": asserted,
    "relations[].contested_externally[]": contested,
    "relations[].note": noted("Coder: {note}"),
    **everywhere(doubt_noted, "ambiguities[]", "id issue handled refs[]"),
    **everywhere(finding_noted, "external[]", "id about[] finding url source_date effect source_warning"),
}
