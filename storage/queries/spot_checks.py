"""Rejected documents that are drawn at random for a person to look at: pools, draws, rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.clock import day_of
from storage.columns import from_row, to_row
from storage.queries.changes import OF_DOCUMENT
from storage.queries.chunks import chunks
from storage.records import OWN_SOURCE, TAKEN, SpotCheck, Stratum
from storage.tables import changes, documents, founders, postings, spot_checks

RECENT = timedelta(days=31)
"""What a source had when it was first read is of a week if it was published so shortly before."""
_INSERTS = {
    name: insert(spot_checks).on_conflict_do_nothing(index_elements=["week", "document_id"])
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def rejected(conn: Connection, stratum: Stratum, since: datetime, until: datetime) -> list[str]:
    """The documents met from then to before then that the program rejected, in order of their ids.

    Not what was old when it was met. Those that people decided on meanwhile are among them.
    """
    recent = documents.c.published_on >= day_of(since) - RECENT
    rows = conn.execute(
        select(documents.c.document_id)
        .where(
            documents.c.detected_at >= since,
            documents.c.detected_at < until,
            documents.c.relevant.is_(False),
            _of(stratum),
            or_(_IS_NEWS, recent),
            ~_IS_OURS,
        )
        .order_by(documents.c.document_id)
    )
    return list(rows.scalars())


_IS_OURS = exists().where(
    postings.c.document_id == documents.c.document_id, postings.c.source_id == OWN_SOURCE
)
_IS_NEWS = exists().where(
    changes.c.document_id == documents.c.document_id, changes.c.kind == "added", OF_DOCUMENT
)


def _of(stratum: Stratum) -> ColumnElement[bool]:
    taken = documents.c.page_kind.in_(TAKEN)
    return taken if stratum == "verdict" else ~taken


def own_mark(conn: Connection) -> str:
    """What no other home has: when it met its first document, and which that was."""
    row = conn.execute(
        select(founders).order_by(founders.c.founded_at, founders.c.document_id).limit(1)
    ).first()
    return f"{row.founded_at.isoformat()} {row.document_id}" if row else ""


def add_drawn(conn: Connection, rows: Sequence[SpotCheck]) -> None:
    """Add the rows that are not there."""
    if rows:
        conn.execute(_INSERTS[conn.dialect.name], [to_row(one) for one in rows])


def drawn_in(conn: Connection, weeks: Sequence[str]) -> list[SpotCheck]:
    """What was drawn in these weeks, in the order of asking: the newest week first."""
    rows = conn.execute(
        select(spot_checks)
        .where(spot_checks.c.week.in_(weeks))
        .order_by(spot_checks.c.week.desc(), spot_checks.c.stratum.desc(), spot_checks.c.place)
    )
    return [from_row(SpotCheck, row) for row in rows]


def drawn_weeks(conn: Connection, most: int) -> list[str]:
    """The weeks in which something was drawn, the newest first."""
    query = select(spot_checks.c.week).distinct().order_by(spot_checks.c.week.desc())
    return list(conn.execute(query.limit(most)).scalars())


def current_ids(conn: Connection, rows: Sequence[SpotCheck]) -> dict[str, str]:
    """What each drawn document is called now, by its id then; what is gone is not there."""
    drawn = {one.document_id for one in rows}
    found: dict[str, str] = {}
    for some in chunks(drawn):
        found |= {row.then: row.now for row in conn.execute(_NOW, {"drawn": some})}
        found |= {key: key for key in conn.execute(_STANDING, {"drawn": some}).scalars()}
    return found


_DRAWN: BindParameter[str] = bindparam("drawn", expanding=True)
_STANDING = select(documents.c.document_id).where(documents.c.document_id.in_(_DRAWN))
_NOW = (
    select(founders.c.document_id.label("then"), documents.c.document_id.label("now"))
    .join(postings, postings.c.posting_id == founders.c.posting_id)
    .join(documents, documents.c.document_id == postings.c.document_id)
    .where(founders.c.document_id.in_(_DRAWN))
)


def drawn_now(conn: Connection) -> dict[str, SpotCheck]:
    """Everything that was ever drawn, by the document's id now; of two draws the first."""
    rows = [from_row(SpotCheck, row) for row in conn.execute(select(spot_checks))]
    rows.sort(key=lambda one: (one.week, one.stratum, one.place), reverse=True)
    now = current_ids(conn, rows)
    return {now[one.document_id]: one for one in rows if one.document_id in now}
