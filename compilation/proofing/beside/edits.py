"""What differs between two texts that are one another's counterpart, letter by letter."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from compilation.proofing.texts.letters import Letters

_CRUMB = 7
_SWAP = 8
"""Letters between two that changed places."""
_WHOLE = re.compile(
    r"[A-Za-z\u4e00-\u9fff]{0,2}\((?:19|20)\d\d\)第?\d{1,5}号"
    r"|(?:19|20)\d\d[-~]{1,2}(?:19|20)\d\d年"
    r"|(?:19|20)\d\d年\d{1,2}月\d{1,2}日|(?:19|20)\d\d年(?:\d{1,2}月)?|\d{1,2}月\d{1,2}日"
    r"|\d+(?:[.,:/-]\d+)*[%‰]?"
)
"""Document numbers, dates and figures: told whole. Of keys, which have no spaces."""
_STOPS = frozenset(".,;:!?")


class Edit(NamedTuple):
    """Letters of the issue from ``i`` up to ``i_end``, for which the official text has others."""

    i: int
    i_end: int
    j: int
    j_end: int

    @property
    def weight(self) -> int:
        return max(self.i_end - self.i, self.j_end - self.j)


class Run(NamedTuple):
    """Letters that both texts have: so many, from ``i`` here and from ``j`` there."""

    i: int
    j: int
    length: int


def edits_of(ours: Letters, theirs: Letters) -> list[Edit]:
    """The letters that differ, in order; crumbs of equal text between rewritten ones join them."""
    found: list[Edit] = []
    for block in Levenshtein.opcodes(ours.keys, theirs.keys):
        if block.tag == "equal":
            continue
        edit = Edit(block.src_start, block.src_end, block.dest_start, block.dest_end)
        if found and (
            _are_one(found[-1], edit) or _are_swapped(found[-1], edit, ours.keys, theirs.keys)
        ):
            edit = found.pop()._replace(i_end=edit.i_end, j_end=edit.j_end)
        found.append(edit)
    return _each(found, _settled, ours.keys, theirs.keys)


def _are_one(edit: Edit, following: Edit) -> bool:
    between = following.i - edit.i_end
    if between == 1 and all(one.i_end - one.i < one.j_end - one.j for one in (edit, following)):
        return following.i == following.i_end  # a name cut short: 发改委
    return not between or between < min(edit.weight, following.weight, _CRUMB)


def _are_swapped(edit: Edit, following: Edit, ours: str, theirs: str) -> bool:
    """Whether what was taken out here is put in again right behind, or before."""
    if following.i - edit.i_end > _SWAP:
        return False
    here = ours[edit.i : edit.i_end], theirs[edit.j : edit.j_end]
    there = ours[following.i : following.i_end], theirs[following.j : following.j_end]
    return here == there[::-1] and not all(here)


def _each(edits: Sequence[Edit], change: "_Step", ours: str, theirs: str) -> list[Edit]:
    """The edits changed, each knowing how far it may go to either side; those that meet are one."""
    found: list[Edit] = []
    for at, edit in enumerate(edits):
        floor = edits[at - 1].i_end if at else 0
        ceiling = edits[at + 1].i if at + 1 < len(edits) else len(ours)
        edit = change(edit, (edit.i - floor, ceiling - edit.i_end), ours, theirs)
        if found and edit.i <= found[-1].i_end:
            before = found.pop()
            edit = Edit(min(before.i, edit.i), edit.i_end, min(before.j, edit.j), edit.j_end)
        found.append(edit)
    return found


_Step = Callable[[Edit, tuple[int, int], str, str], Edit]


def _settled(edit: Edit, room: tuple[int, int], ours: str, theirs: str) -> Edit:
    """What came or went, moved to where a sentence or a clause begins, if that says the same."""
    if (edit.i_end > edit.i and edit.j_end > edit.j) or edit.weight < 2:
        return edit
    keys, start, end = (
        (theirs, edit.j, edit.j_end) if edit.i == edit.i_end else (ours, edit.i, edit.i_end)
    )
    for step in sorted(_steps(keys, (start, end), room), key=abs):
        if start + step == 0 or keys[start + step - 1] in _STOPS:
            return Edit(edit.i + step, edit.i_end + step, edit.j + step, edit.j_end + step)
    return edit


def _steps(keys: str, span: tuple[int, int], room: tuple[int, int]) -> Iterator[int]:
    """How far a stretch can be moved so that the text without it stays the same."""
    start, end = span
    yield 0
    for step in range(1, min(room[0], end - start) + 1):
        if keys[start - step] != keys[end - step]:
            break
        yield -step
    for step in range(min(room[1], end - start)):
        if end + step >= len(keys) or keys[start + step] != keys[end + step]:
            break
        yield step + 1


def runs_of(edits: Sequence[Edit], count: int) -> Iterator[Run]:
    """What stands between the edits, alike in both texts, of which ours has so many letters."""
    i = j = 0
    for edit in edits:
        if edit.i > i:
            yield Run(i, j, edit.i - i)
        i, j = edit.i_end, edit.j_end
    if count > i:
        yield Run(i, j, count - i)


def place_there(at: int, edits: Sequence[Edit]) -> int | None:
    """The letter of the official text that stands where a letter of ours does."""
    following = bisect_right(edits, at, key=lambda edit: edit.i_end)
    if following and edits[following - 1].i == at:
        return None
    if following < len(edits) and edits[following].i <= at:
        return None
    before = edits[following - 1] if following else Edit(0, 0, 0, 0)
    return at + before.j_end - before.i_end


def whole(edits: Sequence[Edit], ours: Letters, theirs: Letters) -> list[Edit]:
    """The edits grown to whole figures, dates and document numbers."""
    return _each(edits, _grown, ours.keys, theirs.keys)


@lru_cache(maxsize=64)
def _wholes(keys: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in _WHOLE.finditer(keys))


def _grown(edit: Edit, room: tuple[int, int], ours: str, theirs: str) -> Edit:
    before = after = 0
    for keys, start, end in ((ours, edit.i, edit.i_end), (theirs, edit.j, edit.j_end)):
        for left, right in _wholes(keys):
            if _touches(left, right, start, end):
                before = max(before, start - left)
                after = max(after, right - end)
    before, after = min(before, room[0]), min(after, room[1])
    return Edit(edit.i - before, edit.i_end + after, edit.j - before, edit.j_end + after)


def _touches(left: int, right: int, start: int, end: int) -> bool:
    """Whether a change is inside a figure, or puts something into it."""
    return left < end and start < right if end > start else left < start < right
