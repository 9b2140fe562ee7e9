"""What became of a clause, and where it stands, in the words of those who read laws."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from diffing.showing.course import Course, Same
from diffing.showing.rows import is_same, rows_of
from diffing.units import Unit
from storage.records import Hunk

_SEVERAL = re.compile(r"、(?=第[^、\s]{1,9}条)")
_ABOVE = re.compile(r"(?:第\S{1,8}?[编章节]|第\S{1,4}部分|附[件录表]\S{0,4})(?:\s+|$)")
_NOWHERE = "无编号段"
_OPS = {
    "insert": "新增",
    "delete": "删除",
    "replace": "修改",
    "move": "移动",
    "renumber": "编号调整",
}


class Place(NamedTuple):
    """拆分, 第二十八条 → 第四十四条、第四十五条."""

    op: str
    where: str


def place_of(hunk: Hunk) -> Place:
    """What became of the hunk's clause, and its path; both paths where they differ."""
    before, after = tidy(hunk.label_before), tidy(hunk.label_after)
    op = _op(hunk)
    if hunk.op in ("insert", "delete") or before == after:
        return Place(op, after or before or _NOWHERE)
    return Place(op, f"{before or _NOWHERE} → {after or _NOWHERE}")


def _op(hunk: Hunk) -> str:
    old, new = (len(_SEVERAL.split(label)) for label in (hunk.label_before, hunk.label_after))
    if hunk.op == "replace" and (old > 1 or new > 1):
        return "拆分" if old == 1 else "合并" if new == 1 else "重新分条"
    if hunk.op == "move" and not all(map(is_same, rows_of(hunk))):
        return "移动并修改"
    return _OPS[hunk.op]


def tidy(path: str) -> str:
    """A clause path without the comma or point that ends a number: 三（一）, 二."""
    return path.rstrip("、．.，")


def above(path: str) -> tuple[str, str]:
    """A path in two: the parts and chapters, and what stands in them."""
    at = 0
    while found := _ABOVE.match(path, at):
        at = found.end()
    return path[:at].strip(), tidy(path[at:])


def span_of(course: Course, same: Same) -> str:
    """第三条至第八条; with its new numbers where these are others; else so many paragraphs."""
    before = _span([course.before[at] for at in same.before])
    after = _span([course.after[at] for at in same.after])
    if before == after or not before:
        return after or f"{len(same.after)}段"
    return f"原{before}、现{after}" if after else f"原{before}"


def _span(units: Sequence[Unit]) -> str:
    clauses = [unit.clause for unit in units if unit.article] or [
        unit.clause or unit.path for unit in units
    ]
    names = [name for clause in clauses if (name := above(clause)[1] or tidy(clause))]
    if not names:
        return ""
    return names[0] if names[0] == names[-1] else f"{names[0]}至{names[-1]}"
