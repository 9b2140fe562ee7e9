"""Addresses as people may see them beside what was sent to them: those of robots are keys."""

from urllib.parse import urlsplit

from notifiers.mime import is_address

_TAIL = 4


def short_address(address: str) -> str:
    """A mail address as it is; of a URL its host and its last letters: the rest may be a key. Of an
    address of Apprise, where a key may stand in the host's place, its scheme.

    >>> short_address("https://open.feishu.cn/open-apis/bot/v2/hook/0123456789ab")
    'open.feishu.cn/…89ab'
    >>> short_address("schan://0123456789ab")
    'schan://…89ab'
    """
    if is_address(address) or not address:
        return address
    scheme, host = _place(address)
    return f"{host or f'{scheme}:/'}/…{address[-_TAIL:]}"


def masked(address: str) -> str:
    """The address so that its owner knows it, and nobody learns it; of a receiver's URL, which is a
    key, its host or its scheme alone.

    >>> masked("reader@example.org")
    'r***r@example.org'
    """
    local, at, domain = address.rpartition("@")
    if at and "/" not in address:
        return f"{local[:1]}***{local[-1:] if len(local) > 2 else ''}@{domain}"
    scheme, host = _place(address)
    return host or scheme


def _place(address: str) -> tuple[str, str]:
    """Its scheme, and of a URL of the web its host."""
    scheme = address.partition(":")[0]
    try:
        parts = urlsplit(address)
    except ValueError:  # an unclosed bracket: no address at all
        return scheme, ""
    return scheme, (parts.hostname or "") if parts.scheme in ("http", "https") else ""
