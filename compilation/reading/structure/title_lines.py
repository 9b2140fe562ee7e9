"""The lines of a text that may be titles, to be searched for one that says the same."""

from bisect import bisect_left
from collections.abc import Iterator

from rapidfuzz.distance import Indel
from rapidfuzz.process import extract_iter

from compilation.reading.structure.numbering import SAME, title_fold

_BEGUN = 8
"""Characters of a title at least on the first of its lines."""


class TitleLines:
    """Their words folded, in order, and where they stand."""

    def __init__(self) -> None:
        self._at: list[int] = []
        self._words: list[str] = []

    def add(self, at: int, words: str) -> None:
        """One more, which stands behind the others."""
        self._at.append(at)
        self._words.append(title_fold(words))

    def first(self, title: str, after: int) -> int | None:
        """Where the first one from ``after`` on is."""
        return next((at for _, at in self._found(title, after)), None)

    def best(self, title: str, after: int) -> tuple[float, int] | None:
        """How alike the most alike one from ``after`` on is, and where."""
        found = max(((like, -at) for like, at in self._found(title, after)), default=None)
        return found and (found[0], -found[1])

    def beginnings(self, wanted: str, after: int) -> Iterator[tuple[int, str]]:
        """Those from ``after`` on with which what is wanted begins, and where they are."""
        for at in range(bisect_left(self._at, after), len(self._at)):
            if len(self._words[at]) >= _BEGUN and wanted.startswith(self._words[at]):
                yield self._at[at], self._words[at]

    def _found(self, title: str, after: int) -> Iterator[tuple[float, int]]:
        first = bisect_left(self._at, after)
        found = extract_iter(
            title_fold(title), self._words[first:], processor=None,
            scorer=Indel.normalized_similarity, score_cutoff=SAME,
        )  # fmt: skip
        return ((like, self._at[first + at]) for _, like, at in found)
