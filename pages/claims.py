"""Claims of an incident: disputed ones first, with who says so and who says otherwise at equal weight; never a verdict."""

from django.utils.translation import gettext as _

from pages import signs
from pages.evidence import evidence
from pages.labels import Labels

SAYS_SO, SAYS_OTHERWISE = ("asserts", "partly"), ("denies",)


def in_order(document: dict, labels: Labels, numbers: dict[str, int]) -> list[dict]:
    """All claims, the disputed ones first, else in the order of the record."""
    rows = sorted(document["claims"], key=lambda row: row["certainty"] != "disputed")
    here = {row["ref"]: row for row in rows if row["ref"]}
    return [claim(row, labels, numbers, here) for row in rows]


def claim(row: dict, labels: Labels, numbers: dict[str, int], here: dict[str, dict]) -> dict:
    """One claim; `here` has the claims of the same document by ref."""
    disputed = row["certainty"] == "disputed"
    positions = [position(one, labels, numbers) for one in row["positions"]]
    says_so = [one for one in positions if one["code"] in SAYS_SO]
    says_otherwise = [one for one in positions if one["code"] in SAYS_OTHERWISE]
    if disputed:
        rivals = [here[ref] for ref in row["contradicts"] if ref in here]
        says_otherwise += [one for rival in rivals for one in holders(rival, labels, numbers)]
    two_sided = disputed or bool(says_otherwise)
    return {
        "ref": row["ref"],
        "text": row["text"],
        "wording": row["wording"],
        "value": value(row),
        "nature": labels.scale("claim_nature", row["nature"]),
        "certainty": signs.Certainty(row["certainty"], labels.scale("certainty", row["certainty"]))
        if row["certainty"]
        else None,
        "reason": row["reason"],
        "disputed": disputed,
        "two_sided": two_sided,
        "says_so": says_so,
        "says_otherwise": says_otherwise,
        "others": [one for one in positions if not (two_sided and one["code"] in SAYS_SO + SAYS_OTHERWISE)],
        "contradicts": [(ref, ref in here) for ref in row["contradicts"]],
        "evidence": evidence(row, labels, numbers, row["wording"]),
    }


def position(row: dict, labels: Labels, numbers: dict[str, int]) -> dict:
    return {
        "code": row["position"],
        "who": row["actor"]["name"] if row["actor"] else _("Not named"),
        "named": bool(row["actor"]),
        "kind": labels.scale("actor_kinds", row["actor"]["kind"]) if row["actor"] else "",
        "words": labels.scale("claim_positions", row["position"]),
        "date": signs.date_words(row["date"]) if row["date"] else "",
        "sources": [numbers[ref] for ref in row["sources"]],
    }


def holders(rival: dict, labels: Labels, numbers: dict[str, int]) -> list[dict]:
    """Who holds a claim that contradicts another, with its words; nobody named still leaves the words."""
    held = [one for one in rival["positions"] if one["position"] in SAYS_SO]
    nobody = {
        "code": "",
        "who": _("Not named"),
        "named": False,
        "kind": "",
        "words": "",
        "date": "",
        "sources": [],
    }
    shown = [position(one, labels, numbers) for one in held] or [nobody]
    return [{**one, "claim": rival["ref"], "claim_text": rival["text"]} for one in shown]


def value(row: dict) -> str:
    """The number or date that a claim puts forward, in words."""
    return signs.date_words(row["value"]) if row["value"] and row["nature"] == "date" else row["value"] or ""
