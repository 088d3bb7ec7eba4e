"""`manage.py load_example`: one incident of spring 2025, logged, submitted and published by the functions that the desk uses.

Kazakhstan turned back the Russian analyst Andrei Grozin on 27 April 2025. The coding is ours; the article that reported it
(Kloop, in Worldcrunch's English edition) is cited, not copied.
"""

from typing import TypeVar

import pghistory
from django.core.management.base import BaseCommand
from django.db import models, transaction

from actors.models import Actor, ActorCountry, ActorName, Affiliation
from codebook.models import Theme
from incidents import workflow
from incidents.models import (
    Citation,
    Claim,
    ClaimPosition,
    Incident,
    Participation,
    PublisherGrade,
    Source,
    Statement,
    StatementText,
)
from incidents.snapshot import snapshot
from record.publishing import publish_incident

Row = TypeVar("Row", bound=models.Model)
EXTERNAL_ID = "founding-article:INC-17"
GENERAL = "general knowledge"


def saved(row: Row) -> Row:
    """Saves a row as a form does: after all its checks."""
    row.full_clean()
    row.save()
    return row


def actor(kind: str, name: str, officialness: str, country: str = "", basis: str = "", **fields) -> Actor:
    row = Actor(kind=kind, name=name, officialness=officialness, **fields)
    saved(row)
    if country:
        saved(ActorCountry(actor=row, country_id=country, basis=basis))
    return row


def publisher(name: str, grade: str, reason: str, country: str = "") -> Actor:
    row = actor("media", name, "independent", country, GENERAL)
    saved(PublisherGrade(publisher=row, grade=grade, reason=reason, state_control="none"))
    return row


class Command(BaseCommand):
    help = "Logs and publishes one incident, once, so that a new site has something to show."

    @transaction.atomic
    def handle(self, *args, **options):
        if Incident.objects.filter(external_id=EXTERNAL_ID).exists():
            return
        with pghistory.context(reason="example"):
            incident = self.log()
        incident.refresh_from_db()
        workflow.keep_revision(
            "incident", incident, snapshot("incident", incident), user=None, reason="Logged from the article."
        )
        entry = publish_incident(incident, user=None, revision=incident.revision, reason="First publication.")
        self.stdout.write(f"Published {entry.ref}: {incident.title}")

    def log(self) -> Incident:
        """The incident with everything that belongs to it."""
        sources = self.sources()
        grozin, authorities = self.people(sources["worldcrunch"])
        incident = saved(
            Incident(
                title="Kazakhstan turns back Russian analyst Andrei Grozin",
                summary="Andrei Grozin, who heads a department on Central Asia at a Moscow institute, was denied entry "
                "into Kazakhstan on 27 April 2025. The report does not say which body decided, nor why.",
                narrative="On 27 April 2025 Kazakhstan denied entry to Andrei Grozin, head of the department of Central Asia "
                "and Kazakhstan at the Institute of CIS Countries.[1]\n\n"
                "The outlet Orda noted that he had earlier spoken about Kazakhstan in a tone it called chauvinistic and "
                "imperial.[1] No reason for the refusal is on record; that the remarks were the reason is suggested only by "
                "the order of the two sentences.",
                date="2025-04-27",
                date_note="Year from the context of the article",
                place_country_id="KAZ",
                place_precision="border",
                type_id="P10",
                level=4,
                intent="deliberate",
                external_id=EXTERNAL_ID,
            )
        )
        incident.themes.set(Theme.objects.filter(code="sovereignty-rhetoric"))
        saved(
            Participation(
                incident=incident,
                role="initiator",
                actor=authorities,
                basis="implied",
                through="state",
                order=1,
            )
        )
        saved(Participation(incident=incident, role="subject", actor=grozin, order=2))
        saved(Participation(incident=incident, role="target", country_id="RUS", basis="implied", order=3))
        saved(
            Citation(
                incident=incident,
                source=sources["worldcrunch"],
                credibility="2",
                excerpt="was denied entry into Kazakhstan",
                supports=["type", "date", "participants"],
            )
        )
        self.what_was_said(incident, grozin, sources)
        return incident

    def sources(self) -> dict[str, Source]:
        kloop = publisher("Kloop", "B", "Independent newsroom in Bishkek; reports hold up.", "KGZ")
        orda = publisher("Orda", "B", "Independent outlet in Kazakhstan.", "KAZ")
        worldcrunch = publisher(
            "Worldcrunch", "C", "Translates other outlets\u2019 texts: one step below the original."
        )
        original = saved(
            Source(
                title="(original report, title not known)",
                publisher=kloop,
                kind="newspaper",
                published="2025-05~",
                consulted="via",
                external_id="founding-article:SRC-02",
            )
        )
        translation = saved(
            Source(
                title="Is Central Asia Shifting Its Tone on Russia?",
                publisher=worldcrunch,
                kind="translation",
                language="en",
                url="https://worldcrunch.com/focus/russia-ukraine-war/is-central-asia-shifting-its-tone-on-russia/",
                published="[2025-06-22..]",
                published_note="Undated; a photo caption names 22 June 2025",
                derived_from=original,
                external_id="founding-article:SRC-01",
            )
        )
        report = saved(
            Source(
                title="(report on Grozin, title not known)",
                publisher=orda,
                kind="newspaper",
                consulted="via",
                external_id="founding-article:SRC-03",
            )
        )
        return {"worldcrunch": translation, "kloop": original, "orda": report}

    def people(self, source: Source) -> tuple[Actor, Actor]:
        institute = actor("think_tank", "Institute of CIS Countries", "independent", "RUS", GENERAL)
        grozin = actor(
            "person",
            "Andrei Grozin",
            "independent",
            "RUS",
            "implied by post",
            privacy="limited",
            name_public=True,
            description="head of a department at a Moscow institute",
            external_id="founding-article:PER-06",
        )
        saved(ActorName(actor=grozin, name="Андрей Грозин", language="ru", script="Cyrl", kind="native"))
        saved(
            ActorName(
                actor=grozin, name="Andrey Grozin", language="en", script="Latn", kind="transliteration"
            )
        )
        post = saved(
            Affiliation(
                actor=grozin,
                organisation=institute,
                tie="staff",
                role="Head of the department of Central Asia and Kazakhstan",
                basis="explicit",
            )
        )
        saved(Citation(affiliation=post, source=source, credibility="2"))
        authorities = actor(
            "government",
            "Authorities of Kazakhstan (body not named)",
            "agency",
            "KAZ",
            "explicit",
            external_id="founding-article:ORG-28",
        )
        return grozin, authorities

    def what_was_said(self, incident: Incident, grozin: Actor, sources: dict[str, Source]) -> None:
        orda = sources["orda"].publisher
        assert orda is not None
        statement = saved(
            Statement(
                incident=incident,
                speaker=orda,
                kind="report",
                mode="paraphrase",
                stance=-1,
                capacity="institutional",
                officialness="independent",
                addressee_text="the public",
                about_actor=grozin,
            )
        )
        saved(
            StatementText(
                statement=statement,
                language="en",
                by="our words",
                text="Grozin had earlier spoken of Kazakhstan in a chauvinistic, imperial tone.",
            )
        )
        saved(Citation(statement=statement, source=sources["worldcrunch"], credibility="2"))
        tone = saved(
            Claim(
                incident=incident,
                text="Grozin spoke of Kazakhstan in a chauvinistic, imperial tone.",
                wording="in a chauvinistic, imperial tone",
                nature="characterisation",
                certainty="alleged",
                order=1,
            )
        )
        saved(ClaimPosition(claim=tone, actor=orda, position="asserts", source=sources["orda"]))
        saved(Citation(claim=tone, source=sources["worldcrunch"], credibility="3"))
        reason = saved(
            Claim(
                incident=incident,
                text="Grozin was denied entry because of his remarks.",
                nature="motive",
                certainty="unknown",
                reason="Nobody says so; only the order of two sentences suggests it.",
                order=2,
            )
        )
        saved(Citation(claim=reason, source=sources["worldcrunch"], credibility="6"))
