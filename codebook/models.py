"""The words we code with that an administrator can edit. Scales are code: see codebook/scales.py."""

import pghistory
from django.db import models
from django.db.models import F, Q

HOSTILITY_LEVELS = range(-2, 9)


def audited(model):
    """Class decorator: every insert, update and delete leaves a row with who, when and why, written by the database.

    A row whose only news is its own counter (`revision`) is not worth an event. Once for each SQL statement, not for each
    row: an import of many rows writes its context once.
    """
    counters = [f.name for f in model._meta.fields if f.name == "revision"]
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(condition=pghistory.AnyChange(exclude=counters, exclude_auto=True)),
        pghistory.DeleteEvent(),
        append_only=True,
        level=pghistory.Statement,
    )(model)


@audited
class IncidentType(models.Model):
    """One kind of act between states, with its definition and the levels of hostility it may have."""

    code = models.CharField(
        primary_key=True, max_length=8, help_text="Letter of the group and a number: D20."
    )
    slug = models.SlugField(unique=True)
    group = models.CharField(
        max_length=40, help_text="Such as Verbal, Diplomatic channel, Persons and movement."
    )
    label = models.CharField(max_length=80)
    label_ru = models.CharField("label in Russian", max_length=120, blank=True)
    definition = models.TextField()
    include = models.TextField(blank=True, help_text="What belongs here although one might doubt it.")
    exclude = models.TextField(blank=True, help_text="What does not, and which type it has instead.")
    level_default = models.SmallIntegerField(
        help_text="Level of hostility that fits most acts of this type, −2 to 8."
    )
    level_min = models.SmallIntegerField()
    level_max = models.SmallIntegerField()
    weight = models.DecimalField(
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="From published scales; no page adds or averages it.",
    )
    weight_source = models.CharField(max_length=200, blank=True)
    crosswalk = models.JSONField(
        default=dict, blank=True, help_text="Codes in other schemes: cameo, plover, weis, eurepoc."
    )
    legal_basis = models.TextField(blank=True)
    example = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="type_levels_in_order",
                condition=Q(level_min__lte=F("level_default"), level_default__lte=F("level_max")),
                violation_error_message="The usual level must lie between the lowest and the highest of this type.",
            ),
            models.CheckConstraint(
                name="type_levels_on_scale",
                condition=Q(level_min__gte=-2, level_max__lte=8),
                violation_error_message="Levels of hostility run from −2 to 8.",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.label}"


@audited
class Theme(models.Model):
    """A matter that incidents are about, such as migrants or airspace; an incident may have several."""

    code = models.SlugField(primary_key=True, max_length=40)
    label = models.CharField(max_length=80, unique=True)
    label_ru = models.CharField("label in Russian", max_length=120, blank=True)
    definition = models.TextField(help_text="One sentence: what belongs here and what does not.")

    class Meta:
        ordering = ["label"]

    def __str__(self):
        return self.label
