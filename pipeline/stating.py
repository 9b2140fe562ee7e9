"""What documents state (relations to others, dates, key facts): found in their text, and stored.

A document carries what read it, and of which version (``Document.stated_by``). Whatever is not so
read is read at the end of a pass, in short transactions: new and amended documents, those whose
attachment has another text, and all of them after an upgrade. Done twice it changes nothing. What
was changed while it was read is left as it is, and read again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from pipeline.deadlines import deadlines_of
from pipeline.keyfacts import key_facts
from pipeline.pages.extractor import statement_reader
from pipeline.relations.finding import relations_of
from pipeline.relations.keys import said_key, same_number_key
from storage.clock import day_of
from storage.database import Database
from storage.queries import deadlines, processing, relations
from storage.queries.documents import documents_by_id
from storage.queries.key_facts import put_key_facts
from storage.records import (
    AttachmentFile,
    Content,
    Deadline,
    Document,
    KeyFact,
    Relation,
    StoredDeadline,
    StoredRelation,
    Version,
)

BATCH = 50
"""Documents a transaction: with their texts they are held in memory at once."""


@dataclass(frozen=True, kw_only=True)
class _Source:
    """What a document is read from: it says the same as long as this is the same."""

    document_id: str
    version_id: str
    version: Version | None
    files: tuple[AttachmentFile, ...]
    """Of the leading page."""
    met_on: date
    """The day on which the document was met: it may name none of its own."""


@dataclass(frozen=True, kw_only=True)
class _Statement:
    """What one document states, by one of its versions."""

    source: _Source
    relations: tuple[Relation, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    key_facts: tuple[KeyFact, ...] = ()


def state(db: Database) -> int:
    """Read what documents state and nobody has read yet; returns how many were read."""
    done, reader = 0, statement_reader()
    while True:
        with db.connect() as conn:
            waiting = relations.unstated(conn, reader, BATCH)
            read = _read(conn, waiting)
        if not waiting:
            return done
        with db.begin() as conn:
            done += _store(conn, read, reader)


def _read(conn: Connection, waiting: Sequence[Document]) -> list[_Statement]:
    return [_statement(one) for one in _sources(conn, waiting)]


def _sources(conn: Connection, documents: Collection[Document]) -> list[_Source]:
    versions = processing.versions_by_id(conn, {one.version_id for one in documents})
    files = processing.attachment_files_of(conn, {one.lead_posting_id for one in documents})
    return [
        _Source(
            document_id=one.document_id,
            version_id=one.version_id,
            version=versions.get(one.version_id),
            files=tuple(files.get(one.lead_posting_id, ())),
            met_on=day_of(one.detected_at),
        )
        for one in documents
    ]


def _statement(source: _Source) -> _Statement:
    if source.version is None:
        return _Statement(source=source)
    content = source.version.content
    texts = texts_of(content, source.files)
    return _Statement(
        source=source,
        relations=relations_of(content, texts),
        deadlines=deadlines_of(content, texts),
        key_facts=key_facts(content, source.met_on, texts),
    )


def texts_of(content: Content, files: Sequence[AttachmentFile]) -> tuple[tuple[str, str], ...]:
    """Names and texts of a page's attachments, in its order; not of that which is its own text."""
    by_url = {file.url: file for file in files if file.own_text}
    linked = dict.fromkeys(link.url for link in content.attachments)
    order = [url for url in (*linked, *sorted(by_url.keys() - linked.keys())) if url in by_url]
    return tuple(
        (by_url[url].name, by_url[url].own_text) for url in order if url != content.text_url
    )


def _store(conn: Connection, read: Sequence[_Statement], reader: str) -> int:
    """Store what was read from what still stands, under the writers' turn; returns how many."""
    standing = documents_by_id(conn, {one.source.document_id for one in read})
    sources = {one.document_id: one for one in _sources(conn, standing.values())}
    current = [one for one in read if sources.get(one.source.document_id) == one.source]
    for one in current:
        _put(conn, one, reader)
    return len(current)


def _put(conn: Connection, one: _Statement, reader: str) -> None:
    key = one.source.document_id
    relations.put_relations(
        conn, key, [_relation(key, place, said) for place, said in enumerate(one.relations)]
    )
    deadlines.put_deadlines(
        conn, key, [_deadline(key, place, said) for place, said in enumerate(one.deadlines)]
    )
    put_key_facts(conn, key, one.key_facts)
    relations.mark_stated(conn, key, relations.stated_by(reader, one.source.version_id))


def _relation(document_id: str, place: int, said: Relation) -> StoredRelation:
    return StoredRelation(
        document_id=document_id,
        place=place,
        kind=said.kind,
        title_key=said_key(said),
        number_key=same_number_key(said.document_number),
        said=said,
    )


def _deadline(document_id: str, place: int, said: Deadline) -> StoredDeadline:
    return StoredDeadline(
        document_id=document_id, place=place, kind=said.kind, dated_on=said.date, said=said
    )
