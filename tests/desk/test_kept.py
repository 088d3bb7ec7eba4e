"""Typing that outlives a lost session, in a real browser; what the server does for it, without one."""

import uuid

import pytest
from django.contrib.sessions.models import Session

from actors.models import Actor
from incidents.models import Incident
from tests.desk.browser import open_form, send
from tests.desk.chromium import MARKS, Person, chromium
from tests.make import make_incident, make_user

KEPT = "Object.keys(localStorage).length"


@pytest.fixture
def analyst_here(live_server):
    user = make_user("analyst", "Analyst")
    incident = make_incident()
    with chromium() as browser:
        yield Person(browser, live_server, user), incident


def sign_in_again(person):
    person.page.fill("#id_username", "analyst")
    person.page.fill("#id_password", "a long pass phrase")
    person.page.click("input[type=submit]")


class TestInABrowser:
    pytestmark = MARKS

    def test_what_was_typed_comes_back_after_a_lost_session_and_is_saved(self, analyst_here):
        person, incident = analyst_here
        change = f"incidents/incident/{incident.pk}/change/"
        page = person.goto(change)
        page.fill("#id_title", "Tashkent sends a second note")
        page.check("#id_themes input[value=migrants]")
        page.click("text=Add another Participant")
        page.select_option("#id_participations-2-role", "host")
        person.pick("#participations-2 .field-country", "Казахстан", "Kazakhstan")
        Session.objects.all().delete()
        page.click("input[name=_save]")
        page.wait_for_selector("#login-form")
        sign_in_again(person)
        page.wait_for_selector(".kept")
        assert page.evaluate("document.activeElement.className") == "kept"
        told = page.inner_text(".kept")
        for words in (
            "Tashkent sends a second note",
            "Uzbekistan protests to Russia",
            "Kazakhstan",
            "Host",
        ):
            assert words in told, told
        assert page.input_value("#id_title") == "Uzbekistan protests to Russia"
        page.click("text=Take it back")
        page.wait_for_selector("#errsum")
        assert "is not saved yet" in page.inner_text("#errsum")
        assert page.input_value("#id_title") == "Tashkent sends a second note"
        assert page.input_value("#id_participations-2-country") == "KAZ"
        assert Incident.objects.get().title == "Uzbekistan protests to Russia"
        person.save()
        saved = Incident.objects.get()
        assert (saved.title, saved.participations.count()) == ("Tashkent sends a second note", 3)
        assert [theme.code for theme in saved.themes.all()] == ["migrants"]
        assert page.evaluate(KEPT) == 0
        person.goto(change)
        assert page.locator(".kept").count() == 0 and person.complaints == []

    def test_a_closed_window_is_no_loss_and_what_others_saved_is_compared(self, analyst_here):
        person, incident = analyst_here
        change = f"incidents/incident/{incident.pk}/change/"
        person.goto(change).fill("#id_summary", "Typed before the crash.")
        person.until(KEPT, 1)
        person.page.close(run_before_unload=False)
        Incident.objects.filter(pk=incident.pk).update(title="Saved by another")
        person.page = person.window()
        page = person.goto(change)
        page.click("text=Take it back")
        page.wait_for_selector("#conflict table.threeway")
        assert "Saved by another" in page.inner_text("#conflict")
        page.click("text=Save with these choices")
        page.wait_for_selector("ul.messagelist .success")
        stored = Incident.objects.get()
        assert (stored.title, stored.summary) == ("Saved by another", "Typed before the crash.")
        assert page.evaluate(KEPT) == 0 and person.complaints == []

    def test_what_is_thrown_away_stays_away_and_forms_without_a_name_keep_nothing(self, analyst_here):
        person, incident = analyst_here
        add = f"incidents/statement/add/?incident={incident.pk}"
        page = person.goto(add)
        page.fill("#id_texts-0-text", "We regret it.")
        person.until(KEPT, 1)
        assert person.goto("account/").evaluate(KEPT) == 1 and person.asked == 1
        assert "We regret it." in person.goto(add).inner_text(".kept")
        page.click("text=Throw it away")
        assert page.evaluate(KEPT) == 0
        assert person.goto(add).locator(".kept").count() == 0
        person.goto("password_change/").fill("input[type=password]", "not for keeping")
        person.goto("account/tokens/").fill("#id_name", "kloop feed")
        person.goto("incidents/source/start/").fill("#id_text", "Pasted and not sent.")
        person.until(KEPT, 1)
        assert "Pasted" in page.evaluate("Object.values(localStorage)[0]")
        person.goto("incidents/source/start/").click("text=Take it back")
        assert page.input_value("#id_text") == "Pasted and not sent."
        page.fill("#id_title", "A text")
        page.click("input.default")
        page.wait_for_selector("#log_form")
        assert page.evaluate(KEPT) == 0 and person.complaints == []


@pytest.mark.django_db
class TestTheAnswer:
    url = "/desk/actors/actor/add/"
    rows = [("countries", {"country": "KAZ", "basis": "explicit"})]
    fields = {"name": "Orda", "kind": "media", "officialness": "independent"}

    def test_a_form_that_is_taken_back_shows_everything_and_saves_nothing(self, analyst):
        answer = send(analyst, self.url, "actor_form", rows=self.rows, _taken_back="1", **self.fields)
        assert answer.status_code == 200 and not Actor.objects.filter(name="Orda").exists()
        page = answer.content.decode()
        assert 'value="Orda"' in page and 'name="countries-0-country"' in page and "not saved yet" in page

    def test_a_save_names_the_form_in_a_cookie_of_the_desk(self, analyst):
        name = str(uuid.uuid4())
        answer = send(analyst, self.url, "actor_form", rows=self.rows, kept_as=name, **self.fields)
        cookie = answer.cookies["desk_saved"]
        assert answer.status_code == 302 and (cookie.value, cookie["path"]) == (name, "/desk/")

    def test_a_form_with_errors_goes_on_under_its_name_and_forgets_nothing(self, analyst):
        name = str(uuid.uuid4())
        answer = send(analyst, self.url, "actor_form", kept_as=name, kind="media")
        assert answer.status_code == 200 and "desk_saved" not in answer.cookies
        assert f'name="kept_as" value="{name}"' in answer.content.decode()

    def test_a_made_up_name_reaches_no_cookie(self, analyst):
        made_up = 'x"; Path=/'
        answer = send(analyst, self.url, "actor_form", rows=self.rows, kept_as=made_up, **self.fields)
        assert answer.status_code == 302 and "desk_saved" not in answer.cookies

    def test_an_account_is_never_kept(self, administrator):
        assert "kept_as" not in open_form(administrator, "/desk/auth/user/add/", "user_form")
