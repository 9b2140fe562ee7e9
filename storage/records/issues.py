"""Monthly issues of the compilation: read, held against what was detected, drafted, frozen.

Issues and drafts are stored whole: what was stored once is read for ever, so that every field
that is added to one of these records has a default.
"""

from dataclasses import dataclass
from datetime import date, datetime

from storage.records.drafts import Draft
from storage.records.pages import Block
from storage.records.words import FindingKind, IssueDecisionKind, IssueOrigin, Part, PrintingBasis

# -- an issue as printed ----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Join:
    """Where the two halves of a paragraph that the end of a page had broken were put together."""

    at: int
    """Offset in the block's text at which the second half begins."""
    line: int | None
    """Of a text issue: the line on which the second half stands."""
    page: int | None


@dataclass(frozen=True, kw_only=True)
class PrintedBlock:
    """A paragraph, table or signature line of an issue, as printed but for its page breaks."""

    block: Block
    line: int | None
    """Of a text issue: the line (from 1) on which it begins; a table has a line for each row."""
    page: int | None
    """The page that it begins on, where the file tells pages."""
    joins: tuple[Join, ...] = ()


@dataclass(frozen=True, kw_only=True)
class IssueItem:
    """One document as an issue prints it. What is not printed is ``None`` or empty."""

    number: str
    """3.2."""
    title: str
    """As the heading has it, without the number."""
    title_in_contents: str | None
    document_number: str | None
    """In its normal form (〔〕, no spaces)."""
    number_as_printed: str
    issuing_bodies: tuple[str, ...]
    """As signed, else as in the title; never expanded."""
    addressees: tuple[str, ...]
    inner_title: str | None
    """Of the plan, rules or list that the notice sends out, where its own heading is printed."""
    signed_on: date | None
    dates: tuple[date, ...]
    """Of signatures, in the order of the text."""
    page: int | None
    """As the contents have it."""
    line: int | None
    blocks: tuple[PrintedBlock, ...]
    """The first one is the heading of the item, with its number."""
    attachments: tuple[str, ...]
    """Names, as the item lists them."""

    @property
    def text(self) -> str:
        """Everything from the heading to the next item, one block a line."""
        return "\n".join(one.block.text for one in self.blocks)


@dataclass(frozen=True, kw_only=True)
class IssuePart:
    number: int
    title: str
    """第一编 中央文件, as printed."""
    part: Part | None
    """``None``: a part that this program does not know."""
    items: tuple[IssueItem, ...]


@dataclass(frozen=True, kw_only=True)
class ReadingNote:
    """What could not be read, or was read with doubt: a Chinese line, and where."""

    text: str
    line: int | None = None
    page: int | None = None


@dataclass(frozen=True, kw_only=True)
class Issue:
    """A monthly issue as read from its file, or as frozen."""

    month: str
    """2023-12."""
    title: str
    publisher: str
    statement: tuple[str, ...]
    parts: tuple[IssuePart, ...]
    notes: tuple[ReadingNote, ...] = ()

    @property
    def items(self) -> tuple[IssueItem, ...]:
        return tuple(item for part in self.parts for item in part.items)


@dataclass(frozen=True, kw_only=True)
class Printing:
    """An item of an issue that carries a document that we know."""

    month: str
    item: str
    document_id: str
    basis: PrintingBasis
    differs: tuple[str, ...]
    """Names of the fields that are printed otherwise than the agency has them."""
    title: str
    """As printed; so are the others."""
    document_number: str | None
    signed_on: date | None
    page: int | None

    @property
    def as_printed(self) -> dict[str, str]:
        """The fields that differ, as the issue prints them: number, title, date."""
        said = (self.title, self.document_number or "", f"{self.signed_on or ''}")
        fields = dict(zip(("title", "document_number", "signed_on"), said, strict=True))
        return {name: fields[name] for name in self.differs if name in fields}


@dataclass(frozen=True, kw_only=True)
class IssueKey:
    """By what a document that is read later is found to be an item of an issue."""

    month: str
    item: str
    key: str
    """Hash of a number, a title, or a sentence of its text."""


# -- what an audit or a proof says ------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One place of a finding."""

    item: str | None
    line: int | None
    page: int | None
    found: str
    expected: str
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One row of an audit or a proof."""

    kind: FindingKind
    subkind: str
    item: str | None
    """``None``: of no item, or of several."""
    label: str
    """Clause path: 二（三）; or the document's title, in an audit."""
    found: str
    expected: str
    """Of what is missing in an issue: its number, if it has one."""
    line: int | None
    page: int | None
    confidence: float
    reason: str
    """In Chinese."""
    occurrences: tuple[Occurrence, ...] = ()
    """Where one finding stands for many alike: all of them, the first one too."""
    document_id: str | None = None
    """Of the document that it is about, or of the nearest one."""

    @property
    def count(self) -> int:
        return len(self.occurrences) or 1

    @property
    def places(self) -> tuple[int, ...]:
        """The line of each occurrence; empty where the issue has no lines."""
        if self.occurrences:
            return tuple(one.line for one in self.occurrences if one.line is not None)
        return () if self.line is None else (self.line,)


# -- what is stored ---------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class StoredIssue:
    """An issue that was published, or that was frozen here; a month may have one of each."""

    month: str
    origin: IssueOrigin
    title: str
    publisher: str
    file_name: str
    """Of the file it was read from; empty: frozen here."""
    sha256: str
    """Of the file, or of the item set."""
    person: str
    stated_at: datetime
    content: Issue
    draft: Draft | None
    """What was frozen."""


@dataclass(frozen=True, kw_only=True)
class IssueDecision:
    """What a person decided of a month's issue: append-only; of a document and kind the newest
    counts."""

    decision_id: int | None = None
    month: str
    document_id: str
    """Of an order: the one that was moved, if that is known."""
    kind: IssueDecisionKind
    value: str
    """Of an order: the part's documents, as JSON; of a title: its words; of a part: its name."""
    person: str
    reason: str
    decided_at: datetime
