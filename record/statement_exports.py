"""A selection of statements as lines of a CSV file: one line for each statement, with its words in two languages at most."""

from django.db.models import QuerySet

from record.codebook import Codebook
from record.dimensions import Sql
from record.exports import COW_CODES, PUBLISHED_AT, copied, listed, text

INDEX_COLUMNS = (
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
)
CARD = (
    "home jsonb, speaker jsonb, parties jsonb, role_at_time text, mandate jsonb, texts jsonb, date jsonb, place text, "
    "channel text, relayed_by jsonb, inside text, utterance integer, replies_to jsonb"
)
PARTIES = "ARRAY(SELECT jsonb_array_elements_text(card.parties))"


def words(condition: str, field: str = "text") -> str:
    """A field of the first of the texts that meets a condition; null if none does."""
    return (
        f"(SELECT one ->> '{field}' FROM jsonb_array_elements(card.texts) AS one WHERE {condition} LIMIT 1)"  # noqa: S608 - ours
    )


ORIGINAL, ENGLISH = "(one ->> 'original')::boolean", "one ->> 'language' = 'en'"

# `r` is a row of the index, `card` its card, `book` the codebook as it stood.
COLUMNS = {
    "ref": "r.ref",
    "home": "r.home",
    "version": "r.version",
    "entry": "r.since",
    "url": "format(book.url, r.ref)",
    "date": "card.date ->> 'edtf'",
    "earliest": "card.date ->> 'earliest'",
    "latest": "card.date ->> 'latest'",
    "speaker": "card.speaker ->> 'ref'",
    "speaker_name": text("(card.speaker ->> 'name')"),
    "speaker_kind": "card.speaker ->> 'kind'",
    "parties": f"array_to_string({PARTIES}, ';')",
    "parties_cow": COW_CODES.format(PARTIES),
    "role_at_time": text("card.role_at_time"),
    "capacity": "r.capacity",
    "officialness": "r.officialness",
    "mandate": "card.mandate ->> 'level'",
    "addressee": "array_to_string(r.addressed, ';')",
    "about": "array_to_string(r.about, ';')",
    "kind": "r.kind",
    "stance": "r.stance",
    "mode": "r.mode",
    "languages": "array_to_string(r.languages, ';')",
    "text_en": text(words(ENGLISH)),
    "original_language": words(ORIGINAL, "language"),
    "text_original": text(words(ORIGINAL)),
    "place": text("card.place"),
    "channel": "card.channel",
    "relayed_by": "card.relayed_by ->> 'ref'",
    "inside": "card.inside",
    "utterance": "card.utterance",
    "replies_to": "card.replies_to ->> 'ref'",
    "reply_kind": "card.replies_to ->> 'how'",
    "sources": "array_to_string(r.sources, ';')",
    "home_title": text("(card.home ->> 'title')"),
    "home_date": "card.home -> 'date' ->> 'edtf'",
    "type": "nullif(r.type, '')",
    "type_label": text("(book.types ->> r.type)"),
    "pairs": "array_to_string(r.pairs, ';')",
    "themes": listed("r.themes"),
    "published_at": PUBLISHED_AT,
}


def statements(rows: QuerySet, book: Codebook) -> Sql:
    """The statement of SQL that copies a selection of statements out, newest first."""
    return copied(rows, book, "statement", INDEX_COLUMNS, COLUMNS, CARD)
