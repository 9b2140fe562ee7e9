"""What a comparison shows, cut to a size that browsers and mails can hold; what is cut is said."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from diffing.edits import edits_of
from diffing.renames import Renamings, renamings
from diffing.showing.changed_values import ChangedValues, renamed_line, values_of
from diffing.showing.course import course_of
from diffing.showing.entries import entries_of
from diffing.showing.entry import Entry, Line
from diffing.showing.places import above, place_of
from diffing.showing.rows import Piece, is_label
from diffing.showing.tables import TableRow
from storage.records import Block, Difference, Hunk

T = TypeVar("T")
_MOST_HUNKS = 2_000
_MOST_LINKS = 600
_MOST_NUMBERS = 400
_LINE_COST, _PIECE_COST = 260, 90
"""Bytes of markup beside the text."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bytes of HTML for what changed, and for what did not."""

    changed: int = 1_100_000
    same: int = 500_000
    most: int | None = None
    """Changes that are shown at all, those of nothing but a term replaced throughout aside."""


@dataclass(frozen=True, kw_only=True)
class Link:
    anchor: str
    name: str
    op: str
    where: str


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A row of the index: the changes of one chapter."""

    chapter: str
    links: Sequence[Link]


@dataclass(frozen=True, kw_only=True)
class View:
    """All that the pages and the mail show of a comparison."""

    summary: str
    significance: float
    reasons: Sequence[str]
    values: ChangedValues
    renamed: Sequence[str]
    unsaid: Sequence[str]
    """What was not compared or is not shown, in Chinese."""
    index: Sequence[Chapter]
    entries: Sequence[Entry]
    renumbered: Sequence[str]
    left_out: int
    """Changes that are not shown at all."""

    @property
    def only_renamed(self) -> Sequence[str]:
        """The places where nothing but such a term changed."""
        return [entry.where for entry in self.entries if entry.folded]

    @property
    def links(self) -> int:
        """How many changes the index leads to."""
        return sum(len(chapter.links) for chapter in self.index)


def view_of(
    difference: Difference,
    before: Sequence[Block] | None = None,
    after: Sequence[Block] | None = None,
    limits: Limits | None = None,
) -> View:
    """The view; with both texts the stretches between the changes too."""
    course = course_of(before, after, difference) if before and after else None
    texts = [unit.text for unit in course.after] if course else None
    renamed = _renamed(difference, texts)
    only_renamed = {
        id(hunk) for hunk in difference.hunks if hunk.op == "replace" and _is_only(hunk, renamed)
    }
    limits = limits or Limits()
    named = list(_named(entries_of(difference, course), only_renamed))
    first = _first(named, limits.most, {value.label for value in difference.values})
    entries, hidden = _within(first, limits)
    return View(
        summary=difference.summary,
        significance=difference.significance,
        reasons=difference.reasons,
        values=values_of(difference),
        renamed=[renamed_line(one) for one in renamed.found],
        unsaid=list(_unsaid(difference, hidden)),
        index=_index(entries),
        entries=entries,
        renumbered=_renumbered(difference.hunks),
        left_out=len(named) - len(first),
    )


def _renamed(difference: Difference, texts: Sequence[str] | None) -> Renamings:
    """Terms replaced throughout; that none is left cannot be said without the text."""
    found = renamings(difference.hunks, texts or ())
    if texts is None:
        return found._replace(found=tuple(one._replace(everywhere=False) for one in found.found))
    return found


def _is_only(hunk: Hunk, renamed: Renamings) -> bool:
    """Whether nothing else became other, the clause's number aside."""
    edits = [edit for edit in edits_of(hunk) if not (is_label(edit.old) and is_label(edit.new))]
    return bool(edits) and all(edit in renamed.edits for edit in edits)


def _named(entries: Iterable[Entry], only_renamed: set[int]) -> Iterator[Entry]:
    for at, entry in enumerate(entries):
        if entry.hunk and entry.kind == "hunk":
            folded = id(entry.hunk) in only_renamed
            yield replace(
                entry, anchor=str(at), folded=folded, note="仅为上述用语替换" if folded else ""
            )
        else:
            yield entry


def _first(entries: Sequence[Entry], most: int | None, values: set[str]) -> Sequence[Entry]:
    """The changes that come first: of clauses with a changed value, then of others; and those
    that are named alone."""
    if most is None:
        return entries
    whole = [entry for entry in entries if not entry.folded]
    whole.sort(key=lambda entry: not (entry.hunk and values & _labels(entry.hunk)))
    kept = set(map(id, whole[:most]))
    return [entry for entry in entries if entry.folded or id(entry) in kept]


def _labels(hunk: Hunk) -> set[str]:
    return {hunk.label_before, hunk.label_after} - {""}


def _within(entries: Iterable[Entry], limits: Limits) -> tuple[list[Entry], int]:
    """The entries that fit; of others the place alone; and how many hunks are left out."""
    found: list[Entry] = []
    left, same_left = limits.changed, limits.same
    hunks = hidden = 0
    for entry in entries:
        cost = _cost(entry)
        if entry.kind != "hunk":
            fits = cost <= same_left
            same_left -= cost if fits else 0
            found.append(entry if fits else replace(entry, lines=()))
            continue
        hunks += 1
        if cost > left:
            hidden += 1
            entry = _cut(entry, left)
        left -= min(cost, left)
        if hunks <= _MOST_HUNKS or cost <= left:
            found.append(entry)
    return found, hidden


def _cut(entry: Entry, left: int) -> Entry:
    """As many of its lines, or of its table's rows, as there is room for."""
    lines = list(_fitting(entry.lines, _cost_of_line, left))
    table = entry.table and replace(
        entry.table, rows=list(_fitting(entry.table.rows, _cost_of_row, left))
    )
    return replace(entry, lines=lines, table=table, note="（篇幅过长，未全部显示）")


def _fitting(some: Iterable[T], cost: Callable[[T], int], left: int) -> Iterator[T]:
    for one in some:
        left -= cost(one)
        if left < 0:
            return
        yield one


def _cost(entry: Entry) -> int:
    return (
        _LINE_COST
        + len(entry.where.encode(errors="replace"))
        + sum(map(_cost_of_line, entry.lines))
        + sum(map(_cost_of_row, entry.table.rows if entry.table else ()))
    )


def _cost_of_line(line: Line) -> int:
    return _LINE_COST + sum(map(_cost_of_pieces, (line.old, line.new, line.both)))


def _cost_of_row(row: TableRow) -> int:
    return _LINE_COST + sum(map(_cost_of_pieces, row.cells))


def _cost_of_pieces(pieces: Sequence[Piece]) -> int:
    return sum(_PIECE_COST + _bytes(piece.text) for piece in pieces)


def _bytes(text: str) -> int:
    """What a text takes in HTML: quotes, signs and controls are written longer."""
    special = sum(map(text.count, "&<>\"'"))
    return len(text.encode(errors="replace")) + 5 * special


def _unsaid(difference: Difference, hidden: int) -> Iterator[str]:
    if difference.gave_up:
        yield f"未逐字比较：{difference.gave_up}"
    if hidden:
        yield f"篇幅过长，{hidden}处变动的文字未全部显示"


def _index(entries: Sequence[Entry]) -> list[Chapter]:
    """The hunks by chapter of the new text, in the order of the page."""
    links: dict[str, list[Link]] = {}
    chapter = ""
    for entry in [entry for entry in entries if entry.kind == "hunk"][:_MOST_LINKS]:
        if entry.hunk and entry.hunk.label_after:
            chapter = above(entry.hunk.label_after)[0]
        links.setdefault(chapter, []).append(_link(entry))
    return [Chapter(chapter=name, links=some) for name, some in links.items()]


def _link(entry: Entry) -> Link:
    old, arrow, new = entry.where.partition(" → ")
    where = (above(old)[1] or old) + arrow + (above(new)[1] or new)
    return Link(anchor=entry.anchor, name=entry.name, op=entry.op, where=where)


def _renumbered(hunks: Sequence[Hunk]) -> list[str]:
    places = [place_of(hunk).where for hunk in hunks if hunk.op == "renumber"]
    more = len(places) - _MOST_NUMBERS
    return places[:_MOST_NUMBERS] + ([f"另有{more}处"] if more > 0 else [])
