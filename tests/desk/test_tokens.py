"""Tokens for programs: made and shown once, kept as a hash, ended by a day, by their owner or by an administrator."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from django.utils import timezone

from desk.access.tokens import digest_of, make
from desk.models import Token

pytestmark = pytest.mark.django_db
PAGE = "/desk/account/tokens/"


def token_of(owner, name="feed", days=90, **fields):
    token = Token(name=name, expires_at=timezone.now() + timedelta(days=days), **fields)
    return make(owner, token)


def form(**changes):
    day = (timezone.now() + timedelta(days=30)).date().isoformat()
    return {"name": "kloop feed", "expires_on": day, "may_write": "on", **changes}


def test_a_token_is_shown_once_and_kept_as_a_hash(analyst):
    page = analyst.post(PAGE, form())
    secret, token = page.context["secret"], Token.objects.get()
    assert secret in page.content.decode() and secret.startswith("dmr_") and len(secret) > 40
    assert token.digest == digest_of(secret) and token.prefix == secret[:8]
    assert secret not in analyst.get(PAGE).content.decode()
    assert secret not in str(Token.objects.values())


def test_a_token_may_what_was_ticked_until_the_day_that_was_chosen(analyst):
    analyst.post(PAGE, form())
    token = Token.objects.get()
    assert (token.may_write, token.may_read, token.owner) == (True, False, analyst.user)
    assert token.expires_at.date() == (timezone.now() + timedelta(days=31)).date()


def test_ninety_days_are_offered_and_a_year_is_the_most(analyst):
    offered = analyst.get(PAGE).context["form"]["expires_on"].value()
    assert offered == timezone.now().date() + timedelta(days=90)
    for days in (-1, 366):
        day = (timezone.now() + timedelta(days=days)).date().isoformat()
        assert "within a year" in analyst.post(PAGE, form(expires_on=day)).content.decode()
    assert not Token.objects.exists()


def test_a_token_for_nothing_is_refused(analyst):
    assert "Tick at least one thing" in analyst.post(PAGE, form(may_write="")).content.decode()


def test_the_database_refuses_a_token_for_ever(analyst):
    with pytest.raises(IntegrityError), transaction.atomic():
        token_of(analyst.user, days=400)


def test_a_token_is_revoked_by_its_owner_and_by_nobody_else_of_the_desk(analyst, editor):
    token, _ = token_of(analyst.user)
    assert editor.post(f"{PAGE}{token.pk}/revoke/").status_code == 404
    analyst.post(f"{PAGE}{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.state == "revoked"
    assert LogEntry.objects.filter(change_message="Revoked the token “feed”.").count() == 1


def test_one_sees_ones_own_tokens_alone(analyst, editor):
    token_of(analyst.user, "hers")
    assert "hers" in analyst.get(PAGE).content.decode()
    assert "hers" not in editor.get(PAGE).content.decode()


def test_administrators_see_and_revoke_everybodys_and_make_none_there(administrator, analyst, editor):
    token, _ = token_of(analyst.user)
    lists = "/desk/desk/token/"
    assert "feed" in administrator.get(lists).content.decode()
    assert token.digest not in administrator.get(f"{lists}{token.pk}/change/").content.decode()
    for client in (analyst, editor):
        assert client.get(lists).status_code == 403
        client.post(lists, {"action": "revoke", "_selected_action": token.pk})
    assert Token.objects.get().state == "in use"
    administrator.post(lists, {"action": "revoke", "_selected_action": token.pk})
    assert Token.objects.get().state == "revoked"
    assert administrator.get(f"{lists}add/").status_code == 403


def test_whoever_may_not_log_incidents_makes_no_token(sign_in, stranger):
    assert sign_in("", "newcomer").post(PAGE, form()).status_code == 403
    assert stranger.post(PAGE, form())["Location"].startswith("/desk/login/")
    assert not Token.objects.exists()
