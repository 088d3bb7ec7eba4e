"""Before and after an incident: what is linked to it and how we know, what is merely near, and who has not replied."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import ClaimPosition, Episode, Incident, Relation
from record.models import Entry, IncidentIndex
from record.publishing import publish_episode
from record.withdrawing import retract
from tests.make import checked, make_actor, make_claim, make_incident, make_statement, make_user, publish
from tests.once import undone_after

pytestmark = pytest.mark.django_db


def link(kind, start, end, basis="explicit", **fields):
    names = [
        f"{way}_{'episode' if isinstance(row, Episode) else 'incident'}"
        for way, row in (("from", start), ("to", end))
    ]
    return checked(Relation(kind=kind, basis=basis, **dict(zip(names, (start, end), strict=True)), **fields))


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """A protest; an answer to it that an outlet asserts; what was before; an act on the same day; a stranger between."""
    with undone_after(django_db_blocker):
        acts = {
            "protest": make_incident("Kazakhstan protests", sides=("KAZ", "RUS"), date="2025-04-20"),
            "before": make_incident("Russia mocks", sides=("RUS", "KAZ"), date="[2025-04-11..2025-04-18]"),
            "answer": make_incident("Russia expels a diplomat", sides=("RUS", "KAZ"), date="2025-04-29"),
            "beside": make_incident("Kyrgyzstan protests", sides=("KGZ", "RUS"), date="2025-04-20"),
            "near": make_incident("Kazakhstan closes a centre", sides=("KAZ", "RUS"), date="2025-04-25"),
            "other": make_incident("Uzbekistan protests", sides=("UZB", "RUS"), date="2025-04-21"),
        }
        outlet = make_actor("Weekly", "media", "")
        link("responds_to", acts["answer"], acts["protest"], asserted_by=outlet, confidence="high")
        link("follows", acts["protest"], acts["before"], "analyst", confidence="low")
        link("same_day_as", acts["protest"], acts["beside"])
        wave = checked(Episode(title="A tense spring", date="2025-04"))
        link("part_of", acts["protest"], wave, "implied", part="core")
        for act in acts.values():
            publish(act)
        publish_episode(wave, user=None, revision=wave.revision, reason="Named.")
        yield {name: act.ref for name, act in acts.items()}


@pytest.fixture
def refs(published, db):
    return published


def chain_of(reader, ref, query=""):
    text = " ".join(reader.get(f"/incidents/{ref}/{query}").text.split())
    return re.search(r'<section id="chain">.*?</section> *<section id="claims">', text)[0]


def column(text, name):
    return re.search(rf'<section class="{name}">.*?</section>', text)[0]


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_what_came_before_and_after_stand_on_their_sides_with_the_time_between(reader, refs):
    text = chain_of(reader, refs["protest"])
    before, after = plain(column(text, "before")), plain(column(text, "after"))
    assert "Russia mocks between 2 and 9 days before" in before and "expels" not in before
    assert "Russia expels a diplomat after 9 days" in after and "mocks" not in after


def test_each_link_says_on_what_it_rests_who_says_so_and_how_sure(reader, refs):
    text = chain_of(reader, refs["protest"])
    after = column(text, "after")
    assert "It answers this incident. Stated in a source. Weekly says so. Confidence: high." in plain(after)
    assert 'href="#w-solid"' in after and "#w-dash" not in after
    before = column(text, "before")
    words = "It came first. Sequence only: no cause is claimed. Inferred by the coder; no source says so. Confidence: low."
    assert words in plain(before) and 'href="#w-dash"' in before and "#w-solid" not in before


def test_the_other_end_says_the_same_from_its_side(reader, refs):
    before = plain(column(chain_of(reader, refs["answer"]), "before"))
    assert "Kazakhstan protests 9 days before" in before and "This incident answers it." in before


def test_what_has_no_order_in_time_stands_beside(reader, refs):
    now = column(chain_of(reader, refs["protest"]), "now")
    assert "Kyrgyzstan protests" in now and "On the same day." in plain(now)
    assert "A tense spring" in now and "This incident is part of it (core)." in plain(now)
    assert re.search(r'A tense spring.*?href="#w-dot"', now)


def test_a_state_that_has_not_replied_is_named_with_the_day_of_the_record(reader, refs):
    day = IncidentIndex.objects.get(ref=refs["near"]).published_at
    after = plain(column(chain_of(reader, refs["near"]), "after"))
    assert f"No reply from Russia on record As of {day.day} {day:%B %Y}." in after
    assert "No reply" not in chain_of(reader, refs["protest"])


def test_official_words_of_the_other_side_in_the_same_incident_are_a_reply(reader, refs):
    incident = make_incident("Kazakhstan complains", sides=("KAZ", "RUS"), date="2024-01-01")
    make_statement(incident, "We regret it.", speaker=make_actor("A spokesperson", "person", "RUS"))
    publish(incident)
    incident.refresh_from_db()
    assert "No reply" not in chain_of(reader, incident.ref)


def test_words_in_a_private_capacity_are_no_reply(reader, refs):
    incident = make_incident("Kazakhstan complains", sides=("KAZ", "RUS"), date="2024-01-01")
    speaker = make_actor("A singer", "person", "RUS")
    make_statement(incident, "A pity.", speaker=speaker, capacity="personal")
    publish(incident)
    incident.refresh_from_db()
    assert "No reply from Russia on record" in chain_of(reader, incident.ref)


def test_a_gesture_waits_for_no_reply(reader, refs):
    gesture = make_incident(
        "Kazakhstan visits", sides=("KAZ", "RUS"), date="2026-01-01", type_id="C10", level=-1
    )
    publish(gesture)
    gesture.refresh_from_db()
    assert "No reply" not in chain_of(reader, gesture.ref)


def test_a_plan_waits_for_no_reply(reader, refs):
    plan = make_incident("Kazakhstan means to act", sides=("KAZ", "RUS"), date="2026-01-01", status="planned")
    publish(plan)
    plan.refresh_from_db()
    assert "No reply" not in chain_of(reader, plan.ref)


def test_the_nearest_of_the_same_pair_are_offered_as_sequence_only(reader, refs):
    text = plain(chain_of(reader, refs["near"]))
    near = text[text.index("Nearest in time") :]
    assert "Kazakhstan protests" in near and "5 days before" in near
    assert "Russia expels a diplomat" in near and "after 4 days" in near
    assert "Uzbekistan protests" not in near and "Sequence only: nobody on record says" in near


def test_what_is_linked_is_not_offered_again_as_merely_near(reader, refs):
    text = chain_of(reader, refs["protest"])
    assert "Russia mocks" not in text.partition('class="near"')[2]


def test_the_contents_count_what_is_linked(reader, refs):
    text = " ".join(reader.get(f"/incidents/{refs['protest']}/").text.split())
    assert 'href="#chain">Before and after <span>4</span>' in text


def test_a_withdrawn_end_takes_the_link_with_it_but_not_from_the_past(reader, refs):
    then = Entry.objects.latest("number").number
    answer = Incident.objects.get(ref=refs["answer"])
    retract("incident", answer, user=make_user(), revision=answer.revision, reason="It was false.")
    assert "expels" not in chain_of(reader, refs["protest"])
    past = chain_of(reader, refs["protest"], f"?as_of=entry:{then}")
    assert "Russia expels a diplomat" in past and f"/incidents/{refs['answer']}@" in past


def test_the_number_of_queries_does_not_grow_with_links(reader, refs):
    def asked():
        with CaptureQueriesContext(connection) as found:
            assert reader.get(f"/incidents/{refs['protest']}/").status_code == 200
        return len(found)

    before, protest = asked(), Incident.objects.get(ref=refs["protest"])
    for number in range(3):
        later = make_incident(f"Russia answers {number}", sides=("RUS", "KAZ"), date=f"2025-05-0{number + 1}")
        link("retaliates_for", later, protest)
        publish(later)
    assert "Russia answers 2" in chain_of(reader, refs["protest"]) and asked() == before


def test_a_disputed_incident_says_so_above_the_text_and_how_it_is_coded(reader, refs):
    judged = {"certainty_override": "disputed", "certainty_reason": "Two outlets differ."}
    incident = make_incident("Kazakhstan moves troops", sides=("KAZ", "RUS"), date="2024-02-01", **judged)
    incident.participations.filter(role="target").update(certainty="disputed")
    claim = make_claim(incident, "They face Russia.", certainty="disputed", reason="Two outlets differ.")
    checked(ClaimPosition(claim=claim, actor=make_actor("Daily", "media", ""), position="asserts"))
    publish(incident)
    incident.refresh_from_db()
    page = " ".join(reader.get(f"/incidents/{incident.ref}/").text.split())
    text = plain(page[page.index("<h1") :])
    assert re.search(
        r"The accounts on record disagree\..*so the arrow above is dashed\..* Two sentences\. No more\.", text
    )
    assert "How we code it Hostility 2 (Formal step); the incident as a whole: Disputed." in text


def answer_by(basis, **fields):
    """A protest and an act of the other side after it, joined by a link that rests on `basis`; both as published."""
    protest = make_incident("Uzbekistan objects", sides=("UZB", "RUS"), date="2024-03-01")
    later = make_incident("Russia turns a guest away", sides=("RUS", "UZB"), date="2024-03-05")
    link("responds_to", later, protest, basis, **{"asserted_by": make_actor("Monthly", "media", "")} | fields)
    for act in (protest, later):
        publish(act)
        act.refresh_from_db()
    return protest, later


@pytest.mark.parametrize("basis", ["implied", "analyst"])
def test_what_nobody_calls_an_answer_may_answer_and_is_no_reply_on_record(reader, refs, basis):
    protest, later = answer_by(basis, confidence="low")
    after = plain(column(chain_of(reader, protest.ref), "after"))
    assert "It may answer this incident." in after and "No reply from Russia is certain" in after
    assert "#w-dot" in chain_of(reader, protest.ref)
    assert "This incident may answer it." in plain(column(chain_of(reader, later.ref), "before"))


def test_what_a_speaker_calls_an_answer_is_a_reply_on_record(reader, refs):
    protest, _later = answer_by("speaker")
    after = plain(column(chain_of(reader, protest.ref), "after"))
    assert "It answers this incident." in after and "No reply" not in after


def test_two_known_days_go_before_a_link_that_says_same_day(reader, refs):
    protest, later = answer_by("explicit")
    link("same_day_as", later, protest)
    publish(later)
    assert "after 4 days" in plain(column(chain_of(reader, protest.ref), "after"))


def test_who_says_same_day_is_marked_as_a_word_of_the_record_not_shown_as_code(reader, refs):
    earlier = make_incident("A note is sent", sides=("UZB", "RUS"), date="2024-04")
    later = make_incident("A note is returned", sides=("RUS", "UZB"), date="2024-04")
    weekly = make_actor("R & D", "media", "")
    link("responds_to", later, earlier, asserted_by=weekly)
    link("same_day_as", later, earlier, asserted_by=weekly)
    for act in (earlier, later):
        publish(act)
        act.refresh_from_db()
    text = " ".join(reader.get(f"/ru/incidents/{earlier.ref}/").text.split())
    assert (
        '<p class="lag">в тот же день: так утверждает <span lang="en" dir="ltr">R &amp; D</span></p>' in text
    )
    assert '<p class="lag">same day, says R &amp; D</p>' in chain_of(reader, earlier.ref)
