"""What the hunks of a comparison say of each article: its counterparts, and what became of it.

Hunks are of paragraphs and items. The lines of the two texts that stand in no hunk are the same, in
the same order, so they pair off: that says where an article is that no hunk names.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from storage.records import Block, Hunk

_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?")
_NO_WORD = re.compile(r"[\W_]+")


class Fact(NamedTuple):
    """An old article, a new one (either may be none: ""), and what became of it."""

    old: str
    new: str
    state: str


class Line(NamedTuple):
    """A line of a text and the article that it stands in ("" outside the articles)."""

    article: str
    text: str


class Tie(NamedTuple):
    """Lines of an old article that became lines of a new one."""

    size: int
    moved: bool
    amended: bool


class _Reading:
    """The ties between articles, and the articles that lines left or came to."""

    def __init__(self, before: Sequence[Block], after: Sequence[Block]) -> None:
        self.lines = lines_of(before), lines_of(after)
        self.left = [*self.lines[0]], [*self.lines[1]]
        self.ties: dict[tuple[str, str], list[Tie]] = defaultdict(list)
        self.touched: tuple[set[str], set[str]] = set(), set()

    def read(self, hunks: Iterable[Hunk]) -> None:
        """Takes in all hunks, then the lines that are in none."""
        for hunk in hunks:
            old = self._taken(0, hunk.before, hunk.label_before)
            new = self._taken(1, hunk.after, hunk.label_after)
            if old and new:
                self._tie(old, new, hunk.op == "move")
            else:
                self.touched[0].update(line.article for line in old)
                self.touched[1].update(line.article for line in new)
        # Headings and what stands before the first article may change places without a hunk.
        old, new = ([line for line in side if line.article] for side in self.left)
        for one, other in zip(old, new, strict=True):
            if _words([one]) != _words([other]):
                raise ValueError(f"no hunk says that these differ: {one} {other}")
            self._tie([one], [other], False)

    def _taken(self, side: int, text: str, path: str) -> list[Line]:
        """The lines of a hunk, taken out of those that are left."""
        left = self.left[side]
        found = _ARTICLE.search(path)
        taken: list[Line] = []
        for part in filter(_word, text.splitlines()):
            named = [n for n, line in enumerate(left) if line.text == part.strip()]
            if not named:
                raise ValueError(f"a hunk at {path} has a line that the text has not: {part}")
            article = taken[-1].article if taken else found[0] if found else ""
            best = next((n for n in named if left[n].article == article), named[0])
            taken.append(left.pop(best))
        return taken

    def _tie(self, old: Sequence[Line], new: Sequence[Line], moved: bool) -> None:
        if len(old) == len(new) > 1:
            for one, other in zip(old, new, strict=True):
                self._tie([one], [other], moved)
            return
        tie = Tie(len(_words(new)), moved, _words(old) != _words(new))
        for pair in {(one.article, other.article) for one in old for other in new}:
            self.ties[pair].append(tie)

    def facts(self) -> Iterator[Fact]:
        """One a pair of articles; one without a counterpart was deleted or inserted."""
        pairs = [pair for pair in self.ties if all(pair)]
        for pair in pairs:
            alone = sum(pair[0] == old or pair[1] == new for old, new in pairs) == 1
            whole = pair[0] not in self.touched[0] and pair[1] not in self.touched[1]
            yield Fact(*pair, _state(pair, self.ties[pair], alone and whole))
        for side, state in enumerate(("deleted", "inserted")):
            names = {line.article for line in self.lines[side]} - {"", *(p[side] for p in pairs)}
            yield from (Fact("" if side else name, name if side else "", state) for name in names)


def facts_of(before: Sequence[Block], after: Sequence[Block], hunks: Iterable[Hunk]) -> set[Fact]:
    """What a comparison says of all articles of two texts."""
    reading = _Reading(before, after)
    reading.read(hunks)
    return set(reading.facts())


def lines_of(blocks: Sequence[Block]) -> list[Line]:
    """The lines of a text, each with its article."""
    lines: list[Line] = []
    article = ""
    for block in blocks:
        if 1 <= block.level <= 3:
            article = ""
        elif found := _ARTICLE.match(block.label):
            article = found[0]
        lines += [Line(article, text.strip()) for text in filter(_word, block.text.splitlines())]
    return lines


def article_words(blocks: Sequence[Block]) -> dict[str, str]:
    """The words of each article, by its label."""
    words: dict[str, str] = defaultdict(str)
    for line in lines_of(blocks):
        if line.article:
            words[line.article] += _word(line.text)
    return dict(words)


def _state(pair: tuple[str, str], ties: Sequence[Tie], whole: bool) -> str:
    amended = not whole or any(tie.amended for tie in ties)
    if 2 * sum(tie.size for tie in ties if tie.moved) > sum(tie.size for tie in ties):
        return "moved+amended" if amended else "moved"
    if pair[0] == pair[1]:
        return "amended" if amended else "same"
    return "amended+renumbered" if amended else "renumbered"


def _words(lines: Sequence[Line]) -> str:
    return "".join(_word(line.text) for line in lines)


def _word(text: str) -> str:
    """The words alone, without the article's label and without typography."""
    found = _ARTICLE.match(text.strip())
    body = text.strip()[found.end() if found else 0 :]
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", body))
