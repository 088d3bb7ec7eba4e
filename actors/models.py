"""Who acts and speaks: states, groupings of states, and the persons, bodies and groups in them."""

from datetime import date
from functools import partial

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from actors.dates import EdtfField, bounds, in_order
from actors.triggers import keeps_its_ref, keeps_what_has_a_ref, raises_own_revision, raises_revision_of
from codebook import scales
from codebook.models import audited
from codebook.scales import choices
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


@audited
class Grouping(models.Model):
    """An organisation or alliance that states belong to, such as the EU or the CSTO."""

    code = models.CharField(primary_key=True, max_length=12)
    name = models.CharField(max_length=120)
    name_ru = models.CharField("name in Russian", max_length=160, blank=True)
    kind = models.CharField(max_length=30, blank=True)
    founded = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return f"{self.code}: {self.name}"


class GroupingMemberQuerySet(models.QuerySet):
    def on_date(self, day: date):
        """Memberships that held on `day`; a missing start counts as always, a missing end as still."""
        begun = Q(start_earliest__isnull=True) | Q(start_earliest__lte=day)
        not_over = Q(end_latest__isnull=True) | Q(end_latest__gte=day)
        return self.filter(begun, not_over)


class DateRange(Func):
    """SQL daterange(start, end, '[]'): both days inside, NULL for an open end."""

    function = "daterange"


@audited
class GroupingMember(models.Model):
    """That a state belonged to a grouping from one day to another, and in what standing."""

    grouping = models.ForeignKey(Grouping, on_delete=models.CASCADE, related_name="members")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="groupings")
    status = models.CharField(max_length=12, choices=partial(choices, "grouping_status"), default="member")
    start = EdtfField()
    start_earliest = models.DateField(null=True, blank=True, editable=False)
    end = EdtfField()
    end_latest = models.DateField(null=True, blank=True, editable=False)
    note = models.CharField(max_length=300, blank=True)

    objects = GroupingMemberQuerySet.as_manager()

    class Meta:
        ordering = ["grouping", "country", "start_earliest"]
        constraints = [
            models.CheckConstraint(
                name="member_days_in_order",
                condition=Q(start_earliest__isnull=True)
                | Q(end_latest__isnull=True)
                | Q(start_earliest__lte=F("end_latest")),
                violation_error_message="The membership would end before it began. Swap the two days.",
            ),
            ExclusionConstraint(
                name="member_once_at_a_time",
                expressions=[
                    (F("grouping"), RangeOperators.EQUAL),
                    (F("country"), RangeOperators.EQUAL),
                    (DateRange("start_earliest", "end_latest", Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="This state already belongs to this grouping in part of that time.",
            ),
        ]

    def __str__(self):
        return f"{self.country_id} in {self.grouping_id}"

    def clean(self):
        # PostgreSQL raises DataError on a reversed range before the check above can speak, so the field says it first.
        self.start_earliest, self.end_latest = bounds(self.start)[0], bounds(self.end)[1]
        if self.start_earliest and self.end_latest and self.end_latest < self.start_earliest:
            raise ValidationError({"end": "The membership would end before it began. Swap the two days."})


class ActorQuerySet(models.QuerySet):
    def current(self):
        """Actors that were not merged into another."""
        return self.filter(merged_into__isnull=True)


@audited
class Actor(models.Model):
    """A person, body or group that acts or speaks; never a state as such, which is a Country."""

    ref = models.CharField(
        max_length=16, blank=True, editable=False, help_text="Public number, given at first publication."
    )
    kind = models.CharField(max_length=24, choices=partial(choices, "actor_kinds"))
    name = models.CharField(
        max_length=200,
        help_text="As the field usually writes it in English: Ministry of Culture of Kazakhstan.",
    )
    sort_key = models.CharField(max_length=200, editable=False)
    description = models.CharField(
        max_length=200,
        blank=True,
        help_text="Neutral words shown instead of the name of somebody who is not named in public: an employee of a bank in Osh.",
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        help_text="The body it is part of.",
    )
    party_code = models.CharField(
        max_length=12,
        blank=True,
        help_text="Only for international organisations that act as a party: EU, NATO, UN.",
    )
    number = models.PositiveIntegerField(
        null=True, blank=True, help_text="For a group: how many. Empty if not stated."
    )
    number_qualifier = models.CharField(
        max_length=12, blank=True, choices=partial(choices, "number_qualifiers")
    )
    officialness = models.CharField(
        max_length=16,
        choices=partial(choices, "officialness"),
        default="unknown",
        help_text="Its usual level; each act has its own.",
    )
    wikidata = models.CharField("Wikidata id", max_length=16, blank=True, help_text="Such as Q58217.")
    privacy = models.CharField(
        max_length=12,
        choices=partial(choices, "person_privacy"),
        default="public",
        help_text="Limited and protected names stay out of public documents, which give the description instead.",
    )
    name_public = models.BooleanField(
        "name may be published", default=False, help_text="An editor decided so, with two sources."
    )
    case_outcome = models.CharField(max_length=12, blank=True, choices=partial(choices, "case_outcomes"))
    case_outcome_on = models.DateField(
        null=True, blank=True, help_text="The day on which the outcome was last looked up."
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    note = models.TextField("internal note", blank=True, help_text="Never published.")
    external_id = models.CharField(
        max_length=80, blank=True, help_text="Its identifier in the data it was imported from."
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = ActorQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        triggers = [raises_own_revision(), keeps_what_has_a_ref(), keeps_its_ref()]
        indexes = [
            models.Index(name="actor_by_name", fields=["sort_key", "id"])
        ]  # the desk's list and pick lists
        constraints = [
            models.UniqueConstraint(
                name="actor_ref_once",
                fields=["ref"],
                condition=Q(ref__gt=""),
                violation_error_message="This number is taken.",
            ),
            models.UniqueConstraint(
                name="actor_external_id_once",
                fields=["external_id"],
                condition=Q(external_id__gt=""),
                violation_error_message="Another actor has this external identifier.",
            ),
            models.UniqueConstraint(
                name="actor_party_code_once",
                fields=["party_code"],
                condition=Q(party_code__gt=""),
                violation_error_message="Another organisation has this party code.",
            ),
            models.CheckConstraint(
                name="actor_party_code_igo",
                condition=Q(party_code="") | Q(kind="igo"),
                violation_error_message="Only an international organisation has a party code. Clear it, or change the kind.",
            ),
            models.CheckConstraint(
                name="actor_hidden_described",
                condition=Q(privacy="public") | Q(name_public=True) | Q(description__gt=""),
                violation_error_message="Write the description that is shown instead of a name that is not public.",
            ),
            models.CheckConstraint(
                name="actor_not_its_own_part",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message="An actor cannot be part of itself.",
            ),
            models.CheckConstraint(
                name="actor_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                violation_error_message="Choose another actor: nothing is merged into itself.",
            ),
            models.CheckConstraint(
                name="actor_number_of_group",
                condition=Q(number__isnull=True) | Q(kind="group"),
                violation_error_message="Only an unnamed group of persons has a number.",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        self.sort_key = sort_key(self.name)
        body, seen = self.parent, {self.pk}
        while body is not None:
            if body.pk in seen:
                raise ValidationError(
                    {"parent": "The two would be parts of each other. Choose the body above both."}
                )
            seen.add(body.pk)
            body = body.parent

    @property
    def named_in_public(self) -> bool:
        """Whether public documents give the name; otherwise they give the description."""
        return scales.public_name(self.privacy) or self.name_public

    @property
    def public_name(self) -> str:
        """What public documents call the actor."""
        return self.name if self.named_in_public else self.description


@audited
class ActorName(models.Model):
    """One more name of an actor: another spelling, script, language or time."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=12, blank=True)
    script = models.CharField(max_length=4, blank=True, help_text="ISO 15924: Latn, Cyrl, Arab.")
    kind = models.CharField(
        max_length=16,
        choices=[
            ("alias", "Alias"),
            ("native", "Native name"),
            ("transliteration", "Transliteration"),
            ("former", "Former name"),
        ],
        default="alias",
    )

    class Meta:
        ordering = ["kind", "language", "name"]
        triggers = [raises_revision_of("actors_actor", "actor_id")]
        constraints = [
            models.UniqueConstraint(
                name="actor_name_once",
                fields=["actor", "name", "language"],
                violation_error_message="The actor already has this name in this language.",
            )
        ]

    def __str__(self):
        return self.name


@audited
class ActorCountry(models.Model):
    """The state an actor belongs to or acts for, with the time and how that is known."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="countries")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="actors")
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    basis = models.CharField(
        max_length=80, blank=True, help_text="How it is known: explicit, implied by post, general knowledge."
    )

    class Meta:
        ordering = ["start", "country"]
        verbose_name = "country of an actor"
        verbose_name_plural = "countries of an actor"
        triggers = [raises_revision_of("actors_actor", "actor_id")]
        constraints = [
            models.UniqueConstraint(
                name="actor_country_once",
                fields=["actor", "country", "start"],
                nulls_distinct=False,
                violation_error_message="The actor already has this country from this day.",
            ),
            models.CheckConstraint(
                name="actor_country_days_in_order",
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(start__lte=F("end")),
                violation_error_message="It would end before it began. Swap the two days.",
            ),
        ]

    def __str__(self):
        return self.country_id


class AffiliationQuerySet(models.QuerySet):
    def on_date(self, day: date):
        """Posts that may have been held on `day`: an unknown start or end does not rule a post out."""
        begun = Q(start_earliest__isnull=True) | Q(start_earliest__lte=day)
        not_over = Q(end_latest__isnull=True) | Q(end_latest__gte=day)
        return self.filter(begun, not_over)

    def current(self):
        """Posts that may be held today: no end is known, or it lies ahead."""
        return self.on_date(timezone.localdate())


@audited
class Affiliation(models.Model):
    """A post or tie of a person or body to a body, with its time; published only with a citation."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="people")
    tie = models.CharField(max_length=12, choices=partial(choices, "affiliation_ties"), default="office")
    role = models.CharField(max_length=160, help_text="As a reader should see it: Foreign Minister.")
    start = EdtfField()
    start_earliest = models.DateField(null=True, blank=True, editable=False)
    start_latest = models.DateField(null=True, blank=True, editable=False)
    end = EdtfField()
    end_earliest = models.DateField(null=True, blank=True, editable=False)
    end_latest = models.DateField(null=True, blank=True, editable=False)
    certainty = models.CharField(max_length=12, choices=partial(choices, "certainty"), default="reported")
    basis = models.CharField(max_length=80, blank=True)
    note = models.TextField("internal note", blank=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        ordering = ["-start_earliest", "pk"]
        triggers = [raises_revision_of("actors_actor", "actor_id")]
        constraints = [
            models.CheckConstraint(
                name="affiliation_not_to_itself",
                condition=~Q(actor=F("organisation")),
                violation_error_message="Choose another body: nobody is affiliated with itself.",
            ),
            in_order("affiliation_start_in_order", "start"),
            in_order("affiliation_end_in_order", "end"),
        ]

    def __str__(self):
        return f"{self.role}, {self.organisation}"

    def clean(self):
        self.start_earliest, self.start_latest, _ = bounds(self.start)
        self.end_earliest, self.end_latest, _ = bounds(self.end)
        if self.start_earliest and self.end_latest and self.end_latest < self.start_earliest:
            raise ValidationError(
                {"end": "The post would end before it began. Correct one of the two dates."}
            )
