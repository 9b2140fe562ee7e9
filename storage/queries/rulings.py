"""People's decisions on which pages are one document."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Select, func, select, update

from storage.columns import from_row, to_row
from storage.queries.chunks import chunks
from storage.records import Ruled, Ruling, RulingPage
from storage.tables import ruling_pages, rulings


def add_ruling(
    conn: Connection, record: Ruling, one: Iterable[str], other: Iterable[str]
) -> Ruling:
    """Store a decision on two groups of pages; returns it with its number."""
    values = to_row(record)
    values.pop("ruling_id")
    key = conn.execute(rulings.insert().returning(rulings.c.ruling_id), values).scalar_one()
    pages = [
        to_row(RulingPage(ruling_id=key, posting_id=page, split_off=side))
        for side, group in ((False, one), (True, other))
        for page in sorted(set(group))
    ]
    conn.execute(ruling_pages.insert(), pages)
    return from_row(Ruling, conn.execute(_ruling(key)).one())


def _ruling(key: int) -> Select[tuple[object, ...]]:
    return select(rulings).where(rulings.c.ruling_id == key)


def ruling(conn: Connection, ruling_id: int) -> Ruling | None:
    """The decision of that id."""
    row = conn.execute(_ruling(ruling_id)).first()
    return from_row(Ruling, row) if row else None


def undo_ruling(conn: Connection, ruling_id: int, person: str, now: datetime) -> None:
    """Say who takes a decision back, and when."""
    conn.execute(
        update(rulings)
        .where(rulings.c.ruling_id == ruling_id)
        .values(undone_at=now, undone_by=person)
    )


def pages_of_ruling(conn: Connection, ruling_id: int) -> Ruled | None:
    """The decision with its pages, undone or not."""
    return pages_of_rulings(conn, [ruling_id]).get(ruling_id)


def pages_of_rulings(conn: Connection, ruling_ids: Iterable[int]) -> dict[int, Ruled]:
    """Decisions with their pages, undone or not, by number."""
    return {one.ruling_id: one for one in _ruled(conn, set(ruling_ids))}


def standing_rulings(conn: Connection, posting_ids: Iterable[str]) -> list[Ruled]:
    """The decisions that stand and speak of one of these pages, with all their pages."""
    if not _any_ruling(conn):
        return []
    return _ruled(conn, _naming(conn, posting_ids), standing=True)


def _any_ruling(conn: Connection) -> bool:
    return conn.execute(select(rulings.c.ruling_id).limit(1)).first() is not None


def _naming(conn: Connection, posting_ids: Iterable[str]) -> set[int]:
    """The numbers of all decisions that speak of one of the pages."""
    query = select(ruling_pages.c.ruling_id).distinct()
    return {
        key
        for some in chunks(posting_ids)
        for key in conn.execute(query.where(ruling_pages.c.posting_id.in_(some))).scalars()
    }


def _ruled(conn: Connection, ids: set[int], *, standing: bool = False) -> list[Ruled]:
    query = select(rulings.c.kind, ruling_pages).join(
        ruling_pages, ruling_pages.c.ruling_id == rulings.c.ruling_id
    )
    if standing:
        query = query.where(rulings.c.undone_at.is_(None))
    rows = [
        row
        for some in chunks(ids)
        for row in conn.execute(query.where(rulings.c.ruling_id.in_(some)))
    ]
    sides: dict[int, tuple[set[str], set[str]]] = {}
    for row in rows:
        sides.setdefault(row.ruling_id, (set(), set()))[row.split_off].add(row.posting_id)
    kinds = {row.ruling_id: row.kind for row in rows}
    return [
        Ruled(ruling_id=key, kind=kinds[key], one=frozenset(one), other=frozenset(other))
        for key, (one, other) in sorted(sides.items())
    ]


def rulings_on(conn: Connection, posting_ids: Iterable[str]) -> list[Ruling]:
    """Every decision that speaks of one of these pages, undone ones too, newest first."""
    found = [
        from_row(Ruling, row)
        for some in chunks(_naming(conn, posting_ids))
        for row in conn.execute(select(rulings).where(rulings.c.ruling_id.in_(some)))
    ]
    return sorted(found, key=lambda one: -(one.ruling_id or 0))


def newest_rulings(conn: Connection, limit: int | None = None, skip: int = 0) -> list[Ruling]:
    """Every decision, undone ones too, newest first."""
    query = select(rulings).order_by(rulings.c.ruling_id.desc()).limit(limit).offset(skip)
    return [from_row(Ruling, row) for row in conn.execute(query)]


def count_rulings(conn: Connection) -> int:
    """How many there are."""
    return conn.execute(select(func.count()).select_from(rulings)).scalar_one()
