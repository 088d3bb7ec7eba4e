"""States and territories, of today and ended."""

from django.db import models
from django.db.models import F, Q

from actors.dates import EdtfField, bounds
from codebook.models import audited
from lib.sorting import sort_key


@audited
class Country(models.Model):
    """A state or territory, today's or one that has ended, under its ISO alpha-3 code (SUN, YUG for ended ones)."""

    code = models.CharField("ISO alpha-3", primary_key=True, max_length=3)
    alpha2 = models.CharField("ISO alpha-2", max_length=2, blank=True)
    numeric = models.CharField("ISO numeric", max_length=3, blank=True)
    cow_code = models.PositiveSmallIntegerField(
        "COW code", null=True, blank=True, help_text="Correlates of War, such as 365."
    )
    name = models.CharField(max_length=100)
    official_name = models.CharField(max_length=150, blank=True)
    sort_key = models.CharField(max_length=100, editable=False)
    capital = models.CharField(max_length=80, blank=True)
    capital_latitude = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    capital_longitude = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    latitude = models.DecimalField(
        "latitude of the middle", max_digits=5, decimal_places=2, null=True, blank=True
    )
    longitude = models.DecimalField(
        "longitude of the middle", max_digits=5, decimal_places=2, null=True, blank=True
    )
    region = models.CharField(max_length=40, blank=True)
    subregion = models.CharField(max_length=60, blank=True)
    independent = models.BooleanField(default=True)
    status_note = models.CharField(
        max_length=200, blank=True, help_text="Neutral words on its standing, shown with the name."
    )
    valid_from = EdtfField(
        help_text="Since when the state has existed under this code; empty for those of today."
    )
    valid_from_earliest = models.DateField(null=True, blank=True, editable=False)
    valid_to = EdtfField(help_text="When it ended.")
    valid_to_latest = models.DateField(null=True, blank=True, editable=False)
    borders = models.ManyToManyField("self", blank=True, help_text="States it shares a land border with.")
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors", blank=True)

    class Meta:
        ordering = ["sort_key"]
        verbose_name_plural = "countries"
        indexes = [models.Index(name="country_by_name", fields=["sort_key"])]  # every pick list
        constraints = [
            models.CheckConstraint(
                name="country_code_alpha3",
                condition=Q(code__regex=r"^[A-Z]{3}$"),
                violation_error_message="Write three capital letters, such as KAZ.",
            ),
            models.UniqueConstraint(
                name="country_alpha2_once",
                fields=["alpha2"],
                condition=Q(alpha2__gt="", valid_to=""),
                violation_error_message="Another country of today has this two-letter code.",
            ),
            models.CheckConstraint(
                name="country_years_in_order",
                condition=Q(valid_from_earliest__isnull=True)
                | Q(valid_to_latest__isnull=True)
                | Q(valid_from_earliest__lte=F("valid_to_latest")),
                violation_error_message="The state would have ended before it began. Swap the two days.",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        self.sort_key = sort_key(self.name)
        self.valid_from_earliest = bounds(self.valid_from)[0]
        self.valid_to_latest = bounds(self.valid_to)[1]


@audited
class CountryBorder(Country.borders.through):  # type: ignore[name-defined]
    """That two states share a land border."""

    class Meta:
        proxy = True


@audited
class CountrySuccessor(Country.successors.through):  # type: ignore[name-defined]
    """That one state followed another."""

    class Meta:
        proxy = True


@audited
class CountryName(models.Model):
    """A country's name in one language, so that it is found under the name a reader knows."""

    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=12, help_text="Language tag, such as ru or zh-Hant.")
    name = models.CharField(max_length=120)
    variant = models.CharField(
        max_length=20, blank=True, help_text="short, official, alias; empty for the usual name."
    )

    class Meta:
        ordering = ["language", "variant", "name"]
        constraints = [
            models.UniqueConstraint(
                name="country_name_once",
                fields=["country", "language", "variant", "name"],
                violation_error_message="This country already has this name in this language.",
            )
        ]

    def __str__(self):
        return f"{self.name} ({self.language})"
