"""Clocks: processor time of this process and of a PostgreSQL session, and time on the wall; the median of several rounds."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

NANOSECONDS, LEAST, MOST, ENOUGH = 1e9, 3, 15, 1.5


@dataclass(frozen=True)
class Cost:
    """Medians, in milliseconds."""

    python: float
    postgres: float
    wall: float
    bytes: int = 0

    @property
    def processor(self) -> float:
        return self.python + self.postgres


def spent(session: Callable[[], int | None]) -> float:
    """Seconds of processor that a PostgreSQL session has used; the kernel counts them for its process."""
    number = session()
    if number is None:
        return 0.0
    with open(f"/proc/{number}/schedstat") as file:
        return int(file.read().split()[0]) / NANOSECONDS


def rounds(ways: dict[str, tuple[Callable[[], int], Callable[[], int | None]]]) -> dict[str, Cost]:
    """Each way in turn, several times; a way gives the bytes of its answer and says which session it used.

    The first round warms and does not count. Rounds go on until all ways together took ENOUGH seconds, at least LEAST.
    """
    found: dict[str, list[tuple[float, float, float, int]]] = {name: [] for name in ways}
    for ask, _ in ways.values():
        ask()
    began = time.monotonic()
    for number in range(MOST):
        if number >= LEAST and time.monotonic() - began > ENOUGH:
            break
        for name, (ask, session) in ways.items():
            before = time.process_time(), spent(session), time.perf_counter()
            size = ask()
            after = time.process_time(), spent(session), time.perf_counter()
            found[name].append((*(b - a for a, b in zip(before, after, strict=True)), size))  # type: ignore[arg-type]
    return {name: cost(rows) for name, rows in found.items()}


def cost(rows: list[tuple[float, float, float, int]]) -> Cost:
    python, postgres, wall, sizes = zip(*rows, strict=True)
    return Cost(1000 * median(python), 1000 * median(postgres), 1000 * median(wall), int(median(sizes)))
