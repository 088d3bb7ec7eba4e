"""The statements that make a series: where each incident goes, what occurs, and the rows."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from record.dimensions import DIMENSIONS, Dimension, Sql, embedded, fetched, survivors
from record.moments import Moment
from record.series_coverage import CODED

PERIODS = {  # step of the calendar, and how PostgreSQL writes a period
    "month": ("1 month", "YYYY-MM"),
    "week": (
        "1 week",
        'IYYY-"W"IW',
    ),  # ISO weeks: they begin on Monday and belong to the year of their Thursday
    "quarter": ("3 months", 'YYYY-"Q"Q'),
    "year": ("1 year", "YYYY"),
}
NONE = "none"
SPLITS = (NONE, *(name for name in DIMENSIONS if name not in ("role", "denied_by", "source")))
WHOLE = Dimension("ref", "'all'::text", "true")  # of NONE: one value, which answers write as null
FATES = ("not_counted", "undated", "spread", "without_value", "placed")
TOP = 50
MOST_ROWS = 20_000


@dataclass(frozen=True)
class How:
    """What a series is asked to be. `zeros`: a balanced panel; `top`: so many values at most, the most frequent."""

    period: str = "month"
    split: str = NONE
    zeros: bool = False
    counted: bool = True
    top: int = TOP

    def __post_init__(self):
        if self.period not in PERIODS or self.split not in SPLITS:
            raise ValueError(f"{self} is no series: its period and split become part of a statement.")

    @property
    def dimension(self) -> Dimension:
        return WHOLE if self.split == NONE else DIMENSIONS[self.split]


Span = tuple[date | None, date | None]


class Summary(NamedTuple):
    """What occurs: totals, first days of the first and last period, most frequent values, how many there are."""

    totals: dict[str, int]
    first: str | None
    last: str | None
    values: dict[str, int]
    distinct: int


class InSql:
    """Selected incidents with the period in which each lies: the tables `judged`, with the fate of each, and `placed`."""

    def __init__(self, rows: QuerySet, how: How, moment: Moment):
        self.how, self.using = how, rows.db
        dimension = how.dimension
        columns = dict.fromkeys(["ref", "span", "counted", "level", "step", dimension.column])
        first, last = (
            f"date_trunc('{how.period}', ({day})::timestamp)" for day in ("lower(span)", "upper(span) - 1")
        )
        fates = f"""
            SELECT r.*, ({first})::date AS period, CASE
                WHEN %s AND NOT r.counted THEN 'not_counted'
                WHEN span IS NULL THEN 'undated'
                WHEN lower_inf(span) OR upper_inf(span) OR {first} <> {last} THEN 'spread'
                WHEN NOT ({dimension.present}) THEN 'without_value'
                ELSE 'placed'
            END AS fate FROM selected AS r
        """  # noqa: S608 - our own names
        self.tables = {
            **(survivors(moment) if dimension.folded else {}),
            "selected": embedded(rows, *columns),
            "judged": Sql(fates, (how.counted,)),
            "placed": Sql("SELECT * FROM judged WHERE fate = 'placed'"),
        }

    def summary(self, wanted: list[str] | None) -> Summary:
        """The totals, the first and the last period that occurs, and the most frequent values. One query."""
        dimension = self.how.dimension
        body = Sql(
            f"""
            SELECT 'fate', fate, count(*), 0, min(period)::text, max(period)::text FROM judged GROUP BY fate
            UNION ALL (
                SELECT 'value', {dimension.value} AS value, {dimension.count} AS n, count(*) OVER (), NULL, NULL
                FROM placed AS r {dimension.rows}
                WHERE %s::text[] IS NULL OR {dimension.value} = ANY(%s::text[])
                GROUP BY value ORDER BY n DESC, value LIMIT %s
            )""",  # noqa: S608 - our own names
            (wanted, wanted, self.how.top if wanted is None else None),
        )
        fates: dict[str, tuple] = {}
        values: dict[str, int] = {}
        distinct = 0
        for part, name, n, of, first, last in fetched(self.tables, body, self.using):
            if part == "fate":
                fates[name] = (n, first, last)
            else:
                values[name], distinct = n, of
        totals = {name: fates[name][0] if name in fates else 0 for name in FATES}
        first, last = fates["placed"][1:] if "placed" in fates else (None, None)
        return Summary({"selected": sum(totals.values()), **totals}, first, last, values, distinct)

    def counts(self, values: list[str]) -> Sql:
        """The table `counts` of these values: how many in each period, the highest level, and the step that goes with it."""
        dimension = self.how.dimension
        return Sql(
            f"""
            SELECT period, {dimension.value} AS value, {dimension.count} AS n, max(level) AS level,
                (array_agg(step ORDER BY level DESC))[1] AS step
            FROM placed AS r {dimension.rows} WHERE {dimension.value} = ANY(%s) GROUP BY 1, 2""",  # noqa: S608 - our own names
            (values,),
        )


def grid(values: list[str], how: How, asked: Span, ends: Span) -> dict[str, Sql]:
    """The tables `units` (values in their order), and `periods` from the first to the last of `ends`.

    The days of the first and the last period are cut to those that were asked for.
    """
    step, written = PERIODS[how.period]
    cut = "greatest(day::date, %s)", f"least((day + interval '{step}')::date - 1, %s)"
    calendar = f"""
        SELECT day::date AS period, to_char(day, '{written}') AS name, {cut[0]} AS first, {cut[1]} AS last
        FROM generate_series(
            date_trunc('{how.period}', %s::timestamp), %s::timestamp, interval '{step}'
        ) AS day
    """  # noqa: S608 - our own names
    return {
        "units": Sql("SELECT * FROM unnest(%s::text[]) WITH ORDINALITY AS u (value, place)", (values,)),
        "periods": Sql(calendar, (*asked, *ends)),
    }


def cells(how: How, most: int) -> Sql:
    """The rows, `most` of them: every value in every period, or only where something happened."""
    return Sql(
        f"""
        SELECT periods.name, first::text, last::text, nullif(units.value, %s), coalesce(n, 0), level, step, {CODED}
        FROM units CROSS JOIN periods {"LEFT" if how.zeros else "INNER"} JOIN counts USING (value, period)
        LEFT JOIN known AS of_value ON of_value.owner = 'value ' || units.value
        CROSS JOIN around CROSS JOIN LATERAL daterange(first, last, '[]') AS days
        ORDER BY place, periods.period LIMIT %s""",  # noqa: S608 - our own names
        ("all" if how.split == NONE else None, most),
    )
