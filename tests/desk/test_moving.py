"""The page of moving statements and claims."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from desk.models import Embargo
from desk.moving import carry_out
from desk.trash.moving import put
from incidents.models import Claim, Revision, Statement
from incidents.workflow import published_revision
from lib import canonical
from record.models import Document, StatementIndex
from tests.desk.browser import open_form
from tests.desk.states import everything, in_state
from tests.desk.things import make_episode, url
from tests.make import make_claim, make_incident, make_statement, publish

pytestmark = pytest.mark.django_db


def page(to, *parts) -> str:
    noun = parts[0]._meta.model_name
    where = f"&{to._meta.model_name}={to.pk}" if to else ""
    address = reverse(f"admin:incidents_{noun}_move")
    return f"{address}?ids={','.join(str(part.pk) for part in parts)}{where}"


def take(client, to, *parts, **said):
    address = page(to, *parts)
    return client.post(address, open_form(client, address, "move_form") | {"reason": "Said there."} | said)


def text(answer) -> str:
    return " ".join(strip_tags(answer.content.decode()).split())


def test_the_form_of_a_statement_leads_to_the_page_and_the_list_does_too(analyst):
    statement = make_statement(make_incident())
    assert f'href="{page(None, statement)}"' in analyst.get(url(statement)).content.decode()
    sent = {"action": "move_many", "_selected_action": [statement.pk]}
    assert analyst.post("/desk/incidents/statement/", sent)["Location"] == page(None, statement)
    assert "Where to?" in text(analyst.get(page(None, statement)))


def test_a_statement_moves_and_both_histories_say_so(analyst):
    here, there = make_incident("From here"), make_incident("To there")
    statement = make_statement(here)
    shown = text(analyst.get(page(there, statement)))
    assert "1 text" in shown and "Goes over" in shown
    assert take(analyst, there, statement)["Location"] == f"{url(there)}#statements"
    statement.refresh_from_db()
    assert statement.incident == there
    kept = Revision.objects.filter(reason="Said there.", user=analyst.user)
    assert set(kept.values_list("object_id", flat=True)) == {here.pk, there.pk}


def test_claims_move_to_an_episode(analyst):
    claims = [make_claim(make_incident(), words) for words in ("One.", "Two.")]
    episode = make_episode()
    assert take(analyst, episode, *claims).status_code == 302
    assert set(Claim.objects.values_list("episode", flat=True)) == {episode.pk}


def test_what_is_public_stays_and_readers_miss_nothing(editor):
    here, there = make_incident("From here"), make_incident("To there")
    make_statement(here)
    for home in (here, there):
        publish(home)
    statement = Statement.objects.get()
    shown = editor.get(page(there, statement))
    assert "ST-1 is public as part of" in text(shown) and "move_form" not in shown.content.decode()
    there.refresh_from_db()
    forged = {"reason": "x", "seen": [f"incident:{home.pk}:{home.revision}" for home in (here, there)]}
    assert "None of them can be moved" in text(editor.post(page(there, statement), forged))
    assert StatementIndex.objects.get(ref="ST-1", until=None).home == here.ref


def test_what_moves_into_a_public_incident_waits_to_be_published_there(editor):
    there, here = make_incident("Public"), make_incident("Draft")
    publish(there)
    take(editor, there, make_statement(here))
    there.refresh_from_db()
    assert published_revision("incident", there) != there.revision
    publish(there, "A statement more.")
    newest = Document.objects.filter(entry__ref=there.ref).order_by("-entry").first()
    assert [row["ref"] for row in canonical.loads(newest.text)["statements"]] == ["ST-1"]


def test_a_change_since_the_preview_is_refused(analyst):
    here, there = make_incident("From here"), make_incident("To there")
    statement = make_statement(here)
    address = page(there, statement)
    form = open_form(analyst, address, "move_form") | {"reason": "Said there."}
    type(there).objects.filter(pk=there.pk).update(summary="Changed.")
    assert "was changed since you looked" in text(analyst.post(address, form))
    statement.refresh_from_db()
    assert statement.incident == here


def test_nothing_moves_into_what_was_merged(editor):
    merged, statement = in_state("incident", "merged"), make_statement(make_incident("Draft"))
    assert "lives on as" in text(editor.get(page(merged, statement)))


def wait_until_tomorrow(incident, user):
    incident.refresh_from_db()
    tomorrow = timezone.now() + timedelta(days=1)
    Embargo.objects.create(
        incident=incident, revision=incident.revision, needs="", reason="x", user=user, due_at=tomorrow
    )


@pytest.mark.parametrize("which", [0, 1])
def test_nothing_moves_from_or_into_what_waits_for_its_time(editor, which):
    two = make_incident("From here"), make_incident("To there")
    statement = make_statement(two[0])
    address = page(two[1], statement)
    form = open_form(editor, address, "move_form") | {"reason": "Said there."}
    wait_until_tomorrow(two[which], editor.user)
    shown = editor.get(address)
    assert "editor has it published at" in text(shown) and "Call that off first" in text(shown)
    assert "move_form" not in shown.content.decode()
    before = everything()
    answer = editor.post(address, form)
    assert answer.status_code == 200 and text(answer).count("Call that off first") == 1
    assert everything() == before


def test_a_home_that_goes_to_the_trash_while_the_form_is_sent_is_told(analyst, monkeypatch):
    here, there = make_incident("From here"), make_incident("To there")
    statement = make_statement(here)
    address = page(there, statement)
    form = open_form(analyst, address, "move_form") | {"reason": "Said there."}

    def late(*args):
        put(there, user=analyst.user, revision=there.revision, reason="Logged twice.")
        return carry_out(*args)

    monkeypatch.setattr("desk.moving.carry_out", late)
    answer = analyst.post(address, form)
    assert answer.status_code == 200 and "To there was deleted meanwhile" in text(answer)


def test_a_reason_and_one_home_are_asked_for(analyst):
    there, statement = make_incident("To there"), make_statement(make_incident())
    assert "Say why" in text(take(analyst, there, statement, reason=""))
    both = f"{page(there, statement)}&episode={make_episode().pk}"
    assert "Choose one: an incident, or an episode." in text(analyst.get(both))


@pytest.mark.parametrize("query", ["", "?ids=", "?ids=a", "?ids=1,%00"])
def test_an_odd_choice_is_refused(analyst, query):
    assert analyst.get(f"/desk/incidents/statement/move/{query}").status_code == 400


def test_who_may_not_change_may_not_move(analyst, sign_in, stranger):
    there, statement = make_incident("To there"), make_statement(make_incident())
    newcomer = sign_in("")
    assert newcomer.get(page(there, statement)).status_code == 403
    assert newcomer.post(page(there, statement), {"reason": "x"}).status_code == 403
    assert stranger.get(page(there, statement)).status_code == 302
    assert analyst.get(page(there, statement)).status_code == 200


def test_many_are_shown_with_as_many_queries_as_one(analyst, django_assert_max_num_queries):
    here, there = make_incident("From here"), make_incident("To there")
    first = make_statement(here)
    parts = [first, *(make_statement(here, speaker=first.speaker) for _ in range(12))]
    with django_assert_max_num_queries(13):
        analyst.get(page(there, *parts))
