"""An issue held against the official texts as they stand now."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection

from compilation.proof import Official, proof
from diffing.blocks import blocks_of
from pipeline.issue.importing import stored_issue
from storage.database import Database
from storage.queries.documents import documents_by_id
from storage.queries.issues import printings_in
from storage.queries.processing import attachment_files_of, postings_of, versions_by_id
from storage.records import (
    AttachmentFile,
    Content,
    Document,
    Finding,
    IssueItem,
    Posting,
    StoredIssue,
    Version,
)
from storage.text import fold

_GRAM = 8
_NEARER = 0.02
"""By so much more of the item another page must have than the leading one, to be its text."""


def proof_of(db: Database, month: str) -> tuple[Finding, ...]:
    """What is misprinted in the month's issue. Raises ``IssueError`` if there is none."""
    stored = stored_issue(db, month)
    with db.connect() as conn:
        officials = _officials(conn, stored)
    return proof(stored.content, officials)


def _officials(conn: Connection, stored: StoredIssue) -> dict[str, Official]:
    """The official text of each item that is a document we know, by the item's number."""
    printings = {one.item: one.document_id for one in printings_in(conn, stored.month)}
    works = documents_by_id(conn, printings.values())
    postings = postings_of(conn, works)
    versions = versions_by_id(
        conn, [one.version_id for many in postings.values() for one in many if one.version_id]
    )
    files = attachment_files_of(
        conn, [one.posting_id for many in postings.values() for one in many]
    )
    return {
        item.number: found
        for item in stored.content.items
        if (work := works.get(printings.get(item.number, "")))
        and (found := _nearest(item, work, _copies(work, postings, versions), files))
    }


def _copies(
    work: Document, postings: Mapping[str, Sequence[Posting]], versions: Mapping[str, Version]
) -> list[tuple[Posting, Content]]:
    """The pages that carry the document's text, the leading one first."""
    found = [
        (posting, version.content)
        for posting in postings.get(work.document_id, ())
        if posting.role in ("original", "repost")
        and (version := versions.get(posting.version_id or ""))
    ]
    return sorted(found, key=lambda copy: copy[0].posting_id != work.lead_posting_id)


def _nearest(
    item: IssueItem,
    work: Document,
    copies: Iterable[tuple[Posting, Content]],
    files: Mapping[str, Sequence[AttachmentFile]],
) -> Official | None:
    """The copy that has most of what the item prints: the leading one unless it lacks text."""
    printed = Counter(_grams([item.text]))
    best: tuple[float, Official | None] = (-1.0, None)
    for posting, content in copies:
        found = _official(work, posting, content, files.get(posting.posting_id, ()))
        texts = [found.blocks, *(blocks for _, blocks in found.attachments)]
        have = Counter(_grams(block.text for blocks in texts for block in blocks))
        share = (printed & have).total() / max(1, printed.total())
        if best[1] is None or share > best[0] + _NEARER:
            best = share, found
    return best[1]


def _grams(texts: Iterable[str]) -> Iterator[str]:
    folded = fold("\n".join(texts))
    return (folded[at : at + _GRAM] for at in range(max(0, len(folded) - _GRAM + 1)))


def _official(
    work: Document, posting: Posting, content: Content, files: Sequence[AttachmentFile]
) -> Official:
    held = {file.url: file for file in files}
    links = {link.url: link.name for link in content.attachments if link.url != content.text_url}
    return Official(
        document_id=work.document_id,
        title=content.title,
        document_number=content.document_number or work.document_number,
        issuing_bodies=content.issuing_bodies or work.issuing_bodies,
        signed_on=content.signed_on or work.signed_on,
        blocks=content.blocks,
        attachments=tuple(
            (name, blocks_of(held[url].own_text) if url in held else ())
            for url, name in links.items()
        ),
        url=posting.url,
    )
