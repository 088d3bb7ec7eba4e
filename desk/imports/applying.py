"""Applying an import: all of it in one transaction, with what is needed to take it back."""

from collections.abc import Callable
from typing import Any

import pghistory
from django.contrib.auth.models import User
from django.utils import timezone

from desk.imports.checking import counts, told
from desk.imports.steps import StepRefused, as_interchange, lock_imports
from desk.models import Import
from incidents.importing import ImportRefused, Outcome, import_file
from incidents.interchange.shape import KINDS


def apply(pk: int, user: User, say: Callable[[str], None]) -> None:
    """Writes the records of an import into the working copy; the caller holds the transaction."""
    one = Import.objects.select_for_update().get(pk=pk)
    if one.state != "ready":
        raise StepRefused("This import is not ready. Check it first.")
    say("Reading the files …")
    with as_interchange(one) as (path, converted), pghistory.context(user=user.pk, reason=f"Import {one.pk}"):
        if converted and converted.problems:
            raise StepRefused("The files have mistakes since they were checked. Check them again.")
        lock_imports()
        try:
            outcome = import_file(path, user_id=user.pk, progress=say)
        except ImportRefused as refusal:
            raise StepRefused(
                f"What is on file has changed since the check: {refusal.problems[0]} Check again."
            ) from refusal
    one.report = {**told(converted), "counts": counts(outcome), "kept": outcome.kept}
    one.written = written(outcome)
    one.state, one.applied_at = "applied", timezone.now()
    one.save(update_fields=["report", "written", "state", "applied_at"])


def written(outcome: Outcome) -> dict[str, Any]:
    """By kind, the rows that were made and changed, each with its revision now."""
    found = {}
    for kind in KINDS:
        rows = kind.part.model._default_manager
        for what, keys in (("new", outcome.new_keys), ("changed", outcome.changed_keys)):
            pairs = rows.filter(pk__in=keys[kind.part.key]).values_list("pk", "revision")
            if pairs:
                found.setdefault(kind.name, {})[what] = [list(pair) for pair in pairs]
    return found
