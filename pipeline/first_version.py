"""The first version of a page: which document is it, and is that news?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from pipeline.change import new_change
from pipeline.identify import Known, identify, sketch
from pipeline.roles import lead_of, role_of
from storage.ids import digest_id
from storage.queries import changes, documents, processing
from storage.records import (
    ChangeKind,
    Classification,
    CrawlRun,
    Document,
    Posting,
    Source,
    Version,
)
from storage.text import number_key, title_key

SHANGHAI = ZoneInfo("Asia/Shanghai")
LATE = timedelta(days=7)
"""An item dated this long before the last complete pass came on line late."""


def record_first_version(
    conn: Connection,
    run: CrawlRun,
    posting: Posting,
    version: Version,
    verdict: Classification,
    sources: Mapping[str, Source],
    lookback: timedelta,
) -> None:
    content = version.content
    published = content.published_on or posting.row.published_on
    marks = sketch(content.text)
    found = documents.candidates(
        conn, number_key(content.document_number), title_key(content.title), marks
    )
    known = [_known(conn, document) for document in found]
    match = identify(content, verdict.page_kind, published, known)
    if match is None:
        document = _new_document(run, posting, version, verdict, sources)
        documents.add_document(conn, document, marks)
        posting = _join(conn, posting, document, sources)
        _announce(conn, run, posting, document, lookback)
        return
    document = next(one for one in found if one.document_id == match.document_id)
    posting = _join(conn, posting, document, sources)
    _promote(conn, run, posting, document, lookback)
    refresh_document(conn, posting, version, verdict)


def _known(conn: Connection, document: Document) -> Known:
    def text() -> str:
        version = processing.version(conn, document.version_id)
        return version.content.text if version else ""

    return Known(document=document, text=text)


def _new_document(
    run: CrawlRun,
    posting: Posting,
    version: Version,
    verdict: Classification,
    sources: Mapping[str, Source],
) -> Document:
    content = version.content
    source = sources.get(posting.source_id)
    published = content.published_on or posting.row.published_on
    key = number_key(content.document_number) or f"{content.signed_on or published}"
    return Document(
        document_id=digest_id("document", title_key(content.title), key, posting.posting_id),
        title=content.title,
        title_key=title_key(content.title),
        number_key=number_key(content.document_number),
        document_number=content.document_number,
        issuing_bodies=content.issuing_bodies,
        signed_on=content.signed_on,
        published_on=published,
        effective_on=content.effective_on,
        part=verdict.part,
        region=source.region if source else "全国",
        page_kind=verdict.page_kind,
        relevant=verdict.relevant,
        relevance=verdict.relevance,
        classification=verdict,
        lead_posting_id=posting.posting_id,
        version_id=version.version_id,
        detected_at=run.started_at,
        first_run_id=run.run_id,
    )


def _join(
    conn: Connection, posting: Posting, document: Document, sources: Mapping[str, Source]
) -> Posting:
    role = role_of(posting, document, sources)
    processing.update_posting(conn, posting.posting_id, document_id=document.document_id, role=role)
    return replace(posting, document_id=document.document_id, role=role)


def _announce(
    conn: Connection, run: CrawlRun, posting: Posting, document: Document, lookback: timedelta
) -> None:
    """The first change of a document: news, or the base line of a first pass."""
    kind: ChangeKind = "added" if _is_news(run, document, lookback) else "baseline"
    last = processing.last_complete_pass(conn, posting.source_id, run.started_at)
    late = kind == "added" and _is_late(document.published_on, last)
    record = new_change(run, posting, kind, run.started_at, None, document.version_id)
    changes.add_change(conn, replace(record, late=late, significance=1.0, summary=document.title))


def _is_news(run: CrawlRun, document: Document, lookback: timedelta) -> bool:
    if not run.baseline:
        return True
    dated = document.published_on
    today = run.started_at.astimezone(SHANGHAI).date()
    return bool(lookback and dated and dated > today - lookback)


def _is_late(dated: date | None, last: datetime | None) -> bool:
    return bool(dated and last and dated < last.astimezone(SHANGHAI).date() - LATE)


def _promote(
    conn: Connection, run: CrawlRun, posting: Posting, document: Document, lookback: timedelta
) -> None:
    """A document met in this pass as old, by a new source's base line, that a watched source
    shows to be new: it is news, whichever of the two was read first."""
    if run.baseline or document.detected_at < run.started_at:
        return
    kinds = {one.kind for one in changes.find_changes(conn, document_id=document.document_id)}
    if kinds == {"baseline"}:
        changes.remove_baseline(conn, document.document_id)
        _announce(conn, run, posting, document, lookback)


def refresh_document(
    conn: Connection, posting: Posting, version: Version, verdict: Classification
) -> None:
    """Let the document say what its leading posting says; fill what that one leaves out."""
    document = documents.document(conn, posting.document_id or "")
    if document is None:
        return
    postings = processing.postings_of(conn, [document.document_id])[document.document_id]
    leads = lead_of(postings, document).posting_id == posting.posting_id
    mend = _led_by if leads else _filled_from
    updated = mend(document, posting, version, verdict)
    updated = replace(updated, number_key=number_key(updated.document_number))
    if updated != document:
        documents.put_document(conn, updated)


def _led_by(
    document: Document, posting: Posting, version: Version, verdict: Classification
) -> Document:
    content = version.content
    return replace(
        document,
        title=content.title,
        issuing_bodies=content.issuing_bodies or document.issuing_bodies,
        document_number=content.document_number or document.document_number,
        signed_on=content.signed_on or document.signed_on,
        published_on=content.published_on or posting.row.published_on or document.published_on,
        effective_on=content.effective_on or document.effective_on,
        part=verdict.part or document.part,
        page_kind=verdict.page_kind,
        relevant=verdict.relevant,
        relevance=verdict.relevance,
        classification=verdict,
        lead_posting_id=posting.posting_id,
        version_id=version.version_id,
    )


def _filled_from(
    document: Document, posting: Posting, version: Version, verdict: Classification
) -> Document:
    content = version.content
    return replace(
        document,
        issuing_bodies=document.issuing_bodies or content.issuing_bodies,
        document_number=document.document_number or content.document_number,
        signed_on=document.signed_on or content.signed_on,
        effective_on=document.effective_on or content.effective_on,
    )
