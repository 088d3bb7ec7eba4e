"""Citations as files for reference managers, written from one item of CSL-JSON."""

import json
from collections.abc import Callable
from dataclasses import dataclass

LATEX = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_{}"},
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\\": r"\textbackslash{}",
    }
)


def named(csl: dict) -> str:
    """A name for a file or an entry that says what is cited: demarche-DI-21-3, demarche-DI-21-3-ST-14."""
    _thing, _sign, part = csl["id"].partition("#")
    return "-".join(["demarche", csl["number"], csl["version"], *([part] if part else [])])


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


@dataclass(frozen=True)
class Form:
    """A format of reference managers, and how it is written."""

    name: str
    media_type: str
    write: Callable[[dict], str]

    @property
    def content_type(self) -> str:
        return f"{self.media_type}; charset=utf-8"


# By the ending of a file's name.
FILES = {
    "bib": Form("BibTeX", "application/x-bibtex", bibtex),
    "ris": Form("RIS", "application/x-research-info-systems", ris),
    "json": Form("CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
}
