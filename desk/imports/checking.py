"""The staged preview: the whole import is tried and taken back, and what was found is kept for the page."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ijson
from django.contrib.auth.models import User
from django.db import transaction

from desk.imports.steps import StepRefused, as_interchange
from desk.models import Import
from incidents.importing import Outcome
from incidents.interchange.shape import BY_KEY
from incidents.mapping import converting
from incidents.mapping.building import Converted

SHOWN, LONGEST = 5, 300
FIRST = ["incidents", "episodes", "actors", "sources", "relations", "coverage"]


def check(pk: int, user: User, say: Callable[[str], None]) -> None:
    """Tries an import; it is then ready, or refused with its mistakes."""
    one = Import.objects.select_for_update().get(pk=pk)
    if one.state in ("applied", "undone"):
        raise StepRefused("This import is applied already.")
    say("Reading the files …")
    with as_interchange(one) as (path, converted):
        # A savepoint: what the trial leaves behind, such as temporary tables, goes with it.
        with transaction.atomic():
            checked = converting.check(path, converted, say)
        one.report = {
            **told(converted),
            "problems": [
                {"place": found.place, "value": found.value, "sentence": found.sentence}
                for found in checked.problems
            ],
            "more": checked.more,
            "counts": counts(checked.outcome) if checked.outcome else {},
            "kept": checked.outcome.kept if checked.outcome else {},
            "preview": [] if checked.problems else preview(path),
        }
    one.state = "refused" if checked.problems else "ready"
    one.save(update_fields=["report", "state"])


def told(converted: Converted | None) -> dict[str, Any]:
    """What a mapping leaves to say beside mistakes."""
    if converted is None:
        return {}
    left = {name: {"count": len(rows), "first": rows[:20]} for name, rows in converted.left_out.items()}
    return {"rows": converted.rows, "left_out": left, "differing": converted.differing}


def counts(outcome: Outcome) -> dict[str, dict[str, int]]:
    """Numbers by kind of record: new, changed, as they were, kept."""
    return {
        key: {
            "new": outcome.new[key],
            "changed": outcome.changed[key],
            "same": outcome.same[key],
            "kept": len(outcome.kept.get(key, [])),
        }
        for key in BY_KEY
        if outcome.new[key] or outcome.changed[key] or outcome.same[key] or outcome.kept.get(key)
    }


def preview(path: Path) -> list[dict[str, Any]]:
    """The first records of each kind as lines of (field, text), incidents first."""
    found = []
    for key in FIRST:
        with path.open("rb") as file:
            for record, _ in zip(ijson.items(file, f"{key}.item"), range(SHOWN), strict=False):
                found.append({"list": key, "lines": [*lines(record)]})
        if len(found) >= SHOWN:
            break
    return found[: 2 * SHOWN]


def lines(record: dict[str, Any], before: str = "") -> Iterator[list[str]]:
    """A record as short lines; rows of its lists stand under their names."""
    for name, value in record.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for place, row in enumerate(value[:SHOWN], 1):
                yield from lines(row, f"{before}{name} {place}: ")
        elif isinstance(value, list):
            yield [before + name, ", ".join(map(str, value))[:LONGEST]]
        else:
            text = value if isinstance(value, str) else json.dumps(value, default=str)
            yield [before + name, text if len(text) <= LONGEST else text[:LONGEST] + "…"]
