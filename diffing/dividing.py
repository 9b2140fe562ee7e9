"""An article of which items or rows came or went, divided: what stayed is told line by line."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from diffing.joining import Match
from diffing.pairing import Stretch
from diffing.units import Unit


def divided(before: Sequence[Unit], after: Sequence[Unit], stretch: Stretch) -> Iterator[Stretch]:
    """The stretches of an article between its items and rows that came or went; else itself.

    What is in none of them is a change by itself. Paragraphs that came or went stay with the lines
    beside them, and an article that moved, was split or merged stays whole.
    """
    if stretch.moved or not stretch.matches or len(stretch.before) + len(stretch.after) < 3:
        yield stretch
        return
    spans = _loose(before, stretch.before), _loose(after, stretch.after)
    gaps = list(_gaps(stretch))
    loose = [_are_in(gap, spans) for gap in gaps]
    found = any(ours and any(gap) for ours, gap in zip(loose, gaps, strict=True))
    if not found or not _is_one(before, after, stretch):
        yield stretch
        return
    matches: list[Match] = []
    start = _start(stretch, loose[0])
    for match, is_loose, gap in zip(stretch.matches, loose[1:], gaps[1:], strict=True):
        matches.append(match)
        if is_loose or not any(gap):
            yield _between(start, (match.before[-1] + 1, match.after[-1] + 1), matches)
            start, matches = (gap[0].stop, gap[1].stop), []
    if matches:
        yield _between(start, (stretch.before.stop, stretch.after.stop), matches)


def _loose(units: Sequence[Unit], span: range) -> frozenset[int]:
    """Whole items and rows of tables."""
    return frozenset(
        at for at in span if units[at].table or (units[at].label and units[at].level > 4)
    )


def _gaps(stretch: Stretch) -> Iterator[tuple[range, range]]:
    """What is matched with nothing: before the first match, between two, after the last one."""
    first, last = stretch.matches[0], stretch.matches[-1]
    yield range(stretch.before.start, first.before[0]), range(stretch.after.start, first.after[0])
    for one, other in pairwise(stretch.matches):
        yield range(one.before[-1] + 1, other.before[0]), range(one.after[-1] + 1, other.after[0])
    yield (
        range(last.before[-1] + 1, stretch.before.stop),
        range(last.after[-1] + 1, stretch.after.stop),
    )


def _are_in(gap: tuple[range, range], loose: tuple[frozenset[int], frozenset[int]]) -> bool:
    return all(at in places for side, places in zip(gap, loose, strict=True) for at in side)


def _is_one(before: Sequence[Unit], after: Sequence[Unit], stretch: Stretch) -> bool:
    """Whether it is of one article, there as here."""
    return all(
        units[span.start].article
        and not any(unit.article_head for unit in units[span.start + 1 : span.stop])
        for units, span in ((before, stretch.before), (after, stretch.after))
    )


def _start(stretch: Stretch, is_loose: bool) -> tuple[int, int]:
    first = stretch.matches[0]
    if is_loose:
        return first.before[0], first.after[0]
    return stretch.before.start, stretch.after.start


def _between(start: tuple[int, int], stop: tuple[int, int], matches: Sequence[Match]) -> Stretch:
    return Stretch(range(start[0], stop[0]), range(start[1], stop[1]), tuple(matches))
