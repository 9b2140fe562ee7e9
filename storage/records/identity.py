"""Which pages carry one document: what tells it, and what people decided on it."""

from dataclasses import dataclass
from datetime import date, datetime

from storage.records.words import LinkKind, RulingKind


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """One of the few hashes of sentences by which copies of a page's text are found."""

    posting_id: str
    value: int


@dataclass(frozen=True, kw_only=True)
class Trait:
    """What of a page tells which document it carries."""

    posting_id: str
    version_id: str
    """Of which version this is."""
    title: str
    title_key: str
    number_key: str | None
    issuing_bodies: tuple[str, ...]
    signed_on: date | None
    dated_on: date | None
    speaking: bool
    """It speaks of a document, and carries none."""
    chars: int
    """Of the text, folded, as far as it is compared."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """That two pages are one document in the program's eyes, or (``doubt``) may be."""

    posting_id: str
    """The lesser of the two ids."""
    other_id: str
    kind: LinkKind
    likeness: float
    """Of the texts, 0 to 1; 0 where there is none to compare."""
    reason: str
    """In Chinese: by what."""


@dataclass(frozen=True, kw_only=True)
class Founder:
    """The page that a document's id was first given for: the id goes where that page goes."""

    document_id: str
    posting_id: str
    founded_at: datetime
    run_id: str


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """A person's decision on which pages are one document; undone, it stays in the books."""

    ruling_id: int | None = None
    kind: RulingKind
    person: str
    reason: str
    decided_at: datetime
    undone_at: datetime | None = None
    undone_by: str = ""


@dataclass(frozen=True, kw_only=True)
class RulingPage:
    """A page that a decision speaks of, and on which side of it the page stands."""

    ruling_id: int
    posting_id: str
    split_off: bool
    """It is on the second side: what was split off, or the second of two documents."""


@dataclass(frozen=True, kw_only=True)
class Ruled:
    """A decision with the pages of its two sides."""

    ruling_id: int
    kind: RulingKind
    one: frozenset[str]
    other: frozenset[str]
