"""The feeds of a filter, at addresses that are keys: who has one can read it, and nobody else."""

import json
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pipeline.feeds import addresses
from pipeline.feeds.answers import (
    Answer,
    Reading,
    atom_answer,
    calendar_answer,
    changes_answer,
)
from pipeline.feeds.changes import CursorError, GoneCursorError
from pipeline.feeds.feed import Feed
from pipeline.feeds.whose import EndedFeedError, StoppedFeedError, UnknownFeedError, feed_of
from storage.ids import sha256
from web.public.context import SECRET, Public, public_of

_PRIVATE = SECRET | {"Cache-Control": "private, no-cache"}
_UNKNOWN = "没有这个地址：不完整，或已被换掉。请从订阅设置页，或向给你地址的人，取新的。"
_TITLES = {400: "请求有误", 403: "暂停供稿", 404: "没有这个地址", 410: "已不存在"}
_STOPPED = "编辑部暂停了这个订阅：恢复以后，仍用这个地址读取。"
_ENDED = "这里的订阅（或保存的检索）已经结束，不再有内容。"


def _feed(request: Request) -> Response:
    """The feed, or one line that says why there is none."""
    public, now = public_of(request), public_of(request).now()
    token, name = request.path_params["token"], request.path_params["name"]
    with public.db.connect() as conn:
        try:
            feed = feed_of(conn, public.links.signer, token)
            answer = _answer(conn, request, _reading(public, feed, token, name, now))
        except UnknownFeedError:
            return _refused(name, _UNKNOWN, 404)
        except StoppedFeedError:
            return _refused(name, _STOPPED, 403)
        except EndedFeedError:
            return _refused(name, _ENDED, 410)
        except CursorError as error:
            return _refused(name, str(error), 410 if isinstance(error, GoneCursorError) else 400)
    return _sent(request, answer, now)


def _reading(public: Public, feed: Feed, token: str, name: str, now: datetime) -> Reading:
    url = f"{public.links.site}/feeds/{token}/{name}"
    return Reading(feed=feed, watch=public.watch, now=now, url=url)


def _answer(conn: Connection, request: Request, reading: Reading) -> Answer:
    asked = request.query_params
    match request.path_params["name"]:
        case addresses.ATOM:
            return atom_answer(conn, reading, asked.get("before", ""))
        case addresses.CALENDAR:
            return calendar_answer(conn, reading)
        case addresses.CHANGES:
            return changes_answer(conn, reading, asked.get("cursor", ""), asked.get("limit", ""))
    raise UnknownFeedError


def _refused(name: str, line: str, status: int) -> Response:
    """Why there is no feed: to programs as a problem (RFC 9457), to others as a line of text."""
    if name != addresses.CHANGES:
        return PlainTextResponse(f"{line}\n", status_code=status, headers=SECRET)
    told = {"type": "about:blank", "title": _TITLES[status], "status": status, "detail": line}
    body = json.dumps(told, ensure_ascii=False) + "\n"
    return Response(body, status, headers=SECRET, media_type="application/problem+json")


def _sent(request: Request, answer: Answer, now: datetime) -> Response:
    """The feed, or that it is what the reader has."""
    fingerprint = sha256(answer.body)[:32]
    address = f"{request.url.path}?{request.url.query}"
    since = public_of(request).answered.since(address, fingerprint, now.astimezone(UTC))
    headers = _PRIVATE | {
        "ETag": f'"{fingerprint}"',
        "Last-Modified": format_datetime(since, usegmt=True),
    }
    if _has_it(request, headers["ETag"], since):
        return Response(status_code=304, headers=headers)
    if answer.file_name:  # several calendars lie apart where somebody keeps them as files
        headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(answer.file_name, '')}"
    return Response(answer.body, media_type=answer.media_type, headers=headers)


def _has_it(request: Request, tag: str, answered_since: datetime) -> bool:
    """Whether the reader has this very answer; what it says of dates counts only without tags."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        known = {one.strip().removeprefix("W/") for one in tags.split(",")}
        return tag in known or "*" in known
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:  # none, or no date
        return False
    return answered_since <= (since if since.tzinfo else since.replace(tzinfo=UTC))


ROUTES = [Route("/feeds/{token}/{name}", _feed, name="feed")]
