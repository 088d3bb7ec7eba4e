"""SVG as escaped text. Colour comes from `data-l` and classes of the style sheet alone: a strict CSP allows no style here."""

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

TILE = 22  # px, edge of a tile
GLYPH = 6.7  # px, mean width of a letter at 13.5 px


def el(tag: str, *children: str, **attributes: object) -> SafeString:
    """An element; `class_` is `class`, other underscores are hyphens, None leaves the attribute out. Lengths in px."""
    given = [
        (name.rstrip("_").replace("_", "-"), number(value))
        for name, value in attributes.items()
        if value is not None
    ]
    opening = format_html_join("", ' {}="{}"', given)
    body = "".join(conditional_escape(child) for child in children)
    return mark_safe(f"<{tag}{opening}>{body}</{tag}>" if body else f"<{tag}{opening}/>")  # noqa: S308 - all escaped


def number(value: object) -> object:
    """A length with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else value


def text(
    x: float, y: float, words: str, class_: str, anchor: str | None = None, lang: str | None = None
) -> SafeString:
    """Words; `lang` where their language is not that of the page."""
    return el("text", words, class_=class_, x=x, y=y, text_anchor=anchor, lang=lang)


def line(class_: str, x1: float, y1: float, x2: float, y2: float) -> SafeString:
    return el("line", class_=class_, x1=x1, y1=y1, x2=x2, y2=y2)


def hatch(key: str) -> SafeString:
    """The pattern that means not yet coded; `key` must be unique on the page."""
    stroke = line("hatch", 0, 0, 0, 6)
    return el(
        "pattern",
        stroke,
        id=key,
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def dots(key: str) -> SafeString:
    """What fills the place of what is coded in part only."""
    return el(
        "pattern",
        el("circle", cx=3, cy=3, r=0.9, class_="dot"),
        id=key,
        width=8,
        height=8,
        patternUnits="userSpaceOnUse",
    )


def tile(
    x: float,
    y: float,
    key: str,
    step: str,
    label: str,
    address: str,
    about: str = "",
    *,
    lang: str = "",
    planned: bool = False,
    doubted: bool = False,
) -> SafeString:
    """A hostility tile that links to its incident; outlined if it is a plan, with a dashed edge if who did it to whom is in doubt.

    `label` is the title of the incident, in a `lang` of its own if that is not the page's; then what is said `about` it,
    which is in the page's language, stands apart.
    """
    together = ", ".join(text for text in (label, about) if text)
    told = [el("title", label, lang=lang), el("desc", about)] if lang else [el("title", together)]
    return el(
        "a",
        *told,
        el("rect", x=x + 0.5, y=y + 0.5, width=TILE - 1, height=TILE - 1),
        el("text", step, x=x + TILE / 2, y=y + TILE / 2 + 4.5),
        href=address,
        class_="tl" + " tl--plan" * planned + " tl--doubt" * doubted,
        data_l=key,
    )


def drawing(
    width: float, height: float, label: str, *children: str, role: str = "img", class_: str = "ch"
) -> SafeString:
    """The whole picture at 1:1; `role` is `group` if it has links inside."""
    box = f"0 0 {number(float(width))} {number(float(height))}"
    return el(
        "svg", *children, class_=class_, width=width, height=height, viewBox=box, role=role, aria_label=label
    )
