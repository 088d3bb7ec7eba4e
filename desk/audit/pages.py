"""The audit page with its filters and its export, and the page of one thing's full history."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_safe

from desk.audit.events import WHATS, Asked, Cursor, page, pages, trails
from desk.audit.history import history, key_of
from desk.audit.telling import Told, named, told
from desk.deciding import EDITOR, allow
from desk.places import by_ref
from incidents.models import Claim, Statement

SHOWN = 50
FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)
HEADINGS = ["at", "who", "what", "table", "key", "title", "reason"]
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def tables() -> list[tuple[str, str]]:
    found = [(label, named(label).capitalize()) for label in trails()]
    return [("", "Every table"), *sorted(found, key=lambda pair: pair[1])]


class DayField(forms.DateField):
    """A day that the desk can have seen; the day after it has to exist."""

    def __init__(self, **kwargs):
        kwargs["widget"] = forms.DateInput(attrs={"type": "date"})
        super().__init__(validators=[within_reach], **kwargs)


def within_reach(day: date) -> None:
    if not FIRST <= day <= LAST:
        raise ValidationError(f"Choose a day between {FIRST} and {LAST}.")


class AuditForm(forms.Form):
    """Who, what, when, and on which thing."""

    who = forms.ModelChoiceField(
        User.objects.order_by("username"), label="Who", required=False, empty_label="Everybody"
    )
    table = forms.ChoiceField(label="Table", choices=tables, required=False)
    what = forms.ChoiceField(label="What", choices=[("", "Everything"), *WHATS], required=False)
    object = forms.CharField(
        label="Thing", max_length=40, required=False, help_text="DI-3, ST-14, or with a table its key."
    )
    since = DayField(label="From day", required=False)
    until = DayField(label="To day", required=False)

    def clean(self):
        cleaned = super().clean() or {}
        if cleaned.get("object") and "table" in cleaned:
            cleaned["objects"] = self.thing(cleaned["object"].strip(), cleaned["table"])
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            raise ValidationError({"until": "The time would end before it began. Swap the two days."})
        return cleaned

    def thing(self, text: str, table: str) -> dict[str, frozenset[str]]:
        row = numbered(text)
        if row is not None:
            return {row._meta.label_lower: frozenset([str(row.pk)])}
        if not table:
            raise ValidationError(
                {"object": "Nothing has this public number. To look by a key, choose the table too."}
            )
        key = key_of(trails()[table]._meta.get_field("pgh_obj").related_model, text)
        if key is None:
            raise ValidationError({"object": "This cannot be a key of that table."})
        return {table: frozenset([key])}

    @property
    def asked(self) -> Asked:
        said = self.cleaned_data
        return Asked(
            user=said["who"].pk if said["who"] else None,
            table=said["table"],
            what=said["what"],
            since=start(said["since"]) if said["since"] else None,
            until=start(said["until"] + timedelta(days=1)) if said["until"] else None,
            objects=said.get("objects"),
        )


def start(day: Any) -> datetime:
    return datetime.combine(day, time.min, UTC)


def numbered(ref: str) -> Any:
    """The row with a public number, parts of incidents too."""
    for prefix, model in (("ST-", Statement), ("CL-", Claim)):
        if ref.startswith(prefix):
            return model._default_manager.filter(ref=ref).first()
    return by_ref(ref)


@require_safe
def audit_page(request: HttpRequest) -> HttpResponseBase:
    """Every change and decision at the desk, newest first, filtered; or the same as a table to download."""
    allow(request, EDITOR)
    form = AuditForm(request.GET)
    asked = form.asked if form.is_valid() else None
    if asked and request.GET.get("format") == "csv":
        return download(asked)
    rows = page(asked, cursor(request), SHOWN + 1) if asked else []
    context = {
        "title": "Audit",
        "form": form,
        "lines": told(rows[:SHOWN]),
        "older": older(request, rows),
        "export": query(request, format="csv"),
    }
    return TemplateResponse(request, "desk/audit/audit.html", {**admin.site.each_context(request), **context})


def history_page(request: HttpRequest, model: Any, key: str, heading: str, back: str) -> HttpResponse:
    """The history of one thing; the caller has looked whether it may be seen."""
    rows = history(model, key, cursor(request), SHOWN + 1)
    context = {
        "title": f"Full history of {heading}",
        "lines": told(rows[:SHOWN], changes=True),
        "older": older(request, rows),
        "back": back,
        "heading": heading,
        "plural": model._meta.verbose_name_plural,
    }
    return TemplateResponse(
        request, "desk/audit/history.html", {**admin.site.each_context(request), **context}
    )


def cursor(request: HttpRequest) -> Cursor | None:
    text = request.GET.get("after", "")
    found = Cursor.read(text) if text else None
    if text and found is None:
        raise BadRequest("This page of the history is not known. Begin with the newest.")
    return found


def older(request: HttpRequest, rows: list[Any]) -> str:
    """The address of the next page; empty on the last."""
    return query(request, after=str(rows[SHOWN - 1].cursor)) if len(rows) > SHOWN else ""


def query(request: HttpRequest, **more: str) -> str:
    asked = request.GET.copy()
    for name in ("after", "format"):
        asked.pop(name, None)
    for name, value in more.items():
        asked[name] = value
    return f"?{asked.urlencode()}"


class Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def download(asked: Asked) -> StreamingHttpResponse:
    """The whole selection as CSV, sent while it is read."""
    response = StreamingHttpResponse(lines(asked), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response


def lines(asked: Asked) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield writer.writerow(HEADINGS)
    for rows in pages(asked):
        for one in told(rows):
            yield writer.writerow([harmless(text) for text in cells(one)])


def cells(one: Told) -> list[str]:
    return [one.when.isoformat(), one.who, one.what, one.table, one.key, one.title, one.why]


def harmless(text: str) -> str:
    """A text that a spreadsheet cannot take for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def urls(view: Any) -> list[Any]:
    return [path("audit/", view(audit_page), name="audit")]
