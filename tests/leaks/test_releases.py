"""Releases hold what is public at their entry: nothing hidden, nothing expunged, nothing that was taken out before."""

import pytest
from django.test import Client, override_settings

from record.models import IndexQuerySet
from record.releases import shelf
from record.releases.making import make
from tests.leaks import hidden, snapshots
from tests.leaks.world import CANARY, EXPUNGED, GONE

OF_PARQUET = ("SHA256SUMS", "datapackage.json", shelf.MANIFEST)


@pytest.fixture
def made(built, settings, tmp_path):
    settings.RELEASES = tmp_path / "one"
    return make()


def words_in(release) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in release.folder.iterdir()
        if path.suffix != ".parquet" and path.name not in OF_PARQUET
    }


def test_no_file_depends_on_anything_hidden(built, made, tmp_path):
    before = words_in(made)
    hidden.hide_everything(built)
    with override_settings(RELEASES=tmp_path / "other"):
        again = make(made.entry)
        after = words_in(again)
    assert before == after and CANARY.encode() not in b"".join(after.values())
    for path in made.folder.glob("*.parquet"):
        assert path.read_bytes() == (again.folder / path.name).read_bytes()


def test_what_was_taken_out_is_in_no_file_but_the_reasons_why(made):
    found = {
        name
        for name, content in words_in(made).items()
        for word in (GONE, EXPUNGED)
        if word.encode() in content
    }
    assert found == set()


def test_the_words_of_what_is_public_are_in_it(made):
    """The control."""
    assert b"Grozin" in words_in(made)["incidents.csv"] and b"migrants" in words_in(made)["incidents.jsonl"]


def test_no_answer_about_releases_depends_on_anything_hidden(built, made):
    client = Client()
    asked = [
        ("get", f"/api/v1/exports/{one}")
        for one in ("", f"{made.entry}/", f"{made.entry}/incidents.csv", "latest/")
    ]
    asked += [("get", "/data/"), ("head", f"/api/v1/exports/{made.entry}/dyads.csv")]
    before = snapshots.take(client, asked)
    assert [answer.status for answer in before.values()] == [200, 200, 200, 302, 200, 200]
    hidden.hide_everything(built)
    assert snapshots.differences(before, snapshots.take(client, asked)) == []


def test_a_release_of_all_versions_would_be_noticed(built, settings, tmp_path, monkeypatch):
    """A leak planted: what was retracted still has its rows, with an end."""
    monkeypatch.setattr(IndexQuerySet, "at", lambda self, moment: self.all())
    settings.RELEASES = tmp_path / "planted"
    assert any(GONE.encode() in content for content in words_in(make()).values())
