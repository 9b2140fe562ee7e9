"""Hunks from an alignment: one per clause that changed, moved, came, went or was renumbered."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from diffing.inline import Group, Inline, inline, inline_row, merged, variant_marks
from diffing.joining import Match
from diffing.keys import key_of
from diffing.significance import is_furniture
from diffing.units import Unit
from diffing.values import value_changes
from storage.records import Hunk, HunkOp, MarkOp, ValueChange

_MOST_RUNS = 1_000
"""Unmatched units one after another that still are told apart."""


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
    before: Sequence[Unit], after: Sequence[Unit], matches: Sequence[Match]
) -> list[Changed]:
    """The hunks in the order of the new text, deletions where they stood."""
    placed: list[tuple[float, int, Changed]] = []
    for group in _clauses(before, after, matches):
        if changed := _of_matches(before, after, group):
            placed.append((group[0].after[0], 0, changed))
    for run in _runs(after, {at for match in matches for at in match.after}):
        placed.append((run[0], 0, _one_sided("insert", [after[at] for at in run])))
    kept = sorted((match.before[-1], match.after[-1]) for match in matches if not match.moved)
    for run in _runs(before, {at for match in matches for at in match.before}):
        at = bisect_left(kept, (run[0], 0))
        place = kept[at - 1][1] if at else -1
        placed.append((place + 0.5, run[0], _one_sided("delete", [before[at] for at in run])))
    return [changed for _, _, changed in sorted(placed, key=lambda entry: entry[:2])]


def _clauses(
    before: Sequence[Unit], after: Sequence[Unit], matches: Sequence[Match]
) -> Iterator[list[Match]]:
    """Each match alone, but what moved with its clause together with it."""
    group: list[Match] = []
    for match in matches:
        if group and match.moved and _goes_on(before, after, group, match):
            group.append(match)
            continue
        if group:
            yield group
            group = []
        if match.moved:
            group = [match]
        else:
            yield [match]
    if group:
        yield group


def _goes_on(
    before: Sequence[Unit], after: Sequence[Unit], group: list[Match], match: Match
) -> bool:
    last, first = group[-1], group[0]
    return (
        match.before[0] == last.before[-1] + 1
        and match.after[0] == last.after[-1] + 1
        and _belongs(before[first.before[0]], before[match.before[0]])
        and _belongs(after[first.after[0]], after[match.after[0]])
    )


def _belongs(first: Unit, unit: Unit) -> bool:
    """Whether a unit is part of the clause (or table) that ``first`` begins."""
    if "table" in (first.kind, unit.kind):
        return first.kind == unit.kind
    return first.level >= 4 and (unit.level == 0 or unit.level > first.level) and bool(unit.path)


def _runs(units: Sequence[Unit], matched: set[int]) -> list[list[int]]:
    """The unmatched units, by clause; a very long stretch of them is one run."""
    stretches: list[list[int]] = []
    for at in range(len(units)):
        if at not in matched:
            if stretches and stretches[-1][-1] == at - 1:
                stretches[-1].append(at)
            else:
                stretches.append([at])
    runs: list[list[int]] = []
    for stretch in stretches:
        if len(stretch) > _MOST_RUNS:
            runs.append(stretch)
            continue
        for place, at in enumerate(stretch):
            if place and _belongs(units[runs[-1][0]], units[at]):
                runs[-1].append(at)
            else:
                runs.append([at])
    return runs


def _one_sided(op: HunkOp, units: Sequence[Unit]) -> Changed:
    text = "\n".join(unit.text for unit in units)
    path = units[0].path
    hunk = (
        Hunk(op=op, label_after=path, after=text, marks=(("insert", text),))
        if op == "insert"
        else Hunk(op=op, label_before=path, before=text, marks=(("delete", text),))
    )
    return Changed(hunk, [], front=units[0].front)


def _of_matches(
    before: Sequence[Unit], after: Sequence[Unit], matches: Sequence[Match]
) -> Changed | None:
    old = [before[at] for match in matches for at in match.before]
    new = [after[at] for match in matches for at in match.after]
    op = _op(old, new, matches[0].moved)
    if op is None:
        return None
    found = _inline(old, new)
    hunk = Hunk(
        op=op,
        label_before=old[0].path,
        label_after=new[0].path,
        before="\n".join(unit.text for unit in old),
        after="\n".join(unit.text for unit in new),
        marks=found.marks,
    )
    values = value_changes(found.groups, new[0].path or old[0].path)
    if is_furniture(hunk.before):
        values = []
    front = old[0].front and new[0].front
    if front:
        values = [value for value in values if value.before and value.after]
    return Changed(hunk, values, found.gave_up, front)


def _op(old: Sequence[Unit], new: Sequence[Unit], moved: bool) -> HunkOp | None:
    """What became of a clause; None if nothing did."""
    if moved:
        # Clauses cross a chapter's heading when they change chapters: the heading stayed.
        stayed = old[0].form == "chapter" and old[0].whole_key == new[0].whole_key
        return None if stayed and len(old) == 1 else "move"
    if len(old) == len(new) == 1:
        if old[0].key != new[0].key:
            return "replace"
        same = old[0].label == new[0].label or old[0].label_key == new[0].label_key
        return None if same else "renumber"
    joined = ("".join(unit.whole_key for unit in units) for units in (old, new))
    return None if next(joined) == next(joined) else "replace"


def _inline(old: Sequence[Unit], new: Sequence[Unit]) -> Inline:
    if len(old) != len(new):
        return inline("\n".join(unit.text for unit in old), "\n".join(unit.text for unit in new))
    marks: list[tuple[MarkOp, str]] = []
    groups: list[Group] = []
    gave_up = ""
    for at, (left, right) in enumerate(zip(old, new, strict=True)):
        found = inline_row(left.text, right.text) if left.kind == "table" else _of_pair(left, right)
        marks += [("equal", "\n"), *found.marks] if at else found.marks
        groups += found.groups
        gave_up = gave_up or found.gave_up
    return Inline(merged(marks), groups, gave_up)


def _of_pair(old: Unit, new: Unit) -> Inline:
    """Label and text apart: a label is metadata, its change no change of value."""
    head = variant_marks(old.label, new.label)
    head += variant_marks(old.head[len(old.label) :], new.head[len(new.label) :])
    if old.body == new.body:
        return Inline(merged([*head, ("equal", old.body)]), [])
    found = inline(old.body, new.body)
    return Inline(merged([*head, *found.marks]), found.groups, found.gave_up)
