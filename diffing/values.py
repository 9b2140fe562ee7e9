"""Changed values: dates, figures, amounts, words of duty and scope put in place of others.

Values that stand on both sides, however they are spelled, cancel out; the rest are paired by kind
and unit, in order. What only changed its place within the clause is no change.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from diffing.figures import figure_of, normal, unit_of
from diffing.inline import Group
from diffing.tokens import Token, tokens_of
from storage.records import ValueChange, ValueKind

_KINDS: dict[str, ValueKind] = {
    "document_number": "document_number",
    "date": "date",
    "period": "date",
    "percent": "percent",
    "amount": "amount",
    "quantity": "number",
    "number": "number",
    "unit": "unit",
    "particles": "number",
    "modal": "modal",
    "scope": "scope",
}
_WORDS = frozenset({"modal", "scope"})
_FIGURES = frozenset({"percent", "amount", "quantity", "number"})
_ACROSS: tuple[ValueKind, ...] = ("amount", "modal")
_ORDINAL = re.compile(r"[一二三四五六七八九十](?:类|级)")
_SAME_FORCE = {
    "应": "应当", "不应": "不得", "不应当": "不得", "不可": "不得", "严禁": "禁止", "可": "可以",
    "须": "必须", "无需": "无须",
}  # fmt: skip
_ONLY_IN_PLACE = frozenset({"予以", "宜", "每年", "次年", "翌年"})
"""What says nothing where it came or went by itself."""
_PERIOD = re.compile("^[上下第]|[上中下](?=旬)|^[每次翌当本上](?=年)")
_SHORT = 16
"""In a sentence written anew, no word of duty stands in place of another."""
_LONG = 2 * _SHORT
_BESIDE = 2
"""Characters that may come or go with a word of duty that does so alone: 【增：，并应当】."""


class Value(NamedTuple):
    """A value as shown, its key (one for all spellings of one value), and where it stands."""

    kind: ValueKind
    text: str
    key: str
    near: str = ""
    """Of a word of duty: what stands around it."""


class Pair(NamedTuple):
    """What took the place of what; None where a value came or went alone."""

    kind: ValueKind
    old: Value | None
    new: Value | None
    grammar: bool = False
    """A word of duty or scope that comes with its sentence, and says nothing of itself."""

    @property
    def is_lone(self) -> bool:
        return not self.old or not self.new


Side = tuple[list[Value], list[Value]]
"""The values taken out, and those put in their place."""


def value_changes(groups: Sequence[Group], label: str) -> list[ValueChange]:
    """The value changes of one clause: pairs first found in the same stretch, each named once."""
    sides = [(_values(group.before), _values(group.after)) for group in groups]
    kept = _without_moved_ranges(sides)
    pairs = [
        pair
        for group, (old, new) in zip(groups, kept, strict=True)
        for pair in _of_group(group, old, new)
    ]
    if not pairs:
        return []
    pairs = list(_without_moved(pairs))
    if kept is sides:  # else the clause was put in another order, and what is left stands alone
        pairs = list(_across(pairs))
    found = [
        ValueChange(
            kind=pair.kind,
            before=pair.old and pair.old.text,
            after=pair.new and pair.new.text,
            label=label,
        )
        for pair in pairs
        if not pair.grammar
    ]
    return list(dict.fromkeys(found))


def _of_group(group: Group, old: list[Value], new: list[Value]) -> Iterator[Pair]:
    for pair in _paired(old, new):
        yield pair._replace(grammar=True) if _is_grammar(group, pair) else pair


def _without_moved_ranges(sides: list[Side]) -> list[Side]:
    """Without the ranges (五万元以上二十万元以下) that both texts have, in one place or another."""
    if len(sides) < 2:
        return sides
    old, new = (_ranges(side[at] for side in sides) for at in (0, 1))
    common = old.keys() & new.keys()
    if not common:
        return sides
    moved = {id(value) for found in (old, new) for key in common for value in found[key]}
    return [
        ([v for v in before if id(v) not in moved], [v for v in after if id(v) not in moved])
        for before, after in sides
    ]


def _ranges(values: Iterable[list[Value]]) -> dict[tuple[str, str], tuple[Value, Value]]:
    """Amounts one after the other of which the second is the larger, by their keys."""
    amounts = [value for part in values for value in part if value.kind == "amount"]
    return {
        (low.key, high.key): (low, high)
        for low, high in pairwise(amounts)
        if _figure(low) < _figure(high)
    }


def _figure(value: Value) -> float:
    found = re.match(r"[\d.]*\d", value.key)
    return float(found[0]) if found else 0.0


def _values(tokens: Sequence[Token]) -> list[Value]:
    values = []
    for at, (text, kind) in enumerate(tokens):
        if kind in ("cell", "sentence"):
            values += _values(tokens_of(text))
        elif (found := _KINDS.get(kind)) and not _names(text := text.strip(), kind):
            key = normal(text)
            near = _near(tokens, at) if kind == "modal" else ""
            values.append(Value(found, text, _SAME_FORCE.get(key, key), near))
    return values


def _near(tokens: Sequence[Token], at: int) -> str:
    """One token before and two after; nothing where the stretch begins or ends with the word."""
    if not 0 < at < len(tokens) - 2:
        return ""
    return f"{tokens[at - 1].text}|{tokens[at + 1].text}{tokens[at + 2].text}"


def _names(text: str, kind: str) -> bool:
    """二类疫病, 三级: which of a kind it is, no quantity."""
    return kind == "quantity" and _ORDINAL.fullmatch(text) is not None


def _paired(before: list[Value], after: list[Value]) -> list[Pair]:
    """Each value with what stands in its place: of its kind and unit, in order; else alone."""
    if not before and not after:
        return []
    by_sort: dict[tuple[ValueKind, str], Side] = defaultdict(lambda: ([], []))
    for side, values in enumerate((before, after)):
        for value in values:
            by_sort[_sort(value)][side].append(value)
    pairs = [pair for old, new in by_sort.values() for pair in _in_order(old, new)]
    place = {id(value): at for at, value in enumerate([*before, *after])}
    pairs.sort(key=lambda pair: place[id(pair.old or pair.new)])
    return _of_other_units(pairs) if len(before) == len(after) == 1 else pairs


def _in_order(old: list[Value], new: list[Value]) -> Iterator[Pair]:
    """As many on both sides: one by one. Else what is equal cancels out before."""
    if len(old) != len(new) or Counter(v.key for v in old) == Counter(v.key for v in new):
        old, new = _without_common(old, new)
    for before, after in zip_longest(old, new):
        if before is None or after is None or before.key != after.key:
            yield Pair(_kind_of_change(before, after), before, after)


def _without_common(before: list[Value], after: list[Value]) -> tuple[list[Value], list[Value]]:
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


def _of_other_units(pairs: list[Pair]) -> list[Pair]:
    """Where one figure is all there is on either side, it stands in the other's place."""
    if len(pairs) != 2 or pairs[0].kind != pairs[1].kind:
        return pairs
    old, new = pairs[0].old or pairs[1].old, pairs[0].new or pairs[1].new
    return [Pair(_kind_of_change(old, new), old, new)] if old and new else pairs


def _sort(value: Value) -> tuple[ValueKind, str]:
    """Kind and unit: 三年 and 五年 belong together, 三年 and 五日 do not."""
    unit = unit_of(value.text) if value.kind in ("number", "date") else ""
    return value.kind, _PERIOD.sub("", unit) if value.kind == "date" else unit


def _kind_of_change(old: Value | None, new: Value | None) -> ValueKind:
    if old and new and old.kind == "number" and figure_of(old.text) == figure_of(new.text):
        return "unit" if unit_of(old.text) else "number"
    value = old or new
    assert value is not None
    return value.kind


def _is_grammar(group: Group, pair: Pair) -> bool:
    lone = pair.is_lone and (pair.old or pair.new)
    if lone and (lone.kind == "unit" or lone.text in _ONLY_IN_PLACE):
        return True
    if pair.kind not in _WORDS:
        return False
    if pair.old and pair.new:
        return max(len(group.before), len(group.after)) > _SHORT
    value, tokens, other = (
        (pair.new, group.after, group.before) if pair.new else (pair.old, group.before, group.after)
    )
    if pair.kind == "scope" and len(tokens) <= _LONG and _figures(tokens) and _figures(other):
        return False  # 处费用3倍的罚款 became 处5万元以上20万元以下的罚款
    if value and value.key == "除外":
        return len(tokens) > _SHORT
    plain = sum(token.kind not in _KINDS and token.text.strip().isalnum() for token in tokens)
    return plain > _BESIDE


def _figures(tokens: Iterable[Token]) -> bool:
    return any(token.kind in _FIGURES for token in tokens)


def _without_moved(pairs: list[Pair]) -> Iterator[Pair]:
    """Lone values that the clause has elsewhere on the other side only changed their place.

    A figure without a unit that came or went alone says nothing of itself.
    """
    if not any(pair.is_lone for pair in pairs):
        yield from pairs
        return
    gone = Counter(pair.old.key for pair in pairs if pair.old and not pair.new)
    come = Counter(pair.new.key for pair in pairs if pair.new and not pair.old)
    left_old = gone & come
    left_new = Counter(left_old)
    for pair in pairs:
        if pair.old and pair.new:
            yield pair
            continue
        value, left = (pair.old, left_old) if pair.old else (pair.new, left_new)
        if value is None or (value.kind == "number" and not unit_of(value.text)):
            continue
        if left[value.key]:
            left[value.key] -= 1
        else:
            yield pair


def _across(pairs: list[Pair]) -> Iterator[Pair]:
    """A penalty or a duty taken out here and put in there is one change: 不得从事, 禁止从事."""
    partners = _partners(pairs)
    taken = set(map(id, partners.values()))
    for pair in pairs:
        if partner := partners.get(id(pair)):
            yield pair._replace(new=partner.new, grammar=False)
        elif id(pair) not in taken:
            yield pair


def _partners(pairs: list[Pair]) -> dict[int, Pair]:
    """What came, by the id of what went for it; within sentences that moved by what is near."""
    come: dict[tuple[ValueKind, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.old or not pair.new or pair.kind not in _ACROSS:
            continue
        near = pair.new.near if pair.grammar else ""
        if near or not pair.grammar:
            come[pair.kind, near].append(pair)
    partners: dict[int, Pair] = {}
    for pair in pairs:
        if pair.old and not pair.new:
            for near in {pair.old.near} - {""} if pair.grammar else ("", pair.old.near):
                if left := come.get((pair.kind, near)):
                    partners[id(pair)] = left.pop(0)
                    break
    return partners
