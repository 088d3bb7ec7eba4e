"""The page of coverage: months of a state or a pair in a grid, a run of them set at once, and published."""

from calendar import month_abbr
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pghistory
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from actors.models import Country
from codebook import scales
from desk import refusals
from desk.coverage_forms import PublicForm, RunForm, ScopeForm
from desk.deciding import EDITOR, allow
from desk.keeping import keep
from desk.places import change_url
from desk.retracting import counted
from desk.standing import Standing, standings
from incidents.covering import Month, Scope, last_day, months, set_run
from incidents.models import Coverage
from incidents.workflow import Stale, WorkflowError
from record.obstacles import NothingNew
from record.publishing import publish_alone
from record.settling import settle
from record.standing import out_of

RIGHTS = ("incidents.view_coverage",)
WRITER = ("incidents.add_coverage", "incidents.change_coverage")


@dataclass(frozen=True)
class Line:
    """One row of coverage with where it stands."""

    row: Coverage
    url: str
    public: Standing


@dataclass
class Table:
    """What is on file of one scope; rows that were taken out of the public say nothing any more."""

    scope: Scope
    own: list[Coverage]
    around: list[Coverage]

    @property
    def key(self) -> str:
        """The same for the same rows at the same revisions."""
        return ",".join(f"{row.pk}:{row.revision}" for row in sorted(self.own, key=lambda row: row.pk))

    def lines(self) -> list[Line]:
        """Two queries."""
        found = standings("coverage", self.own)
        return [Line(row, change_url(row), found[row.pk]) for row in self.own]


def table(scope: Scope, *, lock: bool = False) -> Table:
    """Three queries. With `lock` nobody changes or publishes the scope's own rows until the transaction ends."""
    mine = scope.own().select_for_update(of=("self",)) if lock else scope.own()
    own, around = (
        list(rows.select_related("country", "counterpart").order_by("start", "pk"))
        for rows in (mine, scope.around())
    )
    out = out_of(row.ref for row in [*own, *around] if row.ref)
    return Table(scope, *([row for row in rows if row.ref not in out] for rows in (own, around)))


@require_http_methods(["GET", "HEAD", "POST"])
def coverage_page(request: HttpRequest) -> HttpResponse:
    """The scope and the years stand in the address; one form sets a run of months, the other publishes what waits."""
    allow(request, *RIGHTS)
    where = ScopeForm(request.GET if "country" in request.GET else None)
    scope, publishing = where.scope, "publish" in request.POST
    run = RunForm(request.POST if request.method == "POST" and not publishing else None)
    public = PublicForm(request.POST if publishing else None)
    refused: list[str] = []
    if request.method == "POST" and scope:
        refused, done = answer(request, scope, run, public)
        if done:
            return HttpResponseRedirect(request.get_full_path())
    found = table(scope) if scope else None
    lines = found.lines() if found else []
    context = {
        "title": f"Coverage: {scope}" if scope else "Coverage",
        "where": where,
        "scope": scope,
        "key": found.key if found else "",
        "years": grid(found, where.cleaned_data) if found else [],
        "lines": lines,
        "waiting": [line for line in lines if line.public.ahead],
        "run": run,
        "public": public,
        "refused": refused,
        "may_write": request.user.has_perms(WRITER),
        "may_publish": request.user.has_perm(EDITOR),
        "names": month_abbr[1:],
    }
    return TemplateResponse(request, "desk/coverage.html", {**admin.site.each_context(request), **context})


def answer(request: HttpRequest, scope: Scope, run: RunForm, public: PublicForm) -> tuple[list[str], bool]:
    """Does what was sent; what was refused, and whether anything was done."""
    allow(request, *((EDITOR,) if public.is_bound else WRITER))
    form = public if public.is_bound else run
    if not form.is_valid():
        return [], False
    try:
        if public.is_bound:
            return publish(request, scope, form.cleaned_data["public_reason"])
        messages.success(request, save(request, scope, form.cleaned_data))
    except WorkflowError as error:
        return [str(error)], False
    except DatabaseError as error:
        return [refusals.sentence(error)], False
    return [], True


@transaction.atomic
def save(request: HttpRequest, scope: Scope, said: dict[str, Any]) -> str:
    """Sets a run of months, if the rows are those that the page showed."""
    states = {scope.country.pk, scope.counterpart.pk if scope.counterpart else scope.country.pk}
    # Two who set months of the same state wait for each other; others may go on referring to it.
    list(Country.objects.select_for_update(no_key=True).filter(pk__in=states).order_by("pk"))
    # The form of one row and its publication lock that row alone: what is compared here has to stay until it is written.
    now = table(scope, lock=True)
    if now.key != request.POST.get("seen", ""):
        raise Stale(
            "Somebody changed this coverage after you opened the page. Look at it again; nothing was written."
        )
    first, last = said["start"], last_day(said["end"])
    words = f"{scales.label('coverage_depth', said['depth'])}, {first:%Y-%m} to {last:%Y-%m}"
    with pghistory.context(reason=words):
        changed = set_run(scope, now.own, first, last, said["depth"], said["note"])
        for row in changed:
            keep("coverage", row, request.user, words)
    return f"{scope}: {words}."


def publish(request: HttpRequest, scope: Scope, reason: str) -> tuple[list[str], bool]:
    """Publishes every row that waits, each by itself; what is refused takes nothing from the others."""
    user: Any = request.user
    sent = set(request.POST.get("seen", "").split(","))
    became: dict[str, list[str]] = {"published": [], "same": [], "refused": []}
    for line in table(scope).lines():
        if line.public.ahead and f"{line.row.pk}:{line.row.revision}" in sent:
            what, words = publish_row(line.row, user, reason)
            became[what].append(words)
    done, same, refused = became.values()
    if done:
        messages.success(request, f"Published {counted(len(done), 'row')} of coverage: {', '.join(done)}.")
    if same:
        messages.info(request, f"Said already what is public, so nothing was written: {', '.join(same)}.")
    if not any((done, same, refused)):
        refused = ["Nothing of what you saw waits to be published any more. Look at the page again."]
    return refused, not refused


def publish_row(row: Coverage, user: User, reason: str) -> tuple[str, str]:
    """What became of one row, and its days; of a refused one with the sentence."""
    days = f"{row.start} to {row.end}"
    try:
        return write(row, user, reason), days
    except WorkflowError as error:
        return "refused", f"{days}: {error}"
    except DatabaseError as error:
        return "refused", f"{days}: {refusals.sentence(error)}"


def write(row: Coverage, user: User, reason: str) -> str:
    """What turns out to say nothing new no longer waits to be published."""
    try:
        publish_alone("coverage", row, user=user, revision=row.revision, reason=reason)
    except NothingNew:
        settle("coverage", row, user)
        return "same"
    return "published"


def grid(found: Table, span: dict[str, Any]) -> list[tuple[int, list[Month]]]:
    """Each year with its twelve months."""
    years: Iterable[int] = range(span["first"], span["last"] + 1)
    cells = months(found.scope, found.own, found.around, years)
    return [(year, cells[12 * place : 12 * place + 12]) for place, year in enumerate(years)]
