"""Searching: which documents a filter finds, and in which order, on every database alike.

The index gives the documents that may be meant, as sets; what a word of more than two characters
finds is looked for in the text before it is shown. First the document of a number that was typed,
then by where the words stand: the very title, in the title, in what stands out, anywhere; of these
the newest published first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from sqlalchemy import Connection

from pipeline.pages.extractor import search_reader
from pipeline.searching.candidates import Candidates, Tier, candidates, in_order, likely
from pipeline.searching.facets import state_in
from pipeline.searching.passages import Passage
from pipeline.searching.query import Word
from pipeline.searching.reading import passages_by_id
from pipeline.searching.snippets import Snippet, snippets_of
from pipeline.searching.wanted import queries, says
from storage.queries.documents import documents_by_id
from storage.queries.reviews import decided_documents
from storage.records import Document, Filter
from storage.search import index

_AT_ONCE, _MOST_AT_ONCE = 20, 160
"""Documents whose texts are read at once to see whether they are meant: at first, and later."""
MOST_READ = 3000
"""Documents whose texts are read in all for what is shown; who wants every one waits longer."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A document that was found."""

    document: Document
    """As people decided it."""
    passages: tuple[Passage, ...]
    tier: Tier
    words: tuple[Word, ...]
    state: str | None = None
    """Whether it holds."""

    @cached_property
    def snippets(self) -> tuple[Snippet, ...]:
        """Its title and the best of what it says, with the matches marked."""
        return snippets_of(self.passages, self.words)


@dataclass(frozen=True)
class _Found:
    """A document that is meant, before anything is known of it but, perhaps, its texts."""

    key: str
    tier: Tier
    passages: tuple[Passage, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Results:
    """Some of the documents that were found, the best first."""

    hits: tuple[Hit, ...] = ()
    more: bool = False
    """Whether others come after these."""
    count: int = 0
    """How many there are at most, …"""
    is_counted: bool = True
    """… and whether there are so many."""
    is_cut: bool = False
    """Whether others may be meant, but that so many were read already (``MOST_READ``)."""
    unborne: str | None = None
    """A document number that was asked for and that no document bears."""
    words: tuple[Word, ...] = ()


@dataclass
class _Reading:
    """How many texts may be read still, to see whether they are meant; ``None``: any number."""

    left: int | None = None
    is_cut: bool = False

    def take(self, wanted: int) -> int:
        """So many may be read now."""
        if self.left is None:
            return wanted
        taken = min(self.left, wanted)
        self.left -= taken
        return taken


def search(conn: Connection, chosen: Filter, *, limit: int, offset: int = 0) -> Results:
    """The documents that the filter finds, some of them. Raises ``BrokenIndexError``.

    The index must be in step (``pipeline.searching.indexing``).
    """
    wanted = queries(chosen.words)
    may = candidates(conn, chosen, wanted, queries(chosen.words_not), search_reader())
    words = tuple(dict.fromkeys(word for one in wanted for word in one.words))
    reading = _Reading(left=MOST_READ)
    found = list(islice(_met(conn, chosen, may, reading), offset, offset + limit + 1))
    count, is_counted = may.count, may.is_sure
    if not may.is_sure and len(found) <= limit and not reading.is_cut:
        count, is_counted = offset + len(found), True
    return Results(
        hits=_hits(conn, found[:limit], words),
        more=len(found) > limit,
        count=count,
        is_counted=is_counted,
        is_cut=reading.is_cut,
        unborne=may.unborne,
        words=words,
    )


def find_all(conn: Connection, chosen: Filter) -> list[Document]:
    """Every document that the filter finds, the best first. Raises ``BrokenIndexError``."""
    wanted = queries(chosen.words)
    may = candidates(conn, chosen, wanted, queries(chosen.words_not), search_reader())
    keys = [one.key for one in _met(conn, chosen, may, _Reading())]
    documents = decided_documents(conn, documents_by_id(conn, keys))
    return [documents[key] for key in keys if key in documents]


def _met(conn: Connection, chosen: Filter, may: Candidates, reading: _Reading) -> Iterator[_Found]:
    """The candidates that are meant, in order."""
    left = likely(conn, [] if may.is_sure else queries(chosen.words))
    order = (
        _Found(key, tier)
        for tier, slots in may.tiers.items()
        for key in in_order(conn, slots, left)
    )
    return order if may.is_sure else _looked_at(conn, chosen, order, reading)


def _looked_at(
    conn: Connection, chosen: Filter, order: Iterator[_Found], reading: _Reading
) -> Iterator[_Found]:
    """Those that say what is asked for: all but the words the index says exactly."""
    at_once = _AT_ONCE
    while some := list(islice(order, reading.take(at_once))):
        texts = passages_by_id(conn, [one.key for one in some])
        for one in some:
            passages = texts.get(one.key, ())
            if says(chosen, tuple(passage.folded.text for passage in passages)):
                yield _Found(one.key, one.tier, passages)
        at_once = min(2 * at_once, _MOST_AT_ONCE)
    reading.is_cut = reading.left == 0 and next(order, None) is not None


def _hits(conn: Connection, found: Sequence[_Found], words: tuple[Word, ...]) -> tuple[Hit, ...]:
    keys = [one.key for one in found]
    documents = decided_documents(conn, documents_by_id(conn, keys))
    texts = passages_by_id(conn, [one.key for one in found if one.passages is None])
    entries = index.entries_of(conn, keys)
    return tuple(
        Hit(
            document=documents[one.key],
            passages=one.passages or texts.get(one.key, ()),
            tier=one.tier,
            words=words,
            state=state_in(entries[one.key].facets),
        )
        for one in found
        if one.key in documents
    )
