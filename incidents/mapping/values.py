"""What a mapping says of one field: constants, cells, texts, dates, countries, choices. No code, nothing evaluated.

Each value is a JSON object with one key that says its kind; a text, a number, true and false stand for themselves.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from incidents.mapping import cells, dates
from incidents.mapping.countries import Countries
from incidents.mapping.faults import CellFault
from incidents.tables.reading import Table

Value = Any
NAMES = re.compile(r"\{([^{}]+)\}")
EARLIER = object()  # stands for the ids of the rows before, which are known once all rows are read


class Row:
    """One row of a table, with the names that for_each and “with” add to it."""

    def __init__(self, table: Table, number: int, reader: cells.Reader, cells_: list[str]):
        self.table, self.number = table, number
        self.reader, self.cells = reader, cells_
        self.names: dict[str, Any] = {}
        self.whence: dict[str, str] = {}

    def named(self, names: dict[str, Any], whence: dict[str, str] | None = None) -> "Row":
        """The same row with more names; `whence` has the columns that they come from."""
        row = Row(self.table, self.number, self.reader, self.cells)
        row.names, row.whence = self.names | names, self.whence | (whence or {})
        return row

    def text(self, column: str) -> Any:
        return self.names[column] if column in self.names else self.reader.cell(self.cells, column)


class Values:
    """Reads values of one mapping from rows."""

    def __init__(self, mapping: dict[str, Any], countries: Countries):
        self.tables: dict[str, dict[str, Any]] = {
            name: folded(table) for name, table in mapping.get("values", {}).items()
        }
        self.countries = countries
        self.before: dict[tuple, dict[int, str]] = {}
        self.kinds: dict[str, Callable[[dict, Row], Any]] = {
            "column": self.column,
            "text": self.text,
            "date": self.date,
            "country": self.country,
            "first": self.first,
            "when": self.when,
            "hash": self.hash,
            "previous": self.previous,
            "earlier": lambda value, row: EARLIER,
        }

    def read(self, value: Value, row: Row) -> Any:
        """The value, None if it is unknown. Raises CellFault."""
        if not isinstance(value, dict):
            return value
        kind = next(key for key in self.kinds if key in value)
        found = self.kinds[kind](value, row)
        return None if found in ("", []) else found

    def column(self, value: dict, row: Row) -> Any:
        text = row.text(value["column"])
        if text in ("", None):
            return None
        if "split" in value:
            found = [self.turned(part, value) for part in cells.split(str(text), value["split"])]
            return list(dict.fromkeys(part for part in found if part is not None))
        return self.turned(text, value)

    def turned(self, text: Any, value: dict) -> Any:
        """A text by the table of values, in the form and length asked for."""
        if "values" in value:
            text = self.looked_up(text, value)
        if isinstance(text, str) and "form" in value:
            text = cells.in_form(text, value["form"])
        if isinstance(text, str) and "cut" in value:
            text = cells.cut(text, value["cut"])
        if isinstance(text, str) and "number" in value:
            return cells.number(text, value["number"])
        return text

    def looked_up(self, text: Any, value: dict) -> Any:
        table = value["values"]
        known = self.tables[table] if isinstance(table, str) else folded(table)
        key = str(text).casefold()
        if key in known:
            return known[key]
        how = value.get("otherwise", "refuse")
        if how == "refuse":
            raise CellFault(
                text, "is none of the values that the mapping knows. Correct it, or add it to the mapping."
            )
        return text if how == "keep" else None

    def text(self, value: dict, row: Row) -> Any:
        """A text with names in braces; unknown if one of them is, unless it is written {name?}."""
        scope = row.named({name: self.read(inner, row) for name, inner in value.get("with", {}).items()})
        parts = {name: scope.text(name.removesuffix("?")) for name in NAMES.findall(value["text"])}
        if any(part in ("", None) for name, part in parts.items() if not name.endswith("?")):
            return None
        text = NAMES.sub(lambda found: str(parts[found.group(1)] or ""), value["text"])
        return self.turned(re.sub(r" {2,}", " ", text).strip(), value)

    def date(self, value: dict, row: Row) -> str:
        asked = value["date"]
        text = self.bare_date(asked, row)
        for qualifier, key in (("~", "approximate"), ("?", "uncertain")):
            if text and key in asked and self.holds(asked[key], row):
                text = dates.qualified(text, qualifier)
        return dates.bound(text, value["bound"]) if text and "bound" in value else text

    def bare_date(self, asked: dict, row: Row) -> str:
        if "of" in asked:
            text = self.read(asked["of"], row)
            formats, century = asked.get("formats", ["edtf"]), asked.get("century_from", 1950)
            return (
                "" if text is None else dates.from_text(str(text), formats, asked.get("range", []), century)
            )
        if "from" in asked or "to" in asked:
            start, end = (self.read(asked.get(key), row) or "" for key in ("from", "to"))
            return dates.period(start, end)
        if "between" in asked:
            start, end = (self.read(inner, row) or "" for inner in asked["between"])
            return start if start == end else dates.checked(f"[{start}..{end}]")
        year, month, day = (self.read(asked.get(key), row) for key in ("year", "month", "day"))
        return dates.from_parts(year, month, day)

    def country(self, value: dict, row: Row) -> Any:
        texts = self.read(value["country"], row)
        if texts is None:
            return None
        on = self.read(value.get("on"), row)
        day = dates.middle(on) if on else None
        schemes = value.get("scheme", ["iso3", "iso2", "name"])
        schemes = [schemes] if isinstance(schemes, str) else schemes
        found = []
        for text in texts if isinstance(texts, list) else [texts]:
            try:
                code = self.countries.find(str(text), schemes, day)
                found.append(self.countries.names[code] if value.get("as") == "name" else code)
            except CellFault:
                if value.get("otherwise") != "leave out":
                    raise
        if isinstance(texts, list):
            return found
        return found[0] if found else None

    def first(self, value: dict, row: Row) -> Any:
        found = (self.read(inner, row) for inner in value["first"])
        return next((one for one in found if one is not None), None)

    def when(self, value: dict, row: Row) -> Any:
        return self.read(value.get("then" if self.holds(value["when"], row) else "else"), row)

    def previous(self, value: dict, row: Row) -> Any:
        """The cell of the last row before this one that has the same cells under “by”."""
        column, by = value["previous"], tuple(value["by"])
        key = (id(row.table), column, by)
        if key not in self.before:
            self.before[key] = before(row, column, by)
        text = self.before[key].get(row.number)
        return self.turned(text, value) if text else None

    def hash(self, value: dict, row: Row) -> str:
        return cells.digest([self.read(inner, row) for inner in value["hash"]])

    def holds(self, condition: dict, row: Row) -> bool:
        """Whether a condition is true of a row; with several tests, whether all of them are."""
        if "all" in condition:
            return all(self.holds(inner, row) for inner in condition["all"])
        if "any" in condition:
            return any(self.holds(inner, row) for inner in condition["any"])
        if "not" in condition:
            return not self.holds(condition["not"], row)
        found = self.read(condition.get("value", condition), row)
        return all(TESTS[name](found, asked) for name, asked in condition.items() if name in TESTS)


def before(row: Row, column: str, by: tuple[str, ...]) -> dict[int, str]:
    """By row number, what the column said in the last row with the same cells under `by`."""
    last: dict[tuple[str, ...], str] = {}
    found = {}
    for number, cells_ in row.table.rows:
        key = tuple(row.reader.cell(cells_, name) for name in by)
        if key in last:
            found[number] = last[key]
        last[key] = row.reader.cell(cells_, column)
    return found


def folded(table: dict[str, Any]) -> dict[str, Any]:
    return {key.casefold(): value for key, value in table.items()}


def words(found: Any) -> str:
    return "" if found is None else str(found).casefold()


TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "known": lambda found, asked: (found is not None) is asked,
    "in": lambda found, asked: words(found) in [words(one) for one in asked],
    "not_in": lambda found, asked: words(found) not in [words(one) for one in asked],
    "contains": lambda found, asked: any(words(one) in words(found) for one in asked),
}


def columns_of(value: Any, added: frozenset[str] = frozenset()) -> Iterator[str]:
    """The columns that a value reads, in the order in which it names them."""
    if isinstance(value, list):
        for inner in value:
            yield from columns_of(inner, added)
        return
    if not isinstance(value, dict):
        return
    added |= frozenset(value.get("with", {}))
    for key, inner in value.items():
        if key in ("column", "previous") and isinstance(inner, str):
            yield from {inner} - added
        elif key == "text" and isinstance(inner, str):
            yield from dict.fromkeys(
                name.removesuffix("?") for name in NAMES.findall(inner) if name.removesuffix("?") not in added
            )
        elif key != "values":
            yield from columns_of(inner, added)
