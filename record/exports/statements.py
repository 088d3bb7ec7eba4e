"""The table of statements: one line for each, with its words in two languages at most."""

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

PARTIES = "ARRAY(SELECT jsonb_array_elements_text(card.parties))"


def words(condition: str, field: str = "text") -> str:
    """A field of the first of the texts that meets a condition; null if none does."""
    return (
        f"(SELECT one ->> '{field}' FROM jsonb_array_elements(card.texts) AS one WHERE {condition} LIMIT 1)"  # noqa: S608 - ours
    )


ORIGINAL, ENGLISH = "(one ->> 'original')::boolean", "one ->> 'language' = 'en'"
OF_HOME = identifying("incident or episode where it was made")

COLUMNS = {
    "ref": Column(CODE, "r.ref", "Public number of the statement."),
    "home": Column(CODE, "r.home", "Public number of the incident or episode where it was made."),
    "version": OF_HOME["version"],
    "entry": OF_HOME["entry"],
    "url": OF_HOME["url"],
    "date": Column(
        TEXT, "card.date ->> 'edtf'", "Its own date; empty if only the date of its home is known."
    ),
    "earliest": Column(DAY, "card.date ->> 'earliest'", "First day on which it may have been made."),
    "latest": Column(DAY, "card.date ->> 'latest'", "Last day on which it may have been made."),
    "speaker": Column(CODE, "card.speaker ->> 'ref'", "Public number of the actor who spoke."),
    "speaker_name": Column(TEXT, "card.speaker ->> 'name'", "The speaker's name in this version."),
    "speaker_kind": Column(CODE, "card.speaker ->> 'kind'", "Kind of actor."),
    "parties": Column(CODES, PARTIES, "For whom the speaker stands: ISO alpha-3, or EU, NATO, UN."),
    "parties_cow": Column(CODES, cow_of(PARTIES), "COW codes in the same places."),
    "role_at_time": Column(TEXT, "card.role_at_time", "The post held then."),
    "capacity": Column(CODE, "r.capacity", "In which capacity the speaker spoke."),
    "officialness": Column(CODE, "r.officialness", "How official the speaker was then."),
    "mandate": Column(CODE, "card.mandate ->> 'level'", "The mandate, as judged."),
    "addressee": Column(CODES, "r.addressed", "To whom: actors (A-12) and states."),
    "about": Column(CODES, "r.about", "About whom: actors (A-12) and states."),
    "kind": Column(CODE, "r.kind", "Kind of statement."),
    "stance": Column(WHOLE, "r.stance", "-2 hostile to 2 supportive."),
    "mode": Column(CODE, "r.mode", "How its words are known."),
    "languages": Column(CODES, "r.languages", "Languages on file."),
    "text_en": Column(TEXT, words(ENGLISH), "The English words."),
    "original_language": Column(CODE, words(ORIGINAL, "language"), "Language of the original words."),
    "text_original": Column(TEXT, words(ORIGINAL), "The original words."),
    "place": Column(TEXT, "card.place", "Where it was made."),
    "channel": Column(CODE, "card.channel", "Through what."),
    "relayed_by": Column(CODE, "card.relayed_by ->> 'ref'", "Public number of the actor who passed it on."),
    "inside": Column(CODE, "card.inside", "The statement that it is part of."),
    "utterance": Column(WHOLE, "card.utterance", "The same number in one home was said in one breath."),
    "replies_to": Column(CODE, "card.replies_to ->> 'ref'", "The statement that it answers at home."),
    "reply_kind": Column(CODE, "card.replies_to ->> 'how'", "How it answers."),
    "sources": Column(CODES, "r.sources", "Public numbers of the sources by which it is known."),
    "home_title": Column(TEXT, "card.home ->> 'title'", "Title of its home."),
    "home_date": Column(TEXT, "card.home -> 'date' ->> 'edtf'", "Date of its home."),
    "type": Column(CODE, "nullif(r.type, '')", "Code of the type of its incident; none in an episode."),
    "type_label": Column(TEXT, "book.types ->> r.type", "English name of that type."),
    "pairs": Column(CODES, "r.pairs", "Directed pairs of its incident, such as KAZ>RUS."),
    "themes": Column(LIST, "r.themes", "Codes of the themes of its incident."),
    "published_at": PUBLISHED_AT,
}
STATEMENTS = Table(
    name="statements",
    meaning="One line for each statement.",
    kind="statement",
    index=(
        "ref",
        "number",
        "version",
        "since",
        "published_at",
        "day_desc",
        "card",
        "home",
        "type",
        "themes",
        "pairs",
        "kind",
        "stance",
        "capacity",
        "officialness",
        "mode",
        "languages",
        "addressed",
        "about",
        "sources",
    ),
    card=(
        "home jsonb, speaker jsonb, parties jsonb, role_at_time text, mandate jsonb, texts jsonb, date jsonb,"
        " place text, channel text, relayed_by jsonb, inside text, utterance integer, replies_to jsonb"
    ),
    columns=COLUMNS,
)
