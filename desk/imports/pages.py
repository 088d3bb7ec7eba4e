"""The pages of imports: upload, mapping, preview, application and undo. What takes long is a job (desk.jobs)."""

import io
import json
from collections.abc import Callable
from typing import Any

import openpyxl
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk import jobs
from desk.deciding import EDITOR
from desk.imports import undoing
from desk.imports.forms import ChooseForm, ColumnsForm, UploadForm
from desk.imports.steps import StepRefused, files_of, interchange, offered, shape, tables_of
from desk.models import Import, ImportFile, ImportMapping, Job
from incidents.interchange.exporting import FORMAT, VERSION
from incidents.interchange.shape import BY_KEY
from incidents.mapping.documents import DATA
from incidents.tables.reading import read

TEMPLATE = DATA / "samples" / "incidents_table.csv"
SKELETON = '{{\n  "format": "{}",\n  "version": {},\n{}\n}}\n'
Page = Callable[..., HttpResponse]


def urls(admin_view: Callable[[Page], Page]) -> list:
    pages: list[tuple[str, Page, str]] = [
        ("imports/", index, "imports"),
        ("imports/template.<str:ending>", template, "import_template"),
        ("imports/<int:pk>/", one_page, "import"),
        ("imports/<int:pk>/progress/", progress, "import_progress"),
        ("imports/<int:pk>/columns/", columns, "import_columns"),
        ("imports/<int:pk>/<str:step>/", take_step, "import_step"),
    ]
    return [path(address, admin_view(page), name=name) for address, page, name in pages]


def as_app(request: HttpRequest) -> list[dict[str, Any]]:
    """The list of imports as the desk's first page shows its sections; empty for those who may not see it."""
    if not request.user.has_perm("desk.view_import"):
        return []
    address = reverse("admin:imports")
    row = {
        "name": "Imports",
        "object_name": "Import",
        "admin_url": address,
        "add_url": None,
        "view_only": True,
    }
    perms = {"view": True, "add": False, "change": False, "delete": False}
    return [
        {"name": "Files", "app_label": "imports", "app_url": address, "models": [{**row, "perms": perms}]}
    ]


def allow(request: HttpRequest, permission: str = "desk.view_import") -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def who(request: HttpRequest) -> User:
    """The person at the keyboard; admin_view lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def may_act(request: HttpRequest, one: Import) -> bool:
    """Analysts act on their own imports, editors on any."""
    own = one.user_id == request.user.pk and request.user.has_perm("desk.add_import")
    return own or request.user.has_perm(EDITOR)


def mine(request: HttpRequest, pk: int) -> Import:
    one = get_object_or_404(Import, pk=pk)
    if not may_act(request, one):
        raise PermissionDenied
    return one


def page(request: HttpRequest, name: str, title: str, **context: Any) -> TemplateResponse:
    return TemplateResponse(
        request, f"desk/imports/{name}.html", {**admin.site.each_context(request), "title": title, **context}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Every import, newest first, and the form that begins one."""
    allow(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        allow(request, "desk.add_import")
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid() and (one := upload(request, form)):
            return HttpResponseRedirect(reverse("admin:import", args=[one.pk]))
    rows = Import.objects.select_related("user").defer("mapping", "report", "written")
    found = Paginator(rows, 50).get_page(request.GET.get("page"))
    return page(request, "index", "Imports", form=form, imports=found)


def upload(request: HttpRequest, form: UploadForm) -> Import | None:
    """Keeps the files if they can be read; what cannot is said at the form."""
    files = [(file.name, file.read()) for file in form.cleaned_data["uploads"]]
    try:
        is_whole = interchange(files)
        tables = [] if is_whole else tables_of(files)
    except StepRefused as refusal:
        form.add_error("uploads", str(refusal))
        return None
    name = ", ".join(name for name, _ in files)
    with transaction.atomic():
        one = Import.objects.create(user=who(request), name=name[:200])
        for file, content in files:
            ImportFile.objects.create(of=one, name=file[:200], content=content)
    fitting = [] if is_whole else offered(tables)
    if is_whole:
        jobs.ask("import-check", one.pk, request.user)
    elif fitting and fitting[0][0].startswith("kept-"):
        _, name, document = fitting[0]
        messages.info(
            request, f"Columns of this shape were imported before: the mapping “{name}” was taken again."
        )
        use(one, name, document, request)
    return one


def written(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)


def use(one: Import, name: str, document: dict[str, Any], request: HttpRequest) -> None:
    """Takes a mapping for an import and has it checked."""
    one.mapping, one.mapping_name, one.state, one.report = written(document), name[:300], "uploaded", {}
    one.save(update_fields=["mapping", "mapping_name", "state", "report"])
    jobs.ask("import-check", one.pk, request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def one_page(request: HttpRequest, pk: int) -> HttpResponse:
    """An import as it stands: choose a mapping, read what a check found, apply, read the report, undo."""
    allow(request)
    one = get_object_or_404(Import.objects.select_related("user"), pk=pk)
    job = jobs.latest("import", one.pk)
    one.refresh_from_db()
    form = choose_form(request, one, job) if may_act(request, one) else None
    if request.method == "POST":
        mine(request, pk)
        if form is None:
            raise Http404
        if form.is_valid():
            name, document = form.chosen
            use(one, name, document, request)
            keep(one, name, document, request)
            return HttpResponseRedirect(reverse("admin:import", args=[pk]))
    context: dict[str, Any] = {
        "one": one,
        "job": job,
        "form": form,
        "may_act": may_act(request, one),
        "subtitle": one.name,
    }
    if one.state == "applied":
        context["obstacles"] = list(undoing.obstacles(one))
    return page(request, "one", f"Import {pk}", **context)


def choose_form(request: HttpRequest, one: Import, job: Job | None) -> ChooseForm | None:
    """The choice of a mapping, while there is one to make."""
    if one.state in ("applied", "undone") or (job and job.open):
        return None
    files = files_of(one)
    if interchange(files):
        return None
    return ChooseForm(request.POST or None, offered=offered(tables_of(files)))


def keep(one: Import, name: str, document: dict[str, Any], request: HttpRequest) -> None:
    """Remembers the mapping for the next files with these columns."""
    found = shape(tables_of(files_of(one)))
    if not ImportMapping.objects.filter(shape=found, mapping=written(document)).exists():
        ImportMapping.objects.create(
            shape=found, name=name[:300], mapping=written(document), user=who(request)
        )


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The line that says how far the job is, for the page to renew."""
    allow(request)
    return TemplateResponse(
        request,
        "desk/imports/progress.html",
        {"job": jobs.latest("import", pk), "one": get_object_or_404(Import, pk=pk)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for the common case: which column goes to which field."""
    one = mine(request, pk)
    tables = tables_of(files_of(one)) if not interchange(files_of(one)) else []
    if len(tables) != 1 or one.state in ("applied", "undone"):
        messages.error(request, "This form is for one table. For several, choose or paste a mapping.")
        return HttpResponseRedirect(reverse("admin:import", args=[pk]))
    form = ColumnsForm(request.POST or None, table=tables[0])
    if request.method == "POST" and form.is_valid():
        use(one, tables[0].name, form.document, request)
        keep(one, tables[0].name, form.document, request)
        return HttpResponseRedirect(reverse("admin:import", args=[pk]))
    return page(request, "columns", "Where each column goes", one=one, form=form, subtitle=one.name)


@require_POST
def take_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Puts a check, an application or an undo in the queue."""
    one = mine(request, pk)
    if step not in ("check", "apply", "undo"):
        raise Http404
    if (step == "apply" and one.state != "ready") or (step == "undo" and one.state != "applied"):
        messages.error(request, "This step is not open now. Look at how the import stands.")
    else:
        jobs.ask(f"import-{step}", one.pk, request.user)
    return HttpResponseRedirect(reverse("admin:import", args=[pk]))


@require_GET
def template(request: HttpRequest, ending: str) -> HttpResponse:
    """An empty table with the columns that need no mapping, or the frame of an interchange file."""
    allow(request)
    if ending == "csv":
        content, kind = TEMPLATE.read_bytes(), "text/csv; charset=utf-8"
    elif ending == "xlsx":
        content, kind = workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    elif ending == "json":
        lists = ",\n".join(f'  "{key}": []' for key in BY_KEY)
        content, kind = SKELETON.format(FORMAT, VERSION, lists).encode(), "application/json"
    else:
        raise Http404
    return HttpResponse(
        content,
        headers={"Content-Type": kind, "Content-Disposition": f'attachment; filename="incidents.{ending}"'},
    )


def workbook() -> bytes:
    """The CSV template as a workbook."""
    book = openpyxl.Workbook(write_only=True)
    (table,) = read(TEMPLATE.name, TEMPLATE.read_bytes())
    sheet = book.create_sheet("Incidents")
    for cells in (table.columns, *(cells for _, cells in table.rows)):
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
