"""What languages are called; a tag that Django has no name for stands for itself."""

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _


def language_name(tag: str | None) -> str:
    """“Russian” for ru; empty for none."""
    return _(LANG_INFO.get(tag, {}).get("name", tag)) if tag else ""
