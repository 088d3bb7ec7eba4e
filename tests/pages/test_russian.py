"""The readers' pages in Russian: the catalogue is whole, and no English word of the interface is left on a page."""

import gettext
import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from pages.incident import amount
from pages.language_names import language_name
from pages.signs import date_words
from record import dimensions
from record.codebook import Codebook
from record.withdrawing import retract
from tests.make import make_incident, make_statement, make_user, publish, publish_article

FOLDER = Path(settings.BASE_DIR, "locale", "ru", "LC_MESSAGES")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]")
LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d)\])?) (".*")')
PAGES = [
    *("/", "/incidents/", "/incidents/?view=timeline", "/incidents/?view=map", "/incidents/?view=table"),
    *("/incidents/DI-20/", "/incidents/DI-20/changes/"),
    *("/incidents/?type_group=V&certainty=disputed&country=KAZ", "/incidents/?country=nowhere"),
    *("/statements/", "/statements/?view=threads", "/statements/ST-14/"),
    *("/countries/", "/countries/KAZ/", "/countries/KAZ/RUS/", "/actors/", "/actors/A-12/"),
    *("/episodes/", "/episodes/EP-1/", "/sources/", "/sources/SR-1/", "/codebook/", "/data/"),
    *("/new/", "/corrections/", "/about/", "/search/?q=migrants", "/search/?q=nothing", "/nowhere/"),
]
BETWEEN = re.compile(r"%\(\w+\)[sd]|%[sd]|<[^>]*>")


def catalogue(text: str) -> list[dict[str, str]]:
    """The entries of a .po file: each line of one, with its text."""
    found = []
    for block in text.split("\n\n"):
        entry: dict[str, str] = {"flags": " ".join(re.findall(r"^#, (.*)", block, re.MULTILINE))}
        name = ""
        for line in block.splitlines():
            if known := LINE.fullmatch(line):
                name = known[1]
                entry[name] = json.loads(known[3])
            elif line.startswith('"'):
                entry[name] += json.loads(line)
        found.append(entry)
    return found


@cache
def entries() -> list[dict[str, str]]:
    return [
        entry for entry in catalogue((FOLDER / "django.po").read_text(encoding="utf-8")) if entry["msgid"]
    ]


def said(entry: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in entry.items() if name.startswith("msgstr")}


def placeholders(text: str) -> set[str]:
    return {found[0] for found in PLACEHOLDER.finditer(text)}


def test_every_sentence_is_translated_and_none_is_a_guess():
    assert [entry["msgid"] for entry in entries() if not all(said(entry).values())] == []
    assert [entry["msgid"] for entry in entries() if "fuzzy" in entry["flags"]] == []
    assert all(len(said(entry)) == 4 for entry in entries() if "msgid_plural" in entry)


def test_a_translation_has_the_placeholders_of_its_sentence():
    for entry in entries():
        one, many = placeholders(entry["msgid"]), placeholders(entry.get("msgid_plural", entry["msgid"]))
        for text in said(entry).values():
            assert one & many <= placeholders(text) <= one | many, entry["msgid"]


def test_the_compiled_catalogue_says_what_the_written_one_says():
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    written = {}
    for entry in entries():
        key = f"{entry['msgctxt']}\x04{entry['msgid']}" if "msgctxt" in entry else entry["msgid"]
        for name, text in said(entry).items():
            written[(key, int(name[7])) if "[" in name else key] = text
    assert {key: text for key, text in compiled.items() if key} == written


# --- pages ------------------------------------------------------------------------------------------------------------


class Visible(HTMLParser):
    """The texts of a page that are not marked as English, and the words on its controls."""

    EMPTY = frozenset(
        ["meta", "link", "br", "input", "img", "hr", "use", "path", "rect", "circle", "line", "wbr"]
    )

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        skipped = tag in ("script", "style", "code") or bool(self.open and self.open[-1][1])
        skipped = skipped or given.get("lang", "ru") != "ru"
        if not skipped:
            names = ("aria-label", "title", "placeholder", "data-h")
            self.texts += [given[name] for name in names if given.get(name)]
        if tag not in self.EMPTY:
            self.open.append((tag, skipped))

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not (self.open and self.open[-1][1]):
            self.texts.append(data)


def visible(html: str) -> str:
    page = Visible()
    page.feed(html)
    return re.sub(r"\s+", " ", " | ".join(page.texts))


@cache
def english() -> set[str]:
    """Words of the interface as they would stand in English: the parts of its sentences between placeholders."""
    return {
        part.strip()
        for entry in entries()
        for text in (entry["msgid"], entry.get("msgid_plural", ""))
        if text not in said(entry).values()
        for part in BETWEEN.split(text)
        if len(part.strip()) > 12
    }


def left_in(html: str) -> list[str]:
    text = visible(html)
    return sorted(part for part in english() if part in text)


@pytest.mark.django_db
def test_no_page_in_russian_has_a_sentence_of_the_interface_in_english(reader):
    publish_article()
    left = {}
    for address in PAGES:
        answer = reader.get(f"/ru{address}")
        assert answer.status_code < 500, address
        assert '<html lang="ru"' in answer.text
        if found := left_in(answer.text):
            left[address] = found
    for address in ("/desk/report/ru/", "/desk/report/ru/?sent=1", "/desk/report/ru/log/"):
        if found := left_in(reader.get(address).text):
            left[address] = found
    assert left == {}
    in_english = reader.get("/").text.replace('<html lang="en"', '<html lang="ru"')
    assert len(left_in(in_english)) > 20  # the same eye sees the words of the English page
    home = reader.get("/").text
    assert "Эта страница есть по-русски" in home and 'hreflang="ru" href="http' in home
    assert (
        'class="lang"' not in home.partition("<main")[0]
    )  # the line above says it; elsewhere the header does
    assert 'class="lang"' in reader.get("/countries/").text.partition("<main")[0]
    page = reader.get("/ru/incidents/DI-20/").text
    assert re.search(r'<h1 lang="en" dir="ltr">University rector', page)
    assert 'rel="canonical" href="http' in page and "/ru/incidents/DI-20/" in page
    assert reader.get("/ru/incidents/feed.json").json()["language"] == "ru"
    words_of_the_record_are_marked(reader)
    weighed = reader.get("/ru/countries/").text
    assert "Казахстан" in visible(weighed) and "Kazakhstan" not in visible(weighed)


def words_of_the_record_are_marked(reader):
    """Names of persons and bodies, and of capitals, have the language that they are in; names of states are translated."""
    speakers = reader.get("/ru/statements/?speaker=A-12").text
    assert 'checked><span lang="en" dir="ltr">' in speakers
    assert re.search(r"<em>[^<]+:</em> <span lang=.en. dir=.ltr.>", speakers)
    assert " lang=" not in speakers.split('name="country" value="KAZ"')[1].split("</label>")[0]
    drawn = reader.get("/ru/incidents/?view=map").text
    assert '<title lang="en">Moscow</title>' in drawn and re.search(r'<text [^>]*lang="en">Moscow<', drawn)
    assert re.search(
        r'<h3><span lang="en" dir="ltr">[^<]+</span>', reader.get("/ru/incidents/?view=timeline").text
    )
    assert "<title lang=" not in reader.get("/incidents/?view=map").text


def test_names_of_the_record_among_words_of_the_page_are_marked_as_english(reader, db):
    """Whom somebody spoke to, where it was, and what a tile is called: each beside words in Russian."""
    publish_article()
    threads = reader.get("/ru/statements/?view=threads").text
    assert '<span>кому: <span lang="en" dir="ltr">Sergey Lavrov</span></span>' in threads
    places = reader.get("/ru/incidents/?place_country=UZB").text
    assert '<span lang="en" dir="ltr">Samarkand</span>, Узбекистан' in places
    tiles = reader.get("/ru/countries/UZB/").text
    assert re.search(r'class="tl[^"]*"[^>]*><title lang="en">[A-Z]', tiles) and "<desc>" in tiles
    front = reader.get("/ru/").text
    assert re.search(
        r'<span class="vh">Враждебность \d, [а-я ]+:\s<span lang="en" dir="ltr">[A-Z]', front, re.IGNORECASE
    )
    assert not re.search(r'class="tile[^>]*aria-label', front), "one attribute cannot have two languages"
    assert re.search(r'class="ml minor"[^>]*>Россия</text>', front), "states on the map are in Russian"
    plain = reader.get("/statements/?view=threads").text
    assert "<span>to Sergey Lavrov</span>" in plain


def test_a_number_stands_after_what_it_counts_in_russian(reader, db):
    """The words of the codebook are in one case, which a number before them would have to change."""
    with override("ru"):
        row = {"what": "x", "unit": None, "value": "2", "of": "4", "to": None, "qualifier": "exact"}
        assert amount(row, "задержанные") == "задержанные: 2 из 4"
        assert amount({**row, "of": None, "value": "5"}, "задержанные") == "задержанные: 5"
    assert amount(row, "detained") == "2 of 4 detained"


def test_words_of_the_record_in_notices_and_news_are_marked_and_our_own_are_translated(reader, db):
    incident = make_incident()
    make_statement(incident, "They refuse.").texts.update(by="our words")
    publish(incident)
    incident.title = "Another title"
    incident.save()
    publish(incident, "The title was wrong.")
    reason = '<span lang="en" dir="ltr">The title was wrong.</span>'
    front = reader.get("/ru/").text
    assert reason in front
    assert re.search(r'<time datetime="[^"]*">\d+ [а-я]{3,4}</time>', front)
    page = reader.get(f"/ru/incidents/{incident.ref}/").text
    assert "нашими словами" in page and "our words" not in page
    news = reader.get("/ru/new/").text
    assert reason in news and "Первая публикация." in news and "Named in" not in news
    retract("incident", incident, user=make_user(), revision=incident.revision, reason="It was false.")
    assert (
        '<span lang="en" dir="ltr">It was false.</span>' in reader.get(f"/ru/incidents/{incident.ref}/").text
    )


def test_a_language_is_named_as_it_stands_in_a_sentence():
    assert language_name("ru") == "Russian" and language_name("tlh") == "tlh" and language_name(None) == ""
    with override("ru"):
        assert language_name("ru") == "русский" and language_name("tlh") == "tlh"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("country=nowhere", "&#x27;nowhere&#x27; — не код государства."),
        ("certanty=disputed", "Может быть, &#x27;certainty&#x27;?"),
        ("certainty=sure", "такого значения нет (шкала certainty)"),
        ("from=today", "Напишите день, например 2025-06-30."),
        ("level_min=9", "Напишите целое число от -2 до 8."),
        ("q=-peace", "Указано только, что исключить."),
        ("view=globe", "такого значения нет (вид списка)"),
        ("as_of=2999-01-01", "2999-01-01 — в будущем."),
        ("cursor=x", "Этот указатель страницы повреждён."),
        (f"q={'a' * 501}", "Не больше 500 знаков."),
    ],
)
def test_why_a_filter_is_refused_is_said_in_russian_on_the_page_and_in_english_by_the_api(
    reader, asked, sentence
):
    page = reader.get(f"/ru/incidents/?{asked}")
    assert page.status_code == 400 and sentence in page.text
    if "view" not in asked:
        assert not re.search("[А-я]", reader.get(f"/api/v1/incidents/?{asked}").text)


def test_a_group_of_types_and_a_step_follow_the_language():

    scale = {"by_code": {"V": {"code": "V", "label": "Verbal", "label_ru": "Слова"}}}
    book = Codebook(types={"V10": {"group": "Verbal"}}, scales={"type_groups": scale})
    with override("ru"):
        assert dimensions.groups(book) == {"V": "Слова"}
    assert dimensions.groups(book) == {"V": "Verbal"}
    assert dimensions.groups(Codebook(types={"V10": {"group": "Verbal"}})) == {"V": "Verbal"}


def test_dates_are_in_the_genitive_in_russian():
    with override("ru"):
        assert date_words("2025-05-02") == "2 мая 2025"
