"""Subscriptions as a file: taken in, and given out."""

from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.telling.subscribing import managing
from pipeline.telling.subscribing.replacing import Put, put_all, put_words
from pipeline.telling.subscribing.subscriptions import SubscriptionError, parsed, write
from storage.queries import telling
from web.context import Desk, desk_of, page
from web.guard import guarded_form, guarded_upload
from web.telling.shown import shown

LARGEST = 2 * 1024 * 1024
"""Bytes of a file that is taken in."""
_LONGEST_NAME = 80


async def post_import(request: Request) -> Response:
    """Take a file in, whole or not at all; who stays ended all the same is named."""
    desk = desk_of(request)
    form = await guarded_upload(request, desk.key, desk.settings, LARGEST)
    try:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise HTTPException(400, "没有选文件：请选一份订阅的 TOML 文件。")
        name, body = file.filename[-_LONGEST_NAME:], await file.read()
    finally:
        await form.close()
    done = await run_in_threadpool(_import, desk, name, body)
    left = [one.after for one in done if one.stays_ended]
    values = {
        "words": put_words(done),
        "left": [shown(one, desk.office, datetime.now(UTC)) for one in left],
    }
    return await run_in_threadpool(page, request, "subscriptions_read.html", values)


def _import(desk: Desk, name: str, body: bytes) -> list[Put]:
    now = datetime.now(UTC)
    try:
        text = body.decode()
        with desk.db.begin() as conn:
            return put_all(conn, parsed(text, name, now, managing.known(conn, desk.office)), now)
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"{name}：不是 UTF-8 文本，请另存为 UTF-8。") from error
    except SubscriptionError as error:
        raise HTTPException(400, str(error)) from error


async def post_export(request: Request) -> Response:
    """All of them as a file, secrets included: by POST, so that only our own page asks for it."""
    desk = desk_of(request)
    await guarded_form(request, desk.key, desk.settings)
    text = await run_in_threadpool(_export, desk)
    headers = {
        "Content-Disposition": 'attachment; filename="subscriptions.toml"',
        "Cache-Control": "no-store",
    }
    return Response(text, media_type="application/toml; charset=utf-8", headers=headers)


def _export(desk: Desk) -> str:
    with desk.db.connect() as conn:
        return write(telling.find_subscriptions(conn))


ROUTES = [
    Route("/subscribe/import", post_import, methods=["POST"]),
    Route("/subscribe/export", post_export, methods=["POST"]),
]
