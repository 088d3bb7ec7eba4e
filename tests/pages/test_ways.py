"""Four views of one selection: the same filters, an address each, and what each of them shows."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Participation
from tests.make import checked, make_actor, make_incident, publish
from tests.once import remembered

pytestmark = pytest.mark.django_db
VIEWS = ("list", "timeline", "map", "table")


@pytest.fixture
@remembered
def few(db):
    """Four incidents: a protest, a refusal, an undated act of three states, an alleged one."""
    publish(make_incident("Uzbekistan protests", date="2025-05-02"))
    publish(
        make_incident(
            "Kazakhstan turns back",
            date="[2025-04-03..2025-04-08]",
            sides=("KAZ", "RUS"),
            type_id="P10",
            level=4,
        )
    )
    joint = make_incident("Three act together", date="", sides=("KAZ", "RUS"))
    for place, code in enumerate(("KGZ", "TJK"), start=3):
        checked(
            Participation(incident=joint, role="co_initiator", country_id=code, through="state", order=place)
        )
    publish(joint)
    publish(
        make_incident(
            "Said of Russia",
            date="2025-05-04",
            sides=("RUS", "UZB"),
            certainty_override="alleged",
            certainty_reason="One outlet says so.",
        )
    )


def shown(text):
    return {
        name
        for name in ("Uzbekistan protests", "Kazakhstan turns back", "Three act", "Said of")
        if name in text
    }


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_keeps_every_filter(reader, few, view):
    text = reader.get(f"/incidents/?country=KAZ&step=3&view={view}", follow=True).text
    links = dict(
        re.findall(
            r'<li><a href="(/incidents/[^"]*)"[^>]*><svg aria-hidden="true"><use href="#v-(\w+)"', text
        )
    )
    assert {name: address for address, name in links.items()} == {
        name: "/incidents/?country=KAZ&amp;step=3" + ("" if name == "list" else f"&amp;view={name}")
        for name in VIEWS
    }
    assert re.search(rf'aria-current="page"><svg aria-hidden="true"><use href="#v-{view}"', text)


def test_the_list_is_the_default_and_not_written(reader, few):
    answer = reader.get("/incidents/?country=KAZ&view=list")
    assert answer.status_code == 302 and answer["Location"] == "/incidents/?country=KAZ"


@pytest.mark.parametrize("query", ["view=globe", "lane=colour&view=timeline", "view=map&view=table"])
def test_a_view_that_is_none_is_an_error(reader, few, query):
    answer = reader.get(f"/incidents/?{query}")
    assert answer.status_code == 400 and f"<code>{query.partition('=')[0]}</code>" in answer.text


@pytest.mark.parametrize("view", VIEWS)
def test_the_call_of_the_api_knows_nothing_of_views(reader, few, view):
    text = reader.get(f"/incidents/?country=KAZ&view={view}", follow=True).text
    [address] = re.findall(r'href="(/api/v1/incidents/[^"]*)">JSON<', text)
    assert address == "/api/v1/incidents/?country=KAZ"
    assert reader.get(address).status_code == 200


@pytest.mark.parametrize("view", VIEWS)
def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(reader, few, view):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert reader.get(f"/incidents/?view={view}", follow=True).status_code == 200
        return len(captured)

    before = queries()
    for number in range(8):
        publish(make_incident(f"Another {number}", date=f"2025-05-{number + 10}"))
    assert queries() == before <= 26


# --- table ------------------------------------------------------------------------------------------------------------


def test_the_table_has_a_line_for_each_incident(reader, few):
    text = reader.get("/incidents/?view=table").text
    assert len(re.findall(r"<tr><td", text)) == 4
    assert 'role="region"' in text and 'aria-sort="descending"' in text


def test_a_column_sorts_and_sorts_back(reader, few):
    text = reader.get("/incidents/?view=table").text
    assert 'href="/incidents/?view=table&amp;ordering=date">Date' in text
    assert 'href="/incidents/?view=table&amp;ordering=-level">Hostility' in text
    other = reader.get("/incidents/?view=table&ordering=-level").text
    assert 'href="/incidents/?view=table">Date' in other
    assert 'href="/incidents/?view=table&amp;ordering=level">Hostility' in other
    assert other.index("Kazakhstan turns back") < other.index("Uzbekistan protests")


# --- timeline ---------------------------------------------------------------------------------------------------------


def lanes(text):
    return re.findall(r'<div class="lane"><h3>([^<]+)(?:<small>([^<]*)</small>)?</h3>', text)


def test_few_incidents_stand_in_lanes_of_who_acted(reader, few):
    assert lanes(reader.get("/incidents/?view=timeline").text) == [
        ("Kazakhstan", "acting on: Russia"),
        ("Kazakhstan, Kyrgyzstan, Tajikistan", "acting on: Russia"),
        ("Russia", "acting on: Uzbekistan"),
        ("Uzbekistan", "acting on: Russia"),
    ]


@pytest.mark.parametrize(
    ("lane", "names"),
    [
        (
            "dyad",
            {
                "Kazakhstan → Russia",
                "Kazakhstan, Kyrgyzstan, Tajikistan → Russia",
                "Russia → Uzbekistan",
                "Uzbekistan → Russia",
            },
        ),
        ("theme", {"No theme"}),
    ],
)
def test_a_lane_can_stand_for_something_else(reader, few, lane, names):
    assert {name for name, _note in lanes(reader.get(f"/incidents/?view=timeline&lane={lane}").text)} == names


def test_dates_that_are_not_certain_are_drawn_so(reader, few):
    text = reader.get("/incidents/?view=timeline").text
    [turned] = re.findall(r'<span class="at ([^"]+)">(?:(?!</li>).)*Kazakhstan turns back', text, re.DOTALL)[
        :1
    ]
    assert "span closed" in turned
    [undated] = re.findall(r'<span class="at ([^"]+)"><a(?:(?!</a>).)*Three act together', text)
    assert "open unended" in undated and "w60" in undated
    assert "style=" not in text


def test_many_incidents_stand_in_columns(reader, few, monkeypatch):
    monkeypatch.setattr("pages.timeline.MOST", 3)
    text = reader.get("/incidents/?view=timeline").text
    assert lanes(text) == [] and "Over time, by hostility" in text
    multiples = re.findall(r'<li><a href="([^"]+)">([^<]+)</a><span class="n">(\d+)</span><svg', text)
    assert ("/incidents/?initiator=UZB&amp;counted=1", "Uzbekistan", "1") in multiples


# --- map --------------------------------------------------------------------------------------------------------------


def table(text):
    """Address of a pair to its number, and whether it is in doubt."""
    rows = re.findall(r'<tr><th scope="row"><a href="([^"]+)">(.*?)</tr>', text, re.DOTALL)
    return {address: (re.findall(r'class="r">(\d+)', row)[0], "in doubt" in row) for address, row in rows}


def test_the_map_joins_capitals_and_says_the_same_in_a_table(reader, few):
    text = reader.get("/incidents/?view=map").text
    assert text.count('class="arc"') == 2 * 3 and ">Tashkent</text>" in text
    assert table(text) == {
        "/incidents/?dyad=UZB&gt;RUS&amp;counted=1": ("1", False),
        "/incidents/?dyad=RUS&gt;UZB&amp;counted=1": ("1", True),
    }
    # Its list would have the act of three too.
    assert re.search(r'<th scope="row">\s*<span class="dy"><abbr title="Kazakhstan">', text)


def test_what_is_alleged_is_dashed(reader, few):
    text = reader.get("/incidents/?view=map").text
    dashed = re.findall(r'<path class="arc"[^>]*stroke-dasharray[^>]*><title>([^<]+)', text)
    assert len(dashed) == 2 and all(label.startswith("Russia on Uzbekistan") for label in dashed)


def test_acts_of_several_together_are_listed_and_not_drawn(reader, few):
    text = reader.get("/incidents/?view=map").text
    listed = text[text.index("Acts of several together") :]
    assert all(f'title="{name}"' in listed for name in ("Kazakhstan", "Kyrgyzstan", "Tajikistan"))
    assert "Kyrgyzstan on Russia" not in text


def test_acts_of_several_together_name_also_who_stands_for_no_state(reader, db):
    joint = make_incident("A league joins", sides=("KAZ", "RUS"))
    parts = {"country_id": "KGZ", "through": "state"}, {"actor": make_actor("Chess league", "group", "")}
    for place, part in enumerate(parts, start=3):
        checked(
            Participation(incident=joint, role="co_initiator", order=place, **{"through": "private", **part})
        )
    publish(joint)
    text = reader.get("/incidents/?view=map").text
    assert "Chess league" in text[text.index("Acts of several together") :]


def test_a_map_without_pairs_says_so(reader):
    incident = make_incident("Nobody is named")
    incident.participations.filter(role="target").update(role="affected")
    publish(incident)
    text = reader.get("/incidents/?view=map").text
    assert "No line can be drawn" in text and "1 incident that names no two parties" in text
