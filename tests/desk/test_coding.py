"""From a pasted text to a draft: the source, its proposals, and one save."""

import pytest
from django.contrib.admin.models import LogEntry

from actors.models import Actor, Affiliation
from desk.models import Capture, Distinct
from incidents.models import Citation, Incident, Revision, Source
from tests.desk.browser import follow, open_form, read_form
from tests.make import make_actor, make_incident, make_source

pytestmark = pytest.mark.django_db
START, INBOX = "/desk/incidents/source/start/", "/desk/incidents/source/inbox/"
TEXT = """An analyst is turned back
On 27 April Kazakhstan denied entry to Vera Orlova, who heads a department in Moscow.
The Steppe Herald noted that she had earlier spoken of Kazakhstan in a “tone of old empires”."""


def log_url(source) -> str:
    return f"/desk/incidents/source/{source.pk}/log/"


def capture(client, text=TEXT, **fields) -> Source:
    data = open_form(client, START, "start_form") | {"text": text, "published": "2025-06-22"} | fields
    follow(client, client.post(START, data))
    return Source.objects.order_by("-pk")[0]


def tick(form: dict, prefix: str, **wanted) -> dict:
    """Ticks the row of a form in which a field has a value."""
    ((field, value),) = wanted.items()
    number = next(n for n in range(20) if value in form.get(f"{prefix}-{n}-{field}", [""])[0])
    return form | {f"{prefix}-{number}-take": "on"}


@pytest.fixture
def orlova(db):
    person, body = (
        make_actor("Vera Orlova", "person", "RUS"),
        make_actor("Institute of Roads", "think_tank", "RUS"),
    )
    Affiliation.objects.create(
        actor=person, organisation=body, role="Head of department", start="2020", start_earliest="2020-01-01"
    )
    return person


def test_a_text_becomes_a_source_in_the_inbox_with_what_it_says_of_itself(analyst):
    source = capture(analyst, url="https://example.org/a", published="22 June 2025")
    assert (source.title, source.language, source.published) == (
        "An analyst is turned back",
        "en",
        "2025-06-22",
    )
    kept = Capture.objects.get(source=source)
    assert kept.text == TEXT and kept.user == analyst.user
    assert "1 source captured" in analyst.get(INBOX).content.decode()
    assert Revision.objects.filter(kind="source", object_id=source.pk).exists()


def test_a_text_without_a_short_line_asks_for_a_title(analyst):
    data = open_form(analyst, START, "start_form") | {"text": "long " * 60}
    page = analyst.post(START, data)
    assert "begins with no short line" in page.content.decode() and not Source.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("url", "http://www.example.org/a/?utm_source=x#top"), ("title", "An analyst was turned back")],
)
def test_a_source_on_file_is_shown_with_the_reason_before_another_is_made(analyst, field, value):
    known = make_source("An analyst is turned back", url="https://example.org/a")
    data = open_form(analyst, START, "start_form") | {"title": "Nothing of the kind", field: value}
    page = analyst.post(START, data)
    assert Source.objects.count() == 1 and known.title in page.content.decode()
    assert ("same address" if field == "url" else "similar title") in page.content.decode()


def test_the_source_on_file_can_be_used_and_gets_the_text(analyst):
    known = make_source("Another title", url="https://example.org/a")
    data = open_form(analyst, START, "start_form") | {"url": "https://example.org/a", "text": TEXT}
    answer = analyst.post(START, {**data, "use": known.pk})
    assert answer["Location"] == log_url(known) and Capture.objects.get().text == TEXT


def test_a_second_source_is_made_when_the_analyst_says_so(analyst):
    make_source("Another title", url="https://example.org/a")
    capture(analyst, url="https://example.org/a", new="1")
    assert Source.objects.count() == 2


def test_proposals_stand_beside_their_words(analyst, orlova):
    page = analyst.get(log_url(capture(analyst)))
    html = page.content.decode()
    assert '<mark class="name"' in html and ">Vera Orlova</mark>" in html
    assert "Head of department, Institute of Roads" in html
    form = read_form(page, "log_form")
    assert form["proposed_type"] == ["P10"] and form["date"] == ["2025-04-27"]
    assert form["title"] == ["Kazakhstan denied entry to Vera Orlova"]
    taken = {(form[f"who-{n}-who"][0], form[f"who-{n}-role"][0]) for n in range(9) if f"who-{n}-take" in form}
    assert taken == {
        ("country:KAZ", "initiator"),
        (f"actor:{orlova.pk}", "subject"),
        ("country:RUS", "target"),
    }


def test_every_link_to_words_leads_to_a_place_in_the_text(analyst, orlova):
    html = analyst.get(log_url(capture(analyst))).content.decode()
    anchors = {part.split('"')[0] for part in html.split('href="#')[1:]} - {"content-start"}
    assert anchors and all(f'id="{one}"' in html for one in anchors)


def test_what_is_accepted_becomes_a_draft_in_one_save(analyst, orlova):
    source = capture(analyst)
    form = tick(open_form(analyst, log_url(source), "log_form"), "said", kind="report")
    form |= {"credibility": "2"}
    answer = analyst.post(log_url(source), form)
    incident = Incident.objects.get()
    assert answer["Location"] == f"/desk/incidents/incident/{incident.pk}/change/"
    assert (incident.type_id, incident.level, incident.date) == ("P10", 4, "2025-04-27")
    assert (incident.date_earliest.isoformat(), incident.assignee) == ("2025-04-27", analyst.user)
    assert [str(one) for one in incident.participations.all()] == [
        "Kazakhstan, Initiator",
        "Vera Orlova, Person acted on",
        "Russia, Target",
    ]
    assert [one.through for one in incident.participations.all()] == ["state", "", ""]
    (citation,) = incident.citations.all()
    assert (citation.source, citation.supports) == (source, ["type", "date", "participants"])
    (statement,) = incident.statements.all()
    assert (statement.speaker.name, statement.kind, statement.mode) == ("Steppe Herald", "report", "partial")
    assert statement.texts.get().quoted == ["tone of old empires"]
    assert Citation.objects.filter(statement=statement, source=source).exists()
    assert Revision.objects.get(kind="incident", object_id=incident.pk).number == incident.revision


def test_a_name_that_is_not_on_file_becomes_an_actor_once(analyst):
    source = capture(
        analyst,
        "Test\nPavel Sorokin was turned back from Kazakhstan. Pavel Sorokin said that he was not told why.",
    )
    form = tick(open_form(analyst, log_url(source), "log_form"), "said", kind="remark")
    follow(analyst, analyst.post(log_url(source), form))
    actor = Actor.objects.get(name="Pavel Sorokin")
    assert (
        actor.kind == "person" and actor.statements.get().incident.participations.filter(actor=actor).exists()
    )
    assert Revision.objects.filter(kind="actor", object_id=actor.pk).exists()


def test_the_same_form_sent_twice_makes_one_draft(analyst, orlova):
    source = capture(analyst)
    form = open_form(analyst, log_url(source), "log_form")
    first, second = analyst.post(log_url(source), form), analyst.post(log_url(source), form)
    assert first["Location"] == second["Location"] and Incident.objects.count() == 1
    assert LogEntry.objects.filter(content_type__model="incident").count() == 1


def test_incidents_of_a_source_are_numbered_and_the_inbox_is_empty_then(analyst, orlova):
    source = capture(analyst)
    analyst.post(log_url(source), open_form(analyst, log_url(source), "log_form"))
    page = analyst.get(log_url(source)).content.decode()
    assert "This is incident 2 from it" in page and Incident.objects.get().title in page
    assert "0 sources captured" in analyst.get(INBOX).content.decode()
    assert (
        Incident.objects.get().title
        in analyst.get(f"/desk/incidents/source/{source.pk}/change/").content.decode()
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "This field is required"),
        ({"proposed_type": ""}, "Choose the type"),
        ({"date": "yesterday evening"}, "date we can read"),
        ({"level": "8"}, "levels 3 to 4"),
        ({"who-0-role": ""}, "Choose the role"),
        ({"who-0-who": "country:XXX"}, "deleted or merged"),
        ({"who-0-who": "nonsense"}, "one of those that are offered"),
        ({"said-0-take": "on", "said-0-speaker": ""}, "Choose who spoke"),
        ({"said-0-take": "on", "said-0-text": ""}, "Write what was said"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(analyst, orlova, change, sentence):
    source = capture(analyst)
    page = analyst.post(log_url(source), open_form(analyst, log_url(source), "log_form") | change)
    assert page.status_code == 200 and sentence in page.content.decode()
    assert not Incident.objects.exists() and Actor.objects.filter(name="Steppe Herald").count() == 0


def test_a_refusal_of_a_later_row_leaves_nothing_behind(analyst, orlova):
    source = capture(analyst)
    form = open_form(analyst, log_url(source), "log_form")
    form = tick(form, "said", kind="report") | {
        "who-1-who": form["who-0-who"],
        "who-1-role": form["who-0-role"],
    }
    page = analyst.post(log_url(source), form)
    assert "has this role already" in page.content.decode()
    assert not Incident.objects.exists() and not Actor.objects.filter(name="Steppe Herald").exists()


def test_a_draft_like_one_on_file_asks_first_and_remembers_the_answer(analyst, orlova):
    known = make_incident(
        "Kazakhstan turns away Vera Orlova", sides=("KAZ", "RUS"), type_id="P10", level=4, date="2025-04-27"
    )
    source = capture(analyst)
    page = analyst.post(log_url(source), open_form(analyst, log_url(source), "log_form"))
    assert "between KAZ and RUS" in page.content.decode() and Incident.objects.count() == 1
    form = read_form(page, "log_form") | {"distinct": str(known.pk)}
    follow(analyst, analyst.post(log_url(source), form))
    assert Incident.objects.count() == 2 and Distinct.objects.get().first == known


def test_a_long_text_is_read_passage_by_passage(analyst):
    long = "\n".join(
        [
            "Head",
            "Words about nothing. " * 100,
            "Russia expelled two Kazakh diplomats.",
            "Kazakhstan recalled its ambassador.",
        ]
    )
    source = capture(analyst, long)
    page = analyst.get(log_url(source)).content.decode()
    assert "Russia</mark>" in page and "recalled</mark>" not in page and 'href="?passage=4"' in page
    assert "recalled" in analyst.get(log_url(source) + "?passage=4").content.decode()
    for bad in ("0", "99", "x", "9" * 40):
        assert analyst.get(f"{log_url(source)}?passage={bad}").status_code == 404


def test_the_private_text_can_be_deleted(analyst):
    source = capture(analyst)
    analyst.post(f"/desk/incidents/source/{source.pk}/forget-text/")
    assert (
        Capture.objects.get().text == ""
        and "There is no text to read from" in analyst.get(log_url(source)).content.decode()
    )


def test_a_source_without_incidents_can_be_set_aside_and_taken_back(analyst):
    source = capture(analyst)
    analyst.post(f"/desk/incidents/source/{source.pk}/set-aside/")
    assert not Capture.objects.waiting().exists()
    analyst.post(f"/desk/incidents/source/{source.pk}/set-aside/", {"back": "1"})
    assert Capture.objects.waiting().exists()


@pytest.mark.parametrize("path", ["start/", "inbox/", "{}/log/"])
def test_a_stranger_is_sent_to_sign_in_and_somebody_without_a_group_is_refused(
    analyst, stranger, sign_in, path
):
    url = "/desk/incidents/source/" + path.format(capture(analyst).pk)
    assert "/desk/login/" in stranger.get(url)["Location"]
    assert sign_in("", "outsider").get(url).status_code == 403
    assert analyst.get(url).status_code == 200


@pytest.mark.parametrize("step", ["set-aside", "forget-text"])
def test_steps_are_taken_by_post_only(analyst, step):
    assert analyst.get(f"/desk/incidents/source/{capture(analyst).pk}/{step}/").status_code == 405


def test_a_source_that_does_not_exist_is_not_found(analyst):
    assert analyst.get("/desk/incidents/source/999999/log/").status_code == 404


def test_queries_do_not_grow_with_the_text(analyst, orlova, django_assert_max_num_queries):
    short, long = capture(analyst), capture(analyst, TEXT + TEXT * 6, title="Long", new="1")
    for source in (short, long):
        with django_assert_max_num_queries(24):
            analyst.get(log_url(source) + "?passage=all")
