"""Which stored documents are the drafts and the final text of one another."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from pipeline.history.drafts import WITHIN, Lineage, draft_stems, final_stems, follows, order_of
from pipeline.series.yearly import same_issuers
from storage.queries.documents import documents_by_id
from storage.queries.history import documents_like, drafts_saying
from storage.queries.relations import relations_from
from storage.records import SPEAKING, Document

_ESCAPED = re.compile(r"([\\%_])")


def lineage_of(conn: Connection, document: Document) -> Lineage:
    """The drafts and the final text of what the document is a draft of, or carries."""
    if document.page_kind in SPEAKING:
        return Lineage()
    said = _said_by(conn, document)
    if stems := draft_stems(document.title, said):
        finals = sorted(
            (one for one in _bearing(conn, stems, document) if follows(one, document)),
            key=lambda one: (one.published_on or date.max, one.document_id),
        )
        final = finals[0] if finals else None
        drafts = [*_drafts(conn, stems, document), document]
        near = [one for one in drafts if _is_of(one, document, final)]
        return Lineage(drafts=tuple(sorted(near, key=order_of)), final=final)
    stems = final_stems(document.title)
    found = [one for one in _drafts(conn, stems, document) if follows(document, one)]
    found = [one for one in found if not _came_between(conn, stems, one, document)]
    if not found:
        return Lineage()
    return Lineage(drafts=tuple(sorted(found, key=order_of)), final=document)


def _is_of(one: Document, draft: Document, final: Document | None) -> bool:
    """Whether a draft of the same name is one of the same text."""
    if final is not None:
        return follows(final, one)
    if one.published_on is None or draft.published_on is None:
        return one is draft
    near = abs(one.published_on - draft.published_on) <= WITHIN
    return one is draft or (near and same_issuers(one, draft))


def _came_between(
    conn: Connection, stems: Collection[str], draft: Document, final: Document
) -> bool:
    """Whether an earlier edition was what became of the draft."""
    return any(
        follows(one, draft) and (one.published_on or date.max) < (final.published_on or date.min)
        for one in _bearing(conn, stems, final)
    )


def _said_by(conn: Connection, document: Document) -> list[str]:
    """What a document that asks opinions says, in its text, that it asks them on."""
    if document.page_kind != "consultation":
        return []
    rows = relations_from(conn, (document.document_id,)).get(document.document_id, ())
    return [row.said.title for row in rows if row.kind == "draft-of"]


def _bearing(conn: Connection, stems: Collection[str], but: Document) -> list[Document]:
    """Documents in force that carry a text of one of the names."""
    return [one for one in _like(conn, stems, but) if final_stems(one.title) & set(stems)]


def _drafts(conn: Connection, stems: Collection[str], but: Document) -> list[Document]:
    """Documents that ask opinions on a text of one of the names: by title, or by what they say."""
    said: dict[str, list[str]] = {}
    for stem in stems:
        said |= drafts_saying(conn, stem)
    found = {one.document_id: one for one in _like(conn, stems, but)}
    found |= documents_by_id(conn, said.keys() - found.keys() - {but.document_id})
    return [one for one in found.values() if _is_draft_of(one, stems, said)]


def _is_draft_of(one: Document, stems: Collection[str], said: Mapping[str, Sequence[str]]) -> bool:
    by_text = said.get(one.document_id, ()) if one.page_kind == "consultation" else ()
    return bool(draft_stems(one.title, by_text) & set(stems))


def _like(conn: Connection, stems: Collection[str], but: Document) -> list[Document]:
    found: dict[str, Document] = {}
    for stem in stems:
        pattern = "%" + _ESCAPED.sub(r"\\\1", stem) + "%"
        for one in documents_like(conn, pattern, but.document_id):
            found[one.document_id] = one
    return [one for one in found.values() if one.page_kind not in SPEAKING]
