"""Stored documents judged anew, a batch at a time: what they are, and what they would be.

    some documents | their leading pages and texts, read at once | judged

Reading alone; ``store_judged`` puts verdicts back. It is the one way in which a stored document is
judged again without its pages being read again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from pipeline.issue.printed import note_documents
from pipeline.reprocessing.renewal import Judge, ShownVersion, reclassified
from storage.database import Database
from storage.queries import processing
from storage.queries.rejudging import count_from, documents_from, put_verdicts
from storage.records import Document

BATCH = 200
"""Documents that are held in memory with their texts, and stored in one transaction."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """A stored document, and the text by which it is judged."""

    document: Document
    lead: ShownVersion | None
    """``None``: its page has no text now, and its verdict stays."""

    def judged_by(self, judge: Judge) -> Document:
        """As these rules judge it; itself, if they did already."""
        if self.lead is None or self.document.classification.rules == judge.rules.fingerprint:
            return self.document
        return reclassified(self.document, [self.lead], judge)


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Some documents, and how far one is when they are done."""

    held: tuple[Held, ...]
    done: int
    total: int


def batches(db: Database, since: date | None = None) -> Iterator[Batch]:
    """All documents in the order of their ids, or those published (else found) since a day."""
    with db.connect() as conn:
        total = count_from(conn, since)
    last, done = "", 0
    while True:
        with db.connect() as conn:
            found = documents_from(conn, last, BATCH, since)
            held = leading(conn, found)
        if not found:
            return
        last, done = found[-1].document_id, done + len(found)
        yield Batch(held=held, done=done, total=max(total, done))


def leading(conn: Connection, documents: Sequence[Document]) -> tuple[Held, ...]:
    """The documents with what their leading pages show now."""
    postings = processing.postings_by_id(conn, {one.lead_posting_id for one in documents})
    wanted = {one.version_id for one in postings.values() if one.version_id}
    versions = processing.versions_by_id(conn, wanted)
    found = []
    for one in documents:
        posting = postings.get(one.lead_posting_id)
        version = versions.get(posting.version_id or "") if posting else None
        lead = ShownVersion(posting=posting, version=version) if posting and version else None
        found.append(Held(document=one, lead=lead))
    return tuple(found)


def store_judged(conn: Connection, pairs: Sequence[tuple[Document, Document]]) -> None:
    """Store the verdicts of documents (as they were, as they are judged now)."""
    changed = [(before, after) for before, after in pairs if after != before]
    otherwise = [after.document_id for before, after in changed if _shown(before) != _shown(after)]
    put_verdicts(conn, [after for _, after in changed], otherwise)
    note_documents(conn, [a.document_id for b, a in changed if a.part != b.part])


def _shown(document: Document) -> Document:
    """What is found and filtered by; reasons and evidence are read where they stand."""
    verdict = document.classification
    topics = tuple(replace(one, score=0, evidence=()) for one in verdict.topics)
    bare = replace(verdict, rules="", reasons=(), evidence=(), topics=topics, relevance=0)
    return replace(document, classification=bare, relevance=0)
