"""My account: where somebody is signed in, ending that, and what a new password ends."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from desk.access.adapters import SEEN
from desk.access.sessions import browser_in_words
from tests.desk.codes import enter
from tests.make import make_user

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"
EDGE = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
)


@pytest.fixture
def owner(db):
    return make_user("owner", "Analyst")


@pytest.fixture
def here(owner):
    """The browser that looks at the account."""
    return opened(FIREFOX)


@pytest.fixture
def there(owner, here):
    """Another one of the same person."""
    return opened(SAFARI)


def opened(agent: str, name="owner") -> Client:
    client = Client(headers={"User-Agent": agent})
    assert enter(client, name).status_code == 302
    return client


def is_in(client) -> bool:
    return client.get("/desk/").status_code == 200


def account(client) -> str:
    return client.get("/desk/account/").content.decode()


def test_every_session_is_listed_with_its_browser_in_words(here, there):
    page = account(here)
    assert "Firefox on Windows (this one)" in page and "Safari on an iPhone" in page


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on an iPhone"),
        (EDGE, "Edge on macOS"),
        ("curl/8.5", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_is_told_by_what_it_calls_itself(agent, words):
    assert browser_in_words(agent) == words


def test_what_a_browser_calls_itself_is_shown_as_text(owner):
    page = account(opened("<script>alert(1)</script>"))
    assert "<script>alert" not in page


def test_one_session_is_ended_and_the_others_stay(here, there, owner):
    third = opened(EDGE)
    pk = UserSession.objects.get(session_key=there.session.session_key).pk
    here.post("/desk/account/sessions/end/", {"session": pk})
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)
    assert LogEntry.objects.filter(object_id=str(owner.pk), change_message="Ended 1 session.").exists()


def test_all_others_are_ended_at_once(here, there):
    third = opened(EDGE)
    here.post("/desk/account/sessions/end/")
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, False)


def test_nobody_ends_a_colleagues_session(here):
    make_user("colleague", "Analyst")
    theirs = opened(SAFARI, "colleague")
    pk = UserSession.objects.get(session_key=theirs.session.session_key).pk
    here.post("/desk/account/sessions/end/", {"session": pk})
    here.post("/desk/account/sessions/end/", {"session": "x"})
    assert is_in(theirs)
    assert Client().post("/desk/account/sessions/end/")["Location"] == "/desk/login/"


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(here, there, owner):
    new = "quite another pass phrase"
    form = {"old_password": "a long pass phrase", "new_password1": new, "new_password2": new}
    answer = here.post("/desk/password_change/", form, follow=True)
    page = answer.content.decode()
    assert "1 other session ended" in page and "Firefox on Windows (this one)" in page
    assert is_in(here) and not is_in(there)
    assert enter(Client(), "owner", new).status_code == 302


def test_guesses_at_the_old_password_are_counted(here):
    for _ in range(11):
        page = here.post("/desk/password_change/", {"old_password": "x"}).content.decode()
    assert "Too many attempts that failed" in page


def test_a_password_set_by_an_administrator_ends_every_session(here, owner):
    chief = Client()
    make_user("chief", "Administrator")
    enter(chief, "chief")
    new = "quite another pass phrase"
    chief.post(
        f"/desk/auth/user/{owner.pk}/password/",
        {"usable_password": "true", "password1": new, "password2": new},
    )
    assert not is_in(here) and not UserSession.objects.filter(user=owner).exists()


def test_a_session_in_use_is_noted_every_few_minutes_and_not_at_every_request(here):
    row = UserSession.objects.get(session_key=here.session.session_key)
    UserSession.objects.update(last_seen_at=row.last_seen_at - timedelta(hours=1))
    here.get("/desk/")
    assert timezone.now() - UserSession.objects.get().last_seen_at > timedelta(minutes=50)
    session = here.session
    session[SEEN] -= 600
    session.save()
    here.get("/desk/")
    assert timezone.now() - UserSession.objects.get().last_seen_at < timedelta(minutes=1)


def test_leaving_takes_the_session_off_the_list(here, there):
    there.post("/desk/logout/")
    assert "Safari on an iPhone" not in account(here)


def test_ones_own_name_is_changed_and_nothing_else_of_the_account(here, owner):
    here.post("/desk/account/", {"first_name": "Aida", "is_superuser": "on", "username": "root"})
    owner.refresh_from_db()
    assert (owner.first_name, owner.username, owner.is_superuser) == ("Aida", "owner", False)
