"""What somebody holds to be so, who agrees, who denies, and how sure we are."""

import re
from functools import partial

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from actors.dates import EdtfField
from actors.models import Actor
from actors.triggers import keeps_its_ref, raises_revision_of
from codebook.models import audited
from codebook.scales import choices
from incidents.models.episodes import Episode
from incidents.models.incident import Incident
from incidents.models.rules import EXTERNAL_ID_HELP, REF_TAKEN, exactly_one, identified, once
from lib.identifiers import urn

NUMBER = r"-?[0-9]+(\.[0-9]+)?"
OPINIONS = ("assessment", "prediction", "hypothetical", "characterisation")


@audited
class Claim(models.Model):
    """One contestable assertion, kept beside those that contradict it."""

    ref = models.CharField(
        max_length=16, blank=True, editable=False, help_text="Public number, given at first publication."
    )
    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, null=True, blank=True, related_name="claims"
    )
    episode = models.ForeignKey(
        Episode, on_delete=models.CASCADE, null=True, blank=True, related_name="claims"
    )
    about_incidents = models.ManyToManyField(Incident, blank=True, related_name="claims_elsewhere")
    about_actors = models.ManyToManyField(Actor, blank=True, related_name="claims_about")
    about_places = models.CharField(
        max_length=200, blank=True, help_text="Places it is about, separated by semicolons."
    )
    text = models.CharField(max_length=300, help_text="One sentence that can be checked or contested.")
    wording = models.CharField(
        max_length=300, blank=True, help_text="The words of the source with their hedge, letter for letter."
    )
    value = models.CharField(
        max_length=64, blank=True, help_text="The number, or the date in EDTF, if it is about one."
    )
    nature = models.CharField(max_length=20, choices=partial(choices, "claim_nature"))
    certainty = models.CharField(
        max_length=12, blank=True, choices=partial(choices, "certainty"), help_text="Empty for opinions."
    )
    reason = models.CharField(
        max_length=400, blank=True, help_text="Why this certainty; needed when disputed or refuted."
    )
    contradicts = models.ManyToManyField(
        "self",
        blank=True,
        symmetrical=False,
        related_name="contradicted_by",
        help_text="Claims that cannot be true beside it; readers see it on both.",
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
        constraints = [
            once("claim_ref_once", "ref", REF_TAKEN),
            identified("claim_external_id_once"),
            exactly_one(
                "claim_one_home",
                ["incident", "episode"],
                "A claim is at home in one incident or one episode.",
            ),
            models.CheckConstraint(
                name="claim_opinion_not_judged",
                condition=~Q(nature__in=OPINIONS)
                | Q(certainty__in=["", "alleged", "reported", "disputed", "unknown"]),
                violation_error_message="An opinion is neither confirmed nor refuted. Leave certainty empty.",
            ),
            models.CheckConstraint(
                name="claim_fact_is_judged",
                condition=Q(nature__in=OPINIONS) | ~Q(certainty=""),
                violation_error_message="Say how sure we are; choose “not judged” if nobody has judged it yet.",
            ),
            models.CheckConstraint(
                name="claim_doubt_has_reason",
                condition=~Q(certainty__in=["disputed", "refuted"]) | Q(reason__gt=""),
                violation_error_message="Say why, or who says otherwise.",
            ),
        ]

    def __str__(self):
        return self.text

    def clean(self):
        if self.nature == "date" and self.value:
            EdtfField().clean(self.value, self)
        if self.nature == "number" and self.value and not re.fullmatch(NUMBER, self.value):
            raise ValidationError(
                {"value": f"{self.value!r} is no number. Write digits, such as 8, or leave it empty."}
            )


def _through(model, name: str, doc: str):
    """An audited proxy of a many-to-many table of Claim, which raises the revision of the claim's home."""
    columns = ["from_claim_id", "to_claim_id"] if name == "ClaimContradicts" else ["claim_id"]

    def homes(home: str) -> list[str]:
        return [f"SELECT {home} FROM incidents_claim c WHERE c.id = {{row}}.{column}" for column in columns]  # noqa: S608 - our own names

    raises = [
        *raises_revision_of("incidents_incident", *homes("incident_id")),
        *raises_revision_of("incidents_episode", *homes("episode_id")),
    ]
    meta = type("Meta", (), {"proxy": True, "app_label": "incidents"})
    proxy = type(name, (model,), {"__module__": __name__, "__doc__": doc, "Meta": meta})
    return pgtrigger.register(*raises)(audited(proxy))


ClaimAboutIncident = _through(
    Claim.about_incidents.through, "ClaimAboutIncident", "That a claim is about another incident."
)
ClaimAboutActor = _through(Claim.about_actors.through, "ClaimAboutActor", "That a claim is about an actor.")
ClaimContradicts = _through(
    Claim.contradicts.through, "ClaimContradicts", "That two claims cannot both be true."
)


@audited
class ClaimPosition(models.Model):
    """Where a party stands on a claim: asserts, denies, accepts in part, is silent."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="positions")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="positions")
    position = models.CharField(max_length=12, choices=partial(choices, "claim_positions"))
    date = EdtfField(help_text="Since when, or as of which day.")
    source = models.ForeignKey(
        "incidents.Source", on_delete=models.PROTECT, null=True, blank=True, related_name="positions"
    )
    note = models.CharField(max_length=300, blank=True, help_text="Internal.")

    class Meta:
        ordering = ["pk"]
        triggers = [
            *raises_revision_of(
                "incidents_incident", "SELECT incident_id FROM incidents_claim c WHERE c.id = {row}.claim_id"
            ),
            *raises_revision_of(
                "incidents_episode", "SELECT episode_id FROM incidents_claim c WHERE c.id = {row}.claim_id"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="position_once",
                fields=["claim", "actor", "position", "date"],
                violation_error_message="This party already has this position on this claim.",
            )
        ]

    def __str__(self):
        return f"{self.actor}: {self.get_position_display()}"
