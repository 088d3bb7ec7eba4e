"""One GET after another: JSON in, problems as exceptions, and patience with a site that is busy."""

import json
import random
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

BUSY = {429, 502, 503, 504}
TRIES = 6
LONGEST_WAIT = 120.0  # seconds
SURPRISE = "The site does not answer as the API of Demarche does."


class ApiError(Exception):
    """What the site refused, in its own words. `problem` is the whole answer; `errors` names each bad parameter."""

    def __init__(self, status: int, problem: Mapping[str, Any], address: str):
        self.status, self.problem, self.address = status, problem, address
        self.errors = {one["parameter"]: one["detail"] for one in problem.get("errors", [])}
        told = "; ".join(f"{name}: {detail}" for name, detail in self.errors.items())
        super().__init__(f"{status} for {address}: {told or problem.get('detail', '')}")


class Connection:
    """GET with waiting: what is busy or breaks off is asked again, after as long as it says or twice as long each time."""

    def __init__(
        self,
        site: str,
        *,
        agent: str,
        timeout: float = 60,
        tries: int = TRIES,
        sleep: Callable[[float], None] = time.sleep,
    ):
        parts = urlsplit(site)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError(f"{site!r} is not the address of a site, such as https://example.org.")
        self.site = f"{parts.scheme}://{parts.netloc}"
        self.open = build_opener(Redirects(self.site)).open
        self.headers = {"Accept": "application/json", "User-Agent": agent}
        self.timeout, self.tries, self.sleep = timeout, tries, sleep

    def get(self, path: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """The JSON of one address. Raises ApiError, URLError if the site cannot be reached, HTTPException if it breaks off."""
        query = urlencode(pairs(parameters or {}))
        address = self.site + path + (f"?{query}" if query else "")
        for tried in range(1, self.tries + 1):
            try:
                return self.read(address)
            except ApiError as error:
                if error.status not in BUSY or tried == self.tries:
                    raise
                wait = error.problem.get("retry_after")
            except (URLError, TimeoutError, ConnectionError, HTTPException):
                if tried == self.tries:
                    raise
                wait = None
            self.sleep(pause(tried, wait))
        raise AssertionError("unreachable")

    def read(self, address: str) -> Any:
        request = Request(address, headers=self.headers)  # noqa: S310  http and https alone: see __init__
        try:
            with self.open(request, timeout=self.timeout) as answer:
                return json.load(answer)
        except HTTPError as error:
            with error:
                raise ApiError(error.code, told(error), address) from error
        except json.JSONDecodeError as error:
            raise ApiError(200, {"detail": SURPRISE}, address) from error

    def here(self, address: str) -> str:
        """Path and query of an address that the site named: links are followed on the host that we were given."""
        return path_of(address)


class Redirects(HTTPRedirectHandler):
    """Follows the way to another address on the host that we were given, whatever the site calls itself."""

    def __init__(self, site: str):
        self.site = site

    def redirect_request(self, request, answer, code, message, headers, address):
        return super().redirect_request(request, answer, code, message, headers, self.site + path_of(address))


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def told(error: HTTPError) -> dict[str, Any]:
    """The problem details of an answer, and how long to wait; whatever stands in front of the site may answer otherwise."""
    try:
        problem = json.load(error)
    except (ValueError, HTTPException):
        problem = {"detail": error.reason}
    if not isinstance(problem, dict):
        problem = {"detail": error.reason}
    return {**problem, "retry_after": seconds(error.headers.get("Retry-After"))}


def seconds(said: str | None) -> float | None:
    """How long Retry-After asks to wait, which may be written as seconds or as a time."""
    if not said:
        return None
    if said.strip().isdecimal():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return None


def pause(tried: int, wait: float | None) -> float:
    """What was asked for; else 1, 2, 4 … seconds, each somewhat more, so that not all come back at once."""
    if wait is None:
        wait = 2 ** (tried - 1) * random.uniform(1, 1.5)  # noqa: S311  no secret
    return min(wait, LONGEST_WAIT)


def pairs(parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Parameters as a query has them: a list repeats its name, None is left out, `from_` is `from`.

    Raises ValueError for a list or a text that is empty: the site would answer as if nothing had been asked for.
    """
    found = []
    for name, given in parameters.items():
        values = [value for value in given if value is not None] if is_many(given) else [given]
        if not values or "" in values:
            raise ValueError(
                f"{name} is empty, which would select everything. Leave it out, or give None, to mean that."
            )
        found += [(name.removesuffix("_"), written(value)) for value in values if value is not None]
    return found


def is_many(given: Any) -> bool:
    return isinstance(given, Iterable) and not isinstance(given, str | bytes | Mapping)


def written(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
