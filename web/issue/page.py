"""The month's issue as it stands: what is in it, what is doubted, what is missing, what is out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from compilation.draft import Plan
from compilation.drafting.choosing import Left, LeftKind
from compilation.drafting.window import month_window
from compilation.faults import IssueError
from pipeline.issue.drafting import World, draft_of, plan_of
from pipeline.issue.expecting import expected_in
from pipeline.series.expected import Expected
from pipeline.series.gaps import Gap, gaps
from storage.clock import day_of, midnight
from storage.queries.changes import find_changes
from storage.queries.documents import documents_by_id
from storage.queries.issues import issue_of
from storage.records import Draft
from web.context import Desk, desk_of, page
from web.issue.unread import Unread, stale, unread
from web.items import SHOWN_KINDS, Item, items
from web.month import Month, month_of

FORMATS: Mapping[str, str] = {"docx": "Word", "pdf": "PDF", "md": "Markdown", "html": "网页"}
_LEFT_KINDS: tuple[LeftKind, ...] = ("decided", "open", "printed", "near")
_LEFT_SHOWN = 20
_SURE = 0.5
_SETTLED_DAY = 15
"""Until that day the issue at hand is the last month's, if it is not out yet."""


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What should have come and was not seen."""

    due: tuple[Expected, ...]
    """Notices of this time of the year."""
    unsure: tuple[Expected, ...]
    """Of which it is not known that they come every year."""
    numbers: tuple[Gap, ...]

    @property
    def count(self) -> int:
        return len(self.due) + len(self.numbers)


def current(request: Request) -> Response:
    """To the issue that is being made: last month's until it is out, else this month's."""
    today = day_of(datetime.now(UTC))
    this = Month(first=today.replace(day=1))
    last = this.moved(-1)
    with desk_of(request).db.connect() as conn:
        done = issue_of(conn, last.key) is not None
    month = this if done or today.day > _SETTLED_DAY else last
    return RedirectResponse(f"/issue/{month.key}", status_code=302)


def show(request: Request) -> Response:
    """The page of an issue."""
    desk, month, now = desk_of(request), asked_month(request), datetime.now(UTC)
    draft = draft_at(desk, month, now)
    with desk.db.connect() as conn:
        frozen = issue_of(conn, month.key, "frozen")
        values = {
            "month": month,
            "draft": draft,
            "items": _known(conn, draft),
            "doubts": [one for one in draft.items if one.doubt],
            "frozen": frozen,
            "printed": issue_of(conn, month.key, "imported"),
            "left": () if frozen else _left_out(plan_at(conn, desk, month)),
            "unread": () if frozen else unread_in(conn, desk, draft),
            "stale": None if frozen else stale(conn, until(draft, now)),
            "missing": None if frozen else missing(conn, desk, draft, now),
            "open": is_open(draft, now),
            "future": month.moved(1).first > day_of(now),
            "FORMATS": FORMATS,
            "LEFT_SHOWN": _LEFT_SHOWN,
        }
    return page(request, "issue.html", values)


def asked_month(request: Request) -> Month:
    """The month in the address."""
    month = month_of(request.path_params["month"])
    if month is None:
        raise HTTPException(404, "没有这样的月份：请写成 2023-12 的样子。")
    return month


def draft_at(desk: Desk, month: Month, now: datetime) -> Draft:
    """The issue as it stands, or as it was frozen."""
    try:
        return draft_of(desk.db, month.key, now, world=World(sources=desk.sources))
    except IssueError as error:
        raise HTTPException(400, str(error)) from error


def plan_at(conn: Connection, desk: Desk, month: Month) -> Plan:
    """What goes into the issue, and what does not, without the texts."""
    return plan_of(conn, month.key, month_window(month.key), desk.sources)


def is_open(draft: Draft, now: datetime) -> bool:
    """Whether more may still be published in the days of the issue."""
    return day_of(now) <= draft.window_end


def _left_out(plan: Plan) -> list[Left]:
    """What of the issue's days is not in it and may be wanted: what people left out first."""
    listed = [one for one in plan.left if one.kind in _LEFT_KINDS]
    return sorted(
        listed, key=lambda one: (_LEFT_KINDS.index(one.kind), -one.known.document.relevance)
    )


def unread_in(conn: Connection, desk: Desk, draft: Draft) -> tuple[Unread, ...]:
    """The sources that could not be read in the window of the issue."""
    return unread(conn, desk.sources, draft.window_start, draft.window_end)


def missing(conn: Connection, desk: Desk, draft: Draft, now: datetime) -> Missing:
    """Yearly notices that are due and have not come, and numbers that the days passed over."""
    due = expected_in(conn, draft.month)
    skipped = (
        gap
        for gap in gaps(conn, until(draft, now)).asked
        if draft.window_start <= gap.hole.above.dated_on <= draft.window_end
    )
    return Missing(
        due=tuple(one for one in due if one.confidence >= _SURE),
        unsure=tuple(one for one in due if one.confidence < _SURE),
        numbers=tuple(skipped),
    )


def until(draft: Draft, now: datetime) -> datetime:
    """The end of the issue's days, as far as they have come."""
    return min(now, midnight(draft.window_end + timedelta(days=1)))


def _known(conn: Connection, draft: Draft) -> dict[str, Item]:
    """What the desk knows of each document of the issue, by id; one that was merged is absent."""
    documents = documents_by_id(conn, (one.document_id for one in draft.items))
    changes = find_changes(conn, since=_opened(draft), kinds=SHOWN_KINDS)
    mine = [one for one in changes if one.document_id in documents]
    known = items(conn, [documents[key] for key in documents], mine)
    return {one.document.document_id: one for one in known}


def _opened(draft: Draft) -> datetime:
    return Month(first=draft.window_start).moments()[0]


ROUTES = [Route("/issue", current), Route("/issue/{month}", show)]
