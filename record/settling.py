"""Saves that change nothing public: a note for the desk, a field that nobody publishes, an edit taken back."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from incidents.models import Episode, Incident
from incidents.workflow import decide, published_revision
from lib import canonical
from record import documents
from record.linking import waiting
from record.models import Document
from record.standing import OUT, last_entry


@transaction.atomic
def settle(kind: str, thing: Any, user: User | None) -> bool:
    """Notes that a thing as it stands says what its public version says, so that it does not wait to be published.

    False, and nothing is noted, if it is not public, says something else, or was settled already.
    """
    row = type(thing)._default_manager.select_for_update().filter(pk=thing.pk).first()
    if row is None or kind not in documents.BUILDERS or published_revision(kind, row) in (None, row.revision):
        return False
    if not says_the_same(kind, row):
        return False
    decide(kind, row, "unchanged", user)
    return True


def says_the_same(kind: str, row: Any) -> bool:
    """Whether publishing a thing now would write nothing, whatever has become of the codebook since."""
    last = last_entry(row.ref)
    if last is None or last.action in OUT:
        return False
    text = Document.objects.get(entry=last).text
    codebook = {"codebook": canonical.loads(text)["codebook"]} if kind == "incident" else {}
    if canonical.dumps(documents.BUILDERS[kind](row) | codebook) != text:
        return False
    return not (isinstance(row, Incident | Episode) and waiting(row))
