"""Addresses as people may see them beside what was sent to them: those of robots are keys."""

from urllib.parse import urlsplit

from notifiers.mime import is_address

_TAIL = 4


def short_address(address: str) -> str:
    """A mail address as it is; of a URL its host and its last letters: the rest may be a key.

    >>> short_address("https://open.feishu.cn/open-apis/bot/v2/hook/0123456789ab")
    'open.feishu.cn/…89ab'
    """
    if is_address(address) or not address:
        return address
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:  # an unclosed bracket: no address at all
        host = ""
    return f"{host}/…{address[-_TAIL:]}"


def masked(address: str) -> str:
    """The address so that its owner knows it, and nobody learns it; of a receiver's URL, which is a
    key, its host or its scheme alone.

    >>> masked("reader@example.org")
    'r***r@example.org'
    """
    local, at, domain = address.rpartition("@")
    if at and "/" not in address:
        return f"{local[:1]}***{local[-1:] if len(local) > 2 else ''}@{domain}"
    try:
        parts = urlsplit(address)
        host = parts.hostname if parts.scheme in ("http", "https") else ""
    except ValueError:  # an unclosed bracket: no address at all
        host = ""
    return host or address.partition(":")[0]
