"""The whole flow, from captured answers to changes, top to bottom.

    snapshot | judge | extract | normalise | classify      (pure, outside any transaction)
             | version | identify | compare | record       (one transaction a batch)

A batch that was interrupted left nothing behind and is done again; what is done twice finds its
rows there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import Connection

from crawlers.capture import led_home
from crawlers.extract import extract
from crawlers.page import Page, charset_of
from pipeline.attachment_file import record_attachment
from pipeline.classify import Facts, Rules, classify
from pipeline.normalise import content_hash, normalise
from pipeline.reading import Reading, Recording
from pipeline.record import record_document
from pipeline.roles import hosts_of
from storage.database import Database
from storage.ids import posting_id
from storage.queries import processing
from storage.records import Classification, Content, CrawlRun, Posting, Snapshot, Source

BATCH = 32

_OK = range(200, 300)


@dataclass(frozen=True, kw_only=True)
class Flow:
    """What processing needs: where records are, what the sources are, by what rules to judge."""

    db: Database
    sources: Mapping[str, Source]
    rules: Rules
    now: datetime
    """The moment of the pass: changes are detected then."""
    lookback: timedelta = timedelta(0)
    """What a first pass finds is news if it is dated inside this span."""

    @cached_property
    def hosts(self) -> Mapping[str, str]:
        """The agency of each host."""
        return hosts_of(self.sources.values())


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Some pending snapshots with the rows that they concern."""

    snapshots: tuple[Snapshot, ...]
    postings: Mapping[str, Posting]
    runs: Mapping[str, CrawlRun]
    last_complete: Mapping[str, datetime | None]
    """By run: when the newest complete pass over its source, before it, began."""


def process_pending(flow: Flow, told: Callable[[str], None] = lambda line: None) -> int:
    """Interpret every snapshot that is waiting; returns how many there were.

    ``told`` gets one Chinese line for each page that could not be read.
    """
    done = 0
    while batch := _next_batch(flow.db):
        readings = [_read(flow, batch, snapshot) for snapshot in batch.snapshots]
        for reading in readings:
            if reading.fault:
                told(reading.fault)
        with flow.db.begin() as conn:
            _record(conn, flow, batch, readings)
            processing.mark_processed(conn, [s.snapshot_id for s in batch.snapshots])
        done += len(batch.snapshots)
    return done


def _next_batch(db: Database) -> Batch | None:
    with db.connect() as conn:
        snapshots = processing.pending_snapshots(conn, BATCH)
        if not snapshots:
            return None
        ids = {posting_id(snapshot.parent_url or snapshot.url) for snapshot in snapshots}
        runs = processing.runs_by_id(conn, {snapshot.run_id for snapshot in snapshots})
        return Batch(
            snapshots=tuple(snapshots),
            postings=processing.postings_by_id(conn, ids),
            runs=runs,
            last_complete={
                run.run_id: processing.last_complete_pass(conn, run.source_id, run.started_at)
                for run in runs.values()
            },
        )


def _read(flow: Flow, batch: Batch, snapshot: Snapshot) -> Reading:
    """What the snapshot says; a page that breaks the readers is named and kept, never fatal."""
    posting = batch.postings.get(posting_id(snapshot.parent_url or snapshot.url))
    reading = Reading(snapshot=snapshot, posting=posting)
    if posting is None or snapshot.status not in _OK or snapshot.body_sha256 is None:
        return reading
    try:
        body = flow.db.bodies.get(snapshot.body_sha256)
        if snapshot.kind == "attachment":
            return _read_file(reading, body)
        if posting.body_sha256 == snapshot.body_sha256 and posting.version_id:
            return reading
        return _read_page(flow, reading, posting, body)
    except Exception as error:  # noqa: BLE001 - the snapshot loop: one bad page stops no other
        return replace(
            reading, fault=f"{snapshot.url}：读取失败（{type(error).__name__}: {error}）"
        )


def _read_file(reading: Reading, body: bytes) -> Reading:
    snapshot = reading.snapshot
    if snapshot.error:  # a wall in the file's place says nothing of the file
        return replace(reading, fault=f"{snapshot.url}：{snapshot.error}")
    # Its libraries take as long to load as a hundred pages to read: most passes need none.
    from crawlers.attachments import read

    file = read(body, name=snapshot.url, media_type=snapshot.media_type)
    fault = f"{snapshot.url}：{file.problem}" if file.broken else ""
    return replace(reading, file=file, fault=fault)


def _read_page(flow: Flow, reading: Reading, posting: Posting, body: bytes) -> Reading:
    snapshot = reading.snapshot
    if led_home(snapshot.url, snapshot.final_url):
        reason = "被转到网站首页，没有给出所要的页面"
        astray = Content(title=posting.row.title, page_state="broken", state_reason=reason)
        return replace(reading, content=astray, fault=f"{snapshot.url}：{reason}")
    source = flow.sources.get(posting.source_id)
    page = Page(
        url=snapshot.final_url,
        body=body,
        media_type=snapshot.media_type,
        charset=charset_of(snapshot.headers),
        status=snapshot.status,
    )
    content = normalise(extract(page, source=source, row=posting.row))
    if content.page_state != "ok":
        return replace(reading, content=content, fault=f"{snapshot.url}：{content.state_reason}")
    digest = content_hash(content)
    return replace(
        reading,
        content=content,
        content_sha256=digest,
        classification=_classify(flow.rules, content, source),
    )


def _classify(rules: Rules, content: Content, source: Source | None) -> Classification:
    return classify(facts_of(content, source), rules)


def facts_of(content: Content, source: Source | None) -> Facts:
    """What the classifier looks at."""
    return Facts(
        title=content.title,
        text=content.text,
        issuing_bodies=content.issuing_bodies,
        document_number=content.document_number,
        column=source.column if source else None,
        source_agency=source.agency if source else "",
        source_part=source.part if source else None,
        region=source.region if source else "",
        attachments=tuple(item.name for item in content.attachments),
    )


def _record(conn: Connection, flow: Flow, batch: Batch, readings: list[Reading]) -> None:
    """Store what the snapshots said, in order: a page may come twice, or with its attachments."""
    now_stand = dict(batch.postings)
    for reading in readings:
        run = batch.runs.get(reading.snapshot.run_id)
        if reading.posting is None or run is None:
            continue
        to = Recording(
            conn=conn,
            run=run,
            now=flow.now,
            sources=flow.sources,
            hosts=flow.hosts,
            last_complete=batch.last_complete[run.run_id],
            lookback=flow.lookback,
        )
        record = record_attachment if reading.snapshot.kind == "attachment" else record_document
        key = reading.posting.posting_id
        now_stand[key] = record(to, replace(reading, posting=now_stand[key]))
