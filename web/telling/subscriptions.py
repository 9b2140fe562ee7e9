"""Who is told what: the list, one of them, and what is done with it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from notifiers import NOTIFIERS, channel_name
from pipeline.feeds.addresses import feed_addresses
from pipeline.telling.links import PublicLinks
from pipeline.telling.sending import endpoints
from pipeline.telling.subscribing import managing
from pipeline.telling.subscribing.pausing import resumed
from pipeline.telling.subscribing.replacing import CHANGING
from pipeline.telling.subscribing.subscriptions import without_keys, write
from storage.faults import WrongError
from storage.queries.accounts import DeliveriesAsked, deliveries_page
from storage.queries.subscribing import (
    SubscriptionsAsked,
    subscription_counts,
    subscriptions_page,
)
from storage.records import Subscription
from web.context import Desk, desk_of, page, person_of
from web.guard import guarded_form
from web.telling.shown import all_sent, shown
from web.telling.trial import trial

PAGE = 50
_MOST_PAGES = 2000
STATES = {"": "不限", "active": "启用", "failing": "接收失败", "ended": "已停用"}
_RECENT = 10


def show(request: Request) -> Response:
    """The subscriptions, the newest first."""
    desk, now = desk_of(request), datetime.now(UTC)
    asked, place = _asked(request)
    with desk.db.connect() as conn:
        found = subscriptions_page(conn, asked, limit=PAGE + 1, offset=(place - 1) * PAGE)
        counts = subscription_counts(conn)
    values = {
        "asked": asked,
        "found": [shown(one, desk.office, now) for one in found[:PAGE]],
        "counts": counts,
        "channels": {name: channel_name(name) for name in NOTIFIERS},
        "states": STATES,
        "place": place,
        "before": _url(asked, place - 1) if place > 1 else "",
        "after": _url(asked, place + 1) if len(found) > PAGE else "",
    }
    return page(request, "subscriptions.html", values)


def _asked(request: Request) -> tuple[SubscriptionsAsked, int]:
    """What the address asks for, and which page of it."""
    given = request.query_params
    state, channel = given.get("state", ""), given.get("channel", "")
    asked = SubscriptionsAsked(
        text=given.get("q", "").strip()[:100],
        channel=channel if channel in NOTIFIERS else "",
        state=state if state in STATES else "",
    )
    number = given.get("page", "")
    place = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 1
    return asked, min(max(1, place), _MOST_PAGES)


def _url(asked: SubscriptionsAsked, place: int) -> str:
    said = {"q": asked.text, "channel": asked.channel, "state": asked.state, "page": str(place)}
    return "/subscriptions?" + urlencode({name: value for name, value in said.items() if value})


def show_one(request: Request) -> Response:
    """One of them: what it wants, how far it is told, what was sent to it."""
    desk, now = desk_of(request), datetime.now(UTC)
    with desk.db.connect() as conn:
        who = _found(request, desk)
        recent = deliveries_page(
            conn, DeliveriesAsked(subscription_id=who.subscription_id), limit=_RECENT
        )
    return page(request, "subscription.html", _values(who, desk, now, recent=all_sent(recent)))


def _values(who: Subscription, desk: Desk, now: datetime, **more: object) -> dict[str, object]:
    links = PublicLinks.of(desk.settings)
    values: dict[str, object] = {
        "feeds": feed_addresses(links, who) if links else (),
        "one": shown(who, desk.office, now),
        "toml": write([without_keys(who)]),
        "told_again": resumed(who, now).told_until if not who.active else None,
        "can_rotate": hasattr(NOTIFIERS.get(who.channel), "fresh_secret"),
        "changing_hours": CHANGING // timedelta(hours=1),
        "fresh_secret": "",
        "recent": [],
    }
    return values | more


def show_trial(request: Request) -> Response:
    """What it would have been told of the last twelve months."""
    desk = desk_of(request)
    who = _found(request, desk)
    values = {
        "one": shown(who, desk.office, datetime.now(UTC)),
        "trial": trial(desk, who),
    }
    return page(request, "subscription_trial.html", values)


def _found(request: Request, desk: Desk) -> Subscription:
    with desk.db.connect() as conn:
        try:
            return managing.find(conn, request.path_params["subscription_id"])
        except WrongError as error:
            raise HTTPException(404, "没有这个订阅，可能已经删除。") from error


# -- acts -----------------------------------------------------------------------------------------


async def post_pause(request: Request) -> Response:
    """Tell it nothing until it is resumed."""
    person = person_of(request)
    return await _acted(request, lambda desk, key: managing.pause(desk.db, key, _now(), person))


async def post_resume(request: Request) -> Response:
    """Tell it again."""
    return await _acted(request, lambda desk, key: managing.resume(desk.db, key, _now()))


async def post_remove(request: Request) -> Response:
    """Delete it, with its address."""
    person = person_of(request)
    await _acted(request, lambda desk, key: managing.remove(desk.db, key, person))
    return RedirectResponse("/subscriptions", status_code=303)


async def post_test(request: Request) -> Response:
    """Plan a test message; to the page that says what becomes of it."""
    desk, key = desk_of(request), request.path_params["subscription_id"]
    await guarded_form(request, desk.key, desk.settings)
    try:
        planned = await run_in_threadpool(endpoints.plan_test, desk.db, key, _now())
    except LookupError as error:
        raise HTTPException(404, "没有这个订阅，可能已经删除。") from error
    return RedirectResponse(f"/deliveries/{planned.delivery_id}", status_code=303)


async def post_rotate(request: Request) -> Response:
    """Give it another secret, which is shown this once."""
    desk, key = desk_of(request), request.path_params["subscription_id"]
    await guarded_form(request, desk.key, desk.settings)
    try:
        who = await run_in_threadpool(endpoints.rotate, desk.db, key, _now())
    except LookupError as error:
        raise HTTPException(404, "没有这个订阅，可能已经删除。") from error
    except (ValueError, WrongError) as error:
        raise HTTPException(400, str(error)) from error
    values = _values(who, desk, _now(), fresh_secret=who.secret)
    return await run_in_threadpool(page, request, "subscription.html", values)


async def _acted(request: Request, act: Callable[[Desk, str], object]) -> Response:
    desk, key = desk_of(request), request.path_params["subscription_id"]
    await guarded_form(request, desk.key, desk.settings)
    try:
        await run_in_threadpool(act, desk, key)
    except WrongError as error:
        raise HTTPException(404, "没有这个订阅，可能已经删除。") from error
    return RedirectResponse(f"/subscriptions/{key}", status_code=303)


def _now() -> datetime:
    return datetime.now(UTC)


_ONE = "/subscriptions/{subscription_id}"
ROUTES = [
    Route("/subscriptions", show),
    Route(_ONE, show_one),
    Route(f"{_ONE}/trial", show_trial),
    Route(f"{_ONE}/pause", post_pause, methods=["POST"]),
    Route(f"{_ONE}/resume", post_resume, methods=["POST"]),
    Route(f"{_ONE}/remove", post_remove, methods=["POST"]),
    Route(f"{_ONE}/test", post_test, methods=["POST"]),
    Route(f"{_ONE}/secret", post_rotate, methods=["POST"]),
]
