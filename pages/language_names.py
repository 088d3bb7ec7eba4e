"""What languages are called; a tag that Django has no name for stands for itself."""

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language
from django.utils.translation import gettext as _

CAPITAL = ("en",)  # languages that write the name of a language with a capital inside a sentence


def language_name(tag: str | None) -> str:
    """“Russian” for ru, as it stands inside a sentence; empty for none."""
    if tag not in LANG_INFO:
        return tag or ""
    name = _(LANG_INFO[tag].get("name", tag))
    return name if get_language() in CAPITAL else name[:1].lower() + name[1:]
