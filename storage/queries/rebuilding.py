"""What rebuilding reads and writes: what another extractor made, and what takes its place."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, Select, bindparam, func, or_, select, update

from storage.columns import from_row, to_row
from storage.records import AttachmentFile, Document, Snapshot, Version
from storage.search.marks import mark_version
from storage.tables import attachment_files, documents, postings, snapshots, versions

_BY_POSTING = (
    select(
        versions.c.posting_id,
        versions.c.version_id,
        versions.c.extractor,
    )
    .join(postings, postings.c.posting_id == versions.c.posting_id)
    .where(
        versions.c.posting_id.in_(bindparam("ids", expanding=True)),
        # One that was replaced stands again if the page shows it again.
        or_(versions.c.rebuilt_as.is_(None), versions.c.version_id == postings.c.version_id),
    )
)
_WHOLE = (
    select(versions)
    .where(versions.c.version_id.in_(bindparam("ids", expanding=True)))
    .order_by(versions.c.created_at, versions.c.version_id)
)
"""Built once: building such a statement costs more than running it."""


def stale_versions(
    conn: Connection, extractors: Mapping[str, str]
) -> dict[str, list[tuple[Version, Snapshot]]]:
    """By posting: what another extractor made than that of its posting, and what it rests on."""
    if not extractors:
        return {}
    rows = conn.execute(_BY_POSTING, {"ids": list(extractors)})
    ids = [row.version_id for row in rows if row.extractor != extractors[row.posting_id]]
    if not ids:
        return {}
    made = [from_row(Version, row) for row in conn.execute(_WHOLE, {"ids": ids})]
    wanted = {one.snapshot_id for one in made}
    taken = {
        row.snapshot_id: from_row(Snapshot, row)
        for row in conn.execute(select(snapshots).where(snapshots.c.snapshot_id.in_(wanted)))
    }
    found: dict[str, list[tuple[Version, Snapshot]]] = {}
    for one in made:
        found.setdefault(one.posting_id, []).append((one, taken[one.snapshot_id]))
    return found


def put_version(conn: Connection, record: Version) -> None:
    """Insert, or replace the one of its id; what it states is to be read anew."""
    conn.execute(
        update(documents).where(documents.c.version_id == record.version_id).values(stated_by="")
    )
    conn.execute(versions.delete().where(versions.c.version_id == record.version_id))
    conn.execute(versions.insert(), to_row(record))
    mark_version(conn, record.version_id)


def stamp_versions(conn: Connection, extractors: Mapping[str, str]) -> None:
    """Say of versions, by id, that this extractor makes the same of their snapshots."""
    if extractors:
        conn.execute(
            update(versions)
            .where(versions.c.version_id == bindparam("key"))
            .values(extractor=bindparam("made_by")),
            [{"key": key, "made_by": made_by} for key, made_by in extractors.items()],
        )


def replace_version(conn: Connection, before_id: str, after_id: str) -> None:
    """Say that another version took the place of this one."""
    conn.execute(
        update(versions).where(versions.c.version_id == before_id).values(rebuilt_as=after_id)
    )


def documents_after(
    conn: Connection, document_id: str, limit: int, source_ids: Collection[str] = ()
) -> list[Document]:
    """The next documents by id (those with a posting of the sources, if any are given)."""
    query = select(documents).where(documents.c.document_id > document_id)
    if source_ids:
        query = query.where(documents.c.document_id.in_(_of_sources(source_ids)))
    rows = conn.execute(query.order_by(documents.c.document_id).limit(limit))
    return [from_row(Document, row) for row in rows]


def count_documents(conn: Connection, source_ids: Collection[str] = ()) -> int:
    """How many documents there are (with a posting of the sources, if any are given)."""
    query = select(func.count()).select_from(documents)
    if source_ids:
        query = query.where(documents.c.document_id.in_(_of_sources(source_ids)))
    return conn.execute(query).scalar() or 0


def _of_sources(source_ids: Collection[str]) -> Select[tuple[str | None]]:
    return select(postings.c.document_id).where(postings.c.source_id.in_(tuple(source_ids)))


def files_at(
    conn: Connection, posting_ids: Collection[str], urls: Collection[str] = ()
) -> dict[tuple[str, str], AttachmentFile]:
    """The files of the postings (at these addresses), by posting and address."""
    if not posting_ids:
        return {}
    query = select(attachment_files).where(attachment_files.c.posting_id.in_(posting_ids))
    if urls:
        query = query.where(attachment_files.c.url.in_(urls))
    rows = conn.execute(query.order_by(attachment_files.c.posting_id, attachment_files.c.url))
    return {(row.posting_id, row.url): from_row(AttachmentFile, row) for row in rows}


def extractors_in_use(conn: Connection) -> list[tuple[str, str, int]]:
    """Of the versions that pages show now: source, extractor, how many."""
    rows = conn.execute(
        select(postings.c.source_id, versions.c.extractor, func.count())
        .join(versions, versions.c.version_id == postings.c.version_id)
        .group_by(postings.c.source_id, versions.c.extractor)
        .order_by(postings.c.source_id, versions.c.extractor)
    )
    return [(row[0], row[1], row[2]) for row in rows]
