"""Records from rows: several rows may make one record, one row several; each record remembers whence it came."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from incidents.mapping.cells import Reader
from incidents.mapping.countries import Countries
from incidents.mapping.faults import LIMIT, CellFault, CellProblem
from incidents.mapping.values import EARLIER, Row, Values, columns_of
from incidents.tables.reading import Table

LONGEST_ID = 80


class Built(dict):
    """A record, or a row of a list in one, with the row and the rule it was made from.

    `elsewhere` has those of fields that a later row added.
    """

    __slots__ = ("elsewhere", "row", "rule", "table", "whence")

    def __init__(self, row: Row, rule: dict[str, Any]):
        super().__init__()
        self.table, self.row, self.whence, self.rule = row.table, row.number, row.whence, rule
        self.elsewhere: dict[str, Built] = {}

    def cell(self, name: str) -> tuple[Table, int, str]:
        """Table, row and column of a field; the column is empty if the field reads none."""
        whence = self.elsewhere.get(name, self)
        value = whence.rule.get("id") if name == "id" else whence.rule["fields"].get(name)
        read = (whence.whence.get(one, one) for one in columns_of(value))
        column = next((one for one in read if one in whence.table.places), "")
        return whence.table, whence.row, column


@dataclass
class Converted:
    """The records of an interchange file by their key, and what could not be read on the way.

    `left_out` has the numbers of rows from which no record came; `differing` says where rows of one record disagree.
    """

    records: dict[str, list[Built]] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    unread: set[tuple[str, int, str]] = field(
        default_factory=set
    )  # table, row and field of all that could not be read
    more_problems: bool = False
    left_out: dict[str, list[int]] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)
    rows: int = 0


class Builder:
    """Makes the records of one import."""

    def __init__(self, mapping: dict[str, Any], countries: Countries):
        self.mapping = mapping
        self.values = Values(mapping, countries)
        self.found = Converted()
        self.by_id: dict[tuple[str, str], Built] = {}

    def build(self, tables: dict[str, Table]) -> Converted:
        """`tables` by the names that the mapping has for them."""
        for name, table in tables.items():
            reader = Reader(table, self.mapping)
            rules = [
                rule
                for rule in self.mapping["records"]
                if rule.get("from", next(iter(self.mapping["tables"]))) == name
            ]
            self.found.rows += len(table.rows)
            for number, cells in table.rows:
                row = Row(table, number, reader, cells)
                if not sum([self.add(rule, row) for rule in rules]):
                    self.found.left_out.setdefault(name, []).append(number)
        for records in self.found.records.values():
            for record in records:
                settle(record)
        return self.found

    def add(self, rule: dict[str, Any], row: Row) -> int:
        """How many records a rule makes of a row or finds in it."""
        count = 0
        for record in self.rows_of(rule, row):
            count += 1
            key = (rule["list"], record.get("id", ""))
            if not record.get("id"):
                self.problem(
                    row,
                    "id",
                    rule.get("id"),
                    CellFault("", "has no id. Fill the columns that the id is made of."),
                )
            elif key in self.by_id:
                self.merge(self.by_id[key], record)
            else:
                self.by_id[key] = record
                self.found.records.setdefault(rule["list"], []).append(record)
        return count

    def rows_of(self, rule: dict[str, Any], row: Row) -> Iterator[Built]:
        """What a rule makes of a row: nothing, one, or one for each part of a list."""
        for scope in self.scopes(rule, row):
            if "where" in rule and not self.holds(rule, scope):
                continue
            record = Built(scope, rule)
            if "id" in rule:
                self.put(record, "id", rule["id"], scope)
                if len(str(record.get("id", ""))) > LONGEST_ID:
                    fault = CellFault(
                        record["id"], f"is longer than the {LONGEST_ID} characters of an id. Use “hash”."
                    )
                    self.problem(scope, "id", rule["id"], fault)
            for name, value in rule["fields"].items():
                self.put(record, name, value, scope)
            yield record

    def scopes(self, rule: dict[str, Any], row: Row) -> Iterator[Row]:
        each = rule.get("for_each")
        if each is None:
            yield row
            return
        found = self.attempt(row, "", each["value"])
        for one in found if isinstance(found, list) else [found] if found is not None else []:
            column = next((name for name in columns_of(each["value"]) if name in row.table.places), "")
            yield row.named({each["as"]: one}, {each["as"]: column})

    def holds(self, rule: dict[str, Any], row: Row) -> bool:
        try:
            return self.values.holds(rule["where"], row)
        except CellFault as fault:
            self.problem(row, "", rule["where"], fault)
            return False

    def put(self, record: Built, name: str, value: Any, row: Row) -> None:
        """Reads one field into a record; what is unknown is left out."""
        found = self.listed(name, value, row) if isinstance(value, list) else self.attempt(row, name, value)
        if found is not None and found != []:
            record[name] = found

    def listed(self, name: str, value: list, row: Row) -> list:
        """Rows of a list inside a record, or codes and ids."""
        found: list = []
        for inner in value:
            if isinstance(inner, dict) and "fields" in inner:
                for built in self.rows_of(inner, row):
                    self.join(found, built)
                continue
            one = self.attempt(row, name, inner)
            found += one if isinstance(one, list) else [] if one is None else [one]
        return found if any(isinstance(one, dict) for one in found) else list(dict.fromkeys(found))

    def attempt(self, row: Row, name: str, value: Any) -> Any:
        try:
            return self.values.read(value, row)
        except CellFault as fault:
            self.problem(row, name, value, fault)
            return None

    def merge(self, record: Built, other: Built) -> None:
        """Adds what another row says of the same record; where both say something, the first stands."""
        for name, value in other.items():
            if name not in record:
                record[name] = value
                record.elsewhere[name] = other
            elif isinstance(value, list):
                for one in value:
                    self.join(record[name], one)
            elif record[name] != value and not other.rule.get("fills"):
                self.differ(record, other, name)

    def join(self, rows: list, one: Any) -> None:
        """Adds a row of a list unless it is there; rows with the same id are one."""
        if not isinstance(one, Built):
            if one not in rows:
                rows.append(one)
            return
        same = next((row for row in rows if "id" in one and row.get("id") == one["id"]), None)
        if same is not None:
            self.merge(same, one)
        elif one not in rows:
            rows.append(one)

    def differ(self, record: Built, other: Built, name: str) -> None:
        if len(self.found.differing) < LIMIT:
            table, number, column = other.cell(name)
            first = record.elsewhere.get(name, record)
            self.found.differing.append(
                f"{table.cell_name(number, column)}: {name} is “{str(other[name])[:60]}” here and "
                f"“{str(record[name])[:60]}” in row {first.row}, which speaks of the same. The first stands."
            )

    def problem(self, row: Row, name: str, value: Any, fault: CellFault) -> None:
        self.found.unread.add((row.table.name, row.number, name))
        if len(self.found.problems) >= LIMIT:
            self.found.more_problems = True
            return
        column = at_fault(row, value, fault)
        place = row.table.cell_name(row.number, column)
        found = CellProblem(place, str(fault.value)[:60], fault.sentence, row.table.name, row.number, name)
        said = {(one.table, one.row, one.value, one.sentence) for one in self.found.problems}
        if (found.table, found.row, found.value, found.sentence) not in said:
            self.found.problems.append(found)


def at_fault(row: Row, value: Any, fault: CellFault) -> str:
    """The column in which the value at fault stands, else the first that is read; empty if none is."""
    first = ""
    for name in columns_of(value):
        column = row.whence.get(name, name)
        if column in row.table.places:
            first = first or column
            if fault.value != "" and str(row.text(name)) == str(fault.value):
                return column
    return first


def settle(record: dict) -> None:
    """Puts in the ids of the rows before, which are known now."""
    for rows in record.values():
        if not isinstance(rows, list):
            continue
        for place, row in enumerate(rows):
            if not isinstance(row, dict):
                continue
            for name in [name for name, value in row.items() if value is EARLIER]:
                row[name] = [before["id"] for before in rows[:place]]
            settle(row)
