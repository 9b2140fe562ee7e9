"""应到未到: yearly notices that came this month in earlier years and have not come yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import Connection

from compilation.drafting.window import Window
from compilation.months import first_of, last_of, month_index, moved
from pipeline.series.expected import BACK, SOON, Came, Expected, came_around, expected
from pipeline.series.gaps import Gap, gaps
from pipeline.series.yearly import NO_SERIES, pattern_of
from storage.clock import midnight
from storage.queries.documents import Wanted, find_documents
from storage.queries.issue_months import documents_titled, held_documents, read_between
from storage.queries.issues import documents_in, issued_months, issues_in
from storage.records import Document, IssueItem

Object = dict[str, object]
SURE = 0.5
"""Below it a notice may well not come yearly."""


@dataclass(frozen=True, kw_only=True)
class Unseen:
    """What should have come and was not seen."""

    due: tuple[Expected, ...]
    """Notices of this time of the year, the surest first."""
    unsure: tuple[Expected, ...]
    """Of which it is not known that they come every year."""
    numbers: tuple[Gap, ...]
    """That the days passed over."""

    @property
    def count(self) -> int:
        return len(self.due) + len(self.numbers)


def unseen_in(conn: Connection, month: str, window: Window, until: datetime) -> Unseen:
    """The notices that are due in the month, and the numbers passed over in its days.

    ``until``: as far as they have come.
    """
    found = expected_in(conn, month)
    skipped = (one for one in gaps(conn, until).asked if window.holds(one.hole.above.dated_on))
    return Unseen(
        due=tuple(one for one in found if one.confidence >= SURE),
        unsure=tuple(one for one in found if one.confidence < SURE),
        numbers=tuple(skipped),
    )


def watched_in(read: Mapping[str, tuple[datetime, datetime]], month: str) -> set[str]:
    """The sources that are known of the month: read since, and first read before its end.

    What is older than the first reading was only partly listed then. ``read``: when each was first
    and last read whole.
    """
    begins, ends = midnight(first_of(month)), midnight(first_of(moved(month, 1)))
    return {key for key, (begun, done) in read.items() if begun < ends and done >= begins}


def is_known(conn: Connection, month: str) -> bool:
    """Whether it was printed, or anything was watched in it."""
    return month in issued_months(conn) or bool(watched_in(read_between(conn), month))


def expected_in(conn: Connection, month: str) -> tuple[Expected, ...]:
    """The series that are due in the month and have not come, the surest first.

    None of a month of which nothing is known: nobody knows what came in it.
    """
    if not is_known(conn, month):
        return ()
    at = month_index(month)
    printed = _items(conn, month)
    known = {one.document_id for one in printed}
    wanted = Wanted(
        since=first_of(moved(month, -12 * BACK - 1)),
        until=last_of(moved(month, SOON)),
        relevant=("yes", "person"),
    )
    detected = [
        came
        for one in find_documents(conn, wanted)
        if one.document_id not in known and (came := _came(one))
    ]
    before = [one for one in chain(printed, detected) if one.month < at]
    lately = [one for one in chain(printed, detected) if one.month >= at - SOON]
    lately += _titled_alike(conn, month, came_around(at, before))
    return expected(at, before, lately, is_known(conn, moved(month, -12)))


def _items(conn: Connection, month: str) -> list[Came]:
    """Of the issues of around this month in earlier years, and of lately."""
    around = {moved(month, -12 * back + off) for back in range(1, BACK + 1) for off in (-1, 0, 1)}
    lately = {moved(month, off) for off in range(-SOON, SOON + 1)}
    carried = documents_in(conn, around | lately)
    held = held_documents(conn, carried.values())
    return [
        _printed(stored.month, item, held.get(carried.get((stored.month, item.number), "")))
        for stored in issues_in(conn, around | lately)
        for item in stored.content.items
    ]


def _printed(month: str, item: IssueItem, document: Document | None) -> Came:
    """An item: it came when its document was published, else in the month of its issue."""
    published = document.published_on if document else None
    issuers = document.issuing_bodies if document else ()
    return Came(
        title=item.title,
        document_number=item.document_number,
        issuing_bodies=issuers or item.issuing_bodies,
        dated_on=published or item.signed_on,
        month=month_index(f"{published:%Y-%m}" if published else month),
        document_id=document.document_id if document else None,
        printed_in=month,
        item=item.number,
        page=item.page,
    )


def _came(document: Document) -> Came | None:
    """A document as it came; one that nobody dates is in no month, and some are of no series."""
    if document.published_on is None or document.page_kind in NO_SERIES:
        return None
    return Came(
        title=document.title,
        document_number=document.document_number,
        issuing_bodies=document.issuing_bodies,
        dated_on=document.published_on,
        month=month_index(f"{document.published_on:%Y-%m}"),
        document_id=document.document_id,
    )


def _titled_alike(conn: Connection, month: str, due: list[Came]) -> Iterator[Came]:
    """What came lately under such titles, though the program or a person would leave it out."""
    patterns = {pattern_of(one.title) for one in due}
    since, until = first_of(moved(month, -SOON)), last_of(moved(month, SOON))
    return filter(None, map(_came, documents_titled(conn, patterns, since, until)))


def expected_object(one: Expected) -> Object:
    """A notice that is due, as an object: last year's, and how sure it is."""
    last = one.last
    return {
        "title": last.title,
        "document_number": last.document_number,
        "issuing_bodies": last.issuing_bodies,
        "published_on": last.dated_on,
        "document_id": last.document_id,
        "printed_in": {"month": last.printed_in, "item": last.item, "page": last.page}
        if last.printed_in
        else None,
        "years": len(one.years),
        "confidence": one.confidence,
        "reason": one.reason,
    }


def expected_line(one: Expected) -> str:
    """The same as a Chinese line."""
    last = one.last
    number = f"（{last.document_number}）" if last.document_number else ""
    day = f"{last.dated_on}" if last.dated_on else ""
    return "\t".join((last.title + number, day, printed_words(last), one.reason))


def printed_words(last: Came) -> str:
    """载 2025-03 4.1，第3页; empty where no issue prints it."""
    if not last.printed_in:
        return ""
    page = f"，第{last.page}页" if last.page is not None else ""
    return f"载 {last.printed_in} {last.item}{page}"
