"""How to cite one version of one thing: as APA and Chicago write it, and as files for reference managers."""

import calendar

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from lib.citations import FILES, bibtex, named
from pages import errors
from pages.asked import moment_asked
from pages.budgets import by_entry
from record import citing, reading, spoken
from record.envelopes import url
from record.moments import Moment
from record.reading import MergedInto, NotPublic, Published, Withdrawn

KINDS = {
    "incidents": "incident",
    "episodes": "episode",
    "statements": "statement",
    "sources": "source",
}  # folders whose pages show citations, and the kind of thing in each


@require_safe
@by_entry
@errors.explained
def file(request: HttpRequest, address: str, kind: str, ending: str) -> HttpResponse:
    """The citation of one version as BibTeX, RIS or CSL-JSON."""
    moment = moment_asked(request)
    try:
        cite = of_statement(address, moment) if kind == "statement" else of_thing(address, kind, moment)
    except (NotPublic, Withdrawn, MergedInto) as error:
        raise Http404 from error
    csl = cite["csl"]
    form = FILES[ending]
    name = f"{named(csl)}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(form.write(csl), content_type=form.content_type, headers=headers)


def of_thing(address: str, kind: str, moment: Moment) -> dict:
    return of_published(reading.read(address, kind, moment))


def of_published(thing: Published) -> dict:
    """The citation of one version of a thing that has versions of its own."""
    entry = thing.entry
    return citing.cite(entry, thing.document, url(entry.kind, f"{entry.ref}@{entry.version}"))


def of_statement(ref: str, moment: Moment) -> dict:
    """A statement is cited as a place in a version of its home."""
    found = spoken.read(ref, moment)
    return spoken.cite(found, found.document)


def files(kind: str, address: str) -> list[tuple[str, str]]:
    """(name of the format, address of the file) for every file of a citation."""
    return [(form.name, reverse(f"{kind}-cite-{ending}", args=[address])) for ending, form in FILES.items()]


def styles(csl: dict) -> dict[str, str]:
    """The citation as text, by style: in words, and as an entry to be pasted into a bibliography."""
    year, month, day = csl["issued"]["date-parts"][0]
    date = f"{calendar.month_name[month]} {day}"
    what = f"{csl['number']}, version {csl['version']}"
    title = csl["title"].rstrip(".")
    return {
        "APA": f"{csl['publisher']}. ({year}, {date}). {title} ({what}). {csl['URL']}",
        "Chicago": f"{csl['publisher']}. “{title}.” {what}, {date}, {year}. {csl['URL']}.",
        "BibTeX": bibtex(csl).strip(),
    }
