"""What goes into a search vector, read back from the index of a published incident."""

import pytest
from django.db import connection

from lib import canonical
from record.models import Document, IncidentIndex
from record.passages import codes, incident_passages
from record.vectors import LONGEST_TEXT, Written, plain, vector, written
from tests.make import make_claim, make_incident, make_statement, publish

pytestmark = pytest.mark.django_db


def finds(query):
    return IncidentIndex.objects.filter(search=Written(query)).exists()


def finds_text(text):
    """Whether the words of a text stand in a vector in their order."""
    return finds(written([text], "default")[0])


def weights(word):
    """The weights of a word in the only vector, one for each place where it stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_to_string(weights, '') FROM record_incidentindex, unnest(search) WHERE lexeme = %s",
            [word],
        )
        found = cursor.fetchone()
        return found and found[0]


def test_each_text_has_its_weight():
    incident = make_incident("Alpha", summary="Beta.", narrative="Gamma **delta**.", place_names=["Omega"])
    make_statement(incident, "Epsilon.")
    make_claim(incident, "Zeta.", wording="Theta.")
    publish(incident)
    found = {
        word: weights(word)
        for word in ("alpha", "beta", "epsilon", "zeta", "theta", "gamma", "delta", "omega")
    }
    assert found == {
        "alpha": "A", "beta": "B", "epsilon": "C", "zeta": "C", "theta": "C", "gamma": "D", "delta": "D", "omega": "D",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["démarche", "demarche", "DÉMARCHES", "demarches"])
def test_accents_make_no_difference(text):
    publish(make_incident("A démarche"))
    assert finds_text(text)


def test_russian_and_english_words_are_stemmed():
    publish(make_incident("Послы протестовали; ambassadors protested"))
    assert all(finds_text(text) for text in ("послам", "протестовала", "ambassador", "protests"))


def test_yo_is_ye_and_short_i_is_a_letter_of_its_own():
    publish(make_incident("Ёлкин назвал войну своей", summary="Йод."))
    assert finds_text("елкин") and finds_text("ёлкин") and finds_text("йод")
    assert not finds_text("иод")


def test_signs_beyond_ascii_are_not_part_of_words():
    publish(make_incident("“Concern”—said «посол»… ‘twice’ answer\N{NO-BREAK SPACE}and\N{EN DASH}law"))
    assert all(finds_text(word) for word in ("concern", "посол", "twice", "answer", "law"))


def test_codes_stand_whole():
    publish(make_incident(place_country_id="KAZ"))
    assert finds("'c:UZB' & 'c:RUS' & 'c:KAZ'") and not finds("'c:KGZ'")
    assert not finds("'kaz'")


def test_actors_stand_by_their_numbers():
    incident = make_incident()
    make_statement(incident)
    publish(incident)
    assert finds("'a:A-1'") and not finds("'a:A-2'")


def test_no_phrase_reaches_from_one_text_into_the_next():
    incident = make_incident("Border", summary="Closure of roads.")
    make_statement(incident, "Regret.")
    make_statement(incident, "Protest.", speaker=incident.statements.get().speaker)
    publish(incident)
    assert finds_text("closure of roads")
    assert (
        not finds_text("border closure")
        and not finds_text("roads regret")
        and not finds_text("regret protest")
    )


def test_a_vector_can_be_made_again_from_the_document_alone():
    incident = make_incident("A démarche — «нота»", narrative="Текст. [1]\n\n* one\n* two")
    make_statement(incident)
    publish(incident)
    row = IncidentIndex.objects.get()
    document = canonical.loads(Document.objects.get(entry=row.since).text)
    IncidentIndex.objects.update(search=vector(incident_passages(document), codes(document)))
    assert IncidentIndex.objects.get().search == row.search != ""


def test_a_text_too_long_for_a_vector_is_searched_as_far_as_it_goes():
    words = " ".join(f"слово{number}-й" for number in range(40_000))
    publish(make_incident("Long", narrative=words))
    assert len(words) > 3 * LONGEST_TEXT
    assert finds_text("слово1") and not finds_text("слово39999")


def test_a_lexeme_in_a_query_is_not_parsed():
    publish(make_incident("It's O'Neill's"))
    assert not finds("'c:kaz'") and not finds("'it''s'")


def test_plain_text_has_as_many_characters():
    text = "Ça “va” — déjà vu… № 5 \N{ZERO WIDTH SPACE}日本、한국 हिन्दी"
    assert len(plain(text)) == len(text)
    assert plain(text).split() == ["Ça", "va", "déjà", "vu", "5", "日本", "한국", "हिन्दी"]
