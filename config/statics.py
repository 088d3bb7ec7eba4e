"""How static files are stored: with a hash in the name, compressed, and style sheets without their comments."""

import re

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
BLANK = re.compile(rb"\s*\n\s*")


def bare(sheet: bytes) -> bytes:
    """A style sheet without comments, blank lines and indents: a tenth of what a reader would fetch. None of our strings has `/*`."""
    return BLANK.sub(b"\n", COMMENT.sub(b"", sheet)).strip() + b"\n"


class BareSheets(CompressedManifestStaticFilesStorage):
    """Licences stand beside vendored files, so no notice is lost with a comment; sheets of the desk's libraries stay as they are."""

    def _save(self, name: str, content: File) -> str:
        if name.startswith("css/") and name.endswith(".css"):
            content.seek(0)  # its hash has been read from it
            content = ContentFile(bare(content.read()), name=name)
        return super()._save(name, content)
