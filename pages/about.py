"""Pages about the site itself: what can be taken from it and how, what it is, who runs it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lib.sorting import sort_key
from pages import errors
from pages.asked import moment_asked
from pages.budgets import by_entry
from pages.rendering import page
from record import codebook
from record.codebook import label
from record.lists import capped_count
from record.models import Entry, IncidentIndex
from record.moments import Moment
from record.releases import shelf


@require_safe
@by_entry
@errors.explained
def data(request: HttpRequest) -> HttpResponse:
    """What can be taken, by which address, under which licence, and how to cite it."""
    moment = moment_asked(request)
    count, more = capped_count(IncidentIndex.objects.at(moment))
    releases = shelf.releases()
    newest = next((one for one in releases if one.withdrawn is None), None)
    return page(
        "data.html",
        {
            **standing(request, moment),
            "count": count,
            "more": more,
            "newest": newest,
            "others": [one for one in releases if one is not newest],
        },
    )


@require_safe
@by_entry
@errors.explained
def about(request: HttpRequest) -> HttpResponse:
    """What this is, what its names of states mean, privacy, who runs it, accessibility, licences."""
    moment = moment_asked(request)
    book = codebook.at(moment)
    noted = [
        {"code": code, "name": label(row), "note": row["status_note"]}
        for code, row in book.countries.items()
        if row["status_note"]
    ]
    return page(
        "about.html",
        {
            **standing(request, moment),
            "noted": sorted(noted, key=lambda row: sort_key(row["name"])),
            "imprint": settings.IMPRINT,
            "contact": settings.CONTACT,
        },
    )


def standing(request: HttpRequest, moment: Moment) -> dict:
    """What every page says of its moment. One query."""
    return {
        "head": Entry.objects.filter(number=moment.entry).first(),
        "past": not moment.now,
        "address": request.path,
    }
