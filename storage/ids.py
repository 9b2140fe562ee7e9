"""Identifiers computed from what they identify: running a stage twice finds its rows there."""

import hashlib
import re
from urllib.parse import urlsplit, urlunsplit

_INDEX = re.compile(r"/(?:index|default)\.(?:html?|shtml)$", re.I)
_SESSION = re.compile(r";jsessionid=[^/;]*", re.I)
_DROPPED_QUERY = re.compile(r"(?:^|&)(?:xxgkhide|from|spm|isappinstalled)=[^&]*", re.I)


def digest_id(*parts: str) -> str:
    """The first 16 hex digits of the SHA-256 of the parts, joined unambiguously."""
    joined = "\x1f".join(parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def canonical_url(url: str) -> str:
    """The URL by which a posting is known: no fragment, no default port, no session, no tracking.

    The scheme is kept (some hosts speak only http); ``posting_id`` leaves it out.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    port = parts.port
    if port and (parts.scheme, port) not in (("http", 80), ("https", 443)):
        host = f"{host}:{port}"
    query = _DROPPED_QUERY.sub("", parts.query).lstrip("&")
    return urlunsplit((parts.scheme.lower(), host, _SESSION.sub("", parts.path) or "/", query, ""))


def posting_id(url: str) -> str:
    """Of a canonical URL: http and https, and a folder and its index page, are one posting."""
    parts = urlsplit(canonical_url(url))
    path = _INDEX.sub("/", parts.path)
    return digest_id("posting", parts.netloc, path, parts.query)
