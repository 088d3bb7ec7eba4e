"""What changed in an incident between any two of its published versions, and why."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pages import differences, errors
from pages.asked import moment_asked
from pages.budgets import by_entry
from pages.gone import instead
from pages.kept import kept
from pages.rendering import page
from pages.revisions import Revision, revisions
from record import codebook, reading
from record.differences import unchanged
from record.envelopes import refs_in
from record.models import Entry
from record.moments import Moment
from record.parameters import FilterError
from record.reading import NotPublic, Published, things

ENDS = ("from", "to")
LONGEST = 7  # digits of a version, as in addresses


@dataclass(frozen=True)
class Compared:
    """Two versions, the one that is looked at second last; and every version of the incident, newest first."""

    old: Published
    new: Published
    revisions: list[Revision]

    @property
    def between(self) -> list[Revision]:
        """The versions that came after the earlier one up to the later one, with their reasons."""
        first, last = sorted((self.old.entry.version, self.new.entry.version))
        return [one for one in self.revisions if first < one.version <= last]


@require_safe
@by_entry
@errors.explained
def changes(request: HttpRequest, ref: str) -> HttpResponse:
    """Two versions field by field: `from` and `to`, else the newest and the one before it."""
    moment = moment_asked(request, *ENDS)
    asked = versions_asked(request)

    def found() -> HttpResponse:
        return shown(compared(ref, asked, moment), moment, request.GET.get("as_of", ""))

    return instead(request, found, moment, lambda other: reverse("incident-changes", args=[other]))


def versions_asked(request: HttpRequest) -> dict[str, int]:
    """The numbers that were given. Raises FilterError."""
    given = {name: request.GET[name] for name in ENDS if request.GET.get(name)}
    wrong = {
        name: [_("Write the number of a version, such as 1.")]
        for name, text in given.items()
        if not (text.isascii() and text.isdigit() and 0 < len(text) <= LONGEST and int(text))
    }
    if wrong:
        raise FilterError(wrong)
    return {name: int(text) for name, text in given.items()}


def compared(ref: str, asked: dict[str, int], moment: Moment) -> Compared:
    """Raises NotPublic, Withdrawn or MergedInto, as reading one of the two alone would.

    What was taken out can be compared by the numbers of its versions, as these can be read.
    """
    if "@" in ref:
        raise NotPublic(ref)
    newest = None if len(asked) == len(ENDS) else reading.read(ref, "incident", moment)
    every = revisions(ref, moment)
    last = asked.get("to") or (newest.entry.version if newest else 0)
    before = [one.version for one in every if one.readable and one.version < last]
    first = asked.get("from") or (before[0] if before else last)
    old, new = (reading.read(f"{ref}@{version}", "incident", moment) for version in (first, last))
    return Compared(old, new, every)


def shown(found: Compared, moment: Moment, as_of: str) -> HttpResponse:
    old, new = found.old, found.new
    ref = new.entry.ref
    return page(
        "changes.html",
        {
            "head": Entry.objects.filter(number=moment.entry).first(),
            "past": not moment.now,
            "as_of": as_of,
            "address": reverse("incident-changes", args=[ref]),
            "ref": ref,
            "incident_address": f"{ref}@{new.entry.version}" if new.withdrawn else ref,
            "title": new.document["title"],
            "withdrawn": new.withdrawn,
            "old": old.entry,
            "new": new.entry,
            "versions": [one for one in found.revisions if one.readable],
            "between": found.between,
            "sections": kept(
                moment,
                ["differences", ref, old.entry.version, new.entry.version],
                lambda: told(old.document, new.document, moment),
            ),
            "unchanged": unchanged(old.document, new.document),
        },
    )


def told(old: dict, new: dict, moment: Moment) -> list[differences.Section]:
    """Two queries: the codebook, and what the sources are called."""
    cards = things({ref for ref in refs_in([old, new]) if ref.startswith("SR-")}, moment)
    titles = {ref: card["title"] for ref, card in cards.items()}
    return differences.sections(old, new, codebook.at(moment), titles)
