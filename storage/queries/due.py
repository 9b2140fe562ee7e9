"""Which known pages a pass looks at again: asked by index, so that old ones cost nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    case,
    func,
    or_,
    select,
    true,
)

from storage.records import CrawlRun
from storage.tables import crawl_runs, listings, postings

_EVERY_PASS, _AT_ITS_TURN, _NEVER = 0, 1, 2


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """How many documents of one source a pass looks at again, at most."""

    every_pass: int = 300
    at_their_turn: int = 60
    never_read: int = 60
    """Those that no pass came to yet: news first."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """A page that is to be asked for, and what its rhythm depends on."""

    posting_id: str
    url: str
    dated_on: date | None
    first_listed_at: datetime
    old: bool
    """It was old when the source showed it first: base line, or backfill."""
    withdrawn: bool


def due_documents(
    conn: Connection, source_id: str, now: datetime, bounds: Bounds = Bounds()
) -> list[Due]:
    """The source's documents that are due, so many of each class, those longest unasked first."""
    kind = case(
        (listings.c.checked_at.is_(None), _NEVER),
        (listings.c.due_at <= listings.c.checked_at, _EVERY_PASS),
        else_=_AT_ITS_TURN,
    )
    place = func.row_number().over(
        partition_by=kind,
        order_by=(
            listings.c.checked_at.nulls_first(),
            func.coalesce(listings.c.dated_on, date.min).desc(),
            listings.c.posting_id,
        ),
    )
    ranked = (
        select(listings, kind.label("kind"), place.label("place"))
        .where(listings.c.source_id == source_id, _is_due(now))
        .subquery()
    )
    most = case(
        (ranked.c.kind == _EVERY_PASS, bounds.every_pass),
        (ranked.c.kind == _AT_ITS_TURN, bounds.at_their_turn),
        else_=bounds.never_read,
    )
    rows = conn.execute(
        _shown(ranked).where(ranked.c.place <= most).order_by(ranked.c.kind, ranked.c.place)
    )
    return [Due(**row._mapping) for row in rows]


def _shown(listed: FromClause) -> Select[Any]:
    """What is known of listed documents."""
    old = func.coalesce(crawl_runs.c.baseline, true()) | listed.c.backfilled
    return (
        select(
            listed.c.posting_id,
            postings.c.url,
            listed.c.dated_on,
            listed.c.first_listed_at,
            old.label("old"),
            postings.c.withdrawn,
        )
        .join_from(listed, postings, postings.c.posting_id == listed.c.posting_id)
        .outerjoin(crawl_runs, crawl_runs.c.run_id == listed.c.first_run_id)
    )


def left_the_list(
    conn: Connection, run: CrawlRun, floor: date, listed: Collection[str], most: int
) -> list[Due]:
    """The documents newer than ``floor`` that this pass did not find listed, and whose fate is
    not settled; those longest unasked first."""
    rows = conn.execute(
        _shown(listings)
        .where(
            listings.c.source_id == run.source_id,
            listings.c.dated_on > floor,
            listings.c.last_listed_at < run.started_at,
            ~postings.c.withdrawn,
        )
        .order_by(listings.c.checked_at.nulls_first(), listings.c.posting_id)
        .limit(most + len(listed))  # what is listed may not be written yet
    )
    found = [Due(**row._mapping) for row in rows if row.posting_id not in listed]
    return found[:most]


def count_waiting(conn: Connection, source_id: str, started_at: datetime) -> int:
    """How many documents were due at the pass that began then, and were not asked for since."""
    query = select(func.count()).where(
        listings.c.source_id == source_id,
        _is_due(started_at),
        or_(listings.c.checked_at.is_(None), listings.c.checked_at < started_at),
    )
    return conn.execute(query).scalar() or 0


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(listings.c.due_at.is_(None), listings.c.due_at <= now)
