from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.markdown import ALLOWED_TAGS, to_html, to_text


class Seen(HTMLParser):
    """Collects the tags and attributes of a page as a browser would find them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_prose_is_marked_up():
    assert to_html("He was *very* **clear**.\n\nThen `silence`.") == (
        "<p>He was <em>very</em> <strong>clear</strong>.</p>\n<p>Then <code>silence</code>.</p>"
    )


def test_lists_quotations_and_hard_breaks_are_kept():
    html = to_html("- one\n- two\n\n1. first\n\n> said  \n> so")
    assert [tag for tag, _ in Seen(html).tags] == ["ul", "li", "li", "ol", "li", "blockquote", "p", "br"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# A", "<h3>A</h3>"),
        ("## A", "<h3>A</h3>"),
        ("A\n---", "<h3>A</h3>"),
        ("### A", "<h3>A</h3>"),
        ("#### A", "<h4>A</h4>"),
        ("###### A", "<h4>A</h4>"),
    ],
)
def test_headings_stay_below_those_of_the_page(text, html):
    assert to_html(text) == html


def test_a_link_leads_out_without_credit():
    assert to_html('[note](https://mfa.uz/1?a=1&b=2 "title")') == (
        '<p><a href="https://mfa.uz/1?a=1&amp;b=2" rel="noopener nofollow">note</a></p>'
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "mailto:a@example.org",
        "//example.org",
        "/desk/",
        "https:example",
    ],
)
def test_only_web_addresses_become_links(address):
    assert Seen(to_html(f"[x]({address}) <{address}>")).tags == [("p", {})]


def test_raw_html_is_shown_and_not_run():
    html = to_html("<script>alert(1)</script> and <b onclick=x>b</b>\n\n<div>\n<img src=x onerror=y>\n</div>")
    assert {tag for tag, _ in Seen(html).tags} == {"p"}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_picture_becomes_its_description():
    assert to_html("![the *stele*](https://example.org/a.png)") == "<p>the stele</p>"


def test_source_numbers_stay_text():
    text = "He said so [1] and so [2][1].\n\n[1]: https://example.org"
    assert to_html(text) == "<p>He said so [1] and so [2][1].</p>\n<p>[1]: https://example.org</p>"


def test_addresses_and_quotes_are_left_as_typed():
    assert to_html('See https://example.org -- "now"...') == '<p>See https://example.org -- "now"...</p>'


def test_indented_and_fenced_text_is_prose():
    assert "pre" not in {tag for tag, _ in Seen(to_html("    indented\n\n```\nfenced\n```")).tags}


def test_plain_text_has_the_words_alone():
    text = "## Head\n\nHe *said* [so](https://a.uz) [1]\nand ![the stele](https://a.uz/b).\n\n- one\n- `two`"
    assert to_text(text) == "Head\nHe said so [1] and the stele.\none\ntwo"


def test_plain_text_does_not_escape():
    assert to_text("a &amp; b <c>") == "a & b <c>"


def test_nothing_gives_nothing():
    assert to_html("") == ""
    assert to_text(" \n") == ""


@given(st.text() | st.text("<>\"'&;:/\\[]()!*_`#-\n\t aehijlnoprstv=1\0\ud800"))
def test_whatever_is_typed_only_allowed_tags_come_out(text):
    for tag, attributes in Seen(to_html(text)).tags:
        assert tag in ALLOWED_TAGS
        if tag == "a":
            assert attributes.keys() <= {"href", "rel"}
            assert (attributes.get("href") or "https://").lower().startswith(("http://", "https://"))
        elif tag != "ol":
            assert attributes == {}
    to_text(text).encode()
