"""The new text from the old one and a difference, by lines: what a hunk says is all there is."""

from collections.abc import Iterable, Sequence

from diffing.units import units_of
from storage.records import Block, Difference, Hunk, Variant


def lines_of(blocks: Iterable[Block]) -> list[str]:
    """A text by its lines, blank ones left out: rows of tables, and paragraphs."""
    return [line for unit in units_of(blocks) for line in unit.text.split("\n")]


def patched(lines: Sequence[str], difference: Difference) -> list[str]:
    """The lines of the new text, exactly as written, from those of the old one.

    Lines that hunks and variants name are taken out and put in where these say; all others stay,
    in their order, in the places that remain.
    """
    columns = [hunk for hunk in difference.hunks if hunk.column >= 0]
    lines = _without_columns(lines, [hunk for hunk in columns if hunk.op == "delete"])
    gone: set[int] = set()
    put: dict[int, str] = {}
    changes: list[Hunk | Variant] = [*difference.hunks, *difference.variants]
    for change in changes:
        if change in columns:
            continue
        if change.line_before >= 0:
            gone.update(range(change.line_before, change.line_before + _count(change.before)))
        if change.line_after >= 0:
            put |= enumerate(change.after.split("\n"), change.line_after)
    kept = (line for at, line in enumerate(lines) if at not in gone)
    length = len(lines) - len(gone) + len(put)
    made = [put[at] if at in put else next(kept) for at in range(length)]
    return _with_columns(made, [hunk for hunk in columns if hunk.op == "insert"])


def _without_columns(lines: Sequence[str], hunks: Sequence[Hunk]) -> list[str]:
    found = list(lines)
    for hunk in sorted(hunks, key=lambda hunk: -hunk.column):
        for row in hunk.rows:
            cells = found[row].split("\t")
            del cells[hunk.column]
            found[row] = "\t".join(cells)
    return found


def _with_columns(lines: Sequence[str], hunks: Sequence[Hunk]) -> list[str]:
    found = list(lines)
    for hunk in sorted(hunks, key=lambda hunk: hunk.column):
        for row, cell in zip(hunk.rows, hunk.after.split("\n"), strict=True):
            cells = found[row].split("\t")
            cells.insert(hunk.column, cell)
            found[row] = "\t".join(cells)
    return found


def _count(text: str) -> int:
    return text.count("\n") + 1
