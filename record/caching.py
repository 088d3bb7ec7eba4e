"""ETags: the record's number, the release of the code, the address and the language decide every public byte.

So do the few settings that pages show, and which releases there are.
"""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import condition

from record.models import Entry
from record.releases import shelf

PART = ("HX-Request", "HX-History-Restore-Request")  # what asks for a part of a page instead of the whole
CODE = ("api", "pages", "record", "lib", "codebook", "templates", "locale", "static")

LAND = "data/reference/land.json"  # the coasts of maps


@lru_cache(maxsize=1)
def release() -> str:
    """A hash over all that makes public answers: a new release, or a new version of a library, never answers 304."""
    digest = hashlib.sha256(Path(settings.BASE_DIR, "requirements.txt").read_bytes())
    for folder in CODE:
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*.*")):
            if path.suffix in (".py", ".html", ".xml", ".css", ".js", ".mo"):
                digest.update(path.name.encode() + path.read_bytes())
    digest.update(Path(settings.BASE_DIR, LAND).read_bytes())
    return digest.hexdigest()[:12]


def newest() -> int:
    """The record's running number; 0 for an empty record."""
    return Entry.objects.aggregate(last=Max("number"))["last"] or 0


def etag(request: HttpRequest, *args, **kwargs) -> str:
    """A weak ETag, because the answer may be compressed on its way and then has other bytes; one query."""
    asked = [request.headers.get(name, "") for name in ("Accept", *PART)]
    shown = [settings.SITE_URL, settings.IMPRINT, settings.CONTACT, str(settings.REPORTS), shelf.stamp()]
    parts = [str(newest()), release(), *shown, request.get_full_path(), *asked]
    return 'W/"' + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32] + '"'


def by_entry(view: Callable, etag: Callable[..., str | None] = etag) -> Callable:
    """Decorator: answers 304 when nothing was published since, and lets caches keep the answer but ask each time."""

    def cached(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.META.get("HTTP_IF_NONE_MATCH", "").strip() == "*":
            # It matches whatever there is, and whether anything is there only the view knows.
            del request.META["HTTP_IF_NONE_MATCH"]
        conditional = condition(etag_func=etag)(view) if request.method in ("GET", "HEAD") else view
        response = conditional(request, *args, **kwargs)
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            # The same entry may answer otherwise later: a statement timeout, a moment that was still to come.
            del response["ETag"]
            response.setdefault("Cache-Control", "no-store")
        response.setdefault("Cache-Control", "public, max-age=0, must-revalidate")
        patch_vary_headers(response, ["Accept"])
        return response

    cached.__name__, cached.__doc__ = view.__name__, view.__doc__
    return cached


class ByEntryMixin:
    """The same for class-based views; one whose answers do not follow the entry says what they follow."""

    etag_of: Callable[..., str | None] = staticmethod(etag)

    def dispatch(self, *args, **kwargs):
        return by_entry(super().dispatch, self.etag_of)(*args, **kwargs)  # type: ignore[misc]
