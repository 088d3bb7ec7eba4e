"""How every page is made: without the request, so that it cannot depend on a session, a cookie or the Host header."""

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string


def page(template: str, context: dict, status: int = 200) -> HttpResponse:
    return HttpResponse(render_to_string(template, {"site": settings.SITE_URL, **context}), status=status)
