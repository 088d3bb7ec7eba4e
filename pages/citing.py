"""How to cite one version of one thing: as APA and Chicago write it, and as files for reference managers."""

import calendar
import json

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from pages import errors
from pages.asked import moment_asked
from record import citing, reading, spoken
from record.caching import by_entry
from record.envelopes import url
from record.moments import Moment
from record.reading import MergedInto, NotPublic, Published, Withdrawn

KINDS = {
    "incidents": "incident",
    "episodes": "episode",
    "statements": "statement",
    "sources": "source",
}  # folders whose pages show citations, and the kind of thing in each
TYPES = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json; charset=utf-8",
}
LATEX = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_{}"},
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\\": r"\textbackslash{}",
    }
)


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
    body = {"bib": bibtex, "ris": ris, "json": csl_json}[ending](csl)
    name = f"{named(csl)}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type=TYPES[ending], headers=headers)


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
    names = {"bib": "BibTeX", "ris": "RIS", "json": "CSL-JSON"}
    return [(name, reverse(f"{kind}-cite-{ending}", args=[address])) for ending, name in names.items()]


def named(csl: dict) -> str:
    """A name for a file or an entry that says what is cited: demarche-DI-21-3, demarche-DI-21-3-ST-14."""
    _thing, _sign, part = csl["id"].partition("#")
    return "-".join(["demarche", csl["number"], csl["version"], *([part] if part else [])])


def styles(csl: dict) -> dict[str, str]:
    """The citation in words, by style."""
    year, month, day = csl["issued"]["date-parts"][0]
    date = f"{calendar.month_name[month]} {day}"
    what = f"{csl['number']}, version {csl['version']}"
    title = csl["title"].rstrip(".")
    return {
        "APA": f"{csl['publisher']}. ({year}, {date}). {title} ({what}). {csl['URL']}",
        "Chicago": f"{csl['publisher']}. “{title}.” {what}, {date}, {year}. {csl['URL']}.",
    }


def bibtex(csl: dict) -> str:
    """An entry that both BibTeX and biblatex read."""
    year, month, day = csl["issued"]["date-parts"][0]
    fields = {
        "author": f"{{{latex(csl['publisher'])}}}",
        "title": f"{{{latex(csl['title'])}}}",
        "year": str(year),
        "month": str(month),
        "date": f"{year}-{month:02}-{day:02}",
        "version": csl["version"],
        "number": csl["number"],
        "note": latex(f"{csl['number']}, version {csl['version']}"),
        "howpublished": latex(csl["publisher"]),
        "url": csl["URL"],
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{named(csl)},\n{lines}}}\n"


def latex(text: str) -> str:
    return " ".join(text.translate(LATEX).split())


def ris(csl: dict) -> str:
    """One record; every line ends as the format wants it."""
    year, month, day = csl["issued"]["date-parts"][0]
    lines = [
        ("TY", "ELEC"),
        ("AU", csl["publisher"]),
        ("TI", csl["title"]),
        ("PB", csl["publisher"]),
        ("PY", str(year)),
        ("DA", f"{year}/{month:02}/{day:02}"),
        ("ET", csl["version"]),
        ("M1", csl["number"]),
        ("UR", csl["URL"]),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {' '.join(text.split())}\r\n" for tag, text in lines)


def csl_json(csl: dict) -> str:
    return json.dumps([csl], ensure_ascii=False, indent=1) + "\n"
