"""A record as large as wanted: the documents of the founding article told again of other states, days, people and words.

    .venv/bin/python -m bench.records [--incidents 100000] [--seed 1]

fills the record of DATABASE_URL behind what it has, unless there are so many incidents already, with a tenth as many actors and a third as many sources as incidents;
`python -m bench` starts a database for it. Pairs of states, types, speakers and words come with the frequencies of Zipf's
law, a quarter of the dates is not exact, and later years have more. The same seed makes the same record. Entries are
chained and hashed as the ledger does it (`manage.py verify_record` agrees) and come in by COPY, with the triggers
off; the indexes are made by `record.rebuilding`.
"""

import argparse
import csv
import io
import json
import random
import re
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import accumulate, islice, permutations
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - after the setup

from lib import canonical, edtf  # noqa: E402
from record import codebook, ledger, rebuilding  # noqa: E402
from record.models import Document, Entry, Numbering  # noqa: E402

BATCH = 5_000
NUMBERED = re.compile(r'"(DI|ST|CL|A|SR)-([0-9]+)"')
CODED = re.compile(r'"([A-Z]{3})"')
FIRST_YEAR, LAST_YEAR = 1992, 2025
STATES_THAT_MEET, PAIRS, RARE_WORDS = 60, 2_000, 40_000
# How exact days are: each share with those before it; the rest is known to the day.
UNDATED, YEAR, MONTH, ABOUT, BETWEEN = 0.02, 0.06, 0.14, 0.2, 0.25

Made = tuple[Entry, str]


class Zipf:
    """Draws from a list so that the n-th comes 1/n times as often as the first."""

    def __init__(self, values: list, rng: random.Random):
        self.values, self.rng = values, rng
        self.sums = list(accumulate(1 / rank for rank in range(1, len(values) + 1)))

    def draw(self) -> Any:
        return self.values[bisect_left(self.sums, self.rng.random() * self.sums[-1])]


class Maker:
    """Documents of incidents, actors and sources, from those that are public already."""

    def __init__(self, seed: int, incidents: int):
        self.rng = random.Random(seed)  # noqa: S311 - the same seed, the same record
        self.book = codebook.at(ledger.moment())
        self.models: dict[str, list[str]] = {"incident": [], "actor": [], "source": []}
        for kind, text in Document.objects.order_by("entry").values_list("entry__kind", "text"):
            self.models.get(kind, []).append(text)
        self.last = {row.prefix: row.last for row in Numbering.objects.all()}
        states = sorted(self.book.countries)
        self.rng.shuffle(states)
        pairs = list(permutations(states[:STATES_THAT_MEET], 2))
        self.rng.shuffle(pairs)
        self.states, self.pairs = Zipf(states, self.rng), Zipf(pairs[:PAIRS], self.rng)
        self.types = Zipf(list(self.book.types.values()), self.rng)
        self.words = Zipf(vocabulary(self.models["incident"], self.rng), self.rng)
        self.wanted = {"actor": incidents // 10, "source": incidents // 3, "incident": incidents}
        self.speakers = Zipf(list(range(1, self.last["A"] + self.wanted["actor"] + 1)), self.rng)
        self.cited = self.last["SR"] + self.wanted["source"]

    def documents(self) -> Iterator[tuple[str, dict]]:
        """Kind and document: whoever acts and what is cited first."""
        makers: dict[str, Callable[[], dict]] = {
            "actor": self.actor,
            "source": self.source,
            "incident": self.incident,
        }
        for kind, make in makers.items():
            yield from ((kind, make()) for _ in range(self.wanted[kind]))

    def actor(self) -> dict:
        document = json.loads(self.rng.choice(self.models["actor"]))
        for row in document["countries"]:
            row["country"] = self.states.draw()
        return document | {"name": self.sentence(2).title(), "names": []}

    def source(self) -> dict:
        document = json.loads(self.rng.choice(self.models["source"]))
        return document | {"title": self.sentence(8)}

    def incident(self) -> dict:
        """An incident of the article with other states, people, sources, days and words."""
        text = NUMBERED.sub(self.renumbering(), self.rng.choice(self.models["incident"]))
        document = json.loads(CODED.sub(self.moving(), text))
        kind = self.types.draw()
        level = self.rng.randint(kind["level"]["min"], kind["level"]["max"])
        step = self.book.scales["hostility_scale"]["by_code"][str(level)]["step"]
        for row in document["statements"]:
            for words in row["texts"]:
                words["text"] = self.sentence(self.rng.randint(5, 40))
        return document | {
            "date": document["date"] | self.day(),
            "type": kind["code"],
            "hostility": {"level": level, "step": step},
            "title": self.sentence(8),
            "summary": self.sentence(30),
            "narrative": self.sentence(self.rng.choice((0, 60, 200))),
        }

    def renumbering(self) -> Callable[[re.Match], str]:
        """Statements and claims get numbers of their own, people and sources are others: the same one in all of a text."""
        known: dict[str, str] = {}

        def new(match: re.Match) -> str:
            if match[0] not in known:
                known[match[0]] = f'"{match[1]}-{self.number(match[1], int(match[2]))}"'
            return known[match[0]]

        return new

    def number(self, prefix: str, old: int) -> int:
        if prefix in ("ST", "CL"):
            self.last[prefix] += 1
            return self.last[prefix]
        if prefix == "A":
            return self.speakers.draw()
        return self.rng.randint(1, self.cited) if prefix == "SR" else old

    def moving(self) -> Callable[[re.Match], str]:
        """The first two states of a text become a pair, others are drawn."""
        known: dict[str, str] = {}
        ahead = list(self.pairs.draw())

        def new(match: re.Match) -> str:
            if match[1] not in self.book.countries:
                return match[0]
            if match[1] not in known:
                known[match[1]] = ahead.pop(0) if ahead else self.states.draw()
            return f'"{known[match[1]]}"'

        return new

    def day(self) -> dict:
        """A date, as exact as dates are."""
        year = max(self.rng.randint(FIRST_YEAR, LAST_YEAR), self.rng.randint(FIRST_YEAR, LAST_YEAR))
        day = date(year, 1, 1) + timedelta(days=self.rng.randrange(365))
        share = self.rng.random()
        if share < UNDATED:
            return {"edtf": "", "earliest": None, "latest": None, "precision": "unknown"}
        later = day + timedelta(days=self.rng.randint(1, 30))
        ways = [(YEAR, f"{year}"), (MONTH, f"{day:%Y-%m}"), (ABOUT, f"{day}~"), (BETWEEN, f"{day}/{later}")]
        text = next((text for limit, text in ways if share < limit), f"{day}")
        found = edtf.parse(text)
        bounds = {"earliest": str(found.earliest), "latest": str(found.latest)}
        return {"edtf": text, "precision": found.precision, **bounds}

    def sentence(self, how_many: int) -> str:
        return " ".join(self.words.draw() for _ in range(how_many)).capitalize()


def vocabulary(texts: list[str], rng: random.Random) -> list[str]:
    """The words of some texts, the commonest first, and rare ones that are not in them."""
    found = Counter(re.findall(r"[a-z]{2,}", " ".join(texts).lower()))
    syllables = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]
    rare = ("".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(RARE_WORDS))
    return [*(word for word, _ in found.most_common()), *dict.fromkeys(rare)]


def entries(maker: Maker) -> Iterator[Made]:
    """An entry for each document, chained from the head of the record, and the document as text."""
    prefixes, last = ledger.PREFIXES, ledger.head()
    assert last, "The bench begins behind the founding article."
    for kind, document in maker.documents():
        maker.last[prefixes[kind]] += 1
        text = canonical.dumps(document)
        entry = Entry(
            number=last.number + 1,
            kind=kind,
            ref=f"{prefixes[kind]}-{maker.last[prefixes[kind]]}",
            version=1,
            action="published",
            at=last.at + timedelta(microseconds=1),
            reason="Made to measure.",
            document_sha256=canonical.sha256(text),
            previous=last.sha256,
        )
        entry.sha256 = canonical.sha256(canonical.dumps(ledger.fields(entry)))
        yield entry, text
        last = entry


def load(maker: Maker, told: Callable[[str], None]) -> None:
    """All of them into the ledger; then the indexes, and the numbers behind which the desk goes on."""
    made, began, done = entries(maker), time.monotonic(), 0
    while batch := list(islice(made, BATCH)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL session_replication_role = replica"
            )  # the triggers ask for entries of now
            copied(cursor, "record_entry", [values(entry) for entry, _ in batch])
            copied(cursor, "record_document", [(entry.number, text) for entry, text in batch])
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        done += len(batch)
        told(f"{done:,} entries, {done / (time.monotonic() - began):,.0f} a second")
    for prefix, number in maker.last.items():
        Numbering.objects.filter(prefix=prefix).update(last=number)
    began = time.monotonic()
    rebuilding.rebuild(lambda done, of: told(f"indexes of {done:,} entries of {of:,}"))
    told(f"The indexes took {time.monotonic() - began:,.0f} seconds.")


def values(entry: Entry) -> list:
    return [getattr(entry, field.attname) for field in Entry._meta.concrete_fields]


def copied(cursor: Any, table: str, rows: list) -> None:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    file.seek(0)
    cursor.copy_expert(f"COPY {table} FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({FILLED[table]}))", file)


FILLED = {"record_entry": "reason, document_sha256, previous", "record_document": "text"}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if Numbering.objects.get(prefix="DI").last >= asked.incidents:
        print("The record is there already.")
        return
    load(Maker(asked.seed, asked.incidents), lambda text: print(text, flush=True))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main()
