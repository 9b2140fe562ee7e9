"""The search index in step with the documents: what changed, what depends on it, what day it is.

Whoever stores a change of a document marks it (``storage.search.marks``). Marked documents are read
outside any writing transaction and written in short ones; what was marked again meanwhile is read
again. Done twice it changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from pipeline.pages.extractor import search_reader
from pipeline.relations.standings import ties_of
from pipeline.searching.entries import Found, bearing, entry_of, grams_of
from pipeline.searching.reading import readable
from storage.database import Database
from storage.queries.deadlines import deadlines_from
from storage.queries.documents import documents_by_id, namesakes
from storage.records import Document, SearchEntry
from storage.search import index, marks
from storage.search.faults import BrokenIndexError
from storage.search.runs import sign
from storage.search.sets import Inverter

AT_ONCE = 300
"""So many documents are indexed while somebody waits for something else."""
BATCH = 4096
"""Documents a transaction, …"""
_MOST_CHARACTERS = 8_000_000
"""… or as many as have so many characters: what is made of them is held in memory."""
_MOST_RENEWALS = 2
"""An index that is forgotten more often while it is brought in step will never be whole."""
_AT_ONCE = 50
"""Documents that are held with their texts."""


@dataclass(kw_only=True)
class _Batch:
    """Documents that were read to be indexed."""

    marks: dict[str, str] = field(default_factory=dict)
    """As they were when the documents were read."""
    entries: dict[str, SearchEntry] = field(default_factory=dict)
    inverter: Inverter = field(default_factory=Inverter)
    characters: int = 0
    borne_on_by: dict[str, set[str]] = field(default_factory=dict)


def bring_in_step(
    db: Database, today: date, told: Callable[[int], None] = lambda done: None
) -> int:
    """Index what changed since it was indexed; returns how many documents were read for it.

    ``told`` hears how many are done. An index that is not whole, or that another program made, is
    made anew. Raises ``BrokenIndexError`` if it proves broken again and again.
    """
    renew_if_broken(db)
    done = forgotten = 0
    while batch := _next_batch(db, today, BATCH):
        if not _store(db, batch):
            forgotten += 1
            if forgotten > _MOST_RENEWALS:
                raise BrokenIndexError
        done += len(batch.marks)
        told(done)
    return done


def keep_up(db: Database, today: date) -> int:
    """Index what changed if that is soon done; how many documents, at least, the index is behind.

    A first pass, or an upgrade, leaves it to the first search, which need not wait for anything
    else.
    """
    behind = _behind(db, today)
    if behind and renew_if_broken(db):
        behind = _behind(db, today)
    if not 0 < behind <= AT_ONCE:
        return behind
    left = AT_ONCE  # what is indexed may show that others are to be looked at again
    while left > 0 and (batch := _next_batch(db, today, left)):
        _store(db, batch)
        left -= len(batch.marks)
    return _behind(db, today)


def _behind(db: Database, today: date) -> int:
    with db.connect() as conn:
        return waiting(conn, today, AT_ONCE + 1)


def _check(conn: Connection) -> None:
    index.check(conn, search_reader())


def renew_if_broken(db: Database, read: Callable[[Connection], object] = _check) -> bool:
    """Whether what reads the index finds it not whole, or another program's: then it is forgotten,
    to be made anew. It is looked at again where nobody else writes: another may have mended it."""
    try:
        with db.connect() as conn:
            read(conn)
    except BrokenIndexError:
        with db.begin() as conn:
            return _forgotten(conn, read)
    return False


def _forgotten(conn: Connection, read: Callable[[Connection], object]) -> bool:
    try:
        read(conn)
    except BrokenIndexError:
        index.clear(conn)
        return True
    return False


def renew(db: Database) -> None:
    """Forget the index: every document is to be indexed anew."""
    with db.begin() as conn:
        index.clear(conn)


def waiting(conn: Connection, today: date, most: int) -> int:
    """How many documents the index is behind; counted to ``most`` only."""
    return marks.count_marked(conn, most) or len(index.due(conn, today, most))


def _next_batch(db: Database, today: date, most: int) -> _Batch | None:
    with db.connect() as conn:
        if chosen := marks.marked(conn, most):
            return _read(conn, chosen, today)
        late = index.due(conn, today, most)
    if not late:
        return None
    with db.begin() as conn:
        marks.mark_after(conn, late)
    return _next_batch(db, today, most)


def _read(conn: Connection, chosen: Mapping[str, str], today: date) -> _Batch:
    keys, batch = list(chosen), _Batch()
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        batch.marks |= {key: chosen[key] for key in some}
        former = index.entries_of(conn, some)
        for found in find_whole(conn, list(documents_by_id(conn, some).values()), today):
            _add(batch, found, former.get(found.key), today)
        if batch.characters > _MOST_CHARACTERS:
            break
    return batch


def find_whole(conn: Connection, documents: Sequence[Document], today: date) -> list[Found]:
    """The documents with all that is indexed of them, as people decided and as they stand."""
    read = readable(conn, documents)
    contents = {one.document.document_id: one.content for one in read}
    ties = ties_of(conn, documents, contents, today)
    bearers = {key for one in ties.values() for key in bearing(one)}
    deadlines = deadlines_from(conn, {*contents, *bearers})
    return [
        Found(read=one, ties=ties[one.document.document_id], deadlines=deadlines) for one in read
    ]


def _add(batch: _Batch, found: Found, former: SearchEntry | None, today: date) -> None:
    if former and former.written == found.written:
        slot = former.slot
    else:
        read = found.read
        slot = index.new_slot(batch.inverter.add(grams_of(read.passages), sign(read.folded)))
        batch.characters += sum(len(one.text) for one in found.read.passages)
    batch.entries[found.key] = entry_of(found, slot, today)
    batch.borne_on_by[found.key] = bearing(found.ties)


def _store(db: Database, batch: _Batch) -> bool:
    """Write it; whether the index bore it, and was not forgotten, to be made anew."""
    with db.begin() as conn:
        try:
            _put(conn, batch)
        except BrokenIndexError:  # of a row that only writing reads
            index.clear(conn)
            return False
    return True


def _put(conn: Connection, batch: _Batch) -> None:
    still = marks.still_marked(conn, batch.marks)
    former = index.entries_of(conn, still)
    entries = [one for key, one in batch.entries.items() if key in still]
    gone = [one for key, one in former.items() if key not in batch.entries]
    _mark_others(conn, batch, still, former)
    index.take_out(conn, gone)
    index.put(conn, search_reader(), entries, batch.inverter)
    marks.unmark(conn, sorted(still))
    index.tidy(conn)


def _mark_others(
    conn: Connection, batch: _Batch, still: set[str], former: Mapping[str, SearchEntry]
) -> None:
    """What others say of a document may mean another one now, and what it says of others too."""
    changed = {key for key in still if not marks.is_after(batch.marks[key])}
    touched = [
        one for many in (former, batch.entries) for key, one in many.items() if key in changed
    ]
    others = {key for one in touched for key in one.bears_on}
    others |= {key for one in changed for key in batch.borne_on_by.get(one, ())}
    others |= namesakes(conn, {name for one in touched for name in one.names})
    marks.mark_after(conn, others - changed)
