"""Passages of an issue as one text, and the places in it where something should be otherwise."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from compilation.proofing.texts.letters import Letters
from compilation.proofing.texts.markup import Trace
from compilation.proofing.texts.passages import Passage

_HALF = 12
"""Characters that the first half of a broken paragraph has at least."""
_ENDS = frozenset("。；：！？”」』;:!?.")
_RUNS = re.compile("[，、。；]")
"""What a heading, a name or a date does not have."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A stretch of a printed text, and what should stand there."""

    subkind: str
    start: int
    end: int
    expected: str


class Printed:
    """Passages as one text, a line each."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.printed = tuple(passages)
        self.text = "\n".join(one.text for one in passages)
        self.ours = Letters(self.text)
        self._starts: list[int] = []
        start = 0
        for passage in passages:
            self._starts.append(start)
            start += len(passage.text) + 1

    @cached_property
    def breaks(self) -> frozenset[int]:
        """Letters before which the end of a page broke a paragraph.

        Where pages are told and lines are not (a PDF), paragraphs run over pages as they should.
        """
        return frozenset(
            self.ours.first_from(start + join.at)
            for start, passage in self.passages()
            for join in passage.joins
            if join.line is not None or join.page is None
        )

    @cached_property
    def ends(self) -> frozenset[int]:
        """The same, and letters that begin a line in the middle of a sentence."""
        return self.breaks | frozenset(self._sentence_ends())

    def passages(self) -> Iterator[tuple[int, Passage]]:
        """Each passage with where it begins in the text."""
        return zip(self._starts, self.printed, strict=True)

    def passage_at(self, place: int) -> tuple[int, Passage]:
        """The passage on which a place of the text stands, and where it begins."""
        at = bisect_right(self._starts, place) - 1
        return self._starts[at], self.printed[at]

    def trace_spot(self, trace: Trace) -> Spot:
        """What a trace of markup should be instead."""
        return Spot(
            subkind=trace.subkind,
            start=trace.start,
            end=trace.end,
            expected=trace.without_marks(self.text),
        )

    def break_spot(self, at: int, dropped: str = "") -> Spot:
        """A paragraph that is broken before a letter; ``dropped``: what was lost there."""
        start, end = self.ours.before(at)
        return Spot(subkind="page_break_split", start=start, end=end, expected=dropped)

    def line_ends(self) -> Iterator[tuple[int, Passage]]:
        """Letters that begin a line of a text, and the line before; not of a table, or a PDF."""
        for (_, passage), (following, second) in pairwise(self.passages()):
            runs_on = passage.line is None and passage.page is not None
            if not runs_on and "table" not in (passage.kind, second.kind):
                yield self.ours.first_from(following), passage

    def _sentence_ends(self) -> Iterator[int]:
        for at, passage in self.line_ends():
            second = self.passage_at(self.ours.starts[at])[1]
            runs = _RUNS.search(passage.text) or is_finished(second)
            in_sentence = not is_finished(passage) and not second.label
            if in_sentence and len(passage.text) >= _HALF and runs:
                yield at


def is_finished(passage: Passage) -> bool:
    """Whether a line ends as a sentence does."""
    return passage.text.rstrip()[-1:] in _ENDS
