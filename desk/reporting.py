"""The readers' form for errors and replies, and the public log of what was decided.

They are at the desk's door because public requests can write nothing, but open to everybody and without a cookie. What stands
for a cookie is a key in the form, signed and dated here: a form is taken once, some seconds after it was opened and within a
day. The log tells decided reports alone, by the month they came in, and of each only what an editor wrote for the public; what
an editor discarded is in none of its pages.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from desk import maintenance
from desk.access.throttle import Subject, TooManyAttempts, begin, network_of
from desk.models import Report
from record.models import Entry

SIGNER = TimestampSigner(salt="desk.report")
OLDEST, YOUNGEST = timedelta(days=1), timedelta(seconds=3)  # of a form that is sent
BY_NETWORK, BY_ALL = 5, 60  # how many messages are taken in fifteen minutes
LOGGED = 200  # on one page of the log
KINDS = [("error", _("An error in the record")), ("reply", _("A reply: the record speaks of me or of us"))]


class ReportForm(forms.ModelForm):
    """What a reader fills in. `website` is hidden from people: programs that fill in everything give themselves away."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=KINDS, widget=forms.RadioSelect, initial="error")
    about = forms.CharField(
        label=_("Number of the incident, actor or source"),
        help_text=_("Such as DI-21. It stands on the page. Leave it empty if it is about the site."),
        required=False,
        max_length=16,
    )
    text = forms.CharField(
        label=_("What is wrong, or your reply"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Say what is wrong; one sentence is enough.")},
    )
    source = forms.CharField(
        label=_("Where can it be checked?"),
        help_text=_("An address or a document. It helps more than anything else."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    contact = forms.CharField(
        label=_("How can we answer you?"),
        help_text=_("Only if you want an answer. It is never published and deleted once we have decided."),
        required=False,
        max_length=200,
    )
    website = forms.CharField(required=False, max_length=200)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Report
        fields = ["kind", "about", "text", "source", "contact"]

    def clean_about(self) -> str:
        """A public number, without its version; a number that was never public is not told from a mistake."""
        ref = self.cleaned_data["about"].strip().upper().partition("@")[0]
        if ref and not Entry.objects.filter(ref=ref).exists():
            raise forms.ValidationError(
                _(
                    "There is no such number in the record. Numbers look like DI-21; leave it empty if you are not sure."
                )
            )
        return ref

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty; it is there to stop programs."))
        return ""

    def clean_token(self) -> UUID:
        """The key of the form."""
        try:
            signed = self.cleaned_data["token"]
            key = SIGNER.unsign(signed, max_age=OLDEST)
        except BadSignature as error:
            raise forms.ValidationError(
                _("This form was open for too long. Look through what you wrote and send it again.")
            ) from error
        if is_young(signed):
            raise forms.ValidationError(_("That was quick. Look through what you wrote and send it again."))
        return UUID(key)


def is_young(signed: str) -> bool:
    """Whether a form was opened only just now."""
    try:
        SIGNER.unsign(signed, max_age=YOUNGEST)
    except BadSignature:
        return False
    return True


@csrf_exempt  # there is no cookie to forge a request with; see the top of this module
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """The form, and what it sends; in the language of its address, which is active already."""
    if request.method != "POST":
        sent = "sent" in request.GET
        return shown(None if sent else ReportForm(initial={"about": request.GET.get("about", "")[:16]}))
    given = ReportForm(request.POST)
    if maintenance.why():
        given.add_error(
            None, str(_("Messages cannot be taken for a while. Keep this page open and send it again later."))
        )
    if not given.is_valid():
        return shown(given, status=400)
    try:
        begin(Subject("report", network_of(request), BY_NETWORK), Subject("report", "all", BY_ALL))
    except TooManyAttempts as error:
        minutes = -(-error.seconds // 60)
        given.add_error(
            None, str(_("Too many messages came in. Wait %s minutes, then send it again.")) % minutes
        )
        return shown(given, status=429)
    keep(given)
    return HttpResponseRedirect(address("report") + "?sent=1", status=303)


def keep(given: ReportForm) -> None:
    """Puts a report into the inbox; the same form sent twice is one report."""
    given.instance.key = given.cleaned_data["token"]
    try:
        with transaction.atomic():
            given.save()
    except IntegrityError:
        if not Report.objects.filter(key=given.instance.key).exists():
            raise


def shown(given: ReportForm | None, status: int = 200) -> HttpResponse:
    """The page, made without the request, so that it can set no cookie; without a form it says that it was received."""
    context: dict[str, Any] = {
        "site": settings.SITE_URL,
        "form": given,
        "token": SIGNER.sign(str(uuid4())),
        "address": address("report"),
        "log": address("report_log"),
    }
    return HttpResponse(render_to_string("report.html", context), status=status)


def address(name: str) -> str:
    """Of the form or of its log, in the language of the page that leads there."""
    language = get_language() or settings.LANGUAGE_CODE
    return reverse(name if language == settings.LANGUAGE_CODE else f"{name}_{language}")


@never_cache
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """What was reported and decided, newest decision first: month, number, decision and the public line. One query."""
    number = page_number(request.GET.get("page", "1"))
    rows = Report.objects.public().order_by("-decided_at", "-pk")
    columns = ("received_at", "kind", "about", "decision", "public_line", "decided_at")
    start = (number - 1) * LOGGED
    found = list(rows.values(*columns)[start : start + LOGGED + 1])
    if number > 1 and not found:
        raise Http404("The log has no such page.")
    context = {
        "site": settings.SITE_URL,
        "form": address("report"),
        "reports": found[:LOGGED],
        "newer": number - 1,
        "older": number + 1 if len(found) > LOGGED else 0,
    }
    return HttpResponse(render_to_string("report_log.html", context))


def page_number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and int(text)):
        raise Http404("The log has no such page.")
    return int(text)
