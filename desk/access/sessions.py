"""Where somebody is signed in, and ending that."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore

SYSTEMS = [
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
]
# In this order: most programs also call themselves by the names of others.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("YaBrowser", "Yandex Browser"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("HeadlessChrome", "Chrome without a window"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]


@dataclass(frozen=True)
class Signed:
    """One session as its owner sees it."""

    pk: int
    browser: str
    address: str
    begun: datetime
    seen: datetime
    current: bool


def browser_in_words(agent: str) -> str:
    """“Firefox on Windows” from what a browser calls itself. It is what the browser says, not what it is."""
    browser = next((words for mark, words in BROWSERS if re.search(rf"\b{mark}\w*/", agent)), "")
    system = next((words for mark, words in SYSTEMS if mark in agent), "")
    return " on ".join(word for word in (browser, system) if word) or "An unknown browser"


def sessions_of(user: Any, current: str | None) -> list[Signed]:
    """Every session that is still good, the newest first."""
    rows = UserSession.objects.purge_and_list(user)
    found = [
        Signed(
            row.pk,
            browser_in_words(row.user_agent),
            row.ip,
            row.created_at,
            row.last_seen_at,
            row.session_key == current,
        )
        for row in rows
    ]
    return sorted(found, key=lambda session: (not session.current, -session.seen.timestamp()))


def end_sessions(user: Any, *, pk: int | None = None, but: str | None = None) -> int:
    """Ends one session of somebody, or all but the one with this key; returns how many."""
    rows = UserSession.objects.filter(user=user).exclude(session_key=but or "")
    ended = list(rows.filter(pk=pk) if pk else rows)
    for row in ended:
        SessionStore().delete(row.session_key)
        row.delete()
    return len(ended)


def renamed(old: str | None, new: str | None) -> None:
    """Keeps a session on the list when its key has changed."""
    UserSession.objects.filter(session_key=old).update(session_key=new)
