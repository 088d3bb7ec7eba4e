"""A release is read through the login that readers have: it sees nothing but the record, and it may copy that."""

import pytest
from django.db import connections
from django.db.utils import ProgrammingError

from incidents.models import Incident
from record.releases.making import make
from tests.make import make_incident, publish


@pytest.mark.django_db(transaction=True, databases=["default", "reader"])
def test_the_login_of_readers_is_enough_for_all_of_it(settings, empty_shelf):
    publish(make_incident())
    settings.PUBLIC_ALIAS = "reader"
    made = make()
    assert made.file("participants.parquet").rows == 2
    with pytest.raises(ProgrammingError, match="permission denied"):
        Incident.objects.using("reader").count()
    connections["reader"].close()
