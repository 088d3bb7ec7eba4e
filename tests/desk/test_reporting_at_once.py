"""Two editors who decide about the same report at the same moment."""

from uuid import uuid4

import pytest

from desk.models import Report
from tests.desk.test_at_once import at_once, send_while

pytestmark = pytest.mark.django_db(transaction=True)
ACCEPTED = {"decision": "accepted", "public_line": "It was a day early."}
DECLINED = {"decision": "declined", "public_line": "The date is right."}


@pytest.fixture
def waiting(db):
    return Report.objects.create(key=uuid4(), kind="error", text="Wrong.")


def page(report) -> str:
    return f"/desk/desk/report/{report.pk}/change/"


def test_a_decision_that_comes_second_does_not_replace_the_first(editor, sign_in, waiting):
    """The second has opened its transaction before the first is written."""
    other = sign_in("Editor", "second")
    answer = send_while(editor, page(waiting), DECLINED, lambda: other.post(page(waiting), ACCEPTED))
    waiting.refresh_from_db()
    assert (waiting.decision, waiting.public_line) == ("accepted", "It was a day early.")
    assert waiting.decided_by == other.user
    assert "decided already, by second." in editor.get(answer["Location"]).text


def test_of_two_at_once_exactly_one_decides(editor, sign_in, waiting):
    other = sign_in("Editor", "second")
    at_once(lambda: editor.post(page(waiting), DECLINED), lambda: other.post(page(waiting), ACCEPTED))
    waiting.refresh_from_db()
    first = {"declined": editor, "accepted": other}[waiting.decision]
    assert waiting.decided_by == first.user
    told = [client for client in (editor, other) if "decided already, by" in client.get(page(waiting)).text]
    assert told == [other if first is editor else editor]
