"""Keeping what a change left: the working document as it stands after a save, with who and why."""

from typing import Any

from incidents.interchange.documents import document_of
from incidents.workflow import keep_revision
from record.settling import settle


def keep(kind: str, thing: Any, user: Any, note: str) -> None:
    """Stores the working document as it stands after a save; it does not wait where nothing public has changed."""
    stored = type(thing)._default_manager.get(pk=thing.pk)
    keep_revision(kind, stored, document_of(kind, stored), user=user, reason=note[:300])
    settle(kind, stored, user)
