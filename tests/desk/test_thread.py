"""One incident goes the whole way through the desk's own pages: logged, submitted, published, corrected, published again."""

from actors.models import Actor
from incidents.models import Incident, Revision, Source
from lib import canonical
from record.models import Document, Entry
from tests.desk.browser import errors, follow, open_form, send


def saved(response):
    assert response.status_code == 302, errors(response)
    return response


def log_sides(analyst):
    """The two actors and the source, each on its own form."""
    add = "/desk/actors/actor/add/"
    authorities = {
        "name": "Authorities of Kazakhstan (body not named)",
        "kind": "government",
        "officialness": "agency",
    }
    saved(
        send(
            analyst,
            add,
            "actor_form",
            rows=[("countries", {"country": "KAZ", "basis": "explicit"})],
            **authorities,
        )
    )
    grozin = {"name": "Andrei Grozin", "kind": "person", "officialness": "independent"}
    names = {"name": "Андрей Грозин", "language": "ru", "script": "Cyrl", "kind": "native"}
    saved(
        send(analyst, add, "actor_form", rows=[("countries", {"country": "RUS"}), ("names", names)], **grozin)
    )
    source = {
        "title": "Is Central Asia shifting its tone on Russia?",
        "kind": "newspaper",
        "published": "2025-05",
    }
    graded = {"reliability": "B", "reliability_reason": "known outlet"}
    saved(send(analyst, "/desk/incidents/source/add/", "source_form", **source, **graded))


def log_incident(analyst) -> Incident:
    log_sides(analyst)
    actor = {row.name: row.pk for row in Actor.objects.all()}
    part = {"certainty": "reported", "basis": "explicit", "order": "0", "through": ""}
    rows = [
        (
            "participations",
            {
                **part,
                "role": "initiator",
                "actor": actor["Authorities of Kazakhstan (body not named)"],
                "through": "state",
            },
        ),
        ("participations", {**part, "role": "subject", "actor": actor["Andrei Grozin"]}),
        ("participations", {**part, "role": "target", "country": "RUS", "basis": "implied"}),
        ("citations", {"source": Source.objects.get().pk, "credibility": "2", "supports": "date,type"}),
    ]
    coding = {"type": "P10", "level": "4", "place_country": "KAZ", "themes": ["sovereignty-rhetoric"]}
    words = {
        "title": "Kazakhstan turns back Andrei Grozin",
        "summary": "He was denied entry. No reason is on record.",
    }
    url = "/desk/incidents/incident/add/"
    saved(
        send(
            analyst,
            url,
            "incident_form",
            rows=rows,
            date="2025-04-27",
            save_note="From the article.",
            **words,
            **coding,
        )
    )
    return Incident.objects.get()


def publish(editor, incident, reason):
    url = f"/desk/incidents/incident/{incident.pk}/publish/"
    data = open_form(editor, url, "publish_form")
    return editor.post(url, data | {"reason": reason})


def test_an_incident_goes_from_the_form_to_the_record_and_is_corrected(analyst, editor, sign_in):
    incident = log_incident(analyst)
    assert [row.reason for row in Revision.objects.filter(kind="incident")] == ["From the article."]

    change = f"/desk/incidents/incident/{incident.pk}/"
    page = follow(analyst, analyst.post(change + "submit/", {"revision": incident.revision}))
    assert "Submitted for review." in page.content.decode()

    page = follow(editor, publish(editor, incident, "First report."))
    assert 'href="/incidents/DI-1/"' in page.content.decode()

    saved(send(editor, change + "change/", "incident_form", date="2025-04-28", save_note="Border service."))
    page = editor.get(change + "change/").content.decode()
    assert "published (version 1), with unpublished changes" in page
    incident.refresh_from_db()
    second = sign_in("Editor", name="second")
    second.post(change + "submit/", {"revision": incident.revision})
    follow(editor, publish(editor, incident, "Date corrected to 28 April."))

    entries = Entry.objects.filter(ref="DI-1").order_by("version")
    assert [(row.version, row.reason) for row in entries] == [
        (1, "First report."),
        (2, "Date corrected to 28 April."),
    ]
    days = [canonical.loads(Document.objects.get(entry=row).text)["date"]["edtf"] for row in entries]
    assert days == ["2025-04-27", "2025-04-28"]


def test_a_statement_and_a_claim_lead_back_to_their_incident(analyst):
    incident = log_incident(analyst)
    actor, source = Actor.objects.first(), Source.objects.get()
    back = f"/desk/incidents/incident/{incident.pk}/change/"
    cited = {"source": source.pk, "credibility": "2"}

    url = f"/desk/incidents/statement/add/?incident={incident.pk}"
    words = {"texts-0-language": "en", "texts-0-text": "We regret it.", "texts-0-original": "on"}
    told = send(
        analyst, url, "statement_form", rows=[("citations", cited)], speaker=actor.pk, kind="concern", **words
    )
    assert told["Location"] == back + "#statements", errors(told)

    url = f"/desk/incidents/claim/add/?incident={incident.pk}"
    stand = {"actor": actor.pk, "position": "asserts", "source": source.pk}
    claim = {"text": "He was on a list.", "nature": "fact", "certainty": "alleged"}
    told = send(analyst, url, "claim_form", rows=[("citations", cited), ("positions", stand)], **claim)
    assert told["Location"] == back + "#claims", errors(told)

    page = analyst.get(back).content.decode()
    assert "We regret it." in page and "He was on a list." in page
    incident.refresh_from_db()
    assert Revision.objects.filter(kind="incident", number=incident.revision).exists()
