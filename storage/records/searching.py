"""The search index: what each document is found by, and where that is kept."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class SearchEntry:
    """A document of the index, and what the index says of it."""

    slot: int
    """Its number in the sets of the index; a document that says something new gets another."""
    document_id: str
    written: str
    """Of what its grams were made: as long as it is the same, so are they."""
    facets: tuple[str, ...]
    """The sets that it is in beside those of its grams: ``part:mee``, ``month:2023-12``."""
    day: date | None
    """When it was published: the newest are shown first."""
    as_of: date
    """The day whose standing the facets give, …"""
    due_on: date | None
    """… and the first day on which it may be another."""
    bears_on: tuple[str, ...]
    """The documents whose standing it bears on."""
    names: tuple[str, ...]
    """Its number and title: what relates to them may mean another document without it."""


@dataclass(frozen=True, kw_only=True)
class SearchSegment:
    """The grams of some documents, written together and never changed."""

    segment: int
    form: str
    """Fingerprint of what makes grams of texts."""
    last: int
    """The highest slot that was given when it was written."""
    slots: bytes
    """The set of its documents."""
    buckets: int
    """Into how many rows it is parted."""


@dataclass(frozen=True, kw_only=True)
class SearchBucket:
    """One row of a segment: the sets of the grams that fall into it; or the sign of a document."""

    bucket_key: int
    """The segment, and the number in it; of a sign below zero, by the document's slot."""
    postings: bytes


@dataclass(frozen=True, kw_only=True)
class SearchFacet:
    """The set of the documents of one part, topic, month and so on."""

    facet: str
    slots: bytes


@dataclass(frozen=True, kw_only=True)
class SearchMark:
    """A document that changed since it was indexed."""

    document_id: str
    mark: str
    """Another one each time: what was read before the last change is not the last word."""
