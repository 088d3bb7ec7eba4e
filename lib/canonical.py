"""The one text of a document: equal documents give equal bytes, so that a hash over them means something.

Rules: UTF-8, text in Unicode normal form C, keys sorted by code point, no space between tokens, no floats
(a coordinate is a string). Nothing else is changed: the order of a list counts, and 1 and true differ.
"""

import hashlib
import json
import re
import unicodedata
from typing import Any

SURROGATE = re.compile("[\ud800-\udfff]")


def dumps(value: Any) -> str:
    """The canonical JSON text of str, int, bool, None, and lists and dicts of them with str keys.

    Raises TypeError for any other type (floats, dates, tuples), and ValueError for text that PostgreSQL
    cannot hold or for two keys that normalise to one. Both name the path, such as `participants[0].note`.
    """
    clean = _clean(value, "")
    return json.dumps(clean, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def loads(text: str) -> Any:
    """The value of a JSON text; ValueError for what no canonical text has: a float, NaN, a repeated key."""
    return json.loads(
        text, parse_float=_refuse_number, parse_constant=_refuse_number, object_pairs_hook=_unique_keys
    )


def sha256(text: str) -> str:
    """The SHA-256 of the text's UTF-8 bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _clean(value: Any, path: str) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _clean_text(value, path)
    if isinstance(value, list):
        return [_clean(item, f"{path}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, dict):
        return _clean_dict(value, path)
    advice = "; write a number with a fraction as text" if isinstance(value, float) else ""
    raise TypeError(f"{_place(path)}: {type(value).__name__} has no canonical form{advice}")


def _clean_dict(value: dict[Any, Any], path: str) -> dict[str, Any]:
    clean: dict[str, Any] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError(f"{_place(path)}: the key {key!r} is not text")
        name = _clean_text(key, f"{path}, key {key!r}")
        if name in clean:
            raise ValueError(f"{_place(path)}: two keys are both {name!r} in normal form")
        clean[name] = _clean(item, f"{path}.{name}" if path else name)
    return clean


def _clean_text(text: str, path: str) -> str:
    if "\0" in text:
        raise ValueError(f"{_place(path)}: the text holds a NUL character, which cannot be stored")
    if SURROGATE.search(text):
        raise ValueError(f"{_place(path)}: the text holds half a surrogate pair, which is no character")
    return unicodedata.normalize("NFC", text)


def _place(path: str) -> str:
    return path.removeprefix(", ") or "top level"


def _refuse_number(text: str) -> Any:
    raise ValueError(f"{text} is not in a canonical text: a number there has no fraction and no exponent")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a key is given twice in one object")
    return value
