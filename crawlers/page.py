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
_ZEROS = 12
_SAMPLE = 20_000
_USUAL = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方"
    "后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合"
    "政关公文通知办规定意见管局委员厅省市县区号第条件信息环保护能源碳排放减标會規電縣關發減標"
    "，。、：；（）《》〔〕“”　"
)
"""Some hundred of the most usual characters of official texts, of both scripts, and their marks."""
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
    """The text of ``body``: by byte order mark, UTF-8 if it fits, else the likeliest reading.

    Agencies declare charsets wrongly more often than valid UTF-8 occurs by accident, so UTF-8 comes
    first, a few broken characters forgiven (a cut page ends inside one; other codes break every
    third). Then what header, meta, or nobody says is tried; of several codecs that fit, the one
    that gives most everyday characters is right. What no codec fits is decoded with replacement
    marks, never refused.
    """
    if marked := _by_mark(body):
        return marked
    if wide := _wide(body[:400]):
        return body.decode(wide, "replace")
    loose = body.decode("utf-8", "replace")
    broken = loose.count("\ufffd")
    if not broken or broken * _FEW <= len(loose) - len(loose.encode("ascii", "ignore")):
        return _shifted(body, loose)
    meta = _META_CHARSET.search(body[:4096])
    said = (_codec(charset), _codec(meta[1].decode()) if meta else None)
    candidates = list(dict.fromkeys((*filter(None, said), "gb18030", "big5hkscs")))
    fitting = [text for codec in candidates if (text := _strictly(body, codec))]
    if fitting:
        return max(fitting, key=_everyday)
    texts = [loose, *(body.decode(candidate, "replace") for candidate in candidates)]
    return min(texts, key=lambda text: text.count("\ufffd"))


def _by_mark(body: bytes) -> str:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    return ""


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: every second byte of its markup is zero, and hardly another."""
    first, second = head[::2].count(0), head[1::2].count(0)
    if second > _ZEROS and first * 8 < second:
        return "utf-16-le"
    return "utf-16-be" if first > _ZEROS and second * 8 < first else ""


def _shifted(body: bytes, text: str) -> str:
    """A text in seven-bit HZ passes for UTF-8: its shifts tell."""
    return (_strictly(body, "hz") or text) if b"~{" in body and body.isascii() else text


def _strictly(body: bytes, codec: str) -> str:
    try:
        return body.decode(codec)
    except UnicodeDecodeError:
        return ""


def _everyday(text: str) -> float:
    """The share of the most usual characters among those outside ASCII."""
    sample = [char for char in text[:_SAMPLE] if char > "\x7f"]
    return sum(char in _USUAL for char in sample) / max(1, len(sample))


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
