"""How names sound, roughly: one key for the spellings of a name in Latin and Cyrillic letters. Good for suggesting only.

Лавров, Lavrov, Lawrow and Lavroff have one key. Other names may have it too, and some spellings of one name have two.
"""

import re
from functools import lru_cache

from lib.sorting import sort_key

CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґўәғқңөұүһҷӣӯҳ",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "zh",
            "z",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "h",
            "c",
            "s",
            "s",
            "s",
            "-",
            "i",
            "-",
            "e",
            "u",
            "a",
            "i",
            "i",
            "e",
            "g",
            "u",
            "a",
            "g",
            "k",
            "n",
            "o",
            "u",
            "u",
            "h",
            "dzh",
            "i",
            "u",
            "h",
        ],
        strict=True,
    )
)
# From the longest on; each is what several spellings come to.
SPELLINGS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("[’'`ʻʼ´-]", ""),
        ("dzh|dsch|dj", "J"),
        ("shch|schtsch|tsch|tch|sch|sh|ch", "s"),
        ("zh", "z"),
        ("th", "t"),
        ("kh|gh(?=[^e])", "h"),
        ("ph", "f"),
        ("ts|tz|cz", "c"),
        ("ck|q", "k"),
        ("c(?=[aou klrt])", "k"),
        ("x", "ks"),
        ("w", "v"),
        ("off?$|ov$", "ov"),
        ("eff?$|ev$", "ev"),
        ("ou", "u"),
        ("ya|ja|ia", "a"),
        ("yu|ju|iu", "u"),
        ("ye|je|ie", "e"),
        ("[yj]", "i"),
        ("ii+", "i"),
        (r"(.)\1", r"\1"),
    )
]


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """The key of one word; empty for one without letters."""
    text = "".join(CYRILLIC.get(letter, letter) for letter in sort_key(word)).replace("-", "")
    for spelling, into in SPELLINGS:
        text = spelling.sub(into, text)
    return text


def sounds(name: str) -> str:
    """The keys of all words of a name."""
    return " ".join(filter(None, map(sound, re.findall(r"\w[\w’'`ʻʼ´-]*", name))))
