"""How to cite one version of one thing: a line of text, its permanent address, and CSL-JSON."""

from datetime import date

from record.models import Entry

PUBLISHER = "Demarche"


def cite(entry: Entry, document: dict, permanent: str) -> dict:
    """`{text, url, csl}` of one version; the address shows this version for ever."""
    title = document.get("title") or document.get("name") or entry.ref
    day = entry.at.date()
    written = f"{day.day} {entry.at:%B %Y}"
    return {
        "text": f"{PUBLISHER} ({day.year}). {title}. {entry.ref}, version {entry.version}, {written}. {permanent}",
        "url": permanent,
        "csl": csl(entry.ref, entry.version, title, day, permanent),
    }


def csl(ref: str, version: int, title: str, day: date, permanent: str) -> dict:
    """The item of CSL-JSON from which every file for reference managers is written."""
    return {
        "id": f"{ref}@{version}",
        "type": "entry",
        "title": title,
        "container-title": PUBLISHER,
        "publisher": PUBLISHER,
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "version": str(version),
        "number": ref,
        "URL": permanent,
    }
