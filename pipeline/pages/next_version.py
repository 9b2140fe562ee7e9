"""A later version of a page: what changed, and is it told?"""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from diffing.compare import compare
from pipeline.pages.change import new_change
from pipeline.pages.changed import kind_of, metadata_summary, metadata_weight
from pipeline.pages.reading import Recording
from storage.queries import changes, documents, processing
from storage.queries.problems import note_flapping
from storage.records import Posting, Version

FLAPPING = timedelta(days=30)


def record_next_version(
    to: Recording, posting: Posting, before_id: str, after: Version, *, reverted: bool
) -> None:
    """The change between two versions of a page, if it is one that people would see."""
    if posting.document_id is None:
        return
    now = to.now
    turns = changes.turns(
        to.conn, posting.posting_id, (before_id, after.version_id), now - FLAPPING
    )
    if turns >= 2:
        note_flapping(to.conn, posting, now)
        return
    before = processing.version(to.conn, before_id)
    if before is None:
        return
    found = compare(before.content, after.content)
    kind = kind_of(before.content, after.content, found)
    if kind is None:
        return
    summary, weight = found.summary, found.significance
    if kind != "amended":
        summary = metadata_summary(before.content, after.content)
        weight = metadata_weight(summary)
    work = documents.document(to.conn, posting.document_id)
    if work and work.lead_posting_id != posting.posting_id:
        summary = f"转载页（{urlsplit(posting.url).hostname}）：{summary}"
    record = new_change(to, posting, kind, before_id, after.version_id)
    changes.add_change(
        to.conn,
        replace(
            record,
            reverted=reverted,
            significance=weight,
            summary=f"恢复为先前文本：{summary}" if reverted else summary,
            values=found.values,
            hunks=found.hunks,
        ),
    )
