"""A real server with a small record, and the client from clients/python as its user has it."""

import sys
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from tests import baseline
from tests.api.conftest import make_every_kind, make_rich
from tests.make import publish_example

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "clients" / "python"))


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """The address of a server; DI-1 is the example, DI-2 has a row in every part of its document."""
    with django_db_blocker.unblock():
        publish_example()
        make_every_kind(make_rich())
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()
        baseline.undo()
