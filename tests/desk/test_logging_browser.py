"""The first incident is logged by hand in a real Chromium from reference data alone, and every interaction is counted;
a small one is logged, submitted and returned by keyboard alone."""

import pytest

from actors.models import Actor
from incidents.models import Incident
from tests.desk.chromium import MARKS, SAVED, Person, chromium
from tests.make import make_user

pytestmark = MARKS
MOST = 40


@pytest.fixture
def analyst(live_server):
    user = make_user("analyst", "Analyst")
    with chromium() as browser:
        yield Person(browser, live_server, user)


class Counted:
    """A page on which every click, choice and filled field is counted; a pick from a list is three."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def fill(self, field, text):
        self.page.fill(field, text)
        self.count += 1

    def choose(self, field, value):
        self.page.select_option(field, value)
        self.count += 1

    def click(self, what):
        self.page.click(what)
        self.count += 1

    def pick(self, field, text, option):
        self.click(f"{field} .select2-selection")
        self.page.keyboard.type(text)
        self.count += 1
        self.click(f".select2-results__option:text-matches('^{option}')")


def start_from_the_source(at):
    at.click("text=Start from a source")
    at.fill("#id_title", "Is Central Asia shifting its tone on Russia?")
    at.fill("#id_published", "22 June 2025")
    at.click("input.default")
    at.page.wait_for_selector("#log_form")
    at.fill("#id_title", "Kazakhstan turns back Andrei Grozin")
    at.choose("#id_type", "P10")
    at.fill("#id_date", "27 April 2025")
    at.choose("#id_credibility", "2")
    at.click("#log_form input.default")
    at.page.wait_for_selector(SAVED)


def add_participants(at):
    at.fill("#id_summary", "He was denied entry. No reason is on record.")
    at.click("text=Add another Participant")
    at.choose("#id_participations-0-role", "initiator")
    at.pick("#participations-0 .field-country", "Казахстан", "Kazakhstan")
    at.choose("#id_participations-0-through", "state")
    at.click("text=Add another Participant")
    at.choose("#id_participations-1-role", "subject")
    with at.page.expect_popup() as opened:
        at.click("#add_id_participations-1-actor")
    popup = Counted(opened.value)
    popup.fill("#id_name", "Andrei Grozin")
    popup.choose("#id_kind", "person")
    popup.click("text=Add another Country")
    popup.pick("#countries-0 .field-country", "Russia", "Russia")
    popup.click("input[name=_save]")
    at.page.wait_for_selector("#participations-1 .field-actor [title*='Grozin']")
    at.count += popup.count
    at.click("input[name=_continue]")
    at.page.wait_for_selector(SAVED)


def add_a_statement(at):
    at.click("text=Add a statement")
    at.pick("body .field-speaker", "Grozin", "Andrei Grozin")
    at.choose("#id_kind", "insult")
    at.fill("#id_texts-0-language", "en")
    at.fill("#id_texts-0-text", "He spoke of it in an imperial tone.")
    at.click("input[name=_save]")
    at.page.wait_for_selector(SAVED)


def test_the_first_incident_takes_at_most_forty_interactions_by_hand(analyst):
    assert not Actor.objects.filter(name__icontains="Grozin").exists()
    at = Counted(analyst.goto(""))
    start_from_the_source(at)
    add_participants(at)
    add_a_statement(at)
    incident = Incident.objects.get()
    assert (incident.type_id, incident.date, incident.level) == (
        "P10",
        "2025-04-27",
        incident.type.level_default,
    )
    took_part = incident.participations.order_by("pk").values_list("country", "actor__name", "role")
    assert list(took_part) == [("KAZ", None, "initiator"), (None, "Andrei Grozin", "subject")]
    statement, source = incident.statements.get(), incident.citations.get().source
    assert statement.citations.get().source == source and statement.citations.get().credibility == "2"
    assert source.published == "2025-06-22" and statement.speaker.countries.get().country_id == "RUS"
    print(f"{at.count} interactions")
    assert at.count <= MOST and analyst.complaints == []


class Keyboard:
    """Somebody without a mouse: Tab, Shift+Tab, Enter, Space, arrows and letters, and nothing else."""

    def __init__(self, page):
        self.page = page
        self.passed: list[str] = []

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.type(text)

    def here(self) -> dict:
        return self.page.evaluate(HERE)

    def tab_to(self, wanted: str, most: int = 120):
        """Tabs until the element that is wanted has the focus; each on the way must be seen to have it."""
        for _ in range(most):
            self.press("Tab")
            here = self.here()
            self.passed.append(here["name"][:30].strip())
            assert here["seen"], f"The focus is not seen on {here}."
            if self.page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
                return
        raise AssertionError(f"{wanted} is not reached in {most} steps: {self.passed[-20:]}")

    def pick(self, field: str, text: str, option: str):
        self.tab_to(f"{field} .select2-selection")
        self.press("Enter")
        self.page.wait_for_selector(".select2-search__field:focus")
        self.type(text)
        self.page.wait_for_selector(f".select2-results__option:text-matches('^{option}')")
        for _ in range(10):
            if self.page.locator(f".select2-results__option--highlighted:text-matches('^{option}')").count():
                break
            self.press("ArrowDown")
        self.press("Enter")
        assert self.page.evaluate("(field) => document.activeElement.matches(field)", f"{field} *")

    def choose(self, field: str, letters: str, value: str):
        self.tab_to(field)
        self.type(letters)
        assert self.page.input_value(field) == value

    def enter(self, button: str, told: str = SAVED):
        self.tab_to(button)
        self.press("Enter")
        self.page.wait_for_selector(told)


HERE = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return {name: one.id || one.name || one.textContent.trim().slice(0, 30) || one.tagName,
    seen: one === document.body || outlined && box.bottom > 0 && box.top < innerHeight && box.width > 0};
}"""


def test_a_small_incident_is_logged_submitted_and_returned_by_keyboard_alone(analyst):
    page = analyst.goto("")
    keys = Keyboard(page)
    keys.enter("a[href$='/incident/add/'].button", "#incident_form")
    keys.tab_to("#id_title")
    keys.type("Kazakhstan protests to Russia")
    keys.tab_to("#id_summary")
    keys.type("One note. No answer.")
    keys.tab_to("#id_date")
    keys.type("2 May 2025")
    keys.pick(".field-type", "D10", "D10")
    page.wait_for_selector(".typehelp b")
    assert page.is_checked("[name=level][value='3']")
    for number, (role, letters, country) in enumerate(
        [("initiator", "Ini", "Kazakhstan"), ("target", "Tar", "Russia")]
    ):
        keys.tab_to("#participations-group .addlink")
        keys.press("Enter")
        assert keys.here()["name"] == f"id_participations-{number}-role"  # where one goes on
        keys.type(letters)
        assert page.input_value(f"#id_participations-{number}-role") == role
        keys.pick(f"#participations-{number} .field-country", country, country)
    keys.enter("input[name=_continue]")
    incident = Incident.objects.get()
    assert (incident.title, incident.type_id, incident.date) == (
        "Kazakhstan protests to Russia",
        "D10",
        "2025-05-02",
    )
    assert set(incident.participations.values_list("role", "country")) == {
        ("initiator", "KAZ"),
        ("target", "RUS"),
    }
    keys.tab_to("#note-submit")
    keys.type("Please check the day.")
    keys.enter("form[action$='/submit/'] button")
    assert Incident.objects.get().stage == "review"
    keys.tab_to("#note-return")
    keys.type("The day is wrong.")
    keys.enter("form[action$='/return/'] button")
    assert Incident.objects.get().stage == "draft"
    keys.enter("a.brand", ".mine__start")
    assert "Kazakhstan protests to Russia" in page.inner_text("#content-main")
    assert analyst.complaints == []
