"""What the tests of releases share: a record with a thing of every kind, and a shelf of their own."""

from contextlib import contextmanager

import pytest
from django.test import override_settings

from record import ledger
from record.releases.making import make
from tests.api.conftest import make_every_kind, make_rich
from tests.make import make_incident, publish, publish_example
from tests.once import undone_after


@contextmanager
def shelf_in(folder):
    """Releases lie in this folder, and are read as the test reads."""
    with override_settings(RELEASES=folder, PUBLIC_ALIAS="default", SITE_URL_GIVEN=True):
        yield folder


@pytest.fixture(scope="module")
def released(django_db_setup, django_db_blocker, tmp_path_factory):
    """DI-1 is the example, DI-2 has a row in every part, DI-3 has a title like a formula; one release of all."""
    with undone_after(django_db_blocker), shelf_in(tmp_path_factory.mktemp("shelf")):
        publish_example()
        make_every_kind(make_rich())
        publish(make_incident("=Refusal; with a sign", date="../2025-04", sides=("KAZ", "RUS")))
        yield make()


@pytest.fixture
def empty_shelf(tmp_path, settings):
    """A shelf for one test, in a folder that does not exist yet."""
    settings.RELEASES = tmp_path / "shelf"
    return settings.RELEASES


@pytest.fixture
def head(released, db):
    return ledger.head()
