"""News that a new source's first pass met as old, in a pass in which a watched source shows it too.

A page that several sources list is asked for once, and belongs to the pass of the first. Whichever
list was read first, the page is news if it is new to one of them.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from pipeline.identity.announcing import is_late
from pipeline.pages.change import change_id
from storage.queries import changes, documents, processing, runs
from storage.records import Change, CrawlRun


def promote(conn: Connection, now: datetime) -> int:
    """Turn such base lines of this pass into news; returns how many there were."""
    promoted = 0
    for change in changes.base_line_of(conn, now):
        first = runs.first_listed_in(conn, change.posting_id)
        if watched := next((run for run in first if not run.baseline), None):
            changes.remove_baseline(conn, change.document_id)
            changes.add_change(conn, _as_news(conn, change, watched))
            promoted += 1
    return promoted


def _as_news(conn: Connection, change: Change, run: CrawlRun) -> Change:
    document = documents.document(conn, change.document_id)
    last = processing.last_complete_pass(conn, run.source_id, run.started_at)
    pair = (change.before_id, change.after_id)
    return replace(
        change,
        change_id=change_id(change.posting_id, "added", pair, change.detected_at),
        source_id=run.source_id,
        run_id=run.run_id,
        kind="added",
        late=is_late(document.published_on if document else None, last),
    )
