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
    known = {"country": None, "actor": None, "through": None, "certainty": "reported", "basis": "explicit"}
    return {"role": role, **known, **fields}


PRESS = participant("initiator", actor={"name": "A newspaper"}, through="private")


@pytest.mark.parametrize(
    ("initiators", "targets", "participants", "arrow"),
    [
        (["KAZ"], ["RUS"], [], "to"),
        (["UZB", "RUS"], ["RUS", "UZB"], [], "both"),
        (["KAZ"], [], [], ""),
        ([], ["AZE"], [], "none"),
        (["KAZ"], ["RUS"], [participant("target", certainty="alleged")], "dash"),
        (["KAZ"], ["RUS"], [participant("target", basis="implied")], "dash"),
        (["KAZ"], ["RUS"], [participant("initiator", basis="implied")], "to"),
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


def test_a_target_that_is_merely_implied_is_told_from_one_that_is_in_doubt():
    implied, alleged = participant("target", basis="implied"), participant("target", certainty="alleged")
    assert dyad(["KAZ"], ["RUS"], implied).implied
    assert not dyad(["KAZ"], ["RUS"], implied, alleged).implied


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


def test_whoever_acts_for_no_state_is_named_beside_the_state_that_acts():
    found = dyad(["RUS"], ["KAZ"], PRESS)
    assert (found.names, found.private, found.arrow, found.actors) == (
        ("A newspaper",),
        False,
        "to",
        "A newspaper, Rus",
    )


def test_a_body_of_the_state_that_acts_is_not_named_beside_it():
    ministry = participant("initiator", actor={"name": "A ministry"}, through="state", parties=["KAZ"])
    group = participant("initiator", actor={"name": "Presidents"}, through="state", parties=[])
    assert dyad(["KAZ"], ["RUS"], ministry, group).names == ("Presidents",)
    of_first_releases = {name: value for name, value in ministry.items() if name != "parties"}
    assert dyad(["KAZ"], ["RUS"], of_first_releases).names == ()


@pytest.mark.parametrize(
    ("initiators", "participants", "arrow", "doubt"),
    [
        ([], [PRESS], "", ""),
        ([], [{**PRESS, "certainty": "alleged"}], "", "in doubt"),
        (["RUS"], [participant("initiator", country="RUS", certainty="alleged")], "", "in doubt"),
        (["RUS"], [participant("initiator", country="RUS", through="tolerated")], "", "in doubt"),
    ],
)
def test_doubt_about_who_acted_is_kept_where_there_is_no_arrow_to_dash(
    initiators, participants, arrow, doubt
):
    found = dyad(initiators, [], *participants)
    assert (found.arrow, found.doubt if found.doubted else "") == (arrow, doubt)


def test_acts_both_ways_may_be_in_doubt():
    found = dyad(
        ["KAZ", "RUS"], ["RUS", "KAZ"], participant("initiator", country="KAZ", certainty="disputed")
    )
    assert (found.arrow, found.doubted) == ("both", True)


def test_a_target_that_stands_for_no_state_is_what_the_arrow_points_at():
    target = participant("target", actor={"name": "A broadcaster"}, parties=[])
    found = dyad(["KAZ"], [], target)
    assert (found.arrow, found.aims, found.aimed_at) == ("to", ("A broadcaster",), "A broadcaster")
    assert dyad([], [], PRESS, target).arrow == "hollow"
    assert dyad(["KAZ"], ["RUS"], {**target, "parties": ["RUS"]}).aims == ()


def test_hosts_are_named_whether_they_are_states_or_not():
    state, house = participant("host", country="UZB"), participant("host", actor={"name": "A house"})
    assert dyad(["RUS"], [], state, house).host_names == "Uzb, A house"


def test_a_state_that_acts_through_bodies_close_to_it_alone_does_so_through_them():
    rector = participant("initiator", actor={"name": "A rector"}, parties=["UZB"], through="quasi")
    assert dyad(["UZB"], ["RUS"], rector).close
    assert not dyad(["UZB"], ["RUS"], rector, participant("initiator", country="UZB", through="state")).close
    assert not dyad(["RUS"], ["KAZ"], PRESS).close
    assert not dyad([], [], {**rector, "parties": []}).close


@pytest.mark.parametrize(
    ("doubt", "on", "arrow", "words"),
    [
        ("", ["RUS"], "to", ""),
        ("contested", ["RUS"], "dash", "in doubt"),
        ("implied", ["RUS"], "dash", "target implied"),
        ("", [], "", ""),
    ],
)
def test_the_arrow_of_several_acts_says_what_is_in_doubt_about_all(doubt, on, arrow, words):
    found = signs.on([named("KAZ")], [named(code) for code in on], doubt)
    assert (found.arrow, found.doubt if found.doubted else "") == (arrow, words)


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
