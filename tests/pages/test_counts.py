"""A number that leads to a list is the number of its rows, on whichever page it stands."""

import html
import re

import pytest
from django.http import QueryDict

from incidents.models import Episode, Participation
from pages import selection
from tests.make import checked, make_actor, make_incident, publish, publish_article
from tests.once import undone_after

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """The article; a plan, a joint act, an act of both and one that is only said to be of a state, all of Uzbekistan and Russia."""
    with undone_after(django_db_blocker):
        publish_article()
        publish(make_incident("A plan", status="planned"))
        joint = make_incident("Two act together")
        checked(
            Participation(incident=joint, role="co_initiator", country_id="KAZ", through="state", order=3)
        )
        publish(joint)
        said = make_incident("It is said to have been Russia", sides=("RUS", "UZB"))
        said.participations.filter(role="initiator").update(
            role="claimed_initiator", asserted_by=make_actor()
        )
        publish(said)
        both = make_incident("Both agree", level=0, type_id="C20")
        for order, (role, code) in enumerate((("co_initiator", "RUS"), ("target", "UZB")), start=3):
            through = {"through": "state"} if role == "co_initiator" else {}
            checked(Participation(incident=both, role=role, country_id=code, order=order, **through))
        publish(both)
        yield


@pytest.fixture
def episode(published, db):
    return Episode.objects.get().ref


def numbers(text):
    """(query string, number) of every number that is a link to the list, or stands beside one."""
    list_of = r'<a(?: class="plain")? href="/incidents/(\?[^"]*)"[^>]*>'
    found = re.findall(list_of + r"([\d,]+)</a>", text)
    found += re.findall(list_of + r'(?:(?!</a>).)*</a>\s*<span class="n">([\d,]+)</span>', text, re.DOTALL)
    found += re.findall(
        list_of
        + r'(?:(?!</a>).)*</a><svg class="bar[^>]*>(?:(?!</svg>).)*</svg><span class="n">([\d,]+)</span>',
        text,
        re.DOTALL,
    )
    found += re.findall(
        r'<th scope="row">' + list_of + r'(?:(?!</tr>).)*<td class="r">([\d,]+)</td></tr>', text, re.DOTALL
    )
    return {(html.unescape(query), int(n.replace(",", ""))) for query, n in found}


def rows(query):
    asked = QueryDict(query.removeprefix("?").replace("+", "%2B"), mutable=True)
    return selection.read(selection.tidied(asked)).rows.count()


@pytest.mark.parametrize(
    ("address", "least"),
    [
        ("/", 10),
        ("/countries/UZB/", 8),
        ("/countries/UZB/RUS/", 4),
        ("/incidents/", 4),
        ("/incidents/?view=map", 5),
        ("/episodes/{}/", 5),
    ],
)
def test_a_number_is_that_of_the_rows_of_its_list(reader, published, episode, address, least):
    found = numbers(reader.get(address.format(episode)).text)
    assert len(found) >= least
    assert dict(found) == {query: rows(query) for query, _n in found}


def test_small_charts_lead_to_what_they_count(reader, published, episode, monkeypatch):
    monkeypatch.setattr("pages.timeline.MOST", 3)
    for lane in ("dyad", "initiator", "type", "theme"):
        text = reader.get(f"/incidents/?view=timeline&lane={lane}", follow=True).text
        found = numbers(text)
        shown = [int(n) for n in re.findall(r'</a><span class="n">(\d+)</span><svg', text)]
        assert shown == sorted(shown, reverse=True)
        assert found and dict(found) == {query: rows(query) for query, _n in found}


def test_the_matrix_the_map_and_the_page_of_the_pair_say_the_same_of_two_states(reader, published, episode):
    """The article's two of Uzbekistan on Russia that count, and the joint act and the act of both; no plan."""
    [in_matrix] = re.findall(r'aria-label="(\d+) incidents, Uzbekistan on Russia', reader.get("/").text)
    [on_page] = re.findall(
        r"Uzbekistan → Russia: <b><a [^>]*>(\d+)</a>", reader.get("/countries/UZB/RUS/").text
    )
    assert in_matrix == on_page == str(rows("dyad=UZB>RUS&counted=1")) == "4"
    assert rows("dyad=UZB>RUS") > 4
    assert "plans, patterns, processes and what was refuted are not" in reader.get("/").text
