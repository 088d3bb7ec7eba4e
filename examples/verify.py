"""Checks a copy that mirror.py made, or a release: python verify.py copy.sqlite, python verify.py path/to/release

Every entry against its hash and the one before it, every document against the hash in its entry, every file of a release
against SHA256SUMS. Prints number and hash of the last entry: keep that line, and give it back later with --anchor, because a
chain cannot show that its end was cut off. What is wrong goes to standard error, and then the exit code is 1. A release that
was made again is without what was expunged since, which its own entries cannot say: what it lacks is told as a note.
Needs Python 3.11 and nothing else.
"""

import argparse
import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

WITHOUT_DOCUMENT = ("retracted", "expunged")
NOT_PUBLIC = ("retracted", "merged", "expunged")
# By the letters of public numbers. Links are not among them: one is in a release while both its ends are.
FILES = {
    "DI": "incidents.jsonl",
    "EP": "episodes.jsonl",
    "A": "actors.jsonl",
    "SR": "sources.jsonl",
    "CV": "coverage.jsonl",
}


def canonical(value: object) -> str:
    """The one text of a JSON value that hashes are over."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Chain:
    """The entries in their order; what is wrong with them is collected in `faults`."""

    def __init__(self) -> None:
        self.number, self.sha256 = 0, None
        self.hashes: dict[int, str] = {}
        self.said: dict[
            int, tuple[str, int, str | None, str]
        ] = {}  # ref, version, hash of the document, action
        self.expunged: dict[str, int] = {}
        self.faults: list[str] = []

    def add(self, entry: dict) -> None:
        facts = {name: value for name, value in entry.items() if name not in ("sha256", "document")}
        number = entry["number"]
        if number != self.number + 1:
            self.faults.append(f"Entry {number} follows entry {self.number}.")
        if entry["previous"] != self.sha256:
            self.faults.append(f"Entry {number} does not carry the hash of the entry before it.")
        if sha256(canonical(facts)) != entry["sha256"]:
            self.faults.append(f"Entry {number} does not have the hash of what it says.")
        self.number, self.sha256 = number, entry["sha256"]
        self.hashes[number] = entry["sha256"]
        self.said[number] = (entry["ref"], entry["version"], entry["document_sha256"], entry["action"])
        if entry["action"] == "expunged":
            self.expunged[entry["ref"]] = number

    def lacking(self, present: set[int]) -> Iterator[str]:
        """Entries whose document is not there, and was not expunged."""
        for number, (ref, _, document, action) in self.said.items():
            if number in present or action in WITHOUT_DOCUMENT:
                continue
            if document and self.expunged.get(ref, 0) < number:
                yield f"The document of entry {number} ({ref}) is missing."

    def public(self) -> Iterator[str]:
        """Refs that are public after the last entry."""
        newest = {ref: action for ref, _, _, action in self.said.values()}
        return (ref for ref, action in newest.items() if action not in NOT_PUBLIC)

    def against(self, anchors: Iterable[str]) -> Iterator[str]:
        """What lines such as `57 9f86d0…` that were kept elsewhere say otherwise."""
        for line in anchors:
            number, _, kept = line.strip().partition(" ")
            if number and self.hashes.get(int(number)) != kept.strip():
                yield f"Entry {number} is not the one that was kept as an anchor, or is gone."


def in_copy(path: Path) -> tuple[Chain, list[str]]:
    """What is wrong with a SQLite file of mirror.py."""
    chain, faults, present = Chain(), [], set()
    with closing(sqlite3.connect(f"file:{path.resolve()}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        for row in database.execute("SELECT * FROM entries ORDER BY number"):
            chain.add(dict(row))
        for entry, text in database.execute("SELECT entry, text FROM documents ORDER BY entry"):
            present.add(entry)
            ref, _, wanted, _ = chain.said.get(entry, ("nothing", 0, None, ""))
            if wanted != sha256(text):
                faults.append(
                    f"The document of entry {entry} ({ref}) has other bytes than those that its hash is of."
                )
            if chain.expunged.get(ref, 0) > entry and chain.said[entry][3] != "merged":
                faults.append(f"The document of entry {entry} ({ref}) is there, though it was expunged.")
    return chain, [*chain.faults, *faults, *chain.lacking(present)]


def in_release(folder: Path) -> tuple[Chain, list[str]]:
    """What is wrong with the files of a release; what they lack goes to standard error as notes."""
    chain = Chain()
    for entry in lines(folder / "entries.jsonl"):
        chain.add(entry)
    faults = [*wrong_files(folder), *chain.faults]
    for path in sorted(folder.glob("*.jsonl")):
        if path.name != "entries.jsonl":
            faults += wrong_documents(path, chain)
    for sentence in left_out(folder, chain):
        print(f"Note: {sentence}", file=sys.stderr)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    if (package["entry"], package["entry_sha256"]) != (chain.number, chain.sha256):
        faults.append(f"The chain ends with entry {chain.number}, which is not the entry of the release.")
    return chain, faults


def wrong_files(folder: Path) -> Iterator[str]:
    """Files that are missing, or are not what SHA256SUMS says."""
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        wanted, _, name = line.partition("  ")
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing."
            continue
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != wanted:
                yield f"{name} has other bytes than those that SHA256SUMS is of."


def wrong_documents(path: Path, chain: Chain) -> Iterator[str]:
    """Documents that are not those of the entries they name."""
    for row in lines(path):
        ref, version, wanted, _ = chain.said.get(row["entry"], ("nothing", 0, None, ""))
        if (row["ref"], row["version"]) != (ref, version):
            yield f"{path.name} says that entry {row['entry']} is of {row['ref']}; it is of {ref}."
        elif sha256(canonical(row["document"])) != wanted:
            yield f"{path.name} has another document of {ref} than the one that its hash is of."


def left_out(folder: Path, chain: Chain) -> Iterator[str]:
    """What is public by the chain and has no document in the release."""
    found = {letters: name for letters, name in FILES.items() if (folder / name).is_file()}
    there = {row["ref"] for name in found.values() for row in lines(folder / name)}
    for ref in chain.public():
        name = found.get(ref.partition("-")[0])
        if name and ref not in there:
            yield f"{name} is without {ref}, public by its entries: it was expunged since, or taken out."


def lines(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks a copy of a Demarche record, or a release.")
    parser.add_argument("path", type=Path, help="a SQLite file of mirror.py, or the folder of a release")
    parser.add_argument("--anchor", type=Path, help="a file with lines that this program printed earlier")
    options = parser.parse_args()
    try:
        chain, faults = (in_release if options.path.is_dir() else in_copy)(options.path)
        if options.anchor:
            faults += chain.against(options.anchor.read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError, KeyError, sqlite3.Error) as error:
        print(f"{options.path} cannot be read: {error!r}", file=sys.stderr)
        return 1
    for sentence in faults:
        print(sentence, file=sys.stderr)
    if not faults:
        print(chain.number, chain.sha256 or "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
