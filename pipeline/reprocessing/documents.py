"""Storing documents that were said anew."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from pipeline.issue.printed import note_documents
from pipeline.reprocessing.renewal import Judge, ShownVersion, renewed
from storage.queries import documents, processing
from storage.records import Document, PostingRole


def renew_documents(conn: Connection, document_ids: Iterable[str], judge: Judge) -> None:
    """Let the documents say what their postings' versions say now."""
    works = documents.documents_by_id(conn, document_ids)
    shown = shown_by(conn, works)
    for document_id, work in works.items():
        after, roles = renewed(work, shown[document_id], judge)
        store_renewed(conn, (work, after), shown[document_id], roles)
    note_documents(conn, works)


def shown_by(conn: Connection, document_ids: Iterable[str]) -> dict[str, list[ShownVersion]]:
    """What the postings of each document show now, earliest first."""
    ids = list(document_ids)
    postings = processing.postings_of(conn, ids)
    wanted = {one.version_id for many in postings.values() for one in many if one.version_id}
    versions = processing.versions_by_id(conn, wanted)
    return {
        document_id: [
            ShownVersion(posting=one, version=versions[one.version_id])
            for one in postings.get(document_id, ())
            if one.version_id in versions
        ]
        for document_id in ids
    }


def store_renewed(
    conn: Connection,
    change: tuple[Document, Document],
    shown: Sequence[ShownVersion],
    roles: dict[str, PostingRole],
) -> None:
    """Store a document in place of what it was, with its postings' roles."""
    before, after = change
    if after != before:
        documents.put_document(conn, after)
    for one in shown:
        posting = one.posting
        role = roles.get(posting.posting_id, posting.role)
        if role != posting.role:
            processing.update_posting(conn, posting.posting_id, role=role)
