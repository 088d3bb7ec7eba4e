"""The desk's threads in a real Chromium, as analysts and editors walk them: from a draft to a corrected public incident,
two who change the same, and two records of one actor that become one."""

import pytest

from incidents.models import Incident
from record.models import Entry
from tests.desk.chromium import MARKS, SAVED, Person, chromium
from tests.desk.things import put
from tests.make import make_actor, make_incident, make_user

pytestmark = MARKS


@pytest.fixture
def desk(live_server):
    """Two analysts and two editors, each with a window; an incident and two records of one actor."""
    people = [("analyst", "Analyst"), ("colleague", "Analyst"), ("editor", "Editor"), ("second", "Editor")]
    users = {name: make_user(name, group) for name, group in people}
    incident = make_incident()
    actors = [make_actor("Orda", "media", "KAZ"), make_actor("Orda.kz", "media", "KAZ")]
    for actor in actors:
        put("actor", actor)
    with chromium() as browser:
        yield {name: Person(browser, live_server, user) for name, user in users.items()}, incident, actors


def press(page, button: str, told: str) -> None:
    """Presses a button of the workflow bar or of a decision, and reads what the desk says of it."""
    page.click(button)
    page.wait_for_selector(SAVED)
    assert told in page.inner_text(SAVED)


def test_an_incident_is_submitted_published_corrected_and_compared(desk):
    people, incident, _ = desk
    analyst, editor, second = people["analyst"], people["editor"], people["second"]
    change = f"incidents/incident/{incident.pk}/change/"

    page = analyst.goto(change)
    assert "Editors publish." in page.inner_text(".flow")
    page.fill("#note-submit", "The day is in the second paragraph.")
    press(page, "text=Submit for review", "Submitted for review.")

    page = editor.goto(change)
    assert "Note to the reviewer: The day is in the second paragraph." in page.inner_text(".flow")
    page.click("a:has-text('Publish…')")
    assert "everything in it is new to the reader" in page.inner_text("#changes")
    with page.expect_navigation():
        page.click("text=See the page as readers would")
    assert incident.title in page.inner_text("h1")
    page.go_back()
    page.fill("#id_reason", "First report.")
    press(page, "#publish_form input.default", "Published DI-1 version 1")

    page = analyst.goto(change)
    page.fill("#id_date", "3 May 2025")
    page.fill("#id_summary", "Two sentences. No fewer.")
    page.fill("#id_save_note", "The ministry gave another day.")
    analyst.save()
    page = analyst.goto(change)
    assert "with unpublished changes" in page.inner_text(".flow")
    press(page, "text=Submit for review", "Submitted for review.")

    page = second.goto(change)
    with page.expect_navigation():
        page.click("text=Versions and differences")
    told = page.inner_text("#content-main")
    assert "2025-05-02" in told and "2025-05-03" in told
    assert page.locator("del", has_text="more").count() and page.locator("ins", has_text="fewer").count()
    second.goto(change).click("a:has-text('Publish…')")
    assert "2025-05-03" in page.inner_text("#changes")
    page.fill("#id_reason", "Day corrected to 3 May.")
    press(page, "#publish_form input.default", "Published DI-1 version 2")

    page.goto(f"{second.site}/incidents/DI-1/")
    assert "3 May 2025" in page.inner_text("main")
    entries = Entry.objects.filter(ref="DI-1").order_by("version").values_list("version", "reason")
    assert list(entries) == [(1, "First report."), (2, "Day corrected to 3 May.")]
    assert analyst.complaints == editor.complaints == second.complaints == []


def test_two_analysts_change_the_same_and_nothing_typed_is_lost(desk):
    people, incident, _ = desk
    first, late = people["analyst"], people["colleague"]
    change = f"incidents/incident/{incident.pk}/change/"
    for person in (first, late):
        person.goto(change)
    late.page.fill("#id_title", "Tashkent hands over a note")
    late.page.fill("#id_summary", "Mine, typed second.")
    late.page.click("text=Add another Participant")
    late.page.select_option("#id_participations-2-role", "host")
    late.pick("#participations-2 .field-country", "Kazakhstan")
    first.page.fill("#id_title", "Uzbekistan protests twice")
    first.page.fill("#id_place_names", "Tashkent")
    first.save()

    page = late.page
    page.click("input[name=_save]")
    page.wait_for_selector("#conflict")
    assert page.evaluate("document.activeElement.id") == "conflict"
    columns = [cell.strip() for cell in page.locator("table.threeway thead th").all_inner_texts()]
    assert columns == ["Field", "When you opened it", "Saved since", "Yours"]
    row = page.locator("table.threeway tr", has_text="Title")
    for words in ("Uzbekistan protests to Russia", "Uzbekistan protests twice", "Tashkent hands over a note"):
        assert words in row.inner_text()
    assert "changed by both" in row.inner_text() and "analyst" in page.inner_text("#conflict")
    assert page.is_checked("[name='take:place_names'][value=theirs]")
    assert page.is_checked("[name='take:summary'][value=yours]")
    page.check("[name='take:title'][value=theirs]")
    page.click("text=Save with these choices")
    page.wait_for_selector(SAVED)
    stored = Incident.objects.get()
    assert (stored.title, stored.summary) == ("Uzbekistan protests twice", "Mine, typed second.")
    assert stored.place_names == ["Tashkent"] and stored.participations.filter(country="KAZ").exists()
    assert first.complaints == late.complaints == []


def test_two_records_of_one_actor_become_one_after_a_look_at_what_moves(desk, client):
    people, _, (stays, duplicate) = desk
    editor = people["editor"]
    page = editor.goto(f"actors/actor/{duplicate.pk}/change/")
    page.click(".flow a:has-text('Merge…')")
    editor.pick("#choice_form", "Orda", "Orda ·")
    page.click("text=Show what happens")
    told = page.inner_text("#effects")
    assert f"(actor {duplicate.ref}) lives on as Orda" in told and "know both as one" in told
    page.fill("#id_reason", "One outlet, two spellings.")
    press(page, "input.grave", f"Merged {duplicate.ref}")
    page = editor.goto(f"actors/actor/{duplicate.pk}/change/")
    assert f"It lives on as {stays.ref}" in page.inner_text(".flow")
    editor.goto(f"incidents/participation/add/?incident={desk[1].pk}")
    page.click(".field-actor .select2-selection")
    page.keyboard.type("Orda")
    page.wait_for_selector(".select2-results__option:has-text('Orda')")
    assert "Orda.kz" not in page.inner_text(".select2-results")
    moved = client.get(f"/api/v1/actors/{duplicate.ref}/")
    assert moved.status_code == 301 and moved["Location"].endswith(f"/actors/{stays.ref}/")
    assert editor.complaints == []
