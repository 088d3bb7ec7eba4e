"""The document of a source."""

from incidents.models import Source
from record.documents.people import People
from record.documents.values import day, publishable


def build_source(source: Source) -> dict:
    """The document of a source; a confidential one has none."""
    if source.confidential:
        raise ValueError("A confidential source is never published.")
    publisher = source.publisher if source.publisher and source.publisher.ref else None
    original = source.derived_from if publishable(source.derived_from) else None
    people = People([publisher], {original.ref} if original else ())
    grade = source.published_grade
    return {
        "title": source.title,
        "publisher": people.named(publisher),
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
        "derived_from": next(iter(people.listed([original])), None) if original else None,
        "consulted": source.consulted,
        "grade": grade.grade or None,
        "grade_reason": grade.reason or None,
        "sha256": source.file_sha256 or None,
    }
