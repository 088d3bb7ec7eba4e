"""Dates as analysts write them: EDTF, or plain words that mean one date, with a reading of what was understood."""

from django import forms
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from incidents.reading.dates import dates
from lib import edtf
from lib.edtf_words import written

LONGEST = 80


def understood(text: str) -> str:
    """The EDTF of a text that is one date, in words or already EDTF; the text itself where it is neither."""
    said = text.strip()
    try:
        edtf.parse(said)
    except edtf.EdtfError:
        found = dates(said)
        whole = len(found) == 1 and found[0].written == said and found[0].date
        return found[0].date if whole else said
    return said


class DateInWords(forms.CharField):
    """Takes “3 May 2025”, “early May 2025” or “май 2025” as well as EDTF; what is neither is left to the validator."""

    def to_python(self, value):
        return understood(super().to_python(value) or "")

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "data-date": "", "autocomplete": "off"}


@require_safe
def read_date(request: HttpRequest) -> JsonResponse:
    """What a text is understood as: its EDTF, in words, with its first and last day; or why it is no date."""
    text = request.GET.get("text", "")[:LONGEST].replace("\x00", "")
    if not text.strip():
        return JsonResponse({"words": "", "edtf": "", "error": ""})
    found = understood(text)
    try:
        date = edtf.parse(found)
    except edtf.EdtfError as error:
        return JsonResponse({"words": "", "edtf": "", "error": str(error)})
    days = [day.isoformat() if day else "open" for day in (date.earliest, date.latest)]
    span = f", {days[0]} to {days[1]}" if days[0] != days[1] else ""
    return JsonResponse({"words": f"{written(date)}{span}", "edtf": found, "error": ""})
