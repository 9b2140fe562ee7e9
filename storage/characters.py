"""Which characters a text may hold wherever it is kept or printed."""

import re

_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters and half a surrogate pair, which neither XML nor PostgreSQL holds, and what
turns the direction of all text that follows."""


def legal(text: str) -> str:
    """The text without characters that no file or database may hold."""
    return _ILLEGAL.sub("", text)
