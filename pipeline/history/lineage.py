"""Which stored documents are the drafts and the final text of one another."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
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
        return _of_draft(document, _family(conn, stems, document))
    family = _family(conn, final_stems(document.title), document)
    found = [one for one in family.drafts if follows(document, one)]
    found = [one for one in found if not _came_between(family, one, document)]
    if not found:
        return Lineage()
    return Lineage(drafts=tuple(sorted(found, key=order_of)), final=document)


@dataclass(frozen=True, kw_only=True)
class _Family:
    """The other documents of some names, of the years in which one may have become the other."""

    bearing: Sequence[Document] = ()
    """Those in force that carry a text of one of the names."""
    drafts: Sequence[Document] = ()
    """Those that ask opinions on one: by title, or by what they say."""


def _of_draft(document: Document, family: _Family) -> Lineage:
    finals = sorted(
        (one for one in family.bearing if follows(one, document)),
        key=lambda one: (one.published_on or date.max, one.document_id),
    )
    final = finals[0] if finals else None
    near = [one for one in (*family.drafts, document) if _is_of(one, document, final)]
    return Lineage(drafts=tuple(sorted(near, key=order_of)), final=final)


def _is_of(one: Document, draft: Document, final: Document | None) -> bool:
    """Whether a draft of the same name is one of the same text."""
    if final is not None:
        return follows(final, one)
    if one.published_on is None or draft.published_on is None:
        return one is draft
    near = abs(one.published_on - draft.published_on) <= WITHIN
    return one is draft or (near and same_issuers(one, draft))


def _came_between(family: _Family, draft: Document, final: Document) -> bool:
    """Whether an earlier edition was what became of the draft."""
    return any(
        follows(one, draft) and (one.published_on or date.max) < (final.published_on or date.min)
        for one in family.bearing
    )


def _said_by(conn: Connection, document: Document) -> list[str]:
    """What a document that asks opinions says, in its text, that it asks them on."""
    if document.page_kind != "consultation":
        return []
    rows = relations_from(conn, (document.document_id,)).get(document.document_id, ())
    return [row.said.title for row in rows if row.kind == "draft-of"]


def _family(conn: Connection, stems: Collection[str], but: Document) -> _Family:
    if not stems:
        return _Family()
    patterns = ["%" + _ESCAPED.sub(r"\\\1", stem) + "%" for stem in stems]
    day = but.published_on or but.signed_on
    years = (day - WITHIN, day + WITHIN) if day else None
    like = documents_like(conn, patterns, but.document_id, years)
    named = {one.document_id: one for one in like if one.page_kind not in SPEAKING}
    said = drafts_saying(conn, stems)
    told = documents_by_id(conn, said.keys() - named.keys() - {but.document_id})
    asking = [*named.values(), *told.values()]
    return _Family(
        bearing=[one for one in named.values() if final_stems(one.title) & set(stems)],
        drafts=[one for one in asking if _is_draft_of(one, stems, said)],
    )


def _is_draft_of(one: Document, stems: Collection[str], said: Mapping[str, Sequence[str]]) -> bool:
    by_text = said.get(one.document_id, ()) if one.page_kind == "consultation" else ()
    return bool(draft_stems(one.title, by_text) & set(stems))
