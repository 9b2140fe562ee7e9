"""What a person says at the desk: take, leave, and who is speaking."""

from datetime import UTC, datetime
from typing import cast
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.desk import DeskError, decide
from pipeline.questions.asking import current_line
from storage.queries.changes import find_changes
from storage.queries.documents import document
from storage.records import Decision
from web.context import Desk, desk_of, page, person_of
from web.guard import guarded_form
from web.items import items
from web.month import Month, month_of

_YEAR = 365 * 24 * 3600


async def post_decision(request: Request) -> Response:
    """Record the decision; back to the item, or the item alone for the page's own script."""
    desk = desk_of(request)
    form = await guarded_form(request, desk.key, desk.settings)
    decision = form.get("decision")
    if decision not in ("approve", "reject"):
        raise HTTPException(400, "没有说明是收录还是不收。")
    document_id = request.path_params["document_id"]
    reason = str(form.get("reason", ""))
    said = (cast(Decision, decision), person_of(request), reason)
    await run_in_threadpool(_decide, desk, document_id, said)
    back = local_path(str(form.get("back", "/")))
    if request.headers.get("x-desk") == "item":
        month = month_of(str(form.get("month", "")))
        return await run_in_threadpool(_item, request, document_id, (back, month))
    return RedirectResponse(f"{back}#d-{document_id}", status_code=303)


async def post_person(request: Request) -> Response:
    """Remember who sits at the desk, in a cookie."""
    desk = desk_of(request)
    form = await guarded_form(request, desk.key, desk.settings)
    response = RedirectResponse(local_path(str(form.get("back", "/"))), status_code=303)
    name = str(form.get("person", "")).strip()[:40]
    response.set_cookie(
        "person", quote(name), max_age=_YEAR, httponly=True, samesite="strict", path="/"
    )
    return response


def local_path(address: str) -> str:
    """The address if it is a path of ours, else the first page: no way out to other sites."""
    local = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if local and address.isprintable() and "#" not in address else "/"


def _decide(desk: Desk, document_id: str, said: tuple[Decision, str, str]) -> None:
    decision, person, reason = said
    with desk.db.connect() as conn:
        if document(conn, document_id) is None:
            raise HTTPException(404, "没有这份文件。它可能并入了另一份，请从首页再找。")
    try:
        decide(desk.db, document_id, decision, person, reason, datetime.now(UTC))
    except DeskError as error:
        raise HTTPException(400, str(error)) from error


def _item(request: Request, document_id: str, place: tuple[str, Month | None]) -> Response:
    back, month = place
    since, until = month.moments() if month else (None, None)
    with desk_of(request).db.connect() as conn:
        record = document(conn, document_id)
        if record is None:
            raise HTTPException(404, "没有这份文件。")
        changes = find_changes(conn, since=since, until=until, document_id=document_id)
        item = items(conn, (record,), changes, current_line(conn))[0]
    return page(
        request, "item.html", {"item": item, "back": back, "month": month.key if month else ""}
    )
