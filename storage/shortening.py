"""Texts cut where there is no room for all of them. Pure."""

_PAIRS = {"（": "）", "(": ")", "《": "》", "〈": "〉", "“": "”", "〔": "〕", "【": "】"}
_LOOSE = " 0123456789.,%-—–~～，、；："
"""What no cut text ends with: half a number is another number."""


def shortened(text: str, most: int) -> str:
    """The text; of a longer one at most so many characters and …, cut before a number, brackets or
    quotes that it would be cut within.

    >>> shortened("报送汇总表（一式三份），每年2次", 8)
    '报送汇总表…'
    """
    if len(text) <= most:
        return text
    kept = text[:most]
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
