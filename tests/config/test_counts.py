"""The cache of counts: shared by processes, exact, forgetful, and never in the way of an answer."""

import multiprocessing
import time

import pytest

from config.counts import CountsCache


@pytest.fixture
def counts(tmp_path):
    return CountsCache(str(tmp_path / "folder" / "counts"), {})


def add_many(path: str, times: int) -> None:
    counts = CountsCache(path, {})
    for _ in range(times):
        counts.incr("key")


def test_processes_count_together_and_lose_nothing(counts):
    counts.add("key", 0, 60)
    fork = multiprocessing.get_context("fork")
    adding = [fork.Process(target=add_many, args=[str(counts.path), 200]) for _ in range(4)]
    for process in adding:
        process.start()
    for process in adding:
        process.join()
    assert counts.get("key") == 800


def test_a_connection_from_before_a_fork_is_not_used_after_it(counts):
    counts.add("key", 0, 60)
    before = counts.connection()
    counts.own.process = -1  # as a child finds it
    assert counts.connection() is not before


def test_adding_keeps_what_is_there(counts):
    assert counts.add("key", 5, 60) and not counts.add("key", 1, 60)
    assert counts.get("key") == 5


def test_what_has_ended_is_gone_and_cleared_away(counts):
    counts.add("key", 5, 0.01)
    time.sleep(0.02)
    assert counts.get("key") is None
    counts.add("other", 1, 60)
    assert counts.run("SELECT count(*) FROM counts") == 1


def test_adding_to_what_is_not_there_is_an_error_as_in_every_cache_of_django(counts):
    with pytest.raises(ValueError, match="not found"):
        counts.incr("key")


def test_one_key_can_be_deleted_and_all_can(counts):
    counts.add("one", 1, 60)
    counts.add("two", 2, 60)
    assert counts.delete("one") and not counts.delete("one")
    counts.clear()
    assert counts.get("two") is None


def test_the_file_is_readable_by_its_owner_alone(counts):
    counts.add("key", 0, 60)
    assert counts.path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_no_database_is_made_anew(counts, caplog):
    counts.path.parent.mkdir()
    counts.path.write_bytes(b"x" * 4096)
    assert counts.get("key") is None and "not counted" in caplog.text
    assert counts.add("key", 3, 60) and counts.get("key") == 3


def test_where_no_file_can_be_nothing_is_counted_and_the_log_says_so(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    counts = CountsCache(str(tmp_path / "file" / "counts"), {})
    assert not counts.add("key", 0, 60) and "not counted" in caplog.text
