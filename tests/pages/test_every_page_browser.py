"""Every page of the readers' site in a real Chromium: axe finds nothing in light and dark, the console says nothing (so no
breach of the content policy), nothing is wider than a phone, and no request leaves the site.

The suite loads each page once, and asks about the colours of each kind of element once: what hangs in the same markup under
the same style sheets looks the same. PAGES=full asks everything of everything, at every width in both themes.
"""

import os

import pytest

from tests.axe import AXE, THIN_OUT
from tests.pages.served import MARKS, everything, served
from tests.pages.walking import addresses, in_russian

pytestmark = MARKS
FULL = os.environ.get("PAGES") == "full"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
THEMES = ("light", "dark")
PHONES, WIDE, OTHER_WIDTHS = (360, 390), 1440, (768, 1920)
COLOURS = ["color-contrast", "link-in-text-block"]
LOOK = """async ([runOnly, rules]) => {
  // links of the form for readers fade between themes; the bar over a list that loads would never be finished
  const fading = document.getAnimations().filter((one) => one instanceof CSSTransition);
  await Promise.all(fading.map((one) => one.finished));
  const found = await axe.run(document, {preload: false, resultTypes: ["violations"], runOnly, rules});
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).slice(0, 3).join(" | ")}`);
}"""
ALL_RULES = [{"type": "tag", "values": TAGS}, {}]
ALL_BUT_COLOURS = [{"type": "tag", "values": TAGS}, {rule: {"enabled": False} for rule in COLOURS}]
COLOURS_ALONE = [{"type": "rule", "values": COLOURS}, {}]
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LETTERS = """async () => (await document.fonts.ready) &&
  ["Serif 4", "Sans 3"].every((one) => document.fonts.check(`16px "Source ${one} Variable"`))"""
FAILED = "Failed to load resource: the server responded with a status of"
SLOW = "was preloaded using link preload but not used"  # a hint on pages that axe holds up


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    with served(django_db_blocker, everything) as site:
        yield site


def test_every_page_is_quiet_fits_a_phone_and_is_open_to_everybody(site):
    page = site.opened("/about/", viewport={"width": PHONES[0], "height": 900})
    page.add_init_script(AXE)
    pages = dict(addresses())
    found = [f"{path}: {one}" for path, status in pages.items() for one in wrong(page, site, path, status)]
    assert not found, "\n".join(found)
    assert len(pages) >= 40


def test_every_page_in_russian_fits_a_phone_too(site):
    """Russian words are longer; whether they read well is asked of some of these pages above."""
    page = site.opened("/ru/about/", viewport={"width": PHONES[0], "height": 900})
    over = {}
    for path in in_russian():
        page.goto(site.url + path)
        over[path] = [too_wide(page, width) for width in PHONES]
    assert not {path: pixels for path, pixels in over.items() if any(pixels)}
    assert len(over) >= 30


def too_wide(page, width: int) -> int:
    """By how many pixels a page is wider than the window at a width."""
    page.set_viewport_size({"width": width, "height": 900})
    return max(0, page.evaluate(TOO_WIDE))


def wrong(page, site, path: str, status: int) -> list[str]:
    """What is wrong with one page."""
    page.said.clear(), page.asked.clear()
    answer = page.goto(site.url + path)
    found = [] if answer.status == status else [f"{answer.status}, not {status}"]
    found += [one for width in (*PHONES, *OTHER_WIDTHS * FULL, WIDE) for one in at_width(page, width)]
    found += [] if page.evaluate(LETTERS) else ["not in its letters"]
    found += [] if FULL else [*page.evaluate(LOOK, ALL_BUT_COLOURS), *in_colour(page)]
    page.set_viewport_size({"width": PHONES[0], "height": 900})
    found += [f"the console says {text}" for text in page.said if SLOW not in text and not own(text, status)]
    return found + [
        f"it asked for {url}" for url in page.asked if not url.startswith((f"{site.url}/", "data:"))
    ]


def own(text: str, status: int) -> bool:
    """Whether the console says no more than that the page answers an error, which it should."""
    return status >= 400 and text.startswith(f"{FAILED} {status}")


def at_width(page, width: int) -> list[str]:
    over = too_wide(page, width)
    found = [f"{over} pixels wider than {width}"] if over else []
    for theme in THEMES if FULL else ():
        page.emulate_media(color_scheme=theme)
        found += [f"{theme}, {width} wide: {one}" for one in page.evaluate(LOOK, ALL_RULES)]
    return found


def in_colour(page) -> list[str]:
    """What axe says of the colours of a page; the page is not whole afterwards."""
    page.evaluate(THIN_OUT)
    found = []
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        found += [f"{theme}: {one}" for one in page.evaluate(LOOK, COLOURS_ALONE)]
    return found
