"""The end of a pass: problems opened and closed, pages that are gone, what the pass came to."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from pipeline.interpretations import link_interpretations
from storage.ids import digest_id
from storage.queries import changes, processing, runs
from storage.queries.problems import close_problems, open_problem
from storage.records import Change, CrawlRun, Posting

SHANGHAI = ZoneInfo("Asia/Shanghai")
WITHDRAWN_AFTER = timedelta(days=2)
"""A page is withdrawn when it was gone on two passes at least this far apart."""
_FAULTS = ("blocked", "broken", "unreachable")


def settle(conn: Connection, started_at: datetime) -> list[CrawlRun]:
    """Close the books of the pass that began then; returns its runs, by source."""
    settled = []
    for run in runs.runs_started(conn, started_at):
        if run.finished_at is None:
            continue
        run = replace(run, versions=runs.versions_of_run(conn, run.run_id))
        runs.put_run(conn, run)
        _tell_problem(conn, run, started_at)
        if run.state in ("ok", "silent"):
            _settle_gone(conn, run, started_at)
        settled.append(run)
    link_interpretations(conn, started_at)
    return settled


def _tell_problem(conn: Connection, run: CrawlRun, now: datetime) -> None:
    if run.state is None or run.state == "skipped":
        return
    for state in (*_FAULTS, "silent"):
        if state == run.state:
            open_problem(conn, run.source_id, state, run.problem or "", now)
        else:
            close_problems(conn, run.source_id, (state,), now)


def _settle_gone(conn: Connection, run: CrawlRun, now: datetime) -> None:
    """Withdrawn: gone on two passes far enough apart, with the host otherwise well."""
    gone = runs.gone_postings(conn, run.run_id)
    asked = runs.documents_fetched(conn, run.run_id)
    if len(gone) >= 3 and len(gone) * 2 > asked:
        cause = f"本次 {asked} 个文件页中 {len(gone)} 个返回不存在，可能是改版，未作撤下处理"
        open_problem(conn, run.source_id, "broken", cause, now)
        return
    for posting in gone:
        if posting.missing_since is None:
            processing.update_posting(conn, posting.posting_id, missing_since=now)
        elif not posting.withdrawn and now - posting.missing_since >= WITHDRAWN_AFTER:
            _withdraw(conn, run, posting, now)


def _withdraw(conn: Connection, run: CrawlRun, posting: Posting, now: datetime) -> None:
    processing.update_posting(conn, posting.posting_id, withdrawn=True)
    if posting.document_id is None or posting.version_id is None:
        return
    since = (posting.missing_since or now).astimezone(SHANGHAI).date()
    changes.add_change(
        conn,
        Change(
            change_id=digest_id("change", posting.posting_id, "withdrawn", now.isoformat()),
            document_id=posting.document_id,
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
