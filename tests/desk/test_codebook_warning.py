"""Editing a word of the codebook that published incidents use: told before, asked for once, never deleted."""

import pytest

from codebook.models import IncidentType, Theme
from incidents.models import Incident
from tests.desk.browser import errors, open_form, send
from tests.make import make_incident, publish

pytestmark = pytest.mark.django_db
D10, TYPE_FORM, THEME_FORM = "/desk/codebook/incidenttype/D10/", "incidenttype_form", "theme_form"
CHANGE = f"{D10}change/"


def theme(code="ports", **fields) -> Theme:
    return Theme.objects.create(
        **{"code": code, "label": code.title(), "definition": "Harbours and quays.", **fields}
    )


def used_theme() -> str:
    """The form of a theme that one published incident has."""
    incident = make_incident()
    incident.themes.add(theme())
    publish(incident)
    return "/desk/codebook/theme/ports/"


def page(client, address=CHANGE) -> str:
    return client.get(address).content.decode()


def test_the_form_says_how_many_published_incidents_use_a_type_and_leads_to_them(administrator, reader):
    publish(make_incident("One"))
    publish(make_incident("Two", level=2))
    make_incident("A draft")
    text = page(administrator)
    assert "2 published incidents use it" in text and 'href="/incidents/?type=D10"' in text
    assert 'href="/incidents/?type=D10&amp;level=2">level 2</a> (1)' in text
    assert "stays under the version of the codebook it was coded with" in text
    listed = reader.get("/incidents/?type=D10").content.decode()
    assert "One" in listed and "Two" in listed and "A draft" not in listed


def test_the_form_of_a_used_theme_says_so_too(administrator):
    text = page(administrator, f"{used_theme()}change/")
    assert "1 published incident uses it" in text and 'href="/incidents/?theme=ports"' in text


def test_a_word_that_only_drafts_use_is_changed_without_asking(administrator):
    make_incident()
    assert "published incident" not in page(administrator)
    assert send(administrator, CHANGE, TYPE_FORM, label="Protest").status_code == 302
    assert IncidentType.objects.get(pk="D10").label == "Protest"


@pytest.mark.parametrize("field", ["label", "definition", "exclude"])
def test_another_meaning_of_a_used_type_needs_a_tick(administrator, field):
    publish(make_incident())
    refused = send(administrator, CHANGE, TYPE_FORM, **{field: "Something else"})
    assert "1 published incident uses it, and you changed" in errors(refused)[0]
    assert getattr(IncidentType.objects.get(pk="D10"), field) != "Something else"
    assert (
        send(administrator, CHANGE, TYPE_FORM, **{field: "Something else"}, confirmed="on").status_code == 302
    )
    assert getattr(IncidentType.objects.get(pk="D10"), field) == "Something else"


def test_a_used_theme_needs_the_tick_too(administrator):
    address = f"{used_theme()}change/"
    assert "you changed: label" in errors(send(administrator, address, THEME_FORM, label="Quays"))[0]
    assert send(administrator, address, THEME_FORM, label="Quays", confirmed="on").status_code == 302


def test_what_says_nothing_about_the_coded_needs_no_tick(administrator):
    publish(make_incident())
    assert send(administrator, CHANGE, TYPE_FORM, weight_source="A scale").status_code == 302


def outside(client, **changes):
    """Published incidents at levels 2 and 3, and a range that begins at 3, sent with the tick."""
    publish(make_incident("Two", level=2))
    publish(make_incident("Three"))
    return send(
        client, CHANGE, TYPE_FORM, **{"level_min": "3", "level_default": "3", "confirmed": "on", **changes}
    )


def test_a_tick_set_before_the_incidents_outside_the_range_were_shown_does_not_count(administrator, reader):
    refused = outside(administrator)
    assert "1 published incident would lie outside the new range" in errors(refused)[0]
    text = refused.content.decode()
    assert 'href="/incidents/?type=D10&amp;level_max=2">1 below 3</a>' in text
    listed = reader.get("/incidents/?type=D10&level_max=2").content.decode()
    assert "Two" in listed and "Three" not in listed
    assert IncidentType.objects.get(pk="D10").level_min < 3


def test_a_range_is_narrowed_once_they_were_shown(administrator):
    said = outside(administrator).context["adminform"].form.outside_key
    fields = {"level_min": "3", "level_default": "3", "outside_seen": said}
    assert "you changed" in errors(send(administrator, CHANGE, TYPE_FORM, **fields))[0]
    assert send(administrator, CHANGE, TYPE_FORM, **fields, confirmed="on").status_code == 302
    assert IncidentType.objects.get(pk="D10").level_min == 3
    assert Incident.objects.filter(level=2).exists()


def delete(client, address):
    answer = client.post(f"{address}delete/", {"post": "yes"})
    return " ".join(str(one) for one in client.get(answer["Location"]).context["messages"])


def test_a_used_type_is_not_deleted_and_it_is_said_why(administrator):
    publish(make_incident())
    assert "D10" in (said := delete(administrator, D10)) and "1 published incident uses it" in said
    assert IncidentType.objects.filter(pk="D10").exists()


def test_a_word_that_only_a_draft_uses_is_not_deleted_either(administrator):
    make_incident().themes.add(theme())
    assert "1 incident at the desk uses it" in delete(administrator, "/desk/codebook/theme/ports/")
    assert Theme.objects.filter(pk="ports").exists()


def test_a_type_that_a_draft_in_the_trash_needs_is_kept(administrator, analyst):
    kind = IncidentType.objects.get(pk="D10")
    kind.pk, kind.slug, kind._state.adding = "D99", "a-new-one", True
    kind.save()
    draft = make_incident(type_id="D99")
    address = f"/desk/incidents/incident/{draft.pk}/delete/"
    assert (
        analyst.post(address, open_form(analyst, address, "decision_form") | {"reason": "Twice."}).status_code
        == 302
    )
    assert "1 draft in the trash uses it" in delete(administrator, "/desk/codebook/incidenttype/D99/")
    assert IncidentType.objects.filter(pk="D99").exists()


def test_a_word_that_nothing_uses_may_go(administrator):
    theme()
    assert "deleted successfully" in delete(administrator, "/desk/codebook/theme/ports/")
    assert not Theme.objects.filter(pk="ports").exists()


def test_who_may_only_look_is_told_of_the_use_and_may_not_delete(analyst):
    publish(make_incident())
    text = page(analyst)
    assert "1 published incident uses it" in text and 'name="confirmed"' not in text
    assert analyst.post(f"{D10}delete/", {"post": "yes"}).status_code == 403
