"""By whom the certificates of receivers are signed."""

import ssl
from functools import cache

import httpx


@cache
def believed() -> ssl.SSLContext:
    """Those that browsers believe, read once: that takes longer than a post."""
    return httpx.create_ssl_context()
