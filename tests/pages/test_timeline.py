"""What stands beside a lane: whom all of it acts on, in words that fit one who acts and several."""

from pages.charts.lanes import Mark
from pages.signs import Dyad, Party
from pages.timeline import acted_on, acting, aimed

KAZ, RUS, UZB = (
    Party(code, code[:2], name)
    for code, name in (("KAZ", "Kazakhstan"), ("RUS", "Russia"), ("UZB", "Uzbekistan"))
)


def lane(*sides, arrow="to"):
    return [
        Mark({"dyad": Dyad([first], [second], arrow), "ref": "DI-1"}, None, None) for first, second in sides
    ]


def test_a_lane_says_whom_all_of_it_acts_on():
    assert acted_on(lane((KAZ, RUS), (KAZ, RUS))) == "acting on: Russia"


def test_a_lane_with_several_targets_names_none():
    assert acted_on(lane((KAZ, RUS), (KAZ, UZB))) == ""


def test_acts_of_both_sides_say_which_two_they_are():
    assert acted_on(lane((KAZ, RUS), (RUS, KAZ), arrow="both")) == "Kazakhstan ↔ Russia"
    assert acted_on(lane((KAZ, RUS), (UZB, RUS), arrow="both")) == ""


def test_a_lane_names_all_of_two_or_three_and_of_more_the_first_two():
    assert acting(Dyad([KAZ, RUS, UZB], [], "")) == "Kazakhstan, Russia, Uzbekistan"
    assert (
        acting(Dyad([KAZ, RUS], [], "", names=("A firm", "A newspaper"))) == "A firm, A newspaper and 2 more"
    )
    assert acting(Dyad([KAZ], [], "", names=("The presidents",))) == "The presidents, Kazakhstan"
    assert acting(Dyad([], [KAZ], "none")) == "Nobody named"


def test_a_lane_is_aimed_also_at_those_who_stand_for_no_state():
    assert aimed(Dyad([KAZ], [], "to", aims=("A broadcaster",))) == "A broadcaster"
    assert aimed(Dyad([KAZ], [], "")) == "nobody named"
