"""Who said what to whom, in what capacity, and how close our text is to what was said."""

from functools import partial

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from actors.dates import EdtfField, bounds, in_order
from actors.models import Actor, Country
from actors.triggers import keeps_its_ref, raises_revision_of
from codebook.models import audited
from codebook.scales import choices
from incidents.models.episodes import Episode
from incidents.models.incident import Incident
from incidents.models.rules import EXTERNAL_ID_HELP, REF_TAKEN, exactly_one, identified, once
from lib.identifiers import urn


@audited
class Statement(models.Model):
    """One utterance by one speaker to one audience, at home in one incident or episode."""

    ref = models.CharField(
        max_length=16, blank=True, editable=False, help_text="Public number, given at first publication."
    )
    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, null=True, blank=True, related_name="statements"
    )
    episode = models.ForeignKey(
        Episode, on_delete=models.CASCADE, null=True, blank=True, related_name="statements"
    )
    also_about = models.ManyToManyField(Incident, blank=True, related_name="statements_elsewhere")
    speaker = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statements",
        help_text="Empty only for speech inside another statement.",
    )
    role_at_time = models.CharField("role held at the time", max_length=160, blank=True)
    capacity = models.CharField(max_length=16, choices=partial(choices, "capacities"), default="unclear")
    officialness = models.CharField(
        "officialness at the time", max_length=16, choices=partial(choices, "officialness"), default="unknown"
    )
    mandate = models.CharField(
        "assessed mandate",
        max_length=16,
        blank=True,
        choices=partial(choices, "assessed_mandate"),
        help_text="Whether somebody judges that the speaker was sent.",
    )
    mandate_assessed_by = models.ForeignKey(
        Actor, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    addressee_actor = models.ForeignKey(
        Actor, on_delete=models.PROTECT, null=True, blank=True, related_name="addressed"
    )
    addressee_country = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    addressee_text = models.CharField(
        "addressee in words", max_length=120, blank=True, help_text="Such as the public, or parliament."
    )
    about_actor = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="spoken_of",
        help_text="Whom the stance is towards.",
    )
    about_country = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=16, choices=partial(choices, "statement_kinds"))
    stance = models.SmallIntegerField(
        null=True,
        blank=True,
        help_text="−2 hostile to 2 strongly supportive, towards whom it is about; empty if not judged.",
    )
    mode = models.CharField(
        "closeness to the words", max_length=16, choices=partial(choices, "quote_modes"), default="paraphrase"
    )
    date = EdtfField(help_text="When it was said.")
    date_earliest = models.DateField(null=True, blank=True, editable=False)
    date_latest = models.DateField(null=True, blank=True, editable=False)
    place = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=16, choices=partial(choices, "channels"), default="unknown")
    relayed_by = models.ForeignKey(
        Actor, on_delete=models.PROTECT, null=True, blank=True, related_name="relayed"
    )
    inside = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="nested",
        help_text="The statement that quotes or constructs it.",
    )
    utterance = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Same number for statements said in one breath, within this incident.",
    )
    replies_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    reply_kind = models.CharField(
        "how it replies", max_length=12, blank=True, choices=partial(choices, "reply_kinds")
    )
    note = models.TextField("internal note", blank=True)
    external_id = models.CharField(
        "identifier", max_length=80, default=urn, editable=False, help_text=EXTERNAL_ID_HELP
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        triggers = [
            *raises_revision_of("incidents_incident", "incident_id"),
            *raises_revision_of("incidents_episode", "episode_id"),
            keeps_its_ref(),
        ]
        indexes = [
            models.Index(name="statement_of_speaker", fields=["speaker", "-date_latest"])
        ]  # what an actor said, on its form
        constraints = [
            once("statement_ref_once", "ref", REF_TAKEN),
            identified("statement_external_id_once"),
            exactly_one(
                "statement_one_home",
                ["incident", "episode"],
                "A statement is at home in one incident or one episode.",
            ),
            in_order("statement_date_in_order"),
            models.CheckConstraint(
                name="statement_has_speaker",
                condition=Q(speaker__isnull=False) | Q(inside__isnull=False),
                violation_error_message="Say who spoke. Only speech inside another statement has no speaker of its own.",
            ),
            models.CheckConstraint(
                name="statement_constructed_is_inside",
                condition=~Q(mode="constructed") | Q(inside__isnull=False, speaker__isnull=True),
                violation_error_message="Constructed speech stands inside its speaker’s statement and is given to nobody else: choose that statement and clear the speaker.",
            ),
            models.CheckConstraint(
                name="statement_stance_on_scale",
                condition=Q(stance__isnull=True) | Q(stance__gte=-2, stance__lte=2),
                violation_error_message="Stance runs from −2 to 2.",
            ),
            models.CheckConstraint(
                name="statement_mandate_has_judge",
                condition=Q(mandate="") | Q(mandate="explicit") | Q(mandate_assessed_by__isnull=False),
                violation_error_message="Say who judges that the speaker was sent, or clear the mandate.",
            ),
            models.CheckConstraint(
                name="statement_reply_says_how",
                condition=Q(replies_to__isnull=True) | Q(reply_kind__gt=""),
                violation_error_message="Say how it replies: denies, confirms, answers …",
            ),
            models.CheckConstraint(
                name="statement_not_in_itself",
                condition=(Q(inside__isnull=True) | ~Q(inside=F("id")))
                & (Q(replies_to__isnull=True) | ~Q(replies_to=F("id"))),
                violation_error_message="A statement can neither contain nor answer itself.",
            ),
        ]

    def __str__(self):
        return f"{self.speaker or 'Constructed speech'}: {self.get_kind_display()}"

    def clean(self):
        self.date_earliest, self.date_latest, _ = bounds(self.date)
        if self.inside and self.home != self.inside.home:
            noun = "episode" if self.episode_id else "incident"
            raise ValidationError(
                {"inside": f"The statement around it belongs to another {noun}. Choose one of this {noun}."}
            )

    @property
    def home(self) -> tuple[int | None, int | None]:
        """Keys of the incident and the episode it is at home in; one of them is none."""
        return self.incident_id, self.episode_id


@pgtrigger.register(
    *raises_revision_of(
        "incidents_incident", "SELECT incident_id FROM incidents_statement s WHERE s.id = {row}.statement_id"
    ),
    *raises_revision_of(
        "incidents_episode", "SELECT episode_id FROM incidents_statement s WHERE s.id = {row}.statement_id"
    ),
)
@audited
class StatementAlsoAbout(Statement.also_about.through):  # type: ignore[name-defined]
    """That a statement also speaks of another incident."""

    class Meta:
        proxy = True


@audited
class StatementText(models.Model):
    """The words of a statement in one language."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12, help_text="Language tag, such as en.")
    text = models.TextField()
    original = models.BooleanField(default=False, help_text="The language it was said in.")
    by = models.CharField(
        "translator",
        max_length=120,
        blank=True,
        help_text="Person, outlet or engine; “our words” for a paraphrase.",
    )
    machine = models.BooleanField("machine translation", default=False)
    quoted = ArrayField(
        models.CharField(max_length=500),
        default=list,
        blank=True,
        help_text="For a partial quotation: the quoted words, letter for letter as they stand in the text, separated by commas.",
    )

    class Meta:
        ordering = ["-original", "language", "by"]
        triggers = [
            *raises_revision_of(
                "incidents_incident",
                "SELECT incident_id FROM incidents_statement s WHERE s.id = {row}.statement_id",
            ),
            *raises_revision_of(
                "incidents_episode",
                "SELECT episode_id FROM incidents_statement s WHERE s.id = {row}.statement_id",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="statement_text_once",
                fields=["statement", "language", "by"],
                violation_error_message="This statement already has a text in this language by this translator.",
            ),
            models.UniqueConstraint(
                name="statement_one_original",
                fields=["statement"],
                condition=Q(original=True),
                violation_error_message="Only one text can be the original.",
            ),
            models.CheckConstraint(
                name="statement_original_not_machine",
                condition=Q(original=False) | Q(machine=False),
                violation_error_message="A machine translation is not the original.",
            ),
        ]

    def __str__(self):
        return f"{self.language}: {self.text[:60]}"

    def clean(self):
        missing = [words for words in self.quoted if words not in self.text]
        if missing:
            raise ValidationError(
                {"quoted": f"“{missing[0]}” does not stand in the text. Copy the words from it."}
            )
