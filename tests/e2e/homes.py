"""What a home holds, in a form in which two homes can be held against one another."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from pipeline.objects import whole_documents
from storage.database import Database, open_database
from storage.queries.changes import find_changes
from storage.queries.documents import Wanted, find_documents
from storage.queries.problems import find_problems
from storage.queries.processing import postings_of
from storage.settings import Settings
from storage.tables import postings, versions

Facts = dict[str, Any]
AT = datetime(2024, 1, 1, tzinfo=UTC)


def facts(settings: Settings) -> Facts:
    """Documents, changes, postings and problems; nothing of when, or in which order, they came."""
    db = open_database(settings)
    try:
        return {
            "documents": _documents(db),
            "changes": _changes(db),
            "postings": _postings(db),
            "problems": _problems(db),
            "versions": _versions(db),
            "bodies": len(db.bodies),
        }
    finally:
        db.close()


def differences(one: Facts, other: Facts) -> list[str]:
    """What one home holds and the other does not, a line each."""
    found = []
    for name in one:
        left, right = one[name], other[name]
        if not isinstance(left, Counter):
            found += [f"{name}: {left} and {right}"] * (left != right)
            continue
        found += [f"{name}, only the first: {row}" for row in left - right]
        found += [f"{name}, only the second: {row}" for row in right - left]
    return found


def _documents(db: Database) -> Counter[tuple[object, ...]]:
    with db.connect() as conn:
        return Counter(
            (
                whole.document.title,
                whole.document.document_number,
                whole.document.issuing_bodies,
                whole.document.signed_on,
                whole.document.published_on,
                whole.document.relevant,
                whole.document.part,
                tuple(sorted((one.url, one.role) for one in whole.postings)),
                tuple(
                    (one.relation.kind, one.relation.said, one.other and one.other.title)
                    for one in whole.ties.related.to
                ),
            )
            for whole in whole_documents(conn, find_documents(conn, Wanted()), AT)
        )


def _changes(db: Database) -> Counter[tuple[object, ...]]:
    """What a document is announced by is the posting that was read first: that may be any."""
    with db.connect() as conn:
        found = find_changes(conn)
        shown = postings_of(conn, {one.document_id for one in found})
        return Counter(
            (one.kind, one.late, *sorted(posting.url for posting in shown[one.document_id]))
            if one.kind in ("added", "baseline")
            else (one.kind, one.late, one.url, one.summary, one.reverted, one.values, one.hunks)
            for one in found
        )


def _postings(db: Database) -> Counter[tuple[object, ...]]:
    """Not by which source: of several that list a page at one visit, any may come first."""
    with db.connect() as conn:
        rows = conn.execute(select(postings))
        return Counter(
            (row.url, row.version_id, row.missing_since is None, row.withdrawn) for row in rows
        )


def _problems(db: Database) -> Counter[tuple[object, ...]]:
    with db.connect() as conn:
        return Counter((one.source_id, one.state) for one in find_problems(conn))


def _versions(db: Database) -> Counter[tuple[object, ...]]:
    """The same words of a page are one version, whoever found them."""
    with db.connect() as conn:
        query = select(versions.c.posting_id, versions.c.content_sha256, func.count())
        return Counter(
            tuple(row)
            for row in conn.execute(
                query.group_by(versions.c.posting_id, versions.c.content_sha256)
            )
        )
