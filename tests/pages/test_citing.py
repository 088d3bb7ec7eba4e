"""Citations of one version, in words and as files, and the same facts for search engines."""

import html
import json
import re

import pytest

from lib import citations
from pages import citing
from tests.make import make_incident, make_statement, publish

pytestmark = pytest.mark.django_db
CSL = {
    "id": "DI-7@2",
    "type": "entry",
    "title": "50 % of R&D_staff leave {the} embassy",
    "container-title": "Demarche",
    "publisher": "Demarche",
    "issued": {"date-parts": [[2026, 3, 5]]},
    "version": "2",
    "number": "DI-7",
    "URL": "https://example.org/incidents/DI-7@2/",
}


def test_apa_and_chicago_are_as_their_manuals_have_them():
    found = citing.styles({**CSL, "title": "Kazakhstan protests"})
    bibtex = found.pop("BibTeX")
    assert bibtex.startswith("@misc{demarche-DI-7-2,") and bibtex.endswith("}")
    assert found == {
        "APA": "Demarche. (2026, March 5). Kazakhstan protests (DI-7, version 2). https://example.org/incidents/DI-7@2/",
        "Chicago": "Demarche. “Kazakhstan protests.” DI-7, version 2, March 5, 2026. https://example.org/incidents/DI-7@2/.",
    }


def test_bibtex_escapes_what_latex_would_read():
    text = citations.bibtex(CSL)
    assert r"title = {{50 \% of R\&D\_staff leave \{the\} embassy}}" in text
    assert text.startswith("@misc{demarche-DI-7-2,\n") and "date = {2026-03-05}" in text
    bare = text.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")


def test_ris_has_its_tags_and_line_ends():
    lines = citations.ris({**CSL, "title": "One\nline"}).split("\r\n")
    assert lines[0] == "TY  - ELEC" and lines[-2:] == ["ER  - ", ""]
    assert "TI  - One line" in lines and "DA  - 2026/03/05" in lines
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])


@pytest.fixture
def incident(db):
    made = make_incident("Kazakhstan & Russia </script> meet", sides=("KAZ", "RUS"))
    publish(made)
    made.title = "Kazakhstan protests </script> again"
    made.save()
    publish(made, reason="It was a protest.")
    return made


@pytest.mark.parametrize("ending", citations.FILES)
def test_each_file_cites_the_version_that_was_asked_for(reader, incident, ending):
    old = reader.get(f"/incidents/{incident.ref}@1/cite.{ending}")
    new = reader.get(f"/incidents/{incident.ref}/cite.{ending}")
    assert (old.status_code, new.status_code) == (200, 200)
    assert "meet" in old.text and f"{incident.ref}@1/" in old.text
    assert "again" in new.text and f"{incident.ref}@2/" in new.text
    assert f"demarche-{incident.ref}-2.{ending}" in new["Content-Disposition"]


def test_csl_json_is_a_list_of_one_item(reader, incident):
    found = reader.get(f"/incidents/{incident.ref}/cite.json").json()
    assert [item["id"] for item in found] == [f"{incident.ref}@2"]


@pytest.mark.parametrize("address", ["DI-99", "A-1", "DI-1@9", "x"])
def test_what_is_not_public_has_no_citation(reader, incident, address):
    assert reader.get(f"/incidents/{address}/cite.bib").status_code == 404


def test_a_citation_answers_304_until_something_is_published(reader, incident):
    tag = reader.get(f"/incidents/{incident.ref}/cite.ris")["ETag"]
    asked = {"If-None-Match": tag}
    assert reader.get(f"/incidents/{incident.ref}/cite.ris", headers=asked).status_code == 304
    publish(make_incident("Another"))
    assert reader.get(f"/incidents/{incident.ref}/cite.ris", headers=asked).status_code == 200


def test_the_page_shows_both_styles_and_leads_to_the_files(reader, incident):
    text = reader.get(f"/incidents/{incident.ref}/").text
    assert 'id="cite-apa"' in text and 'id="cite-chicago"' in text
    shown = re.search(r'<dd id="cite-bibtex">([^<]+)</dd>.*?data-copy="cite-bibtex"', text, re.DOTALL)
    assert html.unescape(shown[1]) == reader.get(f"/incidents/{incident.ref}@2/cite.bib").text.strip()
    links = re.findall(rf'href="(/incidents/{incident.ref}@2/cite\.\w+)"', text)
    assert {link.rpartition(".")[2] for link in links} == set(citations.FILES)
    assert all(reader.get(link).status_code == 200 for link in links)


def linked(text):
    return json.loads(text.split('<script type="application/ld+json">', 1)[1].split("</script>", 1)[0])


def test_search_engines_read_the_incident_and_no_title_ends_the_element(reader, incident):
    found = linked(reader.get(f"/incidents/{incident.ref}/").text)
    assert found["headline"] == "Kazakhstan protests </script> again"
    assert (found["@type"], found["reportNumber"], found["version"]) == ("Report", incident.ref, 2)
    assert found["about"]["startDate"] == found["about"]["endDate"] == "2025-05-02"
    assert found["citation"] and found["license"].startswith("https://creativecommons.org/")


def test_the_place_of_the_event_is_named_once(reader, grozin):
    place = linked(reader.get(f"/incidents/{grozin.ref}/").text)["about"]["location"]["name"]
    assert place.count("Kazakhstan") == 1


def test_sharing_a_link_shows_its_picture(reader, incident):
    text = reader.get(f"/incidents/{incident.ref}/").text
    image = re.search(r'property="og:image" content="http://127.0.0.1:8000([^"]+)"', text)[1]
    assert reader.get(image)["Content-Type"] == "image/png"
    assert 'property="og:title" content="Kazakhstan protests &lt;/script&gt; again"' in text


@pytest.mark.parametrize(
    "date", ["../2025-05-02", "2025-05-01/2025-05-02", "[2025-05-01..2025-05-02]", "2025-05"]
)
def test_the_bounds_of_a_date_are_no_first_and_last_day_for_search_engines(reader, db, date):
    incident = make_incident(date=date)
    said = make_statement(incident, "So it is.", date=date)
    publish(incident)
    said.refresh_from_db()
    found = linked(reader.get(f"/incidents/{said.incident.ref}/").text)
    assert found["temporalCoverage"] == date and not {"startDate", "endDate"} & set(found["about"])
    quoted = linked(reader.get(f"/statements/{said.ref}/").text)
    assert quoted["temporalCoverage"] == date and "dateCreated" not in quoted


def test_a_day_is_the_day_of_a_statement_for_search_engines(reader, db):
    incident = make_incident()
    said = make_statement(incident, "So it is.", date="2025-05-03")
    publish(incident)
    said.refresh_from_db()
    found = linked(reader.get(f"/statements/{said.ref}/").text)
    assert found["dateCreated"] == "2025-05-03" and "temporalCoverage" not in found
