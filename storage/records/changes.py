"""What changed."""

from dataclasses import dataclass
from datetime import datetime

from storage.records.words import ChangeKind, HunkOp, MarkOp, Nature, ValueKind


@dataclass(frozen=True, kw_only=True)
class ValueChange:
    kind: ValueKind
    before: str | None
    after: str | None
    label: str = ""
    """Clause path: 第三章 第十条（二）."""


@dataclass(frozen=True, kw_only=True)
class Hunk:
    """A change of one clause; ``marks`` spell before (equal, delete) and after (equal, insert)."""

    op: HunkOp
    label_before: str = ""
    label_after: str = ""
    before: str = ""
    after: str = ""
    marks: tuple[tuple[MarkOp, str], ...] = ()
    line_before: int = -1
    """The line of the old text that ``before`` begins with; -1: none of its lines (a title)."""
    line_after: int = -1
    column: int = -1
    """Of a column of a table that came or went: its place, from 0; its cells are the lines."""
    rows: tuple[int, ...] = ()
    """The lines that each have a cell of that column."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """The same words written otherwise, or broken into other lines: no change, so no hunk."""

    before: str
    after: str
    line_before: int
    line_after: int


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What ``diffing.compare`` returns."""

    significance: float
    """0 to 1."""
    summary: str
    """One line in Chinese, made of values and labels only."""
    reasons: tuple[str, ...] = ()
    values: tuple[ValueChange, ...] = ()
    hunks: tuple[Hunk, ...] = ()
    natures: tuple[Nature, ...] = ()
    """Of each hunk: what it is a change of."""
    gave_up: str = ""
    """What was not compared, and why."""
    variants: tuple[Variant, ...] = ()
    """What has to be exchanged beside the hunks for the new text as it is written."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """Between two versions of a posting (or two files behind one attachment address)."""

    change_id: str
    document_id: str
    posting_id: str
    source_id: str
    run_id: str
    url: str
    kind: ChangeKind
    detected_at: datetime
    before_id: str | None = None
    """Version id, or body hash of an attachment."""
    after_id: str | None = None
    late: bool = False
    reverted: bool = False
    significance: float = 0.0
    summary: str = ""
    values: tuple[ValueChange, ...] = ()
    hunks: tuple[Hunk, ...] = ()
