"""Where releases lie: one folder for each entry, and which of them may still be given out.

The record decides, not the folder: a release that holds something that was expunged after it was made is given to nobody,
whether or not its files are gone yet.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from record.models import Entry
from record.standing import OUT

MANIFEST = "release.json"  # what lies in a release, for us; it goes to nobody


class TakenAway(LookupError):
    """A release that is given out no more; `entry` says since when and why."""

    def __init__(self, entry: Entry):
        self.entry = entry
        super().__init__(entry.number)


@dataclass(frozen=True)
class File:
    """One file of a release; `rows` is null for what has none."""

    name: str
    title: str
    media_type: str
    bytes: int
    sha256: str
    rows: int | None


@dataclass(frozen=True)
class Release:
    """The record at `entry`, whose own hash is `sha256` and time `at`; made when `made_at` was the newest entry."""

    entry: int
    sha256: str
    at: str
    made_at: int
    files: tuple[File, ...]
    withdrawn: Entry | None

    @property
    def folder(self) -> Path:
        return folder(self.entry)

    def file(self, name: str) -> File | None:
        return next((file for file in self.files if file.name == name), None)


def folder(entry: int) -> Path:
    return settings.RELEASES / str(entry)


def releases() -> list[Release]:
    """All that were made, newest first. Two queries at most, none without releases."""
    return withdrawn_or_not(sorted((read(path) for path in manifest_paths()), key=lambda row: -row["entry"]))


def find(entry: int) -> Release | None:
    """One release, as `releases` has it."""
    path = folder(entry) / MANIFEST
    return withdrawn_or_not([read(path)])[0] if path.is_file() else None


def latest() -> Release | None:
    """The newest that may be given out."""
    return next((one for one in releases() if one.withdrawn is None), None)


def manifest_paths() -> list[Path]:
    return [path for path in settings.RELEASES.glob(f"*/{MANIFEST}") if path.parent.name.isdecimal()]


def read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def withdrawn_or_not(manifests: list[dict]) -> list[Release]:
    """Releases from what lies in them, each with the entry that took it away, if one did."""
    if not manifests:
        return []
    oldest = min(row["made_at"] for row in manifests)
    expunged = list(Entry.objects.filter(action="expunged", number__gt=oldest).order_by("number"))
    versions: dict[str, list[Entry]] = {}
    if expunged:
        for entry in Entry.objects.filter(ref__in={one.ref for one in expunged}).order_by("number"):
            versions.setdefault(entry.ref, []).append(entry)
    return [release(row, expunged, versions) for row in manifests]


def release(row: dict, expunged: list[Entry], versions: dict[str, list[Entry]]) -> Release:
    since = (entry for entry in expunged if entry.number > row["made_at"])
    withdrawn = next((entry for entry in since if held(versions[entry.ref], row["entry"])), None)
    files = tuple(File(**file) for file in row["files"])
    return Release(row["entry"], row["sha256"], row["at"], row["made_at"], files, withdrawn)


def held(versions: list[Entry], entry: int) -> bool:
    """Whether the record at an entry said anything of a thing: it was published by then, and not taken out."""
    by_then = [one for one in versions if one.number <= entry]
    return bool(by_then) and by_then[-1].action not in OUT


@contextmanager
def half_made(entry: int) -> Iterator[Path]:
    """A folder beside the releases, locked while somebody works in it, and away afterwards unless it was renamed."""
    folder = Path(tempfile.mkdtemp(dir=settings.RELEASES, prefix=f".{entry}."))
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def abandoned() -> Iterator[Path]:
    """Folders of makers that were killed: nobody holds their lock any more."""
    for path in settings.RELEASES.glob(".*.*/"):
        try:
            lock = os.open(path, os.O_RDONLY)
        except OSError:  # it has just been put into its place
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield path
        except BlockingIOError:
            continue
        finally:
            os.close(lock)


def sweep() -> list[int]:
    """Deletes the files of every release that may not be given out any more, and what killed makers left.

    Returns the entries of these releases.
    """
    for path in abandoned():
        shutil.rmtree(path, ignore_errors=True)
    swept = [one for one in releases() if one.withdrawn]
    for one in swept:
        for path in one.folder.iterdir():
            if path.name != MANIFEST:
                path.unlink() if not path.is_dir() else shutil.rmtree(path)
    return [one.entry for one in swept]


def stamp() -> str:
    """Changes whenever a release is made or replaced; the rest of what is said of releases follows from entries."""
    try:
        return str(settings.RELEASES.stat().st_mtime_ns)
    except OSError:  # there is none, or it cannot be read: then there are no releases
        return ""
