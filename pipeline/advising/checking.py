"""Whether an answer says only what the text says: a number or a name that is not in it refuses it.

Strict on purpose: a good summary that is refused costs nothing, a wrong number in one costs trust.
Pure.
"""

import re
from collections.abc import Iterable, Iterator

from storage.places import PLACES
from storage.text import fold

SHORTEST, LONGEST = 10, 200
"""Characters of a summary."""
_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
_DIGITS = "一二三四五六七八九十百千万亿两零〇"
# A Chinese numeral that counts or dates something; 一 alone is in half of all words.
_NUMERALS = re.compile(
    rf"百分之[{_DIGITS}]+|[{_DIGITS}]{{2,}}|[二三四五六七八九十两](?=[个项种类批家人年月日天倍成条章])"
)
_TITLES = re.compile(r"《([^《》]{2,80})》")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.+-]+")
_BODIES = re.compile(
    r"(?<![全内外局头顶底])部(?![分门署件委位])|委员会|总局|(?<!结)局(?![面部限势])|厅|(?<!部)署(?!名)|(?<!编)委(?![托员])"
    r"|公司|集团|银行|法院|检察院|协会|学会|联合会|研究院|研究所|大学|交易所"
)
_LEAST_OF_NAME = 3
"""Characters, its last ones included, by which a body's name in the text is known."""


def fault_of(summary: str, source: str) -> str:
    """Why the summary may not be shown, in Chinese; empty if all it says stands in ``source``."""
    if not SHORTEST <= len(summary) <= LONGEST:
        return f"摘要应为 {SHORTEST} 至 {LONGEST} 个字，给出了 {len(summary)} 个"
    said, stands = fold(summary), fold(source)
    if odd := next(_numbers_missing(said, stands), ""):
        return f"摘要中的数字“{odd}”不在原文中"
    if odd := next(_names_missing(summary, stands), ""):
        return f"摘要中的名称“{odd}”不在原文中"
    return ""


def _numbers_missing(said: str, stands: str) -> Iterator[str]:
    known = set(_FIGURES.findall(stands))
    yield from (one for one in _FIGURES.findall(said) if one not in known)
    known = set(re.findall(rf"[{_DIGITS}]+", stands))
    for found in _NUMERALS.finditer(said):
        if found[0].removeprefix("百分之") not in known:
            yield found[0]


def _names_missing(summary: str, stands: str) -> Iterator[str]:
    yield from (name for name in _TITLES.findall(summary) if fold(name) not in stands)
    said = fold(summary)
    yield from _absent(_LATIN.findall(said), stands)
    yield from _absent((name for name in PLACES if name in said), stands)
    for found in _BODIES.finditer(said):
        start = max(0, found.end() - max(_LEAST_OF_NAME, len(found[0]) + 1))
        if said[start : found.end()] not in stands:
            yield said[max(0, found.end() - 8) : found.end()]


def _absent(names: Iterable[str], stands: str) -> Iterator[str]:
    return (name for name in names if name not in stands)
