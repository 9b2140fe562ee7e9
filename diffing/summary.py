"""One line in Chinese, made of changed values and clause labels only."""

import re
from collections.abc import Sequence

from storage.records import Hunk, HunkOp, MarkOp, ValueChange

_MOST_VALUES = 4
_MOST_LABELS = 4
_LONGEST = 60
_POINTS = "，。；、,.; \n\t"
_ARTICLE = re.compile(r"第\S{1,9}条")
_OPS: tuple[tuple[HunkOp, str], ...] = (
    ("insert", "新增"), ("delete", "删除"), ("replace", "修改"), ("move", "移动"),
)  # fmt: skip


def summary_of(hunks: Sequence[Hunk], values: Sequence[ValueChange], gave_up: str) -> str:
    """Values first, then inserted, deleted, changed and moved clauses, then renumberings."""
    valued = {value.label for value in values}
    parts = [_values_part(values, hunks)] if values else []
    for op, name in _OPS:
        chosen = [
            hunk
            for hunk in hunks
            if hunk.op == op and not (op == "replace" and _path(hunk) in valued)
        ]
        if chosen:
            parts.append(name + _labels(chosen))
    if renumbered := sum(hunk.op == "renumber" for hunk in hunks):
        parts.append(f"另有{renumbered}处编号调整" if parts else f"仅{renumbered}处编号调整")
    if not parts and not gave_up:
        return "文字无变化"
    return "；".join([*parts, *(["部分内容未逐字比较"] if gave_up else [])])


def arrow(value: ValueChange, hunks: Sequence[Hunk] = ()) -> str:
    """``2025年12月31日 → 2026年6月30日``; one that only came or went, with the words around it."""
    if value.before is None:
        return f"新增{_stretch(value, 'insert', hunks)}"
    if value.after is None:
        return f"删去{_stretch(value, 'delete', hunks)}"
    return f"{_cut(value.before)} → {_cut(value.after)}"


def _stretch(value: ValueChange, op: MarkOp, hunks: Sequence[Hunk]) -> str:
    """The inserted or deleted words that the value stands in: a bare 12月 would say nothing."""
    bare = value.after or value.before or ""
    for hunk in hunks:
        if _path(hunk) == value.label:
            for mark, text in hunk.marks:
                if mark == op and bare in text:
                    return f"“{_cut(text.strip(_POINTS))}”"
    return _cut(bare)


def _values_part(values: Sequence[ValueChange], hunks: Sequence[Hunk]) -> str:
    paired = sorted(values, key=lambda value: value.before is None or value.after is None)
    parts = []
    last = None
    for value in paired[:_MOST_VALUES]:
        where = f"{short(value.label)}：" if value.label and value.label != last else ""
        said = where + arrow(value, hunks)
        if said not in parts:  # two values of one inserted stretch are one thing to say
            parts.append(said)
        last = value.label
    more = f"等{len(values)}处数值变动" if len(values) > _MOST_VALUES else ""
    return "；".join(parts) + more


def _labels(hunks: Sequence[Hunk]) -> str:
    named = [name for hunk in hunks if (name := _name(hunk))]
    unnamed = len(hunks) - len(named)
    names = list(dict.fromkeys(named))
    shown = "、".join(names[:_MOST_LABELS])
    if len(names) > _MOST_LABELS:
        return f"{shown}等{len(hunks)}处"
    if unnamed:
        return f"{shown}及另{unnamed}段" if shown else f"{unnamed}段"
    return shown


def _name(hunk: Hunk) -> str:
    before, after = short(hunk.label_before), short(hunk.label_after)
    if hunk.op == "move" and before != after:
        return f"{before or '无编号段'} → {after or '无编号段'}"
    return after or before


def short(path: str) -> str:
    """A clause path as people say it: from the article on, no comma after the last number."""
    at = _ARTICLE.search(path)
    return (path[at.start() :] if at else path).rstrip("、．.，")


def _path(hunk: Hunk) -> str:
    return hunk.label_after or hunk.label_before


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
