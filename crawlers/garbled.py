"""Whether a text is writing at all, or what a wrong charset made of it. Pure."""

import re
from collections.abc import Iterator

_PARTS, _SAMPLE = 8, 48
"""A text is looked at in so many parts, each by so many characters: its frame may be in order."""
_LEAST = 60
"""Characters below which a text is too short to tell."""
_ASCII = bytes(range(128))
_WIDE = re.compile("[^\x00-\u303f\u3100-\u33ff\uff00-\uffef\ufffd]+")
"""Chinese and what stands in its place: neither Western, nor its punctuation and wide forms.

Nor the mark of a character that was lost: a site may have stored a few, and they are counted apart.
"""
_LATIN = re.compile("[\u0080-\u009f\u00a1-\u00a6\u00a8\u00aa-\u00af\u00b2-\u00b6\u00b8-\u00ff]")
"""Beyond ASCII, without what Chinese pages use: spaces, dots, signs of copyright and degree."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_CONTROLS = tuple(char for char in map(chr, range(0x20)) if _CONTROL.match(char))


def _usual() -> frozenset[str]:
    """The characters in everyday use: the first level of GB 2312, and that of Big5."""
    simplified = (bytes((first, last)) for first in range(0xB0, 0xD8) for last in range(0xA1, 0xFF))
    traditional = (
        bytes((first, last))
        for first in range(0xA4, 0xC7)
        for last in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    )
    one = (pair.decode("gb2312", "ignore") for pair in simplified)
    other = (pair.decode("big5", "ignore") for pair in traditional)
    return frozenset(char for char in (*one, *other) if char)


_USUAL = _usual()
_MARKS = frozenset(
    map(chr, (*range(0x2000, 0x2700), *range(0x3000, 0x3040), *range(0xFF00, 0xFFF0)))
)
"""Punctuation, wide forms, signs: what stands between Chinese characters."""
_PLAIN = _USUAL | _MARKS | {"\ufffd", "\xa0", "·", "°", "©", "×"}


def foreign(text: str) -> str:
    """The text without what is ASCII: of a page, nearly all that people read of it."""
    return text.encode().translate(None, _ASCII).decode()


def garbled(text: str, said: str) -> str:
    """Why nobody could read the text, in Chinese; empty if one could. ``said``: its ``foreign``.

    Of real Chinese hardly a character in a hundred is not in everyday use, traditional or
    simplified; of UTF-8 read as GBK, GBK read as Big5, or noise, more than a third are not.
    """
    many = len(said)
    if many < _LEAST:
        return "内容不是文字（控制字符）" if _is_noise(text) else ""
    damaged = said.count("\ufffd")
    if damaged >= _LEAST // 2 and damaged * 8 > many:
        return f"页面是乱码（{damaged} 个字符无法解码）"
    if "锟斤拷" in said and said.count("锟斤拷") * 24 > many:
        return "页面是乱码（网站在转码时丢失了文字）"
    if _is_doubtful(said) and (wrong := _wrong_code(said)):
        return wrong
    return "内容不是文字（控制字符）" if _is_noise(text) else ""


def _is_doubtful(said: str) -> bool:
    """A few characters of each part of the text do not look like everyday Chinese."""
    return any(
        sum(map(_PLAIN.__contains__, part)) < 0.85 * len(part) for part in _parts(said, len(said))
    )


def _wrong_code(said: str) -> str:
    wide, many = "".join(_WIDE.findall(said)), len(said)
    if len(wide) >= _LEAST and _least_usual(wide) < 0.7:
        return "页面是乱码（编码错误，多是生僻字）"
    if len(wide) * 4 < many and len(_LATIN.findall(said)) * 2 > many:
        return "页面是乱码（中文被当作西文重新编码）"
    return ""


def _parts(text: str, many: int) -> Iterator[str]:
    length = max(_LEAST, many // _PARTS)
    step = max(1, length // _SAMPLE)
    return (text[at : at + length : step] for at in range(0, many, length))


def _least_usual(wide: str) -> float:
    """The share of everyday characters in that part of the text where it is lowest."""
    return min(
        (
            sum(map(_USUAL.__contains__, part)) / len(part)
            for part in _parts(wide, len(wide))
            if len(part) > 20
        ),
        default=1.0,
    )


def _is_noise(text: str) -> bool:
    """Control characters, which no writing has."""
    head = text[:4000]
    return any(char in head for char in _CONTROLS) and (
        len(_CONTROL.findall(head)) * 50 > len(head)
    )
