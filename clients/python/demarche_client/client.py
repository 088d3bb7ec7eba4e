"""The record as a Python program reads it."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any, cast

from demarche_client.connection import TRIES, Connection
from demarche_client.shapes import ActorRow, Change, Envelope, IncidentRow, Series, StatementRow

API = "/api/v1/"
LARGEST_PAGE = 200
REF = re.compile(r"(?P<letters>[A-Z]+)-[1-9][0-9]*(@[1-9][0-9]*)?")
RESOURCES = {
    "DI": "incidents",
    "ST": "statements",
    "A": "actors",
    "SR": "sources",
    "EP": "episodes",
    "LK": "links",
    "CV": "coverage",
}


class Client:
    """Reads one site. Filters are those of the API under their own names; `from_` stands for `from`.

    A list of values is OR, different filters are AND; a name that there is not raises ApiError, which says what is
    allowed. A busy site is asked again, `tries` times in all, after as long as it says.
    """

    def __init__(
        self,
        site: str,
        *,
        timeout: float = 60,
        tries: int = TRIES,
        agent: str = "demarche-client/0.1",
        sleep: Callable[[float], None] = time.sleep,
    ):
        self.connection = Connection(site, agent=agent, timeout=timeout, tries=tries, sleep=sleep)

    def incidents(self, **filters: Any) -> Iterator[IncidentRow]:
        """All incidents of a selection, as the record stood when the first page was read."""
        return cast(Iterator[IncidentRow], self.rows("incidents", **filters))

    def statements(self, **filters: Any) -> Iterator[StatementRow]:
        """All statements of a selection, likewise."""
        return cast(Iterator[StatementRow], self.rows("statements", **filters))

    def actors(self, **filters: Any) -> Iterator[ActorRow]:
        """Persons, bodies and groups, by name."""
        return cast(Iterator[ActorRow], self.rows("actors", **filters))

    def rows(self, resource: str, **parameters: Any) -> Iterator[dict[str, Any]]:
        """The rows of any list, page by page, in the order of the list."""
        paged = resource not in ("countries", "groupings", "types", "themes", "scales", "exports")
        if paged and "page_size" not in parameters:
            parameters["page_size"] = LARGEST_PAGE
        page = self.ask(resource, **parameters)
        yield from page["results"]
        while address := page.get("next"):
            page = self.connection.get(self.connection.here(address))
            yield from page["results"]

    def get(self, ref: str, *, as_of: str | None = None) -> Envelope:
        """One thing by its public number: DI-21 as it is now, DI-21@3 as that version was; `as_of` as it was then.

        Raises ApiError: 404 for what is not public, 410 for what was withdrawn. What was merged comes under its new number.
        """
        found = REF.fullmatch(ref)
        if not found or found["letters"] not in RESOURCES:
            raise ValueError(f"{ref!r} is not a public number such as DI-21, DI-21@3 or A-12.")
        return cast(Envelope, self.ask(f"{RESOURCES[found['letters']]}/{ref}", as_of=as_of))

    def changes(self, after: int = 0) -> Iterator[Change]:
        """The entries of the record behind a number, without gaps, up to the newest."""
        return cast(Iterator[Change], self.rows("changes", after=after))

    def series(self, **parameters: Any) -> Series:
        """Counts by period and, with `split`, by value; `zeros=True` gives every period of every value."""
        return cast(Series, self.ask("series", **parameters))

    def ask(self, resource: str, **parameters: Any) -> Any:
        """The answer of any address of the API, as JSON."""
        return self.connection.get(f"{API}{resource}/", parameters)
