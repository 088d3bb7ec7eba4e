"""The pages of actors: what is on record of a person or body, and nothing that was not decided to be public."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.models import ActorName, Affiliation
from incidents.models import Citation, Participation
from record.models import ThingIndex
from tests.make import checked, make_actor, make_incident, make_source, make_statement, publish
from tests.once import undone_after

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """A minister with an office, a name in Russian, one statement, and a part in an incident; a ministry; an outlet."""
    with undone_after(django_db_blocker):
        minister = make_actor("Sergey Lavrov", "person", "RUS")
        ministry = make_actor("Ministry of Foreign Affairs of Russia", "ministry", "RUS")
        ActorName.objects.create(actor=minister, name="Сергей Лавров", language="ru", kind="native")
        post = checked(
            Affiliation(
                actor=minister, organisation=ministry, role="Foreign Minister", start="2004-03", tie="office"
            )
        )
        checked(
            Citation(affiliation=post, source=make_source("On the post"), credibility="2", locator="page 2")
        )
        incident = make_incident("Russia answers", sides=("RUS", "KAZ"), date="2025-05-01")
        checked(Participation(incident=incident, role="instrument", actor=minister, order=3))
        checked(Participation(incident=incident, role="witness", actor=ministry, order=4))
        make_statement(incident, "We were surprised.", speaker=minister, date="2025-05-02")
        publish(incident)
        yield


@pytest.fixture
def refs(published, db):
    return dict(ThingIndex.objects.filter(kind="actor", until=None).values_list("name", "ref"))


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


@pytest.fixture
def minister(refs):
    return f"/actors/{refs['Sergey Lavrov']}/"


def test_the_list_has_each_actor_with_kind_and_state(reader, refs):
    text = plain(reader.get("/actors/").text)
    assert re.search(r"Sergey Lavrov Person Russia A-\d", text)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=Лавров", ["Sergey Lavrov"]),
        ("kind=ministry", ["Ministry of Foreign Affairs of Russia"]),
        ("country=KAZ", []),
        ("country=RU&kind=person", ["Sergey Lavrov"]),
    ],
)
def test_the_list_is_filtered_as_in_the_api(reader, refs, query, found):
    text = reader.get(f"/actors/?{query}").text
    assert [name for name in refs if f">{name}</a></th>" in text] == found
    assert bool(found) or "No actor on record fits" in text


@pytest.mark.parametrize("query", ["colour=red", "kind=wizard", "country=XXX", "cursor=x", "as_of=tomorrow"])
def test_what_cannot_be_read_is_an_error(reader, refs, query):
    assert reader.get(f"/actors/?{query}").status_code == 400


def test_the_list_is_walked_page_by_page(reader, refs, monkeypatch):
    monkeypatch.setattr("pages.actors.SIZE", 1)
    seen, address = [], "/actors/"
    while address:
        text = reader.get(address).text
        seen += re.findall(r'href="/actors/(A-\d+)/">[^<]+</a></th>', text)
        following = re.search(r'href="([^"]+)" rel="next"', text)
        address = following[1].replace("&amp;", "&") if following else ""
    assert sorted(seen) == sorted(refs.values())


def test_an_actor_has_its_offices_names_statements_and_incidents(reader, minister):
    text = plain(reader.get(minister).text)
    assert (
        "Mar 2004" in text and "Foreign Minister" in text and "Ministry of Foreign Affairs of Russia" in text
    )
    assert "Сергей Лавров" in text and "We were surprised." in text and "Russia answers" in text
    assert "1 by, 0 to, 0 about" in text
    assert re.search(r"SR-\d+ \( ?page 2 ?\)", text)


def test_a_paraphrase_has_no_quotation_marks(reader, minister):
    assert "<q>" not in reader.get(minister).text


def test_an_actor_without_anything_says_so(reader, refs):
    text = reader.get(f"/actors/{refs['Ministry of Foreign Affairs of Russia']}/").text
    assert "No office or tie with a source is on record" in text and "No statement is on record" in text
    assert "Report an error</a>" in text and "of a person" not in text


def test_a_version_has_an_address_of_its_own(reader, minister):
    assert reader.get(f"{minister[:-1]}@1/").status_code == 200
    assert reader.get(f"{minister[:-1]}@9/").status_code == 404


@pytest.mark.parametrize("address", ["A-999", "DI-1", "57", "A-0", "%00"])
def test_what_is_no_actor_is_not_found(reader, refs, address):
    assert reader.get(f"/actors/{address}/").status_code == 404


def test_it_answers_304(reader, minister):
    for address in ("/actors/", minister):
        tag = reader.get(address)["ETag"]
        assert reader.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_the_number_of_queries_does_not_grow(reader, minister):
    def asked(address):
        with CaptureQueriesContext(connection) as found:
            assert reader.get(address).status_code == 200
        return len(found)

    before = [asked("/actors/"), asked(minister)]
    for number in range(3):
        incident = make_incident(f"More {number}", sides=("RUS", "KAZ"), date=f"2025-06-0{number + 1}")
        make_statement(incident, f"Words {number}.")
        publish(incident)
    assert [asked("/actors/"), asked(minister)] == before


@pytest.mark.parametrize("ending", ["atom", "json"])
def test_an_actor_can_be_followed(reader, minister, ending):
    assert f"{minister}feed.{ending}" in reader.get(minister).text
    answer = reader.get(f"{minister}feed.{ending}")
    assert answer.status_code == 200 and "Russia answers" in answer.text
    assert reader.get(f"/actors/A-999/feed.{ending}").status_code == 404


def test_actors_are_in_the_sitemap(reader, minister):
    assert f"{minister}</loc>" in reader.get("/sitemap-0.xml").text
