"""The month's issue as it stands: what is in it, what is doubted, what is missing, what is out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from compilation.draft import Plan
from compilation.drafting.choosing import Left, LeftKind
from compilation.drafting.window import Window, month_window
from compilation.faults import IssueError
from pipeline.issue.drafting import draft_of, plan_of
from pipeline.issue.expecting import Unseen, unseen_in
from pipeline.issue.unread import Unread, stale, unread
from pipeline.questions.asking import current_line
from storage.clock import day_of, midnight
from storage.queries.changes import find_changes
from storage.queries.documents import documents_by_id
from storage.queries.issues import issue_of
from storage.records import UNREADABLE, Draft
from web.context import Desk, desk_of, page
from web.items import SHOWN_KINDS, Item, items
from web.month import Month, month_of

FORMATS: Mapping[str, str] = {"docx": "Word", "pdf": "PDF", "md": "Markdown", "html": "网页"}
_LEFT_KINDS: tuple[LeftKind, ...] = ("decided", "open", "printed", "near")
_LEFT_SHOWN = 20
_SETTLED_DAY = 15
"""Until that day the issue at hand is the last month's, if it is not out yet."""


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
    draft = draft_at(desk, month, now, validity=False)
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
            "unread": () if frozen else unread_in(conn, desk, draft, now),
            "stale": None if frozen else stale(conn, until(draft, now)),
            "missing": None if frozen else missing(conn, draft, now),
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


def draft_at(desk: Desk, month: Month, now: datetime, *, validity: bool = True) -> Draft:
    """The issue as it stands, or as it was frozen; ``validity``: with what became of past ones."""
    world = replace(desk.world, validity=validity)
    try:
        return draft_of(desk.db, month.key, now, world=world)
    except IssueError as error:
        raise HTTPException(400, str(error)) from error


def plan_at(conn: Connection, desk: Desk, month: Month) -> Plan:
    """What goes into the issue, and what does not, without the texts."""
    return plan_of(conn, month.key, month_window(month.key), desk.world)


def is_open(draft: Draft, now: datetime) -> bool:
    """Whether more may still be published in the days of the issue."""
    return day_of(now) <= draft.window_end


def _left_out(plan: Plan) -> list[Left]:
    """What of the issue's days is not in it and may be wanted: what people left out first."""
    listed = [one for one in plan.left if one.kind in _LEFT_KINDS]
    return sorted(
        listed, key=lambda one: (_LEFT_KINDS.index(one.kind), -one.known.document.relevance)
    )


def unread_in(conn: Connection, desk: Desk, draft: Draft, now: datetime) -> tuple[Unread, ...]:
    """The sources of which nothing new could be seen in the window of the issue."""
    found = unread(conn, desk.sources, midnight(draft.window_start), until(draft, now))
    return tuple(one for one in found if one.state in UNREADABLE)


def missing(conn: Connection, draft: Draft, now: datetime) -> Unseen:
    """What is due and has not come, and the numbers that the days of the issue passed over."""
    window = Window(start=draft.window_start, end=draft.window_end)
    return unseen_in(conn, draft.month, window, until(draft, now))


def until(draft: Draft, now: datetime) -> datetime:
    """The end of the issue's days, as far as they have come."""
    return min(now, midnight(draft.window_end + timedelta(days=1)))


def _known(conn: Connection, draft: Draft) -> dict[str, Item]:
    """What the desk knows of each document of the issue, by id; one that was merged is absent."""
    documents = documents_by_id(conn, (one.document_id for one in draft.items))
    changes = find_changes(conn, since=_opened(draft), kinds=SHOWN_KINDS)
    mine = [one for one in changes if one.document_id in documents]
    known = items(conn, [documents[key] for key in documents], mine, current_line(conn))
    return {one.document.document_id: one for one in known}


def _opened(draft: Draft) -> datetime:
    return Month(first=draft.window_start).moments()[0]


ROUTES = [Route("/issue", current), Route("/issue/{month}", show)]
