"""Every delivery: what became of it, what it said, and sending it again."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import get_args
from urllib.parse import urlencode

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from notifiers import NOTIFIERS, channel_name
from pipeline import deliver
from pipeline.telling.links import looked_at
from storage.queries import telling
from storage.queries.accounts import (
    DeliveriesAsked,
    deliveries_page,
    delivery_counts,
    digest_parts,
)
from storage.records import DELIVERY_WORDS, Delivery, DeliveryState, Form
from web.context import Desk, desk_of, page
from web.guard import guarded_form
from web.telling.shown import all_sent, sent

PAGE = 100
_MOST_SAID = 5
"""Reasons why deliveries are not sent again, on one page."""
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""Of a mail as it was sent: its own styles, and nothing that does anything."""
_SOON = timedelta(minutes=10)
_STATES = get_args(DeliveryState)


def show(request: Request) -> Response:
    """The deliveries, the newest first, with how many stand how."""
    desk = desk_of(request)
    asked = _asked(request)
    with desk.db.connect() as conn:
        after = telling.delivery(conn, request.query_params.get("after", ""))
        found = deliveries_page(conn, asked, limit=PAGE + 1, after=after)
        counts = delivery_counts(conn)
    shown = found[:PAGE]
    values = {
        "asked": asked,
        "state": asked.states[0] if asked.states else "",
        "found": all_sent(shown),
        "counts": [(state, words, counts.get(state, 0)) for state, words in _by_need()],
        "bad": deliver.REPLAYABLE,
        "channels": {name: channel_name(name) for name in NOTIFIERS},
        "url": _url,
        "after": _url(asked, after=shown[-1].delivery_id) if len(found) > PAGE else "",
        "can_retry": any(one.state in deliver.REPLAYABLE for one in shown),
    }
    return page(request, "deliveries.html", values)


def _by_need() -> list[tuple[DeliveryState, str]]:
    """The states, what somebody should look at first."""
    return list(DELIVERY_WORDS.items())


def _asked(request: Request) -> DeliveriesAsked:
    given = request.query_params
    state, channel = given.get("state", ""), given.get("channel", "")
    return DeliveriesAsked(
        states=(state,) if state in _STATES else (),  # type: ignore[arg-type]
        channel=channel if channel in NOTIFIERS else "",
        period=given.get("period", "").strip()[:60],
        subscription_id=given.get("subscription", "").strip()[:32],
        address=given.get("address", "").strip()[:100],
    )


def _url(asked: DeliveriesAsked, **changes: str) -> str:
    """The address of what is asked for, with some of it changed."""
    said = {
        "state": asked.states[0] if asked.states else "",
        "channel": asked.channel,
        "period": asked.period,
        "subscription": asked.subscription_id,
        "address": asked.address,
    } | changes
    return "/deliveries?" + urlencode({name: value for name, value in said.items() if value})


def show_one(request: Request) -> Response:
    """One delivery: its account, and what it said."""
    desk = desk_of(request)
    record, form = _found(request, desk)
    with desk.db.connect() as conn:
        parts = digest_parts(conn, record.digest_id) if record.parts > 1 else []
        who = telling.subscription(conn, record.subscription_id)
    values = {
        "one": sent(record),
        "form": form,
        "payload": _indented(form.payload) if form else "",
        "parts": all_sent(parts),
        "who": who,
        "refresh": _moves_soon(record),
    }
    return page(request, "delivery.html", values)


def _moves_soon(record: Delivery) -> bool:
    """Whether who looks will see it change: it is to be sent in a moment."""
    young = datetime.now(UTC) - record.planned_at < _SOON
    return young and record.state in ("planned", "handed_over") and not record.attempts


def show_mail(request: Request) -> Response:
    """The HTML of a delivery as its reader sees it, but for the reader's own links."""
    _record, form = _found(request, desk_of(request))
    if form is None or not form.html:
        raise HTTPException(404, "这次投递没有 HTML 内容。")
    headers = {"Content-Security-Policy": _MAIL_POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(form.html, headers=headers)


def _found(request: Request, desk: Desk) -> tuple[Delivery, Form | None]:
    """The delivery, and what it said."""
    with desk.db.connect() as conn:
        record = telling.delivery(conn, request.path_params["delivery_id"])
        form = telling.form_of(conn, record.rendering_id) if record else None
    if record is None:
        raise HTTPException(404, "没有这次投递，可能已过保存期。")
    return record, looked_at(form, record) if form else None


def _indented(payload: str) -> str:
    """The JSON as people read it."""
    return msgspec.json.format(payload.encode(), indent=2).decode() if payload else ""


async def post_retry(request: Request) -> Response:
    """Plan deliveries again that failed, were given up or are unknown; it is the operator who knows
    that nothing arrived."""
    desk = desk_of(request)
    form = await guarded_form(request, desk.key, desk.settings)
    chosen = [str(one) for one in form.getlist("delivery")]
    if not chosen:
        raise HTTPException(400, "没有选投递：请先勾选要重发的。")

    if refused := await run_in_threadpool(_retried, desk, chosen):
        others = len(chosen) - len(refused)
        also = f"其余 {others} 份已重新排定。" if others else ""
        raise HTTPException(400, f"{''.join(refused[:_MOST_SAID])}{also}")
    where = f"/deliveries/{chosen[0]}" if len(chosen) == 1 else "/deliveries?state=planned"
    return RedirectResponse(where, status_code=303)


def _retried(desk: Desk, chosen: Iterable[str]) -> list[str]:
    """Why some of them cannot be sent again; the others are planned."""
    refused = []
    for one in chosen:
        try:
            deliver.retry(desk.db, one)
        except (LookupError, ValueError) as error:
            refused.append(str(error))
    return refused


ROUTES = [
    Route("/deliveries", show),
    Route("/deliveries/retry", post_retry, methods=["POST"]),
    Route("/deliveries/{delivery_id}", show_one),
    Route("/deliveries/{delivery_id}/mail", show_mail),
]
