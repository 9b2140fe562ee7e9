"""Texts cut where there is no room for all of them. Pure."""

import re

_FIGURE = "0-9０-９.．,%％‰〇零一二三四五六七八九十百千万亿两点分之年月日号第〔〕"
_FIGURE_GOES_ON = re.compile(f"[{_FIGURE}]")
_FIGURE_END = re.compile(f"(?<=[^{_FIGURE}])[{_FIGURE}]{{1,20}}$")
_PAIRS = {"（": "）", "(": ")", "《": "》", "〈": "〉", "“": "”", "〔": "〕", "【": "】"}
_LOOSE = " 0123456789.,%-—–~～，、；："
"""What no shortened text ends with, though the cut be behind a number: its unit is lost."""


def start_of(text: str, most: int) -> str:
    """At most so many characters of the text; no half figure or date at their end: 18 of 18.5% is
    another one.

    >>> start_of("下降百分之十八点五", 7)
    '下降'
    """
    start = text[:most]
    return (_FIGURE_END.sub("", start) if _FIGURE_GOES_ON.match(text, most) else start).rstrip()


def shortened(text: str, most: int) -> str:
    """The text; of a longer one at most so many characters and …, cut before a number, brackets or
    quotes that it would be cut within.

    >>> shortened("报送汇总表（一式三份），每年2次", 8)
    '报送汇总表…'
    """
    if len(text) <= most:
        return text
    kept = start_of(text, most)
    opened = _opened(kept)
    if 2 * opened > most:
        kept = kept[:opened]
    return f"{kept.rstrip(_LOOSE) or kept}…"


def _opened(text: str) -> int:
    """Where the first bracket or quote stands that is not closed again; else the end."""
    waiting: list[tuple[int, str]] = []
    for at, sign in enumerate(text):
        if sign in _PAIRS:
            waiting.append((at, _PAIRS[sign]))
        elif waiting and sign == waiting[-1][1]:
            waiting.pop()
    return waiting[0][0] if waiting else len(text)
