"""A key that sorts names alike everywhere: the database has no language-aware collation (see docs/decisions.md)."""

import unicodedata


def sort_key(name: str) -> str:
    """Lower case without accents, so that "Élysée" stands beside "Elysee": stored beside the name and indexed."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", plain).casefold().strip()
