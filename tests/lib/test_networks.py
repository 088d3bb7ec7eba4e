"""Who counts as one client."""

import pytest

from lib.networks import NOBODY, asker, network


@pytest.mark.parametrize(
    ("forwarded", "remote", "proxies", "expected"),
    [
        ("203.0.113.7", "198.51.100.4", 0, "198.51.100.4"),
        ("203.0.113.7, 198.51.100.4", "127.0.0.1", 1, "198.51.100.4"),
        ("203.0.113.7, 198.51.100.4, 10.0.0.1", "127.0.0.1", 2, "198.51.100.4"),
        ("", "198.51.100.4", 1, "198.51.100.4"),
        ("203.0.113.7", "198.51.100.4", 2, "198.51.100.4"),
        ("somewhere", "", 1, NOBODY),
    ],
)
def test_the_address_is_the_one_that_our_outermost_proxy_saw(forwarded, remote, proxies, expected):
    assert asker(forwarded, remote, proxies) == expected


def test_an_ipv6_network_is_one_client():
    assert network("2001:db8:0:1::1") == network("2001:db8:0:1:ffff::2") != network("2001:db8:0:2::1")


def test_an_ipv4_address_is_one_client():
    assert network("198.51.100.4") == "198.51.100.4"


def test_ipv4_addresses_written_as_ipv6_are_as_many_clients_as_they_are():
    assert network("::ffff:198.51.100.4") == "198.51.100.4" != network("::ffff:198.51.100.9")
