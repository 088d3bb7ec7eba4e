"""One edit of many incidents: previewed row by row, written all or none."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from desk.models import Embargo
from incidents.models import Incident, Revision
from incidents.workflow import published_revision
from record.withdrawing import merge_incidents
from tests.desk.browser import open_form
from tests.desk.states import everything
from tests.make import make_incident, make_source, publish

pytestmark = pytest.mark.django_db
LIST = "/desk/incidents/incident/"


def page(incidents, **edit) -> str:
    query = "".join(f"&{name}={value}" for name, value in edit.items())
    keys = ",".join(str(one.pk) for one in incidents)
    return f"{reverse('admin:incidents_incident_edit_many')}?ids={keys}{query}"


def take(client, incidents, *, reason="New in the codebook.", **edit):
    address = page(incidents, **edit)
    return client.post(address, open_form(client, address, "bulk_form") | {"reason": reason})


def changes(answer) -> dict[str, tuple[str, str, str]]:
    return {one.incident.title: (one.after, one.refused, one.then) for one in answer.context["changes"]}


def text(answer) -> str:
    return " ".join(strip_tags(answer.content.decode()).split())


def themes(incident) -> set[str]:
    return set(incident.themes.values_list("code", flat=True))


def test_the_list_leads_to_the_page_with_what_was_ticked(analyst):
    incidents = [make_incident(f"Draft {number}") for number in range(2)]
    sent = {"action": "edit_many", "_selected_action": [one.pk for one in incidents]}
    assert analyst.post(LIST, sent)["Location"] == page(incidents)
    assert "What is to change?" in text(analyst.get(page(incidents)))


def test_a_theme_is_added_to_those_without_it_with_one_reason(analyst):
    first, second, third = (make_incident(f"Draft {number}") for number in range(3))
    second.themes.add("migrants")
    shown = changes(analyst.get(page([first, second, third], do="add_theme", theme="migrants")))
    assert shown["Draft 1"][1] == "It has this theme already." and shown["Draft 0"][1] == ""
    assert take(analyst, [first, second, third], do="add_theme", theme="migrants").status_code == 302
    assert all(themes(one) == {"migrants"} for one in (first, second, third))
    kept = Revision.objects.filter(reason="New in the codebook.", user=analyst.user)
    assert set(kept.values_list("object_id", flat=True)) == {first.pk, third.pk}
    assert kept.first().document["themes"] == ["migrants"]


def test_a_theme_is_taken_away(analyst):
    incident = make_incident()
    incident.themes.set(["migrants"])
    assert take(analyst, [incident], do="remove_theme", theme="migrants").status_code == 302
    assert themes(incident) == set()


def test_a_level_outside_the_range_of_the_type_is_refused_row_by_row(analyst):
    fits, too_high = (
        make_incident("Fits", type_id="D10", level=2),
        make_incident("Too high", type_id="D10", level=3),
    )
    kind = Incident._meta.get_field("type").related_model.objects
    kind.filter(pk="V10").update(level_min=-2, level_default=2, level_max=2)
    shown = changes(analyst.get(page([fits, too_high], do="code", type="V10")))
    assert shown["Fits"][1] == "" and "has levels −2 to 2, this would be 3" in shown["Too high"][1]
    take(analyst, [fits, too_high], do="code", type="V10")
    assert list(Incident.objects.order_by("pk").values_list("type", "level")) == [("V10", 2), ("D10", 3)]


def test_another_type_takes_the_subtype_away_and_the_preview_shows_it(analyst):
    kind = Incident._meta.get_field("type").related_model.objects
    kind.filter(pk="V10").update(level_min=-2, level_default=2, level_max=3)
    incident = make_incident("A note", type_id="D10", subtype="aide-memoire")
    address = page([incident], do="code", type="V10")
    (shown,) = analyst.get(address).context["changes"]
    assert "“aide-memoire”" in shown.before and "no subtype" in shown.after
    take(analyst, [incident], do="code", type="V10")
    incident.refresh_from_db()
    assert (incident.type_id, incident.subtype) == ("V10", "")


@pytest.mark.parametrize("edit", [{"level": 2}, {"type": "D10", "level": 2}])
def test_a_subtype_stays_with_its_type(analyst, edit):
    incident = make_incident("A note", type_id="D10", level=3, subtype="aide-memoire")
    take(analyst, [incident], do="code", **edit)
    incident.refresh_from_db()
    assert (incident.level, incident.subtype) == (2, "aide-memoire")


def test_a_public_incident_gets_unpublished_changes_and_the_page_says_so(editor):
    incident = make_incident("Public")
    publish(incident)
    shown = changes(editor.get(page([incident], do="add_theme", theme="migrants")))
    assert shown["Public"][2] == "becomes “published, with unpublished changes”"
    take(editor, [incident], do="add_theme", theme="migrants")
    incident.refresh_from_db()
    assert published_revision("incident", incident) != incident.revision


def test_what_waits_for_its_time_or_was_merged_is_left_alone(editor):
    waiting, source = make_incident("Waits"), make_source()
    Embargo.objects.create(
        incident=waiting,
        revision=waiting.revision,
        needs="",
        reason="x",
        user=editor.user,
        due_at=timezone.now() + timedelta(days=1),
    )
    merged, into = make_incident("Merged", source=source), make_incident("Stays", source=source)
    for one in (merged, into):
        publish(one)
    merge_incidents(merged, into, user=None, revision=merged.revision, reason="The same.")
    shown = changes(editor.get(page([waiting, merged, into], do="add_theme", theme="migrants")))
    assert "editor has it published at" in shown["Waits"][1]
    assert shown["Merged"][1] == "It lives on as DI-2. Make the change there." and shown["Stays"][1] == ""


def test_if_one_was_changed_since_the_preview_none_is_written(analyst):
    first, second = make_incident("First"), make_incident("Second")
    address = page([first, second], do="add_theme", theme="migrants")
    form = open_form(analyst, address, "bulk_form") | {"reason": "New."}
    Incident.objects.filter(pk=second.pk).update(summary="Changed.")
    before = everything()
    answer = analyst.post(address, form)
    assert "Changed since you looked: draft" in text(answer) and everything() == before


def test_what_is_not_ticked_is_left_alone(analyst):
    first, second = make_incident("First"), make_incident("Second")
    address = page([first, second], do="add_theme", theme="migrants")
    form = open_form(analyst, address, "bulk_form") | {"reason": "New."}
    analyst.post(address, form | {"row": form["row"][:1]})
    assert (themes(first), themes(second)) == ({"migrants"}, set())
    assert "None is ticked" in text(analyst.post(address, form | {"row": []}))


def test_rows_that_the_address_does_not_name_are_not_changed(analyst):
    named, other = make_incident("Named"), make_incident("Other")
    address = page([named], do="add_theme", theme="migrants")
    analyst.post(address, {"row": f"{other.pk}:{other.revision}", "reason": "x"})
    assert themes(other) == set()


def test_a_refused_row_that_is_sent_all_the_same_refuses_everything(analyst):
    one, has = make_incident("One"), make_incident("Has it")
    has.themes.add("migrants")
    has.refresh_from_db()
    sent = {"row": [f"{row.pk}:{row.revision}" for row in (one, has)], "reason": "x"}
    answer = analyst.post(page([one, has], do="add_theme", theme="migrants"), sent)
    assert "It has this theme already." in text(answer) and themes(one) == set()


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ({"do": "add_theme"}, "Choose the theme."),
        ({"do": "code"}, "Choose a type, a level, or both."),
        ({"do": "code", "level": "99"}, "is not one of the available choices"),
        ({"do": "code", "type": "none"}, "is not one of the available choices"),
        ({"do": "erase"}, "is not one of the available choices"),
    ],
)
def test_an_edit_that_says_nothing_is_told_so(analyst, edit, said):
    assert said in text(analyst.get(page([make_incident()], **edit)))


def test_a_reason_is_needed(analyst):
    incident = make_incident()
    assert "Say why" in text(take(analyst, [incident], reason="", do="add_theme", theme="migrants"))
    assert themes(incident) == set()


def test_who_may_not_change_incidents_may_not_edit_many(sign_in, stranger):
    incident, newcomer = make_incident(), sign_in("")
    address = page([incident], do="add_theme", theme="migrants")
    assert newcomer.get(address).status_code == newcomer.post(address, {"reason": "x"}).status_code == 403
    assert stranger.get(address).status_code == 302


def test_a_preview_of_many_asks_as_much_as_of_one(analyst, django_assert_num_queries):
    incidents = [make_incident(f"Draft {number}") for number in range(8)]
    for some in (incidents[:1], incidents):
        with django_assert_num_queries(11):
            analyst.get(page(some, do="add_theme", theme="migrants"))
