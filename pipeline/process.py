"""The whole flow, from captured answers to changes, top to bottom.

    snapshot | judge | extract | normalise | classify      (pure, outside any transaction)
             | rebuild what another extractor made         (of pages whose bytes changed)
             | version | identify | compare | record       (one transaction a batch)

A batch that was interrupted left nothing behind and is done again; what is done twice finds its
rows there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import Connection

from crawlers.browser.rendering import TO_BROWSER
from pipeline.classify import Rules, classify
from pipeline.classifying.facts import facts_of
from pipeline.identity.roles import hosts_of
from pipeline.issue.printed import note_documents
from pipeline.normalise import content_hash
from pipeline.pages.attachment_file import record_attachment, reread
from pipeline.pages.extractor import file_extractor, page_extractor
from pipeline.pages.reading import Reading, Recording
from pipeline.pages.record import record_document, shown_by
from pipeline.pages.whole_page import is_readable, read_whole, unread_because, whole_sha256
from pipeline.reprocessing.documents import renew_documents
from pipeline.reprocessing.renewal import Judge
from pipeline.reprocessing.versions import rebuild
from storage.database import Database
from storage.ids import posting_id
from storage.queries import history, processing, rebuilding
from storage.records import AttachmentFile, CrawlRun, Posting, Snapshot, Source, Version

BATCH = 32


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
    def judge(self) -> Judge:
        """By what documents are judged."""
        return Judge(rules=self.rules, sources=self.sources, hosts=self.hosts)

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
    stale: Mapping[str, list[tuple[Version, Snapshot]]]
    """Of changed pages, by posting: versions that another extractor made, with their snapshots."""
    files: Mapping[tuple[str, str], AttachmentFile]
    """What stands behind the attachments' addresses, by posting and address."""


def process_pending(flow: Flow, told: Callable[[str], None] = lambda line: None) -> int:
    """Interpret every snapshot that is waiting; returns how many there were.

    ``told`` gets one Chinese line for each page that could not be read.
    """
    done = 0
    while batch := _next_batch(flow):
        readings = [_read(flow, batch, snapshot) for snapshot in batch.snapshots]
        for reading in readings:
            if reading.fault:
                told(reading.fault)
        with flow.db.begin() as conn:
            history.note_shown(conn, _record(conn, flow, batch, readings))
            processing.mark_processed(conn, [s.snapshot_id for s in batch.snapshots])
        done += len(batch.snapshots)
    return done


def _next_batch(flow: Flow) -> Batch | None:
    with flow.db.connect() as conn:
        snapshots = processing.pending_snapshots(conn, BATCH)
        if not snapshots:
            return None
        ids = {_page_of(snapshot) for snapshot in snapshots}
        postings = processing.postings_by_id(conn, ids)
        runs = processing.runs_by_id(conn, {snapshot.run_id for snapshot in snapshots})
        return Batch(
            snapshots=tuple(snapshots),
            postings=postings,
            runs=runs,
            last_complete={
                run.run_id: processing.last_complete_pass(conn, run.source_id, run.started_at)
                for run in runs.values()
            },
            stale=rebuilding.stale_versions(conn, _extractors(flow, snapshots, postings)),
            files=rebuilding.files_at(
                conn,
                {_page_of(one) for one in snapshots if one.kind == "attachment"},
                {one.url for one in snapshots if one.kind == "attachment"},
            ),
        )


def _page_of(snapshot: Snapshot) -> str:
    """The posting whose page, text or file was captured."""
    return posting_id(snapshot.parent_url or snapshot.url)


def _extractors(
    flow: Flow, snapshots: Sequence[Snapshot], postings: Mapping[str, Posting]
) -> dict[str, str]:
    """By posting: what reads it now; of pages that are known and whose bytes changed."""
    found = {}
    for snapshot in snapshots:
        posting = postings.get(_page_of(snapshot))
        if posting and posting.version_id and _is_new(snapshot, posting):
            found[posting.posting_id] = page_extractor(flow.sources.get(posting.source_id))
    return found


def _is_new(snapshot: Snapshot, posting: Posting) -> bool:
    """Whether a document came with other bytes than those that were interpreted last."""
    return (
        snapshot.kind != "attachment"
        and not snapshot.leads_to
        and is_readable(snapshot)
        and posting.body_sha256 != whole_sha256(snapshot)
    )


def _read(flow: Flow, batch: Batch, snapshot: Snapshot) -> Reading:
    """What the snapshot says; a page that breaks the readers is named and kept, never fatal."""
    posting = batch.postings.get(_page_of(snapshot))
    reading = Reading(snapshot=snapshot, posting=posting)
    if posting is None:
        return reading
    if fault := unread_because(snapshot):
        return replace(reading, fault=f"{posting.url}：{fault}")
    if snapshot.leads_to or snapshot.error == TO_BROWSER or not is_readable(snapshot):
        return reading  # what follows it in the pass is read
    try:
        if snapshot.kind == "attachment":
            return _read_file(flow, batch, reading)
        if posting.body_sha256 == whole_sha256(snapshot) and posting.version_id:
            return reading
        return _read_page(flow, batch, reading, posting)
    except Exception as error:  # noqa: BLE001 - the snapshot loop: one bad page stops no other
        return replace(
            reading, fault=f"{snapshot.url}：读取失败（{type(error).__name__}: {error}）"
        )


def _read_file(flow: Flow, batch: Batch, reading: Reading) -> Reading:
    snapshot = reading.snapshot
    if snapshot.error:  # a wall in the file's place says nothing of the file
        return replace(reading, fault=f"{snapshot.url}：{snapshot.error}")
    # Its libraries take as long to load as a hundred pages to read: most passes need none.
    from crawlers.attachments import read

    body = flow.db.bodies.get(snapshot.body_sha256 or "")
    file = read(body, name=snapshot.url, media_type=snapshot.media_type)
    fault = f"{snapshot.url}：{file.problem}" if file.broken else ""
    return replace(reading, file=file, former=_former(flow, batch, reading), fault=fault)


def _former(flow: Flow, batch: Batch, reading: Reading) -> AttachmentFile | None:
    """The file that another one replaces, read again, if other readers had read it."""
    snapshot = reading.snapshot
    stood = batch.files.get((_page_of(snapshot), snapshot.url))
    if stood is None or stood.body_sha256 == snapshot.body_sha256:
        return None
    if stood.extractor == file_extractor() or stood.body_sha256 not in flow.db.bodies:
        return None
    return reread(stood, flow.db.bodies.get(stood.body_sha256))


def _read_page(flow: Flow, batch: Batch, reading: Reading, posting: Posting) -> Reading:
    snapshot, source = reading.snapshot, flow.sources.get(posting.source_id)
    content = read_whole(flow.db.bodies, snapshot, posting, source)
    if content.page_state != "ok":
        return replace(reading, content=content, fault=f"{posting.url}：{content.state_reason}")
    return replace(
        reading,
        content=content,
        content_sha256=content_hash(content),
        extractor=page_extractor(source),
        classification=classify(facts_of(content, source), flow.rules),
        rebuilt=tuple(
            rebuild(flow.db.bodies, version, taken, posting, source)
            for version, taken in batch.stale.get(posting.posting_id, ())
        ),
    )


def _record(conn: Connection, flow: Flow, batch: Batch, readings: list[Reading]) -> dict[str, str]:
    """Store what the snapshots said, in order: a page may come twice, or with its attachments.

    Returns what each was found to show of its page.
    """
    # A person may have merged or split documents since the batch was read.
    now_stand = processing.postings_by_id(conn, batch.postings)
    said_anew: set[str] = set()
    disowned: set[str] = set()
    shown: dict[str, str] = {}
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
            rules=flow.rules,
            lookback=flow.lookback,
        )
        if reading.posting.source_id != now_stand[reading.posting.posting_id].source_id:
            disowned.add(reading.posting.posting_id)
        record = record_attachment if reading.snapshot.kind == "attachment" else record_document
        key = reading.posting.posting_id
        now_stand[key] = record(to, replace(reading, posting=now_stand[key]))
        if shows := shown_by(reading, now_stand[key]):
            shown[reading.snapshot.snapshot_id] = shows
        if any(not one.same for one in reading.rebuilt):
            said_anew.add(now_stand[key].document_id or "")
    for key in disowned:  # another source's list claimed the page while it was read
        processing.update_posting(conn, key, body_sha256=None)
    if said_anew:
        renew_documents(conn, said_anew, flow.judge)
    note_documents(conn, _said_otherwise(batch, now_stand))
    return shown


def _said_otherwise(batch: Batch, now_stand: Mapping[str, Posting]) -> set[str]:
    """The documents of the pages that say something new."""
    return {
        one.document_id or ""
        for key, one in now_stand.items()
        if one.version_id != batch.postings[key].version_id
    }
