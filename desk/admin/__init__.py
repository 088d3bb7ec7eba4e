"""The desk's model pages, one module for each noun; importing them registers them."""

from desk.admin import (
    actors,
    claims,
    codebook,
    episodes,
    incidents,
    people,
    record,
    reports,
    sources,
    statements,
    tokens,
)

__all__ = [
    "actors",
    "claims",
    "codebook",
    "episodes",
    "incidents",
    "people",
    "record",
    "reports",
    "sources",
    "statements",
    "tokens",
]
