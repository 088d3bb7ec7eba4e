"""`manage.py import_incidents`: what a person reads of an import, and what stays when it is refused."""

import json
import os
import pty
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from config.postgres import PROJECT
from incidents.models import Incident, Source
from record.models import Entry
from tests.incidents.test_importing import exported, state
from tests.make import IN_PUBLIC
from tests.processes import start

WHOLE = PROJECT / "tests" / "incidents" / "samples" / "whole.json"
ARTICLE = PROJECT / "data" / "examples" / "central_asia_2025.json"
ALL_OF_IT = "17 (7 actors, 3 sources, 1 episode, 2 incidents, 3 relations, 1 coverage)"
SOUND = {
    "title": "Uzbekistan protests to Russia",
    "summary": "Two sentences. No more.",
    "date": "2025-05-02",
    "type": "D10",
    "level": 3,
    "participations": [
        {"role": "initiator", "country": "UZB", "through": "state"},
        {"role": "target", "country": "RUS"},
    ],
    "citations": [{"source": "s", "credibility": "2"}],
}
database = pytest.mark.django_db


def content(*incidents: dict) -> dict:
    source = {
        "id": "s",
        "kind": "newspaper",
        "title": "Report",
        "reliability": "B",
        "reliability_reason": "known",
    }
    rows = [{"id": f"i{number}", **SOUND, **changes} for number, changes in enumerate(incidents)]
    return {"format": "demarche-interchange", "version": 1, "sources": [source], "incidents": rows}


@pytest.fixture
def file(tmp_path):
    """Writes a file of some content."""

    def write(rows: dict | str) -> Path:
        path = tmp_path / "file.json"
        path.write_text(rows if isinstance(rows, str) else json.dumps(rows))
        return path

    return write


def told(*arguments, **options) -> str:
    out = StringIO()
    call_command("import_incidents", *arguments, stdout=out, **options)
    return out.getvalue()


def refused(*arguments, **options) -> str:
    with pytest.raises(CommandError) as caught:
        told(*arguments, **options)
    return str(caught.value)


def texts() -> dict[str, list[str]]:
    """Every row of the working copy and its audit net, as text."""
    return {table: [text for *_, text in rows] for table, rows in state().items()}


# What it says


@database
def test_the_first_run_says_what_is_new():
    assert told(WHOLE) == f"New: {ALL_OF_IT}.\n"


@database
def test_the_second_run_says_that_all_is_as_it_was_and_changes_no_row():
    told(WHOLE)
    before = state()
    assert told(WHOLE) == f"As they were: {ALL_OF_IT}.\n"
    assert state() == before


@database
def test_a_change_is_counted_by_kind(file):
    told(file(content({}, {})))
    assert told(file(content({}, {"title": "Corrected"}))) == (
        "Changed: 1 (1 incident).\nAs they were: 2 (1 source, 1 incident).\n"
    )


@database
def test_a_dry_run_says_the_same_and_keeps_nothing(file):
    before = exported(), Entry.objects.count()
    said = told(file(content({})), dry_run=True, publish=True, reason="First publication.")
    assert said == (
        "New: 2 (1 source, 1 incident).\nPublished: 1 incident.\nNothing was kept: this was a dry run.\n"
    )
    assert (exported(), Entry.objects.count()) == before


@database
def test_a_file_without_records_says_so(file):
    assert told(file({"format": "demarche-interchange", "version": 1})) == "file.json holds no records.\n"


@database
def test_records_edited_at_the_desk_are_named_with_the_way_out(file):
    path = file(content({}))
    told(path)
    Incident.objects.filter(external_id="i0").update(title="As the desk has it")
    said = told(path)
    assert "Edited here since, and left so: 1 incident (i0). --update lets the file win.\n" in said
    assert Incident.objects.get(external_id="i0").title == "As the desk has it"


@database
def test_many_kept_records_are_named_up_to_ten(file):
    path = file(content(*[{}] * 12))
    told(path)
    Incident.objects.update(title="As the desk has it")
    assert "left so: 12 incidents (i0, i1, i10, i11, i2, i3, i4, i5, i6, i7 …)." in told(path)


@database
def test_update_lets_the_file_win(file):
    path = file(content({}))
    told(path)
    Incident.objects.filter(external_id="i0").update(title="As the desk has it")
    assert "Changed: 1 (1 incident).\n" in told(path, update=True)
    assert Incident.objects.get(external_id="i0").title == SOUND["title"]


# Publishing


@database
def test_publish_puts_every_incident_into_the_record_under_the_reason(file):
    said = told(file(content({}, {})), publish=True, reason="First publication.")
    assert "Published: 2 incidents.\n" in said
    entries = Entry.objects.filter(kind="incident")
    assert list(entries.values_list("version", "reason")) == [(1, "First publication.")] * 2


@database
def test_the_article_published_twice_is_published_once():
    """Its incidents name each other: the first to be published already has the numbers of the last."""
    said = told(ARTICLE, publish=True, reason="First publication.", override=IN_PUBLIC)
    assert "Published: 1 episode, 27 incidents.\n" in said
    before = Entry.objects.count(), texts()
    said = told(ARTICLE, publish=True, reason="First publication.", override=IN_PUBLIC)
    assert "Public like this already: 1 episode, 27 incidents.\n" in said and "Published" not in said
    assert (Entry.objects.count(), texts()) == before


@database
def test_one_incident_that_cannot_be_published_undoes_the_run_and_is_named(file):
    before = exported(), Entry.objects.count()
    rows = content({}, {"title": "Without a source", "citations": []}, {})
    sentence = refused(file(rows), publish=True, reason="First publication.")
    assert sentence == (
        "file.json: incidents (i1), “Without a source”: Cite at least one source that may be named.\n"
        "Nothing was imported or published."
    )
    assert (exported(), Entry.objects.count()) == before


@database
def test_a_refused_publication_is_not_told_as_an_import(file):
    out = StringIO()
    path = file(content({"citations": []}))
    with pytest.raises(CommandError):
        call_command("import_incidents", path, publish=True, reason="First publication.", stdout=out)
    assert out.getvalue() == ""


@database
def test_an_edit_of_the_desk_is_not_published_with_the_file(file):
    path = file(content({}, {}))
    told(path)
    Incident.objects.filter(external_id="i0").update(title="Not reviewed yet")
    said = told(path, publish=True, reason="First publication.")
    assert "Published: 1 incident.\n" in said
    assert "Edited here, and left for the desk to publish: 1 incident (i0).\n" in said
    assert Incident.objects.get(external_id="i0").ref == ""


@database
def test_what_a_check_holds_back_is_published_only_with_a_reason_why():
    assert "holds no office, and no verdict is on file" in refused(
        ARTICLE, publish=True, reason="First publication."
    )
    assert not Entry.objects.exclude(kind="codebook").exists()


@database
def test_a_file_without_incidents_has_nothing_to_publish(file):
    assert "There was nothing to publish.\n" in told(file(content()), publish=True, reason="New sources.")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"publish": True}, "Give the public reason with --reason"),
        ({"publish": True, "reason": "  "}, "Give the public reason with --reason"),
        (
            {"publish": True, "reason": "x" * 501},
            "The public reason has 501 characters; shorten it to 500.",
        ),
        ({"override": "They spoke."}, "--override goes with --publish; without it nothing is held back."),
        ({"reason": "First publication."}, "--reason goes with --publish; without it nothing is published."),
    ],
)
def test_a_reason_that_does_not_fit_stops_before_anything_is_read(options, sentence):
    assert sentence in refused(Path("never-looked-at.json"), **options)


# Files that cannot be read


def test_a_missing_file_is_named(tmp_path):
    assert refused(tmp_path / "none.json") == f"There is no file {tmp_path / 'none.json'}."


def test_a_folder_is_told_from_a_file(tmp_path):
    assert refused(tmp_path) == f"{tmp_path} is a folder. Name one file."


def test_a_pipe_cannot_be_read_more_than_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe").endswith("It is read more than once, so save it to disk first.")


@database
def test_a_file_that_cannot_be_read_is_a_sentence(file):
    """A file for oneself alone; before an administrator, who may read that too, one that no read succeeds on."""
    path = Path("/proc/self/mem")
    if os.geteuid():
        path = file(content({}))
        path.chmod(0)
    sentence = refused(path)
    assert sentence.startswith(f"{path} cannot be read: ") and sentence.endswith("Nothing was written.")


@database
def test_a_file_of_a_newer_version_says_so_and_is_not_looked_into(file):
    assert refused(file({"format": "demarche-interchange", "version": 2, "actors": [{"nick": "x"}]})) == (
        "file.json: the file, version: 2 is not a version that this site reads. Write 1 if the file keeps to it; "
        "a file of a newer release is imported with a newer release.\nfile.json: 1 mistake. Nothing was written."
    )


@database
@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            '{"format": "demarche-interchange",\n "version": 1,\n "actors": [\n]]',
            "line 4, column 2: Expecting",
        ),
        ('{"format": "demarche-interchange"\n "version": 1}', "line 2, column 2: Expecting ',' delimiter."),
        ('{"format": "demarche-interchange",\n "version": NaN}', "a number is none, such as NaN"),
        ('{"version": 1, "actors":' + "[" * 100_000, "has brackets 20 deep and deeper"),
    ],
)
def test_a_slip_of_an_editor_is_placed(file, text, place):
    assert place in refused(file(text))


@database
def test_a_wrong_encoding_is_placed_by_its_line(tmp_path):
    path = tmp_path / "latin.json"
    path.write_bytes('{"format": "demarche-interchange",\n "title": "Démarche"}'.encode("latin-1"))
    assert "line 2 holds a byte that is no UTF-8. Save the file as UTF-8." in refused(path)


@database
def test_the_mark_that_some_editors_put_first_is_passed_over(tmp_path):
    path = tmp_path / "marked.json"
    path.write_text("\ufeff" + json.dumps(content({})), encoding="utf-8")
    assert told(path) == "New: 2 (1 source, 1 incident).\n"


# As a process


@database
def test_a_refused_file_ends_with_every_mistake_status_1_and_no_traceback(file):
    path = file(content({"level": "3"}, {"titel": "x"}, {"type": "D99"}))
    done = start("import_incidents", path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, errors = done.communicate(timeout=60)
    assert (done.returncode, out) == (1, "")
    assert "level: “3” should be a whole number." in errors
    assert "titel: is no key of this format. Did you mean title?" in errors
    assert "type: “D99” is the code of no incident type here." in errors
    assert errors.endswith("file.json: 3 mistakes. Nothing was written.\n") and "Traceback" not in errors


def on_a_terminal(*arguments) -> str:
    """What appears on a terminal of its own."""
    ours, theirs = pty.openpty()
    child = start("import_incidents", *arguments, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:
        pass  # the other end has closed
    finally:
        os.close(ours)
        child.wait(60)
    return shown.decode()


@database
def test_progress_is_shown_on_a_terminal_and_taken_away_at_the_end(file):
    shown = on_a_terminal(file(content({})), "--dry-run")
    assert "\r\033[KRead 2 of 2 records.\r\033[KComparing" in shown
    assert shown.rpartition("\033[K")[2].replace("\r", "").startswith("New: 2")


@database
def test_progress_is_taken_away_before_mistakes_are_told(file):
    shown = on_a_terminal(file(content({"level": "3"})))
    assert "Checking …\r\033[K" in shown
    assert "CommandError" in shown and "Checking …" not in shown.rpartition("\033[K")[2]


@database
def test_no_progress_goes_into_a_pipe(file):
    done = start(
        "import_incidents", file(content({})), "--dry-run", stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert done.communicate(timeout=60)[0].decode() == (
        "New: 2 (1 source, 1 incident).\nNothing was kept: this was a dry run.\n"
    )


@pytest.mark.django_db(transaction=True)
def test_what_was_imported_and_published_is_there_for_others(file):
    told(file(content({})), publish=True, reason="First publication.")
    assert not connection.in_atomic_block
    with transaction.atomic():
        assert Source.objects.get(external_id="s").ref.startswith("SR-")
