"""How many days lie between two things whose days may not be known exactly."""

from dataclasses import dataclass
from datetime import date

Days = tuple[
    date | None, date | None
]  # the first and the last day on which it may have been; None: not known


@dataclass(frozen=True)
class Lag:
    """Days from the earlier to the later: at least so many, at most so many; None where one end is not known."""

    least: int | None
    most: int | None


def lag(earlier: Days, later: Days) -> Lag:
    """Both may be negative: then the days on record have the two the other way round, or may have."""
    (first, last), (next_first, next_last) = earlier, later
    return Lag(
        (next_first - last).days if next_first and last else None,
        (next_last - first).days if next_last and first else None,
    )
