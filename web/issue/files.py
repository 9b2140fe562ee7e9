"""The issue as a file to take away: made in a thread, while a page says how far it is."""

from datetime import UTC, datetime
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from compilation.faults import IssueError
from compilation.house import House
from pipeline.issue import files
from web.context import Desk, desk_of, page
from web.guard import guarded_form
from web.issue.page import FORMATS, asked_month, draft_at
from web.making import BusyError, Making, Report, Workshop
from web.month import Month

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
}


async def post_file(request: Request) -> Response:
    """Begin to make the file; to the page that says how far it is."""
    desk, month = desk_of(request), asked_month(request)
    form = await guarded_form(request, desk.key, desk.settings)
    kind = str(form.get("format", ""))
    if kind not in FORMATS:
        raise HTTPException(400, "没有这种格式：可选 Word、PDF、Markdown、网页。")
    making = await run_in_threadpool(_begin, request, desk, (month, kind))
    return RedirectResponse(f"/issue/{month.key}/files/{making.key}", status_code=303)


def show(request: Request) -> Response:
    """How far the file is; when it is made, it is sent by itself."""
    month, making = asked_month(request), _making(request)
    values = {
        "month": month,
        "making": making,
        "address": f"/issue/{month.key}/files/{making.key}/file",
        "fault": making.fault,
        "notes": (),
        "size": "",
    }
    if making.ready and not values["fault"]:
        values |= {"notes": making.done.result(), "size": _size(making.path)}
    return page(request, "issue_file.html", values)


def send(request: Request) -> Response:
    """The file itself, under its own name."""
    making = _making(request)
    if not making.ready or making.fault:
        raise HTTPException(404, "这个文件还没有做好。")
    kind = making.path.suffix.removeprefix(".")
    return FileResponse(making.path, media_type=_TYPES[kind], filename=making.name)


def _begin(request: Request, desk: Desk, asked: tuple[Month, str]) -> Making:
    month, kind = asked
    draft = draft_at(desk, month, datetime.now(UTC))
    house = house_of(desk)

    def work(path: Path, report: Report) -> tuple[str, ...]:
        return files.write(draft, house, path, report).notes

    try:
        return _workshop(request).begin(files.name_of(draft, house, f".{kind}"), work)
    except BusyError as error:
        raise HTTPException(503, str(error)) from error


def house_of(desk: Desk) -> House:
    """The office's own style of issue, or the program's."""
    try:
        return files.house_of(desk.settings)
    except IssueError as error:
        raise HTTPException(409, str(error)) from error


def _workshop(request: Request) -> Workshop:
    workshop = request.app.state.issue_files
    assert isinstance(workshop, Workshop)
    return workshop


def _making(request: Request) -> Making:
    making = _workshop(request).find(request.path_params["key"])
    if making is None:
        raise HTTPException(404, "这个文件已不再保留，请回到本期再做一份。")
    return making


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(1, size // 1024)} KB"


ROUTES = [
    Route("/issue/{month}/files", post_file, methods=["POST"]),
    Route("/issue/{month}/files/{key}", show),
    Route("/issue/{month}/files/{key}/file", send),
]
