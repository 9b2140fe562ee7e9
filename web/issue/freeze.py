"""定稿: what it would fix, said before it is done; then done once, under a name."""

from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from compilation.faults import IssueError
from pipeline.issue.freezing import Freezing, freeze
from pipeline.issue.unread import stale
from web.context import Desk, desk_of, page
from web.guard import guarded_form
from web.issue.files import house_of
from web.issue.page import asked_month, draft_at, is_open, missing, plan_at, unread_in, until
from web.month import Month


@dataclass(frozen=True, kw_only=True)
class Said:
    """Who freezes, and what was seen and agreed to."""

    person: str
    seen: str
    """Hash of the items that the page showed."""
    with_doubts: bool


def show(request: Request) -> Response:
    """What the freeze would fix, and every doubt that is left."""
    desk, month, now = desk_of(request), asked_month(request), datetime.now(UTC)
    draft = draft_at(desk, month, now, validity=False)
    if draft.frozen_at:
        return RedirectResponse(f"/issue/{month.key}", status_code=303)
    with desk.db.connect() as conn:
        values = {
            "month": month,
            "draft": draft,
            "doubts": [one for one in draft.items if one.doubt],
            "unread": [one for one in unread_in(conn, desk, draft, now) if one.until is None],
            "stale": stale(conn, until(draft, now)),
            "missing": missing(conn, draft, now),
            "open": is_open(draft, now),
        }
    return page(request, "issue_freeze.html", values)


async def post_freeze(request: Request) -> Response:
    """Fix the items that the person has seen; others than those are not fixed."""
    desk, month = desk_of(request), asked_month(request)
    form = await guarded_form(request, desk.key, desk.settings)
    said = Said(
        person=str(form.get("person", "")),
        seen=str(form.get("set", "")),
        with_doubts=form.get("doubts") == "1",
    )
    await run_in_threadpool(_freeze, desk, month, said, datetime.now(UTC))
    return RedirectResponse(f"/issue/{month.key}", status_code=303)


def _freeze(desk: Desk, month: Month, said: Said, now: datetime) -> None:
    with desk.db.connect() as conn:
        at_hand = plan_at(conn, desk, month).set_sha256
    if at_hand != said.seen:
        raise HTTPException(409, "您看过之后本期的条目又变了，没有定稿：请返回、刷新，再看一遍。")
    how = Freezing(with_doubts=said.with_doubts, house=house_of(desk), world=desk.world)
    try:
        freeze(desk.db, month.key, said.person, now, how)
    except IssueError as error:
        raise HTTPException(409, str(error)) from error


ROUTES = [
    Route("/issue/{month}/freeze", show),
    Route("/issue/{month}/freeze", post_freeze, methods=["POST"]),
]
