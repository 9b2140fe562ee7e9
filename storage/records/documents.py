"""Documents: the works themselves, and what is proposed and decided of them."""

from dataclasses import dataclass
from datetime import date, datetime

from storage.records.words import (
    DeadlineKind,
    Decision,
    KeyFactKind,
    PageKind,
    Part,
    Precision,
    RelationKind,
)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    field: str
    """title issuing_bodies body attachment column …"""
    text: str
    start: int = 0
    end: int = 0
    """Character offsets in the field's text."""
    rule: str = ""
    """What found it: a rule by name, or ``model``."""
    weight: float = 0.0
    """What it adds to the log-odds of the verdict; below 0 it speaks against."""


@dataclass(frozen=True, kw_only=True)
class TopicScore:
    id: str
    """``top`` or ``top.sub`` of the taxonomy."""
    score: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Classification:
    """The program's verdict on a document, with its reasons."""

    page_kind: PageKind
    relevant: bool | None
    """``None``: for a person."""
    relevance: float
    topics: tuple[TopicScore, ...] = ()
    part: Part | None = None
    region: str | None = None
    """The place whose document it is, 全国 of none; ``None``: nothing tells."""
    reasons: tuple[str, ...] = ()
    """Chinese sentences: which rule said what."""
    evidence: tuple[Evidence, ...] = ()
    rules: str = ""
    """Fingerprint of the topics and rules used."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """One work, whatever the number of its postings."""

    document_id: str
    title: str
    """Of the original posting, else of the earliest."""
    title_key: str
    """Folded title from 关于 on: what postings of one work share."""
    number_key: str | None
    document_number: str | None
    issuing_bodies: tuple[str, ...]
    signed_on: date | None
    published_on: date | None
    effective_on: date | None
    part: Part | None
    region: str
    page_kind: PageKind
    relevant: bool | None
    relevance: float
    classification: Classification
    lead_posting_id: str
    version_id: str
    detected_at: datetime
    first_run_id: str
    stated_by: str = ""
    """What read its relations and deadlines, and of which version; else they are read anew."""


@dataclass(frozen=True, kw_only=True)
class Relation:
    """What a text says of another document, by the name that it gives it."""

    kind: RelationKind
    title: str
    """As written, without the outer 《》; empty where only a number stands."""
    document_number: str | None
    """In its normal form."""
    sentence: str
    """The words it stands in."""
    label: str = ""
    """Clause path."""
    attachment: str = ""
    """The file it stands in; empty: the page's own text."""
    since: date | None = None
    """From when a repeal or an amendment holds, where that is said."""


@dataclass(frozen=True, kw_only=True)
class StoredRelation:
    """A relation of a document, with the keys by which the other one is found."""

    document_id: str
    place: int
    """Its number among those of the document, in the order of the text."""
    kind: RelationKind
    title_key: str
    number_key: str | None
    said: Relation


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A date that a text sets, with the words that set it."""

    date: date | None
    """The last day that is meant; ``None`` where it depends on what the text does not say."""
    precision: Precision
    kind: DeadlineKind
    text: str
    """The date as written: 自公布之日起30日后."""
    sentence: str
    label: str = ""
    """Clause path."""
    attachment: str = ""
    """The file it stands in; empty: the page's own text."""
    inferred: bool = False
    """Reckoned from another date, or its year taken from the document's."""


@dataclass(frozen=True, kw_only=True)
class StoredDeadline:
    """A deadline of a document."""

    document_id: str
    place: int
    kind: DeadlineKind
    dated_on: date | None
    said: Deadline


@dataclass(frozen=True, kw_only=True)
class KeyFact:
    """What a text sets, in the words that set it: a target, a task with its time, an addressee."""

    kind: KeyFactKind
    who: str = ""
    """Who must do it, or is addressed, as written; empty where the sentence names nobody."""
    what: str = ""
    """The task, or a target's indicator, as written."""
    value: str = ""
    """Of a target: 比2020年下降10%."""
    by: str = ""
    """The time as written: 到2025年."""
    by_date: date | None = None
    """The last day that ``by`` means; without it, the day that an earlier sentence sets."""
    sentence: str
    label: str = ""
    """Clause path."""
    attachment: str = ""
    """The file it stands in; empty: the page's own text."""


@dataclass(frozen=True, kw_only=True)
class StoredKeyFact:
    """A key fact of a document."""

    document_id: str
    place: int
    kind: KeyFactKind
    said: KeyFact


@dataclass(frozen=True, kw_only=True)
class SeriesAnswer:
    """What a person said of a number that was never seen, or of a whole series; append-only."""

    answer_id: int | None = None
    series: str
    """Its key: 国发2023."""
    serial: int | None
    """``None``: of the series, in every year."""
    shown: str
    """What it is about, as people read it: 国发〔2023〕17号."""
    person: str
    reason: str
    answered_at: datetime
    undone_at: datetime | None = None
    undone_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Review:
    """What a person decided of a document: append-only; the newest counts."""

    review_id: int | None = None
    document_id: str
    decision: Decision
    person: str
    reason: str
    decided_at: datetime
    proposed: bool | None
    """What the program had proposed then."""
    said_of: str = ""
    """The document as it was called then; it may have become part of another since."""
