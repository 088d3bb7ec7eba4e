"""Bringing back what a thing said at an earlier save, with all its parts, as one more edit."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from incidents.importing import ImportRefused, import_file
from incidents.interchange import FORMAT, VERSION
from incidents.interchange.shape import BY_NAME
from incidents.models import Revision
from incidents.workflow import WorkflowError, locked


class RestoreRefused(WorkflowError):
    """What of the earlier save does not fit what is on file now, one sentence each."""

    def __init__(self, sentences: list[str]):
        self.sentences = sentences
        super().__init__(" ".join(sentences))


@transaction.atomic
def restore(thing: Any, saved: Revision, *, user: User, revision: int, reason: str) -> None:
    """Makes a thing say again what it said in `saved`: its own fields, participants, statements, claims, citations.

    Relations are things of their own and stay, as do public numbers, stage and what is public. It goes the way of an
    import, with all its checks. Raises Stale, and RestoreRefused with every sentence that stands in the way.
    """
    locked(thing, revision)
    kind = BY_NAME[saved.kind]
    words = f"Restored revision {saved.number}. {reason}".strip()
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"revision {saved.number}.json"
        file.write_text(json.dumps({"format": FORMAT, "version": VERSION, kind.part.key: [saved.document]}))
        try:
            outcome = import_file(file, update=True, user_id=user.pk, reason=words)
        except ImportRefused as refused:
            raise RestoreRefused([str(problem) for problem in refused.problems]) from refused
    if outcome.same[kind.part.key]:
        raise RestoreRefused([f"It says what it said at revision {saved.number} already."])
