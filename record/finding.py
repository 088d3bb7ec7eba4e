"""What a question finds in every list at once, with the filters of each: so that a list says the same for the same q."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import QueryDict

from record.codebook import Codebook, label
from record.filters import IncidentFilter
from record.lists import capped_count
from record.models import IncidentIndex, IndexRow, StatementIndex, ThingIndex
from record.moments import Moment
from record.names import Found, folded
from record.parameters import FilterError, RecordFilter
from record.question import Question
from record.statement_filters import StatementFilter
from record.thing_filters import ActorFilter, EpisodeFilter, SourceFilter

SHORTEST_WORD = 3


@dataclass(frozen=True)
class Hits:
    """What one list has: the best of its rows, how many there are, or why it cannot be asked."""

    rows: list[IndexRow] = field(default_factory=list)
    count: int = 0
    more: bool = False
    problem: str = ""
    question: Question | None = None


@dataclass(frozen=True)
class Word:
    """A word of the codebook: `scale` is empty for a type or a theme, which `kind` says."""

    kind: str
    code: str
    label: str
    definition: str
    scale: str = ""


def everywhere(text: str, moment: Moment, book: Codebook, shown: dict[str, int]) -> dict[str, Hits]:
    """The hits in each list by its name; `shown` says how many rows. Raises FilterError for a text that no list takes."""
    asked = QueryDict(mutable=True)
    asked["q"] = text
    sets: dict[str, tuple[type[RecordFilter], QuerySet]] = {
        "incidents": (IncidentFilter, IncidentIndex.objects.at(moment)),
        "statements": (StatementFilter, StatementIndex.objects.at(moment)),
    }
    things = ThingIndex.objects.at(moment)
    for name, filters in (("actors", ActorFilter), ("episodes", EpisodeFilter), ("sources", SourceFilter)):
        sets[name] = (filters, things.filter(kind=name.removesuffix("s")))
    found = {}
    for name, (filters, rows) in sets.items():
        chosen = filters(asked, rows, codebook=book, moment=moment)
        found[name] = hits(chosen, name, shown[name])
    return found


def hits(chosen: RecordFilter, name: str, size: int) -> Hits:
    """Three queries and those that understand the question."""
    if not chosen.form.is_valid():
        raise FilterError({field: list(errors) for field, errors in chosen.form.errors.items()})
    try:
        rows = chosen.selected()
    except FilterError as error:
        return Hits(problem=" ".join(error.problems["q"]))
    count, more = capped_count(rows)
    ordered = in_order(chosen, rows, name).defer("search")
    return Hits(list(ordered[:size]), count, more, question=chosen.question)


def in_order(chosen: RecordFilter, rows: QuerySet, name: str) -> QuerySet:
    """As the list of the same name has them: the best match first, actors by name, the newest things first."""
    if name in ("incidents", "statements"):
        return chosen.in_order(rows, "relevance").order_by("-relevance", "-number")
    return rows.order_by(*(("sort_key", "number") if name == "actors" else ("-day_desc", "-number")))


def named(found: dict[str, Hits]) -> list[Found]:
    """Whose names are in the question, each once, without those to be left out."""
    questions = [one.question for one in found.values() if one.question]
    names = [name for question in questions for name, excluded in question.names if not excluded]
    return list({name.code: name for name in names}.values())


def actors_by_ref(refs: list[str], moment: Moment) -> list[IndexRow]:
    """The actors with these numbers; one query, none for no refs."""
    if not refs:
        return []
    rows = ThingIndex.objects.at(moment).filter(kind="actor", ref__in=refs)
    return list(rows.defer("search", "words").order_by("sort_key", "number"))


def words_of_the_codebook(text: str, book: Codebook, language: str = "") -> list[Word]:
    """Types, themes and scale entries whose code is the text, or whose label has all its words. No query."""
    wanted = [word for word in folded(text) if len(word) >= SHORTEST_WORD]
    return [
        word
        for word in words(book, language)
        if word.code.upper() == text.strip().upper() or (wanted and all_in(wanted, word.label))
    ]


def all_in(wanted: list[str], text: str) -> bool:
    """Whether each word is one of the text's, or the beginning of one."""
    present = folded(text)
    return all(any(one.startswith(word) for one in present) for word in wanted)


def words(book: Codebook, language: str) -> Iterator[Word]:
    for code, row in book.types.items():
        yield Word("type", code, label(row, language), row["definition"])
    for code, row in book.themes.items():
        yield Word("theme", code, label(row, language), row["definition"])
    for scale, found in book.scales.items():
        for code, row in found["by_code"].items():
            yield Word("scale", code, label(row, language), row.get("definition") or "", scale)
