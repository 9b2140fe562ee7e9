"""Changed values: dates, figures, amounts, modal words that a stretch exchanges for others.

Values that stand on both sides cancel out; the rest are paired by kind, in order.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from diffing.inline import Group
from diffing.keys import key_of
from diffing.tokens import Token, tokens_of
from storage.records import ValueChange, ValueKind

_KINDS: dict[str, ValueKind] = {
    "document_number": "document_number",
    "date": "date",
    "percent": "percent",
    "amount": "amount",
    "quantity": "number",
    "number": "number",
    "modal": "modal",
}
_SAME_FORCE = {"应": "应当", "不应": "不得", "不应当": "不得", "严禁": "禁止", "可": "可以"}
_NUMERAL = re.compile(r"^(?:[\d.,~\-一二两三四五六七八九十百万亿零〇点至]|千(?![克米瓦伏焦]))+")
_SHORT = 16


class Value(NamedTuple):
    """A value as shown, and its key (folded; words of one force the same)."""

    kind: ValueKind
    text: str
    key: str


def value_changes(groups: Sequence[Group], label: str) -> list[ValueChange]:
    """The value changes of one clause: pairs first found in the same stretch, each named once."""
    changes: list[tuple[ValueKind, Value | None, Value | None]] = []
    for group in groups:
        before, after = _without_common(_values(group.before), _values(group.after))
        if max(len(group.before), len(group.after)) > _SHORT:
            # In a sentence written anew, no modal word stands in place of another.
            before, after = _without_modals(before), _without_modals(after)
        changes += _paired(before, after)
    found = [
        ValueChange(kind=kind, before=old and old.text, after=new and new.text, label=label)
        for kind, old, new in _without_moved(changes)
    ]
    return list(dict.fromkeys(found))


def _without_modals(values: list[Value]) -> list[Value]:
    return [value for value in values if value.kind != "modal"]


def _values(tokens: Iterable[Token]) -> list[Value]:
    values = []
    for token in tokens:
        if token.kind == "title":
            values += _values(tokens_of(token.text.strip().strip("《》")))
        elif token.kind in ("cell", "sentence"):
            values += _values(tokens_of(token.text))
        elif kind := _KINDS.get(token.kind):
            text = token.text.strip()
            key = key_of(text)
            values.append(Value(kind, text, _SAME_FORCE.get(key, key)))
    return values


def _without_common(before: list[Value], after: list[Value]) -> tuple[list[Value], list[Value]]:
    if not before or not after:
        return before, after
    common = Counter(value.key for value in before) & Counter(value.key for value in after)
    return _less(before, common), _less(after, common)


def _less(values: list[Value], common: Counter[str]) -> list[Value]:
    left = Counter(common)
    kept = []
    for value in values:
        if left[value.key]:
            left[value.key] -= 1
        else:
            kept.append(value)
    return kept


def _paired(
    before: list[Value], after: list[Value]
) -> list[tuple[ValueKind, Value | None, Value | None]]:
    """Each value with the first of its sort that is left; alone where there is none."""
    left = list(after)
    changes: list[tuple[ValueKind, Value | None, Value | None]] = []
    lone = len(before) == len(after) == 1
    for old in before:
        new = next((value for value in left if _sort(value) == _sort(old)), None)
        if new is None and lone and left and left[0].kind == old.kind:
            new = left[0]
        if new is None:
            changes.append((old.kind, old, None))
            continue
        left.remove(new)
        changes.append((_kind_of_change(old, new), old, new))
    changes += [(new.kind, None, new) for new in left]
    return changes


def _sort(value: Value) -> tuple[ValueKind, str]:
    """Kind and unit: 三年 and 五年 belong together, 三年 and 五日 do not."""
    return value.kind, _unit(value) if value.kind == "number" else ""


def _unit(value: Value) -> str:
    return _NUMERAL.sub("", value.key)


def _kind_of_change(old: Value, new: Value) -> ValueKind:
    if old.kind == "number" and _figure(old) == _figure(new) and _unit(old) != _unit(new):
        return "unit"
    return old.kind


def _figure(value: Value) -> str:
    found = _NUMERAL.match(value.key)
    return found[0] if found else ""


def _without_moved(
    changes: list[tuple[ValueKind, Value | None, Value | None]],
) -> list[tuple[ValueKind, Value | None, Value | None]]:
    """Lone values that the clause has elsewhere on the other side only changed their place.

    A modal word, or a figure without a unit, that came or went alone says nothing of itself.
    """
    if not changes:
        return []
    gone = Counter(old.key for _, old, new in changes if old and not new)
    come = Counter(new.key for _, old, new in changes if new and not old)
    moved = gone & come
    left_old, left_new = Counter(moved), Counter(moved)
    kept = []
    for change in changes:
        kind, old, new = change
        if old and new:
            kept.append(change)
            continue
        value, left = (old, left_old) if old else (new, left_new)
        if value is None or kind == "modal" or not _unit(value):
            continue
        if left[value.key]:
            left[value.key] -= 1
        else:
            kept.append(change)
    return kept
