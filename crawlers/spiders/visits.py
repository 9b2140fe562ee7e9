"""One request per address and pass, whoever wants the answer; and the snapshots it becomes."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from scrapy.http import Response

from crawlers.answers import headers_of, redirects_of
from crawlers.elsewhere import Elsewhere
from crawlers.families.base import ListRequest
from crawlers.page import media_type_of
from crawlers.recorder import Recorder
from crawlers.rhythm import Sighting, Watch, next_due
from crawlers.source_pass import SourcePass
from storage.ids import digest_id
from storage.queries.capture import Check, Seen
from storage.records import GONE, Lead, PageState, Snapshot, SnapshotKind

_PRIORITY: dict[SnapshotKind, int] = {
    "list": 1000,
    "content": 600,
    "document": 500,
    "attachment": 400,
}
_LATER = 200
"""What was known before waits behind what is new."""


@dataclass(frozen=True)
class Interest:
    """Who wants the answer, and as what."""

    owner: SourcePass
    kind: SnapshotKind
    parent_url: str | None = None
    led_by: tuple[Lead, ...] = ()
    """Of a second address: the pages that led to it."""


@dataclass
class Visit:
    """An address in this pass: of a document, of its text, of an attachment, or (``asked``) of a
    list page."""

    url: str
    interests: list[Interest]
    seen: Seen | None = None
    recent: bool = True
    """New or listed just now: asked for before what is only looked at again."""
    asked: ListRequest | None = None
    chain: int = 0
    """Which of the source's lists the page belongs to."""
    watch: Watch | None = None
    """Of a document: what tells when it is asked for again."""
    form: tuple[tuple[str, str], ...] = ()
    """Sent as a POST form if not empty."""
    rendered: bool = False
    """A browser asks, and runs the page's scripts."""
    answered: Snapshot | None = field(default=None, repr=False)
    onward: Elsewhere | None = None
    """Of an answered visit: where the text is instead."""
    lead: Lead | None = None
    to_browser: bool = False
    """Of an answered visit: a browser asks once more, since only a script fills the page."""
    files: tuple[str, ...] = ()
    """The attachments that the answer links."""

    @property
    def owner(self) -> SourcePass:
        """The source whose pass waits for the answer."""
        return self.interests[0].owner

    @property
    def priority(self) -> int:
        """Lists first, page by page; then what is new, then what is looked at again.

        In a first pass all is new: documents follow the page that lists them, so that
        interpreting them does not wait for the last list.
        """
        kind = self.interests[0].kind
        if self.asked:
            return _PRIORITY[kind] - self.asked.page
        if kind in ("document", "content") and self.owner.run.baseline:
            return _PRIORITY["list"] - (kind == "document")
        return _PRIORITY[kind] - (0 if self.recent else _LATER)

    @property
    def first(self) -> bool:
        """It belongs to the first page of a list (or to none)."""
        return self.asked is None or self.asked.page == 1

    @property
    def is_document(self) -> bool:
        return any(one.kind == "document" for one in self.interests)

    @property
    def is_content(self) -> bool:
        """It is the second address of a document."""
        return any(one.kind == "content" for one in self.interests)

    def wants(self, interest: Interest) -> bool:
        """Whether the interest adds to those that are there.

        A document is stored once whoever lists it, an attachment once for each page that links it.
        """
        key = (interest.kind, interest.parent_url)
        return all((one.kind, one.parent_url) != key for one in self.interests)


def sighting_of(status: int, state: PageState) -> Sighting:
    """What an answer means for the rhythm of its page."""
    if status == 304 or (status == 200 and state in ("ok", "truncated")):
        return "good"
    gone = state == "not-found" or (status in GONE and state != "blocked")
    return "gone" if gone else "none"


def is_no_word(status: int, state: PageState) -> bool:
    """Whether what came is another page, or a wall, though its status speaks as the site would."""
    return (status == 200 and state != "ok") or (status in GONE and state == "blocked")


class Keeper:
    """Turns answers into snapshots, and gives them to the recorder."""

    def __init__(self, recorder: Recorder, clock: Callable[[], datetime]) -> None:
        self._recorder = recorder
        self._clock = clock

    def answer(self, visit: Visit, response: Response, error: str, sighting: Sighting) -> None:
        """Store the answer, once for each interest. A 304 takes over the body it confirms."""
        headers = headers_of(response)
        unchanged = response.status == 304 and visit.seen is not None
        seen = visit.seen if unchanged else None
        body = None if unchanged else response.body
        first = Snapshot(
            snapshot_id="",
            run_id="",
            source_id="",
            kind="document",
            url=visit.url,
            final_url=response.url,
            redirects=redirects_of(response),
            fetched_at=self._clock(),
            status=response.status,
            headers=headers,
            body_sha256=seen.body_sha256 if seen else None,
            media_type=seen.media_type if seen else media_type_of(headers),
            error=error,
        )
        self._keep(visit, first, body)
        self.checked(visit, sighting)

    def nothing(self, visit: Visit, error: str) -> None:
        """Store that no answer came, and why."""
        empty = Snapshot(
            snapshot_id="",
            run_id="",
            source_id="",
            kind="document",
            url=visit.url,
            final_url=visit.url,
            fetched_at=self._clock(),
            status=0,
            error=error,
        )
        self._keep(visit, empty, None)
        self.checked(visit, "none")

    def checked(self, visit: Visit, sighting: Sighting) -> None:
        """Store when the document was asked for, and when it is due again."""
        if visit.watch:
            now = self._clock()
            due = next_due(visit.watch, now, sighting)
            self._recorder.checked(Check(posting_id=visit.watch.posting_id, at=now, due_at=due))

    def also(self, visit: Visit, interest: Interest) -> None:
        """Store an answer that is there already for one more page that links the file."""
        if visit.answered is not None:
            self._recorder.snapshot(self._of(visit, visit.answered, interest))

    def missing(self, visit: Visit, reason: str) -> None:
        """Store for pages whose text is in a file that it did not come: they stand without it."""
        wanted = [one for one in visit.interests if one.led_by and one.led_by[-1].how == "file"]
        if wanted:
            self.nothing(replace(visit, interests=wanted), reason)

    def _keep(self, visit: Visit, snapshot: Snapshot, body: bytes | None) -> None:
        for interest in visit.interests:
            self._recorder.snapshot(self._of(visit, snapshot, interest), body)
        visit.answered = snapshot

    def _of(self, visit: Visit, snapshot: Snapshot, interest: Interest) -> Snapshot:
        """The snapshot as this interest's. Its id is the same if a killed pass runs again."""
        run = interest.owner.run
        pairs = visit.asked.form if visit.asked else visit.form
        form = "&".join("=".join(pair) for pair in pairs)
        by = ("rendered",) if visit.rendered else ()
        parent = interest.parent_url or ""
        interest.owner.snapshots += 1
        return replace(
            snapshot,
            snapshot_id=digest_id(
                "snapshot", run.run_id, interest.kind, visit.url, parent, form, *by
            ),
            run_id=run.run_id,
            source_id=run.source_id,
            kind=interest.kind,
            parent_url=interest.parent_url,
            led_by=interest.led_by,
            leads_to=visit.onward.url if visit.onward and interest.kind != "attachment" else "",
            rendered=visit.rendered,
        )
