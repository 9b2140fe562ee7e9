"""Where changes stand in feeds.

Places are only ever added, by one writer at a time (``Database.begin``), so whoever has read up to
one of them has seen all that are before it. None is taken away: on SQLite its number would come
again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    update,
)

from storage.columns import from_row, to_row
from storage.queries.changes import OF_DOCUMENT
from storage.queries.chunks import chunks
from storage.records import OWN_SOURCE, Change, ChangeKind, FeedPlace
from storage.tables import (
    amendments,
    changes,
    documents,
    feed_places,
    reviews,
)

_PLACE = (
    feed_places.c.place,
    feed_places.c.news_at,
    feed_places.c.doubtful,
    feed_places.c.sure,
)
_PLACED = (
    feed_places.c.place,
    feed_places.c.news_at,
    changes.c.change_id,
    changes.c.document_id,
    changes.c.kind,
    changes.c.significance,
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which changes a feed may hold, as far as the database can tell."""

    doubtful: bool
    """Those of documents that a person has yet to decide, too."""
    kinds: tuple[ChangeKind, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Where a change stands, and what tells whether it is wanted."""

    place: int
    news_at: datetime
    change_id: str
    document_id: str
    kind: ChangeKind
    significance: float


# -- giving places --------------------------------------------------------------------------------


def unplaced(conn: Connection, since: datetime | None, until: datetime, limit: int) -> list[Change]:
    """The first of the changes detected from ``since`` to before ``until`` that have no place yet;
    base lines apart, and what happens to our own page."""
    query = (
        select(changes)
        .where(
            changes.c.kind != "baseline",
            changes.c.source_id != OWN_SOURCE,
            changes.c.detected_at < until,
            ~exists().where(feed_places.c.change_id == changes.c.change_id),
        )
        .order_by(changes.c.detected_at, changes.c.change_id)
        .limit(limit)
    )
    if since:
        query = query.where(changes.c.detected_at >= since)
    return [from_row(Change, row) for row in conn.execute(query)]


def placed_of(conn: Connection, document_ids: Iterable[str]) -> list[tuple[Change, FeedPlace]]:
    """The changes of the documents with each of their places, in the order of detection."""
    query = (
        select(changes, *_PLACE)
        .join(feed_places, feed_places.c.change_id == changes.c.change_id)
        .order_by(changes.c.detected_at, changes.c.change_id, feed_places.c.place)
    )
    return [
        (from_row(Change, row), from_row(FeedPlace, row))
        for some in chunks(document_ids)
        for row in conn.execute(query.where(changes.c.document_id.in_(some)))
    ]


def add_places(conn: Connection, records: Sequence[FeedPlace]) -> None:
    """Give places, in this order, after all that were given before."""
    rows = [{key: value for key, value in to_row(one).items() if key != "place"} for one in records]
    if rows:
        conn.execute(feed_places.insert(), rows)


def put_places(conn: Connection, records: Sequence[FeedPlace]) -> None:
    """Store whose news they are, in place of what was stored."""
    change = (
        update(feed_places)
        .where(feed_places.c.place == bindparam("key"))
        .values(doubtful=bindparam("for_doubtful"), sure=bindparam("for_sure"))
    )
    if records:
        conn.execute(
            change,
            [
                {"key": one.place, "for_doubtful": one.doubtful, "for_sure": one.sure}
                for one in records
            ],
        )


def spoken_of(conn: Connection, since: datetime | None = None) -> set[str]:
    """The documents of which people said something (since then)."""
    found: set[str] = set()
    for table in (reviews, amendments):
        query = select(table.c.document_id).distinct()
        found |= set(
            conn.execute(query.where(table.c.decided_at >= since) if since else query).scalars()
        )
    return found


def strayed(conn: Connection) -> set[str]:
    """The documents that the program judges otherwise than when their changes were placed."""
    has = {name: func.max(case((feed_places.c[name], 1), else_=0)) for name in ("doubtful", "sure")}
    wants = {
        "doubtful": case((documents.c.relevant.is_(False), 0), else_=1),
        "sure": case((documents.c.relevant.is_(True), 1), else_=0),
    }
    query = (
        select(changes.c.document_id)
        .join(feed_places, feed_places.c.change_id == changes.c.change_id)
        .join(documents, documents.c.document_id == changes.c.document_id)
        .group_by(changes.c.change_id, changes.c.document_id, documents.c.relevant)
        .having(or_(*(has[name] != wants[name] for name in has)))
    )
    return set(conn.execute(query).scalars())


# -- reading --------------------------------------------------------------------------------------


def after(conn: Connection, asked: Asked, place: int, limit: int) -> list[Placed]:
    """The first of what stands behind that place, in the order of places."""
    query = _asked(asked).where(feed_places.c.place > place).order_by(feed_places.c.place)
    return _placed(conn, query.limit(limit))


def before(
    conn: Connection, asked: Asked, bound: tuple[datetime, int] | None, limit: int
) -> list[Placed]:
    """The newest of what became news before that moment (and place), the newest first."""
    query = _asked(asked).order_by(feed_places.c.news_at.desc(), feed_places.c.place.desc())
    if bound:
        moment, place = bound
        query = query.where(
            feed_places.c.news_at <= moment,
            or_(feed_places.c.news_at < moment, feed_places.c.place < place),
        )
    return _placed(conn, query.limit(limit))


def history(conn: Connection, asked: Asked, document_ids: Iterable[str]) -> list[Placed]:
    """All that stands in the feeds of these documents, in the order in which it became news."""
    query = _asked(asked).order_by(feed_places.c.news_at, feed_places.c.place)
    return [
        one
        for some in chunks(document_ids)
        for one in _placed(conn, query.where(changes.c.document_id.in_(some)))
    ]


def changes_by_id(conn: Connection, change_ids: Iterable[str]) -> dict[str, Change]:
    """Those that there are, by id."""
    return {
        row.change_id: from_row(Change, row)
        for some in chunks(change_ids)
        for row in conn.execute(select(changes).where(changes.c.change_id.in_(some)))
    }


def last_place(conn: Connection) -> int:
    """The highest place that was given; 0: none was."""
    return conn.execute(select(func.max(feed_places.c.place))).scalar() or 0


def news_at(conn: Connection, place: int) -> datetime | None:
    """When what stands there became news; nothing: nothing stands there."""
    query = select(feed_places.c.news_at).where(feed_places.c.place == place)
    return conn.execute(query).scalar()


def decided_until(conn: Connection) -> datetime | None:
    """When people last said something of any document."""
    moments = [
        conn.execute(select(func.max(table.c.decided_at))).scalar()
        for table in (reviews, amendments)
    ]
    return max((one for one in moments if one), default=None)


def _asked(asked: Asked) -> Select[tuple[object, ...]]:
    theirs = feed_places.c.doubtful if asked.doubtful else feed_places.c.sure
    query = (
        select(*_PLACED)
        .join(changes, changes.c.change_id == feed_places.c.change_id)
        .where(theirs, OF_DOCUMENT)
    )
    return query.where(changes.c.kind.in_(asked.kinds)) if asked.kinds else query


def _placed(conn: Connection, query: Select[tuple[object, ...]]) -> list[Placed]:
    return [from_row(Placed, row) for row in conn.execute(query)]
