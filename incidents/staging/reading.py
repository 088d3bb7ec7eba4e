"""Reading an interchange file as a stream: its header and counts first, then record after record."""

import codecs
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import ijson

from incidents.interchange import FORMAT, VERSION
from incidents.interchange.shape import KINDS
from incidents.staging.problems import Problem, Problems

HEADER = ["format", "version", "title", "licence", "credit"]
TEXTS = HEADER[2:]
KEYS = [kind.part.key for kind in KINDS]

LARGEST_READ_WHOLE = 200_000_000
# Far deeper than the format goes.
DEEPEST = 20


class TooDeep(Exception):
    """Brackets inside brackets without end."""

    def __str__(self) -> str:
        return f"has brackets {DEEPEST} deep and deeper, which this format has not. Close them."


@dataclass
class Overview:
    """What a file holds, before any record is looked at."""

    header: dict[str, Any] = field(default_factory=dict)
    counts: Counter = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def overview(path: Path, problems: Problems) -> Overview | None:
    """Reads a whole file once for its syntax, header and counts; None if no record can be looked at."""
    found = Overview()
    try:
        with opened(path) as file:
            look_through(file, found, problems)
    except TooDeep as error:
        problems.add(Problem(f"the file {place_of(found)}", "", None, str(error)))
        return None
    except (ijson.JSONError, UnicodeDecodeError):
        sentence = f"this is no JSON in UTF-8: {where_it_breaks(path)}"
        problems.add(Problem(f"the file {place_of(found)}", "", None, sentence))
        return None
    return found if check_header(found, problems) else None


def opened(path: Path) -> IO[bytes]:
    """The file behind the mark that some editors put before UTF-8."""
    file = path.open("rb")
    if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        file.seek(0)
    return file


def place_of(found: Overview) -> str:
    """Behind which record reading stopped."""
    last = found.counts and list(found.counts.items())[-1]
    return f"after {last[0]}[{last[1] - 1}]" if last else "at its start"


def where_it_breaks(path: Path) -> str:
    """Line and column of the first fault, as an editor counts them; read whole, so only where that costs little."""
    if path.stat().st_size > LARGEST_READ_WHOLE:
        return "mend it there; a program that checks JSON names the line."
    content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    try:
        json.loads(content.decode())
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return f"line {line} holds a byte that is no UTF-8. Save the file as UTF-8."
    except json.JSONDecodeError as error:
        return f"line {error.lineno}, column {error.colno}: {error.msg}. Mend it there."
    # Python reads some numbers, such as NaN, that are no JSON.
    return "a number is none, such as NaN, or has more digits than are read here. Mend it there."


def look_through(file: IO[bytes], found: Overview, problems: Problems) -> None:
    """Notes header and counts, and what does not stand where it should. Raises TooDeep before depth costs memory."""
    depth, key, in_list, seen = 0, "", False, set[str]()
    for event, value in ijson.basic_parse(file):
        if event in ("end_map", "end_array"):
            depth -= 1
            continue
        if depth == 0 and event != "start_map":
            problems.add(Problem("the file", "", None, "should hold one object, in braces."))
        elif depth == 1 and event == "map_key":
            key = value
            note_key(key, seen, problems)
        elif depth == 1:
            in_list = event == "start_array" and key in KEYS
            note_value(key, event, value, found, problems)
        elif depth == 2 and in_list:
            note_record(key, event, value, found, problems)
        depth += event in ("start_map", "start_array")
        if depth > DEEPEST:
            raise TooDeep


def note_key(key: str, seen: set[str], problems: Problems) -> None:
    if key in seen:
        mend = "Put all of it into one list." if key in KEYS else "Keep one."
        problems.add(Problem("the file", key, None, f"stands there twice. {mend}"))
    if key not in (*HEADER, *KEYS):
        sentence = f"is no key of this format. It has {', '.join([*HEADER, *KEYS])}."
        problems.add(Problem("the file", key, None, sentence))
    seen.add(key)


def note_value(key: str, event: str, value: Any, found: Overview, problems: Problems) -> None:
    """A key of the header holds a plain value; a key of records holds a list."""
    if key in KEYS and event != "start_array":
        problems.add(Problem(key, "", None, "should be a list of records."))
    elif key in TEXTS and event != "string":
        problems.add(Problem("the file", key, value, "should be text in one line."))
    elif key in HEADER:
        found.header[key] = value


def note_record(key: str, event: str, value: Any, found: Overview, problems: Problems) -> None:
    if event != "start_map":
        problems.add(Problem(f"{key}[{found.counts[key]}]", "", value, "should be an object."))
    found.counts[key] += 1


def check_header(found: Overview, problems: Problems) -> bool:
    """Whether the file is one that this site reads. If not, its records are not looked at: all would seem wrong."""
    before = len(problems.found)
    if found.header.get("format") != FORMAT:
        problems.add(
            Problem(
                "the file",
                "format",
                found.header.get("format"),
                f"should be {FORMAT}: nothing else is read here.",
            )
        )
    if found.header.get("version") != VERSION:
        problems.add(
            Problem(
                "the file",
                "version",
                found.header.get("version"),
                f"is not a version that this site reads. Write {VERSION} if the file keeps to it; a file of a newer release "
                "is imported with a newer release.",
            )
        )
    return len(problems.found) == before


def records(path: Path, key: str) -> Iterator[Any]:
    """The records under one key of a file, one after the other; fractions come as Decimal."""
    with opened(path) as file:
        yield from ijson.items(file, f"{key}.item")
