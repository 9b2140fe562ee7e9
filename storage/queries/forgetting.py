"""What is known of readers' addresses, counted and deleted; the account of what was sent stays,
without anybody's address in it."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, exists, func, or_, select, text, update

from storage.database import Database
from storage.queries.chunks import chunks
from storage.queries.readers import discard_waiting
from storage.records import EndedReason
from storage.tables import bounces, deliveries, renderings, signups, subscriptions

_OWN = ("confirmation", "notice", "test")
"""Messages that say something to one address alone: their words go with them."""
_ABOUT = ("welcome", "moved")
"""What the period of a message begins with that is of the subscription whose id follows."""
_PLACES = (subscriptions, deliveries, renderings, signups, bounces)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """How much is known of an address, or was deleted of it."""

    subscriptions: int = 0
    signups: int = 0
    bounces: int = 0
    deliveries: int = 0
    """Whose account names the address."""
    contacts: int = 0
    """Subscriptions of others that name it as who is told."""

    def __bool__(self) -> bool:
        return any((
            self.subscriptions, self.signups, self.bounces, self.deliveries, self.contacts
        ))  # fmt: skip


def held(conn: Connection, address: str) -> Kept:
    """What is known of the address, however it is written."""
    return Kept(
        subscriptions=_count(conn, subscriptions, _is(subscriptions.c.address, address)),
        signups=_count(conn, signups, _is(signups.c.address, address)),
        bounces=_count(conn, bounces, _is(bounces.c.address, address)),
        deliveries=_count(conn, deliveries, _is(deliveries.c.address, address)),
        contacts=_count(conn, subscriptions, _is(subscriptions.c.contact, address)),
    )


def forget_address(conn: Connection, address: str) -> Kept:
    """Delete all that is known of the address; how much that was."""
    found = held(conn, address)
    ids = conn.execute(
        select(subscriptions.c.subscription_id).where(_is(subscriptions.c.address, address))
    ).scalars()
    forget_subscriptions(conn, list(ids))
    conn.execute(signups.delete().where(_is(signups.c.address, address)))
    conn.execute(bounces.delete().where(_is(bounces.c.address, address)))
    contact = _is(subscriptions.c.contact, address)
    conn.execute(update(subscriptions).where(contact).values(contact=""))
    to_it = _is(deliveries.c.address, address)
    _delete_own(conn, to_it)
    _blank(conn, to_it)
    _blank(conn, func.lower(deliveries.c.error).contains(address.lower(), autoescape=True))
    return found


def forget_subscriptions(conn: Connection, subscription_ids: Iterable[str]) -> None:
    """Delete the subscriptions; the account of their digests stays, without an address."""
    ids, c = list(subscription_ids), deliveries.c
    discard_waiting(conn, ids, "reader")
    for some in chunks(ids):
        theirs = deliveries.c.subscription_id.in_(some)
        _delete_own(conn, theirs)
        _blank(conn, theirs)
        for one in some:  # mails of its own beside its digests: welcome, news of a move
            about = or_(*(c.period.startswith(f"{what} {one} ") for what in _ABOUT))
            _delete_own(conn, (c.subscription_id == "") & about)
        conn.execute(signups.delete().where(signups.c.subscription_id.in_(some)))
        conn.execute(subscriptions.delete().where(subscriptions.c.subscription_id.in_(some)))


def ended_before(conn: Connection, moment: datetime, reasons: Iterable[EndedReason]) -> list[str]:
    """The subscriptions that ended before then, for one of the reasons."""
    c = subscriptions.c
    query = select(c.subscription_id).where(
        ~c.active, c.ended_at < moment, c.ended.in_(tuple(reasons))
    )
    return list(conn.execute(query).scalars())


def delete_signups(conn: Connection, expired_by: datetime) -> int:
    """Delete what nobody confirmed in time; how many."""
    return conn.execute(signups.delete().where(signups.c.expires_at <= expired_by)).rowcount


def delete_confirmations(conn: Connection, asked_by: datetime) -> int:
    """Delete mails to who signed up, planned by then, with what they said; how many."""
    c = deliveries.c
    return _delete_own(conn, (c.kind == "confirmation") & (c.planned_at <= asked_by))


def delete_begun(conn: Connection, begun: str, before: datetime) -> int:
    """Delete mails of no subscription whose period begins so, planned before then; how many."""
    c = deliveries.c
    begins = (c.subscription_id == "") & c.period.startswith(begun, autoescape=True)
    return _delete_own(conn, begins & (c.planned_at < before))


def delete_bounces(conn: Connection, before: datetime) -> int:
    """Delete what came back before then; how many."""
    return conn.execute(bounces.delete().where(bounces.c.received_at < before)).rowcount


def delete_renderings(conn: Connection, before: datetime, copies_before: datetime) -> int:
    """Delete what no delivery names, made before then; copies on the web only if they are older
    than ``copies_before``; how many."""
    is_copy, made = renderings.c.copy != "", renderings.c.made_at
    old = or_(~is_copy & (made < before), is_copy & (made < copies_before))
    return conn.execute(renderings.delete().where(old, ~_is_named())).rowcount


def scrub(db: Database) -> str:
    """Have nothing left of deleted rows in the files of the database; why that could not be done,
    as when another program writes for a minute: empty, it is done."""
    if db.engine.dialect.name == "sqlite":
        try:
            with closing(db.engine.raw_connection()) as raw:
                raw.cursor().execute("VACUUM")
                (busy, *_), *_ = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.OperationalError as error:  # locked, or no room on the disk
            return str(error)
        return "database is being read" if busy else ""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        for place in _PLACES:
            conn.execute(text(f"VACUUM {place.name}"))
    return ""


def _is(column: ColumnElement[str], address: str) -> ColumnElement[bool]:
    return func.lower(column) == address.lower()


def _count(conn: Connection, table: Table, where: ColumnElement[bool]) -> int:
    return conn.execute(select(func.count()).select_from(table).where(where)).scalar() or 0


def _blank(conn: Connection, where: ColumnElement[bool]) -> None:
    """Errors are what mail servers said, and they like to name the address."""
    conn.execute(update(deliveries).where(where).values(address="", error=""))


def _delete_own(conn: Connection, where: ColumnElement[bool]) -> int:
    """The deliveries of messages to one address alone, and what these said."""
    chosen = (where, deliveries.c.kind.in_(_OWN))
    said = set(conn.execute(select(deliveries.c.rendering_id).where(*chosen)).scalars())
    count = conn.execute(deliveries.delete().where(*chosen)).rowcount
    for some in chunks(said):
        conn.execute(
            renderings.delete().where(
                renderings.c.rendering_id.in_(some), renderings.c.copy == "", ~_is_named()
            )
        )
    return count


def _is_named() -> Any:
    return exists().where(deliveries.c.rendering_id == renderings.c.rendering_id)
