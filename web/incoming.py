"""Posts of programs, signed by the Standard Webhooks specification: the canary's, and reports of
mails that came back. A wrong signature and an unknown id are answered alike, and change nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from notifiers.signing import is_signed
from pipeline.operating.canary_messages import canary_of
from pipeline.telling.own_secrets import bounce_secret, canary_secret
from pipeline.telling.readers.bounces import take
from pipeline.telling.readers.returned import Returned
from storage.database import Database
from storage.queries.canaries import note_posted
from storage.queries.telling import delivery
from storage.records import BounceKind
from storage.settings import Settings

_LARGEST = 64 * 1024
_LARGEST_REPORTS = 2 * 1024 * 1024
_MOST, _LONGEST = 500, 300
_WRONG = (
    "内容不对：应是 JSON 的一条报告或一列报告，每条有 kind（hard、soft、refused 或 complaint）、"
    "address 和 message_id。例子见 docs/operating.md。"
)
_REFUSED = "签名不对，或时间相差五分钟以上。"


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """Where a post came in, and when."""

    db: Database
    settings: Settings
    now: datetime


class Report(msgspec.Struct, forbid_unknown_fields=False):
    """One mail that came back, as programs tell it (docs/operating.md)."""

    kind: BounceKind
    address: str
    message_id: str
    """As the mail has it, with or without its angles."""
    said: str = ""


_REPORTS = msgspec.json.Decoder(list[Report] | Report)


async def canary(request: Request, to: Incoming) -> Response:
    """The canary's webhook has come in: 204, if it is ours."""
    body, headers = await _body(request, _LARGEST), _headers(request)
    if body is None:
        return _said(f"内容过长：最多 {_LARGEST // 1024} KB。", 413)
    if not is_signed(canary_secret(to.settings), headers, body, to.now):
        return _said(_REFUSED, 401)
    await run_in_threadpool(_note_canary, to, headers["webhook-id"])
    return Response(status_code=204)


async def bounces(request: Request, to: Incoming) -> Response:
    """Mails that came back, or complaints: 204, however often it is told."""
    body, headers = await _body(request, _LARGEST_REPORTS), _headers(request)
    if body is None:
        most = _LARGEST_REPORTS // 1024 // 1024
        return _said(f"内容过长：最多 {most} MB、{_MOST} 条，请分几次报。", 413)
    if not is_signed(bounce_secret(to.settings), headers, body, to.now):
        return _said(_REFUSED, 401)
    try:
        read = _REPORTS.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _said(_WRONG, 400)
    reports = read if isinstance(read, list) else [read]
    if len(reports) > _MOST:
        return _said(f"一次最多 {_MOST} 条，这次有 {len(reports)} 条：请分几次报。", 400)
    found = tuple(map(_returned, reports))
    await run_in_threadpool(_take, to, f"post {headers['webhook-id']}", found)
    return Response(status_code=204)


def _note_canary(to: Incoming, delivery_id: str) -> None:
    with to.db.begin() as conn:
        sent = delivery(conn, delivery_id)
        if sent is not None and sent.kind == "canary":
            note_posted(conn, canary_of(sent.period), to.now)


def _take(to: Incoming, mark: str, found: tuple[Returned, ...]) -> None:
    with to.db.begin() as conn:
        take(conn, mark, found, to.now)


def _returned(report: Report) -> Returned:
    return Returned(
        kind=report.kind,
        delivery_id=report.message_id.strip("<> ").partition("@")[0],
        addresses=frozenset({parseaddr(report.address)[1].lower()} - {""}),
        said=report.said[:_LONGEST],
    )


async def _body(request: Request, most: int) -> bytes | None:
    """The body; nothing if it is too long."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return None
    return body


def _headers(request: Request) -> Mapping[str, Any]:
    return {name.lower(): value for name, value in request.headers.items()}


def _said(line: str, status: int) -> Response:
    return PlainTextResponse(f"{line}\n", status_code=status, headers={"Cache-Control": "no-store"})
