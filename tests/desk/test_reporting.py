"""The readers' form for errors and replies: taken once, without a cookie; the public sees only what an editor wrote."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk import reporting
from desk.models import Maintenance, Report
from tests.make import make_incident, publish

pytestmark = pytest.mark.django_db
ADDRESS, LOG = "/desk/report/", "/desk/report/log/"


@pytest.fixture
def quick(monkeypatch):
    """Forms may be sent as soon as they were opened."""
    monkeypatch.setattr(reporting, "YOUNGEST", timedelta(seconds=-1))


def token(reader):
    return re.search(r'name="token" value="([^"]+)"', reader.get(ADDRESS).text)[1]


def send(reader, **fields):
    given = {"kind": "error", "text": "The date is wrong.", "token": token(reader), **fields}
    return reader.post(ADDRESS, given)


def decided(**fields):
    values = {
        "key": uuid4(),
        "kind": "error",
        "text": "The SECRETWORD is wrong.",
        "decision": "accepted",
        "public_line": "The date was a day early.",
        "decided_at": timezone.now(),
        **fields,
    }
    return Report.objects.create(**values)


@pytest.fixture
def waiting(db):
    return Report.objects.create(key=uuid4(), kind="error", text="Wrong.", contact="who@example.org")


def page(report):
    return reverse("admin:desk_report_change", args=[report.pk])


def test_a_report_lands_in_the_inbox(reader, quick, grozin):
    answer = send(
        reader, about=f" {grozin.ref.lower()}@1 ", source="https://example.org/a", contact="a@example.org"
    )
    assert (answer.status_code, answer["Location"]) == (303, "/desk/report/?sent=1")
    report = Report.objects.get()
    assert (report.about, report.text, report.contact) == (grozin.ref, "The date is wrong.", "a@example.org")
    assert report.decision == "" and "Received" in reader.get(answer["Location"]).text


def test_neither_the_form_nor_its_answer_sets_a_cookie(reader, quick):
    assert not reader.get(ADDRESS).cookies and not send(reader).cookies and not reader.get(LOG).cookies


def test_no_csrf_cookie_is_needed_but_a_key_that_we_signed_is(quick, db):
    strict = Client(enforce_csrf_checks=True)
    assert send(strict).status_code == 303
    assert send(strict, token="made-up").status_code == 400
    assert send(strict, token=f"{uuid4()}:abc:def").status_code == 400
    assert Report.objects.count() == 1


def test_the_same_form_sent_twice_is_one_report(reader, quick):
    same = token(reader)
    assert [send(reader, token=same).status_code for _ in range(2)] == [303, 303]
    assert Report.objects.count() == 1


def test_a_form_sent_at_once_or_after_a_day_is_asked_for_again_and_keeps_what_was_typed(reader, monkeypatch):
    answer = send(reader, text="Typed at length.")
    assert answer.status_code == 400 and "That was quick" in answer.text and "Typed at length." in answer.text
    monkeypatch.setattr(reporting, "OLDEST", timedelta(seconds=-1))
    assert "open for too long" in send(reader).text
    assert not Report.objects.exists()


def test_who_fills_in_what_people_do_not_see_is_refused(reader, quick):
    assert send(reader, website="https://example.org").status_code == 400
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": " "}, "one sentence is enough"),
        ({"about": "DI-999"}, "There is no such number"),
        ({"kind": "praise"}, "What is it?"),
        ({"text": "x" * 5001}, "at most 5000"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_kept(reader, quick, fields, sentence):
    answer = send(reader, **fields)
    assert answer.status_code == 400 and sentence in answer.text and not Report.objects.exists()


def test_the_number_of_a_draft_is_no_number(reader, quick, grozin):
    draft = make_incident("Never published")
    assert send(reader, about=f"DI-{draft.pk}").status_code in (303, 400)
    first, second = (send(reader, about=ref).text for ref in ("DI-998", f"draft {draft.pk}"))
    assert "There is no such number" in first and "There is no such number" in second


def test_too_many_from_one_network_have_to_wait_and_another_need_not(reader, quick):
    answers = [send(reader).status_code for _ in range(reporting.BY_NETWORK + 1)]
    assert answers == [303] * reporting.BY_NETWORK + [429]
    fields = {"kind": "error", "text": "Another.", "token": token(reader)}
    assert reader.post(ADDRESS, fields, REMOTE_ADDR="192.0.2.7").status_code == 303


def test_during_maintenance_nothing_is_taken_and_nothing_typed_is_lost(reader, quick):
    Maintenance.objects.create(reason="a new server")
    answer = send(reader, text="Typed at length.")
    assert (
        answer.status_code == 400
        and "Keep this page open" in answer.text
        and "Typed at length." in answer.text
    )


def test_the_log_tells_decided_reports_by_month_and_line_alone(reader):
    Report.objects.create(key=uuid4(), kind="error", text="WAITING word", contact="who@example.org")
    report = decided(about="DI-1")
    Report.objects.filter(pk=report.pk).update(received_at="2026-03-17T10:00Z")
    text = reader.get(LOG).text
    assert "March 2026" in text and "17" not in re.sub(r"<[^>]+>|&#x[0-9]+;", "", text.split("<tbody>")[1])
    assert "DI-1" in text and "The date was a day early." in text
    assert not any(word in text for word in ("SECRETWORD", "WAITING", "who@example.org"))


def discard(client, report, **fields):
    return client.post(page(report), {"decision": "discarded", "public_line": "", **fields})


def test_what_is_discarded_is_put_away_and_in_no_public_log(editor, reader, waiting):
    assert discard(editor, waiting).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.decision, waiting.public_line, waiting.contact) == ("discarded", "", "")
    assert waiting.decided_by == editor.user and waiting not in Report.objects.waiting()
    assert "Nothing has been decided yet." in reader.get(LOG).text
    assert "Discarded" in editor.get(reverse("admin:desk_report_changelist")).text


def test_what_is_discarded_has_no_public_line(editor, waiting):
    answer = discard(editor, waiting, public_line="Advertising.")
    assert "What is discarded has no public line." in answer.text
    waiting.refresh_from_db()
    assert waiting.decision == ""


def test_the_log_leads_to_older_decisions_and_back(reader, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(reporting, "LOGGED", 2)
    for number in range(5):
        decided(public_line=f"Line {number}.", decided_at=timezone.now() + timedelta(minutes=number))
    found, address = [], LOG
    while address:
        with django_assert_num_queries(1):
            text = reader.get(address).text
        found.append(re.findall(r"Line \d", text))
        older = re.search(r'href="([^"]+)" rel="next"', text)
        address = LOG + older[1] if older else ""
    assert found == [["Line 4", "Line 3"], ["Line 2", "Line 1"], ["Line 0"]]
    assert 'href="?page=2" rel="prev"' in text


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "2", "1" * 40, "²"])
def test_a_page_that_the_log_does_not_have_is_not_found(reader, number):
    assert reader.get(LOG, {"page": number}).status_code == 404


def test_the_log_takes_one_query(reader, django_assert_num_queries):
    for _ in range(3):
        decided()
    with django_assert_num_queries(1):
        reader.get(LOG)


@pytest.mark.parametrize(
    "fields",
    [
        {"decision": ""},
        {"public_line": ""},
        {"decided_at": None},
        {"contact": "kept@example.org"},
        {"text": ""},
        {"decision": "discarded"},
        {"decision": "discarded", "public_line": "", "contact": "kept@example.org"},
        {"decision": "discarded", "public_line": "", "decided_at": None},
    ],
)
def test_the_database_refuses_half_a_decision_and_a_kept_address(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        decided(**fields)


def test_an_editor_decides_and_the_address_is_forgotten(editor, waiting):
    assert "who@example.org" in editor.get(page(waiting)).text
    editor.post(page(waiting), {"decision": "accepted", "public_line": "It was wrong."})
    waiting.refresh_from_db()
    assert (waiting.decision, waiting.public_line, waiting.contact) == ("accepted", "It was wrong.", "")
    assert waiting.decided_by == editor.user and waiting.decided_at
    assert "It was wrong." in editor.get(LOG).text


def test_half_a_decision_is_refused_with_a_sentence(editor, waiting):
    text = editor.post(page(waiting), {"decision": "declined", "public_line": ""}).text
    assert "Say in one sentence" in text
    waiting.refresh_from_db()
    assert waiting.decision == ""


def test_a_decision_is_made_once_and_who_comes_second_is_told_so(editor):
    report = decided(decided_by=editor.user)
    answer = editor.post(page(report), {"decision": "declined", "public_line": "No."}, follow=True)
    assert "decided already, by editor." in answer.text
    report.refresh_from_db()
    assert report.decision == "accepted"


def test_an_analyst_reads_and_does_not_decide(analyst, waiting):
    assert analyst.get(page(waiting)).status_code == 200
    assert analyst.post(page(waiting), {"decision": "accepted", "public_line": "x"}).status_code == 403


def test_the_inbox_lists_reports_in_few_queries(editor, waiting, django_assert_max_num_queries):
    for _ in range(5):
        decided()
    with django_assert_max_num_queries(9):
        text = editor.get(reverse("admin:desk_report_changelist")).text
    assert "waits" in text and "Accepted" in text


def test_the_public_page_leads_to_the_form_or_says_where_to_write(reader, grozin, settings):
    assert f'href="{ADDRESS}"' in reader.get("/corrections/").text
    settings.REPORTS, settings.CONTACT = False, "desk@example.org"
    text = reader.get("/corrections/").text
    assert ADDRESS not in text and "mailto:desk@example.org" in text
    settings.CONTACT = ""
    assert "DEMARCHE_CONTACT" in reader.get("/corrections/").text


def test_the_russian_page_leads_to_the_form_and_the_log_in_russian(reader, quick):
    form, log = f"{ADDRESS}ru/", f"{ADDRESS}ru/log/"
    text = reader.get("/ru/corrections/").text
    assert f'href="{form}"' in text and f'href="{log}"' in text
    opened = reader.get(form)
    assert '<html lang="ru"' in opened.text and "О чём сообщение?" in opened.text and not opened.cookies
    assert f'action="{form}"' in opened.text and f'href="{ADDRESS}" hreflang="en"' in opened.text
    assert f'href="{form}" hreflang="ru"' in reader.get(ADDRESS).text
    refused = reader.post(form, {"kind": "error", "text": "", "token": token(reader)})
    assert "Напишите, что неверно" in refused.text and refused.status_code == 400
    sent = reader.post(form, {"kind": "error", "text": "Неверная дата.", "token": token(reader)})
    assert sent["Location"] == f"{form}?sent=1" and f'href="{log}"' in reader.get(sent["Location"]).text
    assert f'href="{form}"' in reader.get(log).text and '<html lang="ru"' in reader.get(log).text
    assert Report.objects.get().text == "Неверная дата."
    assert reader.get(f"/ru{ADDRESS}").status_code == 404


def test_what_readers_report_changes_no_public_page(reader, grozin):
    pages = ["/corrections/", "/new/", f"/incidents/{grozin.ref}/", "/corrections/feed.atom"]
    before = [(reader.get(page)["ETag"], reader.get(page).content) for page in pages]
    decided(about=grozin.ref)
    assert [(reader.get(page)["ETag"], reader.get(page).content) for page in pages] == before
    publish(make_incident("Another"))
    assert reader.get("/new/").content != before[1][1]
