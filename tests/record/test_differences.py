"""Differences of two documents: parts are matched by what they are known by."""

from record.differences import between, unchanged


def paths(old, new):
    return [(change.path, change.kind) for change in between(old, new)]


def test_participants_are_known_by_their_part_and_who_they_are():
    kazakhstan = {"role": "initiator", "country": "KAZ", "certainty": "reported"}
    russia = {"role": "target", "country": "RUS", "certainty": "reported"}
    sure = {**russia, "certainty": "confirmed"}
    found = paths({"participants": [kazakhstan, russia]}, {"participants": [sure]})
    assert found == [
        ("participants[target RUS].certainty", "changed"),
        ("participants[initiator KAZ]", "removed"),
    ]


def test_positions_are_known_by_who_holds_them():
    old = {"positions": [{"actor": {"name": "Weekly"}, "position": "asserts", "date": None}]}
    new = {"positions": [{"actor": {"name": "Weekly"}, "position": "asserts", "date": "2025"}]}
    assert paths(old, new) == [("positions[Weekly asserts].date", "changed")]


def test_what_stayed_the_same_is_counted_by_field():
    assert unchanged({"title": "A", "summary": "B"}, {"title": "A", "summary": "C"}) == 1
