"""The founding article as the public gets it: every answer of the API and of the pages, asked as a stranger would."""

import html
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.test import Client

from actors.models import Actor
from incidents.models import Incident

FILE = Path(__file__).parents[2] / "data" / "examples" / "central_asia_2025.json"
PREFIX = "founding-article:"


@dataclass
class Article:
    """Refs by the ids of the file (INC-12), and what has been asked of the public doors already."""

    refs: dict[str, str]
    asked: dict[str, str] = field(default_factory=dict)

    @classmethod
    def published(cls) -> "Article":
        pairs = [
            *Incident.objects.values_list("external_id", "ref"),
            *Actor.objects.values_list("external_id", "ref"),
        ]
        return cls({name.removeprefix(PREFIX): ref for name, ref in pairs if name.startswith(PREFIX)})

    def text(self, address: str) -> str:
        """An answer as its reader sees it: without escapes of JSON or HTML; asked once."""
        if address not in self.asked:
            answer = Client().get(address)
            assert answer.status_code == 200, f"{address}: {answer.status_code}"
            self.asked[address] = plain(answer)
        return self.asked[address]

    def json(self, path: str):
        return json.loads(self.text(f"/api/v1/{path}"))

    def document(self, name: str) -> dict:
        return self.json(f"incidents/{self.refs[name]}/")["document"]

    def documents(self) -> list[dict]:
        return [self.document(name) for name in self.refs if name.startswith("INC-")]

    def page(self, name: str) -> str:
        return self.text(f"/incidents/{self.refs[name]}/")

    def found(self, query: str) -> set[str]:
        """Ids of the incidents that a selection has."""
        names = {ref: name for name, ref in self.refs.items()}
        return {names[row["ref"]] for row in self.rows(query)}

    def rows(self, query: str = "") -> list[dict]:
        return self.json(f"incidents/?page_size=200&{query}".rstrip("&"))["results"]

    def row(self, name: str) -> dict:
        return next(row for row in self.rows() if row["ref"] == self.refs[name])

    def everything(self) -> dict[str, str]:
        """Every public answer about the article, by address."""
        for address in self.addresses():
            self.text(address)
        return self.asked

    def addresses(self) -> list[str]:
        incidents = [ref for ref in self.refs.values() if ref.startswith("DI-")]
        actors = [ref for ref in self.refs.values() if ref.startswith("A-")]
        return [
            *("/", "/incidents/", "/api/v1/incidents/?page_size=200", "/api/v1/actors/?page_size=200"),
            *(
                f"/{door}incidents/{ref}{at}/"
                for ref in incidents
                for at in ("", "@1")
                for door in ("", "api/v1/")
            ),
            *(f"/api/v1/incidents/{ref}/versions/" for ref in incidents),
            *(f"/api/v1/actors/{ref}/" for ref in actors),
            *self.changes(),
        ]

    def changes(self) -> list[str]:
        """Addresses that together give every entry of the record."""
        address, found = "/api/v1/changes/?after=0&page_size=200", []
        while address:
            found.append(address)
            next_page = json.loads(self.text(address))["next"]
            address = next_page[next_page.index("/api/") :] if next_page else ""
        return found


def plain(answer) -> str:
    if "json" in answer["Content-Type"]:
        return json.dumps(answer.json(), ensure_ascii=False)
    return " ".join(html.unescape(answer.text).split())


def block(page: str, identity: str) -> str:
    """The list item or article with an id, to its end."""
    return re.search(rf'<(li|article)[^>]* id="{identity}".*?</\1>', page)[0]


def line(page: str) -> str:
    """The line over the title: who acts on whom, type, level, certainty."""
    return re.search(r'<p class="inc__line">.*?</p>', page)[0]


def row_line(page: str, ref: str) -> str:
    """The same line in a list, of the row with a number."""
    rows = re.findall(r'<article class="inc">.*?</article>', page)
    return line(next(row for row in rows if f'<dd class="no">{ref}</dd>' in row))
