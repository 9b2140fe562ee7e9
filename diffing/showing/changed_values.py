"""Changed values by clause as people say them, with the words around; renamed terms once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from diffing.blocks import label_of
from diffing.renames import Renaming
from diffing.showing.places import tidy
from diffing.summary import short
from diffing.told import Told, arrow, told
from storage.records import Difference, Hunk, ValueChange

_MOST = 300
_LOOKED_AT = 1_000
"""Values that are put in words: each costs as much as its clause is long."""
_SCATTERED = 4
"""Places from which on the same change of a value is said once."""
_MOST_PLACES = 30
_WORD = 2.0
"""The rank of a word of duty: clauses in which dates and figures changed come first."""
_BEFORE, _AFTER = 14, 12
_ENDS = "。；！？\n\t"
_POINTS = "，、： "
_ARROW = " → "


@dataclass(frozen=True, kw_only=True)
class Value:
    """``lead`` and ``trail``: the words that stand right before and after it in its sentence."""

    words: str
    lead: str = ""
    trail: str = ""
    places: str = ""
    """The clauses, if it is the same in many."""

    @property
    def around(self) -> str:
        """……应当于＿＿前清缴配额……, or the places; empty if it says that itself."""
        if self.lead or self.trail:
            return f"……{self.lead}＿＿{self.trail}……"
        return self.places


@dataclass(frozen=True, kw_only=True)
class Group:
    """The values of one clause."""

    where: str
    values: Sequence[Value]


@dataclass(frozen=True, kw_only=True)
class ChangedValues:
    groups: Sequence[Group]
    left_out: int = 0


def values_of(difference: Difference) -> ChangedValues:
    """The values clause by clause, figures before words; those of many clauses at the end."""
    found = [entry for hunk, values in _by_hunk(difference) for entry in _told(hunk, values)]
    places: dict[str, list[str]] = defaultdict(list)
    for one, _ in found:
        places[one.words].append(short(one.label))
    single = [entry for entry in found if len(places[entry[0].words]) < _SCATTERED]
    many = {words: where for words, where in places.items() if len(where) >= _SCATTERED}
    clauses = [list(some) for _, some in groupby(single[:_MOST], lambda entry: entry[0].label)]
    clauses.sort(key=lambda some: max(one.rank for one, _ in some) <= _WORD)
    groups = [Group(where=tidy(some[0][0].label), values=_with_words(some)) for some in clauses]
    groups += [
        Group(where=f"{len(where)}处", values=[Value(words=words, places=_listed(where))])
        for words, where in list(many.items())[:_MOST]
    ]
    left_out = max(len(single) - _MOST, 0) + max(len(difference.values) - _LOOKED_AT, 0)
    return ChangedValues(groups=groups, left_out=left_out)


def renamed_line(renaming: Renaming) -> str:
    """“甲” → “乙”（30处，全文替换）."""
    how = "，全文替换" if renaming.everywhere else ""
    return f"“{renaming.old}”{_ARROW}“{renaming.new}”（{renaming.times}处{how}）"


def _by_hunk(difference: Difference) -> Iterator[tuple[Hunk | None, list[ValueChange]]]:
    """The values, which follow the order of the hunks, with the hunk that each is of."""
    at = 0
    found: list[tuple[Hunk | None, ValueChange]] = []
    for value in difference.values[:_LOOKED_AT]:
        fitting = (n for n in range(at, len(difference.hunks)) if _fits(difference.hunks[n], value))
        place = next(fitting, None)
        at = place if place is not None else at
        found.append((difference.hunks[at] if place is not None else None, value))
    for _, group in groupby(found, key=lambda entry: id(entry[0])):
        entries = list(group)
        yield entries[0][0], [value for _, value in entries]


def _fits(hunk: Hunk, value: ValueChange) -> bool:
    label = hunk.label_after or hunk.label_before
    near = value.label.startswith(label) or label.startswith(value.label)
    return near and (value.before or "") in hunk.before and (value.after or "") in hunk.after


def _told(hunk: Hunk | None, values: Sequence[ValueChange]) -> list[tuple[Told, Hunk | None]]:
    if hunk is None:
        return [(Told(value.label, arrow(value), 0.0), None) for value in values]
    return [(entry, hunk) for entry in told(hunk, values)]


def _listed(places: Sequence[str]) -> str:
    names = list(dict.fromkeys(filter(None, places)))
    more = "等" if len(names) > _MOST_PLACES else ""
    return "、".join(names[:_MOST_PLACES]) + more


def _with_words(entries: Sequence[tuple[Told, Hunk | None]]) -> list[Value]:
    """Each with the words around it; one that says them itself has none."""
    used: set[tuple[int, int]] = set()
    found: list[Value] = []
    for one, hunk in entries:
        _, arrow_found, after = one.words.rpartition(_ARROW)
        place = _place(hunk, after, used) if hunk and arrow_found else None
        if hunk is None or place is None:
            found.append(Value(words=one.words))
            continue
        used.add((id(hunk), place))
        lead, trail = _around(hunk.after, place, place + len(after))
        found.append(Value(words=one.words, lead=lead, trail=trail))
    return list(dict.fromkeys(found))


def _place(hunk: Hunk, after: str, used: set[tuple[int, int]]) -> int | None:
    """Where the value stands in the new text, in or over words that were put in."""
    at = 0
    for op, text in hunk.marks:
        if op == "insert":
            start = hunk.after.find(after, max(at - len(after), 0))
            while 0 <= start < at + len(text):
                if start + len(after) > at and (id(hunk), start) not in used:
                    return start
                start = hunk.after.find(after, start + 1)
        at += len(text) if op != "delete" else 0
    return None


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """The words on either side, no farther than the sentence."""
    lead, trail = text[max(start - 60, 0) : start], text[end : end + 60]
    for point in _ENDS:
        lead, trail = lead.rpartition(point)[2], trail.partition(point)[0]
    lead = lead[len(label_of(lead).text) :].lstrip()
    return lead[-_BEFORE:].lstrip(_POINTS), trail[:_AFTER]
