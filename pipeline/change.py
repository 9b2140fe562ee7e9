"""A new change, with its computed id."""

from storage.ids import digest_id
from storage.records import Change, ChangeKind, CrawlRun, Posting


def new_change(
    run: CrawlRun,
    posting: Posting,
    kind: ChangeKind,
    before_id: str | None,
    after_id: str | None,
) -> Change:
    """A change of that id exists once: the same pair may turn again, at another pass."""
    return Change(
        change_id=digest_id(
            "change",
            posting.posting_id,
            kind,
            before_id or "",
            after_id or "",
            run.started_at.isoformat(),
        ),
        document_id=posting.document_id or "",
        posting_id=posting.posting_id,
        source_id=posting.source_id,
        run_id=run.run_id,
        url=posting.url,
        kind=kind,
        detected_at=run.started_at,
        before_id=before_id,
        after_id=after_id,
    )
