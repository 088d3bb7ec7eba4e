"""Tables of incidents: one line for each incident, for each directed pair of its parties, for each participation.

Nothing on record is an empty cell without quotation marks; a text or a list that is empty is "" with them. Lists have a
semicolon between their values.
"""

from record.exports.columns import (
    CODE,
    CODES,
    DAY,
    DEGREE,
    LIST,
    PUBLISHED_AT,
    TEXT,
    TRUTH,
    WHOLE,
    Column,
    cow_of,
    identifying,
)
from record.exports.tables import Table

INDEX = (
    "ref",
    "number",
    "version",
    "since",
    "published_at",
    "day_desc",
    "card",
    "type",
    "certainty",
    "counted",
    "denied_by",
    "through",
    "status",
    "nature",
    "level",
    "step",
    "initiators",
    "targets",
    "themes",
    "place_country",
    "statement_count",
    "claim_count",
    "sources",
)
CARD = "title text, summary text, date jsonb, place jsonb"

WHEN = {
    "date": Column(TEXT, "card.date ->> 'edtf'", "When it happened, as EDTF writes it."),
    "earliest": Column(DAY, "card.date ->> 'earliest'", "First day on which it may have happened."),
    "latest": Column(DAY, "card.date ->> 'latest'", "Last day on which it may have happened."),
    "precision": Column(CODE, "card.date ->> 'precision'", "How precise the date is."),
}
WHAT = {
    "type": Column(CODE, "r.type", "Code of the type of act."),
    "type_label": Column(TEXT, "book.types ->> r.type", "English name of the type."),
}
# How sure it is and whose act it was stands before how hostile it was, in every table.
HOW = {
    "certainty": Column(CODE, "r.certainty", "How sure it is that the incident happened."),
    "counted": Column(TRUTH, "r.counted", "Whether series and charts count it."),
    "denied_by": Column(
        LIST, "r.denied_by", "Who denies it: actors (A-12) and the parties they stand for (RUS)."
    ),
    "through": Column(LIST, "r.through", "Whose act it was: state, quasi, tolerated, private."),
    "status": Column(CODE, "r.status", "How far it went."),
    "nature": Column(CODE, "r.nature", "Event, measure, pattern and so on."),
    "level": Column(WHOLE, "r.level", "Hostility as coded, -2 to 8."),
    "step": Column(CODE, "r.step", "Hostility as the numeral on the tile: + or 0 to 5."),
}
PLACE = {
    "place_country": Column(CODE, "nullif(r.place_country, '')", "Where it happened: ISO alpha-3."),
    "place_country_cow": Column(CODE, "book.cow ->> r.place_country", "The same as a COW code."),
}
TITLE = {"title": Column(TEXT, "card.title", "Title.")}
THEMES = {"themes": Column(LIST, "r.themes", "Codes of themes.")}

COLUMNS = {
    **identifying("incident"),
    **TITLE,
    **WHEN,
    **WHAT,
    **HOW,
    "initiators": Column(LIST, "r.initiators", "Who acted: ISO alpha-3, or EU, NATO, UN and the like."),
    "initiators_cow": Column(CODES, cow_of("r.initiators"), "COW codes in the same places."),
    "targets": Column(LIST, "r.targets", "Who was acted on, likewise."),
    "targets_cow": Column(CODES, cow_of("r.targets"), "COW codes in the same places."),
    **THEMES,
    **PLACE,
    "latitude": Column(DEGREE, "card.place ->> 'latitude'", "Degrees north."),
    "longitude": Column(DEGREE, "card.place ->> 'longitude'", "Degrees east."),
    "statement_count": Column(WHOLE, "r.statement_count", "Statements on record."),
    "claim_count": Column(WHOLE, "r.claim_count", "Claims on record."),
    "source_count": Column(WHOLE, "cardinality(r.sources)", "Sources on record."),
    "published_at": PUBLISHED_AT,
}
INCIDENTS = Table(
    name="incidents",
    meaning="One line for each incident.",
    kind="incident",
    index=INDEX,
    card=CARD,
    columns=COLUMNS,
)

INITIATOR, TARGET = "split_part(one.pair, '>', 1)", "split_part(one.pair, '>', 2)"
DYADS = Table(
    name="dyads",
    meaning="One line for each initiator and each target of an incident; none for one that has no target or no initiator.",
    kind="incident",
    index=(*INDEX, "pairs"),
    card=CARD,
    columns={
        **identifying("incident"),
        "initiator": Column(CODE, INITIATOR, "Who acted: ISO alpha-3, or EU, NATO, UN and the like."),
        "initiator_cow": Column(CODE, f"book.cow ->> {INITIATOR}", "The same as a COW code."),
        "target": Column(CODE, TARGET, "Who was acted on, likewise."),
        "target_cow": Column(CODE, f"book.cow ->> {TARGET}", "The same as a COW code."),
        **TITLE,
        **WHEN,
        **WHAT,
        **HOW,
        **THEMES,
        **PLACE,
        "published_at": PUBLISHED_AT,
    },
    key=("ref", "initiator", "target"),
    lines="CROSS JOIN LATERAL unnest(r.pairs) WITH ORDINALITY AS one (pair, place)",
    order="one.place",
)

# Documents of the first releases do not say for which parties a participant stands, only the state that is one.
STATE = "CASE WHEN part.country IS NULL THEN '[]'::json ELSE json_build_array(part.country) END"
PARTIES = f"ARRAY(SELECT json_array_elements_text(coalesce(part.parties, {STATE})))"


def numbers(field: str, meaning: str) -> Column:
    """One field of each number that a participation has."""
    values = f"ARRAY(SELECT one ->> '{field}' FROM json_array_elements(part.numbers) AS one)"  # noqa: S608 - ours
    return Column(CODES, values, meaning)


PARTICIPANTS = Table(
    name="participants",
    meaning="One line for each participation in an incident.",
    kind="incident",
    index=INDEX,
    card=CARD,
    columns={
        **identifying("incident"),
        "position": Column(WHOLE, "one.place", "Place among the participants of the incident, from 1."),
        "role": Column(CODE, "part.role", "In which role."),
        "side": Column(CODE, "part.side", "On side A or B, or on neither."),
        "country": Column(CODE, "part.country", "The state, if a state took part: ISO alpha-3."),
        "country_cow": Column(CODE, "book.cow ->> part.country", "The same as a COW code."),
        "actor": Column(CODE, "part.actor ->> 'ref'", "Public number of the actor, if one took part."),
        "actor_name": Column(TEXT, "part.actor ->> 'name'", "Its name in this version."),
        "actor_kind": Column(CODE, "part.actor ->> 'kind'", "Kind of actor."),
        "thing": Column(TEXT, "part.thing", "What took part, if it was neither."),
        "parties": Column(CODES, PARTIES, "States and organisations it stands for on the day."),
        "parties_cow": Column(CODES, cow_of(PARTIES), "COW codes in the same places."),
        "participant_certainty": Column(CODE, "part.certainty", "How sure the participation is."),
        "participant_basis": Column(CODE, "part.basis", "On what that rests."),
        "participant_through": Column(CODE, "part.through", "Whose act its part was."),
        "asserted_by": Column(CODE, "part.asserted_by ->> 'ref'", "Who says that it took part: an actor."),
        "number_what": numbers("what", "What each number on record counts."),
        "number_qualifier": numbers("qualifier", "How exact it is, in the same places."),
        "number_value": numbers("value", "The number itself."),
        "number_to": numbers("to", "Its upper end, if it is a span."),
        "number_of": numbers("of", "Out of how many."),
        **TITLE,
        **WHEN,
        **WHAT,
        **HOW,
        "published_at": PUBLISHED_AT,
    },
    key=("ref", "position"),
    lines=(
        "JOIN record_document AS document ON document.entry_id = r.since"
        " CROSS JOIN LATERAL json_array_elements(document.text::json -> 'participants')"
        " WITH ORDINALITY AS one (part, place)"
        " CROSS JOIN LATERAL json_to_record(one.part) AS part (role text, side text, through text, country text,"
        " actor json, thing text, parties json, numbers json, certainty text, basis text, asserted_by json)"
    ),
    order="one.place",
)
