"""Who acts on whom: pairs counted once for each incident, joint acts apart, what is in doubt marked."""

import pytest

from incidents.models import Participation
from record import ledger, postings
from record.acting import acting, in_doubt
from record.models import IncidentIndex
from tests.make import checked, make_actor, make_incident, publish

pytestmark = pytest.mark.django_db


def found(most=40):
    rows = IncidentIndex.objects.filter(until__isnull=True)
    return acting(rows, most)


def test_pairs_come_with_their_number_and_the_gravest_step():
    publish(make_incident("One", level=3))
    publish(make_incident("Two", level=4, type_id="P10"))
    publish(make_incident("Back", sides=("RUS", "UZB")))
    pairs = {(*one.initiators, *one.targets): (one.n, one.level, one.doubt) for one in found().pairs}
    assert pairs == {("UZB", "RUS"): (2, 4, ""), ("RUS", "UZB"): (1, 3, "")}


def test_what_does_not_count_is_not_drawn():
    publish(make_incident("A plan", status="planned"))
    assert found().pairs == [] and found().incidents == 0


def test_only_the_busiest_are_given_and_how_many_there_are():
    for code in ("KAZ", "KGZ", "TJK"):
        publish(make_incident(f"Of {code}", sides=(code, "RUS")))
    publish(make_incident("Another", sides=("TJK", "RUS")))
    assert [one.initiators for one in found(most=1).pairs] == [("TJK",)] and found(most=1).of == 3


def test_an_act_of_several_stands_apart():
    incident = make_incident("Together")
    checked(Participation(incident=incident, role="co_initiator", country_id="KAZ", through="state", order=3))
    publish(incident)
    assert found().pairs == []
    [joint] = found().joint
    assert set(joint.initiators) == {"UZB", "KAZ"} and joint.targets == ("RUS",) and joint.n == 1


@pytest.mark.parametrize("certainty", ["alleged", "disputed"])
def test_a_pair_of_which_all_is_in_doubt_is_marked(certainty):
    publish(make_incident("Said", certainty_override=certainty, certainty_reason="Why not."))
    assert [one.doubt for one in found().pairs] == ["contested"]
    publish(make_incident("Sure"))
    assert [one.doubt for one in found().pairs] == [""]


@pytest.mark.parametrize(
    ("doubt", "kind"), [({"certainty": "alleged"}, "contested"), ({"basis": "implied"}, "implied")]
)
def test_an_aim_in_doubt_makes_a_line_doubted(monkeypatch, doubt, kind):
    incident = make_incident("Read as aimed at Russia")
    incident.participations.filter(role="target").update(**doubt)
    publish(incident)
    assert [one.doubt for one in found().pairs] == [kind]
    rows = IncidentIndex.objects.filter(until__isnull=True)
    assert in_doubt(rows, ["UZB>RUS"], ledger.moment()) == {"UZB>RUS": kind}
    monkeypatch.setattr(postings, "LARGE", 0)  # the same by postings
    assert in_doubt(rows, ["UZB>RUS", "RUS>UZB"], ledger.moment()) == {"UZB>RUS": kind}


def test_a_state_that_is_only_said_to_have_acted_is_drawn_in_doubt():
    incident = make_incident("Nobody knows who")
    incident.participations.filter(role="initiator").update(
        role="claimed_initiator", asserted_by=make_actor("Somebody")
    )
    publish(incident)
    assert [(one.initiators, one.doubt) for one in found().pairs] == [(("UZB",), "contested")]


def test_an_incident_without_two_parties_is_counted_as_such():
    incident = make_incident("Alone")
    incident.participations.filter(role="target").update(role="affected")
    publish(incident)
    assert (found().pairs, found().without_pair, found().incidents) == ([], 1, 1)


@pytest.mark.parametrize("doubt", [{"certainty": "alleged"}, {"through": "tolerated"}])
def test_who_acted_in_doubt_makes_a_line_doubted_as_it_dashes_a_row(doubt):
    incident = make_incident("Somebody says that Uzbekistan did")
    incident.participations.filter(role="initiator").update(**doubt)
    publish(incident)
    assert [one.doubt for one in found().pairs] == ["contested"]


def test_a_pair_with_one_sure_incident_is_not_in_doubt(django_assert_num_queries, monkeypatch):
    doubted, sure = make_incident("Read as aimed at Russia"), make_incident("Sure")
    doubted.participations.filter(role="target").update(basis="implied")
    publish(doubted)
    publish(sure)
    rows = IncidentIndex.objects.filter(until__isnull=True)
    moment = ledger.moment()
    with django_assert_num_queries(1):
        assert in_doubt(rows, ["UZB>RUS", "RUS>UZB"], moment) == {}
    assert in_doubt(rows, [], moment) == {}
    monkeypatch.setattr(postings, "LARGE", 0)  # the same by postings
    assert in_doubt(rows, ["UZB>RUS", "RUS>UZB"], moment) == {}
