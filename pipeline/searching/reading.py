"""Documents with their texts, as they are searched."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from pipeline.searching.passages import Passage, Readable, passages_of
from pipeline.stating import texts_of
from storage.as_decided import NOTHING, as_decided
from storage.queries.processing import attachment_files_of, versions_by_id
from storage.queries.reviews import said_of
from storage.queries.searches import what_is_said
from storage.records import Document


def readable(conn: Connection, documents: Sequence[Document]) -> list[Readable]:
    """The documents with their texts and those of their files, as people decided them."""
    said = said_of(conn, [one.document_id for one in documents])
    versions = versions_by_id(conn, [one.version_id for one in documents])
    files = attachment_files_of(conn, [one.lead_posting_id for one in documents])
    found = []
    for one in documents:
        version = versions.get(one.version_id)
        content = version.content if version else None
        mine = files.get(one.lead_posting_id, ())
        found.append(
            Readable(
                as_decided(one, said.get(one.document_id, NOTHING)),
                content,
                texts_of(content, mine) if content else (),
            )
        )
    return found


def passages_by_id(conn: Connection, keys: Collection[str]) -> dict[str, tuple[Passage, ...]]:
    """The texts of the documents, and nothing else of them."""
    rows = what_is_said(conn, keys)
    files = attachment_files_of(conn, [one.lead_posting_id for one in rows])
    return {
        one.document_id: passages_of(
            one,
            one.content,
            texts_of(one.content, files.get(one.lead_posting_id, ())) if one.content else (),
        )
        for one in rows
    }
