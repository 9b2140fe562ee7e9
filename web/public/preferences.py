"""A reader's own page, by signed link: what they get, and everything that they may change of it."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from starlette.background import BackgroundTask
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from notifiers.masking import masked
from notifiers.wanted import rate_words, wanted
from pipeline.feeds.addresses import feed_addresses
from pipeline.telling.composing.periods import next_sent
from pipeline.telling.readers import leaving
from pipeline.telling.readers.retention import NotScrubbedError, erase, scrub
from pipeline.telling.readers.signups import TooManyError
from storage.database import Database
from storage.queries import readers
from storage.records import Subscription
from web.public.choices import (
    ChoiceError,
    Given,
    address_of,
    fields_of,
    filter_from,
    given_by,
    with_habits,
    with_times,
)
from web.public.context import SECRET, Public, page, public_of, said
from web.public.outlook import Outlook
from web.public.own import ENDED, TWICE, own, posted
from web.public.signup import TOO_MANY, is_within_limit, signups_of
from web.public.start import form_values
from web.public.told import told

log = logging.getLogger(__name__)

_DIGESTS = 8
_DONE: Mapping[str, str] = MappingProxyType(
    {
        "confirmed": "订阅已确认。本页是您的订阅页面：请收藏，网址也已寄往您的邮箱。",
        "moved": "已改寄：从下一期起寄到这个邮箱。请收藏本页，网址也已寄往这里。",
        "changed": "已改好，从下一期起生效。",
        "changed-paused": "已改好，恢复之后生效。",
        "paused": "已暂停：恢复之前不再寄送。",
        "resumed": "已恢复。",
        "ended": "已退订：不再寄送。",
        "anew": "链接已换新：先前邮件里的链接都已作废，请收藏本页。",
        "asked": "确认信正寄往新的邮箱：在那里确认之后，才改寄过去。",
    }
)


def _show(request: Request) -> Response:
    """What the reader gets; of a link that is too old, how to have a new one."""
    found = own(request, "preferences")
    if found.is_old(public_of(request).now()):
        return _old(request)
    return _page(request, found.who, fields_of(found.who))


def _old(request: Request) -> Response:
    here = public_of(request).path(f"/preferences/{request.path_params['token']}")
    return page(request, "old_link.html", {"here": here}, 410, SECRET)


def _page(
    request: Request, who: Subscription, given: Given, fault: str = "", status: int = 200
) -> Response:
    public = public_of(request)
    now = public.now()
    with public.db.connect() as conn:
        digests = readers.last_digests(conn, who.subscription_id, _DIGESTS)
        move = readers.move_asked(conn, who.subscription_id, now)
    values = {
        "who": who,
        "here": public.path(public.links.preferences(who)),
        "address": masked(who.address),
        "move": move and (masked(move.address), move.expires_at),
        "by_mail": who.channel == "email",
        "wanted": wanted(who.filter, public.names, public.office, doubtful=who.include_doubtful),
        "outlook": _outlook(public, who, now),
        "rate": rate_words(who),
        "ended": ENDED[who.ended],
        "resumable": who.ended in leaving.RESUMABLE,
        "whom": public.whom,
        "over": leaving.has_ended(who),
        "next_sent": next_sent(who, now),
        "feeds": feed_addresses(public.links, who),
        "told": [told(public, one) for one in digests],
        "done": _DONE.get(request.query_params.get("done", ""), ""),
        "fault": fault,
    }
    return page(request, "preferences.html", values | form_values(public, given), status, SECRET)


def _outlook(public: Public, who: Subscription, now: datetime) -> Outlook | None:
    """Of what may be changed."""
    if leaving.has_ended(who):
        return None
    return public.outlooks.of(who.filter, now, doubtful=who.include_doubtful)


# -- what the reader may do -----------------------------------------------------------------------

Act = Callable[[Request, Subscription, FormData], Response]


def _acting(act: Act) -> Callable[[Request, FormData], Response]:
    """The act, for who has a link that is not too old."""

    def handler(request: Request, form: FormData) -> Response:
        found = own(request, "preferences")
        if found.is_old(public_of(request).now()):
            return _old(request)
        try:
            return act(request, found.who, form)
        except leaving.EndedError as error:
            return _ended(request, error.who)

    return handler


def _ended(request: Request, who: Subscription) -> Response:
    """Nothing was changed of a subscription that is over, and what may be done."""
    resumable = who.ended in leaving.RESUMABLE
    whom = public_of(request).whom
    mend = "要再收到，请先按“恢复寄送”" if resumable else f"请联系{whom}"
    fault = f"这个订阅{ENDED[who.ended]}，没有作任何改动。{mend}。"
    return _page(request, who, fields_of(who), fault, 409)


def _there(request: Request, who: Subscription, done: str) -> Response:
    """Back to the page, by a new link, which says what was done."""
    public = public_of(request)
    address = public.path(public.links.preferences(who))
    return RedirectResponse(f"{address}?done={done}", status_code=303, headers=SECRET)


def _change(request: Request, who: Subscription, form: FormData) -> Response:
    """Another filter, other times."""
    public = public_of(request)

    def chosen(one: Subscription) -> Subscription:
        wants = replace(one, filter=filter_from(form, public, one.filter))
        return with_habits(form, with_times(form, wants))

    try:
        chosen(who)  # before anything is locked
        new = leaving.changed(public.db, who, chosen)
    except ChoiceError as error:
        return _page(request, who, given_by(form), str(error), 400)
    except leaving.TwiceError:
        fault = "这个邮箱另有一份同样的订阅，会收到两遍。不要这一份的，请退订。"
        return _page(request, who, given_by(form), fault, 400)
    return _there(request, new, "changed" if new.active else "changed-paused")


def _pause(request: Request, who: Subscription, _form: FormData) -> Response:
    public = public_of(request)
    return _there(request, leaving.pause(public.db, who, public.now()), "paused")


def _resume(request: Request, who: Subscription, _form: FormData) -> Response:
    public = public_of(request)
    try:
        new = leaving.resume(public.db, who, public.now())
    except leaving.TwiceError:
        return _page(request, who, fields_of(who), TWICE, 409)
    return _there(request, new, "resumed" if new.active else "")


def _end(request: Request, who: Subscription, _form: FormData) -> Response:
    public = public_of(request)
    return _there(request, leaving.unsubscribe(public.db, who, public.now()), "ended")


def _anew(request: Request, who: Subscription, _form: FormData) -> Response:
    """All links that were sent are void from now on."""
    return _there(request, leaving.renew_links(public_of(request).db, who), "anew")


def _move(request: Request, who: Subscription, form: FormData) -> Response:
    """Ask another mailbox whether it takes the subscription over."""
    public = public_of(request)
    try:
        if who.channel != "email":
            raise ChoiceError(f"这个订阅不寄往邮箱：改接收地址，请联系{public.whom}。")
        if leaving.has_ended(who) and who.ended != "bounced":
            raise leaving.EndedError(who)
        address = address_of(form)
        if address == who.address.lower():
            raise ChoiceError("摘要现在就寄往这个邮箱。")
        if not is_within_limit(request):
            raise TooManyError(TOO_MANY)
        signups_of(public).ask_new_address(who, address, public.now())
    except ChoiceError as error:
        return _page(request, who, fields_of(who), str(error), 400)
    except TooManyError as error:
        return _page(request, who, fields_of(who), str(error), 429)
    return _there(request, who, "asked")


def _delete(request: Request, who: Subscription, form: FormData) -> Response:
    """Forget the address, with all of its subscriptions: at once, and in the files soon after."""
    public = public_of(request)
    if form.get("sure") != "1":
        return _page(request, who, fields_of(who), "请先勾选“我知道删除后不能恢复”。", 400)
    erase(public.db, who.address)
    response = said(
        request,
        "已全部删除",
        ("这个邮箱的订阅、申请和退信记录都已从本站删除；只留下不含地址的投递次数。",),
    )
    response.background = BackgroundTask(_scrubbed, public.db)
    return response


def _scrubbed(db: Database) -> None:
    try:
        scrub(db)
    except NotScrubbedError as error:
        log.warning("%s", error)


def _link(request: Request, form: FormData) -> Response:
    """Send a new link to the address that the old one is of."""
    public = public_of(request)
    who = own(request, "preferences").who
    if who.channel == "email":
        try:
            signups_of(public).send_link(who, public.now())
        except TooManyError as error:
            return said(request, "暂时不能再发邮件", (str(error),), 429)
    return said(request, "新的链接已寄出", ("请到收到摘要的那个邮箱里查看。",))


_ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "change": _change,
        "pause": _pause,
        "resume": _resume,
        "end": _end,
        "anew": _anew,
        "move": _move,
        "delete": _delete,
    }
)
ROUTES: Sequence[Route] = [
    Route("/preferences/{token}", _show),
    *(
        Route(f"/preferences/{{token}}/{name}", posted(_acting(act)), methods=["POST"])
        for name, act in _ACTS.items()
    ),
    Route("/preferences/{token}/link", posted(_link), methods=["POST"]),
]
