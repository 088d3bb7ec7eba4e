"""Log an incident from a source: its text with the proposals marked, a form to accept, change or drop each, and one save."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.forms import BaseFormSet, formset_factory
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from actors.dates import bounds
from codebook import scales
from desk import kept, once, proposed, refusals
from desk.coding_forms import IncidentPart, ParticipantPart, StatementPart
from desk.deciding import allow
from desk.drafting import Refused, draft
from desk.marking import pieces
from desk.may_be import MayBeDuplicate, ask_or_remember
from desk.models import Capture
from desk.places import change_url
from desk.starting import coded_from, page
from incidents.duplicates import Candidate
from incidents.models import Incident, Source
from incidents.reading.loading import gazetteer
from incidents.reading.whole import Reading, read
from incidents.reading.words import Span

SHORT_TEXT = 1800  # signs that are read as one passage
"""A longer text is read paragraph by paragraph: an article tells of many incidents."""

PARTICIPANTS: Any = formset_factory(ParticipantPart, extra=0)
STATEMENTS: Any = formset_factory(StatementPart, extra=0)


@require_http_methods(["GET", "HEAD", "POST"])
def log_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The source's page for logging: a GET shows proposals, a POST makes a draft or says what is missing."""
    allow(request, "incidents.add_incident", "desk.view_capture")
    source = get_object_or_404(Source.objects.select_related("publisher"), pk=pk)
    capture = Capture.objects.filter(source=source).first()
    form_page = Page(request, source, capture.text if capture else "")
    if request.method == "POST":
        answer = form_page.save()
        if answer is not None:
            return answer
    return form_page.show(capture)


class Page:
    """One look at a source: what is read from it, and the forms."""

    def __init__(self, request: HttpRequest, source: Source, text: str):
        self.request, self.source = request, source
        self.published = proposed.published_day(source.published)
        self.reading = read(text, gazetteer(), self.published)
        self.chosen, self.passage = self.choose()
        here = self.reading.within(self.passage)
        self.act = proposed.act_of(here)
        self.day = proposed.day_of(here, self.act) or proposed.day_of(self.before(), None)
        self.here = here
        self.candidates: list[Candidate] = []
        self.refusals: list[str] = []
        self.make_forms(request.POST if request.method == "POST" else None)

    def choose(self) -> tuple[str, Span]:
        """The passage that the address asks for; of a long text without a wish the first that tells of an act."""
        text, asked = self.reading.text, self.request.GET.get("passage", "")
        whole, spans = Span(0, len(text)), self.reading.paragraphs
        if asked == "all" or (not asked and len(text) <= SHORT_TEXT) or not spans:
            return "all", whole
        if not asked:
            first = self.reading.acts[0].start if self.reading.acts else 0
            number = next((i for i, span in enumerate(spans, 1) if span.start <= first < span.end), 1)
            return str(number), spans[number - 1]
        if not asked.isdecimal() or not 0 < int(asked[:6]) <= len(spans):
            raise Http404(f"The text has no passage {asked}.")
        return asked, spans[int(asked) - 1]

    def before(self) -> Reading:
        """What stands before the passage: its last date may still hold."""
        found = self.reading.within(Span(0, self.passage.start))
        return Reading(found.text, [], [], found.dates[-1:], [], [])

    def make_forms(self, data: Any) -> None:
        day = bounds(self.day.date)[0] if self.day else self.published
        held = proposed.held_offices(self.here, day)
        self.people = proposed.participants(self.here, self.act, held)
        self.said = proposed.statements(self.here, held, self.source.language)
        self.speakers = proposed.speakers(self.here)
        self.types, self.days = proposed.types(self.here, self.act), proposed.days(self.here)
        self.form = IncidentPart(
            data,
            initial={
                "form_key": uuid4(),
                "title": proposed.title_of(self.here, self.act),
                "date": self.day.date if self.day else "",
                "proposed_type": self.act.code if self.act else "",
                "excerpt": proposed.excerpt_of(self.here, self.act),
            },
            types=[choice.type for choice in self.types],
        )
        self.participants = PARTICIPANTS(
            data, prefix="who", initial=[row.initial | {"choices": row.choices} for row in self.people]
        )
        self.statements = STATEMENTS(
            data,
            prefix="said",
            initial=[row.initial for row in self.said],
            form_kwargs={"speakers": self.speakers},
        )

    def valid(self) -> bool:
        parts: list[forms.BaseForm | BaseFormSet] = [self.form, self.participants, self.statements]
        return all([part.is_valid() for part in parts])  # noqa: C419 - every part says its errors

    def save(self) -> HttpResponse | None:
        """Makes the draft and leads to its form; none if something is missing or may be a duplicate."""
        if not self.valid():
            return None
        try:
            with transaction.atomic():
                made = once.made_by(str(self.form.cleaned_data["form_key"]), self.request.user, Incident)
                incident = Incident.objects.get(pk=made) if made else self.make()
        except MayBeDuplicate as found:
            self.candidates = found.candidates
            return None
        except (Refused, ValidationError) as error:
            self.refusals = error.sentences if isinstance(error, Refused) else error.messages
            return None
        except DatabaseError as error:
            self.refusals = [refusals.sentence(error)]
            return None
        messages.success(
            self.request,
            f"Logged as {incident.number} from “{self.source}”. Check it, complete it, submit it.",
        )
        return kept.saved(self.request, HttpResponseRedirect(change_url(incident)))

    def make(self) -> Incident:
        """The draft, unless it looks like one on file and nobody said that it is another."""
        said, user = self.form.cleaned_data, self.request.user
        people = [form.cleaned_data for form in self.participants if form.cleaned_data.get("take")]
        words = [form.cleaned_data for form in self.statements if form.cleaned_data.get("take")]
        incident = draft(self.source, said, people, words, user)
        ask_or_remember(incident, self.request)
        log = admin.site._registry[Incident].log_addition
        log(self.request, incident, [{"added": {}}, {"form_key": str(said["form_key"])}])
        return incident

    def show(self, capture: Capture | None) -> HttpResponse:
        coded = coded_from(self.source)
        return page(
            self.request,
            "desk/log.html",
            "Log an incident from this source",
            source=self.source,
            capture=capture,
            coded=coded,
            number=len(coded) + 1,
            pieces=pieces(self.reading, self.passage),
            passages=self.passages(),
            chosen=self.chosen,
            published=self.published,
            form=self.form,
            participants=list(zip(self.participants, self.rows(self.people, self.participants), strict=True)),
            statements=list(zip(self.statements, self.rows(self.said, self.statements), strict=True)),
            participants_set=self.participants,
            statements_set=self.statements,
            types=self.types,
            days=self.days,
            found=self.candidates,
            refused=self.refusals,
            levels=[
                (code, scales.label("hostility_scale", code)) for code in scales.codes("hostility_scale")
            ],
        )

    @staticmethod
    def rows(rows: list[proposed.Row], formset: Any) -> list[proposed.Row | None]:
        """The proposal of each form; none for forms that were sent beyond those proposed now."""
        found: list[proposed.Row | None] = [*rows]
        return (found + [None] * len(formset.forms))[: len(formset.forms)]

    def passages(self) -> list[tuple[str, str, int]]:
        """Number, beginning and number of acts of each paragraph that tells of one."""
        found = []
        for number, span in enumerate(self.reading.paragraphs, 1):
            acts = self.reading.within(span).acts
            if acts:
                beginning = span.of(self.reading.text)[:70]
                found.append((str(number), beginning, len({act.code for act in acts})))
        return found
