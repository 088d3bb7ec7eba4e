"""Series: how many incidents, and how hostile the gravest, in each period, split by a dimension.

No incident is put into a period by guess. One whose days, as the record has them, do not lie inside one period is in no
row; the totals say how many are left out and why:

- `not_counted`: plans, patterns, processes, packages, duplicates and what was refuted, unless all are asked for;
- `undated`: no day is on record at all;
- `spread`: the first and the last possible day lie in different periods, or one of them is open;
- `without_value`: nothing on record to split by, such as no theme;
- `placed`: in the rows. The five add up to `selected`.

An incident counts once for each of its values, so the rows of a split may add up to more than `placed`.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from record import postings, series_coverage
from record.codebook import Codebook
from record.dimensions import fetched, vocabulary
from record.filters import IncidentFilter
from record.identity import survivors
from record.moments import Moment
from record.parameters import FilterError
from record.series_coverage import PAIRS
from record.series_postings import Placed
from record.series_tables import MOST_ROWS, NONE, How, InSql, Span, Summary, cells, grid

MOST_VALUES = 200


class Row(NamedTuple):
    """One value in one period: the days of the period that were asked for, and whether they were read."""

    period: str
    start: str
    end: str
    value: str | None
    n: int
    level: int | None
    step: str | None
    coded: str


@dataclass(frozen=True)
class Series:
    """`values` with the incidents placed under each; rows are sorted by value as listed there, then by period."""

    totals: dict[str, int]
    values: dict[str | None, int]
    values_left_out: int
    rows: list[Row]


def series(filters: IncidentFilter, moment: Moment, how: How) -> Series:
    """The series of what the filters select; they must not filter by `counted` themselves, `how` says it.

    If the filter of the split itself is given, the values are those asked for and no others. A balanced panel has every
    period from `from` (else the first that occurs) to `to` (else the last) for every value, of a closed list of words for
    all of them, whether they occur or not. Two queries, one more for
    merged actors asked for by number. Raises FilterError, also for a series of more than MOST_ROWS rows.
    """
    rows, book = filters.selected(), filters.codebook
    chosen = filters.form.cleaned_data
    wanted = asked(how.split, chosen, book, moment)
    placed = Placed(rows, how) if postings.serve(moment) else InSql(rows, how, moment)
    found = placed.summary(wanted)
    values = in_order(how, found.values, wanted, book)
    span = chosen.get("from"), chosen.get("to")
    refuse_too_many(how, found, len(values), span)
    scopes = (
        series_coverage.scopes_of_values(how.split, values, book),
        series_coverage.scopes_of_filters(chosen, how.split),
    )
    calendar = grid(list(values), how, span, ends(found, span))
    tables = {**placed.tables, **series_coverage.tables(*scopes, moment, book), **calendar}
    tables["counts"] = placed.counts(list(values))
    known = values and all(ends(found, span))  # else there is no period to make rows of
    made = [Row(*row) for row in fetched(tables, cells(how, MOST_ROWS + 1), rows.db)] if known else []
    if len(made) > MOST_ROWS:
        raise too_many()
    nameless = {None if how.split == NONE else value: n for value, n in values.items()}
    return Series(found.totals, nameless, max(0, found.distinct - len(values)), made)


def asked(split: str, chosen: dict, book: Codebook, moment: Moment) -> list[str] | None:
    """The values that the split's own filter asks for, as the split writes them; none if it was not given."""
    given = chosen.get("dyad" if split in PAIRS else split)
    if not given:
        return None
    if split == "directed_dyad":
        return sorted({pair for pairs in given for pair in pairs})
    if split == "dyad":
        return sorted({"-".join(sorted(pair.split(">"))) for pairs in given for pair in pairs})
    if split == "actor":
        return sorted(set(survivors(given, moment).values()))
    return list(dict.fromkeys(str(value) for value in given))


def in_order(how: How, found: dict[str, int], wanted: list[str] | None, book: Codebook) -> dict[str, int]:
    """The values of a series: those asked for, else what occurs; scales in their order, others by frequency.

    In a balanced panel of a scale, all its values up to `top`.
    """
    if how.split == NONE:
        return {"all": found.get("all", 0)}
    known = vocabulary(how.split, book)
    if wanted is None and how.zeros:
        absent = [value for value in known if value not in found]
        wanted = absent[: max(0, how.top - len(found))]
    values = {**found, **{value: found.get(value, 0) for value in wanted or ()}}
    place = {value: number for number, value in enumerate(known)}
    ordered = sorted(values, key=lambda value: (place.get(value, len(place)), -values[value], value))
    return {value: values[value] for value in ordered}


def refuse_too_many(how: How, found: Summary, values: int, span: Span) -> None:
    """A balanced panel is as long as its two sides: refused before it is made."""
    first, last = ends(found, span)
    if how.zeros and first and last and values * periods(how.period, first, last) > MOST_ROWS:
        raise too_many()


def too_many() -> FilterError:
    sentence = f"More than {MOST_ROWS:,} rows. Ask for fewer days (from, to), longer periods or fewer values (top, filters)."
    return FilterError({"period": [sentence]})


def ends(found: Summary, span: Span) -> Span:
    """The first and the last day of a panel: as asked for, else as it occurs."""
    first = span[0] or (date.fromisoformat(found.first) if found.first else None)
    last = span[1] or (date.fromisoformat(found.last) if found.last else None)
    return first, last


def periods(period: str, first: date, last: date) -> int:
    """How many periods the days from the first to the last touch; at least none."""
    if period == "week":
        monday, sunday = (day.toordinal() - day.weekday() for day in (first, last))
        return max(0, (sunday - monday) // 7 + 1)
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    begin, end = ((day.year * 12 + day.month - 1) // months for day in (first, last))
    return max(0, end - begin + 1)
