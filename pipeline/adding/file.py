"""A file that a person adds, as it came by mail: stored, and read at once.

It has no address to look at again. It is stored with a page that says what the person said of it,
and read as the second address of a page is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from pathlib import PurePath
from urllib.parse import quote

from filelock import FileLock, Timeout

from crawlers.filetypes import HTML
from pipeline.adding.told import BY_HAND, AddError, Told, listed, refuse_known, run_of
from pipeline.identity.catching_up import catch_up
from pipeline.learning.in_use import rules_in_use
from pipeline.process import Flow, process_pending
from pipeline.stating import state
from storage.database import Database
from storage.ids import canonical_url, digest_id, sha256
from storage.office import office_of
from storage.queries.capture import insert_snapshots, upsert_listing
from storage.queries.documents import documents_by_id
from storage.queries.processing import postings_by_id, versions_by_id
from storage.queries.runs import add_run
from storage.records import Document, How, Lead, Snapshot, Source
from storage.settings import Settings
from storage.text import squeeze

_LONGEST_NAME = 100


@dataclass(frozen=True, kw_only=True)
class Added:
    """A document that was added, and what is wrong with its file."""

    document: Document
    problem: str
    """Why it has no text, in Chinese; empty if it has."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A file as a person hands it in."""

    name: str
    body: bytes

    @property
    def url(self) -> str:
        """An address that no other file has, and nobody asks for."""
        name = PurePath(self.name.replace("\\", "/")).name[-_LONGEST_NAME:]
        return canonical_url(f"file:///{sha256(self.body)[:12]}/{quote(name)}")

    @property
    def how(self) -> How:
        """How it is read: a saved page as one, anything else as a file."""
        start = self.body[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
        return "frame" if start.startswith((b"<!doctype html", b"<html")) else "file"


def add_file(
    db: Database, settings: Settings, sources: Mapping[str, Source], file: File, told: Told
) -> Added:
    """Store the file and read it at once; returns the document that it is, or joined.

    A file that is there already is read anew as it is described now, if that is otherwise than
    before, or if it could not be read. Raises ``AddError``: without a title, empty, unreadable,
    there already under the same words, or while a pass runs.
    """
    if not squeeze(told.title):
        raise AddError("请写明标题：文件里的标题程序不去猜。")
    if not file.body:
        raise AddError(f"{file.name}：文件是空的。")
    now = datetime.now(UTC)
    try:
        with FileLock(settings.home / "pass.lock", timeout=0):
            key = _store(db, file, told, now)
            with db.connect() as conn:
                rules = rules_in_use(conn, office_of(settings))
            return _read(Flow(db=db, sources=sources, rules=rules, now=now), key)
    except Timeout as error:
        raise AddError("正在巡查，请等它结束再补。") from error


def _store(db: Database, file: File, told: Told, now: datetime) -> str:
    """The posting of the page that stands for the file."""
    row, page = told.row(f"{file.url}/"), _page(file, told)
    run = run_of(row.url, now)
    posting, listing = listed(BY_HAND, row, run, now)
    lead = Lead(how=file.how, url=row.url, body_sha256=db.bodies.put(page), media_type=HTML)
    cover = Snapshot(
        snapshot_id=digest_id(run.run_id, row.url),
        run_id=run.run_id,
        source_id=BY_HAND,
        kind="document",
        url=row.url,
        final_url=row.url,
        leads_to=file.url,
        fetched_at=now,
        status=200,
        body_sha256=lead.body_sha256,
        body_bytes=len(page),
        media_type=HTML,
    )
    text = replace(
        cover,
        snapshot_id=digest_id(run.run_id, file.url),
        kind="content",
        url=file.url,
        final_url=file.url,
        parent_url=row.url,
        led_by=(lead,),
        leads_to="",
        body_sha256=db.bodies.put(file.body),
        body_bytes=len(file.body),
        media_type="",
    )
    with db.begin() as conn:
        stood = postings_by_id(conn, [posting.posting_id])
        refuse_known({key: one for key, one in stood.items() if one.document_id and one.row == row})
        add_run(conn, run)
        upsert_listing(conn, (posting,), (listing,))
        insert_snapshots(conn, (cover, text))
    return posting.posting_id


def _page(file: File, told: Told) -> bytes:
    """A page that says what the person said of the file."""
    said = [f"<h1>{escape(squeeze(told.title))}</h1>"]
    if told.document_number:
        said.append(f"<p>发文字号：{escape(told.document_number)}</p>")
    if told.published_on:
        said.append(f"<p>发布日期：{told.published_on}</p>")
    said.append(f'<p><a href="{escape(file.url)}">{escape(file.name)}</a></p>')
    head = f'<meta charset="utf-8"><title>{escape(squeeze(told.title))}</title>'
    return f"<!doctype html><html><head>{head}</head><body>{''.join(said)}</body></html>".encode()


def _read(flow: Flow, posting_id: str) -> Added:
    """Interpret what was stored, and find the document that it came to be."""
    faults: list[str] = []
    process_pending(flow, faults.append)
    catch_up(flow.db, flow.judge, flow.now)
    state(flow.db)
    with flow.db.connect() as conn:
        posting = postings_by_id(conn, [posting_id])[posting_id]
        found = documents_by_id(conn, filter(None, [posting.document_id]))
        shown = versions_by_id(conn, filter(None, [posting.version_id]))
    for document in found.values():
        content = next(iter(shown.values())).content
        return Added(document=document, problem="" if content.blocks else content.state_reason)
    why = next((line for line in faults if posting.url in line), "读不出内容")
    raise AddError(f"文件存下了，但没有读成：{why}")
