"""The index as a whole: documents put in and taken out, and kept in one piece.

Everything is in tables that are the same on every database; a reading transaction sees the index
of one moment.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from pyroaring import BitMap
from sqlalchemy import Connection, delete, func, or_, select

from storage.columns import from_row, to_row
from storage.queries.chunks import chunks
from storage.records import SearchEntry, SearchSegment
from storage.search import facets, segments, signs
from storage.search.facets import ALL
from storage.search.faults import BrokenIndexError
from storage.search.marks import mark_all
from storage.search.sets import Inverter
from storage.tables import search_buckets, search_entries, search_facets, search_segments


def new_slot(place: int) -> int:
    """The slot of an entry that is to get one when it is stored; its grams are at that place."""
    return -1 - place


def put(conn: Connection, form: str, entries: Sequence[SearchEntry], inverter: Inverter) -> None:
    """Store entries in place of their documents' former ones.

    The grams of those that get a new slot are in ``inverter``.
    """
    stood = entries_of(conn, [one.document_id for one in entries])
    first = 1 + max((one.last for one in segments.segments(conn)), default=-1)
    placed = [
        replace(one, slot=first + new_slot(one.slot)) if one.slot < 0 else one for one in entries
    ]
    fresh = BitMap(one.slot for one in placed if one.slot >= first)
    _change_facets(conn, stood.values(), placed)
    _delete(conn, stood.values())
    signs.drop(conn, {one.slot for one in stood.values()} - {one.slot for one in placed})
    signs.put(conn, {slot: inverter.signs[slot - first] for slot in fresh})
    if placed:
        conn.execute(search_entries.insert(), [to_row(one) for one in placed])
    if fresh:
        last = first + inverter.count - 1
        segments.add(conn, form, fresh, last, inverter.postings(first))


def take_out(conn: Connection, entries: Collection[SearchEntry]) -> None:
    """Take documents out of the index."""
    _change_facets(conn, entries, ())
    _delete(conn, entries)
    signs.drop(conn, {one.slot for one in entries})


def tidy(conn: Connection) -> None:
    """Put segments together as far as that is due."""
    while segments.put_together(conn, facets.union(conn, [ALL])):
        pass


def check(conn: Connection, form: str) -> None:
    """Raise ``BrokenIndexError`` if the index is not whole, or another program's."""
    entries = conn.execute(select(func.count()).select_from(search_entries)).scalar_one()
    if len(standing(conn, segments.segments(conn), form)) != entries:
        raise BrokenIndexError


def standing(conn: Connection, known: Sequence[SearchSegment], form: str) -> BitMap:
    """All documents of the index. Raises ``BrokenIndexError`` if the segments are not theirs."""
    found = facets.union(conn, [ALL])
    written = BitMap.union(BitMap(), *(segments.slots_of(one) for one in known))
    if any(one.form != form for one in known) or not found <= written:
        raise BrokenIndexError
    if known and not found:  # segments without a document are not kept
        raise BrokenIndexError
    return found


def clear(conn: Connection) -> None:
    """Forget everything: all documents are to be indexed anew."""
    for table in (search_entries, search_segments, search_buckets, search_facets):
        conn.execute(delete(table))
    mark_all(conn)


def entries_of(conn: Connection, document_ids: Iterable[str]) -> dict[str, SearchEntry]:
    """The entries of the documents that are in the index, by document."""
    query = select(search_entries)
    return {
        row.document_id: from_row(SearchEntry, row)
        for some in chunks(document_ids)
        for row in conn.execute(query.where(search_entries.c.document_id.in_(some)))
    }


def entries_at(conn: Connection, slots: Iterable[int]) -> list[SearchEntry]:
    """The entries of the slots."""
    query = select(search_entries)
    return [
        from_row(SearchEntry, row)
        for some in chunks(slots)
        for row in conn.execute(query.where(search_entries.c.slot.in_(some)))
    ]


def due(conn: Connection, today: date, limit: int) -> list[str]:
    """Documents that may stand otherwise today than their entry says."""
    entry = search_entries.c
    late = or_(entry.due_on <= today, entry.as_of > today)
    query = select(entry.document_id).where(late).order_by(entry.document_id).limit(limit)
    return list(conn.execute(query).scalars())


def newest(conn: Connection, slots: BitMap) -> list[str]:
    """The documents of the slots, the newest published first, those without a day last.

    Raises ``BrokenIndexError`` if one of them is not there.
    """
    entry = search_entries.c
    query = select(entry.document_id, entry.day)
    found = [
        (row.day.toordinal() if row.day else 0, row.document_id)
        for some in chunks(slots)
        for row in conn.execute(query.where(entry.slot.in_(some)))
    ]
    if len(found) != len(slots):
        raise BrokenIndexError
    return [key for _, key in sorted(found, key=lambda one: (-one[0], one[1]))]


def between(conn: Connection, since: date, until: date) -> BitMap:
    """The documents that were published in these days."""
    day = search_entries.c.day
    query = select(search_entries.c.slot).where(day >= since, day <= until)
    return BitMap(conn.execute(query).scalars())


def _change_facets(
    conn: Connection, left: Iterable[SearchEntry], joined: Iterable[SearchEntry]
) -> None:
    gone, come = _by_facet(left), _by_facet(joined)
    facets.change(
        conn,
        {facet: new for facet, slots in come.items() if (new := slots - gone.get(facet, set()))},
        {facet: old for facet, slots in gone.items() if (old := slots - come.get(facet, set()))},
    )


def _by_facet(entries: Iterable[SearchEntry]) -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = {}
    for one in entries:
        for facet in (ALL, *one.facets):
            found.setdefault(facet, set()).add(one.slot)
    return found


def _delete(conn: Connection, entries: Collection[SearchEntry]) -> None:
    for some in chunks(one.slot for one in entries):
        conn.execute(delete(search_entries).where(search_entries.c.slot.in_(some)))
