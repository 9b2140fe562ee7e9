"""A person at the desk says to know of a problem."""

from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.operating.acknowledging import ProblemError, acknowledge
from web.context import desk_of, person_of
from web.decide import local_path
from web.guard import guarded_form


async def post_acknowledgement(request: Request) -> Response:
    """Record who knows of the problems (ids with commas between), and go back."""
    desk = desk_of(request)
    form = await guarded_form(request, desk.key, desk.settings)
    keys = [key for key in str(form.get("problems", "")).split(",") if key]
    said = (person_of(request), str(form.get("note", "")), datetime.now(UTC))
    try:
        await run_in_threadpool(acknowledge, desk.db, keys, *said)
    except ProblemError as error:
        raise HTTPException(404, str(error)) from error
    return RedirectResponse(local_path(str(form.get("back", "/sources"))), status_code=303)
