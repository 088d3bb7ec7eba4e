"""What is new: every entry of the record, newest first, day by day, with its reason."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pages import entries, errors
from pages.asked import moment_asked
from pages.budgets import by_entry
from pages.rendering import page
from pages.revisions import ACTIONS
from record.models import Entry


@require_safe
@by_entry
@errors.explained
def new(request: HttpRequest) -> HttpResponse:
    """A page of entries; `before` leads on, so that a page stays the same however much is published."""
    moment = moment_asked(request, "before", "action", "kind")
    wanted, as_of = entries.asked(request), request.GET.get("as_of", "")
    rows = list(entries.found(moment, wanted)[: entries.SIZE + 1])
    shown = rows[: entries.SIZE]
    return page(
        "new.html",
        {
            "head": Entry.objects.filter(number=moment.entry).first(),
            "past": not moment.now,
            "as_of": as_of,
            "address": request.path,
            "days": entries.by_day(entries.told(shown, moment)),
            "asked": wanted,
            "actions": ACTIONS.items(),
            "kinds": entries.KINDS.items(),
            "older": wanted.address(before=shown[-1].number, as_of=as_of) if len(rows) > len(shown) else "",
            "newest": wanted.address(before=0, as_of=as_of) if wanted.before else "",
        },
    )
