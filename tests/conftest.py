"""Fixtures that every part of the suite uses."""

import pytest
from django.conf import settings
from django.db import connection, connections
from django.template import Template
from django.test import Client, TransactionTestCase

from tests import baseline, make

PLAIN = Template._render  # before Django's test environment takes its place
WIDGETS = ("django/forms/", "admin/widgets/")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """The test database in its baseline: see tests/baseline.py. Made empty, because the baseline takes its place at once."""
    with django_db_blocker.unblock():
        lead_to_test_database()
        baseline.ensure()
    TransactionTestCase._fixture_teardown = lambda self: (
        baseline.undo()
    )  # instead of a flush, which the record refuses


def lead_to_test_database() -> None:
    """Makes the test database if it is not there, and leads both connections to it."""
    name = connection.creation._create_test_db(verbosity=0, autoclobber=True, keepdb=True)
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    connections["reader"].creation.set_as_test_mirror(connection.settings_dict)


@pytest.fixture(scope="session", autouse=True)
def contexts_of_pages(django_test_environment):
    """Answers keep the context of their page, and not those of its parts and of each widget: copying them takes long."""
    kept = Template._render

    def render(self, context):
        is_page = context.template is self and not (self.name or "").startswith(WIDGETS)
        return kept(self, context) if is_page else PLAIN(self, context)

    Template._render = render


@pytest.fixture(autouse=True)
def plain_settings(settings):
    """Tests read through one connection, inside their own transaction; static files need no manifest; hashing is quick.

    A test that needs the reader's own connection sets PUBLIC_ALIAS back to "reader" and commits.
    """
    settings.PUBLIC_ALIAS = "default"
    settings.TWO_FACTOR = False  # the tests of the second factor ask for it
    settings.MAINTENANCE_NOTICE_SECONDS = None  # lists count their queries
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Two tests read the same entry with other rows behind it; what is kept has tests of its own.
    settings.CACHES = {
        name: {"BACKEND": "django.core.cache.backends.dummy.DummyCache"} for name in settings.CACHES
    }
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def analyst(db):
    return make.make_user("analyst", "Analyst")


@pytest.fixture
def editor(db):
    return make.make_user("editor", "Editor")


@pytest.fixture
def grozin(db):
    """The first incident, logged and published: see tests/samples/grozin.json."""
    return make.publish_example()


@pytest.fixture
def reader():
    """A stranger's browser."""
    return Client()
