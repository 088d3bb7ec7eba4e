"""Which static files are collected, and how: with a hash in the name, compressed, style sheets and scripts without their comments."""

import re
from collections.abc import Iterable

from django.contrib.staticfiles.finders import AppDirectoriesFinder
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
UNUSED = ["redoc", "rest_framework"]  # a second viewer of the API's schema, and the styles of DRF's own pages
BLANK = re.compile(rb"\s*\n\s*")
REMARK = re.compile(rb"^\s*//.*$", re.MULTILINE)  # a whole line of a script


def bare(sheet: bytes) -> bytes:
    """A style sheet without comments, blank lines and indents: a tenth of what a reader would fetch. None of our strings has `/*`."""
    return BLANK.sub(b"\n", COMMENT.sub(b"", sheet)).strip() + b"\n"


def bare_script(script: bytes) -> bytes:
    """A script of ours without comments, blank lines and indents. No text of ours goes over lines, and none has `/*`."""
    return bare(REMARK.sub(b"", script))


class BareSheets(CompressedManifestStaticFilesStorage):
    """Licences stand beside vendored files, so no notice is lost with a comment; sheets and scripts of the desk's libraries stay as they are."""

    def _save(self, name: str, content: File) -> str:
        if name.startswith("css/") and name.endswith(".css"):
            content.seek(0)  # its hash has been read from it
            content = ContentFile(bare(content.read()), name=name)
        elif name.startswith("js/") and name.endswith(".js") and ".min." not in name:
            content.seek(0)
            content = ContentFile(bare_script(content.read()), name=name)
        return super()._save(name, content)


class UsedFiles(AppDirectoriesFinder):
    """Files of apps, but for folders that no page of ours uses."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        return super().list([*(ignore_patterns or []), *UNUSED])
