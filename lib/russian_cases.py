"""Case forms of Russian names: which nominatives a word may come from, by the endings of the declensions.

Endings are exact where a stemmer cuts words short: its stem of "Дания" is that of "данных", its stem of "Мали" that
of "малый", and "Лавров" and "Лаврова" have different ones. Names that do not decline come from themselves only.
"""

import re

CYRILLIC = re.compile("[а-яё]")
SHORTEST_STEM = 3
VOWELS = "аеиоуыэюя"

# The ending of a nominative, and what it becomes in the other cases.
DECLENSIONS = [
    ("а", "ы и е у ой ою ей"),  # Украина, Лаврова
    ("я", "и е ю ей ею"),  # Россия, Корея, Наталья
    ("й", "я ю ем е и"),  # Китай, Сергей, Маврикий
    ("ь", "я ю ем е и ью"),  # Израиль, Беларусь
    ("", "а у ом ем е ы ым"),  # Казахстан, Лавров
    ("ы", "ов ам ами ах ых ым ыми"),  # Нидерланды, Эмираты, Штаты
    ("острова", "островов островам островами островах"),
    ("ство", "ства ству стве ством"),  # Королевство
    ("ый", "ого ому ым ом"),
    ("ий", "ого ому им ом его ему ем"),  # Зеленский
    ("ой", "ого ому ым ом"),  # Толстой
    ("ая", "ой ую"),  # Южная
    ("ые", "ых ым ыми"),  # Соединённые
    ("ие", "их им ими"),  # Арабские
]
NOMINATIVES = [(case, nominative) for nominative, cases in DECLENSIONS for case in cases.split()]


def nominatives(word: str) -> set[str]:
    """The word itself, and all words in small letters that it may be a case of; most of them do not exist."""
    word = word.lower().replace("ё", "е")
    if not CYRILLIC.match(word[-1:]):
        return {word}
    found = {word}
    for case, nominative in NOMINATIVES:
        stem = word.removesuffix(case)
        if stem != word and joins(stem, nominative):
            found.add(stem + nominative)
    if joins(word, ""):
        found.add(f"{word}ы")  # Филиппин
    return found


def joins(stem: str, nominative: str) -> bool:
    """Whether a nominative may be made of these: й stands behind a vowel, ь or no ending behind a consonant."""
    if len(stem) < SHORTEST_STEM:
        return False
    if stem[-1] in "йьъ":
        return nominative == "я"  # Наталья
    if nominative == "й":
        return stem[-1] in VOWELS
    return nominative not in ("", "ь") or stem[-1] not in VOWELS
