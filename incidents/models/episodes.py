"""Named runs of incidents."""

import pgtrigger
from django.db import models

from actors.dates import EdtfField, bounds, in_order
from actors.models import Country
from actors.triggers import keeps_its_ref, keeps_what_has_a_ref, raises_own_revision, raises_revision_of
from codebook.models import audited
from incidents.models.rules import EXTERNAL_ID_HELP, REF_TAKEN, identified, once
from lib.identifiers import urn


@audited
class Episode(models.Model):
    """A crisis, a wave, a dispute: a named run of incidents on one matter."""

    ref = models.CharField(
        max_length=16, blank=True, editable=False, help_text="Public number, given at first publication."
    )
    title = models.CharField(max_length=140)
    summary = models.TextField(blank=True)
    date = EdtfField(help_text="When it ran: 2025-04/2025-05-08.")
    date_earliest = models.DateField(null=True, blank=True, editable=False)
    date_latest = models.DateField(null=True, blank=True, editable=False)
    date_note = models.CharField(max_length=200, blank=True)
    parties = models.ManyToManyField(
        Country, blank=True, related_name="episodes", help_text="States on any side, without direction."
    )
    note = models.TextField("internal note", blank=True)
    external_id = models.CharField(
        "identifier", max_length=80, default=urn, editable=False, help_text=EXTERNAL_ID_HELP
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-date_latest", "-pk"]
        triggers = [raises_own_revision(), keeps_what_has_a_ref(), keeps_its_ref()]
        constraints = [
            once("episode_ref_once", "ref", REF_TAKEN),
            identified("episode_external_id_once"),
            in_order("episode_date_in_order"),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        self.date_earliest, self.date_latest, _ = bounds(self.date)


@pgtrigger.register(*raises_revision_of("incidents_episode", "episode_id"))
@audited
class EpisodeParty(Episode.parties.through):  # type: ignore[name-defined]
    """That a state is a party of an episode."""

    class Meta:
        proxy = True
