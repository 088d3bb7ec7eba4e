"""The pages of a state and of a pair: the numbers are those of the record, everything else is said to be missing."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Coverage
from record.publishing import publish_alone
from tests.make import checked, make_actor, make_incident, make_statement, publish
from tests.once import undone_after

pytestmark = pytest.mark.django_db
PAGES = ["/countries/", "/countries/KAZ/", "/countries/KAZ/RUS/"]


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """Three acts of Kazakhstan on Russia, one back, one of others, and a plan."""
    made = [
        ("Kazakhstan protests", {"date": "2025-03-02", "level": 2}),
        ("Kazakhstan expels a diplomat", {"date": "2025-04-10", "level": 5, "type_id": "D50"}),
        ("Kazakhstan complains again", {"date": "2025-04-20", "level": 2}),
        ("Russia answers", {"date": "2025-05-01", "level": 3, "sides": ("RUS", "KAZ")}),
        ("Uzbekistan protests", {"date": "2025-05-02", "level": 2, "sides": ("UZB", "RUS")}),
        ("Kazakhstan means to close a centre", {"date": "2025-05-03", "status": "planned"}),
    ]
    with undone_after(django_db_blocker):
        for title, fields in made:
            publish(make_incident(title, **({"sides": ("KAZ", "RUS")} | fields)))
        yield


@pytest.fixture
def acts(published, db):
    return published


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_the_list_of_countries_has_each_party_with_its_numbers(reader, acts):
    text = plain(reader.get("/countries/").text)
    assert re.search(r"Russia 6 1 4 \d ?\w+", text) and re.search(r"Kazakhstan 5 3 1", text)
    assert text.index("Russia 6") < text.index("Kazakhstan 5") < text.index("Uzbekistan 1")


def test_the_list_has_a_state_with_nothing_that_counts_with_the_number_of_its_own_page(reader, db):
    publish(make_incident("Azerbaijan plans", sides=("AZE", "RUS"), status="planned"))
    assert re.search(r"Azerbaijan 1 0 0\b", plain(reader.get("/countries/").text))
    assert "1 incident on record" in plain(reader.get("/countries/AZE/").text)


def test_what_was_said_stands_on_the_pages_of_the_state_and_of_the_pair(reader, db):
    first = make_incident("Kazakhstan protests", sides=("KAZ", "RUS"))
    make_statement(first, "Not with us.", speaker=make_actor("A ministry", country="KAZ"))
    publish(first)
    for address, query in (("/countries/KAZ/RUS/", "dyad=KAZ-RUS"), ("/countries/KAZ/", "country=KAZ")):
        text = reader.get(address).text
        part = text[text.index('id="said-h"') : text.index('id="all-h"')]
        assert "Not with us." in part and f'/statements/?{query}"' in part
    assert "No statement is on record." in plain(reader.get("/countries/KAZ/UZB/").text)


def test_a_country_says_how_often_it_acted_and_was_acted_on(reader, acts):
    text = plain(reader.get("/countries/KAZ/").text)
    assert "5 incidents on record from 2 Mar 2025 to 3 May 2025" in text
    assert "Kazakhstan acted in 3 of them and was acted on in 1" in text


def test_a_pair_says_who_moved(reader, acts):
    text = plain(reader.get("/countries/KAZ/RUS/").text)
    assert "3 acts by Kazakhstan on Russia" in text and "1 by Russia on Kazakhstan" in text


def test_swapping_the_sides_swaps_the_chart(reader, acts):
    one, other = (reader.get(f"/countries/{pair}/").text for pair in ("KAZ/RUS", "RUS/KAZ"))
    assert one.index("Kazakhstan on Russia") < one.index("Russia on Kazakhstan")
    assert other.index("Russia on Kazakhstan") < other.index("Kazakhstan on Russia")


def test_what_changed_names_each_first_at_a_higher_step_in_order(reader, acts):
    text = plain(reader.get("/countries/KAZ/RUS/").text)
    part = text[text.index("What changed") : text.index("Types of act, by side")]
    assert part.index("Kazakhstan protests") < part.index("Kazakhstan expels a diplomat")
    assert "Russia answers" not in part and "complains again" not in part


def test_a_plan_is_listed_but_not_drawn_and_the_note_says_so(reader, acts):
    text = reader.get("/countries/KAZ/RUS/").text
    figure = text[text.index("<figure") : text.index("</figure>")]
    assert "means to close" not in figure and "1 not counted" in figure
    assert "means to close" in text


def test_the_chart_has_its_numbers_as_a_table_and_its_data_as_csv(reader, acts):
    text = reader.get("/countries/KAZ/RUS/").text
    figure = text[text.index("<figure") : text.index("</figure>")]
    assert "Apr 2025 2 0" in plain(figure)
    assert "/api/v1/series/?dyad=KAZ-RUS&amp;period=month&amp;split=step&amp;zeros=1&amp;format=csv" in figure


def test_a_month_that_was_read_is_blank_and_another_is_hatched(reader, acts):
    publish(make_incident("Kazakhstan protests in August", sides=("KAZ", "RUS"), date="2025-08-02"))
    hatched = 'fill="url(#'
    assert hatched in reader.get("/countries/KAZ/RUS/").text  # nobody has read June and July
    row = checked(Coverage(country_id="KAZ", start="2025-01-01", end="2025-12-31", depth="systematic"))
    publish_alone("coverage", row, user=None, revision=row.revision, reason="Read.")
    text = reader.get("/countries/KAZ/RUS/").text
    assert "1 Jan 2025 – 31 Dec 2025" in text and hatched not in text


def test_measures_in_force_on_a_day_are_shown(reader, db):
    made = make_incident(
        "Kazakhstan closes a border post", sides=("KAZ", "RUS"), date="2025-03-02", nature="measure"
    )
    made.effective, made.ended, made.status = "2025-03-02", "2025-04-01", "ended"
    made.save()
    publish(made)
    held = reader.get("/countries/KAZ/RUS/?in_force=2025-03-20").text
    later = reader.get("/countries/KAZ/RUS/?in_force=2025-05-20").text
    assert "No measure of one on the other" not in held and "No measure of one on the other" in later


def test_a_day_that_is_none_is_an_error_that_says_how_to_write_it(reader, acts):
    answer = reader.get("/countries/KAZ/RUS/?in_force=tomorrow")
    assert answer.status_code == 400 and "Write a day such as 2025-06-30" in answer.text


@pytest.mark.parametrize(
    ("written", "address"),
    [("kz", "KAZ"), ("KZ", "KAZ"), ("cow:705", "KAZ"), ("kaz/ru", "KAZ/RUS")],
)
def test_other_spellings_lead_to_the_address(reader, db, written, address):
    answer = reader.get(f"/countries/{written}/?as_of=entry:1")
    assert (answer.status_code, answer["Location"]) == (302, f"/countries/{address}/?as_of=entry:1")


@pytest.mark.parametrize("address", ["XXX", "KAZ/XXX", "KAZ/KAZ", "%00", "KAZ/%00"])
def test_what_is_no_state_or_no_pair_is_not_found(reader, db, address):
    assert reader.get(f"/countries/{address}/").status_code == 404


def test_an_organisation_has_a_page_of_its_own_acts(reader, acts):
    assert reader.get("/countries/EU/").status_code == 200


@pytest.mark.parametrize(
    "address", [*(f"{page}?as_of=entry:1" for page in PAGES), "/countries/ISL/", "/countries/ISL/PRY/"]
)
def test_without_incidents_a_page_says_so(reader, db, address):
    text = reader.get(address).text
    assert "No incident" in text and "<figure" not in text


@pytest.mark.parametrize("address", PAGES)
def test_an_unknown_parameter_is_an_error_that_names_it(reader, acts, address):
    answer = reader.get(f"{address}?country=KAZ")
    assert answer.status_code == 400 and "There is no parameter" in answer.text


@pytest.mark.parametrize("address", PAGES)
def test_it_answers_304_until_something_is_published(reader, acts, address):
    tag = reader.get(address)["ETag"]
    assert reader.get(address, headers={"If-None-Match": tag}).status_code == 304
    publish(make_incident("Another", sides=("KAZ", "RUS"), date="2025-05-09"))
    assert reader.get(address, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_a_past_state_shows_nothing_that_came_later(reader, acts, address):
    text = reader.get(f"{address}?as_of=entry:2").text
    assert "You read the record as it stood" in text and "Russia answers" not in text


@pytest.mark.parametrize(
    ("address", "queries"), [("/countries/", 6), ("/countries/KAZ/", 26), ("/countries/KAZ/RUS/", 33)]
)
def test_the_number_of_queries_does_not_grow(reader, acts, address, queries):
    for number in range(3):
        publish(make_incident(f"More {number}", sides=("KAZ", "RUS"), date=f"2025-06-0{number + 1}"))
    reader.get(address)
    with CaptureQueriesContext(connection) as found:
        reader.get(address)
    assert len([one for one in found if "SAVEPOINT" not in one["sql"]]) == queries


def test_a_pair_has_a_lane_for_each_side_with_plans_too(reader, acts):
    text = " ".join(reader.get("/countries/KAZ/RUS/").text.split())
    lanes = text.partition('id="acts-h"')[2].partition("</section>")[0]
    kazakhstan, russia = (re.search(rf"<h3>{name}<.*?</ol>", lanes)[0] for name in ("Kazakhstan", "Russia"))
    assert "Kazakhstan means to close a centre" in kazakhstan and "Russia answers" in russia
    assert "Uzbekistan protests" not in lanes and "The newest" not in lanes


def test_of_a_pair_with_many_incidents_the_newest_are_drawn(reader, acts, monkeypatch):
    monkeypatch.setattr("pages.states.ACTS", 2)
    lanes = reader.get("/countries/KAZ/RUS/").text.partition('id="acts-h"')[2].partition("</section>")[0]
    assert "The newest 2." in lanes and "Russia answers" in lanes and "Kazakhstan protests" not in lanes
