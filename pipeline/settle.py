"""The end of a pass: problems opened and closed, pages that are gone, what the pass came to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from pipeline.identity.interpretations import link_interpretations
from pipeline.identity.regrouping import Regrouping
from pipeline.identity.roles import hosts_of
from pipeline.learning.in_use import rules_in_use
from pipeline.operating.health import doubt, heard
from pipeline.pages.base_line import promote
from pipeline.pages.next_version import FLAPPING
from pipeline.pages.record import leads
from pipeline.reprocessing.renewal import Judge
from storage.clock import day_of
from storage.ids import digest_id
from storage.queries import changes, processing, runs
from storage.queries.problems import close_problems, open_problem
from storage.records import UNREAD, UNREADABLE, Change, CrawlRun, Office, Posting, Source

EMPTIED = timedelta(days=10)
"""A page that nothing showed emptied for so long is well: it is asked for at least weekly."""
WITHDRAWN_AFTER = timedelta(days=2)
"""A page is withdrawn when it was gone on two passes at least this far apart."""


def settle(
    conn: Connection,
    started_at: datetime,
    sources: Mapping[str, Source],
    office: Office,
) -> list[CrawlRun]:
    """Close the books of the pass that began then; returns its runs, by source.

    Of a run that did not come to its end nothing follows.
    """
    settled = []
    for run in runs.runs_started(conn, started_at):
        run = replace(run, versions=runs.versions_of_run(conn, run.run_id))
        run = heard(conn, run, sources.get(run.source_id))
        settled.append(run)
        if run.finished_at is None:
            continue
        runs.put_run(conn, run)
        gone = runs.gone_postings(conn, run.run_id) if run.state in ("ok", "silent") else []
        if cause := _relaunch(conn, run, gone):
            _tell_problem(conn, replace(run, state="broken", problem=cause), started_at)
            continue
        _tell_problem(conn, run, started_at)
        _tell_unread(conn, run, started_at)
        _tell_doubt(conn, run, sources.get(run.source_id), started_at)
        for posting in gone:
            _settle_gone(conn, run, posting, started_at)
    promote(conn, started_at)
    rules = rules_in_use(conn, office)
    judge = Judge(rules=rules, sources=sources, hosts=hosts_of(sources.values()))
    link_interpretations(Regrouping(conn=conn, judge=judge, now=started_at))
    return settled


def _tell_problem(conn: Connection, run: CrawlRun, now: datetime) -> None:
    if run.state is None or run.state == "skipped":
        return
    if run.state in UNREADABLE:  # whether it is silent as well cannot be seen now
        state = "redesigned" if run.by_detection and run.state == "broken" else run.state
        open_problem(conn, run.source_id, state, run.problem or "", now)
        return
    close_problems(conn, run.source_id, UNREAD, now)
    if run.state == "silent":
        open_problem(conn, run.source_id, "silent", run.problem or "", now)
    else:
        close_problems(conn, run.source_id, ("silent",), now)
    close_problems(conn, run.source_id, ("flapping",), now, unseen_since=now - FLAPPING)
    close_problems(conn, run.source_id, ("emptied",), now, unseen_since=now - EMPTIED)


def _tell_unread(conn: Connection, run: CrawlRun, now: datetime) -> None:
    """Pages that the source lists and nobody could read: one problem, until they are read."""
    if not run.complete or run.unarchived or run.state in UNREADABLE:
        return  # what made the run unreadable is told of these pages already
    if urls := runs.unread_pages(conn, run):
        where = runs.second_address(conn, urls[0])
        example = f"{urls[0]}（正文在另一地址 {where}）" if where else urls[0]
        cause = f"{len(urls)} 个文件页读不出内容，例如 {example}，请打开原文核对"
        open_problem(conn, run.source_id, "extract", cause, now)
    else:
        close_problems(conn, run.source_id, ("extract",), now)


def _tell_doubt(conn: Connection, run: CrawlRun, source: Source | None, now: datetime) -> None:
    """A list that is read, but not as ever before: it may have been redesigned."""
    if not run.complete or run.unarchived or source is None:
        return
    if cause := doubt(conn, run, source):
        open_problem(conn, run.source_id, "doubtful", cause, now)
    else:
        close_problems(conn, run.source_id, ("doubtful",), now)


def _relaunch(conn: Connection, run: CrawlRun, gone: Sequence[Posting]) -> str:
    """Why so much that is gone is no withdrawal; empty if it may be one."""
    if len(gone) < 3:
        return ""
    asked = runs.documents_fetched(conn, run.run_id)
    if len(gone) * 2 <= asked:
        return ""
    return (
        f"本次 {asked} 个文件页中 {len(gone)} 个返回不存在，例如 {gone[0].url}；"
        "可能是改版，未作撤下处理。请打开原文核对，并核对该来源的声明。"
    )


def _settle_gone(conn: Connection, run: CrawlRun, posting: Posting, now: datetime) -> None:
    """Withdrawn: gone on two passes far enough apart, with the host otherwise well."""
    if posting.missing_since is None:
        processing.update_posting(conn, posting.posting_id, missing_since=now)
    elif not posting.withdrawn and now - posting.missing_since >= WITHDRAWN_AFTER:
        _withdraw(conn, run, posting, now)


def _withdraw(conn: Connection, run: CrawlRun, posting: Posting, now: datetime) -> None:
    processing.update_posting(conn, posting.posting_id, withdrawn=True)
    if posting.version_id is None or not leads(conn, posting):
        return
    since = day_of(posting.missing_since or now)
    changes.add_change(
        conn,
        Change(
            change_id=digest_id("change", posting.posting_id, "withdrawn", now.isoformat()),
            document_id=posting.document_id or "",
            posting_id=posting.posting_id,
            source_id=posting.source_id,
            run_id=run.run_id,
            url=posting.url,
            kind="withdrawn",
            detected_at=now,
            before_id=posting.version_id,
            significance=1.0,
            summary=f"原文页面已撤下（{since} 起无法打开）",
        ),
    )
