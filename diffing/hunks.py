"""Hunks from stretches: one per clause that changed, moved, came, went or was renumbered."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from diffing.attachments import entry_changes
from diffing.dividing import divided
from diffing.inline import inline
from diffing.joining import Match
from diffing.keys import key_of
from diffing.ordering import Pair
from diffing.pairing import Stretch, belongs
from diffing.rows import are_narrowed, column_hunks
from diffing.significance import is_furniture
from diffing.spelling import place_of, spelled, trimmed
from diffing.units import Unit
from diffing.values import value_changes
from storage.records import Hunk, HunkOp, ValueChange, Variant

_MOST_RUNS = 1_000
"""Unmatched units one after another that still are told apart."""

_BRIEF = 24
"""Characters of an article that is hardly more than a figure or a date."""


class Changed(NamedTuple):
    """A hunk, the values it changed, and what was not compared in it."""

    hunk: Hunk
    values: list[ValueChange]
    gave_up: str = ""
    front: bool = False
    """Before the text proper: title, number, addressee, record of amendments."""


def title_hunk(before: str, after: str) -> list[Changed]:
    """The change of a title, if there is one; its place is called 标题."""
    if key_of(before) == key_of(after):
        return []
    found = inline(before, after)
    hunk = Hunk(
        op="replace", label_before="标题", label_after="标题", before=before, after=after,
        marks=found.marks,
    )  # fmt: skip
    return [Changed(hunk, value_changes(found.groups, "标题"), found.gave_up, True)]


def hunks_of(
    before: Sequence[Unit], after: Sequence[Unit], stretches: Sequence[Stretch]
) -> tuple[list[Changed], tuple[Variant, ...]]:
    """The hunks in the order of the new text, deletions where they stood; what is a variant."""
    course = _Course(before, after)
    stretches = [part for stretch in stretches for part in divided(before, after, stretch)]
    for stretch in stretches:
        if not _is_untouched(before, after, stretch):
            course.take(stretch)
    course.take_columns()
    course.take_lone([stretch for stretch in stretches if stretch not in course.apart])
    return [changed for *_, changed in sorted(course.placed, key=lambda entry: entry[:2])], tuple(
        course.variants
    )


class _Course:
    """Hunks by the place in the new text (deletions also by that in the old one); variants."""

    def __init__(self, before: Sequence[Unit], after: Sequence[Unit]) -> None:
        self.before = before
        self.after = after
        self.placed: list[tuple[float, int, Changed]] = []
        self.variants: list[Variant] = []
        self.rows: list[Pair] = []
        self.apart: list[Stretch] = []
        """Articles in the same place that have no words in common: one came, one went."""

    def take(self, stretch: Stretch) -> None:
        """What became of a stretch; what is equal in it may be written otherwise."""
        before, after = self.before, self.after
        if hunk := _renumbered(before, after, stretch):
            self.placed.append((stretch.after.start, 0, Changed(hunk, [])))
            return
        op, changed = trimmed(before, after, stretch)
        if op is not None:
            found = _of_stretch(before, after, op, changed)
            if changed == stretch and _has_nothing_left(before, after, stretch, found):
                self.apart.append(stretch)
                return
            self.placed.append((changed.after.start, 0, found))
        for match in stretch.matches:
            if op is not None and match.after[0] in changed.after:
                continue
            i, j = match.before[0], match.after[0]
            if are_narrowed(before[i], after[j]):
                self.rows.append((i, j))
            else:
                self.variants += _variant(before, after, match, stretch.moved)

    def take_columns(self) -> None:
        """Columns that came or went, of the rows that are in no hunk."""
        for at, found in column_hunks(self.before, self.after, self.rows):
            if isinstance(found, Variant):
                self.variants.append(found)
            else:
                self.placed.append((at - 0.5, 0, Changed(found, [])))

    def take_lone(self, stretches: Sequence[Stretch]) -> None:
        """What came and what went."""
        for run in _runs(
            self.after, set(chain.from_iterable(stretch.after for stretch in stretches))
        ):
            self.placed.append((run.start, 0, _one_sided("insert", self.after, run)))
        kept = sorted((s.before.stop - 1, s.after.stop - 1) for s in stretches if not s.moved)
        for run in _runs(
            self.before, set(chain.from_iterable(stretch.before for stretch in stretches))
        ):
            at = bisect_left(kept, (run.start, 0))
            place = kept[at - 1][1] if at else -1
            self.placed.append((place + 0.5, run.start, _one_sided("delete", self.before, run)))


def _is_untouched(before: Sequence[Unit], after: Sequence[Unit], stretch: Stretch) -> bool:
    """Whether it is one line, there as here: most stretches are."""
    return (
        len(stretch.before) == len(stretch.after) == 1
        and not stretch.moved
        and before[stretch.before.start].text == after[stretch.after.start].text
    )


def _has_nothing_left(
    before: Sequence[Unit], after: Sequence[Unit], stretch: Stretch, changed: Changed
) -> bool:
    """Whether no word of the old article is in the one in its place: not where it is one value."""
    heads = before[stretch.before.start], after[stretch.after.start]
    if not all(unit.article_head for unit in heads):
        return False
    hunk = changed.hunk
    if any(v.before and v.after for v in changed.values) and max(map(_length, heads)) < _BRIEF:
        return False
    equal = "".join([text for op, text in hunk.marks if op == "equal"])
    return not any(map(str.isalnum, equal.removeprefix(heads[0].label)))


def _length(unit: Unit) -> int:
    return len(unit.key)


def _renumbered(before: Sequence[Unit], after: Sequence[Unit], stretch: Stretch) -> Hunk | None:
    """The hunk of a line with another label and nothing else: the most frequent one, made fast."""
    old, new = before[stretch.before.start], after[stretch.after.start]
    if stretch.moved or len(stretch.before) > 1 or len(stretch.after) > 1:
        return None
    if not old.label or not new.label or old.kind == "table" or old.body != new.body:
        return None
    rest = old.text[len(old.label) :]
    if not old.text.startswith(old.label) or new.text != new.label + rest:
        return None
    if old.label == new.label or old.label_key == new.label_key:
        return None
    return Hunk(
        op="renumber", label_before=old.path, label_after=new.path, before=old.text,
        after=new.text, line_before=old.line, line_after=new.line,
        marks=(("delete", old.label), ("insert", new.label), ("equal", rest)),
    )  # fmt: skip


def _variant(
    before: Sequence[Unit], after: Sequence[Unit], match: Match, moved: bool
) -> Iterator[Variant]:
    """The lines of a match, if they are not one and the same in one and the same place."""
    old, new = _text(before, match.before), _text(after, match.after)
    if moved or old != new:
        yield Variant(
            before=old, after=new,
            line_before=before[match.before[0]].line, line_after=after[match.after[0]].line,
        )  # fmt: skip


def _text(units: Sequence[Unit], places: Sequence[int]) -> str:
    return "\n".join([units[at].text for at in places])


def _runs(units: Sequence[Unit], matched: set[int]) -> list[range]:
    """The unmatched units, by clause; a very long stretch of them is one run."""
    stretches: list[range] = []
    for at in range(len(units)):
        if at not in matched:
            if stretches and stretches[-1].stop == at:
                stretches[-1] = range(stretches[-1].start, at + 1)
            else:
                stretches.append(range(at, at + 1))
    runs: list[range] = []
    for stretch in stretches:
        runs += [stretch] if len(stretch) > _MOST_RUNS else _by_clause(units, stretch)
    return runs


def _by_clause(units: Sequence[Unit], stretch: range) -> Iterator[range]:
    start = stretch.start
    for at in stretch[1:]:
        first, unit = units[start], units[at]
        if not (_is_with(first, unit) or belongs(first, unit)):
            yield range(start, at)
            start = at
    yield range(start, stretch.stop)


def _is_with(first: Unit, unit: Unit) -> bool:
    """Whether it is of the article that ``first`` begins; of items that came, each is one."""
    item = unit.label and unit.level <= first.level and not unit.table
    return first.article == unit.article != 0 and not item and first.table == unit.table


def _one_sided(op: HunkOp, units: Sequence[Unit], run: range) -> Changed:
    text = _text(units, run)
    first = units[run.start]
    front = units[run.stop - 1].front
    place = place_of(units, run) if front or not first.front else ""
    hunk = (
        Hunk(op=op, label_after=place, after=text, marks=(("insert", text),),
             line_after=first.line)
        if op == "insert"
        else Hunk(op=op, label_before=place, before=text, marks=(("delete", text),),
                  line_before=first.line)
    )  # fmt: skip
    ran = units[run.start : run.stop]
    gone, come = (ran, []) if op == "delete" else ([], ran)
    return Changed(hunk, entry_changes(gone, come, first.path), front=front)


def _column(units: Sequence[Unit], span: range, groups: Sequence[tuple[str, object]]) -> str:
    """Of a row with one changed cell: the name of its column."""
    if units[span.start].table and len(span) == len(groups) == 1:
        return groups[0][0].removeprefix(place_of(units, span))
    return ""


def _of_stretch(
    before: Sequence[Unit], after: Sequence[Unit], op: HunkOp, stretch: Stretch
) -> Changed:
    found = spelled(before, after, stretch)
    old, new = before[stretch.before.start], after[stretch.after.start]
    column = _column(after, stretch.after, found.groups)
    hunk = Hunk(
        op=op,
        label_before=place_of(before, stretch.before) + column,
        label_after=place_of(after, stretch.after) + column,
        before=_text(before, stretch.before),
        after=_text(after, stretch.after),
        marks=found.marks,
        line_before=old.line,
        line_after=new.line,
    )
    if op == "renumber":
        return Changed(hunk, [])
    front = old.front and new.front
    values: list[ValueChange] = []
    if not is_furniture(hunk.before):
        for label, groups in found.groups:
            values += value_changes(groups, label)
        gone, come = (
            units[places.start : places.stop]
            for units, places in ((before, stretch.before), (after, stretch.after))
        )
        values += entry_changes(gone, come, new.path or old.path)
    if front:
        values = [value for value in values if value.before and value.after]
    return Changed(hunk, list(dict.fromkeys(values)) if values else [], found.gave_up, front)
