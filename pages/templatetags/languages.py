"""`{% versions as rows %}`: the page in every language. `{% recorded %}`: marks words of the record as English.

`{{ n|grouped }}`: a count in groups of three digits; `{% separator %}`: what stands between them.
"""

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe

from pages import languages, numerals

register = template.Library()
register.simple_tag(languages.versions, name="versions")
register.simple_tag(numerals.separator, name="separator")
register.filter("grouped", numerals.grouped)


@register.simple_tag
def recorded() -> SafeString:
    """` lang="en"` for an element whose words are those of the record, on a page in another language."""
    language = languages.of_record()
    return mark_safe(f' lang="{language}" dir="ltr"' if language else "")  # noqa: S308 - ours


@register.filter
def short_date(day: datetime, form: str) -> str:
    """A day with the month cut short: “23 Nov”; other languages than English write months small, also when short."""
    text = date_format(day, form)
    return text.lower() if languages.of_record() else text


register.filter("as_recorded", languages.as_recorded)
