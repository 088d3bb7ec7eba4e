"""Which releases may be given out: none that holds something that was expunged since."""

import json
import shutil
from pathlib import Path

import pytest
from django.core.management import call_command

from incidents.models import Incident
from record import ledger
from record.expunging import expunge
from record.releases import making, shelf
from record.releases.making import make
from record.withdrawing import retract
from tests.make import make_incident, make_source, publish
from tests.once import undone_after
from tests.record.releases.conftest import shelf_in

pytestmark = pytest.mark.django_db
WHY = "Order of a court."
SECRET = "Anna Secretova"


def expunged(ref: str) -> None:
    incident = Incident.objects.get(ref=ref)
    expunge("incident", incident, user=None, revision=incident.revision, reason=WHY)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """The release of a record with a name in it, and the one of before it; where they lie."""
    with undone_after(django_db_blocker), shelf_in(tmp_path_factory.mktemp("shelf")) as folder:
        publish(make_incident("Before"))
        early = make()
        publish(make_incident(f"{SECRET} is arrested", source=make_source()))
        yield early, make(), folder


@pytest.fixture
def named(made, db, tmp_path, settings):
    """The two on a shelf of the test's own."""
    early, late, folder = made
    settings.RELEASES = Path(shutil.copytree(folder, tmp_path / "shelf"))
    return early, late


def words_in(folder) -> list[str]:
    return [path.name for path in folder.iterdir() if SECRET.encode() in path.read_bytes()]


def test_a_release_that_holds_what_was_expunged_is_withdrawn_at_once(named):
    early, late = named
    assert len(words_in(late.folder)) > 5
    expunged("DI-2")
    found = {one.entry: one for one in shelf.releases()}
    assert found[late.entry].withdrawn.reason == WHY and found[early.entry].withdrawn is None
    assert shelf.latest().entry == early.entry


def test_its_files_are_deleted_when_the_expunging_is_written(named, django_capture_on_commit_callbacks):
    early, late = named
    with django_capture_on_commit_callbacks(execute=True):
        expunged("DI-2")
    assert [path.name for path in late.folder.iterdir()] == [shelf.MANIFEST]
    assert SECRET not in (late.folder / shelf.MANIFEST).read_text(encoding="utf-8")
    assert len(list(early.folder.iterdir())) == len(early.files) + 1


def test_the_next_release_deletes_what_was_left(named, capsys):
    _, late = named
    expunged("DI-2")
    call_command("make_release")
    assert f"Deleted the files of the release of entry {late.entry}" in capsys.readouterr().out
    assert words_in(late.folder) == [] and shelf.latest().entry == ledger.head().number


def test_made_again_it_is_without_it_and_is_given_out(named):
    _, late = named
    expunged("DI-2")
    again = make(late.entry, again=True)
    assert again.withdrawn is None and again.made_at > late.made_at and words_in(again.folder) == []
    names = [json.loads(line)["ref"] for line in (again.folder / "incidents.jsonl").open(encoding="utf-8")]
    assert names == ["DI-1"]


def test_what_was_retracted_before_is_not_in_it_so_it_stays(named):
    incident = Incident.objects.get(ref="DI-2")
    retract("incident", incident, user=None, revision=incident.revision, reason="In error.")
    made = make()
    assert words_in(made.folder) == []
    expunged("DI-2")
    assert shelf.find(made.entry).withdrawn is None


def test_one_whose_content_is_expunged_while_it_is_made_is_not_given_out(named, monkeypatch):
    _, late = named
    put = making.put

    def expunge_and_put(*arguments):
        expunged("DI-2")
        put(*arguments)

    monkeypatch.setattr(making, "put", expunge_and_put)
    with pytest.raises(making.ReleaseError, match="was expunged after entry"):
        make(late.entry, again=True)
    assert words_in(late.folder) == [] and shelf.find(late.entry).withdrawn is not None


def test_what_lies_beside_releases_is_none(empty_shelf):
    (empty_shelf / ".12.half").mkdir(parents=True)
    (empty_shelf / "notes").mkdir()
    (empty_shelf / "notes" / shelf.MANIFEST).write_text("{}")
    assert shelf.releases() == [] and shelf.find(12) is None


def test_without_releases_no_query_is_made(empty_shelf, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert shelf.releases() == []


def test_it_takes_two_queries_however_much_was_expunged(named, django_assert_num_queries):
    for ref in ("DI-1", "DI-2"):
        expunged(ref)
    with django_assert_num_queries(2):
        assert [one.withdrawn is not None for one in shelf.releases()] == [True, True]


def test_the_stamp_changes_with_what_lies_there(named):
    stamps = [shelf.stamp()]
    make(named[1].entry, again=True)
    stamps.append(shelf.stamp())
    assert len(set(stamps)) == 2


def test_without_a_shelf_there_is_no_stamp(empty_shelf):
    assert shelf.stamp() == ""


def test_what_a_killed_maker_left_is_swept_and_what_another_is_making_stays(named, settings):
    left = settings.RELEASES / ".12.half"
    left.mkdir()
    (left / "incidents.jsonl").write_text(SECRET)
    with shelf.half_made(13) as made:
        (made / "incidents.jsonl").write_text("in the making")
        shelf.sweep()
        assert (made / "incidents.jsonl").exists() and not left.exists()
    assert not made.exists()
    assert len(shelf.releases()) == 2
