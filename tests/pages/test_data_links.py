"""“Data (CSV)” beside a chart or a matrix is its own data: counted from the file, the numbers are those of the table."""

import csv
import html
import re
from collections import Counter

import pytest

from actors.models import Actor
from incidents.models import Episode, Participation, Relation
from pages import episodes, timeline
from record import ledger
from record.publishing import publish_episode
from tests.make import checked, make_actor, make_incident, publish
from tests.once import undone_after

pytestmark = pytest.mark.django_db

ACTS = [  # two hundred years: columns of five
    ("1803-06-02", ("KAZ", "RUS"), {}),
    ("1804-06-02", ("RUS", "KAZ"), {"level": 5, "type_id": "D50"}),
    ("1898/1899", ("KAZ", "RUS"), {}),  # in no one year
    ("1899-02-02", ("KAZ", "RUS"), {}),
    ("2001-02-02", ("RUS", "KAZ"), {}),
    ("2003-02-02", ("KAZ", "UZB"), {}),
    ("2004-02-02", ("KAZ", "RUS"), {"status": "planned"}),
    ("", ("KAZ", "RUS"), {}),
]


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """The acts, one of both states on each other, all part of EP-1 and with A-1; and the entry before a last act."""
    with undone_after(django_db_blocker):
        episode = checked(Episode(title="Two centuries", date="1803/2004"))
        bureau = make_actor("Bureau", "agency", "KAZ")
        made = [
            make_incident(f"Act {number}", date=date, sides=sides, **fields)
            for number, (date, sides, fields) in enumerate(ACTS)
        ]
        both = make_incident("Both", date="2002-01-05", sides=("KAZ", "RUS"))
        checked(Participation(incident=both, role="initiator", country_id="RUS", through="state", order=3))
        checked(Participation(incident=both, role="target", country_id="KAZ", order=4))
        for one in (*made, both):
            checked(
                Relation(kind="part_of", basis="analyst", part="core", from_incident=one, to_episode=episode)
            )
            checked(Participation(incident=one, role="witness", actor=bureau, order=9))
            publish(one)
        episode.refresh_from_db()
        publish_episode(episode, user=None, revision=episode.revision, reason="New.")
        before = ledger.moment().entry
        late = make_incident("A later act", date="2003-03-03", sides=("RUS", "KAZ"))
        checked(
            Relation(kind="part_of", basis="analyst", part="core", from_incident=late, to_episode=episode)
        )
        checked(Participation(incident=late, role="witness", actor=bureau, order=9))
        publish(late)
        yield before, Actor.objects.get(name="Bureau").ref


@pytest.fixture
def acts(published, db, monkeypatch):
    """Every selection is too large for lanes."""
    monkeypatch.setattr(timeline, "MOST", 0)
    monkeypatch.setattr(episodes, "MOST_ACTS", 0)
    return published


PAGES = [
    "/",
    "/countries/KAZ/",
    "/countries/KAZ/RUS/",
    "/actors/{actor}/",
    "/episodes/EP-1/",
    "/incidents/?country=KAZ&country=UZB&view=timeline",
    "/incidents/?counted=1&q=act&type=D10&view=timeline",
]


def shown(reader, address):
    page = reader.get(address)
    assert page.status_code == 200, address
    return page.text


def asked(address, as_of):
    return f"{address}{'&' if '?' in address else '?'}as_of=entry:{as_of}" if as_of else address


def rows(reader, address):
    answer = reader.get(html.unescape(address))
    assert answer.status_code == 200, address
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return [row for row in csv.DictReader(body.decode().splitlines()) if not row.get("total")]


def table_of(text):
    """Period to the numbers of its sides, as the table beside the chart has them."""
    body = re.search(r'aria-label="Numbers of the chart">.*?<tbody>(.*?)</tbody>', text, re.S)[1]
    return {
        name: [int(n) for n in re.findall(r'<td class="r">(\d+)</td>', cells)]
        for name, cells in re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', body)
    }


def files_of(text):
    note = re.search(r'<p class="note">(?:(?!</p>).)*/api/v1/series/.*?</p>', text, re.S)[0]
    return re.findall(r'href="(/api/v1/series/[^"]+)"', note)


def by_bin(found, bins):
    """The numbers of a file in the periods of a table; what is in no period has lines without one."""
    counts = Counter()
    for row in (one for one in found if one["period"]):
        year = int(row["period"])
        name = next(one for one in bins if int(one[:4]) <= year <= int(one[-4:])) if int(row["count"]) else ""
        counts[name] += int(row["count"])
    return counts


@pytest.mark.parametrize(("page", "past"), [*((page, False) for page in PAGES), (PAGES[2], True)])
def test_the_files_of_a_chart_give_the_numbers_of_its_table(reader, acts, page, past):
    before, actor = acts
    text = shown(reader, asked(page.format(actor=actor), before if past else 0))
    table = table_of(text)
    files = [by_bin(rows(reader, address), table) for address in files_of(text)]
    assert table and {name: [one[name] for one in files] for name in table} == table
    assert any("–" in name for name in table)


@pytest.mark.parametrize(("page", "past"), [("/", False), ("/", True), ("/episodes/EP-1/", True)])
def test_the_file_of_a_matrix_gives_the_numbers_of_its_cells(reader, acts, page, past):
    text = shown(reader, asked(page, acts[0] if past else 0))
    matrix = re.search(r'<table class="mx">.*?</table>(.*?)</p>', text, re.S)
    codes = re.findall(r'<th scope="row"><a class="plain" href="/countries/(\w+)/"', matrix[0])
    cells = {}
    for row, line in zip(
        codes, re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", matrix[0], re.S), strict=True
    ):
        for column, cell in zip(codes, re.findall(r"<td.*?</td>", line), strict=True):
            if number := re.search(r">(\d+)</a>", cell):
                cells[row, column] = int(number[1])
    address = re.search(r'href="(/api/v1/incidents/[^"]+)"', matrix[1])[1]
    assert cells == Counter((row["initiator"], row["target"]) for row in rows(reader, address))
    assert cells["RUS", "KAZ"] == (3 if past else 4)


@pytest.mark.parametrize("page", [*PAGES[:5]])
def test_every_file_and_answer_on_a_page_of_the_past_is_of_the_past(reader, acts, page):
    before, actor = acts
    text = shown(reader, asked(page.format(actor=actor), before))
    main = text[text.index("<main") : text.index("</main>")]
    linked = re.findall(r'href="(/api/v1/(?:incidents|series|statements|links)/\?[^"]*)"', main)
    assert (
        linked
        and [one for one in linked if f"as_of=entry:{before}" not in html.unescape(one).replace("%3A", ":")]
        == []
    )
