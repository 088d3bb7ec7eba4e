"""Forms say every refusal as a sentence, by its field and in the summary; the database never answers with a fault."""

import pytest

from actors.models import Actor
from desk import once
from incidents.models import Incident, Relation
from tests.desk.browser import add_row, errors, open_form, send
from tests.make import make_actor, make_incident, make_statement

pytestmark = pytest.mark.django_db

PART = {"certainty": "reported", "basis": "explicit", "order": "0"}


def change_url(row) -> str:
    return f"/desk/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def test_saving_the_same_add_form_twice_makes_one_row(analyst):
    url = "/desk/actors/actor/add/"
    data = open_form(analyst, url, "actor_form") | {"name": "Orda", "kind": "media", "_save": "Save"}
    first, second = analyst.post(url, data), analyst.post(url, data)
    assert first.status_code == second.status_code == 302
    assert second["Location"] == change_url(Actor.objects.get(name="Orda"))


def test_the_same_values_on_a_new_form_make_a_new_row(analyst):
    for _ in range(2):
        send(analyst, "/desk/actors/actor/add/", "actor_form", name="Orda", kind="media")
    assert Actor.objects.filter(name="Orda").count() == 2


def test_a_form_key_of_somebody_else_gives_nothing_away(analyst, editor):
    url = "/desk/actors/actor/add/"
    data = open_form(analyst, url, "actor_form") | {"name": "Orda", "kind": "media"}
    analyst.post(url, data)
    assert once.made_by(data["form_key"][0], editor.user, Actor) is None


@pytest.mark.parametrize("key", ["", "no key"])
def test_an_add_form_without_its_key_is_refused(analyst, key):
    answer = send(analyst, "/desk/actors/actor/add/", "actor_form", name="Orda", kind="media", form_key=key)
    assert answer.status_code == 200 and not Actor.objects.filter(name="Orda").exists()


def test_the_same_participant_twice_in_one_save_is_said_at_the_second_row(analyst):
    row = ("participations", {**PART, "role": "host", "country": "KAZ"})
    answer = send(analyst, change_url(make_incident()), "incident_form", rows=[row, row])
    assert errors(answer) == ["Participant 4: The same participant has this role already."]


def test_two_originals_in_one_save_are_refused(analyst):
    statement = make_statement(make_incident())
    text = {"text": "Мы обеспокоены.", "language": "ru", "original": "on"}
    rows = [("texts", text), ("texts", {**text, "language": "uz"})]
    answer = send(analyst, change_url(statement), "statement_form", rows=rows)
    assert errors(answer) == ["Text 3: Only one text can be the original."]


def test_a_new_direct_quotation_by_a_machine_translation_alone_is_refused(analyst):
    incident = make_incident()
    text = {"texts-0-language": "en", "texts-0-text": "We regret it.", "texts-0-machine": "on"}
    url = f"/desk/incidents/statement/add/?incident={incident.pk}"
    answer = send(
        analyst, url, "statement_form", speaker=make_actor().pk, kind="concern", mode="direct", **text
    )
    assert (
        len(errors(answer)) == 1 and "A machine translation is never a direct quotation" in errors(answer)[0]
    )


def test_a_constraint_over_fields_of_a_row_is_said_in_its_row(analyst):
    row = ("participations", {**PART, "role": "host", "country": "KAZ", "thing": "A ship"})
    answer = send(analyst, change_url(make_incident()), "incident_form", rows=[row])
    assert any("Name exactly one" in line for line in errors(answer))


def test_who_is_said_to_have_acted_needs_somebody_who_says_so(analyst):
    row = ("participations", {**PART, "role": "claimed_initiator", "country": "KAZ"})
    answer = send(analyst, change_url(make_incident()), "incident_form", rows=[row])
    assert errors(answer) == ["Participant 3: Say who says that they did it."]


def test_the_summary_links_to_the_field_of_the_row(analyst):
    row = ("participations", {**PART, "role": "target", "country": "KAZ", "through": "state"})
    answer = send(analyst, change_url(make_incident()), "incident_form", rows=[row])
    assert 'href="#id_participations-2-through"' in answer.content.decode()


def test_a_level_outside_the_range_of_the_type_is_refused_at_the_level(analyst):
    answer = send(analyst, change_url(make_incident()), "incident_form", level="8")
    assert len(errors(answer)) == 1 and errors(answer)[0].startswith("Level of hostility: D10")


def test_a_row_with_a_public_number_is_not_deleted(analyst):
    incident = make_incident()
    other = make_incident("Another")
    relation = Relation.objects.create(
        ref="LK-1", kind="repeats", from_incident=incident, to_incident=other, basis="implied"
    )
    answer = send(analyst, change_url(incident), "incident_form", **{"relations_from-0-DELETE": "on"})
    assert errors(answer) == ["Relation: LK-1 has a public number and cannot be deleted."]
    assert Relation.objects.filter(pk=relation.pk).exists()


def test_an_untouched_text_of_several_lines_stays_as_it_was(analyst):
    incident = make_incident(narrative="First.\n\nSecond.")
    data = open_form(analyst, change_url(incident), "incident_form")
    data["narrative"] = [data["narrative"][0].replace("\n", "\r\n")]  # as browsers send it
    before = incident.revision
    assert analyst.post(change_url(incident), {**data, "_save": "Save"}).status_code == 302
    incident.refresh_from_db()
    assert (incident.narrative, incident.revision) == ("First.\n\nSecond.", before)


def test_an_unreadable_date_says_what_is_accepted(analyst):
    answer = send(analyst, change_url(make_incident()), "incident_form", date="2 May")
    assert len(errors(answer)) == 1 and errors(answer)[0].startswith("Date: ")


def test_the_days_follow_a_corrected_date(analyst):
    incident = make_incident()
    assert send(analyst, change_url(incident), "incident_form", date="2025-05-03~").status_code == 302
    assert send(analyst, change_url(incident), "incident_form", date="2025-06-03~").status_code == 302
    incident.refresh_from_db()
    assert incident.date_earliest.month in (5, 6) and incident.date_latest.month == 6


def test_own_days_beside_an_exact_date_are_refused(analyst):
    answer = send(analyst, change_url(make_incident()), "incident_form", date_latest="2025-05-09")
    assert len(errors(answer)) == 1 and "follows from the date" in errors(answer)[0]


def test_own_days_around_an_approximate_date_are_kept(analyst):
    incident = make_incident()
    days = {"date_earliest": "2025-03-01", "date_latest": "2025-07-31"}
    assert send(analyst, change_url(incident), "incident_form", date="2025-05~", **days).status_code == 302
    incident.refresh_from_db()
    assert incident.date_earliest.isoformat() == "2025-03-01"


def test_what_only_the_database_sees_comes_back_as_a_sentence(analyst, monkeypatch):
    monkeypatch.setattr("desk.formsets.DeskFormSet.check_once", lambda self, constraint: None)
    incident = make_incident()
    row = ("participations", {**PART, "role": "host", "country": "KAZ"})
    answer = send(analyst, change_url(incident), "incident_form", rows=[row, row], title="Not saved")
    assert errors(answer) == [": The same participant has this role already."]
    assert not Incident.objects.filter(title="Not saved").exists()


def test_many_rows_are_not_too_many_fields(analyst):
    incident = make_incident()
    data = open_form(analyst, change_url(incident), "incident_form")
    for number in range(130):
        add_row(data, "participations", **PART, role="object", thing=f"Thing {number}")
    answer = analyst.post(change_url(incident), {**data, "_save": "Save"})
    assert answer.status_code == 302 and incident.participations.count() == 132


def test_only_an_editor_decides_that_a_private_person_is_named(analyst, editor):
    actor = make_actor("Somebody", "person", privacy="limited", description="an employee")
    send(analyst, change_url(actor), "actor_form", name_public="on")
    actor.refresh_from_db()
    assert not actor.name_public
    send(editor, change_url(actor), "actor_form", name_public="on")
    actor.refresh_from_db()
    assert actor.name_public
