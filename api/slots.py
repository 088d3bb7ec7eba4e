"""How many large files one process sends or adds up at once. Each keeps a thread until its reader has the last byte.

So only some of the threads may send files (settings.STREAMS), and one client may have half of these: the rest of the
threads are there for whoever asks for a page.
"""

import weakref
from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from threading import RLock

from django.conf import settings
from django.http import HttpRequest

from record import budgets

LARGE = 1 << 20  # a smaller file lies between the two sockets before its reader has taken much of it
# nginx would keep an answer in a file of at most 1 GB, then take nothing until its reader has all of that: a stall.
UNKEPT = {"X-Accel-Buffering": "no"}
KEPT = 1 << 29  # bytes of an answer that may be kept, when its length is known
SECONDS = 10  # after which it is worth asking again
taken: Counter[str] = Counter()
changing = RLock()  # a slot that is forgotten may be given back in the middle of taking another


class NoSlot(Exception):
    """Too many large files are on their way: 429 if they are this client's own, else 503."""

    def __init__(self, status: HTTPStatus, detail: str):
        super().__init__(detail)
        self.status, self.detail = status, detail


class Slot:
    """The right to send one large file, or inside a `with` to add one up. It is given back once: by `end`, or when nobody holds it any more."""

    def __init__(self, request: HttpRequest):
        """Raises NoSlot."""
        client = budgets.client(request)
        with changing:
            refuse(taken[client], taken.total())
            taken[client] += 1
        self.end = weakref.finalize(self, give_back, client)

    def __enter__(self) -> "Slot":
        return self

    def __exit__(self, *_) -> None:
        self.end()


def refuse(own: int, all_of_them: int) -> None:
    """Raises NoSlot if no slot is free, or this client has as many as one client may have."""
    if own >= (settings.STREAMS + 1) // 2:
        raise NoSlot(
            HTTPStatus.TOO_MANY_REQUESTS,
            f"{own} large files are on their way to your address. Load one after the other: ask again when one has come, "
            f"or in {SECONDS} s.",
        )
    if all_of_them >= settings.STREAMS:
        raise NoSlot(
            HTTPStatus.SERVICE_UNAVAILABLE,
            f"As many large files are on their way as this site sends at once. Ask again in {SECONDS} s. Pages, lists and "
            "short files are answered meanwhile.",
        )


def give_back(client: str) -> None:
    with changing:
        taken[client] -= 1
        if not taken[client]:
            del taken[client]


class Slotted:
    """Pieces of a file with the slot that they are sent in."""

    def __init__(self, pieces: Iterator[bytes], slot: Slot):
        self.pieces, self.slot = pieces, slot

    def __iter__(self) -> "Slotted":
        return self

    def __next__(self) -> bytes:
        return next(self.pieces)

    def close(self) -> None:
        """Django calls this at the end of the answer, whole or broken."""
        try:
            self.pieces.close()  # type: ignore[attr-defined]  # a generator, or a CopyStream
        finally:
            self.slot.end()
