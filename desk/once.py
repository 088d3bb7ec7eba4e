"""Saving a form once, however often it is sent: each form's key is kept with the log of what it did."""

from uuid import UUID

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models


def made_by(key: str, user, model: type[models.Model]) -> str | None:
    """The id of the row that this user's form with this key made or changed; None if it was not saved yet.

    Holds a lock on the key until the transaction ends, so that the same form sent twice at once waits for itself.
    """
    try:
        key = str(UUID(key))
    except ValueError:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    logged = LogEntry.objects.filter(
        user=user,
        action_flag__in=(ADDITION, CHANGE),
        content_type=ContentType.objects.get_for_model(model),
        change_message__contains=marked(key),
    )
    return logged.values_list("object_id", flat=True).first()


def marked(key: str) -> str:
    """How the log writes a key."""
    return f'"form_key": "{key}"'
