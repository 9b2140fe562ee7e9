"""Two versions of a text compared clause by clause: hunks, values, significance, summary."""

from collections.abc import Sequence

from diffing.attachments import note_entries
from diffing.hunks import Changed, hunks_of, title_hunk
from diffing.pairing import Pairing
from diffing.renames import renamings
from diffing.significance import Context, extent, significance, weighed
from diffing.summary import Entry, summary_of
from diffing.tables import match_columns, name_rows
from diffing.units import share_keys, units_of
from diffing.wrapping import unwrapped
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
    old, new = unwrapped(units_of(before)), unwrapped(units_of(after))
    share_keys(old, new)
    for units in (old, new):
        name_rows(units)
    match_columns(old, new)
    note_entries(old)
    note_entries(new)
    stretches, not_paired = Pairing(old, new).run()
    body, variants = hunks_of(old, new, stretches)
    changed = [*title, *body]
    hunks = tuple(entry.hunk for entry in changed)
    values = tuple(value for entry in changed for value in entry.values)
    gave_up = "；".join(
        dict.fromkeys(text for text in (not_paired, *(entry.gave_up for entry in changed)) if text)
    )
    renamed = renamings(hunks, [unit.text for unit in new])
    context = Context(hunks, renamed, (unit.label for unit in new))
    weights = [weighed(entry.hunk, entry.values, entry.front, context) for entry in changed]
    length = sum(len(unit.text) for unit in (*old, *new))
    rewritten = extent(hunks, weights, length)
    weight, reasons = significance(weights, values, renamed.found, rewritten)
    return Difference(
        significance=weight,
        summary=summary_of([Entry(e.hunk, e.values) for e in changed], renamed, gave_up),
        reasons=reasons,
        values=values,
        hunks=hunks,
        natures=tuple(entry.nature for entry in weights),
        gave_up=gave_up,
        variants=variants,
    )
