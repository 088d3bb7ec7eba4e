"""Reading an interchange file as a stream: its header and counts first, then record after record."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ijson

from incidents.interchange import FORMAT, VERSION
from incidents.interchange.shape import KINDS
from incidents.staging.problems import Problem, Problems

HEADER = ["format", "version", "title", "licence", "credit"]
KEYS = [kind.part.key for kind in KINDS]


@dataclass
class Overview:
    """What a file holds, before any record is looked at."""

    header: dict[str, Any] = field(default_factory=dict)
    counts: Counter = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def overview(path: Path, problems: Problems) -> Overview | None:
    """Reads a whole file once for its syntax, header and counts; None if it is no JSON."""
    found = Overview()
    try:
        with path.open("rb") as file:
            look_through(file, found, problems)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        last = found.counts and list(found.counts.items())[-1]
        place = f"after {last[0]}[{last[1] - 1}]" if last else "at its start"
        reason = str(error).strip().split("\n")[0].rstrip(".")
        problems.add(
            Problem(f"the file {place}", "", None, f"this is no JSON in UTF-8: {reason}. Mend it there.")
        )
        return None
    check_header(found, problems)
    return found


def look_through(file, found: Overview, problems: Problems) -> None:
    items = {f"{key}.item": key for key in KEYS}
    seen: set[str] = set()
    for prefix, event, value in ijson.parse(file):
        if prefix in items:
            if event == "start_map":
                found.counts[items[prefix]] += 1
            elif event not in ("map_key", "end_map"):
                place = found.counts[items[prefix]]
                problems.add(Problem(f"{items[prefix]}[{place}]", "", value, "should be an object."))
                found.counts[items[prefix]] += 1
        elif not prefix:
            at_the_top(event, value, seen, problems)
        elif prefix in HEADER and event not in ("start_map", "start_array", "map_key"):
            found.header[prefix] = value
        elif prefix in KEYS and event not in ("start_array", "end_array"):
            problems.add(Problem(prefix, "", None, "should be a list of records."))


def at_the_top(event: str, value: Any, seen: set[str], problems: Problems) -> None:
    """The outermost object and its keys."""
    if event == "map_key":
        if value in seen:
            problems.add(Problem("the file", value, None, "stands there twice. Put all of it into one list."))
        if value not in (*HEADER, *KEYS):
            problems.add(
                Problem(
                    "the file",
                    value,
                    None,
                    f"is no key of this format. It has {', '.join([*HEADER, *KEYS])}.",
                )
            )
        seen.add(value)
    elif event not in ("start_map", "end_map"):
        problems.add(Problem("the file", "", None, "should hold one object, in braces."))


def check_header(found: Overview, problems: Problems) -> None:
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


def records(path: Path, key: str) -> Iterator[Any]:
    """The records under one key of a file, one after the other; fractions come as Decimal."""
    with path.open("rb") as file:
        yield from ijson.items(file, f"{key}.item")
