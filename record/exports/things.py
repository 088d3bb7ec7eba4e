"""The tables of actors, sources, episodes, links and coverage: one line for each, in the order of its list."""

from record.exports.columns import (
    CODE,
    CODES,
    DAY,
    LIST,
    PUBLISHED_AT,
    TEXT,
    WHOLE,
    Column,
    cow_of,
    identifying,
)
from record.exports.tables import Table

COUNTRIES = "ARRAY(SELECT one ->> 'country' FROM jsonb_array_elements(card.countries) AS one)"
PARTIES = "ARRAY(SELECT jsonb_array_elements_text(card.parties))"
OF_EVERY_THING = ("ref", "number", "version", "since", "published_at", "card")
BY_NAME, BY_DAY, BY_NUMBER = ("sort_key", "number"), ("day_desc DESC", "number DESC"), ("number",)


def dated(field: str, what: str) -> dict[str, Column]:
    """A date as EDTF writes it, with its first and its last day."""
    return {
        "date": Column(TEXT, f"card.{field} ->> 'edtf'", f"{what}, as EDTF writes it."),
        "earliest": Column(DAY, f"card.{field} ->> 'earliest'", "First day of that; open if empty."),
        "latest": Column(DAY, f"card.{field} ->> 'latest'", "Last day of that; open if empty."),
    }


ACTORS = Table(
    name="actors",
    meaning="One line for each person, body or group.",
    kind="actor",
    index=(*OF_EVERY_THING, "sort_key"),
    card="name text, kind text, party_code text, countries jsonb, officialness text, part_of text",
    columns={
        **identifying("actor"),
        "name": Column(TEXT, "card.name", "Its name."),
        "kind": Column(CODE, "card.kind", "Kind of actor."),
        "party_code": Column(CODE, "card.party_code", "The party that it stands for itself: EU, NATO."),
        "countries": Column(CODES, COUNTRIES, "To which it belongs or belonged: ISO alpha-3."),
        "countries_cow": Column(CODES, cow_of(COUNTRIES), "COW codes in the same places."),
        "officialness": Column(CODE, "card.officialness", "How official it is."),
        "part_of": Column(CODE, "card.part_of", "Public number of the body that it is part of."),
        "published_at": PUBLISHED_AT,
    },
    sort=BY_NAME,
)
SOURCES = Table(
    name="sources",
    meaning="One line for each document that something public rests on.",
    kind="source",
    index=(*OF_EVERY_THING, "day_desc"),
    card=(
        "title text, publisher jsonb, authors jsonb, kind text, language text, published jsonb, grade text,"
        " consulted text, url text, archived_url text"
    ),
    columns={
        **identifying("source"),
        "title": Column(TEXT, "card.title", "Its title."),
        "publisher": Column(CODE, "card.publisher ->> 'ref'", "Public number of the publisher."),
        "publisher_name": Column(TEXT, "card.publisher ->> 'name'", "The publisher's name in this version."),
        "authors": Column(LIST, "ARRAY(SELECT jsonb_array_elements_text(card.authors))", "Who wrote it."),
        "kind": Column(CODE, "card.kind", "Kind of source."),
        "language": Column(CODE, "card.language", "Language it is in."),
        "original_url": Column(TEXT, "card.url", "Where it was published."),
        "archived_url": Column(TEXT, "card.archived_url", "Where a copy is kept."),
        **dated("published", "When it was published"),
        "grade": Column(CODE, "card.grade", "Reliability of the publisher, A to F."),
        "consulted": Column(CODE, "card.consulted", "Whether it was read itself: read, via, wanted."),
        "published_at": PUBLISHED_AT,
    },
    sort=BY_DAY,
    beside={"original_url": "r.card::jsonb -> 'url'", "original_date": "r.card::jsonb -> 'published'"},
)
EPISODES = Table(
    name="episodes",
    meaning="One line for each named run of incidents.",
    kind="episode",
    index=(*OF_EVERY_THING, "day_desc", "member_count"),
    card="title text, summary text, date jsonb, parties jsonb",
    columns={
        **identifying("episode"),
        "title": Column(TEXT, "card.title", "Its title."),
        "summary": Column(TEXT, "card.summary", "Summary."),
        **dated("date", "Its time"),
        "parties": Column(CODES, PARTIES, "States that it is about: ISO alpha-3."),
        "parties_cow": Column(CODES, cow_of(PARTIES), "COW codes in the same places."),
        "member_count": Column(WHOLE, "r.member_count", "Incidents and episodes that are part of it."),
        "published_at": PUBLISHED_AT,
    },
    sort=BY_DAY,
    beside={"member_count": "r.member_count"},
)
LINKS = Table(
    name="links",
    meaning="One line for each connection between two public things.",
    kind="link",
    index=(*OF_EVERY_THING, "entry", "start_home", "end_home"),
    card=(
        'kind text, "from" text, "to" text, how text, basis text, asserted_by jsonb, confidence text, part text'
    ),
    columns={
        **identifying("link"),
        "entry": Column(WHOLE, "r.entry", "Entry of the record that published this version."),
        "kind": Column(CODE, "card.kind", "Kind of link; reply: a statement answers one made elsewhere."),
        "from": Column(CODE, 'card."from"', "Public number of where it starts."),
        "from_home": Column(CODE, "r.start_home", "The incident or episode itself, or the statement's."),
        "to": Column(CODE, 'card."to"', "Public number of where it ends."),
        "to_home": Column(CODE, "r.end_home", "The incident or episode itself, or the statement's."),
        "how": Column(CODE, "card.how", "Of a reply: how it answers."),
        "basis": Column(CODE, "card.basis", "On what it rests."),
        "asserted_by": Column(CODE, "card.asserted_by ->> 'ref'", "Public number of who says so."),
        "asserted_by_name": Column(TEXT, "card.asserted_by ->> 'name'", "That one's name in this version."),
        "confidence": Column(CODE, "card.confidence", "How sure it is."),
        "part": Column(CODE, "card.part", "Of a member of an episode: core, antecedent and so on."),
        "published_at": PUBLISHED_AT,
    },
    sort=BY_NUMBER,
    beside={"entry": "r.entry", "from_home": "r.start_home", "to_home": "r.end_home"},
)
COVERAGE = Table(
    name="coverage",
    meaning="One line for each stretch of reading.",
    kind="coverage",
    index=OF_EVERY_THING,
    card='country text, counterpart text, "start" text, "end" text, depth text, note text',
    columns={
        **identifying("stretch of reading"),
        "country": Column(CODE, "card.country", "What was read about it: ISO alpha-3."),
        "country_cow": Column(CODE, "book.cow ->> card.country", "The same as a COW code."),
        "counterpart": Column(CODE, "card.counterpart", "With which state; empty: with all."),
        "counterpart_cow": Column(CODE, "book.cow ->> card.counterpart", "The same as a COW code."),
        "start": Column(DAY, 'card."start"', "First day that was read."),
        "end": Column(DAY, 'card."end"', "Last day that was read."),
        "depth": Column(CODE, "card.depth", "How deeply."),
        "note": Column(TEXT, "card.note", "What to know about it."),
        "published_at": PUBLISHED_AT,
    },
    sort=BY_NUMBER,
)
