"""An ETag changes with all that decides an answer, and with nothing else."""

import pytest
from django.test import RequestFactory

from record import caching
from tests.make import make_incident, publish


@pytest.fixture
def project(tmp_path, settings):
    """A small project in the place of this one."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "requirements.txt").write_text("markdown==3.8\n")
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "text.py").write_text("shown = 1\n")
    for folder, name in (("data/reference", "land.json"), ("templates", "sitemap.xml")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / name).write_text("shown as well\n")
    caching.release.cache_clear()
    yield tmp_path
    caching.release.cache_clear()


@pytest.mark.parametrize(
    "name", ["requirements.txt", "lib/text.py", "templates/sitemap.xml", "data/reference/land.json"]
)
def test_other_libraries_or_other_code_are_another_release(project, name):
    before = caching.release()
    (project / name).write_text("something else\n")
    caching.release.cache_clear()
    assert caching.release() != before


def etag(**headers):
    return caching.etag(RequestFactory().get("/incidents/", headers=headers))


@pytest.mark.django_db
def test_what_no_answer_depends_on_does_not_change_the_etag():
    assert etag(accept_language="ru", user_agent="curl") == etag()


@pytest.mark.django_db
def test_another_kind_of_answer_has_another_etag():
    assert etag(accept="application/json") != etag(accept="text/html")


@pytest.mark.django_db
def test_a_publication_changes_the_etag():
    before = etag()
    publish(make_incident())
    assert etag() != before
