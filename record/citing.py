"""How to cite one version of one thing: a line of text, its permanent address, and CSL-JSON."""

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
        "csl": {
            "id": f"{entry.ref}@{entry.version}",
            "type": "entry",
            "title": title,
            "container-title": PUBLISHER,
            "publisher": PUBLISHER,
            "issued": {"date-parts": [[day.year, day.month, day.day]]},
            "version": str(entry.version),
            "number": entry.ref,
            "URL": permanent,
        },
    }
