"""Pictures that stand for a page where its link is shared: 1200 × 630, drawn from the record."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw

from pages import errors, profiles, signs, states
from pages.asked import moment_asked
from pages.budgets import by_entry
from pages.lettering import SANS, SERIF, lines, width, write
from pages.rows import naming, row
from record import codebook
from record.models import IncidentIndex

WIDE, HIGH, EDGE = 1200, 630, 72
# Colours of the light theme, as in static/css/tokens.css: a picture has no style sheet.
PAPER, INK, QUIET = "#FCFCFA", "#16191D", "#434A52"
FILLS = {  # fill, numeral, edge
    "c": ("#D3EAE5", "#0B4F48", "#0B655C"),
    "0": ("#E6E7E2", "#16191D", "#7F857D"),
    "1": ("#F6E3B4", "#16191D", "#96762B"),
    "2": ("#EDB95F", "#16191D", "#8F6112"),
    "3": ("#D8753C", "#16191D", "#A34E1B"),
    "4": ("#A8322D", "#FFFFFF", "#7E1F1B"),
    "5": ("#5B1033", "#FFFFFF", "#5B1033"),
}
HEAD, LINE = 66, 78  # size of the title, and from line to line


@dataclass(frozen=True)
class Card:
    """All that is drawn; the same card is always the same picture."""

    above: str
    title: str
    level: signs.Level | None
    below: str
    corner: str


@require_safe
@by_entry
@errors.explained
def incident(request: HttpRequest, address: str) -> HttpResponse:
    """The picture of an incident as it is now or was at a moment, or of one version while that is the one in force."""
    moment = moment_asked(request)
    ref, _at, version = address.partition("@")
    found = IncidentIndex.objects.at(moment).filter(ref=ref).defer("search").first()
    if not found or version not in ("", str(found.version)):
        raise Http404(address)
    shown = row(found, codebook.at(moment))
    below = ". ".join(text for text in (shown["date"], shown["type"], shown["certainty"].word) if text)
    return picture(
        Card(between(shown["dyad"]), shown["title"], shown["level"], below, f"{found.ref}@{found.version}")
    )


@require_safe
@by_entry
@errors.explained
def pair(request: HttpRequest, first: str, second: str) -> HttpResponse:
    """The picture of two states: how many incidents, when, and the highest step."""
    moment = moment_asked(request)
    book = codebook.at(moment)
    if elsewhere := states.other_spelling(request, "pair-card", [first, second], book):
        return elsewhere
    a, b = (naming(book)(code) for code in (first, second))
    found = profiles.figures(states.filters(f"dyad={first}-{second}", moment, book).selected(), book)
    n = ngettext("%(n)s incident on record", "%(n)s incidents on record", found.count) % {"n": found.count}
    span = " – ".join(dict.fromkeys(text for text in (found.first, found.last) if text))
    below = _("is the highest step on record") if found.highest else ""
    below = ", ".join(text for text in (below, doubt_of(found.top)) if text)
    return picture(
        Card(
            above=", ".join(text for text in (n, span) if text),
            title=f"{a.name} – {b.name}",
            level=found.highest,
            below=below,
            corner=_("entry %s") % moment.entry,
        )
    )


def doubt_of(top: dict | None) -> str:
    """What is not sure about the incident that a picture boasts of; empty if nothing is."""
    if not top:
        return ""
    unsure = [] if top["certainty"].sure else [top["certainty"].word.lower()]
    return ", ".join([*unsure, *([top["dyad"].doubt] if top["dyad"].doubted else [])])


def between(dyad: signs.Dyad) -> str:
    """“Kazakhstan › Russia”: the arrow of the pages as far as letters go, and in words what it says beyond that."""
    arrow = {"both": " – ", "none": " – ", "": ", "}.get(dyad.arrow, " › ")
    sides = arrow.join(side for side in (dyad.actors, dyad.aimed_at) if side)
    beyond = [dyad.doubt] if dyad.doubted else [_("not for a state")] if dyad.arrow == "hollow" else []
    if dyad.hosts and not dyad.aimed_at:
        beyond.append(_("host: %(names)s") % {"names": dyad.host_names})
    return ", ".join(text for text in (sides, *beyond) if text)


def picture(card: Card) -> HttpResponse:
    return HttpResponse(drawn(card), content_type="image/png")


@lru_cache(maxsize=256)
def drawn(card: Card) -> bytes:
    """A PNG of some 25 kilobytes."""
    image = Image.new("RGB", (WIDE, HIGH), PAPER)
    drawing = ImageDraw.Draw(image)
    masthead(drawing, card.corner)
    room = WIDE - 2 * EDGE
    write(drawing, (EDGE, 190), *one_line(card.above, room, SANS, 32, 600), QUIET)
    for number, line in enumerate(lines(card.title, SERIF, HEAD, 600, room, 4)):
        write(drawing, (EDGE, 270 + number * LINE), line, SERIF, HEAD, 600, INK)
    x = tile(drawing, EDGE, 566, card.level) if card.level else EDGE
    write(drawing, (x, 566), *one_line(card.below, WIDE - EDGE - x, SANS, 30, 400), QUIET)
    kept = BytesIO()
    image.quantize(64).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def one_line(text: str, room: float, family: str, size: int, weight: int) -> tuple[str, str, int, int]:
    """The text cut to one line, with the face it is to be written in."""
    return next(iter(lines(text, family, size, weight, room, 1)), ""), family, size, weight


def masthead(drawing: ImageDraw.ImageDraw, corner: str) -> None:
    """The brand, and the rule of the register under it."""
    arrows(drawing, EDGE, 62)
    write(drawing, (EDGE + 66, 92), "Demarche", SERIF, 40, 650, INK)
    write(drawing, (WIDE - EDGE - width(corner, SANS, 28, 400), 92), corner, SANS, 28, 400, QUIET)
    drawing.rectangle((EDGE, 120, WIDE - EDGE, 124), fill=INK)
    drawing.rectangle((EDGE, 130, WIDE - EDGE, 131), fill=INK)


def arrows(drawing: ImageDraw.ImageDraw, x: int, y: int) -> None:
    """The mark: two half arrows past each other."""
    drawing.line([(x, y + 13), (x + 48, y + 13), (x + 34, y + 1)], fill=INK, width=5)
    drawing.line([(x + 50, y + 24), (x + 4, y + 24), (x + 18, y + 36)], fill=INK, width=5)


def tile(drawing: ImageDraw.ImageDraw, x: int, base: int, level: signs.Level) -> float:
    """The square of hostility with its numeral, and the word beside it; returns where the next word may stand."""
    fill, ink, edge = FILLS.get(level.key, FILLS["0"])
    drawing.rectangle((x, base - 34, x + 46, base + 12), fill=fill, outline=edge, width=2)
    write(drawing, (x + 23.5 - width(level.step, SANS, 30, 700) / 2, base), level.step, SANS, 30, 700, ink)
    return write(drawing, (x + 62, base), level.word, SANS, 30, 600, INK) + 28
