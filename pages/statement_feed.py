"""The feed of a selection of statements, as Atom and as JSON Feed."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib import canonical
from pages import errors, feeds, listing, selection
from pages.budgets import counted
from pages.kinds import STATEMENTS
from pages.said import said
from pages.syndication import Feed, Item, answer
from record.budgets import FEEDS
from record.caching import by_entry
from record.codebook import Codebook
from record.models import StatementIndex
from record.parameters import FilterError


@require_safe
@by_entry
@counted(FEEDS)
@errors.explained
def statements(request: HttpRequest, ending: str) -> HttpResponse:
    """The statements of a selection, last published first; the filters are those of the list."""
    parameters = selection.tidied(request.GET, STATEMENTS)
    if fixed := [name for name in feeds.FIXED if name in parameters]:
        raise FilterError(
            {name: [_("A feed has one order, last published first, and one page.")] for name in fixed}
        )
    chosen = selection.read(parameters, STATEMENTS)
    words = ", ".join(chip.words for chip in listing.chips(chosen))
    size = chosen.size if "page_size" in parameters else feeds.SIZE
    rows = chosen.rows.order_by("-published_at", "-number").defer("search")[:size]
    return answer(
        Feed(
            title=_("Demarche: statements, %s") % words if words else _("Demarche: statements"),
            page=reverse("statements") + chosen.address(page_size=None).removesuffix("?"),
            path="/statements/feed",
            query=chosen.address().removesuffix("?"),
            changed=feeds.written(chosen.moment),
            items=[item(one, chosen.book) for one in rows],
        ),
        ending,
    )


def item(found: StatementIndex, book: Codebook) -> Item:
    """A statement in one version of its home; a later version is a new item, so that a correction is not read past."""
    shown = said(found, book)
    who = shown["speaker"]["name"] if shown["speaker"] else _("Speaker not named")
    facts = [shown["date"], shown["capacity"], shown["kind"], shown["mode_words"]]
    texts = [
        f"“{text['text']}”" if words["quoted"] else text["text"]  # plain text: the feed escapes it
        for text, words in zip(canonical.loads(found.card)["texts"], shown["texts"], strict=True)
    ]
    lines = [*texts, ". ".join(text for text in facts if text) + ".", shown["home"]["title"]]
    return Item(
        name=f"{found.home}@{found.version}/{found.ref}",
        title=_("%(who)s: %(kind)s") % {"who": who, "kind": shown["kind"]},
        text="\n\n".join(lines),
        address=f"{shown['address']}?as_of=entry:{found.since}",
        at=found.published_at,
        tags=(shown["kind"],),
    )
