"""The codebook's lists as files: one line for each type, theme, word of a scale, country and member of a grouping.

A version of the codebook is one document, which a process holds in memory. Its rows go to PostgreSQL as JSON and come back as
lines, so that what is null, what is quoted and what is no formula is the same here as in every file.
"""

from dataclasses import dataclass

from lib import canonical
from record.codebook import Codebook
from record.dimensions import Sql
from record.exports.columns import CODE, CODES, DEGREE, LIST, TEXT, TRUTH, WHOLE, Column, cow_of
from record.exports.forms import CSV, JSON_LINES
from record.exports.tables import ON_COLUMNS, ONE_LINE, Export, copied, words

GIVEN = "json_array_elements(%s::json) WITH ORDINALITY AS given (value, place)"


@dataclass(frozen=True)
class WordTable:
    """Which columns a file has, and what they are read from: `r` is a row of the codebook with the fields of `row`.

    `lines` joins more than one line to a row, and `order` is theirs.
    """

    name: str
    meaning: str
    row: str
    columns: dict[str, Column]
    lines: str = ""
    order: str = ""

    def csv(self, rows: list[dict], book: Codebook) -> Export:
        """Rows of the codebook, in the order in which they are given, under a line of column names."""
        values = ", ".join(f'{column.cell} AS "{name}"' for name, column in self.columns.items())
        parts = (
            f"SELECT {values} FROM {GIVEN}",  # noqa: S608 - ours
            f"CROSS JOIN LATERAL json_to_record(given.value) AS r ({self.row})",
            self.lines,
            "CROSS JOIN (SELECT %s::jsonb AS cow, %s::integer AS version) AS book",
            f"ORDER BY given.place{self.order and f', {self.order}'}",
        )
        _, cow = words(book)
        return Export(copied(Sql(" ".join(parts), (given(rows), cow, book.version)), ON_COLUMNS), CSV)


def word_lines(rows: list[dict]) -> Export:
    """Rows of the codebook as JSON Lines, each as its list has it."""
    text = f"SELECT given.value FROM {GIVEN} ORDER BY given.place"  # noqa: S608 - ours
    return Export(copied(Sql(text, (given(rows),)), ONE_LINE), JSON_LINES)


def given(rows: list[dict]) -> str:
    return canonical.dumps(rows)


def texts(array: str) -> str:
    """A list of texts in JSON as an array; null where there is no list."""
    return f"CASE WHEN {array} IS NOT NULL THEN ARRAY(SELECT json_array_elements_text({array})) END"


def named(name: str, noun: str) -> dict[str, Column]:
    """What every row of the codebook begins with."""
    return {
        "code": Column(CODE, "r.code", f"Code of the {noun}, as the record uses it."),
        name: Column(TEXT, f"r.{name}", "What it is called in English."),
        f"{name}_ru": Column(TEXT, f"r.{name}_ru", "What it is called in Russian."),
    }


OF_VERSION = {"codebook": Column(WHOLE, "book.version", "Version of the codebook that this is from.")}
CROSSWALKS = {
    "cameo": "CAMEO codes.",
    "plover": "PLOVER codes.",
    "weis": "WEIS codes.",
    "cow_mid_action": "Actions of the COW militarised disputes.",
    "eurepoc": "Responses in EuRepoC.",
    "quad": "Verbal or material, conflict or cooperation.",
}
TYPES = WordTable(
    name="types",
    meaning="One line for each type of incident.",
    row=(
        'code text, label text, label_ru text, slug text, "group" text, definition text, include text, exclude text,'
        " level json, weight text, weight_source text, crosswalk json, legal_basis text, example text"
    ),
    columns={
        **named("label", "type"),
        "group": Column(TEXT, 'r."group"', "Its group."),
        "slug": Column(CODE, "r.slug", "The same as a word."),
        "definition": Column(TEXT, "r.definition", "What it means."),
        "include": Column(TEXT, "r.include", "What belongs to it."),
        "exclude": Column(TEXT, "r.exclude", "What does not."),
        "level_default": Column(WHOLE, "r.level ->> 'default'", "Usual level of hostility."),
        "level_min": Column(WHOLE, "r.level ->> 'min'", "Lowest level of hostility."),
        "level_max": Column(WHOLE, "r.level ->> 'max'", "Highest level of hostility."),
        "weight": Column(DEGREE, "r.weight", "Its weight, on the scale of Goldstein."),
        "weight_source": Column(TEXT, "r.weight_source", "What the weight is taken from."),
        **{
            name: Column(LIST, texts(f"(r.crosswalk -> '{name}')"), meaning)
            for name, meaning in CROSSWALKS.items()
        },
        "legal_basis": Column(TEXT, "r.legal_basis", "Legal basis."),
        "example": Column(TEXT, "r.example", "An example."),
        **OF_VERSION,
    },
)
THEMES = WordTable(
    name="themes",
    meaning="One line for each theme.",
    row="code text, label text, label_ru text, definition text",
    columns={
        **named("label", "theme"),
        "definition": Column(TEXT, "r.definition", "What it means."),
        **OF_VERSION,
    },
)
# What single scales say beside code, labels and definition; empty in the lines of all others.
OF_SCALES = {
    "rank": "Place in an order of rank.",
    "parent": "The wider kind.",
    "counted": "Whether charts count it.",
    "step": "Of a level of hostility: the numeral on the tile.",
    "step_label": "What the step is called in English.",
    "step_label_ru": "What the step is called in Russian.",
    "typical_types": "Types that usually have it.",
    "cow_hostlev": "Level of hostility of the COW militarised disputes.",
    "indicative_weight": "Weight that goes with it.",
    "typical_wording": "How reports put it.",
    "rule": "When to use it.",
    "edtf_pattern": "How EDTF writes it.",
    "coded": "What a series says of such days.",
    "side": "On which side it stands.",
    "public_name": "Whether the name is public.",
    "inverse_label": "Read from the other end, in English.",
    "inverse_label_ru": "Read from the other end, in Russian.",
    "directed": "Whether it has a direction.",
    "asserted_by_needed": "Whether it has to be said who says so.",
    "default_reliability": "Grade that such sources have by default.",
    "hostile": "Whether it is hostile.",
    "cameo": "CAMEO codes.",
    "draws": "How maps and charts draw it.",
    "example": "An example.",
}
NUMERALS = ("step", "indicative_weight")  # numbers, and the step that is a sign: none is a formula
SCALES = WordTable(
    name="scales",
    meaning="One line for each word of each scale, in the order of the scale.",
    row="code text, label text, label_ru text, key text, entries json",
    columns={
        "scale": Column(CODE, "r.code", "Code of the scale."),
        "scale_label": Column(TEXT, "r.label", "What the scale is called in English."),
        "scale_label_ru": Column(TEXT, "r.label_ru", "What the scale is called in Russian."),
        "position": Column(WHOLE, "entry.place", "Place of the word in the scale, from 1."),
        "code": Column(CODE, "entry.value ->> r.key", "The word, as the record uses it."),
        "label": Column(TEXT, "entry.value ->> 'label'", "What it is called in English."),
        "label_ru": Column(TEXT, "entry.value ->> 'label_ru'", "What it is called in Russian."),
        "definition": Column(TEXT, "entry.value ->> 'definition'", "What it means."),
        **{
            name: Column(CODE if name in NUMERALS else TEXT, f"entry.value ->> '{name}'", meaning)
            for name, meaning in OF_SCALES.items()
        },
        **OF_VERSION,
    },
    lines="CROSS JOIN LATERAL json_array_elements(r.entries) WITH ORDINALITY AS entry (value, place)",
    order="entry.place",
)
BORDERS, SUCCESSORS = texts("r.borders"), texts("r.successors")
COUNTRIES = WordTable(
    name="countries",
    meaning="One line for each country, of today and ended.",
    row=(
        "code text, name text, name_ru text, alpha2 text, numeric text, cow_code integer, official_name text,"
        " capital json, middle json, region text, subregion text, independent boolean, status_note text,"
        " valid_from text, valid_to text, borders json, successors json"
    ),
    columns={
        **named("name", "country"),
        "alpha2": Column(CODE, "r.alpha2", "ISO alpha-2."),
        "numeric": Column(CODE, "r.numeric", "ISO numeric, three digits."),
        "cow_code": Column(WHOLE, "r.cow_code", "COW code."),
        "official_name": Column(TEXT, "r.official_name", "What it calls itself in English."),
        "capital": Column(TEXT, "r.capital ->> 'name'", "Its capital."),
        "capital_latitude": Column(DEGREE, "r.capital ->> 'latitude'", "Where that lies, in degrees."),
        "capital_longitude": Column(DEGREE, "r.capital ->> 'longitude'", "Where that lies, in degrees."),
        "latitude": Column(DEGREE, "r.middle ->> 'latitude'", "Where to draw the country, in degrees."),
        "longitude": Column(DEGREE, "r.middle ->> 'longitude'", "Where to draw the country, in degrees."),
        "region": Column(TEXT, "r.region", "Region of the world."),
        "subregion": Column(TEXT, "r.subregion", "Part of that."),
        "independent": Column(TRUTH, "r.independent", "Whether it is an independent state."),
        "status_note": Column(TEXT, "r.status_note", "What to know about its status."),
        "valid_from": Column(
            TEXT, "r.valid_from", "Of an ended state: since when it was, as EDTF writes it."
        ),
        "valid_to": Column(TEXT, "r.valid_to", "Of an ended state: until when, as EDTF writes it."),
        "borders": Column(CODES, BORDERS, "Countries that it has a land border with."),
        "borders_cow": Column(CODES, cow_of(BORDERS), "COW codes in the same places."),
        "successors": Column(CODES, SUCCESSORS, "Of an ended state: what it became."),
        "successors_cow": Column(CODES, cow_of(SUCCESSORS), "COW codes in the same places."),
        **OF_VERSION,
    },
)
GROUPINGS = WordTable(
    name="groupings",
    meaning="One line for each membership in each grouping; one without members has one line.",
    row="code text, name text, name_ru text, kind text, founded text, note text, members json",
    columns={
        **named("name", "grouping"),
        "kind": Column(CODE, "r.kind", "Kind of grouping."),
        "founded": Column(TEXT, "r.founded", "When it was founded."),
        "note": Column(TEXT, "r.note", "What to know about it."),
        "country": Column(CODE, "member.value ->> 'country'", "A member: ISO alpha-3."),
        "country_cow": Column(CODE, "book.cow ->> (member.value ->> 'country')", "The same as a COW code."),
        "status": Column(CODE, "member.value ->> 'status'", "As what it belongs or belonged to it."),
        "start": Column(TEXT, "member.value ->> 'start'", "Since when, as EDTF writes it."),
        "end": Column(TEXT, "member.value ->> 'end'", "Until when; empty: to this day."),
        **OF_VERSION,
    },
    lines="LEFT JOIN LATERAL json_array_elements(r.members) WITH ORDINALITY AS member (value, place) ON true",
    order="member.place",
)
