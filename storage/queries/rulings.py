"""People's decisions on which pages are one document."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Select, select, update

from storage.columns import from_row, to_row
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
    row = conn.execute(_ruling(ruling_id)).first()
    return from_row(Ruling, row) if row else None


def undo_ruling(conn: Connection, ruling_id: int, person: str, now: datetime) -> None:
    conn.execute(
        update(rulings)
        .where(rulings.c.ruling_id == ruling_id)
        .values(undone_at=now, undone_by=person)
    )


def pages_of_ruling(conn: Connection, ruling_id: int) -> Ruled | None:
    """The decision with its pages, undone or not."""
    found = _ruled(conn, select(rulings.c.ruling_id).where(rulings.c.ruling_id == ruling_id))
    return found[0] if found else None


def standing_rulings(conn: Connection, posting_ids: Iterable[str]) -> list[Ruled]:
    """The decisions that stand and speak of one of these pages, with all their pages."""
    if not _any_ruling(conn):
        return []
    named = select(ruling_pages.c.ruling_id).where(ruling_pages.c.posting_id.in_(set(posting_ids)))
    stands = select(rulings.c.ruling_id).where(
        rulings.c.undone_at.is_(None), rulings.c.ruling_id.in_(named)
    )
    return _ruled(conn, stands)


def _any_ruling(conn: Connection) -> bool:
    return conn.execute(select(rulings.c.ruling_id).limit(1)).first() is not None


def _ruled(conn: Connection, ids: Select[tuple[int]]) -> list[Ruled]:
    rows = conn.execute(
        select(rulings.c.kind, ruling_pages)
        .join(ruling_pages, ruling_pages.c.ruling_id == rulings.c.ruling_id)
        .where(rulings.c.ruling_id.in_(ids))
        .order_by(rulings.c.ruling_id)
    ).all()
    sides: dict[int, tuple[set[str], set[str]]] = {}
    for row in rows:
        sides.setdefault(row.ruling_id, (set(), set()))[row.split_off].add(row.posting_id)
    kinds = {row.ruling_id: row.kind for row in rows}
    return [
        Ruled(ruling_id=key, kind=kinds[key], one=frozenset(one), other=frozenset(other))
        for key, (one, other) in sides.items()
    ]


def rulings_on(conn: Connection, posting_ids: Iterable[str] | None = None) -> list[Ruling]:
    """Every decision (that speaks of one of these pages), undone ones too, newest first."""
    query = select(rulings).order_by(rulings.c.ruling_id.desc())
    if posting_ids is not None:
        named = select(ruling_pages.c.ruling_id).where(
            ruling_pages.c.posting_id.in_(set(posting_ids))
        )
        query = query.where(rulings.c.ruling_id.in_(named))
    return [from_row(Ruling, row) for row in conn.execute(query)]
