"""The document of a link: a relation between incidents or episodes, or a statement that answers one made elsewhere."""

from typing import Any

from incidents.models import Relation, Statement
from record.documents.people import People, survivor

REPLY = "reply"


def build_link(relation: Relation) -> dict:
    """The document of a relation both of whose ends are public. It has their numbers, never their titles.

    Who says so is left out while that actor is not public.
    """
    asserted_by = (
        relation.asserted_by if relation.asserted_by and survivor(relation.asserted_by).ref else None
    )
    return link(
        relation.kind,
        relation.start.ref,
        relation.end.ref,
        basis=relation.basis,
        asserted_by=People([asserted_by]).named(asserted_by),
        confidence=relation.confidence,
        part=relation.part or None,
    )


def build_reply(statement: Statement) -> dict:
    """The document of an answer to a statement of another incident or episode, both of them public."""
    assert statement.replies_to
    return link(REPLY, statement.ref, statement.replies_to.ref, how=statement.reply_kind)


def link(kind: str, start: str, end: str, **more: Any) -> dict:
    return {
        "kind": kind,
        "from": start,
        "to": end,
        "how": None,
        "basis": None,
        "asserted_by": None,
        "confidence": None,
        "part": None,
        **more,
    }
