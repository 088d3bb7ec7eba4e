"""How many requests one client may make in a minute, by kind: lists, exports, feeds, past states, dear pages.

Counted by the address that our outermost proxy saw (lib/networks.py), for all processes of a machine together. What is
answered by 304 is never counted: whoever asks with an ETag costs next to nothing.
"""

import math
import time

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

from lib.networks import asker, network

SECONDS = 60
LISTS, EXPORTS, FEEDS, PAST, PAGES = "lists", "exports", "feeds", "past", "pages"
WORDS = {
    LISTS: "requests",
    EXPORTS: "exports (whole selections as files)",
    FEEDS: "feeds",
    PAST: "past states (as_of, or a cursor of one)",
}
ADVICE = {
    LISTS: "A larger page_size needs fewer requests, and a request with If-None-Match that is answered by 304 does not count.",
    EXPORTS: "One file of everything, or a release from exports/latest/, takes the place of many small files.",
    FEEDS: "A feed with If-None-Match is answered by 304 until something is published, and that does not count.",
    PAST: "Past states do not change: keep the answer. For many of them, keep a copy with changes/.",
}


def spend(request: HttpRequest, kind: str) -> int:
    """Counts one request. 0 if it may be answered, else in how many seconds the client may ask again."""
    budget = settings.BUDGETS.get(kind)
    if not budget:
        return 0
    now = time.time()
    minute = int(now // SECONDS)
    key, counts = f"{kind}:{client(request)}:{minute}", caches["counts"]
    counts.add(key, 0, 2 * SECONDS)
    try:
        spent = counts.incr(key)
    except ValueError:  # nothing is kept: it is better to answer than to refuse
        return 0
    return 0 if spent <= budget else math.ceil((minute + 1) * SECONDS - now)


def client(request: HttpRequest) -> str:
    """The network that counts as one client."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return network(asker(forwarded, request.META.get("REMOTE_ADDR", ""), settings.PROXIES))


def refusal(kind: str, seconds: int) -> str:
    """What a client is told who has spent a budget."""
    return (
        f"Your address has made more than {settings.BUDGETS[kind]} {WORDS[kind]} in a minute. "
        f"Wait {seconds} s, then go on. {ADVICE[kind]}"
    )
