"""A stretch spelled out: what became of it, where it stands, and its marks unit by unit."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from diffing.inline import Inline, Mark, Spelled, inline, merged, variant_marks
from diffing.joining import Match
from diffing.pairing import Stretch
from diffing.rows import are_narrowed, row_place, row_spelled
from diffing.units import Unit
from storage.records import HunkOp, MarkOp


def trimmed(
    before: Sequence[Unit], after: Sequence[Unit], stretch: Stretch
) -> tuple[HunkOp | None, Stretch]:
    """What became of a stretch (None: nothing), less what is equal at its ends.

    Nothing is left out where only an insertion or a deletion would remain: that the rest of the
    clause is still there has to be seen.
    """
    if len(stretch.matches) == len(stretch.before) == len(stretch.after) == 1:
        return _of_one(before, after, stretch), stretch
    changed = [match for match in stretch.matches if _is_changed(before, after, match)]
    whole = _covers(stretch)
    if stretch.moved:
        return _moved(before, after, stretch, whole and not changed), stretch
    if _heads(before, stretch.before) != _heads(after, stretch.after):
        return "replace", stretch
    if whole and not changed:
        renumbered = [match for match in stretch.matches if _is_renumbered(before, after, match)]
        return ("renumber", _narrowed(stretch, renumbered)) if renumbered else (None, stretch)
    if whole:
        marked = [m for m in stretch.matches if m in changed or _is_renumbered(before, after, m)]
        return "replace", _narrowed(stretch, marked)
    return "replace", stretch


def _heads(units: Sequence[Unit], span: range) -> int:
    """How many articles begin in it: another number here than there, if one was split or merged."""
    return sum(unit.article_head for unit in units[span.start : span.stop])


def _of_one(before: Sequence[Unit], after: Sequence[Unit], stretch: Stretch) -> HunkOp | None:
    """What became of one line."""
    match = stretch.matches[0]
    changed = _is_changed(before, after, match)
    if stretch.moved:
        return _moved(before, after, stretch, not changed)
    if changed:
        return "replace"
    return "renumber" if _is_renumbered(before, after, match) else None


def _moved(
    before: Sequence[Unit], after: Sequence[Unit], stretch: Stretch, same: bool
) -> HunkOp | None:
    """Clauses cross a chapter's heading when they change chapters: the heading stayed."""
    old, new = before[stretch.before.start], after[stretch.after.start]
    stayed = same and len(stretch.before) == 1 and old.form == "chapter"
    return None if stayed and old.whole_key == new.whole_key else "move"


def _covers(stretch: Stretch) -> bool:
    """Whether nothing came or went in the stretch."""
    return len(stretch.before) == sum(len(match.before) for match in stretch.matches) and (
        len(stretch.after) == sum(len(match.after) for match in stretch.matches)
    )


def _is_changed(before: Sequence[Unit], after: Sequence[Unit], match: Match) -> bool:
    if len(match.before) == len(match.after) == 1:
        one, other = before[match.before[0]], after[match.after[0]]
        return one.shared != other.shared if are_narrowed(one, other) else one.key != other.key
    old, new = ("".join([units[at].whole_key for at in places])
                for units, places in ((before, match.before), (after, match.after)))  # fmt: skip
    return old != new


def _is_renumbered(before: Sequence[Unit], after: Sequence[Unit], match: Match) -> bool:
    if len(match.before) > 1 or len(match.after) > 1:
        return False
    old, new = before[match.before[0]], after[match.after[0]]
    return old.label != new.label and old.label_key != new.label_key


def _narrowed(stretch: Stretch, matches: Sequence[Match]) -> Stretch:
    first, last = matches[0], matches[-1]
    return Stretch(
        range(first.before[0], last.before[-1] + 1),
        range(first.after[0], last.after[-1] + 1),
        tuple(m for m in stretch.matches if first.after[0] <= m.after[0] <= last.after[0]),
        stretch.moved,
    )


def place_of(units: Sequence[Unit], span: range) -> str:
    """The clause path of a stretch; of several articles the paths of all."""
    first = units[span.start]
    if first.table and len(span) == 1:
        return row_place(first)
    if not first.article or len(span) == 1:
        return first.path
    heads = [unit for unit in units[span.start : span.stop] if unit.article_head]
    if heads and heads[0] is first:
        return "、".join([first.path, *(unit.label for unit in heads[1:])])
    return "、".join([first.clause, *(unit.label for unit in heads)])


def spelled(before: Sequence[Unit], after: Sequence[Unit], stretch: Stretch) -> Spelled:
    """The marks of a stretch, lines that came and went between those that are matched."""
    old, new = (
        units[span.start : span.stop]
        for units, span in ((before, stretch.before), (after, stretch.after))
    )
    if len(old) == len(new) == len(stretch.matches) == 1:
        return _of_match(list(map(_line, old)), list(map(_line, new)))
    return _Spelling(stretch, list(map(_line, old)), list(map(_line, new))).run()


class _Line(NamedTuple):
    """A unit, and how much of its text is to be spelled yet."""

    unit: Unit
    label: str
    head: str
    body: str

    @property
    def text(self) -> str:
        return self.head + self.body


def _line(unit: Unit) -> _Line:
    return _Line(unit, unit.label, unit.head, unit.body)


class _Spelling:
    """The marks of several lines; ``i`` and ``j`` are the lines that come next."""

    def __init__(self, stretch: Stretch, old: list[_Line], new: list[_Line]) -> None:
        self.old, self.new = old, new
        self.matches = [
            (
                [at - stretch.before.start for at in match.before],
                [at - stretch.after.start for at in match.after],
            )
            for match in stretch.matches
        ]
        self.marks: list[Mark] = []
        self.i = self.j = 0

    def run(self) -> Spelled:
        """The marks of all lines."""
        if self.matches and (self.matches[0][0][0] or self.matches[0][1][0]):
            self._spell_labels()
        groups = []
        gave_up = ""
        for rows, columns in self.matches:
            self._spell_lone(rows[0], columns[0])
            self.marks += _breaks(self.i > 0, self.j > 0)
            found = _of_match([self.old[at] for at in rows], [self.new[at] for at in columns])
            self.marks += found.marks
            groups += found.groups
            gave_up = gave_up or found.gave_up
            self.i, self.j = rows[-1] + 1, columns[-1] + 1
        self._spell_lone(len(self.old), len(self.new))
        return Spelled(merged(self.marks), groups, gave_up)

    def _spell_labels(self) -> None:
        """The label is the clause's, whichever paragraph it stands before now."""
        old, new = self.old[0], self.new[0]
        labelled = old.label and new.label and old.unit.level == new.unit.level
        if labelled and old.body and new.body:
            self.marks += _of_heads(old, new)
            self.old[0] = old._replace(label="", head="")
            self.new[0] = new._replace(label="", head="")

    def _spell_lone(self, stop: int, stop_new: int) -> None:
        self.marks += _lines("delete", self.old[self.i : stop], self.i > 0)
        self.marks += _lines("insert", self.new[self.j : stop_new], self.j > 0)
        self.i, self.j = stop, stop_new


def _lines(op: MarkOp, lines: Sequence[_Line], follows: bool) -> Iterator[Mark]:
    if lines:
        yield op, ("\n" if follows else "") + "\n".join([line.text for line in lines])


def _breaks(old: bool, new: bool) -> list[Mark]:
    """The line break before a matched unit, on the sides where something stands before it."""
    if old and new:
        return [("equal", "\n")]
    return [("delete", "\n")] if old else [("insert", "\n")] if new else []


def _of_match(old: Sequence[_Line], new: Sequence[_Line]) -> Spelled:
    if len(old) == len(new) == 1:
        if old[0].unit.kind == "table":
            return row_spelled(old[0].unit, new[0].unit)
        found = _of_pair(old[0], new[0])
    else:
        found = _of_lines(old, new)
    path = new[0].unit.path or old[0].unit.path
    return Spelled(found.marks, [(path, found.groups)] if found.groups else [], found.gave_up)


def _of_lines(old: Sequence[_Line], new: Sequence[_Line]) -> Inline:
    """Lines that were put together or apart; a label at the head of both stays apart."""
    head: list[Mark] = []
    if all(lines[0].label and lines[0].body for lines in (old, new)):
        head = _of_heads(old[0], new[0])
        old, new = ([line[0]._replace(head=""), *line[1:]] for line in (old, new))
    found = inline(*("\n".join([line.text for line in lines]) for lines in (old, new)))
    return found._replace(marks=merged([*head, *found.marks]))


def _of_pair(old: _Line, new: _Line) -> Inline:
    """Label and text apart: a label is metadata, its change no change of value."""
    head = _of_heads(old, new)
    if old.body == new.body:
        return Inline(merged([*head, ("equal", old.body)]), [])
    found = inline(old.body, new.body)
    return Inline(merged([*head, *found.marks]), found.groups, found.gave_up)


def _of_heads(old: _Line, new: _Line) -> list[Mark]:
    """The labels, and the space after them."""
    marks = variant_marks(old.label, new.label)
    return marks + variant_marks(old.head[len(old.label) :], new.head[len(new.label) :])
