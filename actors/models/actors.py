"""Persons, bodies and groups that act or speak."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from actors.models.countries import Country
from actors.triggers import keeps_its_ref, keeps_what_has_a_ref, raises_own_revision, raises_revision_of
from codebook import scales
from codebook.models import audited
from codebook.scales import choices
from lib.identifiers import urn
from lib.sorting import sort_key


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
        "identifier",
        max_length=80,
        default=urn,
        editable=False,
        help_text="The same in every file that speaks of it: from the data it came from, else given here.",
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
                violation_error_message="Another actor has this identifier.",
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
        self.sort_key = sort_key(self.name)[:200]
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
        triggers = [*raises_revision_of("actors_actor", "actor_id")]
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
        triggers = [*raises_revision_of("actors_actor", "actor_id")]
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
