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


def identified(name: str) -> models.UniqueConstraint:
    """No two rows have the same identifier."""
    return models.UniqueConstraint(
        name=name, fields=["external_id"], violation_error_message="Another row has this identifier."
    )


REF_TAKEN = "This number is taken."
EXTERNAL_ID_HELP = "The same in every file that speaks of it: from the data it came from, else given here."
