"""Signing in by name and password: who gets in, how guessing is slowed down, and how that ends."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from desk.access import throttle
from desk.models import Attempt
from tests.desk.codes import enter
from tests.make import make_user

pytestmark = pytest.mark.django_db
WRONG = "not the pass phrase"


@pytest.fixture
def owner():
    return make_user("owner", "Analyst")


def said(response) -> str:
    return response.content.decode()


def fail(client, times, name="owner", **headers):
    for _ in range(times):
        response = enter(client, name, WRONG, **headers)
    return response


def age_attempts(**by):
    for attempt in Attempt.objects.all():
        Attempt.objects.filter(pk=attempt.pk).update(at=attempt.at - timedelta(**by))


def test_the_right_name_and_password_open_the_desk(client, owner):
    assert enter(client, "owner")["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, owner):
    for name in ("owner", "nobody"):
        assert "The name or the password is wrong" in said(enter(client, name, WRONG))
    assert "_auth_user_id" not in client.session


def test_whoever_may_not_use_the_desk_is_not_signed_in(client, owner):
    for field in ("is_active", "is_staff"):
        setattr(owner, field, False)
        owner.save()
        assert "The name or the password is wrong" in said(enter(client, "owner"))
        setattr(owner, field, True)


def test_one_is_led_back_to_the_page_that_was_asked_for_and_to_no_other_site(client, owner):
    data = {"username": "owner", "password": "a long pass phrase"}
    page = "/desk/incidents/incident/"
    assert client.post("/desk/login/", {**data, "next": page})["Location"] == page
    assert Client().post("/desk/login/", {**data, "next": "https://example.org/"})["Location"] == "/desk/"


def test_many_wrong_passwords_for_one_name_make_even_the_right_one_wait(client, owner):
    fail(client, 10)
    refused = enter(client, "owner")
    assert "Too many attempts that failed" in said(refused) and "Wait 15 minutes" in said(refused)
    assert "_auth_user_id" not in client.session


def test_a_rotating_x_forwarded_for_does_not_help(owner, settings):
    settings.PROXIES = 0
    for number in range(40):
        fail(Client(), 1, f"name {number}", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    last = fail(Client(), 1, "one more", HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert "Too many attempts" in said(last)


def test_behind_a_proxy_the_address_that_it_wrote_counts_and_none_before_it(rf, settings):
    settings.PROXIES = 1
    sent = rf.get("/", HTTP_X_FORWARDED_FOR="203.0.113.7, 198.51.100.4", REMOTE_ADDR="127.0.0.1")
    assert throttle.address_of(sent) == "198.51.100.4"
    settings.PROXIES = 0
    assert throttle.address_of(sent) == "127.0.0.1"
    settings.PROXIES = 1
    nonsense = rf.get("/", HTTP_X_FORWARDED_FOR="somewhere", REMOTE_ADDR="")
    assert throttle.address_of(nonsense) == "0.0.0.0"


def test_all_addresses_of_one_ipv6_network_count_together(rf):
    near, far = (rf.get("/", REMOTE_ADDR=f"2001:db8:0:{net}::{net}") for net in (1, 2))
    assert throttle.network_of(near) == "2001:db8:0:1::/64" != throttle.network_of(far)


def test_the_wait_ends_and_trying_on_does_not_make_it_longer(client, owner):
    fail(client, 10)
    age_attempts(minutes=10)
    assert "Wait 5 minutes" in said(fail(client, 5))
    age_attempts(minutes=5, seconds=5)
    assert enter(client, "owner").status_code == 302


def test_a_stranger_who_keeps_failing_does_not_keep_the_owner_out(client, owner):
    enter(client, "owner")
    client.post("/desk/logout/")
    fail(Client(), 11)
    assert "Too many attempts" in said(enter(Client(), "owner"))
    assert enter(client, "owner").status_code == 302


def test_a_known_browser_is_known_for_one_name_only_and_has_a_limit_of_its_own(client, owner):
    make_user("colleague", "Analyst")
    enter(client, "owner")
    client.post("/desk/logout/")
    assert "Too many attempts" not in said(fail(client, 10))
    assert "Too many attempts" in said(fail(client, 1))
    fail(Client(), 10, "colleague")
    assert "Too many attempts" in said(enter(client, "colleague"))


def test_a_new_password_makes_every_browser_unknown(client, owner):
    enter(client, "owner")
    client.post("/desk/logout/")
    owner.set_password("another long pass phrase")
    owner.save()
    fail(Client(), 10)
    assert "Too many attempts" in said(enter(client, "owner", "another long pass phrase"))


def test_what_succeeds_is_not_counted_and_old_failures_are_cleared_out(client, owner):
    for _ in range(12):
        assert enter(client, "owner").status_code == 302
    assert not Attempt.objects.exists()
    fail(Client(), 1)
    age_attempts(minutes=16)
    fail(Client(), 1, "nobody")
    assert not Attempt.objects.filter(at__lt=timezone.now() - timedelta(minutes=15)).exists()


def test_names_that_were_typed_are_kept_as_hashes_only(client):
    fail(client, 1, "my secret pass phrase by mistake")
    assert all(len(attempt.subject) == 64 for attempt in Attempt.objects.all())


def test_cookies_stay_below_the_desk(client, owner):
    response = enter(client, "owner")
    assert {cookie["path"] for cookie in response.cookies.values()} == {"/desk/"}
    assert all(cookie["httponly"] for cookie in response.cookies.values())
    assert not Client().get("/").cookies


def test_nobody_signs_up_and_no_page_of_the_library_is_open_beside_ours(client):
    for page in ("signup/", "account/signup/", "password/reset/", "accounts/login/", "social/"):
        assert client.get(f"/desk/{page}").status_code == 302
        assert client.get(f"/desk/{page}")["Location"].startswith("/desk/login/")


def test_the_public_doors_need_no_library_for_signing_in():
    program = (
        "import sys\n"
        "class Gone:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('allauth', 'qrcode', 'cryptography', 'desk'):\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, Gone())\n"
        "from django.core.wsgi import get_wsgi_application\n"
        "get_wsgi_application()\n"
        "from django.urls import reverse\n"
        "print(reverse('incidents'))\n"
    )
    environment = {
        "DEMARCHE_DOORS": "public",
        "DATABASE_READER_URL": "postgres:///nothing",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == "/incidents/", done.stderr
