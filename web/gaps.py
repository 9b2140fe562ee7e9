"""What is missing: numbers that were never seen, yearly notices that have not come."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import groupby

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.series.gaps import Gap, GapError, Gaps, answer, gaps, undo, unpublished
from pipeline.series.overdue import overdue_notices
from storage.clock import day_of
from web.context import desk_of, page, person_of
from web.guard import guarded_form


def show(request: Request) -> Response:
    """The numbers that were never seen, notices that have not come, and what was answered."""
    now = datetime.now(UTC)
    with desk_of(request).db.connect() as conn:
        found = gaps(conn, now)
        late = overdue_notices(conn, day_of(now))
    values = {
        "series": _by_series(found),
        "total": len(found.asked),
        "yearly": [one for one in late if one.years > 1],
        "once": [one for one in late if one.years == 1],
        "answers": found.answers[::-1],
        "unpublished": unpublished(),
    }
    return page(request, "gaps.html", values)


def _by_series(found: Gaps) -> list[tuple[str, list[Gap]]]:
    """The series by name, those that may still fill up last."""
    grouped = groupby(found.asked, key=lambda gap: (gap.fresh, gap.hole.series))
    return [(series.key, list(mine)) for (_, series), mine in grouped]


async def post_answer(request: Request) -> Response:
    """Record that a number, or its series, need not be asked for."""
    desk = desk_of(request)
    form = await guarded_form(request, desk.key, desk.settings)
    number, whole = str(form.get("number", "")), form.get("whole") == "series"
    said = (person_of(request), str(form.get("reason", "")))

    def act() -> None:
        answer(desk.db, number, whole_series=whole, said=said, now=datetime.now(UTC))

    return await _done(act)


async def post_undo(request: Request) -> Response:
    """Take an answer back."""
    desk = desk_of(request)
    await guarded_form(request, desk.key, desk.settings)

    def act() -> None:
        undo(desk.db, request.path_params["answer_id"], person_of(request), datetime.now(UTC))

    return await _done(act)


async def _done(act: Callable[[], None]) -> Response:
    try:
        await run_in_threadpool(act)
    except GapError as error:
        raise HTTPException(400, str(error)) from error
    return RedirectResponse("/gaps", status_code=303)
