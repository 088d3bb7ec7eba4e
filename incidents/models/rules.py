"""Constraints that several tables of the working copy share."""

from django.db import models
from django.db.models import Q


def once(name: str, field: str, sentence: str) -> models.UniqueConstraint:
    """`field` is unique among the rows that have one; empty text means none."""
    return models.UniqueConstraint(
        name=name, fields=[field], condition=Q(**{f"{field}__gt": ""}), violation_error_message=sentence
    )


def exactly_one(name: str, fields: list[str], sentence: str) -> models.CheckConstraint:
    """One and only one of the nullable `fields` is filled."""
    condition = Q()
    for chosen in fields:
        condition |= Q(**{f"{field}__isnull": field != chosen for field in fields})
    return models.CheckConstraint(name=name, condition=condition, violation_error_message=sentence)


REF_TAKEN = "This number is taken."
EXTERNAL_ID_TAKEN = (
    "Another row has this external identifier. Clear it, or open the other row and correct that one."
)
