"""The sets of documents that are no words of theirs: parts, topics, months, all that stand."""

from collections.abc import Collection, Iterable, Mapping

from pyroaring import BitMap
from sqlalchemy import Connection, delete, select

from storage.queries.chunks import chunks
from storage.search.faults import BrokenIndexError
from storage.search.sets import read_set, write_set
from storage.tables import search_facets

ALL = "all"
"""Every document of the index is in this set."""


def find(conn: Connection, facets: Collection[str]) -> dict[str, BitMap]:
    """The sets of these facets that are there. Raises ``BrokenIndexError``."""
    query = select(search_facets)
    return {
        row.facet: _set(row.slots)
        for some in chunks(facets)
        for row in conn.execute(query.where(search_facets.c.facet.in_(some)))
    }


def union(conn: Connection, facets: Collection[str]) -> BitMap:
    """The documents that are in one of the sets at least. Raises ``BrokenIndexError``."""
    found = find(conn, facets)
    return BitMap.union(*found.values()) if found else BitMap()


def names(conn: Connection, kind: str) -> list[str]:
    """All facets of a kind, in order: ``month`` gives month:2023-11, month:2023-12."""
    column = search_facets.c.facet
    query = select(column).where(column.startswith(f"{kind}:", autoescape=True))
    return sorted(conn.execute(query).scalars())


def change(
    conn: Connection, joined: Mapping[str, Iterable[int]], left: Mapping[str, Iterable[int]]
) -> None:
    """Put slots into sets and take others out; a set that is empty then is gone."""
    touched = joined.keys() | left.keys()
    found = find(conn, touched)
    for some in chunks(touched):
        conn.execute(delete(search_facets).where(search_facets.c.facet.in_(some)))
    rows = []
    for facet in sorted(touched):
        slots = found.get(facet, BitMap()) - BitMap(left.get(facet, ()))
        slots |= BitMap(joined.get(facet, ()))
        if slots:
            rows.append({"facet": facet, "slots": write_set(slots)})
    if rows:
        conn.execute(search_facets.insert(), rows)


def _set(data: bytes) -> BitMap:
    try:
        return read_set(data)
    except ValueError as error:
        raise BrokenIndexError from error
