"""The list: the same rows as the API, filters that count, chips that go away, months, pages, states."""

import gzip
import random
import re
from pathlib import Path

import pytest

from actors.models import Country
from codebook.models import IncidentType, Theme
from config.statics import bare, bare_script
from incidents.models import Incident
from pages.filter_names import FILTER_NAMES
from record.filters import IncidentFilter
from record.statement_filters import StatementFilter
from record.thing_filters import SourceFilter
from tests.make import make_incident, publish, publish_article
from tests.once import remembered

pytestmark = pytest.mark.django_db
PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
@remembered
def few(db):
    """Four incidents: two of May, one of April, one undated."""
    made = [
        ("Uzbekistan protests", {"date": "2025-05-02"}),
        (
            "Kazakhstan turns back a visitor",
            {"date": "2025-05-09", "sides": ("KAZ", "RUS"), "type_id": "P10", "level": 4},
        ),
        (
            "Kyrgyzstan arrests",
            {
                "date": "[2025-04-03..2025-04-08]",
                "date_note": "“days before” the parade",
                "sides": ("KGZ", "RUS"),
                "type_id": "P30",
                "level": 4,
            },
        ),
        ("An undated act", {"date": "", "sides": ("KGZ", "KAZ")}),
    ]
    for title, fields in made:
        publish(make_incident(title, **fields))


def refs(text):
    return re.findall(r'<dd class="no">(DI-\d+)</dd>', text)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "country=KAZ",
        "country=KZ&country=uzb",
        "step=3",
        "dyad=KAZ-RUS",
        "dyad=RUS>KAZ",
        "from=2025-04-05&to=2025-05-03",
        "from=2025-04-05&dates=within",
        "ordering=date",
        "ordering=-level",
        "exclude_country=KAZ&ordering=-published",
        "page_size=2",
        "as_of=entry:6",
    ],
)
def test_the_same_query_string_gives_the_rows_of_the_api(reader, few, query):
    rows = [row["ref"] for row in reader.get(f"/api/v1/incidents/?{query}").json()["results"]]
    assert refs(reader.get(f"/incidents/?{query}").text) == rows


@pytest.mark.parametrize(
    "query",
    [
        "country=XXX",
        "step=9",
        "type=Z1",
        "theme=nothing",
        "certainty=maybe",
        "from=yesterday",
        "dyad=KAZ",
        "ordering=colour",
        "page_size=0",
        "page_size=many",
        "cursor=x",
        "from=2025-01-01&from=2025-01-02",
        "ordering=date&ordering=-date",
    ],
)
def test_a_bad_value_is_an_error_that_names_its_parameter(reader, few, query):
    answer = reader.get(
        f"/incidents/?{query}&country=KGZ" if not query.startswith("country") else f"/incidents/?{query}"
    )
    assert answer.status_code == 400
    assert f"<code>{query.partition('=')[0]}</code>" in answer.text
    assert "ETag" not in answer.headers


def test_an_error_keeps_the_filters_that_can_be_read(reader, few):
    text = reader.get("/incidents/?country=KAZ&step=9").text
    assert re.search(r'name="country" value="KAZ" checked', text)
    assert 'href="/incidents/?country=KAZ"' in text


def test_fields_left_empty_in_the_form_leave_the_address(reader, few):
    answer = reader.get("/incidents/?from=&to=&country=KAZ&ordering=-date")
    assert answer.status_code == 302 and answer["Location"] == "/incidents/?country=KAZ"


def test_the_sign_for_a_gesture_survives_the_address(reader, few):
    publish(make_incident("A visit", type_id="C10", level=-1))
    assert (
        refs(reader.get("/incidents/?step=%2B").text)
        == refs(reader.get("/incidents/?step=+").text)
        == ["DI-5"]
    )


def test_rows_stand_under_their_months_and_undated_ones_last(reader, few):
    text = reader.get("/incidents/").text
    heads = re.findall(r'<h2 class="month">([^<]+)<span>(\d)', text)
    assert heads == [("May 2025", "2"), ("April 2025", "1"), ("Undated", "1")]


def test_a_month_counts_the_whole_selection_not_the_page(reader, few):
    assert ("May 2025", "2") in re.findall(
        r'<h2 class="month">([^<]+)<span>(\d)', reader.get("/incidents/?page_size=1").text
    )


def test_other_orders_have_no_months(reader, few):
    assert "month" not in re.findall(r'class="([^"]+)"', reader.get("/incidents/?ordering=-level").text)


def test_the_pager_walks_forward_and_back_through_one_state(reader, few):
    first = reader.get("/incidents/?page_size=2").text
    following = re.search(r'href="([^"]+)" rel="next"', first)[1].replace("&amp;", "&")
    publish(make_incident("Newer than the walk", date="2025-06-01"))
    second = reader.get(following).text
    assert refs(first) + refs(second) == ["DI-2", "DI-1", "DI-3", "DI-4"]
    assert 'rel="next"' not in second and "as it stood on" in second
    back = re.search(r'href="([^"]+)" rel="prev"', second)[1].replace("&amp;", "&")
    assert refs(reader.get(back).text) == refs(first)


def counted(text, facet):
    return dict(
        re.findall(rf'name="{facet}" value="([^"]+)".*?<span class="n"[^>]*>(\d+)</span>', text, re.DOTALL)
    )


def test_a_facet_counts_what_each_of_its_values_would_give(reader, few):
    text = reader.get("/incidents/?country=KAZ&step=3").text
    assert counted(text, "country") == {"KAZ": "1", "KGZ": "1", "RUS": "2", "UZB": "0"}
    assert counted(text, "step")["3"] == "1" and counted(text, "step")["2"] == "1"
    assert counted(text, "type")["P10"] == "1"


def test_a_value_that_nothing_has_stays_and_cannot_be_chosen(reader, few):
    assert re.search(r'name="step" value="5" disabled', reader.get("/incidents/").text)


def test_a_chosen_value_can_always_be_taken_back(reader, few):
    assert re.search(r'name="country" value="JPN" checked>', reader.get("/incidents/?country=JPN").text)


def test_a_chip_is_a_link_to_the_list_without_it(reader, few):
    text = reader.get("/incidents/?country=KAZ&country=KGZ&step=3").text
    assert 'href="/incidents/?country=KGZ&amp;step=3" aria-label="Remove filter Country: Kazakhstan"' in text
    assert 'aria-label="Remove filter Hostility: 3 Measure"' in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("role=target", "Role: Target"),
        ("through=state", "Whose act: the state"),
        ("grouping=CSTO", "Grouping: Collective Security Treaty Organization"),
        ("statement_kind=denial", "Kind of statement: Denial"),
        ("stance=-1", "Stance: Critical"),
        ("capacity=institutional", "Capacity: For a non-state body"),
        ("officialness_min=5", "Official at least: Government body or civil servant"),
        ("denied_by=RUS", "Denied by: Russia"),
        ("in_force=2025-05-01", "In force on: 1 May 2025"),
    ],
)
def test_a_chip_has_the_words_of_the_codebook(reader, few, query, words):
    assert f'aria-label="Remove filter {words}' in reader.get(f"/incidents/?{query}").text


def test_every_filter_has_a_name_in_words():
    lists = (IncidentFilter, StatementFilter, SourceFilter)
    assert set(FILTER_NAMES) == {name for one in lists for name in one.base_filters}


def test_the_form_carries_filters_it_has_no_field_for(reader, few):
    assert (
        '<input type="hidden" name="dyad" value="KAZ&gt;RUS">' in reader.get("/incidents/?dyad=KAZ>RUS").text
    )


def test_a_selection_without_rows_says_which_filter_to_loosen(reader, few):
    text = " ".join(reader.get("/incidents/?country=KAZ&step=5").text.split())
    assert "<b>No incident</b> matches all of these." in text
    assert (
        'href="/incidents/?country=KAZ">Without the filter “Hostility”</a><span class="n">2 incidents</span>'
        in text
    )


@pytest.mark.parametrize(
    ("query", "english", "russian"),
    [
        ("dyad=KAZ>RUS", "Kazakhstan → Russia", "Казахстан → Россия"),
        ("dyad=KAZ-RUS", "Kazakhstan – Russia", "Казахстан – Россия"),
        ("counted=1", "only what charts count", "только учитываемые в диаграммах"),
        ("has=claims", "claims", "утверждения"),
        ("through=state", "the state", "государство"),
        ("role=target", "Target", "Объект действия"),
        ("dates=within&from=2025-01-01", "surely happened then", "точно произошло тогда"),
    ],
)
def test_chips_and_the_citation_of_a_query_have_words_not_codes(reader, few, query, english, russian):
    for before, words in (("", english), ("/ru", russian)):
        text = reader.get(f"{before}/incidents/?{query}").text
        assert words in text.partition('class="chips"')[2].partition("</ul>")[0]
        cited = text.partition('id="cite-query">')[2].partition("</code>")[0]
        assert words in cited or "No incident" in text or "Ни один" in text


def test_no_way_on_leads_to_nothing(reader, few):
    """Of three filters none alone is to blame: without two of them there are rows."""
    text = " ".join(reader.get("/incidents/?country=KAZ&step=5&certainty=disputed").text.split())
    offers = text.partition('class="empty empty--list"')[2].partition("</ul>")[0]
    assert "0 incidents" not in offers
    assert (
        '<a href="/incidents/?country=KAZ">Without the filters “Hostility” and “Certainty”</a>'
        '<span class="n">2 incidents</span>'
    ) in offers


def test_an_empty_list_can_be_followed_and_a_gap_reported(reader, few):
    text = reader.get("/incidents/?country=KAZ&step=5").text.partition('class="empty empty--list"')[2]
    assert 'href="/incidents/feed.atom?country=KAZ&amp;step=5"' in text and "/corrections/#report" in text
    assert reader.get("/incidents/feed.atom?country=KAZ&step=5").status_code == 200
    assert (
        "feed.atom"
        not in reader.get("/incidents/?country=KAZ&step=5&as_of=entry:1")
        .text.partition('class="empty empty--list"')[2]
        .partition("</main>")[0]
    )


def test_the_selection_can_be_taken_as_csv_whatever_the_page_shows(reader, few):
    text = reader.get("/incidents/?country=KAZ&ordering=-level&page_size=1").text
    address = re.search(r'href="(/api/v1/incidents/[^"]*format=csv)"', text)[1].replace("&amp;", "&")
    answer = reader.get(address)
    assert answer.status_code == 200
    assert address == "/api/v1/incidents/?country=KAZ&format=csv"


def test_the_selection_can_be_taken_as_json(reader, few):
    text = reader.get("/incidents/?country=KAZ&step=3").text
    assert 'href="/api/v1/incidents/?country=KAZ&amp;step=3"' in text


def test_a_past_list_links_to_the_versions_it_shows(reader, few):
    assert 'href="/incidents/DI-1@1/"' in reader.get("/incidents/?as_of=entry:6").text


def test_hostile_text_is_shown_not_run(reader):
    publish(
        make_incident(
            '<script>alert(1)</script> & "more"', summary="<img src=x onerror=alert(1)>", date_note="<b>"
        )
    )
    for address in ("/", "/incidents/", "/incidents/DI-1/"):
        text = reader.get(address).text
        assert "<script>alert" not in text and "<img" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>" not in reader.get("/incidents/?country=<script>").text.replace("<script src", "")


@pytest.mark.parametrize(
    ("query", "end"),
    [("", "the last day on which"), ("?ordering=date", "the first day on which"), ("?ordering=level", "")],
)
def test_a_list_by_date_says_where_it_puts_what_has_no_known_day(few, reader, query, end):
    page = reader.get(f"/incidents/{query}").text
    assert ("What has no known day stands under" in page) is bool(end) and end in page


@pytest.fixture
@remembered
def many(db):
    """The article, and 24 incidents of as many types, pairs and themes as a long history has, over sixty years."""
    publish_article()
    words = " ".join(Incident.objects.order_by("pk").values_list("summary", flat=True)).split()
    chance = random.Random(7)
    types = list(IncidentType.objects.order_by("code"))
    themes = sorted(Theme.objects.values_list("code", flat=True))
    states = sorted(Country.objects.filter(alpha2__gt="").values_list("code", flat=True))
    for number in range(24):
        title, summary, note = (" ".join(chance.choices(words, k=k)) for k in (8, 24, 6))
        day = "" if number % 8 == 0 else f"{2025 - number * 2}-0{number % 5 + 1}-{number % 28 + 1:02}"
        fields = {"date_note": note} if number % 8 == 0 else {}
        sides = ("USA" if number % 6 else "RUS", states[number * 10])
        kind = {"type_id": types[number].code, "level": types[number].level_max, **fields}
        made = make_incident(title, summary=summary, date=day, sides=sides, **kind)
        made.themes.set(chance.sample(themes, 2))
        publish(made)


@pytest.mark.parametrize(
    ("query", "spare"), [("", 1.5), ("?country=USA", 1.5), ("?ordering=date", 1), ("?q=Russia", 0.5)]
)
def test_a_full_page_has_some_of_its_40_kb_to_spare_without_fonts(many, reader, query, spare):
    """In both languages: with texts as long and as different as those of the record, and all that the page loads but fonts and icon."""
    for page in (reader.get(f"/incidents/{query}"), reader.get(f"/ru/incidents/{query}")):
        assert len(refs(page.text)) == 20
        loaded = re.findall(r'<(?:link rel="stylesheet" href|script src)="/static/([^"]+)"', page.text)
        assert {"js/htmx.min.js", "js/list.js", "css/app.css"} <= set(loaded)
        files = [(PROJECT / "static" / name).read_bytes() for name in loaded]
        served = [
            bare(content) if name.endswith(".css") else content if ".min." in name else bare_script(content)
            for name, content in zip(loaded, files, strict=True)
        ]
        weight = sum(len(gzip.compress(content)) for content in (page.content, *served))
        assert weight <= (40 - spare) * 1024
