"""Which promised attachments are not there, for the documents of a digest."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from pipeline.pages.promised import missing_attachments
from storage.queries.processing import absent_files_of, versions_by_id
from storage.records import DigestItem

_NAMED = 3


def with_missing(conn: Connection, items: Sequence[DigestItem]) -> list[DigestItem]:
    """The items with what is to be said of attachments that did not come."""
    works = [item.document for item in items]
    versions = versions_by_id(conn, [work.version_id for work in works])
    absent = absent_files_of(conn, [work.lead_posting_id for work in works])
    found = []
    for item in items:
        version = versions.get(item.document.version_id)
        urls = absent.get(item.document.lead_posting_id, frozenset())
        names = missing_attachments(version.content, urls) if version else ()
        found.append(replace(item, missing=_said(names)))
    return found


def _said(names: Sequence[str]) -> str:
    """附件未到：甲、乙、丙等 5 个。; empty if nothing is missing."""
    more = f"等 {len(names)} 个" if len(names) > _NAMED else ""
    return f"附件未到：{'、'.join(names[:_NAMED])}{more}。" if names else ""
