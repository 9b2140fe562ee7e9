"""A text by its letters: each one folded for comparing, and where it stands as printed.

White space and marks of markup are no letters: they are what stands before one.
"""

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

from compilation.proofing.texts.markup import Span, Trace, traces_of

_ZERO_WIDTH = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad]")
_BESIDE = 16
_SAME = str.maketrans(
    {
        "〔": "(", "〕": ")", "【": "(", "】": ")", "〖": "(", "〗": ")", "﹝": "(", "﹞": ")",
        "[": "(", "]": ")", "{": "(", "}": ")",
        "“": '"', "”": '"', "„": '"', "‟": '"', "「": '"', "」": '"', "『": '"', "』": '"',
        "‘": "'", "’": "'",
        "—": "-", "–": "-", "―": "-", "‐": "-", "‑": "-", "−": "-", "─": "-", "﹣": "-",
        "·": ".", "•": ".", "・": ".", "‧": ".", "。": ".", "、": ",", "〈": "<", "〉": ">",
        "《": "<", "》": ">", "～": "~", "〜": "~",
    }
)  # fmt: skip


@lru_cache(maxsize=16_384)
def letter_keys(letter: str) -> str:
    """What a letter is folded to: brackets, quotes, dashes and widths made one; empty for space."""
    if letter != "\t" and (letter.isspace() or _ZERO_WIDTH.match(letter)):
        return ""
    folded = unicodedata.normalize("NFKC", letter).translate(_SAME)
    return folded.translate(_SAME).replace(" ", "") or letter


class Letters:
    """The letters of a text: ``keys`` folded, ``starts`` and ``ends`` in the text as printed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.traces = traces_of(text)
        self.starts: list[int] = []
        self.ends: list[int] = []
        keys: list[str] = []
        self.marks = frozenset(
            at for trace in self.traces for start, end in trace.marks for at in range(start, end)
        )
        for at, letter in enumerate(text):
            if at in self.marks:
                continue
            for key in letter_keys(letter):
                keys.append(key)
                self.starts.append(at)
                self.ends.append(at + 1)
        self.keys = "".join(keys)

    def shown(self, start: int, stop: int) -> str:
        """The letters from ``start`` up to ``stop`` as printed, with what stands between them."""
        return self.text[self.starts[start] : self.ends[stop - 1]] if stop > start else ""

    def before(self, at: int) -> Span:
        """What stands before a letter (or after the last one): where it begins and ends."""
        start = self.ends[at - 1] if at else 0
        return start, max(start, self.starts[at] if at < len(self.starts) else len(self.text))

    def space(self, at: int) -> Span | None:
        """The white space before a letter that is on its own line, if any."""
        start, end = self.before(at)
        if start == end:
            return None
        line = self.text.rfind("\n", start, end) + 1
        places = [
            place
            for place in range(max(start, line), end)
            if place not in self.marks and self.text[place] not in "\n\t"
        ]
        if line > start or not places or at >= len(self.starts):
            return None
        last = places[0]
        while last + 1 in places:
            last += 1
        return places[0], last + 1

    def beside(self, at: int) -> tuple[str, str]:
        """What stands right before and after the gap before a letter, as printed."""
        return (
            "".join(self.text[start] for start in self.starts[max(0, at - _BESIDE) : at]),
            "".join(self.text[start] for start in self.starts[at : at + _BESIDE]),
        )

    def broken(self, at: int) -> bool:
        """Whether a line ends before a letter."""
        start, end = self.before(at)
        return "\n" in self.text[start:end]

    def first_from(self, place: int) -> int:
        """The first letter at or after a place of the text."""
        return bisect_right(self.starts, place - 1)

    def trace_at(self, at: int, subkind: str) -> Trace | None:
        """A trace of that kind of which a mark stands before a letter."""
        start, end = self.before(at)
        for trace in self.traces:
            if trace.subkind == subkind and any(start <= mark[0] < end for mark in trace.marks):
                return trace
        return None
