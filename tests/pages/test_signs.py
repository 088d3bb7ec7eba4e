"""The dyad arrow, dates, places."""

import pytest

from pages import signs


def named(code):
    return signs.Party(code, code[:2], code.title())


def dyad(initiators, targets, *participants):
    return signs.dyad(
        {"initiators": initiators, "targets": targets, "participants": list(participants)}, named
    )


def participant(role, **fields):
    return {"role": role, "country": None, "actor": None, "through": None, "certainty": "reported", **fields}


PRESS = participant("initiator", actor={"name": "A newspaper"}, through="private")


@pytest.mark.parametrize(
    ("initiators", "targets", "participants", "arrow"),
    [
        (["KAZ"], ["RUS"], [], "to"),
        (["UZB", "RUS"], ["RUS", "UZB"], [], "both"),
        (["KAZ"], [], [], ""),
        ([], ["AZE"], [], "none"),
        (["KAZ"], ["RUS"], [participant("target", certainty="alleged")], "dash"),
        (["RUS"], ["KGZ"], [participant("initiator", through="tolerated")], "dash"),
        ([], ["AZE"], [participant("claimed_initiator", country="RUS")], "dash"),
        (["KAZ"], ["RUS"], [participant("subject", certainty="alleged")], "to"),
        ([], ["KAZ"], [PRESS], "hollow"),
        ([], [], [PRESS], ""),
        ([], ["KAZ"], [{**PRESS, "certainty": "alleged"}], "dash"),
        ([], ["KAZ"], [{**PRESS, "through": "quasi"}], "to"),
        ([], ["KAZ"], [PRESS, {**PRESS, "through": "quasi"}], "to"),
        ([], ["AZE"], [participant("claimed_initiator", country="RUS", through="private")], "none"),
    ],
)
def test_the_arrow_says_who_acted_and_whether_that_is_sure(initiators, targets, participants, arrow):
    assert dyad(initiators, targets, *participants).arrow == arrow


def test_a_state_said_to_have_acted_stands_where_the_acting_one_stands():
    found = dyad([], ["AZE"], participant("claimed_initiator", country="RUS"))
    assert [party.code for party in found.acting] == ["RUS"]


def test_those_who_act_for_no_state_are_named():
    found = dyad([], ["KAZ"], PRESS, PRESS, participant("target", actor={"name": "A ministry"}))
    assert (found.acting, found.names, found.actors, found.private) == (
        [],
        ("A newspaper",),
        "A newspaper",
        True,
    )


def test_where_a_state_acts_the_sign_names_states_only():
    found = dyad(["RUS"], ["KAZ"], PRESS)
    assert (found.names, found.private, found.arrow) == ((), False, "to")


def test_nobody_is_named_twice():
    assert [party.code for party in dyad(["KAZ", "RUS"], ["RUS"]).parties] == ["KAZ", "RUS"]


def test_a_date_that_cannot_be_read_is_shown_as_it_is():
    assert signs.date_words("soon") == "soon"


@pytest.mark.parametrize(
    ("names", "precision", "words"),
    [
        (["Samarkand"], "city", "Samarkand, Uzbekistan"),
        ([], "border", "Uzbekistan (border area)"),
        ([], "country", "Uzbekistan"),
        (["Uzbekistan"], "country", "Uzbekistan"),
    ],
)
def test_a_place_is_as_exact_as_the_record(names, precision, words):
    place = {"names": names, "precision": precision}
    assert (
        signs.place_words(place, "Uzbekistan", {"border": "Border area"}.get(precision, precision)) == words
    )


def test_no_place_is_no_words():
    assert signs.place_words({"names": [], "precision": "unknown"}, "", "Not known") == ""


@pytest.mark.parametrize(("step", "key"), [("+", "c"), ("0", "0"), ("5", "5")])
def test_a_step_has_a_key_for_its_colour(step, key):
    assert signs.level(step, "word").key == key
