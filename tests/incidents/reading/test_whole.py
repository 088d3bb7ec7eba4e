"""A whole text: what is said and by whom, what kind of act it is, who is not on file, and who plays which part."""

from datetime import date

import pytest

from incidents.reading.roles import NONE, roles
from incidents.reading.whole import read
from tests.incidents.reading.names_on_file import gazetteer


def reading(text: str):
    return read(text, gazetteer(), date(2025, 6, 22))


def speaker(saying) -> str:
    one = saying.speaker
    return getattr(one, "label", "") or one.thing.label


@pytest.mark.parametrize(
    ("text", "who", "mode", "kind"),
    [
        ("“This is not the way to talk,” said Vera Orlova.", "Vera Orlova", "direct", "remark"),
        ("Vera Orlova warned that the visit was off the table.", "Vera Orlova", "paraphrase", "warning"),
        ("Вера Орлова заявила: «Так разговаривать нельзя».", "Vera Orlova", "direct", "remark"),
        ("According to the Steppe Herald, nobody was let in.", "The Steppe Herald", "paraphrase", "assessment"),
        ("Vera Orlova spoke of a “tone of old empires” there.", None, None, None),
        ("The ministry’s Vera Orlova condemned a “tone of old empires” there.", "Vera Orlova", "partial", "criticism"),
        ("По словам Веры Орловой, визит отменён.", "Vera Orlova", "paraphrase", "assessment"),
        ("Pavel Sorokin denied that there was a list.", "Pavel Sorokin", "paraphrase", "denial"),
    ],
)  # fmt: skip
def test_a_statement_has_its_speaker_kind_and_closeness(text, who, mode, kind):
    found = [saying for saying in reading(text).sayings if saying.speaker]
    if who is None:
        assert found == []
    else:
        assert [(speaker(one), one.mode, one.kind) for one in found] == [(who, mode, kind)]


def test_he_is_the_last_one_who_spoke():
    found = reading(
        "“We were not asked about it,” said Boris Orlov. He added that the road stays shut."
    ).sayings
    assert [speaker(one) for one in found] == ["Boris Orlov"] * 2 and "He" in found[1].how


def test_a_point_inside_a_quotation_does_not_end_the_sentence():
    (found,) = reading("“We protest. It is wrong,” said Vera Orlova.").sayings
    assert found.text == "We protest. It is wrong"


def test_refused_entry_is_no_denial():
    assert reading("Kazakhstan denied entry to Vera Orlova.").sayings == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kazakhstan denied entry to Vera Orlova.", "P10"),
        ("Vera Orlova was turned back at the airport.", "P10"),
        ("The ambassador was summoned to the ministry.", "D20"),
        ("Посла России вызвали в МИД.", "D20"),
        ("Russia expelled two Kazakh diplomats.", "D50"),
        ("Власти задержали журналиста.", "P30"),
        ("The ministry handed over a note of protest.", "D10"),
        ("Kazakhstan recalled its ambassador.", "D40"),
        ("Troops opened fire at the border post.", "S30"),
        ("The minister cancelled his visit.", "D30"),
    ],
)
def test_words_of_an_act_propose_its_type(text, code):
    (first, *_) = reading(text).acts
    assert first.code == code and text[first.start : first.end] == first.written


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Kazakhstan denied entry to Vera Orlova.", {"Kazakhstan": "initiator", "Vera Orlova": "subject"}),
        ("Vera Orlova was denied entry into Kazakhstan.", {"Kazakhstan": "initiator", "Vera Orlova": "subject"}),
        ("Russia sanctioned Kazakhstan.", {"Russia": "initiator", "Kazakhstan": "target"}),
        ("Kazakhstan is a country.", {"Kazakhstan": ""}),
        (
            "Vera Orlova of the Steppe Herald in Russia was denied entry into Kazakhstan.",
            {"Vera Orlova": "subject", "The Steppe Herald": "", "Russia": "", "Kazakhstan": "initiator"},
        ),
        (
            "Russia and Nigeria expelled the Kazakh ambassador Vera Orlova, once of the Steppe Herald.",
            {"Russia": "initiator", "Nigeria": "initiator", "Kazakhstan": "", "Vera Orlova": "subject", "The Steppe Herald": ""},
        ),
    ],
)  # fmt: skip
def test_the_part_follows_from_the_place_beside_the_verb_and_its_voice(text, parts):
    found = reading(text)
    act = found.acts[0] if found.acts else None
    told = roles(text, found.mentions, act)
    assert {one.thing.label: told.get(one, NONE).code for one in found.mentions} == parts


def test_a_name_that_is_not_on_file_is_proposed_as_new():
    found = reading(
        "Russia expelled Pavel Sorokin of the Institute of Roads. However, Astana was silent."
    ).strangers
    assert [(one.written, one.kind) for one in found] == [
        ("Pavel Sorokin", "person"),
        ("Institute of Roads", "think_tank"),
    ]


def test_a_name_does_not_run_from_one_line_into_the_next():
    assert [one.written for one in reading("A Test\nPavel Sorokin left.").strangers] == ["Pavel Sorokin"]


def test_a_passage_holds_its_own_proposals_only():
    found = reading("Russia expelled Vera Orlova.\nKazakhstan recalled its ambassador.")
    second = found.within(found.paragraphs[1])
    assert [one.thing.key for one in second.mentions] == ["KAZ"] and [one.code for one in second.acts] == [
        "D40"
    ]


def test_a_text_of_a_hundred_thousand_signs_is_read_in_a_moment():
    sentence = (
        "On 3 May 2025 Vera Orlova told the Steppe Herald that Kazakhstan “will not be moved by this”. "
    )
    found = reading(sentence * 1100)
    assert len(found.sayings) == 1100 and len(found.dates) == 1100


def test_an_empty_text_proposes_nothing():
    found = reading("")
    assert not [*found.mentions, *found.strangers, *found.dates, *found.sayings, *found.acts]
