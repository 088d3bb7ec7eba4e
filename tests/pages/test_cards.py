"""Pictures for shared links: of an incident and of a pair, with what the record says now."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from pages import cards, signs
from pages.lettering import SANS, SERIF, lines, part_of, shortened, width
from tests.make import make_incident, publish

pytestmark = pytest.mark.django_db
FACE = (SERIF, 66, 600)


@pytest.fixture
def incident(db):
    made = make_incident("Kazakhstan protests", sides=("KAZ", "RUS"))
    publish(made)
    return made


def opened(answer):
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    return Image.open(BytesIO(answer.content))


@pytest.mark.parametrize("address", ["/incidents/DI-1/card.png", "/countries/KAZ/RUS/card.png"])
def test_a_card_is_a_png_of_the_size_that_sharing_wants(reader, incident, address):
    answer = reader.get(address)
    assert opened(answer).size == (1200, 630) and len(answer.content) < 60_000


def test_a_correction_draws_another_card(reader, incident):
    before = reader.get(f"/incidents/{incident.ref}/card.png").content
    incident.title = "Kazakhstan protests again"
    incident.save()
    publish(incident, reason="Again.")
    assert reader.get(f"/incidents/{incident.ref}/card.png").content != before


def test_a_version_has_a_card_while_it_is_in_force(reader, incident):
    assert reader.get(f"/incidents/{incident.ref}@1/card.png").status_code == 200
    incident.title = "Kazakhstan protests again"
    incident.save()
    publish(incident, reason="Again.")
    assert reader.get(f"/incidents/{incident.ref}@1/card.png").status_code == 404
    assert reader.get(f"/incidents/{incident.ref}@2/card.png").status_code == 200


@pytest.mark.parametrize("address", ["/incidents/DI-99/card.png", "/countries/KAZ/XXX/card.png"])
def test_what_is_not_public_has_no_card(reader, incident, address):
    assert reader.get(address).status_code == 404


def test_a_pair_without_incidents_has_a_card(reader, db):
    assert opened(reader.get("/countries/ISL/PRY/card.png")).size == (1200, 630)


def test_a_card_answers_304_until_something_is_published(reader, incident):
    asked = {"If-None-Match": reader.get("/countries/KAZ/RUS/card.png")["ETag"]}
    assert reader.get("/countries/KAZ/RUS/card.png", headers=asked).status_code == 304
    publish(make_incident("Another"))
    assert reader.get("/countries/KAZ/RUS/card.png", headers=asked).status_code == 200


def test_the_same_facts_are_drawn_once(reader, incident):
    cards.drawn.cache_clear()
    for _ in range(3):
        reader.get(f"/incidents/{incident.ref}/card.png")
    assert cards.drawn.cache_info().misses == 1


def test_a_card_takes_few_queries(reader, incident):
    reader.get("/countries/KAZ/RUS/card.png")
    with CaptureQueriesContext(connection) as found:
        reader.get("/countries/KAZ/RUS/card.png")
    assert len(found) < 9


def test_an_arrow_that_letters_cannot_draw_is_said_in_words():
    a, b = signs.Party("KAZ", "KZ", "Kazakhstan"), signs.Party("RUS", "RU", "Russia")
    assert cards.between(signs.Dyad([a], [b], "to")) == "Kazakhstan › Russia"
    assert cards.between(signs.Dyad([a], [b], "dash")) == "Kazakhstan › Russia, in doubt"
    assert cards.between(signs.Dyad([], [b], "hollow", ("Kloop",))) == "Kloop › Russia, not for a state"
    assert cards.between(signs.Dyad([a], [], "")) == "Kazakhstan"
    assert cards.between(signs.Dyad([a], [], "", contested=True)) == "Kazakhstan, in doubt"
    assert cards.between(signs.Dyad([a], [], "", hosts=(b,))) == "Kazakhstan, host: Russia"
    assert cards.between(signs.Dyad([a], [], "to", aims=("Sputnik",))) == "Kazakhstan › Sputnik"


def test_the_highest_step_of_a_pair_is_drawn_with_its_doubt():
    a, b = signs.Party("KAZ", "KZ", "Kazakhstan"), signs.Party("RUS", "RU", "Russia")
    alleged, reported = signs.Certainty("alleged", "Alleged"), signs.Certainty("reported", "Reported")
    aimed = signs.Dyad([a], [b], "dash", implied=True)
    assert cards.doubt_of({"certainty": alleged, "dyad": aimed}) == "alleged, target implied"
    assert cards.doubt_of({"certainty": reported, "dyad": signs.Dyad([a], [b], "to")}) == ""
    assert cards.doubt_of(None) == ""


def test_lines_keep_within_their_room_and_say_what_is_left_out():
    made = lines("Kazakhstan protests against the closing of the consulate " * 6, *FACE, 1056, 4)
    assert len(made) == 4 and made[-1].endswith("…")
    assert all(width(line, *FACE) <= 1056 for line in made)


def test_one_word_wider_than_the_picture_is_cut():
    assert shortened("W" * 200, *FACE, 1056).endswith("…")
    assert width(shortened("W" * 200, *FACE, 1056), *FACE) <= 1056


@pytest.mark.parametrize(
    ("letter", "part"), [("a", "latin"), ("ő", "latin-ext"), ("Ж", "cyrillic"), ("Қ", "cyrillic-ext")]
)
def test_each_letter_is_drawn_from_the_file_that_has_it(letter, part):
    assert part_of(letter) == part and width(letter, SANS, 30, 400) > 0
