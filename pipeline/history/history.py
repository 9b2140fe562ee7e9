"""The history of a document: what its pages and files said, when, and what is not known.

The leading page's line is the document's history. Copies have lines of their own: what a copy said
otherwise is no edition of the document.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from pipeline.history.turns import History, file_lines, line_of
from storage.queries.desk import versions_of
from storage.queries.history import changes_of, seen_at
from storage.queries.processing import attachment_files_of, postings_of
from storage.records import SPEAKING, AttachmentFile, Document, Posting, Sighting, Version


def history_of(conn: Connection, document: Document) -> History:
    """The history of a document, from what was seen at its addresses."""
    postings = [
        one
        for one in postings_of(conn, (document.document_id,)).get(document.document_id, [])
        if one.posting_id == document.lead_posting_id or one.role not in SPEAKING
    ]
    postings.sort(key=lambda one: one.posting_id != document.lead_posting_id)
    ids = [one.posting_id for one in postings]
    versions = versions_of(conn, ids)
    files = attachment_files_of(conn, ids[:1]).get(document.lead_posting_id, [])
    seen = _seen(conn, postings, versions, files)
    changes = changes_of(conn, ids)
    lines = [
        line_of(one, one.posting_id == document.lead_posting_id, seen, versions, changes)
        for one in postings
    ]
    leading = next((one for one in postings if one.posting_id == document.lead_posting_id), None)
    return History(
        document=document,
        lines=tuple(line for line in lines if line.turns),
        files=file_lines(leading, seen, files, versions, changes) if leading else (),
    )


def _seen(
    conn: Connection,
    postings: Sequence[Posting],
    versions: Sequence[Version],
    files: Sequence[AttachmentFile],
) -> list[Sighting]:
    urls = {one.url for one in postings} | {one.url for one in files}
    for one in versions:
        urls |= {link.url for link in one.content.attachments} | {one.content.text_url}
    return seen_at(conn, urls - {""}, {one.posting_id for one in postings})
