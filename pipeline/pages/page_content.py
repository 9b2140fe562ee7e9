"""What a stored page says: the same reading whether it was captured now or long ago. Pure."""

from crawlers.capture import led_astray
from crawlers.extract import extract
from crawlers.page import Page, charset_of
from pipeline.normalise import normalise
from storage.records import Content, Posting, Snapshot, Source


def content_of(snapshot: Snapshot, body: bytes, posting: Posting, source: Source | None) -> Content:
    """What the snapshot of a posting's page says."""
    if astray := led_astray(snapshot.url, snapshot.final_url):
        state, reason = astray
        return Content(title=posting.row.title, page_state=state, state_reason=reason)
    page = Page(
        url=snapshot.final_url,
        body=body,
        media_type=snapshot.media_type,
        charset=charset_of(snapshot.headers),
        status=snapshot.status,
    )
    return normalise(extract(page, source=source, row=posting.row))
