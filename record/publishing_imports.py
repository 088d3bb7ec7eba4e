"""Publishing what an import brought: its incidents, then its episodes and coverage, as they stand; links come by themselves."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from incidents.importing import Outcome
from incidents.models import Coverage, Episode, Incident
from record.obstacles import NothingNew, PublishRefused
from record.publishing import publish_alone, publish_episode, publish_incident
from record.settling import settle
from record.writing import number_parts

# In an order in which links find both their ends public at once.
MODELS: dict[str, Any] = {"incidents": Incident, "episodes": Episode, "coverage": Coverage}
KINDS = {"incidents": "incident", "episodes": "episode", "coverage": "coverage"}
Progress = Callable[[str], None]


@dataclass
class Published:
    """What became of the records of a file, by kind; `left` are ids of those that were edited here."""

    new: Counter = field(default_factory=Counter)
    same: Counter = field(default_factory=Counter)
    left: dict[str, list[str]] = field(default_factory=dict)


class ImportNotPublished(Exception):
    """What cannot be published, one line for each obstacle."""

    def __init__(self, lines: list[str]):
        self.lines = lines
        super().__init__("\n".join(lines))


def publish_all(outcome: Outcome, reason: str, override: str, progress: Progress) -> Published:
    """Publishes the records of an import; the caller holds the record's lock and takes all back on ImportNotPublished.

    What the desk edited and the import kept is not what the file says, so the desk publishes it.
    """
    done, lines = Published(), []
    for key, model in MODELS.items():
        kept = outcome.kept.get(key, [])
        if kept:
            done.left[key] = kept
        rows = model.objects.filter(pk__in=outcome.keys[key]).exclude(external_id__in=kept)
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        give_numbers(model, keys)
        for number, pk in enumerate(keys, 1):
            thing = model.objects.get(pk=pk)
            try:
                publish(key, thing, reason, override)
                done.new[key] += 1
            except NothingNew:
                done.same[key] += 1
                settle(KINDS[key], thing, None)
            except PublishRefused as error:
                place = f"{key} ({thing.external_id}), “{getattr(thing, 'title', thing)}”"
                lines += [f"{place}: {sentence}" for sentence in error.sentences]
            progress(f"Published {number:,} of {len(keys):,} {key}.")
    if lines:
        raise ImportNotPublished(lines)
    return done


def publish(key: str, thing: Any, reason: str, override: str) -> None:
    said = {"user": None, "revision": thing.revision, "reason": reason}
    if key == "incidents":
        publish_incident(thing, override=override, **said)
    elif key == "episodes":
        publish_episode(thing, **said)
    else:
        publish_alone("coverage", thing, **said)


def give_numbers(model: Any, keys: list[int]) -> None:
    """Numbers before the first is published, so that incidents can name those that follow.

    Otherwise a second run would find more to say of the first ones and correct them at once.
    """
    if model is Coverage:
        return
    for home in model.objects.filter(pk__in=keys).order_by("pk"):
        number_parts(home)
