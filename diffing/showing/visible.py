"""Texts of others made fit to be shown: what is invisible, or turns the line round, is told."""

import re
import unicodedata

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
# Marks that turn the reading direction: text that shows otherwise than it is.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# No HTML may hold these; UTF-8 cannot even write the surrogates.
_NO_CHARACTERS = re.compile(
    "[\x80-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17)
    )
    + "]"
)
_BREAKS = re.compile("\r\n?|[\u2028\u2029]")


def visible(text: str) -> str:
    """The text as it can be shown anywhere: controls as ␀ or 〔U+202E〕, no broken characters."""
    if text.isprintable():
        return text
    text = _BREAKS.sub("\n", text)
    text = _CONTROLS.sub(lambda found: _picture(found[0]), text)
    text = _TURNING.sub(lambda found: f"〔U+{ord(found[0]):04X}〕", text)
    return _NO_CHARACTERS.sub("\ufffd", text)


def _picture(control: str) -> str:
    return "\u2421" if control == "\x7f" else chr(0x2400 + ord(control))


def width_of(text: str) -> int:
    """Columns of a terminal: Chinese characters and what may be as wide take two."""
    if text.isascii():
        return len(text)
    return sum(_width(char) for char in text)


def _width(char: str) -> int:
    if unicodedata.east_asian_width(char) in "WFA":
        return 2
    return 0 if unicodedata.combining(char) else 1
