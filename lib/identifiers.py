"""Identifiers that no other site gives."""

from uuid import uuid4


def urn() -> str:
    """A new identifier, as a URN (RFC 9562), such as urn:uuid:6e1a0c2e-…; 45 characters."""
    return f"urn:uuid:{uuid4()}"
