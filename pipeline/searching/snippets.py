"""What is shown of a document that was found: where the words stand, marked. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.searching.passages import Field, Passage
from pipeline.searching.query import Word
from storage.search.tokens import Folded

_WIDTH = 64
"""Folded characters in which words are sought together."""
_BEFORE, _AFTER = 28, 60
_LINE_BEFORE = 48
"""A line that begins so near before is shown from its beginning."""
_MOST_MARKS = 300
_MOST_SNIPPETS = 2
_ORDER: dict[Field, int] = {"number": 0, "text": 1, "attachment": 2, "file": 3, "issuer": 4}
"""What is shown; of windows that say as many words, the first."""


@dataclass(frozen=True, kw_only=True)
class Snippet:
    """A piece of a text as shown, and the matches in it."""

    field: Field
    text: str
    marks: tuple[tuple[int, int], ...]
    """From where to before where, in ``text``."""
    name: str = ""
    """Of an attachment."""
    cut_before: bool = False
    cut_after: bool = False

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The text in pieces, and which of them are matches."""
        edges = [0, *(edge for mark in self.marks for edge in mark), len(self.text)]
        return [
            (self.text[start:end], place % 2 == 1)
            for place, (start, end) in enumerate(pairwise(edges))
            if start < end
        ]


@dataclass(frozen=True, kw_only=True)
class _Window:
    """Matches that stand near one another in a passage."""

    passage: Passage
    spans: tuple[tuple[int, int], ...]
    """In the folded text."""
    words: frozenset[Word]


def snippets_of(passages: Sequence[Passage], words: Sequence[Word]) -> tuple[Snippet, ...]:
    """The title, whole, then one or two pieces of its other texts that say most of the words."""
    title = next((one for one in passages if one.field == "title"), None)
    shown = [_whole(title, words)] if title else []
    windows: list[_Window] = []
    for passage in passages:
        if passage.field in _ORDER and not (passage.field == "text" and passage.stands_out):
            windows += _windows(passage, words)
    windows.sort(key=lambda one: (-len(one.words), _ORDER[one.passage.field]))
    chosen: list[_Window] = []
    for one in windows:
        new = one.words - {word for other in chosen for word in other.words}
        if len(chosen) < _MOST_SNIPPETS and (new or not chosen):
            chosen.append(one)
    return (*shown, *(_cut(one, words) for one in chosen))


def _matches(text: Folded, words: Iterable[Word]) -> list[tuple[int, int, Word]]:
    return sorted(
        (
            (start, end, word)
            for word in words
            for start, end in word.occurrences(text.text)[:_MOST_MARKS]
        ),
        key=lambda one: one[:2],
    )


def _windows(passage: Passage, words: Sequence[Word]) -> list[_Window]:
    """The first places of the passage where the most of the words stand together."""
    found = _matches(passage.folded, words)
    starts = [start for start, _, _ in found]
    best: dict[frozenset[Word], _Window] = {}
    for place, (start, _, _) in enumerate(found):
        inside = found[place : bisect_right(starts, start + _WIDTH)]
        said = frozenset(word for _, _, word in inside)
        spans = tuple((begin, end) for begin, end, _ in inside)
        best.setdefault(said, _Window(passage=passage, spans=spans, words=said))
    return list(best.values())


def _whole(passage: Passage, words: Sequence[Word]) -> Snippet:
    return Snippet(field=passage.field, text=passage.text, marks=_marks(passage.folded, words))


def _marks(text: Folded, words: Sequence[Word]) -> tuple[tuple[int, int], ...]:
    return _joined(text.span(start, end) for start, end, _ in _matches(text, words))


def _cut(window: _Window, words: Sequence[Word]) -> Snippet:
    """The piece of the text in which the matches stand."""
    text, folded = window.passage.text, window.passage.folded
    first, last = folded.span(window.spans[0][0], window.spans[-1][1])
    start, end = _bounds(text, first, last)
    return Snippet(
        field=window.passage.field,
        name=window.passage.name,
        text=text[start:end],
        marks=_marks(Folded(text[start:end]), words),
        cut_before=start > 0 and text[start - 1] != "\n",
        cut_after=end < len(text) and text[end] != "\n",
    )


def _bounds(text: str, first: int, last: int) -> tuple[int, int]:
    """From where to where the piece is shown: from a line's beginning and to its end, if near."""
    line = text.rfind("\n", 0, first) + 1
    start = line if first - line <= _LINE_BEFORE else first - _BEFORE
    end = text.find("\n", last)
    end = len(text) if end < 0 else end
    return start, min(end, max(last, first + _BEFORE) + _AFTER)


def _joined(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The spans in order, those that touch as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
