"""Reading an interchange file as a stream: its header and counts first, then record after record."""

import codecs
import json
import re
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
# Escapes stand in text only; the second branch keeps \\ud800, a backslash before letters, from being taken for one.
ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
LONGEST_ESCAPE = 6
HALF = "one half of a pair of escapes such as \\ud83d\\ude00. Write the whole character."
SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
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
    except (
        ijson.JSONError,
        ValueError,
        ArithmeticError,
        SystemError,
    ):  # the last three: numbers beyond all size
        sentence = f"this is no JSON in UTF-8: {where_it_breaks(path)}"
        problems.add(Problem(f"the file {place_of(found)}", "", None, sentence))
        return None
    if line := line_of_half_a_character(path):
        problems.add(Problem("the file", "", None, f"line {line} has {HALF}"))
    return found if check_header(found, problems) else None


def line_of_half_a_character(path: Path) -> int:
    """The line of the first escape of half a surrogate pair, which the parser would replace silently; 0 if there is none."""
    if not any(SURROGATE.search(rest + chunk) for rest, chunk in chunks(path)):
        return 0
    waiting = -1  # where a first half ends that waits for its second
    for place, end, code in escapes(path):
        second, paired = 0xDC00 <= code < 0xE000, place == waiting
        if second != paired or (waiting >= 0 and not paired):
            return line_at(path, place if waiting < 0 else waiting)
        waiting = end if 0xD800 <= code < 0xDC00 else -1
    return line_at(path, waiting) if waiting >= 0 else 0


def chunks(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """A file piece by piece, each with the last bytes of the one before, so that no escape is cut."""
    rest = b""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield rest, chunk
            rest = (rest + chunk)[-LONGEST_ESCAPE:]


def escapes(path: Path) -> Iterator[tuple[int, int, int]]:
    """(start, end, code) of each escape of a file; the code is 0 where it is none in digits."""
    passed = done = 0
    for rest, chunk in chunks(path):
        text, start = rest + chunk, passed - len(rest)
        for found in ESCAPE.finditer(text, done - start):
            if found.start() > len(text) - LONGEST_ESCAPE:
                break  # it may go on in the next piece
            done = start + found.end()
            yield start + found.start(), done, int(found[1] or b"0", 16)
        passed += len(chunk)
        done = max(done, passed - LONGEST_ESCAPE)


def line_at(path: Path, place: int) -> int:
    """The number of the line of a byte, as an editor counts."""
    count = 1
    for _, chunk in chunks(path):
        count += chunk.count(b"\n", 0, max(place, 0))
        place -= len(chunk)
    return count


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
    except ValueError:
        pass  # a number with thousands of digits
    if line := line_of_half_a_character(path):
        return f"line {line} has {HALF}"
    # Python reads some numbers, such as NaN, that are no JSON.
    return "a number is none, such as NaN, or has more digits than are read here. Mend it there."


def look_through(file: IO[bytes], found: Overview, problems: Problems) -> None:
    """Notes header and counts, and what does not stand where it should. Raises TooDeep before depth costs memory."""
    key, in_list = "", False
    keys: list[set[str]] = []  # of each object or list that is open; those of a list stay empty
    for event, value in ijson.basic_parse(file):
        depth = len(keys) - event.startswith("end")
        if depth == 0 and event not in ("start_map", "end_map"):
            problems.add(Problem("the file", "", None, "should hold one object, in braces."))
        elif depth == 1 and event == "map_key":
            key = value
            note_key(key, keys[0], problems)
        elif depth == 1 and not event.startswith("end"):
            in_list = event == "start_array" and key in KEYS
            note_value(key, event, value, found, problems)
        elif depth == 2 and in_list and not event.startswith("end"):
            note_record(key, event, value, found, problems)
        elif event == "map_key" and value in keys[-1]:
            place = f"{key}[{found.counts[key] - 1}]"
            problems.add(Problem(place, value, None, "stands twice in one object. Keep one."))
        open_and_close(event, value, keys)


def open_and_close(event: str, value: Any, keys: list[set[str]]) -> None:
    """Keeps `keys` in step with the brackets. Raises TooDeep."""
    if event == "map_key":
        keys[-1].add(value)
    elif event in ("start_map", "start_array"):
        keys.append(set())
        if len(keys) > DEEPEST:
            raise TooDeep
    elif event in ("end_map", "end_array"):
        keys.pop()


def note_key(key: str, seen: set[str], problems: Problems) -> None:
    if key in seen:
        mend = "Put all of it into one list." if key in KEYS else "Keep one."
        problems.add(Problem("the file", key, None, f"stands there twice. {mend}"))
    if key not in (*HEADER, *KEYS):
        sentence = f"is no key of this format. It has {', '.join([*HEADER, *KEYS])}."
        problems.add(Problem("the file", key, None, sentence))


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
    version = found.header.get("version")
    if version != VERSION or version is True:
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
