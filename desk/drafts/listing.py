"""What became of the drafts that a token brought."""

from collections import defaultdict
from typing import Any

from desk.models import SentDraft, Token
from desk.places import MODELS, change_url
from incidents.interchange.shape import BY_NAME
from record.models import Entry
from record.standing import OUT

PAGE = 100


def page(token: Token, before: int | None) -> dict[str, Any]:
    """The newest drafts first, at most PAGE of them, from those brought before the one with the key `before`."""
    sent = SentDraft.objects.filter(token=token).order_by("-pk")
    found = list((sent.filter(pk__lt=before) if before else sent)[: PAGE + 1])
    shown = found[:PAGE]
    rows = rows_of(shown)
    entries = last_entries([row.ref for row in rows.values() if row.ref])
    return {
        "token": token.name,
        "drafts": [told(draft, rows.get((draft.kind, draft.object_id)), entries) for draft in shown],
        "next": f"?before={shown[-1].pk}" if len(found) > PAGE else None,
    }


def rows_of(drafts: list[SentDraft]) -> dict[tuple[str, int], Any]:
    """The rows of the working copy, one query for each kind."""
    keys = defaultdict(list)
    for draft in drafts:
        keys[draft.kind].append(draft.object_id)
    return {
        (kind, pk): row
        for kind, pks in keys.items()
        for pk, row in MODELS[kind]._default_manager.in_bulk(pks).items()
    }


def last_entries(refs: list[str]) -> dict[str, Entry]:
    last = Entry.objects.filter(ref__in=refs).order_by("ref", "-version").distinct("ref")
    return {entry.ref: entry for entry in last}


def told(draft: SentDraft, row: Any, entries: dict[str, Entry]) -> dict[str, Any]:
    about = {"kind": BY_NAME[draft.kind].part.key, "sent": draft.at.isoformat(timespec="seconds")}
    if row is None:
        return about | {"id": None, "state": "deleted", "ref": None, "desk": None}
    return about | {
        "id": row.external_id,
        "state": state(row, entries.get(row.ref)),
        "ref": row.ref or None,
        "desk": change_url(row),
    }


def state(row: Any, entry: Entry | None) -> str:
    if entry is not None:
        return OUT.get(entry.action, "published")
    return "in review" if getattr(row, "stage", "draft") == "review" else "draft"
