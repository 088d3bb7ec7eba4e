"""One edit of many incidents: a theme more or less, another type or level; seen row by row before, one transaction, one reason."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pghistory
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from codebook.models import IncidentType, Theme
from desk import refusals
from desk.bulk import chosen
from desk.choosing import MOST
from desk.deciding import allow
from desk.forms import WhyForm
from desk.incident_form import levels
from desk.keeping import keep
from desk.places import list_url
from desk.retracting import counted
from desk.standing import of_row, with_standing
from desk.waiting import waiting
from incidents.models import Incident
from incidents.workflow import Stale, WorkflowError
from record.models import MergeIndex

CHANGER = "incidents.change_incident"
EDITS = [("add_theme", "Add a theme"), ("remove_theme", "Take away a theme"), ("code", "Set type or level")]


class EditForm(forms.Form):
    """What is to change: a theme, or a type with or without a level."""

    do = forms.ChoiceField(label="What to do", choices=EDITS)
    theme = forms.ModelChoiceField(
        Theme.objects.all(), label="Theme", required=False, help_text="For adding or taking away."
    )
    type = forms.ModelChoiceField(
        IncidentType.objects.all(),
        label="Type",
        required=False,
        help_text="Empty: each keeps its own. Another type takes the subtype away.",
    )
    level = forms.TypedChoiceField(
        label="Level of hostility",
        coerce=int,
        empty_value=None,
        choices=lambda: [("", "Each keeps its own"), *levels()],
        required=False,
        help_text="Inside the range of the type.",
    )

    def clean(self):
        cleaned = super().clean() or {}
        if cleaned.get("do") == "code":
            if not cleaned.get("type") and cleaned.get("level") is None and not self.errors:
                raise ValidationError({"type": "Choose a type, a level, or both."})
        elif "theme" in cleaned and not cleaned["theme"]:
            raise ValidationError({"theme": "Choose the theme."})
        return cleaned


class EditWhyForm(WhyForm):
    example = "Stands in the history of each; never public: “Theme added to the codebook on 3 May.”"


@dataclass(frozen=True)
class Change:
    """What the edit does to one incident: what it says now and then, or why it is left alone."""

    incident: Any
    before: str
    after: str
    refused: str = ""
    then: str = ""

    @property
    def key(self) -> str:
        return f"{self.incident.pk}:{self.incident.revision}"


def preview(incidents: Collection[Any], edit: Mapping[str, Any]) -> list[Change]:
    """What would become of each; two queries, however many there are. The incidents come from `shown`."""
    gone = dict(
        MergeIndex.objects.filter(ref__in=[one.ref for one in incidents if one.ref], until=None).values_list(
            "ref", "into"
        )
    )
    held = waiting(incidents)
    return [change(one, edit, closed(one, gone, held)) for one in incidents]


def closed(incident: Incident, gone: Mapping[str, str], held: Mapping[int, str]) -> str:
    """Why an incident is not to be changed by the way."""
    if incident.ref in gone:
        return f"It lives on as {gone[incident.ref]}. Make the change there."
    return held.get(incident.pk, "")


def change(incident: Any, edit: Mapping[str, Any], why_not: str) -> Change:
    before, after, refused = recoded(incident, edit) if edit["do"] == "code" else rethemed(incident, edit)
    return Change(incident, before, after, why_not or refused, then(incident))


def recoded(incident: Any, edit: Mapping[str, Any]) -> tuple[str, str, str]:
    kind, level, subtype = coded(incident, edit)
    before, after = coding(incident.type, incident.level, incident.subtype), coding(kind, level, subtype)
    if before == after:
        return before, after, "It is coded so already."
    if kind.level_min <= level <= kind.level_max:
        return before, after, ""
    bounds = f"{minus(kind.level_min)} to {minus(kind.level_max)}"
    return (
        before,
        after,
        f"{kind} has levels {bounds}, this would be {minus(level)}. Choose a level too, or another type.",
    )


def coded(incident: Any, edit: Mapping[str, Any]) -> tuple[IncidentType, int, str]:
    """Type, level and subtype after the edit; a subtype is a word of its type, so another type begins without one."""
    kind = edit["type"] or incident.type
    level = incident.level if edit["level"] is None else edit["level"]
    return kind, level, incident.subtype if kind == incident.type else ""


def coding(kind: IncidentType, level: int, subtype: str) -> str:
    return f"{kind}, {f'“{subtype}”' if subtype else 'no subtype'}, level {minus(level)}"


def minus(level: int) -> str:
    return str(level).replace("-", "−")


def rethemed(incident: Any, edit: Mapping[str, Any]) -> tuple[str, str, str]:
    theme, now = edit["theme"], list(incident.themes.all())
    adds = edit["do"] == "add_theme"
    after = sorted({*now, theme} if adds else set(now) - {theme}, key=lambda one: one.label)
    refused = (
        ""
        if (theme in now) != adds
        else "It has this theme already."
        if adds
        else "It does not have this theme."
    )
    return listed(now), listed(after), refused


def listed(themes: list[Theme]) -> str:
    return ", ".join(theme.label for theme in themes) or "no theme"


def then(incident: Any) -> str:
    """What the change means for where the incident stands."""
    public = of_row(incident)
    if public.version and not public.out:
        return (
            "still has unpublished changes"
            if public.ahead
            else "becomes “published, with unpublished changes”"
        )
    return "in review: the reviewer meets a newer revision" if incident.stage == "review" else ""


def shown(keys: Collection[int]) -> list[Any]:
    """Incidents with all that the preview needs; two queries."""
    rows = with_standing(Incident.objects.filter(pk__in=keys).select_related("type"))
    return list(rows.prefetch_related("themes").order_by("pk"))


@transaction.atomic
def apply(seen: Mapping[int, int], edit: Mapping[str, Any], *, user: User, reason: str) -> int:
    """Makes the edit on exactly these incidents at exactly these revisions, or on none. Raises WorkflowError."""
    locked = list(Incident.objects.select_for_update().filter(pk__in=seen).order_by("pk"))
    moved_on = [str(one) for one in locked if one.revision != seen[one.pk]]
    if moved_on or len(locked) != len(seen):
        which = "; ".join(moved_on) or "one that was deleted"
        raise Stale(f"Changed since you looked: {which}. Nothing was written. Look at the list again.")
    changes = preview(shown(list(seen)), edit)
    if refused := [f"{one.incident}: {one.refused}" for one in changes if one.refused]:
        raise WorkflowError(" ".join(refused))
    with pghistory.context(user=user.pk, reason=reason):
        for one in changes:
            write(one.incident, edit)
            keep("incident", one.incident, user, reason)
    return len(changes)


def write(incident: Any, edit: Mapping[str, Any]) -> None:
    if edit["do"] == "add_theme":
        incident.themes.add(edit["theme"])
    elif edit["do"] == "remove_theme":
        incident.themes.remove(edit["theme"])
    else:
        kind, level, subtype = coded(incident, edit)
        Incident.objects.filter(pk=incident.pk).update(type=kind, level=level, subtype=subtype)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: HttpRequest) -> HttpResponse:
    """What to do stands in the address, so that the preview can be looked at again; a POST does it."""
    allow(request, CHANGER)
    keys = [one.pk for one in chosen(request)]
    edit = EditForm(request.GET if "do" in request.GET else None)
    form, refused = EditWhyForm(request.POST or None), []
    if request.method == "POST" and edit.is_valid() and form.is_valid():
        user: Any = request.user
        try:
            count = apply(ticked(request), edit.cleaned_data, user=user, **form.cleaned_data)
        except WorkflowError as error:
            refused = [str(error)]
        except DatabaseError as error:
            refused = [refusals.sentence(error)]
        else:
            messages.success(request, f"Changed {counted(count, 'incident')}.")
            return HttpResponseRedirect(list_url(Incident))
    changes = preview(shown(keys), edit.cleaned_data) if edit.is_valid() else []
    context = {
        "title": f"Edit {counted(len(keys), 'incident')}",
        "ids": request.GET.get("ids", ""),
        "edit": edit,
        "changes": changes,
        "open": [one for one in changes if not one.refused],
        "form": form,
        "refused": refused,
        "back": list_url(Incident),
    }
    return TemplateResponse(request, "desk/bulk_edit.html", {**admin.site.each_context(request), **context})


def ticked(request: HttpRequest) -> dict[int, int]:
    """The incidents that were ticked with the revisions that the page showed. Raises WorkflowError if there are none."""
    pairs = [text.partition(":") for text in request.POST.getlist("row")[:MOST]]
    found = {int(pk): int(number) for pk, _, number in pairs if is_number(pk) and is_number(number)}
    allowed = set(request.GET.get("ids", "").split(","))
    found = {pk: number for pk, number in found.items() if str(pk) in allowed}
    if not found:
        raise WorkflowError("None is ticked. Tick those that are to change.")
    return found


def is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 10
