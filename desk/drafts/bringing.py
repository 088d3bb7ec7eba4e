"""Taking drafts in: through the importer, all or nothing, and never over what is public or somebody else's.

The importer keeps what was edited at the desk as it is. On top of that a program may change only drafts that its owner's
tokens brought, while they are neither in review nor ever were public; if it tries more, nothing of the file is taken.
"""

import json
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pghistory
from django.db import OperationalError, connection, transaction

from desk.drafts.problems import Refused
from desk.models import SentDraft, Token
from incidents.importing import ImportRefused, Outcome, import_file
from incidents.interchange.shape import BY_KEY
from incidents.staging.problems import Problem

LARGEST = 5_000_000
MOST_RECORDS = 2_000
CLOSED = {"coverage": "says what people have read, so people enter it at the desk. Leave it out of the file."}
LOCK_TIMEOUT, LOCKED = (
    "20s",
    "55P03",
)  # imports go one after the other; PostgreSQL's code for having waited too long
BUSY = "Another import is running. Nothing was taken; send it again in a minute."
Rows = dict[str, dict[int, Any]]  # by key of the file and primary key


def bring(token: Token, body: bytes) -> Outcome:
    """Takes a file of drafts in. Raises Refused; then nothing of it is taken."""
    ids = named(body)
    refuse_kinds(ids)
    try:
        with transaction.atomic(), pghistory.context(user=token.owner_id, token=str(token)):
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
            before = on_file(ids)
            outcome = taken(token, body)
            refuse_unforeseen(before, outcome)
            refuse_touched(token, before)
            note_new(token, before, outcome)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != LOCKED:
            raise
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, BUSY, {"Retry-After": "60"}) from error
    return outcome


def named(body: bytes) -> dict[str, list[str]]:
    """The ids of the records of each kind. What is no file of this format has none; the importer says why."""
    try:
        file = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(file, dict):
        return {}
    lists = {key: file[key] for key in BY_KEY if isinstance(file.get(key), list)}
    return {key: [row["id"] for row in rows if has_id(row)] for key, rows in lists.items() if rows}


def has_id(row: Any) -> bool:
    """Whether a record has an id that PostgreSQL can be asked for; the importer refuses others."""
    identifier = row.get("id") if isinstance(row, dict) else None
    return (
        isinstance(identifier, str)
        and "\x00" not in identifier
        and not any(0xD800 <= ord(character) < 0xE000 for character in identifier)
    )


def refuse_kinds(ids: dict[str, list[str]]) -> None:
    found = [Problem(key, "", None, CLOSED[key]) for key in ids if key in CLOSED]
    if found:
        raise Refused(
            HTTPStatus.FORBIDDEN, "A program may not bring this kind of record.", errors=told(found)
        )
    if (count := sum(len(rows) for rows in ids.values())) > MOST_RECORDS:
        detail = f"The file has {count:,} records; send at most {MOST_RECORDS:,} at once."
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)


def on_file(ids: dict[str, list[str]]) -> Rows:
    """Which of the records are here already, each with its revision."""
    return {
        key: dict(
            BY_KEY[key].part.model._default_manager.filter(external_id__in=rows).values_list("pk", "revision")
        )
        for key, rows in ids.items()
    }


def taken(token: Token, body: bytes) -> Outcome:
    """What the importer makes of the file. It calls the file by its name, so the name is the token's."""
    with TemporaryDirectory(prefix="demarche-drafts-") as folder:
        name = token.name.replace("/", "-").encode()[:150].decode(errors="ignore")
        path = Path(folder) / f"drafts by the token {name} ({token.prefix})"
        path.write_bytes(body)
        try:
            return import_file(path, user_id=token.owner_id)
        except ImportRefused as error:
            detail = "The file has mistakes; `errors` says where and how to mend them. Nothing was taken."
            raise Refused(
                HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=told(error.problems), more=error.more
            ) from error


def refuse_unforeseen(before: Rows, outcome: Outcome) -> None:
    """Whatever the importer found on file must have been found here before it, else it was not looked after."""
    for key, pks in outcome.keys.items():
        if len(set(pks) - set(before.get(key, {}))) != outcome.new[key]:
            detail = "Somebody else sent some of these records at the same moment. Nothing was taken; send them again."
            raise Refused(HTTPStatus.CONFLICT, detail)


def refuse_touched(token: Token, before: Rows) -> None:
    """What the import changed must have been this owner's drafts and nothing more."""
    found = [problem for key, rows in before.items() for problem in touched(token, key, rows)]
    if found:
        detail = "The file would change what a program may not change. Nothing was taken."
        raise Refused(HTTPStatus.CONFLICT, detail, errors=told(found))


def touched(token: Token, key: str, before: dict[int, int]) -> list[Problem]:
    """Those of the rows of one kind that have another revision now and are not open to this token."""
    kind, found = BY_KEY[key], []
    own = SentDraft.objects.filter(kind=kind.name, token__owner=token.owner_id, object_id__in=before)
    brought = set(own.values_list("object_id", flat=True))
    for row in kind.part.model._default_manager.filter(pk__in=before).order_by("pk"):
        if row.revision != before[row.pk] and (sentence := why_closed(row, row.pk in brought)):  # type: ignore[attr-defined]
            found.append(Problem(f"{key} ({row.external_id})", "", None, sentence))  # type: ignore[attr-defined]
    return found


def why_closed(row: Any, brought: bool) -> str:
    """Why a program may not change this row; empty if it may."""
    if row.ref:
        return f"was published as {row.ref}. Change it at the desk, or send it as it is on file."
    if not brought:
        return "was not brought by a token of yours. Change it at the desk, or leave it out of the file."
    if getattr(row, "stage", "draft") != "draft":
        return "is in review. Have it returned to draft first, or send it as it is on file."
    return ""


def note_new(token: Token, before: Rows, outcome: Outcome) -> None:
    """Remembers which records came by this token."""
    SentDraft.objects.bulk_create(
        SentDraft(token=token, kind=BY_KEY[key].name, object_id=pk)
        for key, pks in outcome.keys.items()
        for pk in pks
        if pk not in before.get(key, {})
    )


def told(problems: list[Problem]) -> list[dict[str, Any]]:
    """Problems as members of the answer: which record, which field, what stands there, and how to mend it."""
    return [
        {
            "record": problem.record,
            "field": problem.field,
            "value": problem.value,
            "remedy": problem.sentence,
            "detail": str(problem),
        }
        for problem in problems
    ]
