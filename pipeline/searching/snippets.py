"""What is shown of a document that was found: where the words stand, marked. Pure."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice, pairwise, takewhile
from operator import itemgetter

from pipeline.searching.passages import Field, Passage
from pipeline.searching.query import Word
from storage.search.folding import Folded

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


_Match = tuple[int, int, Word]
"""From where to before where in a folded text, and what stands there."""


@dataclass(frozen=True)
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
    windows = sorted(_best(passages, words), key=lambda one: -len(one.words))
    chosen: list[_Window] = []
    for one in windows:
        new = one.words - {word for other in chosen for word in other.words}
        if len(chosen) < _MOST_SNIPPETS and (new or not chosen):
            chosen.append(one)
    return (*shown, *(_cut(one, words) for one in chosen))


def _best(passages: Sequence[Passage], words: Sequence[Word]) -> Iterator[_Window]:
    """The windows of the passages that are shown, in order, until one says all the words."""
    searched = (
        one
        for one in passages
        if one.field in _ORDER and not (one.field == "text" and one.stands_out)
    )
    for passage in sorted(searched, key=lambda one: _ORDER[one.field]):
        for window in _windows(passage, words):
            yield window
            if len(window.words) == len(words):
                return


def _windows(passage: Passage, words: Sequence[Word]) -> Iterator[_Window]:
    """The first places of the passage where some of the words stand together, for each some.

    No more after one with all the words of the passage.
    """
    here = [word for word in words if word.stands_in(passage.folded.text)]
    said: set[frozenset[Word]] = set()
    near: deque[_Match] = deque()
    for match in (*_matches(passage.folded, here), None):
        while near and (match is None or match[0] > near[0][0] + _WIDTH):
            if (found := frozenset(word for _, _, word in near)) not in said:
                said.add(found)
                yield _Window(passage, tuple((start, end) for start, end, _ in near), found)
                if len(found) == len(here):
                    return
            near.popleft()
        if match:
            near.append(match)


def _matches(text: Folded, words: Iterable[Word], start: int = 0) -> Iterator[_Match]:
    """Where the words stand from ``start`` on, in order; of each no more than is shown."""
    return merge(*(_of_word(text, word, start) for word in words), key=itemgetter(0, 1))


def _of_word(text: Folded, word: Word, start: int) -> Iterator[_Match]:
    spans = islice(word.occurrences(text.text, start), _MOST_MARKS)
    return ((begin, end, word) for begin, end in spans)


def _whole(passage: Passage, words: Sequence[Word]) -> Snippet:
    text = passage.folded
    return Snippet(field=passage.field, text=text.shown, marks=_marks(text, words, len(text.text)))


def _marks(
    text: Folded, words: Sequence[Word], end: int, start: int = 0
) -> tuple[tuple[int, int], ...]:
    """Where the words stand between two places of the folded text, in the text as shown."""
    found = takewhile(lambda one: one[0] < end, _matches(text, words, start))
    return _joined(text.span(begin, last) for begin, last, _ in found if last <= end)


def _cut(window: _Window, words: Sequence[Word]) -> Snippet:
    """The piece of the text in which the matches stand."""
    text, folded = window.passage.text, window.passage.folded
    first, last = folded.span(window.spans[0][0], window.spans[-1][1])
    start, end = _bounds(text, first, last)
    begin, before = folded.within(start, end)
    marks = _marks(folded, words, before, begin)
    return Snippet(
        field=window.passage.field,
        name=window.passage.name,
        text=text[start:end],
        marks=tuple((one - start, other - start) for one, other in marks),
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
