"""How to cite one version of one thing: as APA and Chicago write it, and as files for reference managers."""

import calendar
import json

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pages import errors
from pages.asked import moment_asked
from record import citing, reading
from record.caching import by_entry
from record.envelopes import url
from record.reading import MergedInto, NotPublic, Withdrawn

KINDS = {
    "incidents": "incident",
    "episodes": "episode",
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
        thing = reading.read(address, kind, moment)
    except (NotPublic, Withdrawn, MergedInto) as error:
        raise Http404 from error
    entry = thing.entry
    csl = citing.cite(entry, thing.document, url(kind, f"{entry.ref}@{entry.version}"))["csl"]
    body = {"bib": bibtex, "ris": ris, "json": csl_json}[ending](csl)
    name = f"demarche-{entry.ref}-{entry.version}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type=TYPES[ending], headers=headers)


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
    return f"@misc{{demarche-{csl['number']}-{csl['version']},\n{lines}}}\n"


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
