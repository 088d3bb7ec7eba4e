import hashlib
import json
import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import canonical

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
normal_texts = texts.map(lambda text: unicodedata.normalize("NFC", text))
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | normal_texts,
    lambda inner: st.lists(inner) | st.dictionaries(normal_texts, inner),
    max_leaves=20,
)


def turned_round(value):
    """The same value with the keys of every dict in the opposite order."""
    if isinstance(value, list):
        return [turned_round(item) for item in value]
    if isinstance(value, dict):
        return {key: turned_round(value[key]) for key in reversed(value)}
    return value


def test_keys_are_sorted_and_nothing_stands_between_tokens():
    assert canonical.dumps({"б": 1, "a": [True, None, "x"], "A": {}}) == '{"A":{},"a":[true,null,"x"],"б":1}'


def test_letters_stay_letters():
    assert canonical.dumps("Оқиға – démarche 🕊") == '"Оқиға – démarche 🕊"'


def test_text_and_keys_are_brought_to_normal_form_c():
    assert canonical.dumps({"e\u0301": "e\u0301"}) == '{"\u00e9":"\u00e9"}'


def test_true_and_one_differ():
    assert canonical.dumps([True]) != canonical.dumps([1])


@pytest.mark.parametrize(
    ("value", "path", "kind"),
    [
        ({"place": {"latitude": 39.65}}, "place.latitude", "float"),
        ([1, [float("nan")]], "[1][0]", "float"),
        (float("inf"), "top level", "float"),
        ({"date": date(2025, 5, 2)}, "date", "date"),
        ({"participants": [{"n": Decimal(4)}]}, "participants[0].n", "Decimal"),
        ({"themes": ("a",)}, "themes", "tuple"),
        ({"themes": {"a"}}, "themes", "set"),
        ({"raw": b"a"}, "raw", "bytes"),
    ],
)
def test_other_types_are_refused_by_path(value, path, kind):
    with pytest.raises(TypeError) as caught:
        canonical.dumps(value)
    assert str(caught.value).startswith(f"{path}: {kind} has no canonical form")


def test_a_key_that_is_not_text_is_refused():
    with pytest.raises(TypeError, match="numbers: the key 1 is not text"):
        canonical.dumps({"numbers": {1: "a"}})


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b", "\udfff"])
def test_text_that_postgresql_cannot_hold_is_refused_by_path(text):
    with pytest.raises(ValueError, match=r"^statements\[1\]\.text: the text holds"):
        canonical.dumps({"statements": [{"text": "fine"}, {"text": text}]})


def test_a_key_that_postgresql_cannot_hold_is_refused():
    with pytest.raises(ValueError, match=r"^key 'a\\x00': the text holds a NUL"):
        canonical.dumps({"a\0": 1})


def test_keys_that_are_one_in_normal_form_are_refused():
    with pytest.raises(ValueError, match="two keys are both"):
        canonical.dumps({"\u00e9": 1, "e\u0301": 2})


@pytest.mark.parametrize("text", ["[1.5]", "[1e3]", "[NaN]", "[-Infinity]", '{"a":1,"a":2}', "{", ""])
def test_what_is_never_written_is_not_read(text):
    with pytest.raises(ValueError):
        canonical.loads(text)


def test_the_hash_is_over_the_utf8_bytes():
    assert canonical.sha256('"é"') == hashlib.sha256(b'"\xc3\xa9"').hexdigest()


@given(documents)
def test_a_document_comes_back_as_it_was(value):
    assert canonical.loads(canonical.dumps(value)) == value


@given(documents)
def test_the_order_of_keys_does_not_matter(value):
    assert canonical.dumps(turned_round(value)) == canonical.dumps(value)


@given(documents)
def test_the_text_of_a_text_read_back_is_the_same(value):
    text = canonical.dumps(value)
    assert canonical.dumps(json.loads(text)) == text


@given(texts)
def test_texts_that_differ_only_in_normal_form_give_equal_bytes(text):
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert canonical.dumps(composed) == canonical.dumps(decomposed)
