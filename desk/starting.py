"""Start from a source: an address or a text becomes a source at the desk, after a look at what is on file already."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from actors.dates import validate_edtf
from desk import kept
from desk.autocomplete import KeyedAutocomplete
from desk.date_words import understood
from desk.deciding import allow
from desk.keeping import keep
from desk.models import Capture
from desk.models.captures import LONGEST_TEXT
from incidents.duplicates import Candidate, source_candidates
from incidents.models import Source

PER_PAGE = 50
CYRILLIC_SHARE = 0.3
FIRST_LINE = 200


class StartForm(forms.ModelForm):
    """A source as far as it is known when it is found, and its text."""

    text = forms.CharField(
        label="Text",
        required=False,
        max_length=LONGEST_TEXT,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Paste the whole text if you have it. It stays at the desk, and proposals are read from it.",
    )

    url = forms.URLField(label="Address", required=False, max_length=1000, assume_scheme="https")

    class Meta:
        model = Source
        fields = ["url", "text", "title", "published", "kind", "publisher", "language"]
        field_classes = {"published": forms.CharField}
        widgets = {"title": AdminTextInputWidget, "published": AdminTextInputWidget}
        help_texts = {
            "title": "Empty: the first line of the text.",
            "published": "Such as 2025-06-22 or 22 June 2025. “On Tuesday” in the text is counted from it.",
            "language": "Empty: guessed from the letters of the text.",
            "publisher": "Empty if it is not on file yet.",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["kind"].initial = "newspaper"
        self.fields["publisher"].widget = KeyedAutocomplete(Source._meta.get_field("publisher"), admin.site)
        self.fields["publisher"].widget.choices = self.fields["publisher"].choices  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def clean_published(self) -> str:
        """EDTF, or one date in words that can be read without knowing more."""
        said = understood(self.cleaned_data["published"])
        validate_edtf(said)
        return said

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        text = cleaned.get("text", "")
        if not cleaned.get("title") and "title" not in self.errors:
            cleaned["title"] = first_line(text)
        if not cleaned.get("title"):
            self.add_error("title", ValidationError("Write the title: the text begins with no short line."))
        cleaned["language"] = cleaned.get("language") or language_of(text)
        return cleaned


def first_line(text: str) -> str:
    line = text.strip().split("\n")[0].strip()
    return line if len(line) <= FIRST_LINE else ""


def language_of(text: str) -> str:
    """Russian or English by the share of Cyrillic letters; empty where there is no text."""
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        return ""
    cyrillic = sum("Ѐ" <= letter <= "ӿ" for letter in letters)
    return "ru" if cyrillic > CYRILLIC_SHARE * len(letters) else "en"


def page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    return TemplateResponse(
        request, template, {**admin.site.each_context(request), "title": title, **context}
    )


def log_url(source: Source) -> str:
    return reverse("admin:incidents_source_log", args=[source.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def start_page(request: HttpRequest) -> HttpResponse:
    """The form; what is on file already is shown before a second source is made of the same document."""
    allow(request, "incidents.add_source", "desk.add_capture")
    form = StartForm(request.POST or None, initial={"url": request.GET.get("url", "")})
    found: list[Candidate] = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        found = source_candidates(said["url"], said["title"])
        chosen = next((one.row for one in found if str(one.row.pk) == request.POST.get("use")), None)
        if chosen is not None:
            source = captured(chosen, said["text"], request.user)
            return kept.saved(request, HttpResponseRedirect(log_url(source)))
        if not found or "new" in request.POST:
            return kept.saved(request, HttpResponseRedirect(log_url(made(form, request.user))))
    return page(request, "desk/start.html", "Start from a source", form=form, found=found)


@transaction.atomic
def made(form: StartForm, user: Any) -> Source:
    source = form.save()
    keep("source", source, user, "Started from this source")
    return captured(source, form.cleaned_data["text"], user)


def captured(source: Any, text: str, user: Any) -> Any:
    """Puts a source into the inbox; a text that is there already is replaced only by another one."""
    capture, _ = Capture.objects.get_or_create(source=source, defaults={"text": text, "user": user})
    if text and text != capture.text:
        capture.text, capture.user = text, user
        capture.save()
    return source


@require_http_methods(["GET", "HEAD"])
def inbox_page(request: HttpRequest) -> HttpResponse:
    """Sources that were captured and from which nothing was coded yet."""
    allow(request, "desk.view_capture")
    waiting = Capture.objects.waiting().select_related("source__publisher", "user")
    rows = Paginator(waiting.defer("text"), PER_PAGE).get_page(request.GET.get("page"))
    return page(request, "desk/inbox.html", "Source inbox", rows=rows)


@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a source out of the inbox, or puts it back."""
    allow(request, "desk.change_capture")
    capture = get_object_or_404(Capture.objects.select_related("source"), source=pk)
    capture.set_aside = "back" not in request.POST
    capture.save(update_fields=["set_aside"])
    what = "is back in the inbox" if "back" in request.POST else "was set aside: nothing in it is an incident"
    messages.success(request, f"“{capture.source}” {what}.")
    return HttpResponseRedirect(reverse("admin:incidents_source_inbox"))


@require_POST
def forget_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Deletes the private copy of a text; source and incidents stay."""
    allow(request, "desk.delete_capture")
    capture = get_object_or_404(Capture, source=pk)
    capture.text = ""
    capture.save(update_fields=["text"])
    messages.success(request, "The private copy of the text was deleted.")
    return HttpResponseRedirect(log_url(capture.source))


def coded_from(source: Source) -> Any:
    """Incidents that cite a source, numbered in the order in which they were logged."""
    cited = source.citations.filter(incident__isnull=False).order_by("incident__pk")
    found = {}
    for citation in cited.select_related("incident__type"):
        found[citation.incident_id] = citation.incident
    return list(found.values())
