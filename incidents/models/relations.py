"""How incidents and episodes hang together."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from actors.models import Actor
from actors.triggers import keeps_its_ref, keeps_what_has_a_ref, raises_own_revision
from codebook import scales
from codebook.models import audited
from codebook.scales import choices
from incidents.models.episodes import Episode
from incidents.models.incident import Incident
from incidents.models.rules import EXTERNAL_ID_HELP, REF_TAKEN, exactly_one, identified, once
from lib.identifiers import urn

ACYCLIC = ("responds_to", "part_of", "follows")
CONFIDENCE = [("high", "High"), ("medium", "Medium"), ("low", "Low")]


@audited
class Relation(models.Model):
    """That one incident or episode stands in one of 16 relations to another, on what basis, and who says so."""

    ref = models.CharField(
        max_length=16, blank=True, editable=False, help_text="Public number, given at first publication."
    )
    kind = models.CharField(max_length=20, choices=partial(choices, "relation_kinds"))
    from_incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, null=True, blank=True, related_name="relations_from"
    )
    from_episode = models.ForeignKey(
        Episode, on_delete=models.CASCADE, null=True, blank=True, related_name="relations_from"
    )
    to_incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="relations_to"
    )
    to_episode = models.ForeignKey(
        Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="relations_to"
    )
    basis = models.CharField(max_length=10, choices=partial(choices, "relation_bases"))
    asserted_by = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confidence = models.CharField(max_length=8, choices=CONFIDENCE, default="medium")
    part = models.CharField(
        max_length=12,
        blank=True,
        choices=partial(choices, "membership_parts"),
        help_text="For a part of an episode: core, antecedent, background, aftermath.",
    )
    note = models.CharField(max_length=300, blank=True, help_text="Internal.")
    external_id = models.CharField(
        "identifier", max_length=80, default=urn, editable=False, help_text=EXTERNAL_ID_HELP
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["pk"]
        triggers = [raises_own_revision(), keeps_what_has_a_ref(), keeps_its_ref()]
        constraints = [
            once("relation_ref_once", "ref", REF_TAKEN),
            identified("relation_external_id_once"),
            exactly_one(
                "relation_from_one",
                ["from_incident", "from_episode"],
                "A relation starts at one incident or one episode.",
            ),
            exactly_one(
                "relation_to_one",
                ["to_incident", "to_episode"],
                "A relation leads to one incident or one episode.",
            ),
            models.CheckConstraint(
                name="relation_not_to_itself",
                condition=(
                    Q(from_incident__isnull=True)
                    | Q(to_incident__isnull=True)
                    | ~Q(from_incident=F("to_incident"))
                )
                & (
                    Q(from_episode__isnull=True)
                    | Q(to_episode__isnull=True)
                    | ~Q(from_episode=F("to_episode"))
                ),
                violation_error_message="Choose another incident or episode: nothing stands in a relation to itself.",
            ),
            models.UniqueConstraint(
                name="relation_once",
                fields=["kind", "from_incident", "from_episode", "to_incident", "to_episode", "basis"],
                nulls_distinct=False,
                violation_error_message="This relation exists already on this basis.",
            ),
            models.CheckConstraint(
                name="relation_speaker_named",
                condition=~Q(basis="speaker") | Q(asserted_by__isnull=False),
                violation_error_message="Say which speaker says so.",
            ),
            models.CheckConstraint(
                name="relation_part_of_episode",
                condition=Q(part="") | Q(kind="part_of", to_episode__isnull=False),
                violation_error_message="Only a part of an episode is core, antecedent, background or aftermath.",
            ),
        ]

    def __str__(self):
        return f"{self.start} {scales.label('relation_kinds', self.kind)} {self.end}"

    @property
    def start(self):
        return self.from_incident or self.from_episode

    @property
    def end(self):
        return self.to_incident or self.to_episode

    def clean(self):
        if self.kind in ACYCLIC and self.closes_a_circle():
            raise ValidationError(
                f"This would make a circle of “{scales.label('relation_kinds', self.kind)}”: the later incident points to the earlier. Turn it round, or remove the other relation."
            )

    def closes_a_circle(self) -> bool:
        """Whether the start can be reached from the end by relations of the same kind."""
        seen: set[tuple[int | None, int | None]] = set()
        ahead: set[tuple[int | None, int | None]] = {(self.to_incident_id, self.to_episode_id)}
        goal = (self.from_incident_id, self.from_episode_id)
        while ahead:
            if goal in ahead:
                return True
            seen |= ahead
            step = Q()
            for incident, episode in ahead:
                step |= Q(from_incident=incident) if incident else Q(from_episode=episode)
            rows = Relation.objects.filter(step, kind=self.kind).exclude(pk=self.pk)
            ahead = {(row.to_incident_id, row.to_episode_id) for row in rows} - seen
        return False
