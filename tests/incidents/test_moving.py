"""Moving statements and claims: what goes along, what stays, and what becomes of numbers."""

import pytest
from django.contrib.auth.models import User

from incidents.models import Claim, Episode, Statement, StatementText
from incidents.moving import home_of, move, name, plan, seen
from incidents.workflow import Stale, WorkflowError
from tests.make import checked, make_claim, make_incident, make_statement, make_user, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return make_incident("From here"), make_incident("To there")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def moved(parts, to, **more):
    parts, to = [fresh(part) for part in parts], fresh(to)
    user = User.objects.filter(username="mover").first() or make_user("mover", "Analyst")
    said = {"user": user, "looked_at": seen(plan(parts, to), to), "reason": "Said there."}
    return move(parts, to, **{**said, **more})


def test_a_statement_goes_with_its_texts_and_citations_and_both_revisions_rise(two):
    here, there = two
    statement = make_statement(here)
    before = [fresh(home).revision for home in two]
    moved([statement], there)
    assert home_of(fresh(statement)) == there
    assert StatementText.objects.get().statement == statement
    assert all(fresh(home).revision > was for home, was in zip(two, before, strict=True))


def test_what_stands_inside_and_what_was_said_in_one_breath_goes_along(two):
    here, there = two
    first = make_statement(here, utterance=1)
    second = make_statement(here, speaker=first.speaker, utterance=1)
    inner = checked(Statement(incident=here, inside=second, kind="concern", mode="constructed"))
    other = make_statement(here, speaker=first.speaker, utterance=2)
    make_statement(there, speaker=first.speaker, utterance=1)
    going, _ = moved([first], there)
    assert {one.part.pk for one in going} == {first.pk, second.pk, inner.pk}
    assert [fresh(row).utterance for row in (first, second, other)] == [2, 2, 2]
    assert home_of(fresh(other)) == here


def test_what_stands_inside_another_does_not_go_alone(two):
    here, there = two
    outer = make_statement(here)
    inner = checked(Statement(incident=here, inside=outer, kind="concern", mode="constructed"))
    assert "Move that one" in plan([inner], there)[0].refused
    with pytest.raises(WorkflowError, match="None of them"):
        moved([inner], there)


def test_a_public_statement_stays_and_the_way_out_is_said(two):
    here, there = two
    make_statement(here)
    publish(here)
    statement, new = Statement.objects.get(), make_statement(here, speaker=Statement.objects.get().speaker)
    fates = plan([statement, new], there)
    assert [bool(one.refused) for one in fates] == [True, False]
    assert "ST-1 is public as part of DI-1" in fates[0].refused and "“Also about”" in fates[0].refused
    moved([statement, new], there)
    assert home_of(fresh(statement)) == here and home_of(fresh(new)) == there


def test_what_hangs_together_with_a_public_statement_stays_with_it(two):
    here, there = two
    public = make_statement(here, utterance=1)
    publish(here)
    new = make_statement(here, speaker=public.speaker, utterance=1)
    assert all("ST-1 is public" in one.refused for one in plan([new], there))


def test_a_claim_goes_to_an_episode_and_no_longer_says_that_it_is_about_its_home(two):
    here, there = two
    claim = make_claim(here)
    claim.about_incidents.add(there)
    episode = Episode.objects.create(title="The spring of notes", date="2025-04/2025-05")
    moved([claim], episode)
    assert home_of(fresh(claim)) == episode and claim.about_incidents.count() == 1
    moved([claim], there)
    assert home_of(fresh(claim)) == there and claim.about_incidents.count() == 0


def test_an_answer_to_what_stays_behind_is_kept(two):
    here, there = two
    asked = make_statement(here)
    answer = make_statement(here, speaker=asked.speaker, replies_to=asked, reply_kind="answers")
    moved([answer], there)
    assert fresh(answer).replies_to == asked


def test_they_come_behind_what_is_there(two):
    here, there = two
    first = make_claim(there, order=4)
    moved([make_claim(here, "One", order=1), make_claim(here, "Two", order=0)], there)
    assert [row.text for row in Claim.objects.filter(incident=there)] == [first.text, "Two", "One"]


@pytest.mark.parametrize("which", [0, 1])
def test_a_change_of_either_side_since_the_preview_moves_nothing(two, which):
    here, there = two
    statement = fresh(make_statement(here))
    looked_at = seen(plan([statement], fresh(there)), fresh(there))
    type(here).objects.filter(pk=two[which].pk).update(summary="Changed.")
    with pytest.raises(Stale, match="was changed since you looked"):
        moved([statement], there, looked_at=looked_at)
    assert home_of(fresh(statement)) == here


@pytest.mark.parametrize("make", [make_claim, make_statement])
def test_what_was_published_since_it_was_read_stays(two, make):
    here, there = two
    part = fresh(make(here))
    looked_at = seen(plan([part], fresh(there)), fresh(there))
    publish(here)
    with pytest.raises(WorkflowError, match="None of them"):
        move([part], there, user=make_user("mover", "Analyst"), looked_at=looked_at, reason="Said there.")
    assert home_of(fresh(part)) == here


def test_a_home_that_is_deleted_meanwhile_is_told(two):
    here, there = two
    claim = fresh(make_claim(here))
    looked_at = seen(plan([claim], fresh(there)), fresh(there))
    type(there).objects.get(pk=there.pk).delete()
    with pytest.raises(Stale, match="To there was deleted meanwhile, so nothing was moved"):
        move([claim], there, user=make_user("mover", "Analyst"), looked_at=looked_at, reason="Said there.")
    assert home_of(fresh(claim)) == here


def test_what_must_not_change_keeps_what_it_has_and_takes_nothing(two):
    here, there = two
    claim = make_claim(here)
    shut = {name(fresh(here)): "It waits for its time."}
    assert [one.refused for one in plan([fresh(claim)], there, shut)] == ["It waits for its time."]
    for closed, said in ((shut, "None of them"), ({name(there): "It takes nothing."}, "It takes nothing")):
        with pytest.raises(WorkflowError, match=said):
            moved([claim], there, closed_now=lambda homes, closed=closed: closed)
    assert home_of(fresh(claim)) == here


def test_what_is_at_home_there_already_stays(two):
    here, _ = two
    assert plan([make_statement(here)], here)[0].refused == "It is at home there already."


def test_many_are_planned_with_one_query(two, django_assert_num_queries):
    here, there = two
    first = make_statement(here)
    parts = [first, *(make_statement(here, speaker=first.speaker) for _ in range(10))]
    with django_assert_num_queries(1):
        plan(parts, there)
