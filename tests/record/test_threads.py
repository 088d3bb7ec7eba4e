"""Where a thread begins, in every shape that answers may have."""

import pytest

from record.threads import first_of, in_order


@pytest.mark.parametrize(
    ("parents", "given", "first"),
    [
        ({}, "ST-1", "ST-1"),
        ({"ST-2": "ST-1", "ST-3": "ST-2"}, "ST-3", "ST-1"),
        ({"ST-1": "ST-2", "ST-2": "ST-1"}, "ST-1", "ST-1"),
        ({"ST-1": "ST-2", "ST-2": "ST-1"}, "ST-2", "ST-1"),
        ({"ST-0": "ST-3", "ST-2": "ST-3", "ST-3": "ST-2"}, "ST-0", "ST-2"),
    ],
)
def test_a_thread_begins_with_what_answers_nothing_and_a_ring_always_with_the_same(parents, given, first):
    assert first_of(given, parents) == first


def test_a_long_thread_is_walked_whole():
    children = {f"ST-{n}": [f"ST-{n + 1}"] for n in range(5000)} | {"ST-5000": []}
    assert len(list(in_order("ST-0", children))) == 5001
