"""One page under several addresses, and pages that are not the same."""

import pytest

from lib.addresses import host, normalised


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a/b",
        "http://www.example.org/a/b/",
        "https://EXAMPLE.org:443/a/b?utm_source=x&fbclid=1#top",
        "https://m.example.org/a/b/amp/",
        " https://example.org/a/b/index.html ",
        "https://example.org/%61/b",
    ],
)
def test_the_same_page_has_one_address(address):
    assert normalised(address) == "example.org/a/b" and host(normalised(address)) == "example.org"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a/B",
        "https://example.org/a/b?id=2",
        "https://example.com/a/b",
        "https://example.org:8080/a/b",
    ],
)
def test_another_page_has_another_address(address):
    assert normalised(address) != "example.org/a/b"


def test_the_order_of_a_query_does_not_matter():
    assert normalised("https://example.org/?b=2&a=1") == normalised("https://example.org?a=1&b=2")


@pytest.mark.parametrize(
    "address", ["", "a word", "mailto:a@example.org", "https://[", "https://example.org:port/"]
)
def test_what_is_no_web_address_is_empty(address):
    assert normalised(address) == ""
