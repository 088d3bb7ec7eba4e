"""The sitemap names every public page once, in chunks; crawlers are kept off combinations of filters."""

import re
from urllib.robotparser import RobotFileParser

import pytest
from defusedxml import ElementTree
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages import sitemaps
from record.withdrawing import retract
from tests.make import make_incident, publish

pytestmark = pytest.mark.django_db
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "http://127.0.0.1:8000"


def read(reader, address):
    """Locations with their times."""
    answer = reader.get(address)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/xml")
    return {
        row.findtext(f"{SPACE}loc"): row.findtext(f"{SPACE}lastmod")
        for row in ElementTree.fromstring(answer.content)
    }


def every(reader):
    """All locations of all parts, as often as they occur."""
    parts = [part.removeprefix(SITE) for part in read(reader, "/sitemap.xml")]
    return [location for part in parts for location in read(reader, part)]


def test_every_page_and_incident_is_named_once_and_answers(reader, db, monkeypatch):
    monkeypatch.setattr(sitemaps, "CHUNK", 3)
    refs = [publish(make_incident(f"Incident {n}", sides=("KAZ", "RUS"))).ref for n in range(4)]
    found = every(reader)
    assert len(found) == len(set(found))
    assert {f"{SITE}/incidents/{ref}/" for ref in refs} <= set(found)
    assert {f"{SITE}/", f"{SITE}/countries/KAZ/RUS/", f"{SITE}/codebook/"} <= set(found)
    assert len(read(reader, "/sitemap.xml")) > 2
    assert all(reader.get(location.removeprefix(SITE)).status_code == 200 for location in found)


def test_each_page_stands_in_every_language_with_its_other_languages_beside_it(reader, grozin):
    text = reader.get("/sitemap-0.xml").text
    page, russian = f"{SITE}/incidents/{grozin.ref}/", f"{SITE}/ru/incidents/{grozin.ref}/"
    beside = (
        f'<xhtml:link rel="alternate" hreflang="en" href="{page}"/>'
        f'<xhtml:link rel="alternate" hreflang="ru" href="{russian}"/></url>'
    )
    assert text.count(beside) == 2
    assert all(
        re.search(rf"<loc>{re.escape(one)}</loc><lastmod>[^<]+</lastmod>{re.escape(beside)}", text)
        for one in (page, russian)
    )
    assert f"<loc>{SITE}/ru/</loc>" in reader.get("/sitemap-pages.xml").text


def test_a_new_version_moves_an_incident_to_its_chunk_with_the_time_of_the_version(reader, db, monkeypatch):
    incident = make_incident()
    publish(incident)
    monkeypatch.setattr(sitemaps, "CHUNK", 1)
    incident.title = "Uzbekistan protests again"
    incident.save()
    entry = publish(incident, reason="Again.")
    location = f"{SITE}/incidents/{incident.ref}/"
    assert every(reader).count(location) == 1
    found = read(reader, f"/sitemap-{entry.number}.xml")
    assert found[location].startswith(entry.at.isoformat()[:19])


def test_what_was_taken_back_is_in_no_chunk(reader, db, editor):
    incident = make_incident()
    publish(incident)
    publish(make_incident("Another"))
    retract("incident", incident, user=editor, revision=incident.revision, reason="Wrong.")
    assert f"{SITE}/incidents/{incident.ref}/" not in every(reader)


def test_a_chunk_that_is_none_is_not_found(reader, db):
    assert reader.get("/sitemap-99.xml").status_code == 404


def test_a_chunk_takes_as_many_queries_for_many_as_for_one(reader, db):
    def asked():
        with CaptureQueriesContext(connection) as found:
            reader.get("/sitemap-0.xml")
        return len(found)

    publish(make_incident())
    few = asked()
    for n in range(3):
        publish(make_incident(f"Incident {n}"))
    assert asked() == few < 10


def disallowed(rules, address):
    """As RFC 9309 reads a rule: from the beginning, with * for anything."""
    return any(re.match(re.escape(rule).replace(r"\*", ".*"), address) for rule in rules)


def test_crawlers_are_kept_off_filters_and_the_desk_and_find_the_sitemap(reader, db):
    lines = reader.get("/robots.txt").text.splitlines()
    rules = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]
    assert disallowed(rules, "/incidents/?country=KAZ") and disallowed(rules, "/new/?before=9")
    assert disallowed(rules, "/desk/") and not disallowed(rules, "/incidents/DI-1/")
    assert f"Sitemap: {SITE}/sitemap.xml" in lines


def test_no_reader_of_the_rules_takes_them_for_the_whole_list(reader, db):
    """Some drop an empty query, and would read /incidents/? as /incidents/."""
    found = RobotFileParser()
    found.parse(reader.get("/robots.txt").text.splitlines())
    assert (
        found.can_fetch("*", "/incidents/")
        and found.can_fetch("*", "/")
        and not found.can_fetch("*", "/desk/")
    )
