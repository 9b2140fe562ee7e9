"""The captures of a document: what its pages and files answered, and lists that show it."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, select

from storage.columns import from_row
from storage.records import Posting, Snapshot
from storage.tables import snapshots

_CHUNK = 400


def _found(conn: Connection, column: str, values: Iterable[str]) -> list[Snapshot]:
    wanted, found = sorted(set(values)), []
    for start in range(0, len(wanted), _CHUNK):
        rows = conn.execute(
            select(snapshots).where(snapshots.c[column].in_(wanted[start : start + _CHUNK]))
        )
        found += [from_row(Snapshot, row) for row in rows]
    return found


def snapshots_by_id(conn: Connection, ids: Iterable[str]) -> list[Snapshot]:
    """The snapshots of those ids, in no order."""
    return _found(conn, "snapshot_id", ids)


def snapshots_at(conn: Connection, urls: Iterable[str], parents: Collection[str]) -> list[Snapshot]:
    """What the addresses answered: as pages, or as what one of the parents links."""
    found = _found(conn, "url", urls)
    return [one for one in found if one.kind != "list" and _belongs(one, parents)]


def _belongs(one: Snapshot, parents: Collection[str]) -> bool:
    return one.url in parents if one.parent_url is None else one.parent_url in parents


def first_lists(conn: Connection, posting: Posting) -> list[Snapshot]:
    """The list pages that were read in the pass that showed the posting first."""
    rows = conn.execute(
        select(snapshots).where(
            snapshots.c.run_id == posting.first_run_id,
            snapshots.c.kind == "list",
        )
    )
    return [from_row(Snapshot, row) for row in rows]


def original_of(conn: Connection, confirmation: Snapshot) -> Snapshot | None:
    """The answer that a 304 confirms: the first of its address with those bytes."""
    rows = conn.execute(
        select(snapshots)
        .where(
            snapshots.c.url == confirmation.url,
            snapshots.c.body_sha256 == confirmation.body_sha256,
            snapshots.c.status == 200,
            snapshots.c.fetched_at <= confirmation.fetched_at,
        )
        .order_by(snapshots.c.fetched_at, snapshots.c.snapshot_id)
        .limit(1)
    )
    row = rows.first()
    return from_row(Snapshot, row) if row else None
