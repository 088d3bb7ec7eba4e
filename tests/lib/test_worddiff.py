"""Which words of two texts differ."""

from hypothesis import given
from hypothesis import strategies as st

from lib.worddiff import Piece, by_sentence, marked


def changed(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.changed]


@given(st.text(), st.text())
def test_the_pieces_of_each_text_give_it_again(old, new):
    before, after = marked(old, new)
    assert "".join(piece.text for piece in before) == old
    assert "".join(piece.text for piece in after) == new


@given(st.text())
def test_a_text_does_not_differ_from_itself(text):
    assert not any(changed(pieces) for pieces in marked(text, text))


@given(st.text(), st.text())
def test_texts_that_differ_have_a_mark(old, new):
    before, after = marked(old, new)
    assert (old == new) == (not changed(before) and not changed(after))


def test_one_word_is_marked_in_both():
    before, after = marked("The ministry protested on Monday.", "The ministry protested on Tuesday.")
    assert (changed(before), changed(after)) == (["Monday"], ["Tuesday"])


def test_neighbouring_words_are_one_mark():
    _, after = marked(
        "It was said by the ministry on Monday.", "It was said by the foreign policy ministry on Monday."
    )
    assert changed(after) == ["foreign policy "]


def test_what_has_little_in_common_is_marked_whole():
    before, after = marked("One thing.", "Nothing like what stood here before")
    assert changed(before) == ["One thing."] and changed(after) == ["Nothing like what stood here before"]


def test_a_long_text_is_compared_sentence_by_sentence_then_word_by_word():
    long = " ".join(f"Sentence {n} speaks of {n} things." for n in range(2000))
    before, after = marked(long, long.replace("speaks of 1000 things", "tells of 1000 things"))
    assert (changed(before), changed(after)) == (["speaks"], ["tells"])
    assert "".join(piece.text for piece in before) == long


@given(st.text(alphabet="ab .\n", max_size=60), st.text(alphabet="ab .\n", max_size=60))
def test_sentences_of_each_text_give_it_again(old, new):
    before, after = by_sentence(old, new)
    assert "".join(piece.text for piece in before) == old
    assert "".join(piece.text for piece in after) == new
    assert (old == new) == (not changed(before) and not changed(after))
