"""Releases: what is in one, that it is whole, and that it can be made again."""

import hashlib
import json
import os
from pathlib import Path

import duckdb
import frictionless
import jsonschema_rs
import pyarrow.parquet
import pytest
from django.core.management import CommandError, call_command

from lib import canonical
from record import ledger
from record.exports import TABLES
from record.models import Document, Entry, IncidentIndex
from record.releases import parquet, shelf
from record.releases.making import ReleaseError, make
from tests.make import make_incident, publish

pytestmark = pytest.mark.django_db
OF_PARQUET = ("SHA256SUMS", "datapackage.json", shelf.MANIFEST)  # they hold hashes of the Parquet files


def data(folder: Path) -> dict[str, bytes]:
    """Every file whose bytes the entry decides."""
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.suffix != ".parquet" and path.name not in OF_PARQUET
    }


def table(path: Path) -> list[dict]:
    return pyarrow.parquet.read_table(path).to_pylist()  # in the order of the file


def lines(folder: Path, name: str) -> list[dict]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


# --- what is in it ------------------------------------------------------------------------------------------------


def test_it_has_every_table_in_every_format_and_what_explains_them(released):
    names = {file.name for file in released.files}
    assert names == {path.name for path in released.folder.iterdir()} - {shelf.MANIFEST}
    assert names >= {f"{table.name}.{suffix}" for table in TABLES for suffix in ("csv", "parquet")}
    assert names >= {"incidents.jsonl", "actors.jsonl", "sources.jsonl", "episodes.jsonl", "links.jsonl"}
    assert names >= {"coverage.jsonl", "entries.jsonl", "incidents.geojson", "codebook.json", "codebook.csv"}
    assert names >= {"documents.schema.json", "datapackage.json", "README.md", "SHA256SUMS"}


def test_the_list_of_files_tells_their_bytes_hashes_and_rows(released):
    for file in released.files:
        content = (released.folder / file.name).read_bytes()
        assert (file.bytes, file.sha256) == (len(content), hashlib.sha256(content).hexdigest()), file.name
    assert released.file("incidents.csv").rows == released.file("incidents.parquet").rows == 3
    assert released.file("entries.jsonl").rows == released.entry


def test_the_sums_are_those_of_all_other_files(released):
    sums = dict(
        reversed(line.split("  "))
        for line in (released.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    )
    assert sums == {file.name: file.sha256 for file in released.files if file.name != "SHA256SUMS"}


def test_a_csv_file_is_the_one_that_the_api_gives(released, client):
    for name, path in (
        ("incidents.csv", "incidents/?format=csv"),
        ("dyads.csv", "incidents/?format=csv&shape=dyad"),
        ("participants.csv", "incidents/?format=csv&shape=participant"),
        ("statements.csv", "statements/?format=csv"),
        ("incidents.geojson", "incidents/?format=geojson"),
    ):
        assert (released.folder / name).read_bytes() == client.get(f"/api/v1/{path}").getvalue(), name


def test_every_document_of_now_is_there_with_the_hash_of_its_bytes(released):
    found = [
        row
        for path in released.folder.glob("*.jsonl")
        if path.name != "entries.jsonl"
        for row in lines(path.parent, path.name)
    ]
    kinds = {"incident", "episode", "actor", "source", "link", "coverage"}
    assert {row["ref"] for row in found} == set(
        Entry.objects.filter(kind__in=kinds).values_list("ref", flat=True)
    )
    for row in found:
        assert canonical.sha256(canonical.dumps(row["document"])) == row["sha256"]
        assert Document.objects.get(entry=row["entry"]).text == canonical.dumps(row["document"])


def test_every_document_is_as_the_schema_says(released):
    schema = json.loads((released.folder / "documents.schema.json").read_text(encoding="utf-8"))
    for kind, name in (
        ("Incident", "incidents"),
        ("Episode", "episodes"),
        ("Actor", "actors"),
        ("Source", "sources"),
        ("Link", "links"),
        ("Coverage", "coverage"),
    ):
        validator = jsonschema_rs.validator_for({**schema, "anyOf": [{"$ref": f"#/$defs/{kind}Document"}]})
        found = lines(released.folder, f"{name}.jsonl")
        assert found
        for row in found:
            assert [error.message for error in validator.iter_errors(row["document"])] == []


def test_the_entries_are_a_chain_that_ends_with_the_head(released):
    previous = None
    for entry in lines(released.folder, "entries.jsonl"):
        own = entry.pop("sha256")
        assert entry["previous"] == previous and own == canonical.sha256(canonical.dumps(entry))
        previous = own
    assert previous == released.sha256 == ledger.head().sha256


def test_parquet_has_lists_days_and_numbers_and_no_apostrophes(released):
    read = pyarrow.parquet.read_table(released.folder / "incidents.parquet").to_pylist()
    row = next(row for row in read if row["ref"] == "DI-3")
    assert row["title"] == "=Refusal; with a sign"
    assert (row["initiators"], row["initiators_cow"], row["themes"]) == (["KAZ"], ["705"], [])
    assert (row["earliest"], str(row["latest"]), row["counted"], row["level"]) == (
        None,
        "2025-04-30",
        True,
        3,
    )
    assert str(row["published_at"].tzinfo) == "UTC"


@pytest.mark.parametrize("name", [table.name for table in TABLES])
def test_parquet_has_the_columns_and_rows_of_csv_in_their_order(released, name):
    read = pyarrow.parquet.read_table(released.folder / f"{name}.parquet")
    assert read.column_names == list(next(table for table in TABLES if table.name == name).columns)
    own = duckdb.sql(f"SELECT ref FROM read_csv('{released.folder}/{name}.csv', all_varchar=true)").fetchall()
    assert [(ref,) for ref in read.column("ref").to_pylist()] == own != []


def test_frictionless_accepts_the_package(released):
    report = frictionless.validate(str(released.folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "note"])
    assert len(report.tasks) == len(released.files) - 3  # all but the package itself, README and sums


def test_the_readme_says_licence_entry_files_and_columns(released):
    text = (released.folder / "README.md").read_text(encoding="utf-8")
    assert f"Entry: {released.entry}, SHA-256 `{released.sha256}`" in text and "Creative Commons" in text
    assert all(
        f"`{file.name}`" in text for file in released.files if file.name not in ("README.md", "SHA256SUMS")
    )
    assert all(f"| `{name}` |" in text for table in TABLES for name in table.columns)


def test_the_codebook_is_a_table_too(released):
    found = duckdb.sql(
        f"SELECT part, count(*) FROM read_csv('{released.folder}/codebook.csv') GROUP BY 1"
    ).fetchall()
    book = json.loads((released.folder / "codebook.json").read_text(encoding="utf-8"))
    counted = {
        part: len(book[name])
        for part, name in (("type", "types"), ("theme", "themes"), ("country", "countries"))
    }
    assert dict(found).items() >= counted.items()


# --- made again ---------------------------------------------------------------------------------------------------


def test_made_again_later_from_its_entry_it_is_the_same(released, empty_shelf):
    publish(make_incident("Later"))
    incident = IncidentIndex.objects.get(ref="DI-3")
    assert incident.until is None
    again = make(released.entry)
    assert (again.entry, again.made_at) == (released.entry, ledger.head().number)
    assert data(again.folder) == data(released.folder)
    for name in (f"{table.name}.parquet" for table in TABLES):
        assert table(again.folder / name) == table(released.folder / name) != []


def test_an_earlier_entry_has_what_was_public_then(released, empty_shelf):
    made = make(released.entry - 1)
    assert {row["ref"] for row in lines(made.folder, "incidents.jsonl")} == {"DI-1", "DI-2"}
    assert len(lines(made.folder, "entries.jsonl")) == released.entry - 1


def test_one_that_is_there_is_made_anew_only_if_asked(released):
    with pytest.raises(ReleaseError, match="--again"):
        make(released.entry)
    before = data(released.folder)
    assert make(released.entry, again=True).entry == released.entry
    assert data(released.folder) == before
    assert [path.name for path in released.folder.parent.iterdir()] == [str(released.entry)]


# --- when it cannot be made ---------------------------------------------------------------------------------------


def test_one_that_fails_leaves_nothing_behind(released, empty_shelf, monkeypatch):
    def fail(*arguments):
        raise MemoryError

    monkeypatch.setattr(parquet, "write", fail)
    with pytest.raises(MemoryError):
        make()
    assert list(empty_shelf.iterdir()) == [] and shelf.releases() == []


def test_an_empty_record_has_no_release(empty_shelf, monkeypatch):
    monkeypatch.setattr(ledger, "head", lambda: None)
    with pytest.raises(ReleaseError, match="empty"):
        make()


def test_an_entry_that_does_not_exist_has_no_release(released, empty_shelf):
    with pytest.raises(CommandError, match="There is no entry 9999"):
        call_command("make_release", entry=9999)


def test_the_public_site_may_read_it_under_another_login(released, empty_shelf):
    before = os.umask(0o077)
    try:
        made = make()
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in made.folder.iterdir()} == {0o644}
    assert made.folder.stat().st_mode & 0o777 == 0o755


def test_the_command_says_where_it_lies(released, empty_shelf, capsys):
    call_command("make_release")
    assert f"{empty_shelf / str(released.entry)}: 2" in capsys.readouterr().out


def test_files_that_lead_nowhere_are_not_made(released, empty_shelf, settings):
    settings.SITE_URL_GIVEN = False
    with pytest.raises(CommandError, match=r"Set DEMARCHE_SITE_URL .* --site-url https://example.org"):
        call_command("make_release")
    assert not empty_shelf.exists()


def test_an_address_for_the_files_can_be_given(released, empty_shelf, settings):
    settings.SITE_URL_GIVEN = False
    call_command("make_release", site_url="https://incidents.example.org/")
    package = json.loads((empty_shelf / str(released.entry) / "datapackage.json").read_text())
    assert package["homepage"] == "https://incidents.example.org" != settings.SITE_URL
    lines = (empty_shelf / str(released.entry) / "incidents.csv").read_text().splitlines()
    assert "https://incidents.example.org/incidents/DI-" in lines[1]


def test_an_address_that_is_none_is_refused(released, empty_shelf):
    with pytest.raises(CommandError, match="is no address of a site"):
        call_command("make_release", site_url="incidents.example.org")
