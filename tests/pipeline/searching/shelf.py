"""Documents put into a database as if they had been read, to be searched."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pipeline.searching.asking import Page, ask
from pipeline.searching.search import Hit
from storage.database import Database
from storage.ids import digest_id
from storage.queries.documents import add_document, document as stored, put_document
from storage.queries.processing import add_version, put_attachment_file
from storage.records import (
    AttachmentFile,
    Block,
    Classification,
    Content,
    Document,
    Filter,
    Version,
)
from storage.search.marks import mark
from storage.text import number_key, title_key
from tests.pipeline.scene import START

TODAY = date(2026, 8, 15)


def block(text: str) -> Block:
    return Block(kind="heading" if text.startswith("一、") else "paragraph", text=text)


def shelve(
    db: Database,
    title: str,
    lines: Sequence[str],
    *,
    day: str = "2026-02-01",
    number: str | None = None,
    **fields: Any,
) -> Document:
    """Store a document of that title; one of the title that is there says this now."""
    key = digest_id("document", title)
    content = Content(title=title, document_number=number, blocks=tuple(map(block, lines)))
    version = Version(
        version_id=digest_id(title, *lines),
        posting_id=key,
        snapshot_id=key,
        created_at=START,
        content_sha256=key,
        content=content,
    )
    document = Document(
        document_id=key,
        title=title,
        title_key=title_key(title),
        number_key=number_key(number),
        document_number=number,
        issuing_bodies=("澄江省能源局",),
        signed_on=None,
        published_on=date.fromisoformat(day) if day else None,
        effective_on=None,
        part="province",
        region="全国",
        page_kind="document",
        relevant=True,
        relevance=0.9,
        classification=Classification(page_kind="document", relevant=True, relevance=0.9),
        lead_posting_id=key,
        version_id=version.version_id,
        detected_at=START,
        first_run_id=key,
    )
    document = replace(document, **fields)
    with db.begin() as conn:
        store = put_document if stored(conn, key) else add_document
        store(conn, document)
        add_version(conn, version)
    return document


def attach(db: Database, document: Document, name: str, text: str) -> None:
    """Store a file of the document."""
    file = AttachmentFile(
        posting_id=document.lead_posting_id,
        url=f"https://energy.example/{digest_id(name)}.pdf",
        name=name,
        media_type="application/pdf",
        body_sha256="0" * 64,
        text_sha256="1" * 64,
        text=text,
        problem="",
        seen_at=START,
    )
    with db.begin() as conn:
        put_attachment_file(conn, file)
        mark(conn, [document.document_id])  # it has no page by which it would be found


def found(db: Database, typed: str = "", today: date = TODAY, **fields: Any) -> list[Hit]:
    """What a search finds."""
    chosen = Filter(words=(typed,) if typed else (), **fields)
    return list(ask(db, chosen, today, Page(limit=20)).results.hits)


def titles(hits: Sequence[Hit]) -> list[str]:
    return [hit.document.title for hit in hits]
