"""A new change, with its computed id."""

from datetime import datetime

from pipeline.pages.reading import Recording
from storage.ids import digest_id
from storage.records import Change, ChangeKind, Posting


def change_id(
    posting_id: str, kind: ChangeKind, pair: tuple[str | None, str | None], now: datetime
) -> str:
    """The same for the same turn of a page at the same pass."""
    before, after = pair
    return digest_id("change", posting_id, kind, before or "", after or "", now.isoformat())


def new_change(
    to: Recording,
    posting: Posting,
    kind: ChangeKind,
    before_id: str | None,
    after_id: str | None,
) -> Change:
    """A change of that id exists once: the same pair may turn again, at another pass."""
    return Change(
        change_id=change_id(posting.posting_id, kind, (before_id, after_id), to.now),
        document_id=posting.document_id or "",
        posting_id=posting.posting_id,
        source_id=posting.source_id,
        run_id=to.run.run_id,
        url=posting.url,
        kind=kind,
        detected_at=to.now,
        before_id=before_id,
        after_id=after_id,
    )
