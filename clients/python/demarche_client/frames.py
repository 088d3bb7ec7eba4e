"""Rows as a pandas table, with the types that they have in the record."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

STEPS = pd.CategoricalDtype(["+", "0", "1", "2", "3", "4", "5"], ordered=True)
INTEGERS = {
    *("version", "entry", "number", "count", "level", "hostility_level", "stance", "utterance"),
    *("statement_count", "claim_count", "source_count"),
}
TYPES: dict[str, Any] = {
    **dict.fromkeys(INTEGERS, "Int64"),
    "counted": "boolean",
    "step": STEPS,
    "hostility_step": STEPS,
}
TIMES = {"published", "at"}
DAYS = ("earliest", "latest", "start", "end")  # with or without the name of what they are in: date_earliest
DEGREES = ("latitude", "longitude")


def to_dataframe(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """One line for each row; what is nested becomes columns such as `date_earliest` and `hostility_level`.

    Whole numbers stay whole where some are missing (Int64), days are datetime64[s], which holds every century, times are
    UTC, coordinates floats, steps ordered (+ below 0). Lists stay lists: `explode` makes a line of each of their values.
    """
    flat = [flattened(row) for row in rows]
    names = list(dict.fromkeys(name for row in flat for name in row))
    frame = pd.DataFrame(flat, columns=[name for name in names if not only_null(name, names, flat)])
    return frame.apply(typed)


def only_null(name: str, names: list[str], flat: list[dict[str, Any]]) -> bool:
    """Whether a column stands for an object that some rows do not have: its fields have columns of their own."""
    nested = any(other.startswith(f"{name}_") for other in names)
    return nested and all(row.get(name) is None for row in flat)


def flattened(row: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The fields of objects beside those of the row; a null stays one field."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            found.update(flattened(value, f"{prefix}{name}_"))
        else:
            found[prefix + name] = value
    return found


def typed(column: pd.Series) -> pd.Series:
    name = str(column.name)
    if name in TYPES:
        return column.astype(TYPES[name])
    if name in TIMES:
        return pd.to_datetime(column, utc=True, format="ISO8601")
    if name.rpartition("_")[2] in DAYS:
        known = column.astype(object).where(column.notna(), None)  # numpy takes None for no day, and no NaN
        return pd.Series(known.to_numpy(dtype="datetime64[s]"), index=column.index, name=name)
    if name.rpartition("_")[2] in DEGREES:
        return pd.to_numeric(column).astype("Float64")
    texts = [isinstance(value, str) for value in column if not missing(value)]
    return column.astype("string") if all(texts) else column


def missing(value: Any) -> bool:
    """Null, or the NaN that pandas puts where a row has no such field."""
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))
