"""`{% versions as rows %}`: the page in every language. `{% recorded %}`: marks words of the record as English.

`{{ n|grouped }}`: a count in groups of three digits; `{% separator %}`: what stands between them.
"""

from django import template
from django.utils.safestring import SafeString, mark_safe

from pages import languages, numerals, revisions

register = template.Library()
register.simple_tag(languages.versions, name="versions")
register.simple_tag(numerals.separator, name="separator")
register.filter("grouped", numerals.grouped)


@register.simple_tag
def recorded() -> SafeString:
    """` lang="en"` for an element whose words are those of the record, on a page in another language."""
    language = languages.of_record()
    return mark_safe(f' lang="{language}" dir="ltr"' if language else "")  # noqa: S308 - ours


register.filter("short_date", languages.short_date)
register.filter("as_recorded", languages.as_recorded)


@register.filter
def reason(text: str) -> str:
    """Why a version was published: in the reader's language where this program wrote it, else as an editor did."""
    known = revisions.REASONS.get(text)
    return str(known) if known else languages.as_recorded(text)
