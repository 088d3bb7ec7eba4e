"""Parts of pages that are dear to make, kept until something is published.

A part is decided by the entry that the record is read at, the release of the code, the language and what was asked; so
none has to be thrown away, and none can show what is not public any more.
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
    """What `make` gives; `asked` names it, by texts and numbers, among all parts of all pages."""
    words = [moment.entry, moment.now, release(), get_language(), *asked]
    key = hashlib.sha256(repr(words).encode()).hexdigest()
    found = caches["parts"].get(key)
    if found is None:
        found = make()
        caches["parts"].set(key, NOTHING if found is None else found)
    return None if found == NOTHING else found  # type: ignore[return-value]  # None is what `make` gave
