"""People at the desk, each with a browser of their own."""

import pytest
from django.test import Client

from tests.make import make_user


@pytest.fixture
def sign_in(db):
    """Signs in somebody of a group and returns their browser."""

    def sign_in(group="Analyst", name="", **fields) -> Client:
        client = Client()
        client.user = make_user(name or group.lower() or "nobody", group, **fields)
        client.force_login(client.user)
        return client

    return sign_in


@pytest.fixture
def analyst(sign_in):
    return sign_in("Analyst")


@pytest.fixture
def editor(sign_in):
    return sign_in("Editor")


@pytest.fixture
def administrator(sign_in):
    return sign_in("Administrator")


@pytest.fixture
def stranger():
    return Client()
