"""The second factor: asked for, required of whoever has power, got around by no address, and mended when it is lost."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.test import Client

from tests.desk.codes import code_of, enter, give_second_factor, recovery_codes_of
from tests.make import make_user

pytestmark = pytest.mark.django_db
SET_UP, CODE = "/desk/account/second-factor/", "/desk/login/code/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.TWO_FACTOR = True


@pytest.fixture
def chief(db):
    """An editor with a second factor, who has not signed in yet."""
    user = make_user("chief", "Editor")
    user.secret = give_second_factor(user)
    return user


def signed_in(user, step=0) -> Client:
    client = Client()
    enter(client, user.username)
    client.post(CODE, {"code": code_of(user.secret, step)})
    assert client.session["_auth_user_id"] == str(user.pk)
    return client


def test_after_the_password_the_code_is_asked_for_and_only_then_one_is_in(client, chief):
    assert enter(client, "chief")["Location"] == CODE
    assert client.get("/desk/")["Location"].startswith("/desk/login/")
    assert client.post(CODE, {"code": code_of(chief.secret)})["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_a_wrong_code_opens_nothing_and_guessing_is_slowed_down(client, chief):
    enter(client, "chief")
    wrong = f"{(int(code_of(chief.secret)) + 500_000) % 10**6:06}"
    for _ in range(10):
        assert "This code is wrong" in client.post(CODE, {"code": wrong}).content.decode()
    page = client.post(CODE, {"code": code_of(chief.secret)}).content.decode()
    assert "Too many attempts that failed" in page and "_auth_user_id" not in client.session


def test_a_code_is_good_once(chief):
    signed_in(chief)
    again = Client()
    enter(again, "chief")
    assert "used already" in again.post(CODE, {"code": code_of(chief.secret)}).content.decode()


def test_a_code_of_the_next_half_minute_is_taken_and_one_of_much_later_is_not(client, chief):
    enter(client, "chief")
    assert client.post(CODE, {"code": code_of(chief.secret, 4)}).status_code == 200
    assert client.post(CODE, {"code": code_of(chief.secret, 1)}).status_code == 302


def test_a_recovery_code_stands_in_for_the_app_once(client, chief):
    spare = recovery_codes_of(chief)[3]
    enter(client, "chief")
    assert client.post(CODE, {"code": spare}).status_code == 302
    other = Client()
    enter(other, "chief")
    assert other.post(CODE, {"code": spare}).status_code == 200
    assert len(recovery_codes_of(chief)) == 9


def test_secrets_are_stored_encrypted(chief):
    kept = Authenticator.objects.get(user=chief, type="totp").data["secret"]
    assert chief.secret not in kept


def test_another_secret_key_is_told_and_breaks_nothing(client, chief, settings):
    settings.SECRET_KEY = "another key of the site, which is just as long as the first one was"
    enter(client, "chief")
    assert "Ask an administrator to reset it" in client.post(CODE, {"code": "123456"}).content.decode()


EVERYWHERE = [
    "/desk/",
    "/desk/incidents/incident/",
    "/desk/incidents/incident/add/",
    "/desk/codebook/publish/",
    "/desk/auth/user/",
    "/desk/auth/user/add/",
    "/desk/password_change/",
    "/desk/password_change/done/",
    "/desk/account/",
    "/desk/account/tokens/",
    "/desk/account/recovery-codes/",
    "/desk/account/second-factor/off/",
    "/desk/autocomplete/?app_label=incidents&model_name=citation&field_name=source&term=a",
    "/desk/jsi18n/",
    "/desk/nothing/here/",
]


@pytest.mark.parametrize("group", ["Editor", "Administrator"])
def test_who_needs_one_and_has_none_is_led_to_set_it_up_from_every_address(sign_in, group):
    client = sign_in(group)
    for address in EVERYWHERE:
        assert client.get(address)["Location"] == SET_UP, address
        assert client.post(address)["Location"] == SET_UP, address
    assert client.get(EVERYWHERE[-3], headers={"X-Requested-With": "XMLHttpRequest"}).status_code == 403
    assert client.post("/desk/account/sessions/end/")["Location"] == SET_UP


def test_a_superuser_without_a_group_needs_one_too(client):
    client.force_login(make_user("root", is_superuser=True))
    assert client.get("/desk/")["Location"] == SET_UP


def test_a_right_given_to_one_person_alone_asks_for_it_too(client):
    from django.contrib.auth.models import Permission

    user = make_user("helper", "Analyst")
    user.user_permissions.add(Permission.objects.get(codename="change_user"))
    client.force_login(user)
    assert client.get("/desk/")["Location"] == SET_UP


def test_a_session_that_was_opened_without_the_code_must_give_it(client, chief):
    client.force_login(chief)
    for address in EVERYWHERE:
        assert client.get(address)["Location"].startswith("/desk/account/confirm/code/"), address
    assert client.get(SET_UP)["Location"].startswith("/desk/account/")
    client.post("/desk/account/confirm/code/", {"code": code_of(chief.secret)})
    assert client.get("/desk/").status_code == 200


def test_analysts_and_sites_with_the_setting_off_are_not_asked(sign_in, settings):
    assert sign_in("Analyst").get("/desk/").status_code == 200
    settings.TWO_FACTOR = False
    page = sign_in("Editor").get("/desk/")
    assert page.status_code == 200 and "second factors are not required" in page.content.decode()


def test_setting_it_up_takes_a_code_shows_recovery_codes_once_and_opens_the_desk(client):
    user = make_user("editor", "Editor")
    elsewhere = Client()
    enter(elsewhere, "editor")
    enter(client, "editor")
    page = client.get(SET_UP)
    assert "style=" not in page.content.decode().split('class="qr"')[1].split("</svg>")[0]
    secret = client.session["mfa.totp.secret"]
    assert "This code is wrong" in client.post(SET_UP, {"code": "000000"}).content.decode()
    assert client.post(SET_UP, {"code": code_of(secret)})["Location"] == "/desk/account/recovery-codes/"
    first = client.get("/desk/account/recovery-codes/").content.decode()
    spare = recovery_codes_of(user)
    assert len(spare) == 10 and all(f"<li>{code}</li>" in first for code in spare)
    second = client.get("/desk/account/recovery-codes/").content.decode()
    assert not any(code in second for code in spare) and "10 recovery codes left" in second
    assert client.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/")["Location"].startswith("/desk/login/")


def test_new_recovery_codes_end_the_old_ones(chief):
    client, old = signed_in(chief), recovery_codes_of(chief)
    client.post("/desk/account/recovery-codes/")
    assert not set(recovery_codes_of(chief)) & set(old)
    assert recovery_codes_of(chief)[0] in client.get("/desk/account/recovery-codes/").content.decode()


def test_who_needs_it_cannot_turn_it_off_and_an_analyst_can(chief):
    client = signed_in(chief)
    assert client.post("/desk/account/second-factor/off/").status_code == 403
    analyst = make_user("analyst", "Analyst")
    analyst.secret = give_second_factor(analyst)
    other = signed_in(analyst)
    assert other.post("/desk/account/second-factor/off/").status_code == 302
    assert list(Authenticator.objects.values_list("user__username", flat=True).distinct()) == ["chief"]


def test_long_after_signing_in_the_password_is_asked_for_again_before_codes_are_made(chief):
    client = signed_in(chief)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    answer = client.post("/desk/account/recovery-codes/")
    assert answer["Location"].startswith("/desk/account/confirm/")
    assert "This is not your password" in client.post(answer["Location"], {"password": "x"}).content.decode()


def test_an_administrator_resets_it_which_is_noted_and_ends_the_sessions(chief):
    theirs = signed_in(chief)
    boss = make_user("boss", "Administrator")
    boss.secret = give_second_factor(boss)
    client = signed_in(boss)
    page = f"/desk/auth/user/{chief.pk}/second-factor/"
    assert f'href="{page}"' in client.get(f"/desk/auth/user/{chief.pk}/change/").content.decode()
    assert client.get(page).status_code == 200 and Authenticator.objects.filter(user=chief).exists()
    assert client.post(page).status_code == 302
    assert not Authenticator.objects.filter(user=chief).exists()
    assert theirs.get("/desk/")["Location"].startswith("/desk/login/")
    logged = LogEntry.objects.get(change_message="Reset the second factor.")
    assert logged.user == boss and logged.object_id == str(chief.pk)
    assert "Reset the second factor." in client.get(f"/desk/auth/user/{chief.pk}/history/").content.decode()
    assert enter(Client(), "chief")["Location"] == "/desk/"


def test_nobody_resets_their_own_or_a_superusers_or_without_the_right(chief):
    root = make_user("root", is_superuser=True)
    boss = make_user("boss", "Administrator")
    boss.secret = give_second_factor(boss)
    client = signed_in(boss)
    for user in (boss, root):
        assert client.post(f"/desk/auth/user/{user.pk}/second-factor/").status_code == 403
    assert signed_in(chief).post(f"/desk/auth/user/{boss.pk}/second-factor/").status_code == 403
    assert Authenticator.objects.filter(user=boss).exists()


def test_no_page_of_the_desk_lists_what_codes_are_made_from(chief, settings):
    settings.TWO_FACTOR = False
    client = Client()
    client.force_login(make_user("root", is_superuser=True))
    for page in ("mfa/authenticator/", "account/emailaddress/", "usersessions/usersession/"):
        assert client.get(f"/desk/{page}").status_code == 404


def test_a_command_helps_the_last_administrator(chief, capsys):
    call_command("reset_second_factor", "chief")
    assert not Authenticator.objects.filter(user=chief).exists()
    assert re.search("chief has no second factor now", capsys.readouterr().out)
    with pytest.raises(CommandError, match="nobody with the name"):
        call_command("reset_second_factor", "nobody")
