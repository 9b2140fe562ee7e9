"""Paragraphs that the end of a page broke in two, put together again.

Joined is what cannot be two paragraphs: a sentence that does not end, and a line after it that
goes on with it. A wrong join would be worse than a missed one: headings, signatures, addressees,
labelled values, rows and lists are left alone.
"""

import re
from collections.abc import Sequence

from compilation.reading.pieces import Piece
from crawlers.extract.labels import is_fact
from crawlers.extract.signing import is_date_line, split_names
from crawlers.extract.titles import is_worded
from diffing.blocks import label_of

_ENDED = re.compile(r"[。；;：:！!？?…]\s*[”\"’'）)】》〕\]*]{0,3}\s*$|[”）)】]\s*$")
_CLOSED = re.compile(r"[。；！？][”’）*]{0,3}\s*$|[）)]\s*$")
"""How the second half ends: with its sentence."""
_PROSE = re.compile(r"[，。；：;:]|,(?!\d)")
_SENTENCE = re.compile("[。；;]")
_STOP = re.compile("[。；：;:]")
_HAN = re.compile("[\u4e00-\u9fff]{2,}")
_OPEN_END = re.compile("[，、,]$")
_VALUE = re.compile(r"[\u4e00-\u9fff\s]{2,10}[：:]")
"""电话：…, a labelled value."""
_BEGINS = re.compile(
    r"[\-—–*•●○■□◆◇▪·※☆★>#|]|附[件表录：:]|专\s?栏|[注图表]\s?[：:\d]|[（(][\u4e00-\u9fff]{2,6}[：:]|"
    r"第\s?[一二三四五六七八九十百\d]{1,4}\s?[编章节条]|\d{1,2}(?:[.．]\d{1,2})*\s|"
    r"[（(]\s?[一二三四五六七八九十\d]{1,3}\s?[）)]"
)
"""What a paragraph begins with, and no second half."""
_PAIRS = (("《", "》"), ("“", "”"), ("〔", "〕"))
_LEAST, _LONG, _WHOLE_LINE = 15, 45, 24
_NEAR = 8
"""Characters at either side of a break that its word is looked for in."""


def joined(pieces: Sequence[Piece], *, spaced: bool) -> list[Piece]:
    """The pieces with broken paragraphs as one; ``spaced``: only what a gap parts may be broken."""
    found: list[Piece] = []
    for piece in pieces:
        if found and (piece.gap or not spaced) and goes_on(found[-1], piece):
            piece = found.pop().with_more(piece)
        found.append(piece)
    return found


def goes_on(first: Piece, second: Piece) -> bool:
    """Whether the second piece is the rest of the first one's sentence."""
    if first.row or second.row or first.outline or second.outline:
        return False
    if _is_whole(first.text) or not _continues(second.text):
        return False
    return _is_prose(first.text) or _is_torn(first.text, second.text)


def _is_whole(text: str) -> bool:
    """A sentence that has ended, a value, a title, a signature: no first half of anything."""
    if len(text) < _LEAST or _ENDED.search(text) or _is_value(text) or is_date_line(text):
        return True
    titled = "，" not in text and is_worded(text) and not _open_brackets(text)
    return titled or bool(split_names(text))


def _is_prose(text: str) -> bool:
    """A sentence that does not end here: it has clauses, and is not the heading of any."""
    if _is_heading(text):
        return False
    if _SENTENCE.search(text) or _OPEN_END.search(text):
        return True
    return len(text) >= _WHOLE_LINE and bool(_PROSE.search(text))


def _is_torn(first: str, second: str) -> bool:
    """A word or a bracket begins in the first and ends in the second."""
    if len(first) < _WHOLE_LINE:
        return False
    return _has_torn_word(first, second) or any(
        second.find(closing) >= 0 and second.find(opening, 0, second.find(closing)) < 0
        for opening, closing in _open_brackets(first)
    )


def _open_brackets(text: str) -> list[tuple[str, str]]:
    """The pairs that are open at the end."""
    return [pair for pair in _PAIRS if text.count(pair[0]) > text.count(pair[1])]


def _has_torn_word(first: str, second: str) -> bool:
    import rjieba  # it reads its dictionary: only where a word is in question

    before = first[-_NEAR:]
    at = 0
    for word in rjieba.cut(before + second[:_NEAR]):
        end = at + len(word)
        if at < len(before) < end:
            return bool(_HAN.fullmatch(word))
        at = end
    return False


def _is_heading(text: str) -> bool:
    """A label and a few words without a full stop or colon; an article has no heading."""
    label = label_of(text)
    if not label.text or label.is_article:
        return False
    return len(text) <= _LONG and not _STOP.search(text)


def _is_value(text: str) -> bool:
    """A labelled value: 地址：北京市…号."""
    return len(text) <= 2 * _LONG and bool(_VALUE.match(text)) and not _SENTENCE.search(text)


def ends(text: str) -> bool:
    """Its sentence, or what else it is, ends here."""
    return bool(_ENDED.search(text)) or is_date_line(text) or bool(split_names(text))


def begins(text: str) -> bool:
    """It begins like a paragraph, a value or a list, and no second half does."""
    if _BEGINS.match(text) or _VALUE.match(text):
        return True
    return bool(label_of(text).text) or is_fact(text) or is_date_line(text)


def _continues(text: str) -> bool:
    """It begins like no paragraph and ends its sentence, or is long and broken itself."""
    if begins(text) or text.endswith(("：", ":")):
        return False
    return bool(_CLOSED.search(text)) or (
        len(text) >= _WHOLE_LINE and not _is_whole(text) and _is_prose(text)
    )
