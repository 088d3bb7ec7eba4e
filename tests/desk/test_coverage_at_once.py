"""A run of months set while somebody else saves or publishes one of its rows: real transactions, as the lock decides."""

import pytest
from django.utils.html import strip_tags

from incidents.models import Coverage
from tests.desk.browser import open_form
from tests.desk.test_at_once import send_while
from tests.desk.things import put
from tests.make import checked

pytestmark = pytest.mark.django_db(transaction=True)
KAZ = "/desk/coverage/?country=KAZ&counterpart=&first=2025&last=2025"
RUN = {"start": "2025-01", "end": "2025-03", "depth": "systematic", "note": "Two newspapers."}


def make_month(month: int) -> Coverage:
    return checked(
        Coverage(country_id="KAZ", start=f"2025-{month:02}-01", end=f"2025-{month:02}-20", depth="none")
    )


def test_what_the_form_of_a_row_saves_meanwhile_is_not_overwritten(analyst):
    row = make_month(1)
    form = open_form(analyst, KAZ, "run_form") | RUN
    answer = send_while(
        analyst, KAZ, form, lambda: Coverage.objects.filter(pk=row.pk).update(note="Typed meanwhile.")
    )
    row.refresh_from_db()
    assert "after you opened the page" in strip_tags(answer.content.decode())
    assert (row.note, row.depth) == ("Typed meanwhile.", "none")


def test_a_row_that_is_published_meanwhile_keeps_its_number(analyst):
    """Two drafts inside a run become one, unless one of them has a number by then."""
    other, late = make_month(1), make_month(2)
    form = open_form(analyst, KAZ, "run_form") | RUN
    answer = send_while(analyst, KAZ, form, lambda: put("coverage", late))
    assert "cannot be deleted" not in strip_tags(answer.content.decode())
    assert answer.status_code == 302
    late.refresh_from_db()
    assert (late.ref != "", late.depth, late.note) == (True, "systematic", "Two newspapers.")
    assert not Coverage.objects.filter(pk=other.pk).exists()
