"""What a filter means: the one place, for searches, saved searches and subscriptions. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.searching.facets import has_issuer, has_region, relevance_word
from pipeline.searching.query import Query, parse
from storage.records import Document, Filter
from storage.search.folding import folded

_folded = lru_cache(maxsize=512)(folded)
"""Each text is asked of by every subscription."""


@dataclass(frozen=True)
class Subject:
    """A document as a filter sees it."""

    document: Document
    """As people decided it."""
    texts: tuple[str, ...] = ()
    """Its texts, folded; needed only where a filter has words."""
    state: str | None = None
    """Whether it holds; needed only where a filter asks for it."""


def subject_of(document: Document, texts: Iterable[str], state: str | None) -> Subject:
    """The document as filters see it; its texts as they stand in it."""
    return Subject(document, tuple(map(_folded, texts)), state)


def wants(chosen: Filter, subject: Subject) -> bool:
    """Whether the filter wants the document.

    Not asked is what the filter says of changes: their kinds, and how much they weigh.
    """
    return fits(chosen, subject) and says(chosen, subject.texts)


def fits(chosen: Filter, subject: Subject) -> bool:
    """Whether the document is what the filter wants, whatever its words."""
    document, day = subject.document, subject.document.published_on
    tests = (
        not chosen.topics or _has_topic(chosen.topics, document),
        not chosen.parts or document.part in chosen.parts,
        not chosen.regions or has_region(chosen.regions, document.region),
        not chosen.issuers or has_issuer(chosen.issuers, document.issuing_bodies),
        not chosen.validity or subject.state in chosen.validity,
        not chosen.relevant or relevance_word(document.relevant) in chosen.relevant,
        not chosen.since or (day is not None and day >= chosen.since),
        not chosen.until or (day is not None and day <= chosen.until),
    )
    return all(tests)


def says(chosen: Filter, texts: Sequence[str]) -> bool:
    """Whether folded texts say what the filter wants: one of its words, none of its others."""
    if chosen.words and not any(one.is_met(texts) for one in queries(chosen.words)):
        return False
    return not any(one.is_met(texts) for one in queries(chosen.words_not))


def queries(words: Iterable[str]) -> list[Query]:
    """What each of a filter's words asks for."""
    return [parse(one) for one in words]


def _has_topic(wanted: Iterable[str], document: Document) -> bool:
    found = [score.id for score in document.classification.topics]
    return any(one == topic or one.startswith(f"{topic}.") for topic in wanted for one in found)
