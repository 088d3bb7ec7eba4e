import pytest
from hypothesis import given

from lib import edtf
from tests.lib.test_edtf import accepted


@pytest.mark.parametrize(
    ("text", "english", "russian"),
    [
        ("", "date not known", "дата неизвестна"),
        ("2025-04-16", "16 Apr 2025", "16 апреля 2025"),
        ("2024-12", "Dec 2024", "декабрь 2024"),
        ("2025-09", "Sep 2025", "сентябрь 2025"),
        ("2024", "2024", "2024"),
        ("2025-05~", "c. May 2025", "около мая 2025"),
        ("2025-04-23?", "23 Apr 2025 (uncertain)", "23 апреля 2025 (под вопросом)"),
        ("2025-05%", "c. May 2025 (uncertain)", "около мая 2025 (под вопросом)"),
        ("2025-04-XX", "Apr 2025", "апрель 2025"),
        ("2025-21", "Spring 2025", "весна 2025"),
        ("2025-22~", "c. Summer 2025", "около лета 2025"),
        ("2025-24", "Winter 2025–2026", "зима 2025–2026"),
        ("202X", "2020s", "2020-е"),
        ("20XX", "2000–2099", "2000–2099"),
    ],
)
def test_a_date_alone(text, english, russian):
    assert edtf.written(edtf.parse(text)) == english
    assert edtf.written(edtf.parse(text), "ru") == russian


@pytest.mark.parametrize(
    ("text", "english", "russian"),
    [
        ("2025-05-03/2025-05-08", "3–8 May 2025", "3–8 мая 2025"),
        ("2025-04-28/2025-05-03", "28 Apr – 3 May 2025", "28 апреля – 3 мая 2025"),
        ("2024-12-28/2025-01-03", "28 Dec 2024 – 3 Jan 2025", "28 декабря 2024 – 3 января 2025"),
        ("2025-03/2025-05", "Mar – May 2025", "март – май 2025"),
        ("2024-12/2025-05", "Dec 2024 – May 2025", "декабрь 2024 – май 2025"),
        ("2025-04/2025-05-08", "Apr – 8 May 2025", "апрель – 8 мая 2025"),
        ("2022/2024", "2022–2024", "2022–2024"),
        ("2025/2025-05", "2025 – May 2025", "2025 – май 2025"),
        ("2025-21/2025-22", "Spring 2025 – Summer 2025", "весна 2025 – лето 2025"),
        ("2025-05/2025-05", "May 2025", "май 2025"),
        (
            "2025-04~/2025-05",
            "Apr 2025 (approximate) – May 2025",
            "апрель 2025 (приблизительно) – май 2025",
        ),
    ],
)
def test_a_period_says_a_shared_month_and_year_once(text, english, russian):
    assert edtf.written(edtf.parse(text)) == english
    assert edtf.written(edtf.parse(text), "ru") == russian


@pytest.mark.parametrize(
    ("text", "english", "russian"),
    [
        ("[2025-05-03..2025-05-08]", "c. 3–8 May 2025", "около 3–8 мая 2025"),
        ("[2025-04-01..2025-05-08]", "c. 1 Apr – 8 May 2025", "около 1 апреля – 8 мая 2025"),
        ("[2025-03..2025-05]", "c. Mar – May 2025", "около марта – мая 2025"),
        ("[2025-05-02,2025-05-09]", "2 May 2025 or 9 May 2025", "2 мая 2025 или 9 мая 2025"),
    ],
)
def test_one_day_out_of_several(text, english, russian):
    assert edtf.written(edtf.parse(text)) == english
    assert edtf.written(edtf.parse(text), "ru") == russian


@pytest.mark.parametrize(
    ("text", "english", "russian"),
    [
        ("../2025-05-08", "by 8 May 2025", "не позднее 8 мая 2025"),
        ("[..2025-05-08]", "by 8 May 2025", "не позднее 8 мая 2025"),
        ("../2024-12-31", "by 31 Dec 2024", "не позднее 31 декабря 2024"),
        ("../2025-05", "May 2025 or earlier", "не позднее мая 2025"),
        ("../2024", "2024 or earlier", "не позднее 2024"),
        ("../2025-24", "Winter 2025–2026 or earlier", "не позднее зимы 2025–2026"),
        ("../202X", "2020s or earlier", "не позднее 2020-х"),
        ("../2025-05~", "May 2025 or earlier (approximate)", "не позднее мая 2025 (приблизительно)"),
        ("../9999-12-31", "by 31 Dec 9999", "не позднее 31 декабря 9999"),
        ("2022-05/..", "since May 2022", "с мая 2022"),
        ("2025-05-02/..", "since 2 May 2025", "со 2 мая 2025"),
        ("202X/..", "since 2020s", "с 2020-х"),
        ("[2025-06-22..]", "22 Jun 2025 or later", "22 июня 2025 или позже"),
        ("[2025-06..]", "Jun 2025 or later", "июнь 2025 или позже"),
        ("2022-05/", "May 2022 – ?", "май 2022 – ?"),
        ("/2022-05", "? – May 2022", "? – май 2022"),
    ],
)
def test_an_open_end_is_said(text, english, russian):
    assert edtf.written(edtf.parse(text)) == english
    assert edtf.written(edtf.parse(text), "ru") == russian


def test_a_regional_language_is_its_base_and_one_without_words_is_english():
    parsed = edtf.parse("2025-04-16")
    assert edtf.written(parsed, "ru-RU") == "16 апреля 2025"
    assert edtf.written(parsed, "fr") == "16 Apr 2025"


@given(accepted)
def test_everything_accepted_can_be_written_out(text):
    parsed = edtf.parse(text)
    for language in ("en", "ru"):
        words = edtf.written(parsed, language)
        assert words.strip() == words != ""
        assert "{" not in words
