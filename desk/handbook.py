"""The handbook in the desk: the pages of docs/ that analysts and editors need, and the part that helps with each page."""

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

PAGES = {
    "editorial": ("From an article to a public incident", "docs/editorial.md"),
    "codebook": ("The codebook", "data/codebook/CODEBOOK.md"),
    "importing": ("Importing tables", "docs/importing.md"),
    "reading": ("What is proposed from a text", "docs/reading.md"),
    "access": ("People and access", "docs/access.md"),
}
ORDER = "editorial#keeping-order"
# The name of a page of the desk, or how it begins, to the part of the handbook that helps there; the first that fits.
HELP = {
    "incidents_source_start": "editorial#1-start-from-a-source",
    "incidents_source_inbox": "editorial#1-start-from-a-source",
    "incidents_source_log": "editorial#1-start-from-a-source",
    "incidents_incident_publish": "editorial#4-publish",
    "incidents_incident_later": "editorial#4-publish",
    "incidents_incident_bulk": "editorial#4-publish",
    "incidents_incident_retract": "editorial#5-when-something-was-wrong",
    "incidents_incident_merge": "editorial#5-when-something-was-wrong",
    "incidents_incident_expunge": "editorial#5-when-something-was-wrong",
    "incidents_incident_versions": "editorial#5-when-something-was-wrong",
    "incidents_incident_restore": "editorial#5-when-something-was-wrong",
    "incidents_incident_submit": "editorial#3-review",
    "incidents_incident_return": "editorial#3-review",
    "incidents_incident_edit_many": ORDER,
    "incidents_statement_move": ORDER,
    "incidents_claim_move": ORDER,
    "incidents_coverage_": ORDER,
    "incidents_": "editorial#2-the-incident-form",
    "actors_actor_merge": "editorial#5-when-something-was-wrong",
    "coverage": ORDER,
    "audit": ORDER,
    "trash": ORDER,
    "filter": ORDER,
    "desk_": ORDER,
    "codebook_": "codebook",
    "import": "importing",
    "mfa_": "access",
    "my_": "access",
    "auth_": "access",
    "account_": "access",
}


def help_for(name: str) -> str:
    """The address of what the handbook says of a page of the desk; its beginning if it says nothing of its own."""
    part = next((part for start, part in HELP.items() if name.startswith(start)), "editorial")
    page, _hash, anchor = part.partition("#")
    return reverse("admin:handbook", args=[page]) + (f"#{anchor}" if anchor else "")


@require_safe
def handbook_page(request: HttpRequest, page: str) -> TemplateResponse:
    """One page of the handbook, with a list of its parts."""
    if page not in PAGES:
        raise Http404(page)
    title, path = PAGES[page]
    tokens = read(Path(settings.BASE_DIR, path).read_text())
    context = {
        **admin.site.each_context(request),
        "title": title,
        "pages": [
            (reverse("admin:handbook", args=[name]), words, name == page)
            for name, (words, _path) in PAGES.items()
        ],
        "parts": [
            (token.attrs["id"], token.meta["words"])
            for token in tokens
            if token.tag == "h2" and token.nesting == 1
        ],
        "body": mark_safe(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})),  # noqa: S308 - our own files
    }
    return TemplateResponse(request, "desk/handbook.html", context)


MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def read(text: str) -> list[Token]:
    """The tokens of a page without its title: headings with anchors, links and pictures as the desk serves them."""
    tokens = MARKDOWN.parse(text)
    if tokens and tokens[0].tag == "h1":
        tokens = tokens[3:]
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            words = "".join(child.content for child in tokens[place + 1].children or [])
            token.attrSet("id", slugify(words))
            token.meta["words"] = words
        for child in token.children or []:
            lead(child)
    return tokens


def lead(token: Token) -> None:
    """A link to another page of the handbook leads there; a picture comes from the static files; other files have no address here."""
    if token.type == "image":
        token.attrSet("src", static(str(token.attrs["src"]).partition("static/")[2]))
        token.attrSet("loading", "lazy")
    elif token.type == "link_open":
        token.attrSet("href", address_of(str(token.attrs["href"])))


def address_of(link: str) -> str:
    parts = urlsplit(link)
    if parts.scheme or not parts.path:
        return link
    name = known(Path(parts.path).name, PAGES.items())
    return (
        reverse("admin:handbook", args=[name]) + (f"#{parts.fragment}" if parts.fragment else "")
        if name
        else ""
    )


def known(file: str, pages: Iterable[tuple[str, tuple[str, str]]]) -> str:
    return next((name for name, (_title, path) in pages if Path(path).name == file), "")
