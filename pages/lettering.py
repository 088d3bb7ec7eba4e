"""Text on pictures, in the typefaces of the pages: which vendored file holds a letter, and where lines break."""

import re
from functools import lru_cache
from itertools import groupby

from django.conf import settings
from PIL import ImageDraw, ImageFont

SERIF, SANS = "source-serif-4", "source-sans-3"
SIZES = (8, 60)  # points between which the serif has drawings of its own
# The same ranges as unicode-range in static/css/fonts.css; what is in none of them is drawn with the Latin file.
RANGES = (
    ("cyrillic", re.compile("[\u0301\u0400-\u045f\u0490\u0491\u04b0\u04b1\u2116]")),
    ("cyrillic-ext", re.compile("[\u0460-\u052f\u1c80-\u1c8a\u20b4\u2de0-\u2dff\ua640-\ua69f]")),
    (
        "latin-ext",
        re.compile("[\u0100-\u0130\u0132-\u0151\u0154-\u02ba\u02bd-\u02c5\u1e00-\u1e9f\u1ef2-\u1eff]"),
    ),
)


@lru_cache(maxsize=64)
def font(family: str, part: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    optical = family == SERIF and part == "latin"
    name = f"{family}-{part}-{'opsz' if optical else 'wght'}-normal.woff2"
    made = ImageFont.truetype(settings.BASE_DIR / "static" / "fonts" / name, size)
    made.set_variation_by_axes([weight, min(max(size, SIZES[0]), SIZES[1])] if optical else [weight])
    return made


def part_of(letter: str) -> str:
    return next((part for part, known in RANGES if known.match(letter)), "latin")


def runs(text: str, family: str, size: int, weight: int) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    """Pieces of a text, each with the file that holds its letters."""
    return [("".join(piece), font(family, part, size, weight)) for part, piece in groupby(text, key=part_of)]


def width(text: str, family: str, size: int, weight: int) -> float:
    return sum(face.getlength(piece) for piece, face in runs(text, family, size, weight))


def write(
    drawing: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    family: str,
    size: int,
    weight: int,
    ink: str,
) -> float:
    """Writes a line from the left, standing on the base line `at`; returns where it ends."""
    x, y = at
    for piece, face in runs(text, family, size, weight):
        drawing.text((x, y), piece, font=face, fill=ink, anchor="ls")
        x += face.getlength(piece)
    return x


def lines(text: str, family: str, size: int, weight: int, room: float, most: int) -> list[str]:
    """The text in lines no wider than `room`, at most so many; what is left out is marked by …"""
    made: list[str] = []
    for word in text.split():
        longer = f"{made[-1]} {word}" if made else word
        if made and width(longer, family, size, weight) <= room:
            made[-1] = longer
        else:
            made.append(word)
    cut = [shortened(line, family, size, weight, room) for line in made[:most]]
    if len(made) > most:
        cut[-1] = shortened(cut[-1].rstrip(".,;") + " …", family, size, weight, room)
    return cut


def shortened(line: str, family: str, size: int, weight: int, room: float) -> str:
    """A line that fits; a word wider than the room loses its end."""
    if width(line, family, size, weight) <= room:
        return line
    kept = line.removesuffix("…").rstrip()
    while kept and width(f"{kept}…", family, size, weight) > room:
        kept = kept[:-1].rstrip()
    return f"{kept}…"
