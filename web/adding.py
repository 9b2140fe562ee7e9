"""Adding a document that the lists did not show: an address, or a file that came by mail."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipeline.adding.address import add_address
from pipeline.adding.file import File, add_file
from pipeline.adding.told import AddError, Told
from pipeline.desk import decide
from web.context import Desk, desk_of, page, person_of
from web.guard import guarded_upload

LARGEST = 64 * 2**20
_FIELDS = ("url", "title", "number", "issuer", "published")
_LONGEST = 500
_REASON = "手工补入"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a form says, its fields as they were filled in."""

    fields: dict[str, str]
    file: File | None = None

    def told(self) -> Told:
        """Raises ``AddError`` if the day is none."""
        given = self.fields["published"]
        try:
            published = date.fromisoformat(given) if given else None
        except ValueError:
            raise AddError(f"“{given[:20]}”不是日期：请写成 2023-12-08 的样子，或留空。") from None
        issuers = self.fields["issuer"].replace("，", "、").split("、")
        return Told(
            title=self.fields["title"],
            document_number=self.fields["number"],
            issuing_bodies=tuple(one.strip() for one in issuers if one.strip()),
            published_on=published,
        )


def show(request: Request) -> Response:
    """The form; an address that was asked for stands in it."""
    blank = dict.fromkeys(_FIELDS, "")
    blank["url"] = request.query_params.get("url", "").strip()[:_LONGEST]
    return _form(request, Sent(fields=blank))


def _form(
    request: Request, sent: Sent, *, error: str = "", done: str = "", status: int = 200
) -> Response:
    values = {"sent": sent.fields, "error": error, "done": done, "largest": LARGEST // 2**20}
    return page(request, "adding.html", values, status)


async def post(request: Request) -> Response:
    """Add what the form says; what is wrong is said above the form, which stays filled in."""
    desk = desk_of(request)
    form = await guarded_upload(request, desk.key, desk.settings, LARGEST)
    try:
        sent = await _sent(form)
    finally:
        await form.close()
    try:
        if sent.file:
            key = await run_in_threadpool(_file, desk, sent, sent.file, person_of(request))
            return RedirectResponse(f"/documents/{key}", status_code=303)
        said = await run_in_threadpool(_address, desk, sent)
    except AddError as error:
        return await run_in_threadpool(_form, request, sent, error=str(error), status=400)
    blank = Sent(fields=dict.fromkeys(_FIELDS, ""))
    return await run_in_threadpool(_form, request, blank, done=said)


async def _sent(form: FormData) -> Sent:
    fields = {name: str(form.get(name, "")).strip()[:_LONGEST] for name in _FIELDS}
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        return Sent(fields=fields, file=File(name=file.filename, body=await file.read()))
    return Sent(fields=fields)


def _file(desk: Desk, sent: Sent, file: File, person: str) -> str:
    """The id of the document that the file is; who adds it takes it."""
    added = add_file(desk.db, desk.settings, desk.sources, file, sent.told())
    key = added.document.document_id
    decide(desk.db, key, "approve", person, _REASON, datetime.now(UTC))
    return key


def _address(desk: Desk, sent: Sent) -> str:
    if not sent.fields["url"]:
        raise AddError("请写一个网址，或选一份文件。")
    told, now = sent.told(), datetime.now(UTC)
    source = add_address(desk.db, desk.sources.values(), sent.fields["url"], told, now)
    return (
        f"已记在来源“{source.name}”名下：下一次巡查读取，此后一直跟踪。读到后在“本月”决定收不收。"
    )


ROUTES = [
    Route("/add", show),
    Route("/add", post, methods=["POST"]),
]
