"""Every page, asked the same questions: works, unknown parameter, bad value, wrong method, headers, queries."""

import html
import re

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Incident
from record.models import Entry
from tests.make import make_claim, make_incident, make_statement, publish
from tests.once import remembered

PAGES = ["/", "/incidents/", "/incidents/DI-1/", "/incidents/DI-1@1/"]
pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def corrected(grozin):
    """The first incident in two versions."""
    grozin.refresh_from_db()
    grozin.title, grozin.date = "Kazakhstan refuses entry to Andrei Grozin", "2025-04-28"
    grozin.save()
    publish(grozin, "The day was wrong.")
    return grozin


@pytest.mark.parametrize("address", PAGES)
def test_it_works(reader, grozin, address):
    answer = reader.get(address)
    assert answer.status_code == 200 and "Andrei Grozin" in answer.text


@pytest.mark.parametrize("address", PAGES)
def test_an_unknown_parameter_is_an_error_that_names_it(reader, grozin, address):
    answer = reader.get(f"{address}?colour=red")
    assert answer.status_code == 400
    assert "colour" in answer.text and "There is no parameter" in answer.text


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("moment", ["yesterday", "entry:999", "2999-01-01"])
def test_a_moment_that_is_none_is_an_error(reader, grozin, address, moment):
    assert reader.get(f"{address}?as_of={moment}").status_code == 400


@pytest.mark.parametrize("address", [*PAGES, "/robots.txt", "/favicon.ico"])
def test_nothing_can_be_posted(reader, grozin, address):
    assert reader.post(address).status_code == 405


@pytest.mark.parametrize("address", PAGES)
def test_head_answers_as_get_without_a_body(reader, grozin, address):
    head, got = reader.head(address), reader.get(address)
    assert head.status_code == 200 and head.content == b""
    assert head["ETag"] == got["ETag"]


@pytest.mark.parametrize("address", PAGES)
def test_it_answers_304_until_something_is_published(reader, grozin, address):
    etag = reader.get(address)["ETag"]
    again = reader.get(address, headers={"If-None-Match": etag})
    assert again.status_code == 304
    publish(make_incident())
    assert reader.get(address, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("address", [*PAGES, "/incidents/?colour=red", "/incidents/DI-99/", "/nowhere/"])
def test_it_sets_no_cookie_and_depends_on_none(reader, grozin, address):
    answer = reader.get(address)
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    kept = "no-store" if answer.status_code >= 400 else "public"
    assert kept in answer["Cache-Control"].split(", ")


@pytest.mark.parametrize("address", [*PAGES, "/incidents/?country=XXX", "/incidents/DI-99/"])
def test_its_html_needs_no_exception_from_the_content_policy(reader, grozin, address):
    answer = reader.get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert not re.search(r"\sstyle=", answer.text)
    assert not re.search(r"\son[a-z]+=", answer.text)
    data = ' type="application/ld+json">'  # never run, so the policy has no say in it
    assert not re.search(rf"<script(?!{re.escape(data)})(?![^>]*\ssrc=)", answer.text)
    assert "<style" not in answer.text


@pytest.mark.parametrize("address", PAGES)
def test_it_has_one_h1_and_says_its_language(reader, grozin, address):
    text = reader.get(address).text
    assert text.count("<h1") == 1 and '<html lang="en"' in text
    assert 'href="#main"' in text and 'id="main"' in text


def queries(reader, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert reader.get(address).status_code == 200
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_the_record(reader):
    asked = ["/", "/incidents/", "/incidents/?country=RUS&step=2", "/incidents/?ordering=-level"]
    publish(make_incident())
    few = {}
    for address in asked:
        reader.get(address)
        few[address] = queries(reader, address)
    assert max(few.values()) <= 24
    for number in range(30):
        publish(make_incident(f"Incident {number}", sides=("KAZ", "RUS"), date=f"2025-03-{number + 1:02}"))
    assert [address for address in asked if queries(reader, address) > few[address]] == []


def test_an_incident_takes_the_same_queries_however_much_was_said(reader, grozin):
    spoken = make_incident()
    for number in range(10):
        make_statement(spoken, f"Statement {number}.")
        make_claim(spoken, f"Claim {number}.")
    publish(spoken)
    reader.get("/incidents/DI-1/")
    assert queries(reader, "/incidents/DI-2/") == queries(reader, "/incidents/DI-1/") <= 15


def test_the_front_page_counts_what_is_on_record(reader, grozin):
    publish(make_incident())
    text = " ".join(reader.get("/").text.split())
    assert "2 incidents," in text and "3 states" in text
    assert "From 27 Apr 2025 to 2 May 2025" in text


def test_the_front_page_leads_with_what_is_counted(reader):
    publish(make_incident("A protest", date="2025-05-02"))
    publish(make_incident("A pattern", date="2025-06-30", nature="pattern"))
    text = reader.get("/").text
    news, latest = text.split('id="latest-h"')
    assert news.index("A protest") < news.index("A pattern")
    assert latest.index("A protest") < latest.index("A pattern")


def test_what_is_not_counted_gives_way_on_the_front_page(reader):
    publish(make_incident("A pattern", nature="pattern"))
    assert "A pattern" in reader.get("/").text.split('id="latest-h"')[1]
    for number in range(12):
        publish(make_incident(f"Protest {number}", date="2025-01-01"))
    assert "A pattern" not in reader.get("/").text.split('id="latest-h"')[1]


def test_the_front_page_draws_who_acts_on_whom_on_two_maps_and_says_it_in_words(reader, grozin):
    publish(make_incident(sides=("UZB", "RUS"), nature="pattern"))
    section = " ".join(reader.get("/").text.split('id="map-h"')[1].split("</figure>")[0].split())
    assert re.findall(r'<div class="(ch-.)"><svg class="ch ch--map"', section) == ["ch-n", "ch-w"]
    assert section.count("Kazakhstan on Russia: 1 incident, at most 3") == 4  # said and shown on each
    assert "1 incident is not counted" in section and "dyad=KAZ%3ERUS" not in section
    assert 'href="/incidents/?dyad=KAZ>RUS&counted=1"' in html.unescape(section)
    data = re.search(r'href="(/api/v1/incidents/[^"]+)">Data', section)[1].replace("&amp;", "&")
    rows = reader.get(data).text
    assert "Andrei Grozin" in rows and "UZB" not in rows


def test_the_front_page_of_another_day_leads_to_that_day(reader, grozin):
    entry = Entry.objects.latest("number").number
    publish(make_incident(sides=("UZB", "RUS")))
    text = reader.get(f"/?as_of=entry:{entry}").text
    assert "Tashkent" not in text and "Tashkent" in reader.get("/").text
    assert f"as_of=entry:{entry}&amp;view=map" in text
    files = re.findall(r'href="(/api/v1/[^"]+)">Data', text)
    assert {address.split("?")[0] for address in files} == {"/api/v1/incidents/", "/api/v1/series/"}
    assert all(f"as_of=entry:{entry}&amp;" in address for address in files)
    assert any("shape=dyad" in address for address in files)


def test_a_record_in_which_no_two_states_meet_has_no_map(reader):
    publish(make_incident(nature="pattern"))
    assert "ch--map" not in reader.get("/").text


def test_the_front_page_draws_the_latest_in_lanes_and_gives_exactly_them_as_data(reader):
    publish(make_incident("Uzbekistan protests", date="2025-05-02"))
    publish(make_incident("Kazakhstan protests", sides=("KAZ", "RUS"), date="[2025-04-01..2025-04-20]"))
    text = " ".join(reader.get("/").text.split())
    lane = re.search(r"<h3>Kazakhstan<small>acting on: Russia</small></h3>.*?</ol>", text)[0]
    assert "Kazakhstan protests" in lane and "span closed" in lane and "Uzbekistan" not in lane
    assert "2 incidents from 2 documents whose publisher is not recorded." in re.sub(r"\s+", " ", text)
    data = re.search(r'href="(/api/v1/incidents/\?ref=[^"]+)">Data', text)[1].replace("&amp;", "&")
    rows = reader.get(data).text
    assert "Uzbekistan protests" in rows and "Kazakhstan protests" in rows


def test_news_of_an_earlier_day_does_not_pass_that_of_a_later_one(reader, grozin):
    publish(make_incident("A pattern", nature="pattern"))
    early = Entry.objects.get(ref="DI-1")
    with connection.cursor() as cursor:  # the record refuses updates; entries of two days are needed
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE record_entry SET at = at - interval '2 days' WHERE number = %s", [early.number]
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    news = reader.get("/").text.split('id="latest-h"')[0]
    assert news.index("A pattern") < news.index("Andrei Grozin")


def test_the_front_page_gives_no_day_that_the_record_does_not_have(reader):
    publish(make_incident(date="2022-02"))
    publish(make_incident(date="../2025-05-31"))
    assert "From Feb 2022 to May 2025" in " ".join(reader.get("/").text.split())


def test_an_empty_record_says_how_to_begin(reader):
    text = reader.get("/").text
    assert "Nothing is published yet" in text and 'href="/desk/"' in text
    assert "No incident is on record yet." in reader.get("/incidents/").text


def test_the_public_doors_alone_do_not_point_to_a_desk(reader, settings):
    settings.DOORS = "public"
    assert "/desk/" not in reader.get("/").text


def test_a_correction_is_news_with_its_reason(reader, corrected):
    text = reader.get("/").text
    assert "Corrected." in text and "The day was wrong." in text


def test_an_earlier_moment_shows_the_earlier_state(reader, corrected):
    before = Entry.objects.get(ref="DI-1", version=1).number
    for address in ("/", "/incidents/", "/incidents/DI-1/"):
        then = reader.get(f"{address}?as_of=entry:{before}").text
        assert "turns back" in then and "as it stood on" in then
        assert "turns back" not in reader.get(address).text


def test_a_disputed_incident_stands_on_the_front_page_with_both_sides(reader, grozin):
    assert "In dispute" not in reader.get("/").text
    incident = make_incident(certainty_override="disputed", certainty_reason="Sources contradict each other.")
    publish(incident)
    assert "In dispute" in reader.get("/").text


def test_the_front_page_starts_from_countries_themes_actors_and_jobs(reader, grozin):
    doors = html.unescape(
        " ".join(reader.get("/").text.split('id="door-h"')[1].split("</section>")[0].split())
    )
    assert '<a href="/countries/KAZ/">Kazakhstan</a>' in doors and '<a href="/incidents/?theme=' in doors
    assert re.search(r'A person or body</h3>.*?<a href="/actors/A-\d+/">', doors)
    jobs = dict(re.findall(r'<b><a href="([^"]+)">([^<]+)</a></b>', doors))
    assert jobs["/countries/"] == "Brief me on two countries" and jobs["/new/"] == "See what changed"
    assert jobs["/incidents/#take-h"] == "Follow a subject"
    assert 'id="take-h"' in reader.get("/incidents/").text


def test_ways_in_and_out_of_a_page_of_the_past_stay_in_the_past(reader, grozin):
    incident = Incident.objects.get()
    incident.themes.add("migrants")
    incident.certainty_override, incident.certainty_reason = "disputed", "Two outlets differ."
    incident.save()
    publish(incident, "Two outlets differ.")
    entry = Entry.objects.latest("number").number
    newest = Entry.objects.latest("number").version
    then, query = f"as_of=entry:{entry}", f"?as_of=entry:{entry}"
    publish(make_incident(sides=("UZB", "RUS")))
    front = html.unescape(reader.get(f"/{query}").text)
    assert f'/countries/KAZ/{query}"' in front and f'/incidents/?certainty=disputed&{then}"' in front
    assert re.search(rf'/incidents/\?theme=[^"]+&{then}"', front) and f'/new/{query}"' in front
    assert f'/incidents/DI-1@{newest}/"' in front.split('id="disp-h"')[1]
    for address in ("/countries/KAZ/", "/countries/KAZ/RUS/"):
        aside = html.unescape(reader.get(address + query).text)
        bars = re.findall(r'<ul class="bars bars--mix">.*?</ul>', aside, re.S)
        links = re.findall(r'href="([^"]+)"', "".join(bars))
        assert links and all(link.endswith(f"&{then}") for link in links)


def test_every_internal_link_works(reader, grozin):
    seen, waiting = set(), ["/", "/incidents/?country=KAZ", "/nowhere/"]
    while waiting:
        page = waiting.pop()
        for link in re.findall(r'href="(/[^"#]*)', html.unescape(reader.get(page).text)):
            if link in seen or link.startswith(("/static/", "/desk/")):
                continue
            seen.add(link)
            answer = reader.get(link)
            assert answer.status_code == 200, f"{link} on {page}"
            if link.startswith(("/incidents/", "/countries/", "/actors/")) and len(seen) < 90:
                waiting.append(link)
    assert len(seen) > 15


def test_every_link_within_a_page_has_its_target(reader, grozin):
    text = reader.get("/incidents/DI-1/").text
    for target in re.findall(r'href="#([^"]+)"', text):
        assert f'id="{target}"' in text


def test_robots_may_read_the_record_but_not_the_desk(reader):
    assert reader.get("/robots.txt").text.startswith("User-agent: *\nDisallow: /desk/\n")


def test_a_browser_that_asks_for_a_favicon_gets_the_mark(reader):
    assert reader.get("/favicon.ico").headers["Location"] == f"{django_settings.STATIC_URL}icons/mark.svg"
