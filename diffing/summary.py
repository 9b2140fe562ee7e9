"""One line in Chinese, made of changed values and clause labels only."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from diffing.edits import edits_of
from diffing.keys import key_of
from diffing.renames import Renamings
from diffing.significance import renaming_line
from diffing.told import Told, arrow as arrow, told
from storage.records import Hunk, HunkOp, ValueChange

_AIM = 120
_MOST = 40
"""Values of one hunk that are put into words."""
_ARTICLE = re.compile(r"第\S{1,9}条")
_ARTICLES = re.compile(r"第[^\s第、]{1,8}条(?:之[一二三四五六七八九十]{1,2})?")
_FRONT = frozenset({"标题", "题注"})
_OWN_LABEL = re.compile(r"[（(][^（(、\s]+|[^（(、\s]+")
"""The labels of a path one by one: 三, （一）, 2. of 三（一） 2."""
_ROW = re.compile("“[^”]*”[行列]$")
"""A row or a column of a table, by its name."""
_PART = "内1段"
_HEADING = re.compile(r"\s*第[一二三四五六七八九十\d]{1,4}(?:编|章|节)[^。；]{0,30}$")
_NAMES: dict[HunkOp, str] = {
    "insert": "新增", "delete": "删除", "replace": "修改", "move": "移动",
}  # fmt: skip


class Entry(NamedTuple):
    """A hunk and the values it changed."""

    hunk: Hunk
    values: Sequence[ValueChange]


class _Values(NamedTuple):
    told: tuple[Told, ...]
    total: int


class _Limits(NamedTuple):
    values: int
    labels: int


_TRIED = tuple(
    _Limits(values, labels)
    for values, labels in (
        *((4, 4), (4, 2), (3, 2), (3, 1), (2, 2), (2, 1)),
        *((3, 0), (2, 0), (1, 2), (1, 1), (1, 0)),
    )
)


def summary_of(entries: Sequence[Entry], renamed: Renamings, gave_up: str) -> str:
    """Values first, then renamed terms, inserted, deleted, changed and moved clauses, renumberings.

    As much of each as one line has room for.
    """
    values = _told(entries)
    clauses = _clauses(entries, renamed)
    regrouped = [words for hunk, _ in entries if (words := _regrouped(hunk))]
    for limits in _TRIED:
        line = _line(values, clauses, regrouped, renamed, gave_up, limits)
        if len(line) <= _AIM:
            return line
    return line


def _line(
    values: _Values,
    clauses: dict[HunkOp, list[str]],
    regrouped: Sequence[str],
    renamed: Renamings,
    gave_up: str,
    limits: _Limits,
) -> str:
    parts = _values_part(values, limits.values)
    parts += [renaming_line(renaming) for renaming in renamed.found[:1]]
    if regrouped:
        said = "；".join(regrouped[: limits.labels]) + ("等" if limits.labels else "")
        all_said = len(regrouped) <= limits.labels
        parts.append(said[:-1] if all_said else f"{said}{len(regrouped)}处拆分、合并")
    parts += [
        name + _names(clauses[op], limits.labels) for op, name in _NAMES.items() if clauses[op]
    ]
    if renumbered := len(clauses["renumber"]):
        parts.append(f"另有{renumbered}处编号调整" if parts else f"仅{renumbered}处编号调整")
    if gave_up:
        parts.append("部分内容未逐字比较")
    return "；".join(parts) or "文字无变化"


def _told(entries: Sequence[Entry]) -> _Values:
    """Values in words, those of one wording as one, told without a place if of many."""
    found = [entry for hunk, values in entries if values for entry in told(hunk, values[:_MOST])]
    counts = Counter(entry.words for entry in found)
    first: dict[str, Told] = {}
    for entry in found:
        first.setdefault(entry.words, entry)
    untold = sum(max(len(values) - _MOST, 0) for _, values in entries)
    return _Values(
        tuple(
            entry if (count := counts[words]) == 1 else
            Told("", f"{words}（{count}处）", entry.rank)
            for words, entry in first.items()
        ),
        len(first) + untold,
    )  # fmt: skip


def _values_part(said: _Values, most: int) -> list[str]:
    """The gravest, in the order of the text."""
    values = said.told
    chosen = sorted(range(len(values)), key=lambda at: -values[at].rank)[:most]
    parts = []
    last = ""
    for at in sorted(chosen):
        label = short(values[at].label)
        parts.append(
            f"{label}：{values[at].words}" if label and label != last else values[at].words
        )
        last = label
    if said.total > most:
        parts[-1] += f"等{said.total}处数值或用语变动"
    return parts


def _clauses(entries: Sequence[Entry], renamed: Renamings) -> dict[HunkOp, list[str]]:
    """The names of clauses by what became of them; empty ones for paragraphs without a label."""
    found: dict[HunkOp, list[str]] = {op: [] for op in (*_NAMES, "renumber")}
    told = [hunk for hunk, values in entries if not values]
    whole: set[tuple[HunkOp, str]] = {
        (h.op, _path(h)) for h in told if h.op in ("insert", "delete") and _is_whole(h)
    }
    for hunk in told:
        if hunk.op == "renumber":
            found["renumber"].append("")
        elif not (_is_heading(hunk) or _only_renamed(hunk, renamed) or _regrouped(hunk)):
            op, name = _named(hunk, whole)
            found[op].append(name)
    for names in found.values():
        names.sort(key=lambda name: (name in _FRONT, name.endswith(_PART)))
    return found


def _named(hunk: Hunk, whole: set[tuple[HunkOp, str]]) -> tuple[HunkOp, str]:
    """A paragraph that came to or went from a clause that stays is told as such."""
    name = _name(hunk)
    if name in _FRONT:
        return "replace", name
    one_sided = hunk.op in ("insert", "delete")
    if name and one_sided and (hunk.op, _path(hunk)) not in whole:
        return hunk.op, (name if name.startswith("第") else f"“{name}”") + _PART
    return hunk.op, name


def _regrouped(hunk: Hunk) -> str:
    """第五条拆分为第五条、第六条; 第一条、第二条合并为第一条."""
    old, new = (_ARTICLES.findall(label) for label in (hunk.label_before, hunk.label_after))
    if hunk.op != "replace" or len(old) == len(new) or not old or not new:
        return ""
    word = "拆分为" if len(new) > len(old) else "合并为"
    return "、".join(old) + word + "、".join(new)


def _is_heading(hunk: Hunk) -> bool:
    """The heading of a chapter that came or went says nothing of what is in it."""
    return hunk.op in ("insert", "delete") and bool(_HEADING.match(hunk.before or hunk.after))


def _is_whole(hunk: Hunk) -> bool:
    """Whether an inserted or deleted text begins with the label of its own clause."""
    if _ROW.search(_path(hunk)):
        return True
    label = _OWN_LABEL.findall(_path(hunk))
    text = key_of((hunk.after or hunk.before).lstrip())
    return not label or text.startswith(key_of(label[-1]))


def _only_renamed(hunk: Hunk, renamed: Renamings) -> bool:
    if hunk.op != "replace" or not renamed.edits:
        return False
    edits = [edit for edit in edits_of(hunk) if not _ARTICLE.fullmatch(edit.old or edit.new)]
    return bool(edits) and all(edit in renamed.edits for edit in edits)


def _names(names: Sequence[str], most: int) -> str:
    named = list(dict.fromkeys(name for name in names if name))
    unnamed = sum(not name for name in names)
    if not most:
        return f"{len(named) + unnamed}处"
    shown = "、".join(named[:most])
    if len(named) > most:
        return f"{shown}等{len(named) + unnamed}处"
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
