"""Web addresses in the one form in which they are compared: the same page under two spellings is the same."""

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

NOT_THE_PAGE = re.compile(
    r"utm_\w+|fbclid|gclid|yclid|dclid|msclkid|igshid|mc_[ce]id|ref|ref_src|from|share|spm|_ga", re.IGNORECASE
)
HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp)\.")


def normalised(address: str) -> str:
    """Without scheme, www, marks of who shared it, fragment and last slash; empty if it is no web address."""
    try:
        found = urlsplit(address.strip())
        host, port = (found.hostname or "").lower(), found.port
    except ValueError:
        return ""
    if not host:
        return ""
    host = HOST_PREFIX.sub("", host) + (f":{port}" if port not in (None, 80, 443) else "")
    path = re.sub(r"/(?:amp/?|index\.(?:html?|php))$", "", found.path).rstrip("/")
    asked = sorted((key, value) for key, value in parse_qsl(found.query) if not NOT_THE_PAGE.fullmatch(key))
    return f"{host}{quote(unquote(path))}{'?' + urlencode(asked) if asked else ''}"


def host(address: str) -> str:
    """The host of a normalised address, to ask a database for candidates."""
    return re.split(r"[/?:]", address)[0]
