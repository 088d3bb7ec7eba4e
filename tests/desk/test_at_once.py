"""Two people at the same moment: real transactions, because only the lock decides who was first."""

from threading import Thread

import pytest
from django.db import connection, transaction

from actors.models import Actor
from incidents.models import Incident
from tests.desk.browser import open_form
from tests.make import make_incident

pytestmark = pytest.mark.django_db(transaction=True)


def send_while(client, url: str, data: dict, meanwhile) -> object:
    """The answer to a form that is sent while `meanwhile` holds its locks; it waits until they are released."""
    answers = []

    def post():
        try:
            answers.append(client.post(url, data))
        finally:
            connection.close()

    thread = Thread(target=post)
    with transaction.atomic():
        meanwhile()
        thread.start()
        thread.join(1)
        assert thread.is_alive(), "The save did not wait for the other one."
    thread.join(20)
    return answers[0]


def test_a_save_that_began_before_the_other_was_finished_is_refused(analyst):
    incident = make_incident()
    url = f"/desk/incidents/incident/{incident.pk}/change/"
    data = open_form(analyst, url, "incident_form") | {"title": "Typed late", "_save": "Save"}

    def meanwhile():
        Incident.objects.filter(pk=incident.pk).update(summary="Saved first.")

    answer = send_while(analyst, url, data, meanwhile)
    assert answer.status_code == 200 and "Nothing was written" in answer.content.decode()
    incident.refresh_from_db()
    assert (incident.title, incident.summary) == ("Uzbekistan protests to Russia", "Saved first.")


def test_the_same_add_form_sent_twice_at_once_makes_one_row(analyst):
    url = "/desk/actors/actor/add/"
    data = open_form(analyst, url, "actor_form") | {"name": "Orda", "kind": "media", "_save": "Save"}
    second = send_while(analyst, url, data, lambda: analyst.post(url, data))
    assert Actor.objects.filter(name="Orda").count() == 1
    assert second["Location"] == f"/desk/actors/actor/{Actor.objects.get(name='Orda').pk}/change/"
