"""Markdown of narratives and notes, to safe HTML and to plain text.

Two nets, each enough alone: the renderer escapes raw HTML and makes links of http and https only; the result
is then cleaned by an allow-list. Prose only: no pictures, tables or code blocks, and headings become h3 or h4
because the page owns h1 and h2. A mark such as `[1]` stays text, also if a line `[1]: …` follows.
"""

import re
from collections.abc import Iterator

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

ALLOWED_TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "h3", "h4"}
WEB_ADDRESS = re.compile(r"https?://[^/]", re.IGNORECASE)
SURROGATE = re.compile("[\ud800-\udfff]")
HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}


def _renderer() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    # `reference` would turn source numbers into links; `code` would box an indented paragraph.
    markdown.disable(["reference", "code", "fence", "hr"])
    markdown.validateLink = lambda url: bool(WEB_ADDRESS.match(url))  # type: ignore[method-assign]
    return markdown


_MARKDOWN = _renderer()
_CLEANER = nh3.Cleaner(
    tags=ALLOWED_TAGS,
    attributes={"a": {"href"}, "*": set()},  # the empty set takes away nh3's own lang and title
    url_schemes={"http", "https"},
    url_relative="deny",
    link_rel="noopener nofollow",
)


def to_html(text: str) -> str:
    """HTML that is safe to put into a page as it is."""
    tokens = _tokens(text)
    for token in tokens:
        token.tag = HEADINGS.get(token.tag, token.tag)
        token.children = [_without_picture(child) for child in token.children or []]
    return _CLEANER.clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})).strip()


def to_text(text: str) -> str:
    """The words alone, one line for each paragraph, heading or list item. Not HTML: escape it in a page."""
    lines = ("".join(_words(token.children or [])) for token in _tokens(text) if token.type == "inline")
    return "\n".join(lines).strip()


def _tokens(text: str) -> list[Token]:
    # Half a surrogate pair is no character; the cleaner, written in Rust, could not take it.
    return _MARKDOWN.parse(SURROGATE.sub("\ufffd", text))


def _without_picture(token: Token) -> Token:
    """A picture becomes its description."""
    if token.type != "image":
        return token
    return Token("text", "", 0, content="".join(_words(token.children or [])))


def _words(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "image":
            yield from _words(token.children or [])
        elif token.type == "softbreak":
            yield " "
        elif token.type == "hardbreak":
            yield "\n"
        else:
            yield token.content
