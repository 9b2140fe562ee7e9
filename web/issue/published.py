"""Issues that were published or frozen: all of them, one of them, and taking one in from a file."""

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from compilation.faults import IssueError
from compilation.matching.differing import ITEM_WORDS
from pipeline.issue.importing import Imported, import_issue
from storage.queries.issue_list import issue_lines
from storage.queries.issues import issue_of, printings_in
from storage.records import StoredIssue
from web.context import Desk, desk_of, page, person_of
from web.guard import guarded_upload
from web.issue.page import asked_month
from web.month import Month

LARGEST = 64 * 2**20
_LONGEST_NAME = 60
"""Characters, of up to four bytes: a file system takes 255 bytes."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A file that a person sent, and the month that it is said to be of."""

    body: bytes
    name: str
    month: str | None


def show(request: Request) -> Response:
    """The list, and the form to take an issue in."""
    return _list(request)


def _list(request: Request, error: str = "", status: int = 200) -> Response:
    with desk_of(request).db.connect() as conn:
        rows = issue_lines(conn)
    values = {"rows": rows, "error": error, "largest": LARGEST // 2**20}
    return page(request, "issues.html", values, status)


def show_one(request: Request) -> Response:
    """What an issue prints, and which document each item is."""
    month = asked_month(request)
    with desk_of(request).db.connect() as conn:
        stored = at_hand(conn, month)
        values = {
            "month": month,
            "stored": stored,
            "printings": {one.item: one for one in printings_in(conn, month.key)},
            "frozen": issue_of(conn, month.key, "frozen"),
            "ITEM_WORDS": ITEM_WORDS,
        }
    return page(request, "issue_printed.html", values)


def at_hand(conn: Connection, month: Month) -> StoredIssue:
    """The month's published issue, else the one that was frozen here."""
    stored = issue_of(conn, month.key)
    if stored is None:
        raise HTTPException(404, f"{month.name}还没有印本：请在“已印各期”导入，或先在本期定稿。")
    return stored


async def post_import(request: Request) -> Response:
    """Take an issue in; what cannot be read is said in one line above the form."""
    desk = desk_of(request)
    try:
        sent = await _sent(request, desk)
        read = await run_in_threadpool(_import, desk, sent, person_of(request))
    except HTTPException as error:
        return await run_in_threadpool(_list, request, error.detail, error.status_code)
    return RedirectResponse(f"/issues/{read.issue.month}", status_code=303)


async def _sent(request: Request, desk: Desk) -> Sent:
    form = await guarded_upload(request, desk.key, desk.settings, LARGEST)
    try:
        file, month = form.get("file"), str(form.get("month", "")).strip()
        name = _file_name(file.filename or "") if isinstance(file, UploadFile) else ""
        if not isinstance(file, UploadFile) or not name:
            raise HTTPException(400, "没有选文件：请选一份 Word、PDF、TXT 或 Markdown 的汇编。")
        return Sent(body=await file.read(), name=name, month=month or None)
    finally:
        await form.close()


def _file_name(sent: str) -> str:
    """A name that is one on every system; empty if nothing is left of it."""
    name = PurePath(sent.replace("\\", "/")).name
    return "".join(filter(str.isprintable, name)).strip(". ")[-_LONGEST_NAME:]


def _import(desk: Desk, sent: Sent, person: str) -> Imported:
    with tempfile.TemporaryDirectory(prefix="policywatch-") as folder:
        path = Path(folder) / sent.name
        path.write_bytes(sent.body)
        try:
            now = datetime.now(UTC)
            return import_issue(desk.db, path, sent.month, person, now, office=desk.office)
        except IssueError as error:
            raise HTTPException(400, str(error)) from error


ROUTES = [
    Route("/issues", show),
    Route("/issues/import", post_import, methods=["POST"]),
    Route("/issues/{month}", show_one),
]
