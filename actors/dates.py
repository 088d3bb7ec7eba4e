"""The column for an imprecise date: EDTF text, with its bounds in columns beside it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from lib import edtf


def validate_edtf(text: str) -> None:
    """Raises a ValidationError that says what is accepted."""
    try:
        edtf.parse(text)
    except edtf.EdtfError as error:
        raise ValidationError(str(error), code="edtf") from error


class EdtfField(models.CharField):
    """EDTF text such as 2025-05-02, 2025-04~, ../2025-05-08 or [2025-04-01..2025-05-08]; empty when not known."""

    default_validators = [validate_edtf]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 64)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


def bounds(text: str) -> tuple[date | None, date | None, str]:
    """Earliest day, latest day and precision of EDTF text.

    Unreadable text has no bounds: what is wrong with it is said once, by the field's validator.
    """
    try:
        parsed = edtf.parse(text)
    except edtf.EdtfError:
        return None, None, "unknown"
    return parsed.earliest, parsed.latest, parsed.precision


def in_order(name: str, prefix: str = "date") -> models.CheckConstraint:
    """The constraint that the earliest day of `prefix` does not come after its latest."""
    earliest, latest = f"{prefix}_earliest", f"{prefix}_latest"
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{earliest}__isnull": True})
        | Q(**{f"{latest}__isnull": True})
        | Q(**{f"{earliest}__lte": F(latest)}),
        violation_error_message="The latest day comes before the earliest. Swap them, or correct the date.",
    )
