"""Makes working-copy rows for tests: plain functions with plain defaults, checked as a form would check them."""

from io import StringIO
from pathlib import Path

from django.contrib.auth.models import Group, User
from django.core.management import call_command

from actors.models import Actor, ActorCountry
from incidents.models import Citation, Claim, Incident, Participation, Source, Statement, StatementText
from record.models import Entry
from record.publishing import publish_incident
from tests.once import remembered

IN_PUBLIC = "They spoke in public."
SAMPLES = Path(__file__).parent / "samples"
ARTICLE = Path(__file__).parent.parent / "data" / "examples" / "central_asia_2025.json"


def checked(row):
    """Saves a row after all its checks."""
    row.full_clean()
    row.save()
    return row


def make_user(name="somebody", group="", **fields):
    user = User.objects.create_user(name, password="a long pass phrase", is_staff=True, **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def make_actor(name="Ministry of Foreign Affairs of Uzbekistan", kind="ministry", country="UZB", **fields):
    actor = checked(Actor(name=name, kind=kind, **{"officialness": "agency", **fields}))
    if country:
        checked(ActorCountry(actor=actor, country_id=country, basis="explicit"))
    return actor


def make_source(title="Report of the day", **fields):
    fields = {
        "kind": "newspaper",
        "language": "en",
        "reliability": "B",
        "reliability_reason": "known outlet",
        **fields,
    }
    return checked(Source(title=title, **fields))


def make_incident(title="Uzbekistan protests to Russia", *, source=None, sides=("UZB", "RUS"), **fields):
    """An incident that lacks nothing for publishing: two sides, one citation, a summary."""
    values = {
        "summary": "Two sentences. No more.",
        "date": "2025-05-02",
        "type_id": "D10",
        "level": 3,
        **fields,
    }
    incident = checked(Incident(title=title, **values))
    checked(Participation(incident=incident, role="initiator", country_id=sides[0], through="state", order=1))
    checked(Participation(incident=incident, role="target", country_id=sides[1], order=2))
    checked(Citation(incident=incident, source=source or make_source(f"On: {title}"), credibility="2"))
    incident.refresh_from_db()
    return incident


def make_statement(incident, text="We are concerned.", *, speaker=None, **fields):
    values = {"kind": "concern", "mode": "paraphrase", "capacity": "official", "stance": -1, **fields}
    statement = checked(
        Statement(incident=incident, speaker=speaker or make_actor(f"Speaker on {incident.title}"), **values)
    )
    checked(StatementText(statement=statement, language="en", text=text))
    return statement


def make_claim(incident, text="Eight units stand at the border.", **fields):
    return checked(
        Claim(incident=incident, text=text, **{"nature": "fact", "certainty": "alleged", **fields})
    )


def publish(incident, reason="First publication.", user=None, override=IN_PUBLIC) -> Entry:
    """The next version of an incident as it stands, whatever a check would hold back."""
    incident.refresh_from_db()
    entry = publish_incident(
        incident, user=user, revision=incident.revision, reason=reason, override=override
    )
    incident.refresh_from_db()
    return entry


def import_and_publish(file: Path) -> None:
    call_command(
        "import_incidents",
        file,
        publish=True,
        reason="First publication.",
        override=IN_PUBLIC,
        stdout=StringIO(),
    )


@remembered
def publish_example() -> Incident:
    """The Grozin incident, imported and published once."""
    import_and_publish(SAMPLES / "grozin.json")
    return Incident.objects.get(external_id="founding-article:INC-17")


@remembered
def publish_article() -> None:
    """The founding article, imported and published whole by the real importer."""
    import_and_publish(ARTICLE)
