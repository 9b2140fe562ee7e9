"""Both texts from beginning to end: what stayed between the hunks, and where those stand."""

from collections.abc import Sequence
from typing import NamedTuple

from diffing.units import Unit, units_of
from storage.records import Block, Difference, Hunk


class Same(NamedTuple):
    """Lines that say the same in both texts, whatever their numbers."""

    before: range
    after: range


class Gone(NamedTuple):
    """The place in the old text that a moved clause left."""

    hunk: Hunk


Step = Same | Gone | Hunk


class Course(NamedTuple):
    """The lines of both texts, and the way through them in the order of the new one."""

    before: Sequence[Unit]
    after: Sequence[Unit]
    steps: Sequence[Step]


def course_of(
    before: Sequence[Block], after: Sequence[Block], difference: Difference
) -> Course | None:
    """The way through both texts; None if the difference is not one of these texts."""
    old, new = units_of(before), units_of(after)
    return _Walk(old, new, difference).run()


class _Walk:
    """Two pointers: all that no hunk and no variant names is the same in both texts, in order."""

    def __init__(
        self, before: Sequence[Unit], after: Sequence[Unit], difference: Difference
    ) -> None:
        self.before = before
        self.after = after
        self.steps: list[Step] = [
            hunk for hunk in difference.hunks if hunk.line_before < 0 and hunk.line_after < 0
        ]
        placed = [
            hunk
            for hunk in difference.hunks
            if hunk.column < 0 and max(hunk.line_before, hunk.line_after) >= 0
        ]
        self.columns = [hunk for hunk in difference.hunks if hunk.column >= 0]
        self.widened = tuple(
            {line for hunk in self.columns if hunk.op == op for line in hunk.rows}
            for op in ("delete", "insert")
        )
        self.leaving = {hunk.line_before: hunk for hunk in placed if hunk.op in ("delete", "move")}
        self.coming = {hunk.line_after: hunk for hunk in placed if hunk.op != "delete"}
        self.spelled = {
            variant.line_after: _same(
                variant.before, variant.after, variant.line_before, variant.line_after
            )
            for variant in difference.variants
        }
        self.done: dict[int, int] = {}
        self.at = [0, 0]

    def run(self) -> Course | None:
        while self.at[0] < len(self.before) or self.at[1] < len(self.after):
            if not (self._old_side() or self._new_side() or self._kept()):
                return None
        return Course(self.before, self.after, self.steps)

    def _old_side(self) -> bool:
        i = self.at[0]
        if i in self.done:
            self.at[0] = i + self.done[i]
        elif hunk := self.leaving.get(i):
            self.at[0] = i + _lines(hunk.before)
            self.steps.append(Gone(hunk) if hunk.op == "move" else hunk)
        else:
            return False
        return True

    def _new_side(self) -> bool:
        j = self.at[1]
        if hunk := self.coming.get(j):
            if hunk.op == "renumber":
                return self._passed(_same(hunk.before, hunk.after, hunk.line_before, j))
            self.steps.append(hunk)
            self.at[1] = j + _lines(hunk.after)
            if hunk.op == "replace":
                self._leave(hunk.line_before, _lines(hunk.before))
        elif same := self.spelled.get(j):
            return self._passed(same)
        else:
            return False
        return True

    def _kept(self) -> bool:
        i, j = self.at
        if i >= len(self.before) or j >= len(self.after):
            return False
        old, new = self.before[i], self.after[j]
        widened = i in self.widened[0] or j in self.widened[1]
        if not widened and old.text != new.text and old.whole_key != new.whole_key:
            return False
        self._begin_columns(i, j)
        return self._passed(Same(range(i, i + 1), range(j, j + 1)))

    def _begin_columns(self, i: int, j: int) -> None:
        """A column stands where the first row does that has a cell of it."""
        for hunk in self.columns:
            if hunk.rows[0] == (i if hunk.op == "delete" else j):
                self.steps.append(hunk)

    def _passed(self, same: Same) -> bool:
        self.at[1] = same.after.stop
        self._leave(same.before.start, len(same.before))
        last = self.steps[-1] if self.steps else None
        if isinstance(last, Same) and _goes_on(last, same):
            same = Same(
                range(last.before.start, same.before.stop), range(last.after.start, same.after.stop)
            )
            self.steps.pop()
        self.steps.append(same)
        return True

    def _leave(self, line: int, count: int) -> None:
        if line == self.at[0]:
            self.at[0] += count
        else:
            self.done[line] = count


def _lines(text: str) -> int:
    return text.count("\n") + 1


def _same(before: str, after: str, line_before: int, line_after: int) -> Same:
    return Same(
        range(line_before, line_before + _lines(before)),
        range(line_after, line_after + _lines(after)),
    )


def _goes_on(last: Same, same: Same) -> bool:
    return last.before.stop == same.before.start and last.after.stop == same.after.start
