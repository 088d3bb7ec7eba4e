"""`manage.py export_incidents`: one whole file for its owner alone, which another import takes in again."""

import json
import os
import signal
import stat
import subprocess
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from incidents.models import Source
from tests.incidents.test_importing import WHOLE, empty_the_working_copy, exported
from tests.processes import start

database = pytest.mark.django_db


def told(*arguments, **options) -> str:
    out = StringIO()
    call_command("export_incidents", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def whole(db):
    """A working copy in which every key of the format is filled."""
    call_command("import_incidents", WHOLE, stdout=StringIO())


def test_it_says_how_many_records_of_each_kind_the_file_holds(whole, tmp_path):
    said = told(tmp_path / "all.json")
    assert said == (
        f"25 actors, 3 sources, 1 episode, 2 incidents, 3 relations, 1 coverage in {tmp_path / 'all.json'}.\n"
    )


def test_an_export_imported_into_an_empty_working_copy_gives_the_same_records(whole, tmp_path):
    told(tmp_path / "first.json")
    before = exported()
    empty_the_working_copy()
    call_command("import_incidents", tmp_path / "first.json", stdout=StringIO())
    assert exported() == before


def test_an_export_imported_where_it_was_made_changes_nothing(whole, tmp_path):
    told(tmp_path / "all.json")
    out = StringIO()
    call_command("import_incidents", tmp_path / "all.json", stdout=out)
    assert out.getvalue().startswith("As they were: 35 (") and out.getvalue().count("\n") == 1


def test_only_its_owner_may_read_the_file(whole, tmp_path):
    path = tmp_path / "all.json"
    path.write_text("older")
    path.chmod(0o644)
    told(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_is_left_beside_the_file(whole, tmp_path):
    told(tmp_path / "all.json")
    assert [path.name for path in tmp_path.iterdir()] == ["all.json"]


def test_the_title_stands_at_the_top_of_the_file(whole, tmp_path):
    told(tmp_path / "all.json", title="Central Asia, first week")
    assert json.loads((tmp_path / "all.json").read_text())["title"] == "Central Asia, first week"


def test_a_title_longer_than_the_format_allows_is_refused(tmp_path):
    with pytest.raises(CommandError, match="The title has 301 characters; shorten it to 300"):
        told(tmp_path / "all.json", title="x" * 301)


def test_a_dash_writes_to_standard_output_and_nothing_else(whole, tmp_path):
    told(tmp_path / "all.json")
    assert told("-") == (tmp_path / "all.json").read_text()


@database
def test_a_dash_writes_utf_8_whatever_the_language_of_the_terminal():
    done = started("-", environment={"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"})
    out, errors = done.communicate(timeout=60)
    assert (done.returncode, errors) == (0, b"")
    assert json.loads(out.decode())["format"] == "demarche-interchange"


@database
def test_a_reader_that_leaves_early_gets_no_traceback():
    child = started("-")
    child.stdout.close()
    assert child.stderr.read() == b""
    assert child.wait(60) == 1


def started(*arguments, **options) -> subprocess.Popen:
    return start("export_incidents", *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_export_leaves_the_older_file(tmp_path):
    """Ctrl-C comes while the new file is being written under its other name."""
    notes = [Source(title=f"Report {number}", kind="newspaper", note="x" * 40_000) for number in range(1000)]
    Source.objects.bulk_create(notes)
    path = tmp_path / "all.json"
    path.write_text("older")
    child = started(path)
    deadline = time.monotonic() + 60
    while not any(part.stat().st_size for part in tmp_path.glob("*.part")) and time.monotonic() < deadline:
        time.sleep(0.001)
    os.kill(child.pid, signal.SIGINT)
    child.communicate(timeout=60)
    assert child.returncode != 0
    assert path.read_text() == "older"
    assert [left.name for left in tmp_path.iterdir()] == ["all.json"]


@database
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (".", "is a folder. Name the file to write."),
        ("none/all.json", "cannot be written: No such file or directory."),
    ],
)
def test_a_place_that_cannot_be_written_is_named(tmp_path, name, sentence):
    with pytest.raises(CommandError, match=sentence):
        told(tmp_path / name)


def test_a_file_or_a_dash_is_needed():
    with pytest.raises(CommandError, match="Name the file to write, or - for standard output"):
        told()
