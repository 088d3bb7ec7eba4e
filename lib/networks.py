"""Who asks, as far as an address tells: the one that the outermost of our own proxies saw, and the network it is in."""

from ipaddress import IPv6Address, ip_address, ip_network

NOBODY = "0.0.0.0"  # noqa: S104  nothing listens here: behind a socket there are no addresses


def asker(forwarded: str, remote: str, proxies: int) -> str:
    """The address of a client, from X-Forwarded-For and the address of the connection; NOBODY if neither is one.

    Each proxy adds one address at the right end. What stands further left than our own wrote was written by the sender
    and counts for nothing.
    """
    sent = [part.strip() for part in forwarded.split(",") if part.strip()]
    trusted = sent[-proxies] if proxies and len(sent) >= proxies else ""
    for said in (trusted, remote):
        try:
            return str(ip_address(said))
        except ValueError:
            continue
    return NOBODY


def network(address: str) -> str:
    """What counts as one client: with IPv6 a customer has 2 to the power of 64 addresses; IPv4 written as IPv6 is IPv4."""
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)
