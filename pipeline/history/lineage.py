"""Which stored documents are the drafts and the final text of one another."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
    return lineages_of(conn, [document])[document.document_id]


def lineages_of(conn: Connection, documents: Sequence[Document]) -> dict[str, Lineage]:
    """The lineage of each document, by id."""
    said = _said_by(conn, documents)
    drafts = {
        one.document_id: draft_stems(one.title, said.get(one.document_id, ()))
        for one in documents
        if one.page_kind not in SPEAKING
    }
    stems = {
        one.document_id: drafts[one.document_id] or final_stems(one.title)
        for one in documents
        if one.document_id in drafts
    }
    named = _named(conn, documents, {stem for mine in stems.values() for stem in mine})
    found = {}
    for one in documents:
        family = _family(named, stems.get(one.document_id, frozenset()), one)
        of = _of_draft if drafts.get(one.document_id) else _of_final
        found[one.document_id] = of(one, family)
    return found


@dataclass(frozen=True, kw_only=True)
class _Family:
    """The other documents of some names, of the years in which one may have become the other."""

    bearing: Sequence[Document] = ()
    """Those in force that carry a text of one of the names."""
    drafts: Sequence[Document] = ()
    """Those that ask opinions on one: by title, or by what they say."""


def _of_final(document: Document, family: _Family) -> Lineage:
    found = [one for one in family.drafts if follows(document, one)]
    found = [one for one in found if not _came_between(family, one, document)]
    if not found:
        return Lineage()
    return Lineage(drafts=tuple(sorted(found, key=order_of)), final=document)


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


def _said_by(conn: Connection, documents: Iterable[Document]) -> dict[str, list[str]]:
    """By document: what one that asks opinions says, in its text, that it asks them on."""
    asking = [one.document_id for one in documents if one.page_kind == "consultation"]
    return {
        key: [row.said.title for row in rows if row.kind == "draft-of"]
        for key, rows in relations_from(conn, asking).items()
    }


@dataclass(frozen=True, kw_only=True)
class _Named:
    """What has, or says, one of some names."""

    titled: Sequence[Document] = ()
    told: Mapping[str, Document] = field(default_factory=dict)
    """Those that ask opinions on such a text, by id."""
    said: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The names that they say."""


def _named(conn: Connection, documents: Iterable[Document], stems: Collection[str]) -> _Named:
    if not stems:
        return _Named()
    patterns = ["%" + _ESCAPED.sub(r"\\\1", stem) + "%" for stem in sorted(stems)]
    days = [one.published_on or one.signed_on for one in documents]
    known = [day for day in days if day]
    years = (min(known) - WITHIN, max(known) + WITHIN) if known and all(days) else None
    like = documents_like(conn, patterns, "", years)
    said = drafts_saying(conn, stems)
    return _Named(
        titled=[one for one in like if one.page_kind not in SPEAKING],
        told=documents_by_id(conn, said),
        said=said,
    )


def _family(named: _Named, stems: Collection[str], but: Document) -> _Family:
    """The document's own, of all that have such names."""
    titled = {
        one.document_id: one
        for one in named.titled
        if one.document_id != but.document_id
        and any(stem in one.title_key for stem in stems)
        and _is_near(one, but)
    }
    told = [
        one
        for key, one in named.told.items()
        if key not in titled
        and key != but.document_id
        and any(stem in title for stem in stems for title in named.said[key])
    ]
    return _Family(
        bearing=[one for one in titled.values() if final_stems(one.title) & set(stems)],
        drafts=[one for one in (*titled.values(), *told) if _is_draft_of(one, stems, named.said)],
    )


def _is_near(one: Document, other: Document) -> bool:
    """Whether the one may have become the other, as far as days tell."""
    mine, yours = one.published_on or one.signed_on, other.published_on or other.signed_on
    return yours is None or (mine is not None and abs(mine - yours) <= WITHIN)


def _is_draft_of(one: Document, stems: Collection[str], said: Mapping[str, Sequence[str]]) -> bool:
    by_text = said.get(one.document_id, ()) if one.page_kind == "consultation" else ()
    return bool(draft_stems(one.title, by_text) & set(stems))
