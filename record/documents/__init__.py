"""Documents: the facts of one version of one thing, listed field by field. What is not listed here is never published.

No document contains another thing's title, and no ref to anything that is not public: `build` leaves such a ref out
and nothing says so. The working copy is read here and nowhere after.
"""

from collections.abc import Callable
from typing import Any

from record.documents.actors import build_actor
from record.documents.episodes import build_coverage, build_episode
from record.documents.incidents import build
from record.documents.links import build_link, build_reply
from record.documents.sources import build_source

__all__ = [
    "BUILDERS",
    "build",
    "build_actor",
    "build_coverage",
    "build_episode",
    "build_link",
    "build_reply",
    "build_source",
]

BUILDERS: dict[str, Callable[[Any], dict]] = {
    "incident": build,
    "episode": build_episode,
    "actor": build_actor,
    "source": build_source,
    "coverage": build_coverage,
    "link": build_link,
}
