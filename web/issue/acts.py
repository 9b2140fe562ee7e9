"""What a person decides of an issue: the order, what stays out or comes in, titles and parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from compilation.drafting.decisions import order_value
from compilation.faults import IssueError
from pipeline.issue.deciding import decide_issue
from storage.records import IssueDecision, IssueDecisionKind
from storage.text import squeeze
from web.context import Desk, desk_of, person_of
from web.guard import guarded_form
from web.issue.page import asked_month, plan_at
from web.month import Month


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a form says of a document in an issue, and who says it."""

    month: Month
    document_id: str
    value: str
    reason: str
    person: str

    def decision(self, kind: IssueDecisionKind, now: datetime) -> IssueDecision:
        return IssueDecision(
            month=self.month.key,
            document_id=self.document_id,
            kind=kind,
            value=self.value,
            person=self.person,
            reason=self.reason,
            decided_at=now,
        )


_Work = Callable[[Desk, Said, datetime], None]


async def post_order(request: Request) -> Response:
    """One document goes up, down, or to a place of its part."""
    return await _done(request, _order)


async def post_leave(request: Request) -> Response:
    """A document stays out of this issue."""
    return await _done(request, _as("leave"))


async def post_take(request: Request) -> Response:
    """A document belongs, and is in this issue without a doubt."""
    return await _done(request, _as("take"))


async def post_title(request: Request) -> Response:
    """A document is printed under another title; under its own again if none is given."""
    return await _done(request, _as("title"))


async def post_part(request: Request) -> Response:
    """A document is printed in another part; in its own again if none is given."""
    return await _done(request, _as("part"))


def moved(ids: Sequence[str], document_id: str, where: str) -> list[str]:
    """The ids with one of them moved: ``up``, ``down``, or to a place counted from 1.

    Raises ``HTTPException`` where that says no place.
    """
    at = ids.index(document_id)
    if where in ("up", "down"):
        to = at + (1 if where == "down" else -1)
    elif where.isascii() and where.isdecimal() and len(where) < 5:
        to = int(where) - 1
    else:
        raise HTTPException(400, "没有说明移到哪里：请写本编中的第几件。")
    rest = [one for one in ids if one != document_id]
    rest.insert(min(max(to, 0), len(rest)), document_id)
    return rest


def _order(desk: Desk, said: Said, now: datetime) -> None:
    with desk.db.connect() as conn:
        parts = plan_at(conn, desk, said.month).parts
    for _part, mine in parts:
        ids = [one.document_id for one in mine]
        if said.document_id in ids:
            value = order_value(moved(ids, said.document_id, said.value))
            _decide(desk, replace(said, value=value).decision("order", now))
            return
    raise HTTPException(404, "这一件已不在本期，请刷新再看。")


def _as(kind: IssueDecisionKind) -> _Work:
    return lambda desk, said, now: _decide(desk, said.decision(kind, now))


def _decide(desk: Desk, decision: IssueDecision) -> None:
    try:
        decide_issue(desk.db, decision, desk.office)
    except IssueError as error:
        raise HTTPException(400, str(error)) from error


async def _done(request: Request, work: _Work) -> Response:
    """Back to the document in the issue, or to the issue if it is not in it any more."""
    desk, month = desk_of(request), asked_month(request)
    said = _said(month, await guarded_form(request, desk.key, desk.settings), person_of(request))
    await run_in_threadpool(work, desk, said, datetime.now(UTC))
    return RedirectResponse(f"/issue/{month.key}#d-{said.document_id}", status_code=303)


def _said(month: Month, form: FormData, person: str) -> Said:
    return Said(
        month=month,
        document_id=str(form.get("document", "")),
        value=squeeze(str(form.get("value", ""))),
        reason=str(form.get("reason", "")),
        person=person,
    )


ROUTES = [
    Route("/issue/{month}/order", post_order, methods=["POST"]),
    Route("/issue/{month}/leave", post_leave, methods=["POST"]),
    Route("/issue/{month}/take", post_take, methods=["POST"]),
    Route("/issue/{month}/title", post_title, methods=["POST"]),
    Route("/issue/{month}/part", post_part, methods=["POST"]),
]
