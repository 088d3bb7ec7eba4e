from hypothesis import given
from hypothesis import strategies as st

from lib.canonical import dumps
from lib.jsondiff import Change, changed_fields, diff

names = st.sampled_from(["a", "b", "ref", "id", "themes"])
documents = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "x", "ST-1", "ST-2"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=15,
)
items = st.fixed_dictionaries(
    {"ref": st.sampled_from(["ST-1", "ST-2", "ST-3"])}, optional={"stance": st.integers(0, 1)}
)
lists_of_items = st.lists(items | st.fixed_dictionaries({"stance": st.integers(0, 1)}), max_size=5)
objects = st.dictionaries(names, documents | lists_of_items, max_size=4)

OPPOSITE = {"added": "removed", "removed": "added", "changed": "changed", "moved": "moved"}


def by_source(field, item):
    return item["source"] if field == "citations" else None


def test_a_changed_field_is_named_with_its_path():
    old, new = {"date": {"edtf": "2025-05-02", "note": ""}}, {"date": {"edtf": "2025-05-03", "note": ""}}
    assert diff(old, new) == [Change("date.edtf", "changed", "2025-05-02", "2025-05-03")]


def test_a_field_that_came_or_went_is_added_or_removed():
    assert diff({"intent": None}, {"place": "Osh"}) == [
        Change("intent", "removed", None, None),
        Change("place", "added", None, "Osh"),
    ]


def test_items_with_a_ref_are_matched_by_it():
    old = {"statements": [{"ref": "ST-2", "stance": 0}, {"ref": "ST-3", "stance": -1}]}
    new = {"statements": [{"ref": "ST-3", "stance": -2}, {"ref": "ST-9", "stance": 1}]}
    assert diff(old, new) == [
        Change("statements[ST-3].stance", "changed", -1, -2),
        Change("statements[ST-9]", "added", None, {"ref": "ST-9", "stance": 1}),
        Change("statements[ST-2]", "removed", {"ref": "ST-2", "stance": 0}, None),
    ]


def test_an_id_serves_where_there_is_no_ref():
    old, new = [{"id": 7, "text": "a"}], [{"id": 6, "text": "c"}, {"id": 7, "text": "b"}]
    assert diff(old, new) == [
        Change("[6]", "added", None, {"id": 6, "text": "c"}),
        Change("[7].text", "changed", "a", "b"),
    ]


def test_the_caller_can_name_items_of_a_field():
    old = {"citations": [{"source": "SR-1", "credibility": 3}, {"source": "SR-2", "credibility": 2}]}
    new = {"citations": [{"source": "SR-2", "credibility": 1}]}
    assert diff(old, new, key=by_source) == [
        Change("citations[SR-2].credibility", "changed", 2, 1),
        Change("citations[SR-1]", "removed", {"source": "SR-1", "credibility": 3}, None),
    ]


def test_two_items_of_one_identity_are_matched_in_order():
    old = [{"ref": "A-1", "role": "initiator"}, {"ref": "A-1", "role": "target"}]
    new = [{"ref": "A-1", "role": "initiator"}, {"ref": "A-1", "role": "victim"}]
    assert diff(old, new) == [Change("[A-1#2].role", "changed", "target", "victim")]


def test_an_item_without_identity_stands_beside_those_that_have_one():
    old = [{"ref": "ST-1"}, {"text": "new"}]
    new = [{"text": "newer"}, {"ref": "ST-1"}]
    assert diff(old, new) == [
        Change("[#1].text", "changed", "new", "newer"),
        Change("", "moved", ["ST-1", "#1"], ["#1", "ST-1"]),
    ]


def test_a_new_order_of_the_same_items_is_one_change():
    old, new = {"themes": ["media", "labour", "war"]}, {"themes": ["war", "media"]}
    assert diff(old, new) == [
        Change("themes[1]", "removed", "labour", None),
        Change("themes", "moved", ["media", "war"], ["war", "media"]),
    ]


def test_texts_in_a_list_are_matched_by_equality():
    assert diff({"themes": ["a", "b", "c"]}, {"themes": ["b", "c", "d"]}) == [
        Change("themes[2]", "added", None, "d"),
        Change("themes[0]", "removed", "a", None),
    ]


def test_items_without_identity_are_matched_by_position_between_equal_ends():
    old = [{"role": "initiator"}, {"role": "target"}, {"role": "victim"}]
    new = [{"role": "initiator"}, {"role": "subject"}, {"role": "target"}, {"role": "victim"}]
    assert diff(old, new) == [Change("[1]", "added", None, {"role": "subject"})]
    assert diff(old, [old[0], {"role": "affected"}, old[2]]) == [
        Change("[1].role", "changed", "target", "affected")
    ]


def test_one_and_true_differ_at_any_depth():
    assert diff({"counted": 1}, {"counted": True}) == [Change("counted", "changed", 1, True)]
    assert diff([[1]], [[True]]) == [
        Change("[0][0]", "added", None, True),
        Change("[0][0]", "removed", 1, None),
    ]
    assert changed_fields({"counted": {"a": 1}}, {"counted": {"a": True}}) == ["counted"]


def test_changed_fields_are_the_top_level_names_sorted():
    old = {"title": "a", "summary": "s", "date": {"edtf": "2025"}, "gone": 1}
    new = {"title": "b", "summary": "s", "date": {"edtf": "2026"}, "came": None}
    assert changed_fields(old, new) == ["came", "date", "gone", "title"]


@given(documents)
def test_nothing_differs_from_itself(value):
    assert diff(value, value) == []


@given(documents | objects, documents | objects)
def test_no_difference_means_the_same_canonical_text(old, new):
    assert (diff(old, new) == []) == (dumps(old) == dumps(new))


@given(objects, objects)
def test_turned_round_the_differences_are_the_same(old, new):
    def comparable(changes):
        return sorted((c.path, c.kind, dumps(c.old), dumps(c.new)) for c in changes)

    turned = [Change(c.path, OPPOSITE[c.kind], c.new, c.old) for c in diff(new, old)]
    assert comparable(turned) == comparable(diff(old, new))


@given(objects, objects)
def test_changed_fields_are_those_that_diff_names(old, new):
    first = {change.path.split(".")[0].split("[")[0] for change in diff(old, new)}
    assert changed_fields(old, new) == sorted(first)


@given(st.lists(items, max_size=5, unique_by=lambda item: item["ref"]))
def test_adding_one_item_is_one_change(statements):
    new = {"ref": "ST-9", "stance": 1}
    for place in range(len(statements) + 1):
        longer = [*statements[:place], new, *statements[place:]]
        assert diff(statements, longer) == [Change("[ST-9]", "added", None, new)]
