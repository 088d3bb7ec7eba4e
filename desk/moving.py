"""The page of moving statements or claims: choose where to, see what goes along and what stays, and move with a reason."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

import pghistory
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from desk import refusals
from desk.autocomplete import KeyedAutocomplete
from desk.choosing import chosen_keys
from desk.deciding import allow
from desk.forms import WhyForm
from desk.keeping import keep
from desk.places import address, change_url, list_url
from desk.retracting import counted
from desk.standing import merged_into
from desk.versions import right
from desk.waiting import waiting
from incidents.models import Claim, Episode, Incident, Statement
from incidents.moving import KINDS, Closed, Fate, Home, home_of, move, name, plan, seen
from incidents.workflow import WorkflowError

MODELS: dict[str, type[Statement | Claim]] = {"statement": Statement, "claim": Claim}
AROUND = ("incident", "episode")


class WhereForm(forms.Form):
    """Another incident or an episode, from pick lists."""

    def __init__(self, model: type[Statement | Claim], *args, **kwargs):
        super().__init__(*args, **kwargs)
        for noun, home in zip(AROUND, (Incident, Episode), strict=True):
            field: Any = model._meta.get_field(noun)
            self.fields[noun] = forms.ModelChoiceField(
                home._default_manager.all(),
                label=f"{'To' if noun == 'incident' else 'Or to'} an {noun}",
                required=False,
                widget=KeyedAutocomplete(field, admin.site),
                help_text="By title or number." if noun == "incident" else "Leave the other one empty.",
            )

    def clean(self):
        cleaned = super().clean() or {}
        if len([name for name in AROUND if cleaned.get(name)]) != 1 and not self.errors:
            raise ValidationError("Choose one: an incident, or an episode.")
        return cleaned

    @property
    def home(self) -> Home | None:
        return self.cleaned_data["incident"] or self.cleaned_data["episode"] if self.is_valid() else None


class MoveWhyForm(WhyForm):
    example = "For other analysts, never public: “Said after the second note, not the first.”"


@dataclass(frozen=True)
class Line:
    """One part as the page shows it."""

    fate: Fate
    url: str
    words: list[str]


@require_http_methods(["GET", "HEAD", "POST"])
def move_page(request: HttpRequest, noun: str) -> HttpResponse:
    """Without a home to go to, the page asks for it; then it shows what happens, and on POST does it."""
    model = MODELS[noun]
    allow(request, right("change", model), right("change", Incident), right("change", Episode))
    parts = chosen(request, model)
    where = WhereForm(model, request.GET if any(name in request.GET for name in AROUND) else None)
    to, form, refused = where.home, MoveWhyForm(request.POST or None), []
    if request.method == "POST" and to and form.is_valid():
        try:
            count = carry_out(request, parts, to, form.cleaned_data["reason"])
        except WorkflowError as error:
            refused = [str(error)]
        except DatabaseError as error:
            refused = [refusals.sentence(error)]
        else:
            messages.success(request, f"Moved {counted(count, noun)} to “{to}”.")
            return HttpResponseRedirect(f"{change_url(to)}#{noun}s")
        parts, to = chosen(request, model), type(to)._default_manager.filter(pk=to.pk).first()
    closed = closed_homes(to, parts) if to else {}
    shut = closed.get(name(to), "") if to else ""
    fates = plan(parts, to, closed) if to else []
    context = {
        "title": f"Move {counted(len(parts), noun)}",
        "noun": noun,
        "parts": parts,
        "ids": request.GET.get("ids", ""),
        "where": where,
        "to": to,
        "to_url": change_url(to) if to else "",
        "closed": shut,
        "lines": lines(fates, to) if to else [],
        "seen": [f"{key}:{revision}" for key, revision in sorted(seen(fates, to).items())] if to else [],
        "open": any(not fate.refused for fate in fates) and not shut,
        "form": form,
        "refused": refused,
        "back": list_url(model),
    }
    return TemplateResponse(request, "desk/move.html", {**admin.site.each_context(request), **context})


def chosen(request: HttpRequest, model: type[Statement | Claim]) -> list[Any]:
    """The parts that the address names, in the order of their keys."""
    names = ["incident", "episode", *(["speaker"] if model is Statement else [])]
    rows = model._default_manager.filter(pk__in=chosen_keys(request)).select_related(*names)
    return list(rows.order_by("pk"))


@transaction.atomic
def carry_out(request: HttpRequest, parts: list[Any], to: Home, reason: str) -> int:
    """Moves exactly what the page showed, and keeps a revision of every incident and episode that changed.

    One transaction: a save between the two would take the revision's number, and four eyes would not know the mover.
    """
    sent = [text.rpartition(":") for text in request.POST.getlist("seen")]
    looked_at = {key: int(number) for key, _, number in sent if number.isdecimal() and len(number) < 10}
    user: Any = request.user
    with pghistory.context(user=user.pk, reason=reason):
        going, homes = move(
            parts, to, user=user, looked_at=looked_at, reason=reason, closed_now=partial(closed_among, to)
        )
        for home in homes:
            keep(KINDS[type(home)], home, user, reason)
    return len(going)


def closed_homes(to: Home, parts: list[Any]) -> Closed:
    return closed_among(to, [to, *(home_of(part) for part in parts)])


def closed_among(to: Home, homes: Collection[Home]) -> Closed:
    """Why some of them must not change: one waits for its time; what was merged into another takes nothing in."""
    held = waiting(home for home in homes if isinstance(home, Incident))
    found = {name(one): held[one.pk] for one in homes if isinstance(one, Incident) and one.pk in held}
    if name(to) in found:
        found[name(to)] = f"{to}: {found[name(to)]}"
    if into := merged_into(to.ref):
        found[name(to)] = f"{to.ref} lives on as {into}. Move them there."
    return found


def lines(fates: list[Fate], to: Home | None) -> list[Line]:
    """What each part brings along; three queries, however many there are."""
    going = {fate.part.pk for fate in fates if isinstance(fate.part, Statement)}
    answers: dict[int, list[Statement]] = {}
    rows = Statement.objects.filter(replies_to__in=going).exclude(pk__in=going).select_related("speaker")
    for row in rows:
        answers.setdefault(row.replies_to_id or 0, []).append(row)
    counts = brought(fates)
    return [
        Line(fate, change_url(fate.part), [*counts[fate.part.pk], *said_about(fate.part, going, answers, to)])
        for fate in fates
    ]


def brought(fates: list[Fate]) -> dict[int, list[str]]:
    """How many texts, positions and citations go with each part."""
    parts = [fate.part for fate in fates]
    if not parts:
        return {}
    below = {"texts": "text"} if isinstance(parts[0], Statement) else {"positions": "position"}
    nouns = {**below, "citations": "citation"}
    rows = type(parts[0])._default_manager.filter(pk__in=[part.pk for part in parts]).prefetch_related(*nouns)
    return {
        row.pk: [
            counted(count, noun) for name, noun in nouns.items() if (count := len(getattr(row, name).all()))
        ]
        for row in rows
    }


def said_about(part: Any, going: set[int], answers: dict[int, list[Statement]], to: Home | None) -> list[str]:
    """What becomes of the answers that a statement gives or gets."""
    if not isinstance(part, Statement):
        return []
    found = [f"“{row}” answers it and stays; the answer then goes across" for row in answers.get(part.pk, [])]
    if part.replies_to_id and part.replies_to_id not in going:
        at_home = part.replies_to is not None and to in (part.replies_to.incident, part.replies_to.episode)
        found.append("answers a statement there" if at_home else "its answer then goes across")
    return found


def page_of(noun: str) -> str:
    """The address of the page for statements or for claims."""
    return address(MODELS[noun], "move")
