"""A fetched page as the pure readers get it, and its text whatever the charset says."""

import codecs
import re
from dataclasses import dataclass, field
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser

_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,20})""", re.I
)
_GB = {"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "hz-gb-2312", "gb-2312"}


def _codec(label: str | None) -> str | None:
    """The codec for a charset label; the GB family is read as its superset GB18030."""
    if not label:
        return None
    label = label.strip().lower()
    if label in _GB:
        return "gb18030"
    try:
        return codecs.lookup(label).name
    except LookupError:
        return None


def decode(body: bytes, charset: str | None = None) -> str:
    """The text of ``body``: by byte order mark, UTF-8 if it fits, else header, meta, GB18030.

    Agencies declare charsets wrongly more often than valid UTF-8 occurs by accident, so strict
    UTF-8 comes first; what no codec fits is decoded with replacement marks, never refused.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    meta = _META_CHARSET.search(body[:4096])
    candidates = ["utf-8", _codec(charset), _codec(meta[1].decode()) if meta else None, "gb18030"]
    for name in candidates:
        if name is None:
            continue
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    best = next((c for c in candidates[1:] if c), "utf-8")
    return min(
        (body.decode(name, "replace") for name in {"utf-8", best, "gb18030"}),
        key=lambda text: text.count("\ufffd"),
    )


@dataclass(frozen=True, kw_only=True)
class Page:
    """One answer: ``url`` is the final one, ``charset`` the header's, ``status`` the HTTP status."""

    url: str
    body: bytes
    media_type: str = ""
    charset: str | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        return decode(self.body, self.charset)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The page parsed as HTML5."""
        return LexborHTMLParser(self.text)
