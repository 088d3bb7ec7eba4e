"""The scales answer from their files, and say what exists when asked for what does not."""

import pytest

from codebook import scales


def test_choices_are_pairs_of_code_and_english_label_in_file_order():
    assert scales.choices("claim_positions")[:2] == [("asserts", "Says so"), ("denies", "Denies")]


def test_every_scale_is_listed_with_its_title_key_and_columns():
    listed = scales.scales()
    assert set(listed) == {path.stem for path in scales.FOLDER.glob("*.csv")}
    hostility = listed["hostility_scale"]
    assert (hostility.title, hostility.key) == ("Hostility", "level")
    assert hostility.columns[:3] == ("level", "label", "label_ru")


def test_every_scale_has_a_title_of_its_own_in_both_languages():
    assert set(scales.TITLES) == set(scales.scales())
    assert all(scale.title and scale.title_ru for scale in scales.scales().values())


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("hostility_scale", tuple(str(level) for level in range(-2, 9))),
        ("source_reliability", tuple("ABCDEF")),
        ("information_credibility", tuple("123456")),
        ("stances", ("-2", "-1", "0", "1", "2")),
        ("intent", ("deliberate", "accidental", "contested", "unknown")),
    ],
)
def test_codes_come_from_the_key_column_of_each_file(name, codes):
    assert scales.codes(name) == codes


def test_an_integer_finds_the_row_of_a_numbered_scale():
    assert scales.row("hostility_scale", 4)["label"] == "Targeted measure"


def test_a_row_is_a_copy_that_cannot_change_the_scale():
    scales.row("intent", "unknown")["label"] = "changed"
    assert scales.label("intent", "unknown") == "Not known"


def test_labels_are_given_in_english_and_russian():
    assert scales.label("statement_kinds", "denial") == "Denial"
    assert scales.label("statement_kinds", "denial", language="ru") == "Опровержение"


def test_a_definition_is_empty_where_the_file_has_none():
    assert scales.definition("through", "state") == ""
    assert scales.definition("number_what", "persons") == ""
    assert scales.definition("certainty", "alleged").startswith("Somebody claims it")


def test_an_unknown_scale_is_refused_with_the_names_of_those_that_exist():
    with pytest.raises(KeyError, match=r"no scale 'moods'.*certainty"):
        scales.choices("moods")


def test_an_unknown_code_is_refused_with_the_codes_of_its_scale():
    with pytest.raises(KeyError, match=r"'certainty' has no code 'sure'.*confirmed, reported"):
        scales.label("certainty", "sure")


@pytest.mark.parametrize(
    ("nature", "status", "counted"),
    [
        ("event", "in_force", True),
        ("series", "announced", True),
        ("event", "planned", False),
        ("package", "in_force", False),
        ("pattern", "planned", False),
    ],
)
def test_an_incident_counts_when_both_its_nature_and_its_status_do(nature, status, counted):
    assert scales.counts(nature, status) is counted


@pytest.mark.parametrize(("role", "side"), [("initiator", "A"), ("victim", "B"), ("host", ""), ("party", "")])
def test_a_role_is_on_side_a_or_b_or_neither(role, side):
    assert scales.side(role) == side


@pytest.mark.parametrize(
    ("level", "step"),
    [
        (-2, "+"),
        (-1, "+"),
        (0, "0"),
        (1, "1"),
        (2, "1"),
        (3, "2"),
        (4, "3"),
        (5, "4"),
        (6, "4"),
        (7, "5"),
        (8, "5"),
    ],
)
def test_each_level_has_its_step_on_the_tile(level, step):
    assert scales.step(level) == step


def test_a_level_outside_the_scale_is_refused():
    with pytest.raises(KeyError, match="no code '9'"):
        scales.step(9)


@pytest.mark.parametrize(("privacy", "named"), [("public", True), ("limited", False), ("protected", False)])
def test_only_a_public_person_is_named_without_an_editors_decision(privacy, named):
    assert scales.public_name(privacy) is named


def test_officialness_ranks_run_from_unknown_to_head_of_state():
    assert [scales.officialness_rank(code) for code in scales.codes("officialness")] == list(range(8))


def test_only_relations_that_are_somebodys_reading_need_an_asserter():
    assert scales.asserted_by_needed("retaliates_for") is True
    assert scales.asserted_by_needed("follows") is False


def test_a_relation_without_direction_reads_the_same_from_both_ends():
    for kind in scales.codes("relation_kinds"):
        row = scales.row("relation_kinds", kind)
        assert scales.directed(kind) is (row["label"] != row["inverse_label"])


@pytest.mark.parametrize(("depth", "coded"), [("systematic", "yes"), ("partial", "partly"), ("none", "no")])
def test_coverage_says_whether_an_empty_month_was_calm(depth, coded):
    assert scales.coded(depth) == coded
