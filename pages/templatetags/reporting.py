"""`{% report_link "DI-21" %}`: where an error in a thing is reported, with its number filled in."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from pages.languages import in_language

register = template.Library()


@register.simple_tag
def report_link(ref: str) -> str:
    """The form, which knows what it is about; where reports are not taken, the page that says whom to write to."""
    if not settings.REPORTS:
        return reverse("corrections") + "#report"
    form = in_language(settings.REPORT_FORM, get_language() or settings.LANGUAGE_CODE)
    return f"{form}?{urlencode({'about': ref})}"
