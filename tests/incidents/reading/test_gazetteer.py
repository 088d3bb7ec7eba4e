"""Names in a text: whole, in every script and case, the longest first, with their places."""

import pytest

from tests.incidents.reading.names_on_file import gazetteer


def found(text: str) -> list[tuple[str, str]]:
    return [(mention.written, mention.thing.label) for mention in gazetteer().find(text)]


@pytest.mark.parametrize(
    ("text", "written", "label"),
    [
        ("The law of Kazakhstan’s parliament", "Kazakhstan", "Kazakhstan"),
        ("Власти Казахстана молчат", "Казахстана", "Kazakhstan"),
        ("Казахстанские власти молчат", "Казахстанские", "Kazakhstan"),
        ("据哈萨克斯坦报道", "哈萨克斯坦", "Kazakhstan"),
        ("قالت كازاخستان", "كازاخستان", "Kazakhstan"),
        ("two Kazakhs were held", "Kazakhs", "Kazakhstan"),
        ("разговор с Верой Орловой", "Верой Орловой", "Vera Orlova"),
        ("the Steppe Herald wrote", "Steppe Herald", "The Steppe Herald"),
        ("Kazakhstan’s Foreign Ministry said", "Kazakhstan’s Foreign Ministry", "Ministry of Foreign Affairs of Kazakhstan"),
        ("The Kazakh Foreign Ministry said", "Kazakh Foreign Ministry", "Ministry of Foreign Affairs of Kazakhstan"),
        ("в МИДе Казахстана; МИД Казахстана", "МИД Казахстана", "Ministry of Foreign Affairs of Kazakhstan"),
    ],
)  # fmt: skip
def test_a_name_is_found_in_every_script_and_case(text, written, label):
    assert (written, label) in found(text)


@pytest.mark.parametrize("text", ["a turkey on the table", "tell us more", "Turk", "Nigerians"])
def test_a_word_that_resembles_a_name_is_not_taken_for_it(text):
    labels = {label for _, label in found(text)}
    assert "United States" not in labels and "Turkmenistan" not in labels and "Niger" not in labels


def test_every_mention_points_to_its_words():
    text = "On Friday Vera Orlova left Kazakhstan for Ankara."
    assert all(text[one.start : one.end] == one.written for one in gazetteer().find(text))


def test_of_two_names_the_longer_one_counts():
    assert found("Ministry of Foreign Affairs of Kazakhstan") == [
        ("Ministry of Foreign Affairs of Kazakhstan", "Ministry of Foreign Affairs of Kazakhstan")
    ]


def test_a_last_name_is_sure_only_beside_the_full_name():
    alone = gazetteer().find("Orlova said no.")
    beside = gazetteer().find("Vera Orlova came. Orlova said no.")
    assert [one.sure for one in alone] == [False]
    assert [one.sure for one in beside] == [True, True]


def test_a_last_name_of_a_woman_is_not_that_of_a_man():
    assert [one.thing.label for one in gazetteer().find("Boris Orlov came. Later Orlov left.")] == [
        "Boris Orlov"
    ] * 2


def test_a_capital_may_stand_for_the_state_and_is_not_sure():
    (mention,) = gazetteer().find("Astana protests")
    assert mention.thing.key == "KAZ" and not mention.sure and "capital" in mention.how


def test_one_name_of_two_things_gives_both_and_is_not_sure():
    names = gazetteer()
    names.add(names.find("Vera Orlova")[0].thing, "Kazakhstan", "name on file")
    (mention,) = names.find("Kazakhstan")
    assert {thing.label for thing in mention.things} == {"Vera Orlova", "Kazakhstan"} and not mention.sure
