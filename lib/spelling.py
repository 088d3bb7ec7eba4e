"""A rough spelling that the ways to write a name in Latin and Cyrillic letters share: Lavrov, Лавров, Lawrow, Lavroff.

It is for suggestions only. The steps are plain replacements, so that a database can do the same (incidents/likeness.py).
"""

import unicodedata

ALIKE = {
    "a": "аәя",
    "b": "б",
    "v": "вw",
    "g": "гғґҝ",
    "d": "дđ",
    "e": "еёэє",
    "z": "жзҗ",
    "i": "ийыіїyjı",
    "k": "кқq",
    "l": "лł",
    "m": "м",
    "n": "нң",
    "o": "оөø",
    "p": "п",
    "r": "р",
    "s": "сшщ",
    "t": "т",
    "u": "уұүўю",
    "f": "ф",
    "h": "хҳһx",
    "c": "цчҷ",
}
LETTERS = {letter: sound for sound, letters in ALIKE.items() for letter in letters}
DROPPED = "ъьʻʼ’‘'`ʹ"
ACCENTED = {
    letter: base
    for letter in map(chr, [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)])
    if (base := unicodedata.normalize("NFKD", letter)[0].lower()) != letter
    and base.isascii()
    and base.isalpha()
}
SINGLE = {
    **{accented: LETTERS.get(base, base) for accented, base in ACCENTED.items()},
    **LETTERS,
    **{letter.upper(): other for letter, other in LETTERS.items() if len(letter.upper()) == 1},
}
FROM = "".join(SINGLE) + DROPPED
TO = "".join(SINGLE.values())  # what stands in FROM behind its end is left out
TABLE = str.maketrans(FROM[: len(TO)], TO, DROPPED)
SOUNDS = [
    *[
        ("sch", "s"),
        ("tch", "c"),
        ("dzh", "z"),
        ("sh", "s"),
        ("ch", "c"),
        ("kh", "h"),
        ("gh", "g"),
        ("zh", "z"),
    ],
    *[("dz", "z"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("ts", "c"), ("tz", "c"), ("ck", "k"), ("ou", "u")],
    *[("oo", "u"), ("ee", "i"), ("ia", "a"), ("iu", "u"), ("ie", "e"), ("io", "e"), ("ii", "i"), ("ff", "v")],
    *[("ss", "s"), ("ll", "l"), ("mm", "m"), ("nn", "n"), ("tt", "t"), ("rr", "r"), ("pp", "p"), ("kk", "k")],
]


def rough(name: str) -> str:
    """The rough spelling: small letters of the English alphabet and what is no letter."""
    found = name.lower().translate(TABLE)
    for letters, sound in SOUNDS:
        found = found.replace(letters, sound)
    return found
