"""Pages about the site: what can be taken, what it is, who runs it; and the pages that say what went wrong."""

import re

import pytest

from config.routers import unavailable
from tests.make import make_incident, publish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/data/", "/about/"])
def test_every_link_within_the_site_leads_somewhere(reader, grozin, address):
    links = set(re.findall(r'href="(/(?!static)[^"]*)"', reader.get(address).text))
    answers = {link: reader.get(link.replace("&amp;", "&").partition("#")[0]).status_code for link in links}
    assert len(links) > 10 and {link: code for link, code in answers.items() if code != 200} == {}


@pytest.mark.parametrize("address", ["/data/", "/about/"])
def test_every_anchor_of_the_contents_is_on_the_page(reader, db, address):
    text = reader.get(address).text
    wanted = re.findall(r'<li><a href="#(\w+)"', text)
    assert wanted and set(wanted) <= set(re.findall(r' id="(\w+)"', text))


def test_the_query_to_cite_names_the_entry_it_was_read_at(reader, grozin):
    text = reader.get("/data/").text
    address = re.search(r"/incidents/\?country=KAZ&amp;as_of=entry:(\d+)", text)
    assert address and reader.get(address[0].replace("&amp;", "&")).status_code == 200


def test_every_address_for_a_program_is_answered(reader, grozin, settings):
    section = reader.get("/data/").text.partition('id="programs"')[2].partition("</section>")[0]
    addresses = re.findall(
        rf"{settings.SITE_URL}(/[^'\"<&]*(?:&amp;[^'\"<&]*)*)", section.replace("&quot;", '"')
    )
    answers = [reader.get(address.replace("&amp;", "&")) for address in addresses]
    assert len(answers) == 4 and {(one.status_code, one["Content-Type"][:8]) for one in answers} == {
        (200, "text/csv")
    }


def test_names_that_need_a_note_have_one(reader, db):
    assert "<code>TWN</code>" in reader.get("/about/").text


def test_without_an_imprint_the_page_says_where_to_set_it(reader, settings):
    settings.IMPRINT = ""
    assert "DEMARCHE_IMPRINT" in reader.get("/about/").text


def test_an_imprint_is_shown_as_text_and_changes_the_etag(reader, settings):
    before = reader.get("/about/")["ETag"]
    settings.IMPRINT, settings.CONTACT = "Society for <b>Records</b>\nStreet 1", "desk@example.org"
    answer = reader.get("/about/", headers={"If-None-Match": before})
    assert "Society for &lt;b&gt;Records&lt;/b&gt;<br>Street 1" in answer.text
    assert 'href="mailto:desk@example.org"' in answer.text and "DEMARCHE_IMPRINT" not in answer.text


@pytest.mark.parametrize("address", ["/data/", "/about/"])
def test_they_have_a_moment_and_refuse_what_they_do_not_take(reader, db, address):
    assert "Nothing had been published" in reader.get(f"{address}?as_of=2020-01-01").text
    assert reader.get(f"{address}?country=KAZ").status_code == 400


@pytest.mark.parametrize("address", ["/data/", "/about/"])
def test_it_answers_304_until_something_is_published(reader, db, address):
    tag = reader.get(address)["ETag"]
    assert reader.get(address, headers={"If-None-Match": tag}).status_code == 304
    publish(make_incident("Another"))
    assert reader.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_what_is_not_found_has_a_search_and_ways_out(reader, db):
    text = reader.get("/nowhere/").text
    assert 'role="search"' in text and 'action="/search/"' in text and 'href="/new/"' in text


def test_a_record_that_cannot_be_read_is_told_in_the_design_and_not_kept(rf):
    answer = unavailable(rf.get("/incidents/"))
    assert answer.status_code == 503 and answer["Cache-Control"] == "no-store"
    assert "app.css" in answer.text and "Try again in a minute" in answer.text
