"""A subscription written: a new one, or one changed; tried on the past before it is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from notifiers import NOTIFIERS, channel_name
from notifiers.wanted import KIND_WORDS, RATE_WORDS, WEEKDAY_WORDS
from pipeline.desk import topic_names
from pipeline.relations.standing import STATE_WORDS
from pipeline.searching import saved
from pipeline.telling.backtest.trying import trial_of
from pipeline.telling.subscribing import managing
from pipeline.telling.subscribing.replacing import TakenError
from pipeline.telling.subscribing.subscriptions import SubscriptionError, subscription
from storage.faults import WrongError
from storage.queries.searches import find_searches
from storage.records import Filter, Subscription
from web.context import Desk, desk_of, page
from web.guard import guarded_form
from web.search import RELEVANT_WORDS
from web.telling.form import (
    SEEN,
    Filled,
    entry_of,
    filled_in,
    filled_with,
    filter_in,
    in_words,
)
from web.telling.shown import shown
from web.telling.trial import Trial, trial


@dataclass(frozen=True, kw_only=True)
class _Fault:
    """What is wrong with a form."""

    said: str
    there: str = ""
    """The id of the subscription that stands where this one would."""


def show_new(request: Request) -> Response:
    """An empty form, or one with the filter of a kept search."""
    desk = desk_of(request)
    chosen = Filter()
    if name := request.query_params.get("saved", ""):
        with desk.db.connect() as conn:
            try:
                chosen = saved.saved(conn, name).filter
            except WrongError as error:
                raise HTTPException(404, str(error)) from error
    return _form(request, filled_with(trial_of(chosen, _now())))


def show_edit(request: Request) -> Response:
    """The form of a stored subscription."""
    who = _stored(request, desk_of(request))
    return _form(request, filled_with(who), of=who)


async def post_new(request: Request) -> Response:
    """Keep a new subscription; what is wrong is said above the form."""
    return await _answered(request, _add)


async def post_change(request: Request) -> Response:
    """Keep a subscription as the form has it."""
    return await _answered(request, _change)


async def post_trial(request: Request) -> Response:
    """The form again, with what its subscription would have been told; nothing is kept."""
    return await _answered(request, _try)


_Act = Callable[[Request, Filled, Subscription | None], Response]


async def _answered(request: Request, act: _Act) -> Response:
    desk = desk_of(request)
    filled = filled_in(await guarded_form(request, desk.key, desk.settings))
    return await run_in_threadpool(_done, request, filled, act)


def _done(request: Request, filled: Filled, act: _Act) -> Response:
    stored = _stored(request, desk_of(request)) if request.path_params else None
    try:
        return act(request, filled, stored)
    except managing.ChangedMeanwhileError as error:
        return _form(request, filled, of=stored, fault=_Fault(said=str(error)), status=409)
    except TakenError as error:
        said = _Fault(said=str(error), there=error.there.subscription_id)
        return _form(request, filled, of=stored, fault=said, status=400)
    except WrongError as error:
        return _form(
            request, filled, of=stored, fault=_Fault(said=in_words(str(error))), status=400
        )


def _add(request: Request, filled: Filled, _stored: Subscription | None) -> Response:
    desk = desk_of(request)
    entry = entry_of(filled, desk)
    fresh: Callable[[], str] | None = getattr(NOTIFIERS.get(entry["channel"]), "fresh_secret", None)
    made = fresh() if fresh and not entry["secret"] else ""
    entry["secret"] = entry["secret"] or made
    who = managing.add(desk.db, _checked(entry, desk), _now())
    if made:  # shown this once
        values = {"one": shown(who, desk.office, _now()), "secret": who.secret}
        return page(request, "subscription_made.html", values)
    return RedirectResponse(f"/subscriptions/{who.subscription_id}", status_code=303)


def _change(request: Request, filled: Filled, stored: Subscription | None) -> Response:
    assert stored is not None
    record = _as_stored(request, filled, stored)
    who = managing.change(desk_of(request).db, record, _now(), filled.one(SEEN))
    return RedirectResponse(f"/subscriptions/{who.subscription_id}", status_code=303)


def _try(request: Request, filled: Filled, stored: Subscription | None) -> Response:
    desk = desk_of(request)
    chosen = filter_in(filled, desk)  # whom it is for changes nothing of what would be told
    who = replace(trial_of(chosen, _now()), include_doubtful=filled.has("include_doubtful"))
    return _form(request, filled, of=stored, tried=trial(desk, who))


def _as_stored(request: Request, filled: Filled, stored: Subscription) -> Subscription:
    desk = desk_of(request)
    entry = entry_of(filled, desk) | {"id": stored.subscription_id}
    if not entry["secret"]:
        del entry["secret"]  # the stored one stays
    return _checked(entry, desk)


def _checked(entry: Mapping[str, Any], desk: Desk) -> Subscription:
    with desk.db.connect() as conn:
        known = managing.known(conn, desk.office)
    return subscription(dict(entry), _now(), known)


def _stored(request: Request, desk: Desk) -> Subscription:
    with desk.db.connect() as conn:
        try:
            return managing.find(conn, request.path_params["subscription_id"])
        except SubscriptionError as error:
            raise HTTPException(404, "没有这个订阅，可能已经删除。") from error


def _form(
    request: Request,
    filled: Filled,
    *,
    of: Subscription | None = None,
    fault: _Fault | None = None,
    tried: Trial | None = None,
    status: int = 200,
) -> Response:
    desk = desk_of(request)
    with desk.db.connect() as conn:
        kept = find_searches(conn)
    values = {
        "filled": filled,
        "of": shown(of, desk.office, _now()) if of else None,
        "fault": fault,
        "trial": tried,
        "kept": kept,
        "channels": {name: channel_name(name) for name in NOTIFIERS},
        "rates": RATE_WORDS,
        "weekdays": {str(number): words for number, words in WEEKDAY_WORDS.items()},
        "topics": topic_names(),
        "parts": desk.office.titles,
        "states": STATE_WORDS,
        "relevances": RELEVANT_WORDS,
        "kinds": KIND_WORDS,
    }
    return page(request, "subscription_form.html", values, status)


def _now() -> datetime:
    return datetime.now(UTC)


_ONE = "/subscriptions/{subscription_id}"
ROUTES = [
    Route("/subscribe", show_new),
    Route("/subscribe", post_new, methods=["POST"]),
    Route("/subscribe/trial", post_trial, methods=["POST"]),
    Route(f"{_ONE}/edit", show_edit),
    Route(f"{_ONE}/edit", post_change, methods=["POST"]),
    Route(f"{_ONE}/edit/trial", post_trial, methods=["POST"]),
]
