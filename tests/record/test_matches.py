"""Why a row was found."""

import pytest

from record import codebook, ledger
from record.matches import Match, why
from record.models import IncidentIndex, StatementIndex
from record.question import understand
from tests.make import make_claim, make_incident, make_statement, publish

pytestmark = pytest.mark.django_db


def reasons(text):
    """Field, ref and text of each reason for DI-1, with hits in brackets."""
    moment = ledger.moment()
    rows = IncidentIndex.objects.at(moment)
    question = understand(text, rows, codebook.at(moment), moment)
    return [(match.field, match.ref, shown(match)) for match in why(question, list(rows))["DI-1"]]


def shown(match: Match):
    return "".join(f"[{text}]" if hit else text for text, hit in match.parts)


@pytest.fixture
def protest():
    incident = make_incident(
        "Uzbekistan protests over a démarche",
        summary="Two sentences. No more.",
        narrative="Andrey said **much** of the border.[1]",
        place_names=["Tashkent"],
    )
    make_statement(incident, "Границу закрыли: the border closure (a closure) is «наша война».")
    make_claim(incident, "Eight units stand at the border.")
    publish(incident)
    return incident


def test_the_field_and_the_words_are_named(protest):
    assert reasons("eight") == [("claim", "CL-1", "[Eight] units stand at the border.")]


def test_a_word_is_marked_as_it_is_written(protest):
    assert reasons("demarches") == [("title", "", "Uzbekistan protests over a [démarche]")]
    assert reasons("войны") == [
        ("statement", "ST-1", "Границу закрыли: the border closure (a closure) is «наша [война]».")
    ]


def test_of_each_field_one_text_is_shown_the_weightiest_first(protest):
    assert [field for field, *_ in reasons("border")] == ["statement", "claim", "narrative"]
    assert reasons("border")[2] == ("narrative", "", "Andrey said much of the [border].[1]")


@pytest.mark.parametrize("q", ["Узбекистаном", "Uzbekistan"])
def test_a_name_is_a_reason_under_any_spelling(protest, q):
    assert [reason[:2] for reason in reasons(q)] == [("name", "c:UZB"), ("title", "")]


def test_a_phrase_is_marked_only_where_it_stands(protest):
    assert reasons('"border closure"') == [
        ("statement", "ST-1", "Границу закрыли: the [border] [closure] (a closure) is «наша война».")
    ]


def test_what_is_left_out_is_no_reason(protest):
    assert [field for field, *_ in reasons("tashkent -peace")] == ["place"]


def test_a_statement_is_explained_by_its_own_words_and_names(protest):
    moment = ledger.moment()
    rows = StatementIndex.objects.at(moment)
    question = understand("closure Uzbekistan", rows, codebook.at(moment), moment)
    (found,) = why(question, list(rows)).values()
    assert [(match.field, match.ref) for match in found] == [("statement", "ST-1")]


def test_a_long_text_is_cut_between_words_round_the_first_hit():
    publish(make_incident(narrative=f"{'before ' * 60}needle{' behind' * 60}"))
    ((field, _, text),) = reasons("needle")
    assert field == "narrative" and len(text) < 220
    assert text.startswith("… before ") and text.endswith(" behind …") and " [needle] " in text


def test_markup_in_a_text_stays_text():
    publish(make_incident("<b>needle</b> & <script>"))
    assert reasons("needle") == [("title", "", "<b>[needle]</b> & <script>")]


def test_two_queries_for_one_row_as_for_a_hundred(protest, django_assert_num_queries):
    moment = ledger.moment()
    rows = IncidentIndex.objects.at(moment)
    question = understand("border", rows, codebook.at(moment), moment)
    for number in range(20):
        publish(make_incident(f"Border {number}"))
    for found in (list(rows[:1]), list(rows)):
        with django_assert_num_queries(2):
            assert len(why(question, found)) == len(found)


def test_without_rows_nothing_is_asked(protest, django_assert_num_queries):
    moment = ledger.moment()
    question = understand("border", IncidentIndex.objects.all(), codebook.at(moment), moment)
    with django_assert_num_queries(0):
        assert why(question, []) == {}
