"""Which documents the items of an issue may be: looked up by number, title and sentences."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial

from sqlalchemy import Connection

from compilation.matching.pairs import Candidate, titles_of
from pipeline.identity.pages import sentences
from storage.queries import identity, processing
from storage.queries.documents import documents_by_id
from storage.queries.reviews import decided_documents
from storage.records import SPEAKING, Content, Document, IssueItem, Posting, Trait
from storage.text import fold, number_key, title_key


def candidates(
    conn: Connection, items: Iterable[IssueItem], month: str
) -> dict[str, list[Candidate]]:
    """By item number: the documents that have its number, a title of it, or sentences of it."""
    pages = {item.number: _pages_like(conn, item, month) for item in items}
    postings = processing.postings_by_id(conn, {one for many in pages.values() for one in many})
    works = candidates_of(conn, {one.document_id or "" for one in postings.values()})
    found = {}
    for number, many in pages.items():
        ids = {postings[one].document_id or "" for one in many if one in postings}
        found[number] = [works[key] for key in sorted(ids & works.keys())]
    return found


def _pages_like(conn: Connection, item: IssueItem, month: str) -> set[str]:
    text = item.text
    base = Trait(
        posting_id="",
        version_id="",
        title=item.title,
        title_key=title_key(item.title),
        number_key=number_key(item.document_number),
        issuing_bodies=item.issuing_bodies,
        signed_on=item.signed_on,
        dated_on=date.fromisoformat(f"{month}-01"),
        speaking=False,
        chars=len(fold(text)),
    )
    said = sorted(sentences(text))
    found = identity.similar(conn, base, said)
    for title in titles_of(item)[1:]:
        found += identity.similar(conn, replace(base, title_key=title_key(title)), ())
    return {one.posting_id for one in found if not one.speaking}


def candidates_of(conn: Connection, document_ids: Iterable[str]) -> dict[str, Candidate]:
    """The documents, but for what only speaks of one, with what tells them apart, by id."""
    works = {
        key: one
        for key, one in decided_documents(conn, documents_by_id(conn, document_ids)).items()
        if one.page_kind not in SPEAKING
    }
    postings = processing.postings_of(conn, works)
    traits = identity.traits_of(conn, [p.posting_id for many in postings.values() for p in many])
    content_of = _reader(conn, [one.version_id for one in works.values()])
    return {
        key: _candidate(one, postings.get(key, ()), traits, partial(content_of, one.version_id))
        for key, one in works.items()
    }


def _candidate(
    work: Document,
    postings: Sequence[Posting],
    traits: dict[str, Trait],
    read: Callable[[], Content | None],
) -> Candidate:
    carrying = [one for one in postings if one.role not in SPEAKING]
    carrying.sort(key=lambda one: one.posting_id != work.lead_posting_id)
    said = [traits[one.posting_id] for one in carrying if one.posting_id in traits]
    keys = [work.number_key, *(one.number_key for one in said)]
    return Candidate(
        document=work,
        titles=tuple(dict.fromkeys((work.title, *(one.title for one in said)))),
        number_keys=tuple(dict.fromkeys(key for key in keys if key)),
        read=read,
    )


def _reader(conn: Connection, version_ids: Sequence[str]) -> Callable[[str], Content | None]:
    """Reads the contents of all of them when the first one is asked for."""

    @cache
    def contents() -> dict[str, Content]:
        found = processing.versions_by_id(conn, version_ids)
        return {key: version.content for key, version in found.items()}

    return lambda version_id: contents().get(version_id)


def by_document(found: dict[str, list[Candidate]]) -> dict[str, Candidate]:
    """Every candidate once, by its document's id."""
    works: dict[str, Candidate] = {}
    for many in found.values():
        works |= {one.document.document_id: one for one in many}
    return works
