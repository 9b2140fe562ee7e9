"""When hosts may be asked again: one row a host, for every process that asks it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from storage.columns import from_row, to_row
from storage.queries.capture import insert_into
from storage.records import Host
from storage.tables import hosts

_MOST_AHEAD = 10
"""Delays: a turn further ahead was taken by a clock that went wrong."""


def find_host(conn: Connection, name: str) -> Host | None:
    """The host as every process knows it; ``None`` if nobody asked it yet."""
    row = conn.execute(select(hosts).where(hosts.c.host == name)).first()
    return from_row(Host, row) if row else None


def hosts_given_rest(conn: Connection) -> list[Host]:
    """The hosts that were ever given rest: few."""
    rows = conn.execute(select(hosts).where(hosts.c.rest_until.is_not(None)))
    return [from_row(Host, row) for row in rows]


def take_turn(conn: Connection, name: str, now: datetime, delay: timedelta) -> Host:
    """Take the host's next turn: the row as it stood, its ``next_at`` being the moment taken.

    In a writing transaction, so that no other process takes the same.
    """
    before = find_host(conn, name) or Host(host=name, next_at=now)
    at = min(max(now, before.next_at), now + delay * _MOST_AHEAD)
    _put(conn, Host(host=name, next_at=at + delay), ("next_at",))
    return replace(before, next_at=at)


def put_rest(conn: Connection, record: Host) -> None:
    """Store until when a host is left alone, and why."""
    _put(conn, record, ("rest_until", "reason", "strikes"))


def _put(conn: Connection, record: Host, names: tuple[str, ...]) -> None:
    insert: Any = insert_into(conn, hosts)
    conn.execute(
        insert.on_conflict_do_update(
            index_elements=["host"], set_={name: insert.excluded[name] for name in names}
        ),
        to_row(record),
    )
