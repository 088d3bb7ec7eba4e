"""The scales that incidents are coded with: certainty, hostility, roles and the rest.

One file per scale in data/codebook/scales, read once when this module is imported. Code branches on
scales, so they are files under version control and not rows an administrator can change.

Every answer is text as it stands in the file, keys included: a hostility level is "-2", not -2. Where a
code is asked for, an integer is taken too. A scale or code that does not exist raises KeyError with a
sentence that names those that do.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "data" / "codebook" / "scales"

# The column that identifies an entry is `code`, except in these files.
KEY_COLUMNS = {
    "hostility_scale": "level",
    "information_credibility": "grade",
    "source_reliability": "grade",
    "stances": "value",
}

TITLES = {
    "actor_kinds": ("Kinds of actor", "Виды участников"),
    "affiliation_ties": ("Ties of an affiliation", "Виды связи с организацией"),
    "assessed_mandate": ("Assessed mandate", "Оценка полномочий"),
    "capacities": ("Capacity of the speaker", "В каком качестве выступает"),
    "case_outcomes": ("Outcome of a case", "Исход дела"),
    "certainty": ("Certainty", "Достоверность"),
    "channels": ("Channel of a statement", "Канал заявления"),
    "claim_nature": ("Nature of a claim", "Характер утверждения"),
    "claim_positions": ("Position of a party on a claim", "Позиция стороны по утверждению"),
    "consulted": ("How a source was consulted", "Как использован источник"),
    "coverage_depth": ("Depth of coverage", "Глубина охвата"),
    "date_precision": ("Precision of a date", "Точность даты"),
    "grouping_status": ("Status in a grouping", "Статус в объединении"),
    "hostility_scale": ("Hostility", "Шкала враждебности"),
    "incident_nature": ("Nature of an incident", "Характер инцидента"),
    "incident_status": ("Status of an incident", "Статус инцидента"),
    "information_credibility": ("Credibility of the information", "Достоверность сведений"),
    "intent": ("Intent", "Умысел"),
    "membership_parts": ("Part played in an episode", "Место в эпизоде"),
    "number_qualifiers": ("Qualifier of a number", "Уточнение к числу"),
    "number_what": ("What a number counts", "Что подсчитано"),
    "officialness": ("Officialness", "Официальность"),
    "participant_roles": ("Role of a participant", "Роль участника"),
    "person_privacy": ("Privacy of a person", "Защита личности"),
    "place_precision": ("Precision of a place", "Точность места"),
    "quote_modes": ("Mode of a quotation", "Способ передачи слов"),
    "relation_bases": ("Basis of a relation", "Основание связи"),
    "relation_kinds": ("Kind of relation", "Вид связи"),
    "reply_kinds": ("Kind of reply", "Вид ответа"),
    "source_kinds": ("Kind of source", "Вид источника"),
    "source_reliability": ("Reliability of a source", "Надёжность источника"),
    "stances": ("Stance", "Тон по отношению к адресату"),
    "statement_kinds": ("Kind of statement", "Вид заявления"),
    "through": ("Whose act it was", "Чьё это действие"),
    "type_groups": ("Groups of types of act", "Группы видов действий"),
}


@dataclass(frozen=True)
class Scale:
    """One scale as published: its entries in the order of the file, with all columns."""

    name: str
    title: str
    title_ru: str
    key: str
    columns: tuple[str, ...]
    entries: tuple[dict[str, str], ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(entry[self.key] for entry in self.entries)


def _read(path: Path) -> Scale:
    name = path.stem
    title, title_ru = TITLES.get(name, (name.replace("_", " ").capitalize(), ""))
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        entries = tuple(reader)
        columns = tuple(reader.fieldnames or ())
    return Scale(name, title, title_ru, KEY_COLUMNS.get(name, "code"), columns, entries)


_SCALES = {path.stem: _read(path) for path in sorted(FOLDER.glob("*.csv"))}
_ROWS = {name: dict(zip(scale.codes, scale.entries, strict=True)) for name, scale in _SCALES.items()}


def scales() -> dict[str, Scale]:
    """All scales by name, in alphabetical order, for publishing them."""
    return dict(_SCALES)


def scale(name: str) -> Scale:
    if name not in _SCALES:
        raise KeyError(f"There is no scale {name!r}. Scales: {', '.join(_SCALES)}.")
    return _SCALES[name]


def codes(name: str) -> tuple[str, ...]:
    """The codes of a scale, in the order of its file."""
    return scale(name).codes


def row(name: str, code: str | int) -> dict[str, str]:
    """A copy of one entry with all its columns; empty text where the file says nothing."""
    found = scale(name)
    entry = _ROWS[name].get(str(code))
    if entry is None:
        raise KeyError(f"The scale {name!r} has no code {str(code)!r}. Codes: {', '.join(found.codes)}.")
    return dict(entry)


def label(name: str, code: str | int, language: str = "en") -> str:
    """The label in English or, with language="ru", in Russian."""
    return row(name, code)["label_ru" if language == "ru" else "label"]


def definition(name: str, code: str | int) -> str:
    """The English definition; empty where the label says enough."""
    return row(name, code).get("definition", "")


def choices(name: str) -> list[tuple[str, str]]:
    """Pairs of code and English label; give it to a model field as `partial(choices, "certainty")`.

    A callable keeps the pairs out of migrations: a new entry in a file needs none.
    """
    found = scale(name)
    return [(entry[found.key], entry["label"]) for entry in found.entries]


# What the code branches on.


def counts(nature: str, status: str) -> bool:
    """Whether an incident of this nature and status is counted; certainty and duplicates are the caller's."""
    return row("incident_nature", nature)["counted"] == row("incident_status", status)["counted"] == "1"


def side(role: str) -> str:
    """ "A" for those who act, "B" for those acted on, "" for those on neither side."""
    return row("participant_roles", role)["side"].replace("-", "")


def step(level: int) -> str:
    """The numeral on the tile for a hostility level from -2 to 8: "+" or "0" to "5"."""
    return row("hostility_scale", level)["step"]


def public_name(privacy: str) -> bool:
    """Whether a person of this privacy may be named in public without an editor's decision."""
    return row("person_privacy", privacy)["public_name"] == "yes"


def officialness_rank(code: str) -> int:
    """The formal level: 0 not known, 1 private person, to 7 head of state or government."""
    return int(row("officialness", code)["rank"])


def asserted_by_needed(relation_kind: str) -> bool:
    """Whether a relation of this kind is somebody's assertion, and must say whose."""
    return row("relation_kinds", relation_kind)["asserted_by_needed"] == "1"


def directed(relation_kind: str) -> bool:
    """Whether a relation of this kind reads differently from its other end."""
    return row("relation_kinds", relation_kind)["directed"] == "1"


def coded(depth: str) -> str:
    """What a coverage depth says of an empty month: "yes" (calm), "partly" or "no" (not read)."""
    return row("coverage_depth", depth)["coded"]
