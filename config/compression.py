"""Public answers are compressed with gzip for clients that take it; the proxy in front need not, and must not twice.

Not compressed: the desk, whose pages have secrets in forms beside what a request says, so that the length of a
compressed page could give them away letter by letter (BREACH); files for keeping, whose length and sums are theirs as they
are; and pictures, which are compressed already.
"""

import re

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

REFUSED = re.compile(r"\bgzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)", re.IGNORECASE)


class CompressionMiddleware(GZipMiddleware):
    """Django's, for public answers that are worth it. All of them vary by what a client takes, 304 included."""

    max_random_bytes = (
        0  # Django's mask for secrets; public answers have none, and so the same question has the same bytes
    )

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path_info.startswith("/desk/") or as_it_is(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if REFUSED.search(request.headers.get("Accept-Encoding", "")):
            return response
        return super().process_response(request, response)


def as_it_is(response: HttpResponseBase) -> bool:
    """Whether an answer is sent as it is to everybody."""
    kind = response.get("Content-Type", "")
    picture = kind.startswith("image/") and not kind.startswith("image/svg")
    return response.streaming or picture or response.get("Content-Disposition", "").startswith("attachment")
