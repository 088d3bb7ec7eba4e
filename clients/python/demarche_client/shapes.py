"""What the API answers, as types. A row has all fields unless `fields` or `omit` picked some."""

from typing import Any, Literal, TypedDict

Action = Literal["published", "corrected", "retracted", "merged", "reinstated", "expunged"]


class Date(TypedDict):
    """A date as exact as it is known; `edtf` says it in full, the days are its bounds (null: open)."""

    edtf: str
    earliest: str | None
    latest: str | None
    precision: str
    basis: str
    note: str


class Place(TypedDict):
    """Where it was; coordinates are texts, as exact as they are known."""

    names: list[str]
    country: str | None
    claimed_by: list[str]
    latitude: str | None
    longitude: str | None
    precision: str


class Hostility(TypedDict):
    """The coded level, −2 to 8, and the numeral on the tile: + or 0 to 5."""

    level: int
    step: str


class Named(TypedDict):
    """An actor under its public number."""

    ref: str
    name: str
    kind: str


class IncidentRow(TypedDict, total=False):
    """One incident in a list."""

    ref: str
    version: int
    entry: int
    url: str
    title: str
    summary: str
    date: Date
    place: Place
    type: str
    nature: str
    status: str
    hostility: Hostility
    certainty: str
    counted: bool
    themes: list[str]
    initiators: list[str]
    targets: list[str]
    participants: list[dict[str, Any]]
    statement_count: int
    claim_count: int
    source_count: int
    published: str
    document: dict[str, Any] | None


class StatementRow(TypedDict, total=False):
    """One statement in a list."""

    ref: str
    version: int
    entry: int
    url: str
    home: dict[str, Any]
    speaker: Named | None
    parties: list[str]
    role_at_time: str | None
    capacity: str
    officialness: str
    mandate: dict[str, Any] | None
    addressee: dict[str, Any] | None
    about: dict[str, Any] | None
    kind: str
    stance: int | None
    mode: str
    texts: list[dict[str, Any]]
    date: dict[str, Any] | None
    place: str | None
    channel: str
    relayed_by: Named | None
    inside: str | None
    utterance: int | None
    replies_to: dict[str, Any] | None
    also_about: list[str]
    sources: list[str]
    published: str


class ActorRow(TypedDict, total=False):
    """One person, body or group in a list."""

    ref: str
    version: int
    entry: int
    url: str
    name: str
    kind: str
    party_code: str | None
    countries: list[dict[str, Any]]
    officialness: str
    part_of: str | None
    published: str
    document: dict[str, Any] | None


class Publication(TypedDict):
    """When and why a version was published, and when the first was."""

    at: str
    first_at: str
    action: Action
    reason: str


class Cite(TypedDict):
    """How to cite it: a sentence, an address that stays, CSL-JSON for reference managers."""

    text: str
    url: str
    csl: dict[str, Any]


class Envelope(TypedDict):
    """One thing: the facts are in `document`, words for its codes in `labels`.

    Some kinds have more beside it: a statement its `home` and `replies`, an actor its `counts`.
    """

    ref: str
    version: int
    entry: int
    published: Publication
    withdrawn: dict[str, Any] | None
    merged_into: dict[str, Any] | None
    newest_version: int
    sha256: str
    url: str
    cite: Cite
    labels: dict[str, Any]
    links: list[dict[str, Any]]
    document: dict[str, Any]


class Change(TypedDict):
    """One entry of the record; `document` is null if it has none or was expunged."""

    number: int
    kind: str
    ref: str
    version: int
    action: Action
    at: str
    reason: str
    document_sha256: str | None
    previous: str | None
    sha256: str
    document: dict[str, Any] | None


class SeriesRow(TypedDict):
    """One value in one period; `coded` says whether the period was read: yes, partly, no."""

    period: str
    start: str
    end: str
    value: str | None
    count: int
    level: int | None
    step: str | None
    coded: str


class Series(TypedDict):
    """Counts over a selection, and how much of it they leave out."""

    entry: int
    period: str
    split: str
    totals: dict[str, int]
    values: list[dict[str, Any]]
    values_left_out: int
    results: list[SeriesRow]
