"""Which requests the shipped lines for nginx take for one of a whole file; tests/api/test_slow_readers.py starts nginx with them."""

import re
from pathlib import Path

import pytest
from django.conf import settings

LINES = Path(settings.BASE_DIR, "deploy", "nginx", "http.conf").read_text()
PATTERNS = re.findall(r'"~(.+)" \$binary_remote_addr;', LINES)


def is_counted(uri: str, query: str = "", accept: str = "*/*") -> bool:
    return any(re.search(pattern, f"{uri}|{query}|{accept}") for pattern in PATTERNS)


def test_all_patterns_are_read():
    assert len(PATTERNS) == LINES.count("$binary_remote_addr;") == 4


@pytest.mark.parametrize(
    "query",
    [
        "format=csv",
        "country=KAZ&format=jsonl",
        "q=a|b&format=csv",
        "format=%63sv",
        "%66ormat=csv",
        "format=csv&format=json",
        "format=geojson&country=KAZ",
    ],
)
def test_a_file_by_its_format_is_counted_however_it_is_written(query):
    assert is_counted("/api/v1/incidents/", query)


def test_a_file_by_what_the_client_accepts_and_one_of_a_release_are_counted():
    assert is_counted("/api/v1/incidents/", "country=KAZ", "text/csv, */*;q=0.1")
    assert is_counted("/api/v1/exports/12/incidents.csv")


@pytest.mark.parametrize(
    ("uri", "query", "accept"),
    [
        ("/api/v1/incidents/", "", "*/*"),
        ("/api/v1/incidents/", "format=json", "*/*"),
        ("/api/v1/incidents/", "format=json&country=KAZ", "text/csv"),
        ("/api/v1/incidents/", "format=&country=KAZ", "application/json"),
        ("/api/v1/incidents/", "q=format%3Dcsv", "*/*"),
        ("/api/v1/exports/", "", "*/*"),
        ("/incidents/", "format=csv", "text/html"),
        ("/desk/", "format=csv", "text/csv"),
    ],
)
def test_lists_and_pages_are_not(uri, query, accept):
    assert not is_counted(uri, query, accept)
