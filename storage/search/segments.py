"""The segments of the index: written once, put together when there are many of a size.

The same rows on every database. What a document was found by before it changed stays where it is
until its segment is written anew: its slot is no document's any more.
"""

from collections.abc import Collection, Iterator, Sequence

import numpy as np
from pyroaring import BitMap
from sqlalchemy import Connection, bindparam, delete, select

from storage.columns import from_row, to_row
from storage.queries.chunks import chunks
from storage.records import SearchSegment
from storage.search.faults import BrokenIndexError
from storage.search.sets import (
    Postings,
    buckets_for,
    buckets_of,
    read_bucket,
    read_set,
    together,
    write_buckets,
    write_set,
)
from storage.search.tokens import Grams
from storage.tables import search_buckets, search_segments

_TOGETHER = 8
"""So many segments of one size become one."""
_LARGE = 1 << 14
"""Documents: segments of so many are left as they are, while half of their documents stand."""
_SHIFT = 16
_ROWS = 500
"""Written at once."""
_PARTS = 32
"""Of the grams of segments that are put together, as many parts are in memory one after another."""


def segments(conn: Connection) -> list[SearchSegment]:
    """All segments, the oldest first."""
    rows = conn.execute(select(search_segments).order_by(search_segments.c.segment))
    return [from_row(SearchSegment, row) for row in rows]


def slots_of(one: SearchSegment) -> BitMap:
    """The documents that were written with it. Raises ``BrokenIndexError``."""
    return _set(one.slots)


def find(
    conn: Connection, among: Sequence[SearchSegment], grams: Collection[int]
) -> dict[int, BitMap]:
    """The documents of each gram. Raises ``BrokenIndexError``."""
    wanted = np.array(sorted(grams), np.uint64)
    asked: dict[int, list[int]] = {}
    for one in among:
        for place, bucket in enumerate(buckets_of(wanted, one.buckets).tolist()):
            asked.setdefault(_key(one.segment, bucket), []).append(place)
    found: dict[int, list[BitMap]] = {gram: [] for gram in grams}
    for key, data in _rows(conn, asked):
        here = _bucket(data, wanted[asked[key]])
        for gram, slots in zip(here.grams.tolist(), here.sets, strict=True):
            found[gram].append(_set(slots))
    return {gram: BitMap.union(*sets) if sets else BitMap() for gram, sets in found.items()}


def add(conn: Connection, form: str, slots: BitMap, last: int, postings: Postings) -> None:
    """Write a segment of new documents; ``last`` is the highest slot in the postings."""
    buckets = buckets_for(len(slots))
    rows = write_buckets(postings, range(buckets), buckets)
    _write(conn, _next(conn), (form, last, slots), rows)


def put_together(conn: Connection, standing: BitMap) -> bool:
    """Write some segments anew as one, without documents that are not standing, if that is due."""
    chosen = _due(segments(conn), standing)
    if not chosen:
        return False
    written = BitMap.union(*(_set(one.slots) for one in chosen))
    if slots := written & standing:
        last = max(one.last for one in chosen)
        merged = _merged(conn, chosen, written - standing, buckets_for(len(slots)))
        _write(conn, _next(conn), (chosen[0].form, last, slots), merged)
    for one in chosen:
        _drop(conn, one)
    return True


def _due(among: Sequence[SearchSegment], standing: BitMap) -> list[SearchSegment]:
    sizes: dict[int, list[SearchSegment]] = {}
    for one in among:
        slots = _set(one.slots)
        if 2 * slots.intersection_cardinality(standing) < len(slots):
            return [one]
        if len(slots) < _LARGE:
            sizes.setdefault(len(slots).bit_length() // 3, []).append(one)
    return next((many[:_TOGETHER] for many in sizes.values() if len(many) >= _TOGETHER), [])


def _merged(
    conn: Connection, chosen: Sequence[SearchSegment], gone: BitMap, buckets: int
) -> Iterator[tuple[int, bytes]]:
    """The rows of the new segment, by number; a part of the grams is in memory at a time."""
    parts = min(buckets, _PARTS, *(one.buckets for one in chosen))
    for part in range(parts):
        keys = {
            _key(one.segment, bucket)
            for one in chosen
            for bucket in range(part, one.buckets, parts)
        }
        merged = together([_bucket(data) for _, data in _rows(conn, keys)], gone)
        yield from write_buckets(merged, range(part, buckets, parts), buckets)


def _write(
    conn: Connection,
    segment: int,
    known: tuple[str, int, BitMap],
    rows: Iterator[tuple[int, bytes]],
) -> None:
    form, last, slots = known
    count, waiting = 0, []
    for number, data in rows:
        count += 1
        waiting.append({"bucket_key": _key(segment, number), "postings": data})
        if len(waiting) == _ROWS:
            conn.execute(search_buckets.insert(), waiting)
            waiting = []
    if waiting:
        conn.execute(search_buckets.insert(), waiting)
    record = SearchSegment(
        segment=segment, form=form, last=last, slots=write_set(slots), buckets=count
    )
    conn.execute(search_segments.insert(), to_row(record))


def _drop(conn: Connection, one: SearchSegment) -> None:
    keys = search_buckets.c.bucket_key
    conn.execute(
        delete(search_buckets).where(keys >= _key(one.segment, 0), keys < _key(one.segment + 1, 0))
    )
    conn.execute(delete(search_segments).where(search_segments.c.segment == one.segment))


def _next(conn: Connection) -> int:
    return max((one.segment for one in segments(conn)), default=0) + 1


def _key(segment: int, bucket: int) -> int:
    return (segment << _SHIFT) + bucket


_BUCKETS = select(search_buckets).where(
    search_buckets.c.bucket_key.in_(bindparam("keys", expanding=True))
)


def _rows(conn: Connection, keys: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """The rows of all these keys. Raises ``BrokenIndexError`` if one is not there."""
    for some in chunks(keys):
        rows = conn.execute(_BUCKETS, {"keys": some}).all()
        if len(rows) != len(some):
            raise BrokenIndexError
        yield from map(tuple, rows)


def _bucket(data: bytes, wanted: Grams | None = None) -> Postings:
    try:
        return read_bucket(data, wanted)
    except ValueError as error:
        raise BrokenIndexError from error


def _set(data: bytes) -> BitMap:
    try:
        return read_set(data)
    except ValueError as error:
        raise BrokenIndexError from error
