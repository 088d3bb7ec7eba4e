"""What can be downloaded whole: releases of the record, each with its files, and every file itself."""

import re
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api import ranges
from api.resource import Resource, Unrendered
from api.shapes.exports import ReleaseList, ReleaseShape
from record.ledger import written_time
from record.reading import NotPublic
from record.releases import shelf
from record.releases.shelf import File, Release, TakenAway

NUMBER = re.compile(r"[1-9][0-9]{0,14}")
LATEST = "latest"


class ExportList(Resource):
    """Releases, newest first: the record at one entry as files. exports/latest/ leads to the newest."""

    shape = ReleaseList

    def get(self, request: Request) -> Response:
        return Response({"results": [described(one) for one in shelf.releases()]})


class ExportDetail(Resource):
    """One release by the number of its entry; `latest` redirects to the newest."""

    shape = ReleaseShape
    address_meaning = "The number of an entry, or latest."
    address_example = "latest"
    can_be_elsewhere = True

    def get(self, request: Request, release: str) -> HttpResponseBase:
        if release == LATEST:
            return HttpResponseRedirect(reverse("api:export", args=[newest().entry]))
        return Response(described(standing(release)))


class AnyRenderer(BaseRenderer):
    """Files have media types of their own, so no Accept header is refused."""

    media_type, format = "*/*", ""


class ExportFile(Unrendered):
    """One file of a release, as it lies there."""

    schema = None  # told in words: see exports/
    parameters = ()
    renderer_classes = [AnyRenderer]

    @staticmethod
    def etag_of(request: HttpRequest, release: str, name: str) -> str | None:
        """By what is in it: a file stays the same whatever is published. None for what is not given out."""
        found = shelf.find(int(release)) if NUMBER.fullmatch(release) else None
        file = found.file(name) if found and not found.withdrawn else None
        return f'"{file.sha256}"' if file else None

    def get(self, request: Request, release: str, name: str) -> HttpResponseBase:
        if release == LATEST:
            return HttpResponseRedirect(reverse("api:export-file", args=[newest().entry, name]))
        found = standing(release)
        if found.withdrawn:
            raise TakenAway(found.withdrawn)
        file = found.file(name)
        if file is None:
            raise NotPublic(name)
        return given(request, found.folder / file.name, file, f"demarche-entry-{found.entry}_{file.name}")


def given(request: Request, path: Path, file: File, name: str) -> HttpResponseBase:
    """The file, or the part of it that was asked for."""
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Type": content_type(file),
        "Content-Length": str(file.bytes),
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    if wanted := ranges.asked(request, file.bytes, f'"{file.sha256}"'):
        return ranges.part(request, path, file.bytes, *wanted, headers)
    return ranges.whole(request, path, file.bytes, headers)


def content_type(file: File) -> str:
    return f"{file.media_type}; charset=utf-8" if file.media_type.startswith("text/") else file.media_type


def newest() -> Release:
    """The newest release that may be given out. Raises NotPublic."""
    found = shelf.latest()
    if found is None:
        raise NotPublic(LATEST)
    return found


def standing(number: str) -> Release:
    """The release of an entry, withdrawn or not. Raises NotPublic."""
    found = shelf.find(int(number)) if NUMBER.fullmatch(number) else None
    if found is None:
        raise NotPublic(number)
    return found


def described(release: Release) -> dict:
    """A release as the list has it; one that was withdrawn says why, and has no files."""
    withdrawn = release.withdrawn
    return {
        "entry": release.entry,
        "sha256": release.sha256,
        "at": release.at,
        "url": settings.SITE_URL + reverse("api:export", args=[release.entry]),
        "withdrawn": {"at": written_time(withdrawn.at), "reason": withdrawn.reason} if withdrawn else None,
        "files": [] if withdrawn else [listed(release, file) for file in release.files],
    }


def listed(release: Release, file: File) -> dict:
    return {
        "name": file.name,
        "title": file.title,
        "media_type": file.media_type,
        "rows": file.rows,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "url": settings.SITE_URL + reverse("api:export-file", args=[release.entry, file.name]),
    }
