"""Numbers for readers: in groups of three digits, as the language of the page writes them. Never for years, numbers of things or codes."""

from django.utils.translation import pgettext


def separator() -> str:
    """What stands between the groups."""
    return pgettext("between groups of three digits, as in 1,110", ",")


def grouped(n: object) -> str:
    """A count in groups: 1,110; anything that is no whole number as it is."""
    return f"{n:,}".replace(",", separator()) if isinstance(n, int) else str(n)
