"""A part of a file, as somebody asks for it who goes on with a broken download or reads Parquet column by column.

One range of bytes at a time (RFC 9110, section 14); anything else is answered with the whole file, as the RFC allows.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from api.slots import KEPT, LARGE, UNKEPT, Slot, Slotted

ASKED = re.compile(r"bytes=(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})")
PIECE = 1 << 16


def asked(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First byte and number of bytes that a request wants; None for the whole. (size, 0) if the file has no such bytes.

    With If-Range, a part is given only of the file that the asker has the beginning of.
    """
    found = ASKED.fullmatch(request.headers.get("Range", "").strip())
    if not found or not (found["first"] or found["last"]):
        return None
    if request.headers.get("If-Range", etag) != etag:
        return None
    if not found["first"]:  # the last so many bytes
        length = min(int(found["last"]), size)
        return (size - length, length) if length else (size, 0)
    first = int(found["first"])
    last = min(int(found["last"] or size - 1), size - 1)
    if found["last"] and int(found["last"]) < first:
        return None  # no range at all, so it is as if none had been asked for
    return (first, last - first + 1) if first < size else (size, 0)


def part(
    request: HttpRequest, path: Path, size: int, first: int, length: int, headers: dict[str, str]
) -> HttpResponseBase:
    """206 with some bytes of a file; 416 with its size if it has none of them."""
    if not length:
        return HttpResponse(
            status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers={"Content-Range": f"bytes */{size}"}
        )
    said = {
        **headers,
        "Content-Length": str(length),
        "Content-Range": f"bytes {first}-{first + length - 1}/{size}",
    }
    return sent(request, path, first, length, said, HTTPStatus.PARTIAL_CONTENT)


def whole(request: HttpRequest, path: Path, size: int, headers: dict[str, str]) -> HttpResponseBase:
    """All of a file."""
    return sent(request, path, 0, size, headers, HTTPStatus.OK)


def sent(
    request: HttpRequest, path: Path, first: int, length: int, headers: dict[str, str], status: HTTPStatus
) -> HttpResponseBase:
    """These bytes. What is large is sent in a slot; raises NoSlot."""
    found: Iterator[bytes] = pieces(path, first, length)
    if length > LARGE:
        found = Slotted(found, Slot(request))
    unkept = UNKEPT if length > KEPT else {}
    return StreamingHttpResponse(found, status=status, headers=headers | unkept)


def pieces(path: Path, first: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        while length > 0 and (piece := file.read(min(PIECE, length))):
            length -= len(piece)
            yield piece
