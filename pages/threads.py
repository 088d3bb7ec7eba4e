"""The statements of a selection as threads: claim, denial, retraction, with the time between them written out."""

from pages import rail, signs
from pages.lags import answered
from pages.said import said
from pages.selection import Selection
from pages.ties import same_day
from record import threads
from record.codebook import Codebook
from record.threads import Silence, Thread, Turn

MOST = 100  # statements whose threads are shown
DEEPEST = 4  # answers to answers are set in so far, no further


def context(selection: Selection, count: int, facet_list: list[rail.Facet]) -> dict:
    """The threads of the newest statements that are part of one. Six queries, whatever their number."""
    rows = threads.in_threads(selection.rows, selection.moment).order_by("-day_desc", "-number")
    found = list(rows.values_list("ref", flat=True)[: MOST + 1])
    as_of = "" if selection.moment.now else f"entry:{selection.moment.entry}"
    return {
        "threads": [
            shown(one, selection.book, as_of) for one in threads.threads(found[:MOST], selection.moment)
        ],
        "most": MOST if len(found) > MOST else 0,
    }


def shown(thread: Thread, book: Codebook, as_of: str) -> dict:
    turns = [turn(one, book, as_of) for one in thread.turns]
    return {
        "title": turns[0]["home"]["title"],
        "address": turns[0]["home_address"],
        "ref": turns[0]["ref"],
        "turns": turns,
        "silences": [silence(one) for one in thread.silences],
    }


def turn(one: Turn, book: Codebook, as_of: str) -> dict:
    return {
        **said(one.row, book, as_of=as_of),
        "depth": min(one.depth, DEEPEST),
        "how": book.scale_label("reply_kinds", one.how) if one.how else "",
        "lag": answered(day(one.answers), day(one.card), same_day(one.same_day)) if one.answers else "",
        "waits": one.waits,
    }


def day(card: dict) -> dict:
    """The day of a statement, else that of its home."""
    return card["date"] or card["home"]["date"]


def silence(one: Silence) -> dict:
    return {
        "who": one.who["name"] if one.who else "",
        "claim": one.claim,
        "text": one.text,
        "home": one.home,
        "date": signs.date_words(one.date) if one.date else "",
    }
