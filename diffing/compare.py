"""Two versions of a text compared clause by clause: hunks, values, significance, summary."""

from collections.abc import Sequence

from diffing.align import align
from diffing.hunks import Changed, hunks_of, title_hunk
from diffing.significance import significance, weighed
from diffing.summary import summary_of
from diffing.units import share_keys, units_of
from storage.records import Block, Content, Difference


def compare(before: Content, after: Content) -> Difference:
    """What changed between two readings of a page: title and body. Metadata is not looked at."""
    return _difference(before.blocks, after.blocks, title_hunk(before.title, after.title))


def compare_blocks(before: Sequence[Block], after: Sequence[Block]) -> Difference:
    """What changed between two texts in blocks; texts that differ in typography only: nothing."""
    return _difference(before, after, [])


def _difference(
    before: Sequence[Block], after: Sequence[Block], title: list[Changed]
) -> Difference:
    old, new = units_of(before), units_of(after)
    share_keys(old, new)
    alignment = align(old, new)
    changed = [*title, *hunks_of(old, new, alignment.matches)]
    hunks = tuple(entry.hunk for entry in changed)
    values = tuple(value for entry in changed for value in entry.values)
    gave_up = "；".join(
        dict.fromkeys(
            text for text in (alignment.gave_up, *(entry.gave_up for entry in changed)) if text
        )
    )
    weight, reasons = significance(
        [weighed(entry.hunk, entry.values, entry.front) for entry in changed], values
    )
    return Difference(
        significance=weight,
        summary=summary_of(hunks, values, gave_up),
        reasons=reasons,
        values=values,
        hunks=hunks,
        gave_up=gave_up,
    )
