"""Storing what a snapshot said: version, document, change. Every decision is looked up or pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from crawlers.attachments import AttachmentText
from diffing.compare import compare, compare_blocks
from sqlalchemy import Connection

from diffing.blocks import blocks_of
from pipeline.identify import Known, Match, identify, sketch
from pipeline.roles import lead_of, role_of
from storage.ids import digest_id, sha256
from storage.queries import changes, documents, processing
from storage.queries.problems import note_flapping
from storage.records import (
    AttachmentFile,
    Change,
    ChangeKind,
    Classification,
    Content,
    CrawlRun,
    Difference,
    Document,
    Posting,
    Snapshot,
    Source,
    Version,
)
from storage.text import fold, number_key, title_key

SHANGHAI = ZoneInfo("Asia/Shanghai")
LATE = timedelta(days=7)
"""An item dated this long before the last complete pass came on line late."""
FLAPPING = timedelta(days=30)
METADATA_SIGNIFICANCE = 0.3


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A snapshot, and what it was read to say."""

    snapshot: Snapshot
    posting: Posting | None
    content: Content | None = None
    content_sha256: str = ""
    classification: Classification | None = None
    file: AttachmentText | None = None
    fault: str = ""


def record_document(
    conn: Connection,
    run: CrawlRun,
    reading: Reading,
    sources: Mapping[str, Source],
    lookback: timedelta,
) -> None:
    """A document page's snapshot: nothing, a version, a document, a change."""
    posting, snapshot = reading.posting, reading.snapshot
    assert posting is not None
    if is_gone(reading):
        processing.update_posting(conn, posting.posting_id, gone_run_id=run.run_id)
        return
    if not _answered(snapshot) or (reading.content and reading.content.page_state != "ok"):
        return
    if posting.missing_since or posting.withdrawn:
        posting = _back_again(conn, run, posting, snapshot.fetched_at)
    if reading.content is None or reading.classification is None:
        return
    version_id = digest_id("version", posting.posting_id, reading.content_sha256)
    processing.update_posting(conn, posting.posting_id, body_sha256=snapshot.body_sha256)
    if version_id == posting.version_id:
        return
    seen = processing.version(conn, version_id)
    version = seen or Version(
        version_id=version_id,
        posting_id=posting.posting_id,
        snapshot_id=snapshot.snapshot_id,
        created_at=snapshot.fetched_at,
        content_sha256=reading.content_sha256,
        content=reading.content,
    )
    if seen is None:
        processing.add_version(conn, version)
    processing.update_posting(conn, posting.posting_id, version_id=version_id)
    before, posting = posting.version_id, replace(posting, version_id=version_id)
    if before is None:
        _first_version(conn, run, posting, version, reading.classification, sources, lookback)
    else:
        _next_version(conn, run, posting, before, version, seen is not None)
        _refresh_document(conn, posting, version, reading.classification, sources)


def is_gone(reading: Reading) -> bool:
    """Whether the host says that the page is no more."""
    if reading.snapshot.status in (404, 410):
        return not reading.snapshot.error  # an archive's gap is not the agency's answer
    return reading.content is not None and reading.content.page_state == "not-found"


def _answered(snapshot: Snapshot) -> bool:
    return 200 <= snapshot.status < 300 or snapshot.status == 304


def _back_again(conn: Connection, run: CrawlRun, posting: Posting, now: datetime) -> Posting:
    """A page that was gone answers: forget the series; if it was withdrawn, say it is restored."""
    if posting.withdrawn and posting.document_id:
        record = _change(run, posting, "restored", now, None, posting.version_id)
        changes.add_change(conn, replace(record, summary="原文页面恢复访问"))
    processing.update_posting(conn, posting.posting_id, missing_since=None, withdrawn=False)
    return replace(posting, missing_since=None, withdrawn=False)


# -- first versions: which document is it? ----------------------------------------------------


def _first_version(
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
        _join(conn, posting, document.document_id, document, sources)
        _announce(conn, run, posting, document, lookback)
        return
    document = next(one for one in found if one.document_id == match.document_id)
    _join(conn, posting, document.document_id, document, sources)
    _promote(conn, run, posting, document, lookback)
    _refresh_document(conn, posting, version, verdict, sources, match)


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
    conn: Connection,
    posting: Posting,
    document_id: str,
    document: Document,
    sources: Mapping[str, Source],
) -> None:
    role = role_of(posting, document, sources)
    processing.update_posting(conn, posting.posting_id, document_id=document_id, role=role)


def _announce(
    conn: Connection, run: CrawlRun, posting: Posting, document: Document, lookback: timedelta
) -> None:
    """The first change of a document: news, or the base line of a first pass."""
    kind: ChangeKind = "added" if _is_news(run, document, lookback) else "baseline"
    last = processing.last_complete_pass(conn, posting.source_id, run.started_at)
    late = kind == "added" and _is_late(document.published_on, last)
    posting = replace(posting, document_id=document.document_id)
    record = _change(run, posting, kind, run.started_at, None, document.version_id)
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


def _refresh_document(
    conn: Connection,
    posting: Posting,
    version: Version,
    verdict: Classification,
    sources: Mapping[str, Source],
    match: Match | None = None,
) -> None:
    """Let the document say what its leading posting says; fill what that one leaves out."""
    if posting.document_id is None:
        posting = processing.postings_by_id(conn, [posting.posting_id])[posting.posting_id]
    document = documents.document(conn, posting.document_id or (match.document_id if match else ""))
    if document is None:
        return
    postings = processing.postings_of(conn, [document.document_id])[document.document_id]
    lead = lead_of(postings, document)
    content = version.content
    if lead.posting_id == posting.posting_id:
        updated = replace(
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
    else:
        updated = replace(
            document,
            issuing_bodies=document.issuing_bodies or content.issuing_bodies,
            document_number=document.document_number or content.document_number,
            signed_on=document.signed_on or content.signed_on,
            effective_on=document.effective_on or content.effective_on,
        )
    updated = replace(updated, number_key=number_key(updated.document_number))
    if updated != document:
        documents.put_document(conn, updated)


# -- later versions: what changed? ------------------------------------------------------------


def _next_version(
    conn: Connection,
    run: CrawlRun,
    posting: Posting,
    before_id: str,
    after: Version,
    reverted: bool,
) -> None:
    if posting.document_id is None:
        return
    now = run.started_at
    turns = changes.turns(conn, posting.posting_id, (before_id, after.version_id), now - FLAPPING)
    if turns >= 2:
        note_flapping(conn, posting, now)
        return
    before = processing.version(conn, before_id)
    if before is None:
        return
    found = compare(before.content, after.content)
    kind = _kind_of(before.content, after.content, found)
    if kind is None:
        return
    summary, weight = found.summary, found.significance
    if kind != "amended":
        summary, weight = _metadata_summary(before.content, after.content), METADATA_SIGNIFICANCE
    record = _change(run, posting, kind, now, before_id, after.version_id)
    changes.add_change(
        conn,
        replace(
            record,
            reverted=reverted,
            significance=weight,
            summary=f"恢复为先前文本：{summary}" if reverted else summary,
            values=found.values,
            hunks=found.hunks,
        ),
    )


def _kind_of(before: Content, after: Content, found: Difference) -> ChangeKind | None:
    if found.hunks or found.gave_up:
        return "amended"
    if {item.url for item in before.attachments} != {item.url for item in after.attachments}:
        return "attachment"
    return "metadata" if _metadata_summary(before, after) else None


_FIELDS = (
    ("title", "标题"),
    ("document_number", "发文字号"),
    ("signed_on", "成文日期"),
    ("published_on", "发布日期"),
    ("validity", "有效性"),
)


def _metadata_summary(before: Content, after: Content) -> str:
    """发文字号：无 → 国发〔2023〕24号; empty if nothing that people see differs."""
    lines = [
        f"{name}：{getattr(before, field) or '无'} → {getattr(after, field) or '无'}"
        for field, name in _FIELDS
        if fold(str(getattr(before, field))) != fold(str(getattr(after, field)))
    ]
    old = {item.url: item.name for item in before.attachments}
    new = {item.url: item.name for item in after.attachments}
    lines += [f"新增附件：{new[url]}" for url in new if url not in old]
    lines += [f"撤去附件：{old[url]}" for url in old if url not in new]
    return "；".join(lines)


# -- attachments ------------------------------------------------------------------------------


def record_attachment(conn: Connection, run: CrawlRun, reading: Reading) -> None:
    """An attachment's file: another one under the same address, with other words, is a change."""
    posting, snapshot, file = reading.posting, reading.snapshot, reading.file
    if posting is None or file is None or snapshot.body_sha256 is None:
        return
    stood = processing.attachment_file(conn, posting.posting_id, snapshot.url)
    if stood is not None and stood.body_sha256 == snapshot.body_sha256:
        return
    name = _name_of(conn, posting, snapshot.url)
    stands = AttachmentFile(
        posting_id=posting.posting_id,
        url=snapshot.url,
        name=name,
        media_type=file.media_type,
        body_sha256=snapshot.body_sha256,
        text_sha256=sha256(fold(file.text).encode()) if file.text else None,
        text=file.text,
        problem=file.problem,
        seen_at=snapshot.fetched_at,
    )
    processing.put_attachment_file(conn, stands)
    if stood is None or posting.document_id is None:
        return
    if stood.text_sha256 is not None and stood.text_sha256 == stands.text_sha256:
        return  # saved again with the same words
    _attachment_change(conn, run, posting, stood, stands)


def _attachment_change(
    conn: Connection, run: CrawlRun, posting: Posting, old: AttachmentFile, new: AttachmentFile
) -> None:
    found = compare_blocks(blocks_of(old.text), blocks_of(new.text))
    kind: ChangeKind = "attachment"
    record = _change(run, posting, kind, run.started_at, old.body_sha256, new.body_sha256)
    summary = f"附件已替换：{new.name}"
    changes.add_change(
        conn,
        replace(
            record,
            significance=max(found.significance, 0.5),
            summary=f"{summary}（{found.summary}）" if found.summary else summary,
            values=found.values,
            hunks=found.hunks,
        ),
    )


def _name_of(conn: Connection, posting: Posting, url: str) -> str:
    version = processing.version(conn, posting.version_id) if posting.version_id else None
    names = {item.url: item.name for item in version.content.attachments} if version else {}
    return names.get(url) or url.rsplit("/", 1)[-1]


def _change(
    run: CrawlRun,
    posting: Posting,
    kind: ChangeKind,
    now: datetime,
    before_id: str | None,
    after_id: str | None,
) -> Change:
    """A change of that id exists once: the same pair may turn again, at another pass."""
    return Change(
        change_id=digest_id(
            "change", posting.posting_id, kind, before_id or "", after_id or "", now.isoformat()
        ),
        document_id=posting.document_id or "",
        posting_id=posting.posting_id,
        source_id=posting.source_id,
        run_id=run.run_id,
        url=posting.url,
        kind=kind,
        detected_at=now,
        before_id=before_id,
        after_id=after_id,
    )
