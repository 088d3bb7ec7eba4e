"""Large files are sent in slots, and each slot is given back, however the sending ends."""

import gc

import pytest
from django.http import HttpRequest

from api import ranges, slots
from api.slots import NoSlot, Slot, Slotted

LONG, SHORT = slots.LARGE + 1, slots.LARGE


@pytest.fixture(autouse=True)
def two_slots(settings):
    settings.STREAMS = 2
    slots.taken.clear()
    yield
    gc.collect()
    assert not slots.taken


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"a" * LONG)
    return path


def asked_by(client: str) -> HttpRequest:
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = client
    return request


def test_a_slot_is_given_back_once():
    one, other = Slot(asked_by("192.0.2.1")), Slot(asked_by("192.0.2.2"))
    one.end()
    one.end()
    assert slots.taken == {"192.0.2.2": 1}
    other.end()


def test_a_slot_that_nobody_holds_any_more_is_given_back():
    slot = Slot(asked_by("192.0.2.1"))
    assert slots.taken.total() == 1
    del slot
    gc.collect()
    assert slots.taken.total() == 0


def test_when_all_are_taken_the_next_client_hears_that_the_site_is_busy():
    held = [Slot(asked_by("192.0.2.1")), Slot(asked_by("192.0.2.2"))]
    with pytest.raises(NoSlot, match="Ask again in 10 s") as refused:
        Slot(asked_by("192.0.2.3"))
    assert refused.value.status == 503 and len(held) == 2


def test_one_client_has_half_of_them_rounded_up(settings):
    settings.STREAMS = 3
    held = [Slot(asked_by("192.0.2.1")) for _ in range(2)]
    with pytest.raises(NoSlot, match="2 large files are on their way to your address") as refused:
        Slot(asked_by("192.0.2.1"))
    assert refused.value.status == 429 and len(held) == 2


def test_the_slot_is_given_back_even_if_closing_the_pieces_fails():
    class Broken:
        def close(self):
            raise OSError("gone")

    slotted = Slotted(Broken(), Slot(asked_by("192.0.2.1")))
    with pytest.raises(OSError, match="gone"):
        slotted.close()
    assert not slots.taken


@pytest.mark.django_db  # the end of an answer looks after connections
def test_a_large_file_of_a_release_has_a_slot_until_it_is_sent(file):
    answer = ranges.whole(asked_by("192.0.2.1"), file, LONG, {})
    assert slots.taken.total() == 1
    assert len(b"".join(answer.streaming_content)) == LONG
    answer.close()
    assert slots.taken.total() == 0


@pytest.mark.parametrize("length", [1, SHORT])
def test_a_short_part_of_it_needs_none(file, length):
    answer = ranges.part(asked_by("192.0.2.1"), file, LONG, 0, length, {})
    assert slots.taken.total() == 0 and len(b"".join(answer.streaming_content)) == length


def test_a_proxy_may_keep_what_is_not_too_long_for_it(file, monkeypatch):
    assert "X-Accel-Buffering" not in ranges.whole(asked_by("192.0.2.1"), file, LONG, {})
    monkeypatch.setattr(ranges, "KEPT", LONG - 1)
    assert ranges.whole(asked_by("192.0.2.1"), file, LONG, {})["X-Accel-Buffering"] == "no"


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["format=csv&sums=1", "format=jsonl&sums=1"])
def test_a_file_is_added_up_in_a_slot_as_it_is_sent(query, client):
    held = [Slot(asked_by(other)) for other in ("192.0.2.1", "192.0.2.2")]
    refused = client.get(f"/api/v1/incidents/?{query}")
    assert (refused.status_code, refused["Retry-After"]) == (503, "10")
    del held
    gc.collect()
    assert client.get(f"/api/v1/incidents/?{query}").status_code == 200
    assert not slots.taken
