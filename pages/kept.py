"""Parts of pages that are dear to make, kept until something is published.

A part is decided by the entry that the record is read at, the last entry that took content away, the release of the code,
the language and what was asked. What is retracted or merged goes on standing at earlier entries; what is expunged leaves
them too, and with it every part that was kept before: its key is asked for no more.
"""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches
from django.utils.translation import get_language

from record.caching import release
from record.moments import Moment

Part = TypeVar("Part")
NOTHING = "nothing"  # stands for None, which a cache answers for what it does not have


def kept(moment: Moment, asked: list[object], make: Callable[[], Part]) -> Part:
    """What `make` gives; `asked` names it, by texts and numbers, among all parts of all pages.

    For a moment that does not know the last expunged entry it is made anew each time.
    """
    if moment.expunged is None:
        return make()
    words = [moment.entry, moment.now, moment.expunged, release(), get_language(), *asked]
    key = hashlib.sha256(repr(words).encode()).hexdigest()
    found = caches["parts"].get(key)
    if found is None:
        found = make()
        caches["parts"].set(key, NOTHING if found is None else found)
    return None if found == NOTHING else found  # type: ignore[return-value]  # None is what `make` gave
