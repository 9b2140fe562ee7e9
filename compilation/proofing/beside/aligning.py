"""Which passages of an issue are which of the official text."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from compilation.proofing.naming.spacing import NUMBER_LINE
from compilation.proofing.texts.passages import Passage, said
from diffing.align import align

_ALIKE = 0.5
"""Below, two passages are two texts."""
_LEAST = 2
_WHOLE = 0.8
_SHARE = 0.4
_SCRAMBLED = 0.95
_LONGEST = 8_000
_BEGINS = 3
"""Letters with which a passage begins that lost most of its sentences."""
_CELLS = 400


class Group(NamedTuple):
    """Passages that are one another's counterpart; one side is empty where there is none."""

    printed: tuple[Passage, ...]
    official: tuple[Passage, ...]
    after: int
    """The place in the issue after which it stands; -1: before everything."""
    moved: bool = False
    scrambled: bool = False
    """The same characters in another order: a table read by columns here, by rows there."""


class _Loose(NamedTuple):
    """Passages without a counterpart that stand after the same place of the issue."""

    place: int
    ours: list[int]
    theirs: list[int]


def groups_of(printed: Sequence[Passage], official: Sequence[Passage]) -> list[Group]:
    """The issue's passages with their counterparts, then what only one of the texts has."""
    found = align([one.unit for one in official], [one.unit for one in printed])
    pairs: list[_Pair] = []
    for match in found.matches:
        pair = _Pair(match.after, match.before, match.moved)
        if _are_alike(*_sides(pair, printed, official)):
            pairs.append(pair)
    pairs = _without_doubles(pairs, printed, official)
    _absorb(pairs, printed, official)
    groups = [Group(*_sides(pair, printed, official), pair.ours[0], pair.moved) for pair in pairs]
    for loose in _loose(pairs, len(printed), len(official)):
        groups += _rest(loose, printed, official)
    return sorted(groups, key=lambda group: group.after)


class _Pair:
    """Places of passages that are one another's counterpart: of the issue, of the official text."""

    def __init__(self, ours: Sequence[int], theirs: Sequence[int], moved: bool) -> None:
        self.places = list(ours), list(theirs)
        self.moved = moved

    @property
    def ours(self) -> list[int]:
        return self.places[0]

    @property
    def theirs(self) -> list[int]:
        return self.places[1]


def _sides(
    pair: _Pair, printed: Sequence[Passage], official: Sequence[Passage]
) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    return tuple(printed[at] for at in pair.ours), tuple(official[at] for at in pair.theirs)


def _without_doubles(
    pairs: Sequence[_Pair], printed: Sequence[Passage], official: Sequence[Passage]
) -> list[_Pair]:
    """The pairs without those of a line printed twice: the first of the two is the right one."""
    here, there = [said(one) for one in printed], [said(one) for one in official]
    times = Counter(here), Counter(there)
    taken = {at for pair in pairs for at in pair.ours}
    found: list[_Pair] = []
    for pair in pairs:
        ours, theirs = here[pair.ours[0]], there[pair.theirs[0]]
        before = pair.ours[0] - 1
        again = 0 < times[1][ours] < times[0][ours]
        if pair.moved and ours != theirs and (again or times[0][theirs] >= times[1][theirs]):
            continue
        if pair.moved and before in taken and here[before] == ours:
            continue
        if len(pair.ours) == 1 and before >= 0 and before not in taken and here[before] == ours:
            pair = _Pair([before], pair.theirs, pair.moved)
        found.append(pair)
    return found


def _absorb(
    pairs: Sequence[_Pair], printed: Sequence[Passage], official: Sequence[Passage]
) -> None:
    """Lets lines beside a pair join it, whose words stand in its other side: split paragraphs."""
    for number, side in enumerate((printed, official)):
        free = set(range(len(side))) - {at for pair in pairs for at in pair.places[number]}
        free = {at for at in free if side[at].kind != "table"}
        if not free:
            continue
        texts = [said(one) for one in side]
        others = [said(one) for one in (official, printed)[number]]
        for pair in pairs:
            other = "".join(others[at] for at in pair.places[1 - number])
            free -= _joined(pair.places[number], free, texts, other)


def _joined(places: list[int], free: set[int], texts: Sequence[str], other: str) -> set[int]:
    """The free places that joined ``places``."""
    joined: set[int] = set()
    for step in (1, -1):
        at = places[-1] + 1 if step > 0 else places[0] - 1
        while at in free:
            have = "".join(texts[one] for one in places)
            more = have + texts[at] if step > 0 else texts[at] + have
            if _gain(have, more, other) <= _SHARE * len(texts[at]):
                break
            places.insert(len(places) if step > 0 else 0, at)
            joined.add(at)
            at += step
    return joined


def _gain(have: str, more: str, other: str) -> int:
    """By how many letters a text comes nearer to the other one."""
    if have == other or max(len(more), len(other)) > _LONGEST:
        return 0
    return Indel.distance(have, other) - Indel.distance(more, other)


def _are_alike(ours: Sequence[Passage], theirs: Sequence[Passage]) -> bool:
    old, new = ("".join(map(said, side)) for side in (theirs, ours))
    if old == new:
        return True
    short = min(len(old), len(new))
    return short >= _LEAST and Indel.normalized_similarity(old, new) >= _ALIKE


def _loose(pairs: Sequence[_Pair], count: int, official: int) -> Iterator[_Loose]:
    """Passages without a counterpart, by the place of the issue after which they stand."""
    taken = {at for pair in pairs for at in pair.ours}
    anchors = {pair.ours[-1] for pair in pairs if not pair.moved}
    ends = {at: pair.ours[-1] for pair in pairs for at in pair.theirs if not pair.moved}
    have = {at for pair in pairs for at in pair.theirs}
    ours: dict[int, list[int]] = {}
    theirs: dict[int, list[int]] = {}
    last = -1
    for at in range(count):
        if at in taken:
            last = at if at in anchors else last
        else:
            ours.setdefault(last, []).append(at)
    last = -1
    for at in range(official):
        if at in have:
            last = ends.get(at, last)
        else:
            theirs.setdefault(last, []).append(at)
    for place in sorted({*ours, *theirs}):
        yield _Loose(place, ours.get(place, []), theirs.get(place, []))


def _rest(loose: _Loose, printed: Sequence[Passage], official: Sequence[Passage]) -> list[Group]:
    """What stands between two counterparts: one text in other lines, or two texts."""
    left = tuple(printed[at] for at in loose.ours)
    right = tuple(official[at] for at in loose.theirs)
    if left and right:
        old, new = ("".join(map(said, side)) for side in (right, left))
        if _is_whole(old, new):
            return [Group(left, right, loose.ours[0])]
        tables = any(one.kind == "table" for one in (*left, *right))
        if tables and _shared(old, new) >= _SCRAMBLED:
            return [Group(left, right, loose.ours[0], scrambled=True)]
        if best := _best(left, right):
            a, b = best
            return [
                *_rest(_Loose(loose.place, loose.ours[:a], loose.theirs[:b]), printed, official),
                Group((left[a],), (right[b],), loose.ours[a]),
                *_rest(
                    _Loose(loose.ours[a], loose.ours[a + 1 :], loose.theirs[b + 1 :]),
                    printed,
                    official,
                ),
            ]
    groups = [Group(tuple(printed[at] for at in run), (), run[0]) for run in _runs(loose.ours)]
    dropped = (tuple(official[at] for at in run) for run in _runs(loose.theirs))
    return groups + [Group((), run, loose.place) for run in dropped]


def _is_whole(old: str, new: str) -> bool:
    """Whether two texts are one, in other lines."""
    short, long = sorted((len(old), len(new)))
    if short < _WHOLE * long / (2 - _WHOLE) or short > _LONGEST:
        return old == new
    return Indel.normalized_similarity(old, new) >= _WHOLE


def _shared(old: str, new: str) -> float:
    """The share of characters that two texts have in common, wherever they stand."""
    return 2 * (Counter(old) & Counter(new)).total() / max(1, len(old) + len(new))


def _best(ours: Sequence[Passage], theirs: Sequence[Passage]) -> tuple[int, int] | None:
    """The places of the two that are surest to be one another's counterpart, if any are."""
    if len(ours) * len(theirs) > _CELLS:
        return None
    numbers = ([NUMBER_LINE.fullmatch(one.text) for one in side] for side in (ours, theirs))
    lone = {sum(map(bool, side)) for side in numbers} == {1}
    alone = len(ours) == len(theirs) == 1
    found = (
        (_nearness(one, other, lone=lone, alone=alone), -a, -b)
        for a, one in enumerate(ours)
        for b, other in enumerate(theirs)
    )
    score, a, b = max(found)
    return (-a, -b) if score >= _ALIKE else None


def _nearness(ours: Passage, theirs: Passage, *, lone: bool, alone: bool) -> float:
    """How sure it is that a passage should be the other one.

    It may have lost most of its sentences, or be a number or a label of which a letter is wrong.
    """
    if (ours.kind == "table") != (theirs.kind == "table"):
        return 0
    if lone and NUMBER_LINE.fullmatch(ours.text) and NUMBER_LINE.fullmatch(theirs.text):
        return 1
    short, long = sorted((said(ours), said(theirs)), key=len)
    if alone and len(short) == len(long) <= _LEAST:
        return 1
    alike = Indel.normalized_similarity(short, long)
    begins = len(short) >= (_LEAST if alone else _BEGINS) and long.startswith(short[:_BEGINS])
    if begins and Indel.distance(short, long) == len(long) - len(short):
        return 1
    return alike if len(short) >= _LEAST else 0


def _runs(places: Sequence[int]) -> list[list[int]]:
    """Places one after another."""
    runs: list[list[int]] = []
    for at in places:
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs
