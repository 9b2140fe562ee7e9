"""Searching: which documents a filter finds, and in which order, on every database alike.

The index gives the documents that may be meant, as sets; what a word of more than two characters
finds is looked for in the text before it is shown. First the document of a number that was typed,
then by where the words stand: the very title, in the title, in what stands out, anywhere; of these
the newest published first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from sqlalchemy import Connection

from pipeline.pages.extractor import search_reader
from pipeline.searching.candidates import Candidates, Tier, candidates, in_order
from pipeline.searching.facets import state_in
from pipeline.searching.passages import Readable
from pipeline.searching.query import Word
from pipeline.searching.reading import readable
from pipeline.searching.snippets import Snippet, snippets_of
from pipeline.searching.wanted import Subject, queries, wants
from storage.queries.documents import documents_by_id
from storage.records import Document, Filter
from storage.search import index

_AT_ONCE = 20
"""Documents that are read at once to see whether they are meant."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A document that was found."""

    read: Readable
    tier: Tier
    words: tuple[Word, ...]
    state: str | None = None
    """Whether it holds."""

    @property
    def document(self) -> Document:
        return self.read.document

    @cached_property
    def snippets(self) -> tuple[Snippet, ...]:
        """Its title and the best of what it says, with the matches marked."""
        return snippets_of(self.read.passages, self.words)


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
    unborne: str | None = None
    """A document number that was asked for and that no document bears."""
    words: tuple[Word, ...] = ()


def search(conn: Connection, chosen: Filter, *, limit: int, offset: int = 0) -> Results:
    """The documents that the filter finds, some of them. Raises ``BrokenIndexError``.

    The index must be in step (``pipeline.searching.indexing``).
    """
    wanted = queries(chosen.words)
    may = candidates(conn, chosen, wanted, queries(chosen.words_not), search_reader())
    words = tuple(dict.fromkeys(word for one in wanted for word in one.words))
    if may.is_sure:
        found = _met(conn, chosen, may, offset)
    else:
        found = islice(_met(conn, chosen, may, 0), offset, None)
    read = list(islice(found, limit + 1))
    count, is_counted = may.count, may.is_sure
    if not may.is_sure and len(read) <= limit:
        count, is_counted = offset + len(read), True
    return Results(
        hits=_hits(conn, read[:limit], words),
        more=len(read) > limit,
        count=count,
        is_counted=is_counted,
        unborne=may.unborne,
        words=words,
    )


def find_all(conn: Connection, chosen: Filter) -> list[Document]:
    """Every document that the filter finds, the best first. Raises ``BrokenIndexError``."""
    wanted = queries(chosen.words)
    may = candidates(conn, chosen, wanted, queries(chosen.words_not), search_reader())
    return [read.document for _, read in _met(conn, chosen, may, 0)]


def _met(
    conn: Connection, chosen: Filter, may: Candidates, skipped: int
) -> Iterator[tuple[Tier, Readable]]:
    """The candidates that are meant, in order, without the first ``skipped``."""
    # Whether they hold, and which are of these days and issuers, the index says exactly.
    asked = replace(chosen, validity=())
    order = ((tier, key) for tier, slots in may.tiers.items() for key in in_order(conn, slots))
    rest = islice(order, skipped, None)
    while some := list(islice(rest, _AT_ONCE)):
        documents = documents_by_id(conn, [key for _, key in some])
        known = [documents[key] for _, key in some if key in documents]
        read = {one.document.document_id: one for one in readable(conn, known)}
        for tier, key in some:
            one = read.get(key)
            if one and (may.is_sure or wants(asked, Subject(one.document, one.folded))):
                yield tier, one


def _hits(
    conn: Connection, found: Sequence[tuple[Tier, Readable]], words: tuple[Word, ...]
) -> tuple[Hit, ...]:
    entries = index.entries_of(conn, [one.document.document_id for _, one in found])
    return tuple(
        Hit(
            read=one,
            tier=tier,
            words=words,
            state=state_in(entries[one.document.document_id].facets),
        )
        for tier, one in found
    )
