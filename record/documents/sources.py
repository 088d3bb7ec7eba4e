"""The document of a source."""

from incidents.models import Source
from record.documents.values import day, named, publishable


def build_source(source: Source) -> dict:
    """The document of a source; a confidential one has none."""
    if source.confidential:
        raise ValueError("A confidential source is never published.")
    return {
        "title": source.title,
        "publisher": named(source.publisher),
        "authors": [name.strip() for name in source.authors.split(";") if name.strip()],
        "kind": source.kind,
        "language": source.language or None,
        "url": source.url or None,
        "archived_url": source.archived_url or None,
        "published": {
            "edtf": source.published,
            "earliest": day(source.published_earliest),
            "latest": day(source.published_latest),
            "note": source.published_note,
        },
        "accessed": source.accessed or None,
        "derived_from": source.derived_from.ref if publishable(source.derived_from) else None,
        "consulted": source.consulted,
        "grade": source.grade or None,
        "grade_reason": source.reliability_reason or None,
        "sha256": source.file_sha256 or None,
    }
