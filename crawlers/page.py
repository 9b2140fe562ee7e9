"""A fetched page as the pure readers get it, and its text whatever the charset says."""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser

_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,20})""", re.I
)
_DEEPEST = 800
"""Open elements beyond which more are ignored: the parser's time grows with their square."""
_MANY = 8_000
_FEW = 20
"""One broken in so many characters outside ASCII is damage, not another code."""
_LONG, _ATTRIBUTES = 20_000, 1_500
_OPENED = re.compile(r"<[a-zA-Z]")
_ELEMENT = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^>]*>")
_GB = {"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "hz-gb-2312", "gb-2312"}


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


_UNCOUNTED = words(
    "area base br col embed hr img input link meta param source track wbr p li td th tr tbody "
    "thead tfoot dt dd option html head body"
)


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

    Agencies declare charsets wrongly more often than valid UTF-8 occurs by accident, so UTF-8 comes
    first, a few broken characters forgiven (a cut page ends inside one; other codes break every
    third). What no codec fits is decoded with replacement marks, never refused.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    loose = body.decode("utf-8", "replace")
    broken = loose.count("\ufffd")
    if not broken or broken * _FEW <= len(loose) - len(loose.encode("ascii", "ignore")):
        return loose
    meta = _META_CHARSET.search(body[:4096])
    said = (_codec(charset), _codec(meta[1].decode()) if meta else None)
    candidates = [*filter(None, said), "gb18030"]
    for candidate in candidates:
        try:
            return body.decode(candidate)
        except UnicodeDecodeError:
            continue
    texts = [loose, *(body.decode(candidate, "replace") for candidate in candidates)]
    return min(texts, key=lambda text: text.count("\ufffd"))


def _few_attributes(piece: str) -> str:
    """What stands before a ``>``; a tag of thousands of attributes is left with none."""
    if len(piece) > _LONG and (tag := _OPENED.search(piece)):
        rest = piece[tag.start() :]
        if len(rest) > _LONG and len(rest.split(None, _ATTRIBUTES)) > _ATTRIBUTES:
            return piece[: tag.start()] + rest.split(None, 1)[0]
    return piece


def _shallow(text: str) -> str:
    """The text without what costs the parser the square of it: deep nesting, endless attributes."""
    half = _LONG // 2
    # Without an empty half, no piece between two ``>`` can be longer than the whole.
    if any(text.find(">", at, at + half) < 0 for at in range(0, len(text), half)):
        text = ">".join(map(_few_attributes, text.split(">")))
    if text.count(">") < _MANY - 1:
        return text
    depth = 0

    def keep(found: re.Match[str]) -> str:
        nonlocal depth
        close, tag = found[1], found[2].lower()
        if tag in _UNCOUNTED:
            return found[0]
        if close:
            depth = max(0, depth - 1)
            return found[0] if depth < _DEEPEST else " "
        depth += 1
        return found[0] if depth <= _DEEPEST else " "

    return _ELEMENT.sub(keep, text)


def charset_of(headers: Mapping[str, str]) -> str | None:
    """The charset that a Content-Type header (names in lower case) declares."""
    for parameter in headers.get("content-type", "").split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip(" \"'") or None
    return None


@dataclass(frozen=True, kw_only=True)
class Page:
    """One answer: ``url`` is the final one, ``charset`` is the header's."""

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
        return LexborHTMLParser(_shallow(self.text))


def media_type_of(headers: Mapping[str, str]) -> str:
    """``text/html``: without parameters; empty if the answer does not say."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()[:200]


def page_of(url: str, status: int, headers: dict[str, str], body: bytes) -> Page:
    """The answer as a page."""
    return Page(
        url=url,
        body=body,
        media_type=media_type_of(headers),
        charset=charset_of(headers),
        status=status,
        headers=headers,
    )
