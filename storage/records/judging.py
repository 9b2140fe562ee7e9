"""What judging learned, asked at random, and was advised; and searches that people keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from storage.records.documents import Document, Review
from storage.records.telling import Filter
from storage.records.words import AdviceState, AmendedField, LearnedField, PageKind, Part, Stratum


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """What a person said a document's topics, part or kind of page are: append-only; of each
    field the newest counts."""

    amendment_id: int | None = None
    document_id: str
    field: AmendedField
    value: str | None
    """Topics: their ids, a space between; ``None``: what the program says again."""
    person: str
    reason: str
    decided_at: datetime
    proposed: str
    """What the program had said then, in the same form."""
    said_of: str = ""
    """The document as it was called then; it may have become part of another since."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What people said of a document, as far as it counts now."""

    review: Review | None = None
    amendments: Mapping[AmendedField, Amendment] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """The newest of each field, but for those that were taken back."""

    @property
    def amended(self) -> tuple[AmendedField, ...]:
        """The fields in which a person's word stands for the program's."""
        return tuple(sorted(self.amendments))


@dataclass(frozen=True, kw_only=True)
class SpotCheck:
    """A rejected document drawn at random in a week, for a person to look at."""

    week: str
    """ISO week: 2026-W47."""
    document_id: str
    """As it was called when it was drawn."""
    stratum: Stratum
    place: int
    """Its place in the order of the draw, which is that of asking: the first answers are a random
    sample as well as all of them."""
    pool: int
    """How many rejected documents of the week and stratum it was drawn from."""
    drawn_at: datetime


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A document with what a person said of it: what can be learned from."""

    document: Document
    """As the program proposed it."""
    belongs: bool | None
    """``None``: nobody said; so of the next three."""
    topics: tuple[str, ...] | None
    part: Part | None
    kind: PageKind | None
    decided_at: datetime
    """When the last of it was said, and by whom."""
    person: str
    drawn: str
    """The week in which it was drawn at random; empty: somebody chose to speak of it."""
    stratum: Stratum | None


@dataclass(frozen=True, kw_only=True)
class Respect:
    """How two models did on the same held-back rows, in one respect."""

    field: LearnedField
    rows: int
    """Of which a person said it."""
    candidate: float
    """The share that it got right, as a person said it."""
    in_use: float
    better: int
    """Rows that only the candidate got right."""
    worse: int
    """Rows that only the one in use got right."""


@dataclass(frozen=True, kw_only=True)
class HeldBack:
    """A candidate and the model in use on rows from which no model ever learns."""

    rows: int
    drawn: int
    """Of them drawn at random: the others somebody chose to speak of."""
    drawn_candidate: int = 0
    """Of those drawn at random it judged so many as people did whether they belong."""
    drawn_in_use: int = 0
    respects: tuple[Respect, ...]
    candidate: Mapping[str, float]
    """Figures by name, as ``pipeline.learning.figures`` has them."""
    in_use: Mapping[str, float]
    by_chance: float | None = None
    """How likely a candidate that knows nothing agrees as well with people on whether documents
    belong; ``None``: they said yes or no too seldom to tell."""


@dataclass(frozen=True, kw_only=True)
class StoredModel:
    """A model that was trained here: the model, what it saw, how it did."""

    model_id: int | None = None
    data: str
    """The text of its file; empty where only the account of it was asked for."""
    fingerprint: str
    topics_file: str
    """Fingerprint of the topics that it was trained beside."""
    started_from: str
    """Fingerprint of the model that was in use, from which it started."""
    trained_at: datetime
    person: str
    decisions: int
    """Documents of which people had said something, those held back among them."""
    learned_rows: int
    """Rows that it learned from, those of files among them."""
    decided_until: datetime | None
    """When the last of those decisions was made."""
    files: tuple[str, ...]
    """Names of the files of further rows."""
    held_back: HeldBack


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """That a model was put to use: append-only; the newest counts."""

    adoption_id: int | None = None
    model_id: int | None
    """``None``: the one that comes with the program."""
    person: str
    reason: str
    """Why it was adopted despite what spoke against it, or why one went back."""
    adopted_at: datetime


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What a model of the operator's choice said of a document, held against its text.

    Shown beside the program's own verdict, marked; nothing is decided by it.
    """

    advice_id: str
    """Hash of the document, the model, the question and the text: asked once."""
    document_id: str
    version_id: str
    """What was read: of another version it says nothing."""
    model: str
    asked_at: datetime
    state: AdviceState
    summary: str
    relevant: bool | None = None
    topics: tuple[str, ...] = ()
    reason: str = ""
    """Why it was refused, or failed, in Chinese."""
    tokens: int = 0
    """What it cost."""


@dataclass(frozen=True, kw_only=True)
class SavedSearch:
    """A filter under a name: what a subscription wants, and what a search finds."""

    name: str
    filter: Filter
    person: str
    saved_at: datetime
    link_key: str = ""
    """What the signed addresses of its feeds are bound to: with another one all are void."""
