"""Case forms: a form leads back to its nominative, and a stem alone leads nowhere."""

import pytest

from lib.russian_cases import nominatives

FORMS = {
    "лавров": "Лаврова Лаврову Лавровым Лаврове",
    "лаврова": "Лавровой Лаврову",
    "россия": "России Россию Россией",
    "украина": "Украины Украине Украину Украиной",
    "казахстан": "Казахстана Казахстану Казахстаном Казахстане",
    "китай": "Китая Китаю Китаем Китае",
    "сергей": "Сергея Сергею Сергеем Сергее",
    "наталья": "Натальи Наталье Наталью Натальей",
    "израиль": "Израиля Израилю Израилем Израиле",
    "беларусь": "Беларуси Беларусью",
    "зеленский": "Зеленского Зеленскому Зеленским Зеленском",
    "нидерланды": "Нидерландов Нидерландам Нидерландами Нидерландах",
    "филиппины": "Филиппин",
    "южная": "Южной Южную",
    "соединенные": "Соединённых Соединёнными",
}


@pytest.mark.parametrize(
    ("nominative", "form"), [(name, form) for name, forms in FORMS.items() for form in forms.split()]
)
def test_a_form_leads_back_to_its_nominative(nominative, form):
    assert nominative in nominatives(form)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("данных", "дания"),
        ("малых", "мали"),
        ("куб", "куба"),
        ("лавр", "лавров"),
        ("нигере", "нигерй"),
        ("ирак", "иран"),
        ("перо", "перу"),
        ("греческий", "греция"),
    ],
)
def test_a_word_with_the_same_stem_does_not_lead_to_a_name(word, name):
    assert name not in nominatives(word)


@pytest.mark.parametrize("word", ["", "и", "Ли", "Оше", "Lavrov", "中国"])
def test_a_short_or_foreign_word_has_only_itself(word):
    assert nominatives(word) == {word.lower()}
