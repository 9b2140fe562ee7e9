"""What processing reads and writes: pending snapshots, postings, versions, attachment files."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Update, bindparam, func, select, update

from storage.columns import from_row, to_row
from storage.queries.chunks import chunks
from storage.records import AbsentFile, AttachmentFile, CrawlRun, Posting, Snapshot, Version
from storage.search.marks import mark_page
from storage.tables import (
    absent_files,
    attachment_files,
    crawl_runs,
    documents,
    postings,
    snapshots,
    versions,
)


def pending_snapshots(conn: Connection, limit: int) -> list[Snapshot]:
    """Captured documents and attachments that nothing has interpreted yet, oldest first."""
    rows = conn.execute(
        select(snapshots)
        .where(~snapshots.c.processed, snapshots.c.kind != "list")
        .order_by(snapshots.c.fetched_at, snapshots.c.kind.desc(), snapshots.c.snapshot_id)
        .limit(limit)
    )
    return [from_row(Snapshot, row) for row in rows]


def mark_processed(conn: Connection, snapshot_ids: Sequence[str]) -> None:
    """Say that the snapshots are interpreted."""
    for some in chunks(snapshot_ids):
        conn.execute(
            update(snapshots).where(snapshots.c.snapshot_id.in_(some)).values(processed=True)
        )


def runs_by_id(conn: Connection, run_ids: Iterable[str]) -> dict[str, CrawlRun]:
    """Those that there are, by id."""
    return {
        row.run_id: from_row(CrawlRun, row)
        for some in chunks(run_ids)
        for row in conn.execute(select(crawl_runs).where(crawl_runs.c.run_id.in_(some)))
    }


def last_complete_pass(conn: Connection, source_id: str, before: datetime) -> datetime | None:
    """When the newest complete pass over the source before that moment began."""
    return conn.execute(
        select(func.max(crawl_runs.c.started_at)).where(
            crawl_runs.c.source_id == source_id,
            crawl_runs.c.complete,
            crawl_runs.c.started_at < before,
        )
    ).scalar()


def postings_by_id(conn: Connection, ids: Iterable[str]) -> dict[str, Posting]:
    """Those that there are, by id."""
    return {
        row.posting_id: from_row(Posting, row)
        for some in chunks(ids)
        for row in conn.execute(select(postings).where(postings.c.posting_id.in_(some)))
    }


def postings_of(conn: Connection, document_ids: Iterable[str]) -> dict[str, list[Posting]]:
    """The postings of each document, earliest first."""
    found: dict[str, list[Posting]] = {}
    query = select(postings).order_by(postings.c.first_listed_at, postings.c.posting_id)
    for some in chunks(document_ids):
        for row in conn.execute(query.where(postings.c.document_id.in_(some))):
            found.setdefault(row.document_id, []).append(from_row(Posting, row))
    return found


@lru_cache(maxsize=32)
def _posting_update(columns: tuple[str, ...]) -> Update:
    """Built once for each set of columns: building costs more than running it."""
    values: dict[Any, Any] = {postings.c[name]: bindparam(f"to_{name}") for name in columns}
    return update(postings).where(postings.c.posting_id == bindparam("key")).values(values)


def update_posting(conn: Connection, posting_id: str, **values: Any) -> None:
    """Set these fields of a posting."""
    parameters = {f"to_{name}": value for name, value in values.items()}
    conn.execute(_posting_update(tuple(sorted(values))), parameters | {"key": posting_id})


_VERSION = select(versions).where(versions.c.version_id == bindparam("key"))


def version(conn: Connection, version_id: str) -> Version | None:
    """The version of that id."""
    row = conn.execute(_VERSION, {"key": version_id}).first()
    return from_row(Version, row) if row else None


def versions_by_id(conn: Connection, ids: Iterable[str]) -> dict[str, Version]:
    """Those that there are, by id."""
    return {
        row.version_id: from_row(Version, row)
        for some in chunks(ids)
        for row in conn.execute(select(versions).where(versions.c.version_id.in_(some)))
    }


def add_version(conn: Connection, record: Version) -> None:
    """Store a new version."""
    conn.execute(versions.insert(), to_row(record))


_UNSTATED = (
    update(documents)
    .where(
        documents.c.document_id
        == select(postings.c.document_id)
        .where(postings.c.posting_id == bindparam("key"))
        .scalar_subquery(),
        documents.c.stated_by != "",
    )
    .values(stated_by="")
)


def attachment_file(conn: Connection, posting_id: str, url: str) -> AttachmentFile | None:
    """The file behind that address of a page."""
    row = conn.execute(
        select(attachment_files).where(
            attachment_files.c.posting_id == posting_id, attachment_files.c.url == url
        )
    ).first()
    return from_row(AttachmentFile, row) if row else None


def attachment_files_of(
    conn: Connection, posting_ids: Iterable[str]
) -> dict[str, list[AttachmentFile]]:
    """By posting: the files behind its attachments' addresses."""
    found: dict[str, list[AttachmentFile]] = {}
    query = select(attachment_files).order_by(attachment_files.c.url)
    for some in chunks(posting_ids):
        for row in conn.execute(query.where(attachment_files.c.posting_id.in_(some))):
            found.setdefault(row.posting_id, []).append(from_row(AttachmentFile, row))
    return found


def absent_file(conn: Connection, posting_id: str, url: str) -> AbsentFile | None:
    """That the file of that address of a page has not come yet."""
    row = conn.execute(
        select(absent_files).where(
            absent_files.c.posting_id == posting_id, absent_files.c.url == url
        )
    ).first()
    return from_row(AbsentFile, row) if row else None


def absent_files_of(conn: Connection, posting_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """The addresses behind which no file was found, by posting."""
    query = select(absent_files.c.posting_id, absent_files.c.url)
    found: dict[str, set[str]] = {}
    for some in chunks(posting_ids):
        for row in conn.execute(query.where(absent_files.c.posting_id.in_(some))):
            found.setdefault(row.posting_id, set()).add(row.url)
    return {key: frozenset(urls) for key, urls in found.items()}


def put_absent_file(conn: Connection, record: AbsentFile) -> None:
    """Insert, or replace what was said of the address."""
    drop_absent_file(conn, record.posting_id, record.url)
    conn.execute(absent_files.insert(), to_row(record))


def drop_absent_file(conn: Connection, posting_id: str, url: str) -> None:
    """The file is there now."""
    conn.execute(
        absent_files.delete().where(
            absent_files.c.posting_id == posting_id, absent_files.c.url == url
        )
    )


def put_attachment_file(conn: Connection, record: AttachmentFile) -> None:
    """Insert, or replace what stood under the address; its document is to be read anew for what
    it states.
    """
    conn.execute(_UNSTATED, {"key": record.posting_id})
    conn.execute(
        attachment_files.delete().where(
            attachment_files.c.posting_id == record.posting_id,
            attachment_files.c.url == record.url,
        )
    )
    conn.execute(attachment_files.insert(), to_row(record))
    mark_page(conn, record.posting_id)
