"""A series as a table for a spreadsheet, with what is in no period said in the table itself."""

import csv
import io
import re
from collections.abc import Iterator

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from api import files
from lib import canonical
from record import exports
from record.moments import Moment
from record.series import Series

COLUMNS = (
    "period",
    "start",
    "end",
    "value",
    "label",
    "count",
    "level",
    "step",
    "coded",
    "total",
    "total_count",
)
NUMBER, FORMULA = re.compile(r"[+-][0-9]*"), ("=", "+", "-", "@", "\t", "\r")
OF_PERIODS = COLUMNS.index("total")


def answer(request: Request, found: Series, named: dict[str, str], moment: Moment) -> HttpResponse | Response:
    """The file, or its sums. It is short enough to be made whole."""
    query, form = request.query_params, exports.CSV
    name = files.file_name(query, moment, "series")
    lines = list(rows(found, named))
    content = written(lines)
    if query.get(files.SUMS.name):
        sums = {"rows": len(lines), "bytes": len(content), "sha256": canonical.sha256(content.decode())}
        where = files.address(request, moment, form)
        return Response(
            {"entry": moment.entry, "file": name, "url": where, **sums}, content_type="application/json"
        )
    links = (
        ("describedby", files.address(request, moment, form, sums="1")),
        ("alternate", files.address(request, moment, form, format="json")),
    )
    headers = {
        "Content-Type": form.content_type,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Link": ", ".join(f'<{where}>; rel="{rel}"; type="application/json"' for rel, where in links),
    }
    return HttpResponse(content, headers=headers)


def rows(found: Series, named: dict[str, str]) -> Iterator[list]:
    """A line for each total, then one for each value in each period; without a split, value and label are empty.

    The totals come first, where nobody who opens the file can miss that it leaves incidents out, and have columns of their
    own, so that `count` still adds up.
    """
    for name, n in {**found.totals, "values_left_out": found.values_left_out}.items():
        yield [""] * OF_PERIODS + [name, n]
    for row in found.rows:
        label = "" if row.value is None else named[row.value]
        who = plain(row.value or ""), plain(label)
        yield [row.period, row.start, row.end, *who, row.n, row.level, row.step, row.coded, "", ""]


def written(lines: list[list]) -> bytes:
    """The file: lines end with CR LF, as RFC 4180 wants."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(lines)
    return out.getvalue().encode()


def plain(text: str) -> str:
    """A text that a spreadsheet cannot take for a formula; a level is none, nor is the step of friendly acts, a lone sign."""
    return text if NUMBER.fullmatch(text) or text[:1] not in FORMULA else f"'{text}"
