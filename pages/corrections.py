"""Corrections: what was wrong in the record, since when it is mended, and where to report an error."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from pages import entries, errors, languages
from pages.asked import moment_asked
from pages.budgets import by_entry
from pages.rendering import page
from record.models import Entry


@require_safe
@by_entry
@errors.explained
def corrections(request: HttpRequest) -> HttpResponse:
    """Versions that corrected or took back an earlier one, newest first."""
    moment, language = moment_asked(request, "before"), get_language() or settings.LANGUAGE_CODE
    wanted, as_of = entries.asked(request), request.GET.get("as_of", "")
    found = entries.corrections(moment)
    if wanted.before:
        found = found.filter(number__lt=wanted.before)
    rows = list(found[: entries.SIZE + 1])
    shown = rows[: entries.SIZE]
    return page(
        "corrections.html",
        {
            "head": Entry.objects.filter(number=moment.entry).first(),
            "past": not moment.now,
            "address": request.path,
            "reports": settings.REPORTS,
            "form": languages.in_language(settings.REPORT_FORM, language),
            "log": languages.in_language(settings.REPORT_LOG, language),
            "contact": settings.CONTACT,
            "asked": wanted,
            "entries": entries.told(shown, moment),
            "older": wanted.address(before=shown[-1].number, as_of=as_of) if len(rows) > len(shown) else "",
            "newest": wanted.address(before=0, as_of=as_of) if wanted.before else "",
        },
    )
