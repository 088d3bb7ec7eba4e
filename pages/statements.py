"""Statements of an incident: who, in what capacity, to whom, when; then the words, and how close they are to what was said."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pages import signs
from pages.evidence import evidence
from pages.labels import Labels
from pages.language_names import language_name
from pages.languages import as_recorded

SIGNS = ("official", "institutional", "expert", "personal", "anonymous", "unclear")
OURS = "our words"  # what editors write in the place of a translator where they retell
RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}


def thread(document: dict, labels: Labels, numbers: dict[str, int]) -> list[dict]:
    """Statements in the order of the record."""
    speakers = {row["ref"]: row["speaker"] for row in document["statements"] if row["ref"]}
    return [statement(row, labels, numbers, speakers) for row in document["statements"]]


def capacities(document: dict, labels: Labels) -> list[tuple[str, str]]:
    """(sign, word) of the capacities that occur, for the key under the thread."""
    found = {row["capacity"] for row in document["statements"]}
    return [(code, labels.scale("capacities", code)) for code in SIGNS if code in found]


def statement(row: dict, labels: Labels, numbers: dict[str, int], speakers: dict[str, dict | None]) -> dict:
    """One statement; `speakers` has who spoke in each statement of the same document, by ref."""
    reply, around = row["replies_to"], speakers.get(row["inside"])
    return {
        "ref": row["ref"],
        "speaker": row["speaker"]["name"] if row["speaker"] else "",
        "speaker_ref": row["speaker"]["ref"] if row["speaker"] else "",
        "role": row["role_at_time"],
        "sign": row["capacity"] if row["capacity"] in SIGNS else "unclear",
        "capacity": labels.scale("capacities", row["capacity"]),
        "kind": labels.scale("statement_kinds", row["kind"]),
        "addressee": party(row["addressee"], labels),
        "date": signs.date_words(row["date"]["edtf"]) if row["date"] else "",
        "place": row["place"],
        "channel": "" if row["channel"] == "unknown" else labels.scale("channels", row["channel"]),
        "reply_to": reply["ref"] if reply else "",
        "reply_how": labels.scale("reply_kinds", reply["how"]) if reply and reply["how"] else "",
        "is_reply": bool(reply and reply["ref"] in speakers),
        "inside": row["inside"],
        "within": around["name"] if around else "",
        "relayed_by": row["relayed_by"]["name"] if row["relayed_by"] else "",
        "mandate": mandate(row["mandate"], labels),
        "mode": row["mode"],
        "mode_words": labels.scale("quote_modes", row["mode"]),
        "texts": [words(text, row["mode"]) for text in row["texts"]],
        "evidence": evidence(row, labels, numbers, *(text["text"] for text in row["texts"])),
    }


def day(date: dict | None, home: str, home_date: dict) -> str:
    """The day of a statement; where none is on record, that of its incident or episode, named as such: it may be another."""
    if date:
        return signs.date_words(date["edtf"])
    known = signs.date_words(home_date["edtf"])
    if not known:
        return _("day not recorded")
    if home.startswith("DI-"):
        return _("day not recorded; incident: %(day)s") % {"day": known}
    return _("day not recorded; episode: %(day)s") % {"day": known}


def party(row: dict | None, labels: Labels) -> str:
    """An addressee in words; empty if none is on record."""
    if not row:
        return ""
    if row["actor"]:
        return as_recorded(row["actor"]["name"])
    return labels.party(row["country"]).name if row["country"] else as_recorded(row["words"] or "")


def mandate(row: dict | None, labels: Labels) -> str:
    """Whether the speaker was sent, and who judges so; empty if nobody has."""
    if not row:
        return ""
    level = labels.scale("assessed_mandate", row["level"])
    level = level[:1].lower() + level[1:]
    if not row["assessed_by"]:
        return _("Mandate: %s; who judges so is not recorded") % level
    who = row["assessed_by"]["name"]
    return _("Mandate: %(level)s, in the judgement of %(who)s") % {"level": level, "who": who}


def words(text: dict, mode: str) -> dict:
    """One text of a statement. Quotation marks are for words on file: the whole of a direct quotation, or the marked spans."""
    language = text["language"]
    return {
        "language": language,
        "language_name": language_name(language),
        "direction": "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr",
        "original": text["original"],
        "quoted": mode == "direct" and not text["machine"],
        "shown": with_quoted_spans(text["text"], text["quoted"] if mode == "partial" else []),
        "by": _("our words") if text["by"] == OURS else text["by"],
        "machine": text["machine"],
    }


def with_quoted_spans(text: str, spans: list[str]) -> SafeString:
    """The text, escaped, with each span in <q>."""
    if not spans:
        return format_html("{}", text)
    longest_first = sorted(spans, key=len, reverse=True)
    pieces = re.split("(" + "|".join(map(re.escape, longest_first)) + ")", text)
    return format_html_join(
        "", "{}", ((format_html("<q>{}</q>", piece) if piece in spans else piece,) for piece in pieces)
    )
