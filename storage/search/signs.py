"""The signs of documents (``storage.search.runs``), in the rows of the index below zero."""

from collections.abc import Collection, Iterator, Mapping

from pyroaring import BitMap
from sqlalchemy import Connection, bindparam, delete, select

from storage.queries.chunks import chunks
from storage.search.faults import BrokenIndexError
from storage.tables import search_buckets

_ROWS = select(search_buckets).where(
    search_buckets.c.bucket_key.in_(bindparam("keys", expanding=True))
)


def find(conn: Connection, slots: BitMap) -> Iterator[tuple[int, bytes]]:
    """The sign of each slot. Raises ``BrokenIndexError`` if one is not there."""
    for some in chunks(map(_key, slots)):
        rows = conn.execute(_ROWS, {"keys": some}).all()
        if len(rows) != len(some) or not all(data for _, data in rows):
            raise BrokenIndexError
        yield from ((_key(key), data) for key, data in rows)


def put(conn: Connection, signs: Mapping[int, bytes]) -> None:
    """Store the signs of new slots."""
    rows = [{"bucket_key": _key(slot), "postings": data} for slot, data in signs.items()]
    if rows:
        conn.execute(search_buckets.insert(), rows)


def drop(conn: Connection, slots: Collection[int]) -> None:
    """The slots are no document's any more."""
    for some in chunks(map(_key, slots)):
        conn.execute(delete(search_buckets).where(search_buckets.c.bucket_key.in_(some)))


def _key(slot: int) -> int:
    """Of a slot the key of its row, and the other way about; those of segments are positive."""
    return -1 - slot
