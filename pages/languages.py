"""The language of a page is that of its address: /ru/… is Russian, no prefix is English. No cookie and no header decides.

The readers' form and its log stand under the desk's address, so there the language comes after it: /desk/report/ru/….
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import (
    get_language,
    get_language_from_path,
    get_language_info,
    gettext,
    override,
)

RECORD = "en"  # the language that titles, summaries and notes of the record are written in
asked: ContextVar[str] = ContextVar("asked", default="/")


@dataclass(frozen=True)
class Version:
    """The same page in one language."""

    code: str
    name: str
    offer: str
    address: str
    current: bool


class LanguageMiddleware:
    """Answers in the language of the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request.path_info) or settings.LANGUAGE_CODE
        token = asked.set(request.get_full_path())
        try:
            with override(language):
                response = self.get_response(request)
        finally:
            asked.reset(token)
        response.headers.setdefault("Content-Language", language)
        return response


def versions(address: str = "") -> list[Version]:
    """A page in every language; of the page that was asked for where no address is given."""
    plain = without_prefix(address or asked.get())
    return [
        Version(
            code,
            get_language_info(code)["name_local"],
            in_its_own(code),
            in_language(plain, code),
            code == get_language(),
        )
        for code, _ in settings.LANGUAGES
    ]


def in_its_own(code: str) -> str:
    """That the page can be had in a language, said in that language to whoever reads another one."""
    with override(code):
        return gettext("This page is also in English")


def language_of(path: str) -> str | None:
    """The language that a path names; none where it names none."""
    if not path.startswith(settings.REPORT_FORM):
        return get_language_from_path(path)
    code = path.removeprefix(settings.REPORT_FORM).partition("/")[0]
    return code if code in dict(settings.LANGUAGES) else None


def without_prefix(address: str) -> str:
    """An address of the site as it is in English."""
    language = language_of(address.partition("?")[0])
    before = settings.REPORT_FORM if address.startswith(settings.REPORT_FORM) else "/"
    return before + address.removeprefix(f"{before}{language}/") if language else address


def in_language(plain: str, code: str) -> str:
    """An address of the site, given as it is in English, in a language."""
    if code == settings.LANGUAGE_CODE:
        return plain
    before = settings.REPORT_FORM if plain.startswith(settings.REPORT_FORM) else "/"
    return f"{before}{code}/{plain.removeprefix(before)}"


def of_record() -> str:
    """The language of the record's own words where the page is in another; empty where both are the same."""
    return RECORD if get_language() != RECORD else ""


def as_recorded(text: str) -> str:
    """Words of the record for a place among words of the page: marked with their language where the two differ."""
    language = of_record()
    return format_html('<span lang="{}" dir="ltr">{}</span>', language, text) if language and text else text


def short_date(day: date, form: str) -> str:
    """A day with the month cut short: “23 Nov”; other languages than English write months small, also when short."""
    text = date_format(day, form)
    return text.lower() if of_record() else text
