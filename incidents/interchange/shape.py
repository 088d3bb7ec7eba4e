"""What a file holds: kinds of records, their fields and their parts, in one table.

A key of the file is the name of the model's field, so the models say the types, lengths, codes and defaults. The JSON
Schema, the export, the importer's tables and docs/interchange.md all follow from `KINDS`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models

from actors.models import Actor, ActorCountry, ActorName, Affiliation
from incidents.models import (
    Citation,
    Claim,
    ClaimPosition,
    Coverage,
    Episode,
    Incident,
    Participation,
    PublisherGrade,
    Quantity,
    Relation,
    Source,
    Statement,
    StatementText,
)


@dataclass(frozen=True)
class Part:
    """One table of the file: records at the top, or the rows of a list inside a record."""

    key: str
    model: type[models.Model]
    names: tuple[str, ...]
    parent: str = ""
    parts: tuple["Part", ...] = ()
    has_id: bool = False

    @cached_property
    def fields(self) -> dict[str, Any]:
        """The model's fields by key."""
        return {name: self.model._meta.get_field(name) for name in self.names}

    @cached_property
    def columns(self) -> dict[str, Any]:
        """Fields that are columns of the table."""
        return {name: row for name, row in self.fields.items() if not row.many_to_many}

    @cached_property
    def lists(self) -> dict[str, Any]:
        """Fields that are many-to-many tables."""
        return {name: row for name, row in self.fields.items() if row.many_to_many}

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """What a key means that is left out, where that is not nothing."""
        found = {name: row.default for name, row in self.columns.items() if row.has_default()}
        return {name: value for name, value in found.items() if not callable(value)}

    @cached_property
    def decimals(self) -> set[str]:
        """Keys of numbers that may have a fraction; the file has them as text."""
        return {name for name, row in self.columns.items() if isinstance(row, models.DecimalField)}

    @cached_property
    def parent_column(self) -> str:
        """The column that leads to the row above."""
        row: Any = self.model._meta.get_field(self.parent)
        return row.column

    @cached_property
    def ordered(self) -> bool:
        """Whether rows have a place of their own; in the file it is the place in the list unless `order` says another."""
        return "order" in self.fields


@dataclass(frozen=True)
class Kind:
    """One kind of record, under its key at the top of the file and its singular in sentences."""

    name: str
    part: Part


def part(key: str, model, parent: str, names: str, *parts: Part, has_id: bool = False) -> Part:
    return Part(key, model, tuple(names.split()), parent, parts, has_id)


def citations(parent: str) -> Part:
    names = "source supports excerpt locator credibility asserted_value"
    return part("citations", Citation, parent, names)


def statements(parent: str) -> Part:
    return part(
        "statements",
        Statement,
        parent,
        "also_about speaker role_at_time capacity officialness mandate mandate_assessed_by addressee_actor "
        "addressee_country addressee_text about_actor about_country kind stance mode date place channel relayed_by "
        "inside utterance replies_to reply_kind note order",
        part("texts", StatementText, "statement", "language text original by machine quoted"),
        citations("statement"),
        has_id=True,
    )


def claims(parent: str) -> Part:
    return part(
        "claims",
        Claim,
        parent,
        "about_incidents about_actors about_places text wording value nature certainty reason contradicts note order",
        part("positions", ClaimPosition, "claim", "actor position date source note"),
        citations("claim"),
        has_id=True,
    )


ACTORS = part(
    "actors",
    Actor,
    "",
    "kind name description parent party_code number number_qualifier officialness wikidata privacy name_public "
    "case_outcome case_outcome_on merged_into note",
    part("names", ActorName, "actor", "name language script kind"),
    part("countries", ActorCountry, "actor", "country start end basis"),
    part(
        "affiliations",
        Affiliation,
        "actor",
        "organisation tie role start end certainty basis note",
        citations("affiliation"),
    ),
    part("grades", PublisherGrade, "publisher", "grade state_control start end reason"),
    has_id=True,
)
SOURCES = part(
    "sources",
    Source,
    "",
    "title publisher kind language authors url archived_url published published_note accessed derived_from consulted "
    "reliability reliability_reason confidential file_sha256 note",
    has_id=True,
)
EPISODES = part(
    "episodes",
    Episode,
    "",
    "title summary date date_note parties note",
    statements("episode"),
    claims("episode"),
    has_id=True,
)
INCIDENTS = part(
    "incidents",
    Incident,
    "",
    "title summary narrative date date_earliest date_latest date_basis date_note announced effective ended place_names "
    "place_country claimed_by latitude longitude place_precision type subtype level nature status intent "
    "certainty_override certainty_reason themes accused_side_searched note",
    part(
        "participations",
        Participation,
        "incident",
        "role country actor thing unknown through certainty basis asserted_by note order",
        part("quantities", Quantity, "participation", "qualifier value upper total what unit as_of"),
        citations("participation"),
    ),
    statements("incident"),
    claims("incident"),
    citations("incident"),
    has_id=True,
)
RELATIONS = part(
    "relations",
    Relation,
    "",
    "kind from_incident from_episode to_incident to_episode basis asserted_by confidence part note",
    has_id=True,
)
COVERAGE = part("coverage", Coverage, "", "country counterpart start end depth note", has_id=True)

# In an order in which a reader of the file meets who before what.
KINDS = [
    Kind("actor", ACTORS),
    Kind("source", SOURCES),
    Kind("episode", EPISODES),
    Kind("incident", INCIDENTS),
    Kind("link", RELATIONS),
    Kind("coverage", COVERAGE),
]
BY_NAME = {kind.name: kind for kind in KINDS}
BY_KEY = {kind.part.key: kind for kind in KINDS}


def counted(count: int, key: str) -> str:
    """A number of records in words: 1 actor, 2,000 actors."""
    noun = str(BY_KEY[key].part.model._meta.verbose_name) if count == 1 else key
    return f"{count:,} {noun}"


def listing(counts: Mapping[str, int]) -> str:
    """What there is of each kind, in the order of the file: 51 actors, 1 episode. Empty if there is nothing."""
    return ", ".join(counted(counts[key], key) for key in BY_KEY if counts.get(key))


def below(top: Part) -> Iterator[tuple[tuple[Part, ...], Part]]:
    """Every part under `top` with the parts that lead to it, `top` first."""

    def walk(path: tuple[Part, ...]) -> Iterator[tuple[tuple[Part, ...], Part]]:
        for inner in path[-1].parts:
            yield path, inner
            yield from walk((*path, inner))

    return walk((top,))
