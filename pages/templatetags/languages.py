"""`{% versions as rows %}`: the page in every language. `{% recorded %}`: marks words of the record as English."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from pages import languages

register = template.Library()
register.simple_tag(languages.versions, name="versions")


@register.simple_tag
def recorded() -> SafeString:
    """` lang="en"` for an element whose words are those of the record, on a page in another language."""
    language = languages.of_record()
    return mark_safe(f' lang="{language}" dir="ltr"' if language else "")  # noqa: S308 - ours
