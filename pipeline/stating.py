"""What documents state (relations to others, dates that they set): found in their text, and stored.

A document carries what read it, and of which version (``Document.stated_by``). Whatever is not so
read is read at the end of a pass, in short transactions: new and amended documents, those whose
attachment has another text, and all of them after an upgrade. Done twice it changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from pipeline.deadlines import deadlines_of
from pipeline.extractor import statement_reader
from pipeline.relations.finding import relations_of
from pipeline.relations.keys import said_key, same_number_key
from storage.database import Database
from storage.queries import deadlines, processing, relations
from storage.records import (
    AttachmentFile,
    Content,
    Deadline,
    Document,
    Relation,
    StoredDeadline,
    StoredRelation,
    Version,
)

BATCH = 50
"""Documents a transaction: with their texts they are held in memory at once."""


@dataclass(frozen=True, kw_only=True)
class _Statement:
    """What one document states, by one of its versions."""

    document_id: str
    version_id: str
    relations: tuple[Relation, ...] = ()
    deadlines: tuple[Deadline, ...] = ()


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
            for one in read:
                _store(conn, one, reader)
        done += len(waiting)


def _read(conn: Connection, waiting: Sequence[Document]) -> list[_Statement]:
    versions = processing.versions_by_id(conn, {one.version_id for one in waiting})
    files = processing.attachment_files_of(conn, {one.lead_posting_id for one in waiting})
    return [
        _statement(one, versions.get(one.version_id), files.get(one.lead_posting_id, ()))
        for one in waiting
    ]


def _statement(
    document: Document, version: Version | None, files: Sequence[AttachmentFile]
) -> _Statement:
    empty = _Statement(document_id=document.document_id, version_id=document.version_id)
    if version is None:
        return empty
    content = version.content
    texts = texts_of(content, files)
    return _Statement(
        document_id=document.document_id,
        version_id=version.version_id,
        relations=relations_of(content, texts),
        deadlines=deadlines_of(content, texts),
    )


def texts_of(content: Content, files: Sequence[AttachmentFile]) -> tuple[tuple[str, str], ...]:
    """Names and texts of a page's attachments, in its order; not of that which is its own text."""
    by_url = {file.url: file for file in files if file.own_text}
    linked = dict.fromkeys(link.url for link in content.attachments)
    order = [url for url in (*linked, *sorted(by_url.keys() - linked.keys())) if url in by_url]
    return tuple(
        (by_url[url].name, by_url[url].own_text) for url in order if url != content.text_url
    )


def _store(conn: Connection, one: _Statement, reader: str) -> None:
    key = one.document_id
    relations.put_relations(
        conn, key, [_relation(key, place, said) for place, said in enumerate(one.relations)]
    )
    deadlines.put_deadlines(
        conn, key, [_deadline(key, place, said) for place, said in enumerate(one.deadlines)]
    )
    relations.mark_stated(conn, key, relations.stated_by(reader, one.version_id))


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
