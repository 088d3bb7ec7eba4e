"""The handbook in the desk: each part that a page points to is there, and no link or picture in it leads nowhere."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

from desk.handbook import HELP, PAGES, help_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(sign_in):
    """The HTML of every page of the handbook, by its address."""
    client = sign_in("Analyst")
    return {
        address: client.get(address).text
        for address in (reverse("admin:handbook", args=[name]) for name in PAGES)
    }


def article(text):
    return text[text.index("<article") : text.index("</article>")]


def test_every_page_of_the_handbook_opens(pages):
    assert all("<article" in text and "<h2" in text for text in pages.values())


@pytest.mark.parametrize("name", HELP)
def test_the_part_that_helps_with_a_page_is_there(pages, name):
    address, _hash, anchor = help_for(name).partition("#")
    assert not anchor or f'id="{anchor}"' in pages[address]


def test_no_link_in_it_leads_nowhere(pages):
    for address, text in pages.items():
        for link in re.findall(r'<a href="([^"]*)"', article(text)):
            page, _hash, anchor = link.partition("#")
            if not link.startswith(("http://", "https://")):
                assert (page or address) in pages, (address, link)
                assert not anchor or f'id="{anchor}"' in pages[page or address], (address, link)


def test_every_picture_is_a_file_of_the_project(pages):
    for text in pages.values():
        for source, words in re.findall(r'<img src="([^"]*)" alt="([^"]*)"', article(text)):
            assert finders.find(source.removeprefix(settings.STATIC_URL)) and words


def test_a_picture_shows_in_the_files_too():
    text = Path(settings.BASE_DIR, "docs/editorial.md").read_text()
    found = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert all(Path(settings.BASE_DIR, "docs", path).exists() for path in found)
    assert static("x") == f"{settings.STATIC_URL}x"


def test_each_page_of_the_desk_leads_to_its_help(sign_in):
    client = sign_in("Analyst")
    for name, part in [
        ("admin:index", "editorial/"),
        ("admin:incidents_incident_add", "editorial/#2-the-incident-form"),
        ("admin:incidents_source_start", "editorial/#1-start-from-a-source"),
        ("admin:imports", "importing/"),
        ("my_account", "access/"),
        *((f"admin:{name}", "editorial/#keeping-order") for name in ("trash", "coverage", "filters")),
    ]:
        assert f"/desk/help/{part}" in client.get(reverse(name)).text, name


def test_a_stranger_is_sent_to_sign_in(client):
    answer = client.get(reverse("admin:handbook", args=["editorial"]))
    assert answer.status_code == 302 and "/login/" in answer["Location"]


def test_a_page_that_is_not_in_the_handbook_is_not_found(sign_in):
    assert sign_in("Analyst").get("/desk/help/settings/").status_code == 404
