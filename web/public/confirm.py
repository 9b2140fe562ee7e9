"""The link of a confirmation mail: a page with one button; only the button subscribes."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipeline.telling.readers.asking import ADD, WAITS, Confirmed, Pressed, Result
from pipeline.telling.readers.signup_mails import next_one
from web.public.context import SECRET, page, public_of, said
from web.public.own import ENDED, RefusedError, claim_of, posted
from web.public.signup import signups_of

_DONE: Mapping[Result, str] = MappingProxyType(
    {"done": "confirmed", "changed": "changed", "moved": "moved"}
)
"""What the reader's own page says then (``preferences``)."""
EXPIRED = (
    "确认链接已经过期",
    f"链接 {WAITS.total_seconds() // 3600:g} 小时内有效，申请已从本站删除。"
    "还想订阅的，请在首页重新申请。",
    410,
)
GONE = (
    "这份申请已经办过，或已不在了",
    "已按它改了原有的订阅，或申请的订阅后来改寄、删除了。您现在的订阅，"
    "请看最近一封摘要末尾的链接，或用邮箱要一个新的链接。",
    410,
    True,
)

_STOPPED = (
    "它早先确认过，现在不寄送。",
    "要再收到，请用最近一封摘要末尾的链接恢复；找不到的，用邮箱要一个新的链接。",
)


def _show(request: Request) -> Response:
    """What would be confirmed, and the button."""
    public, signups = public_of(request), signups_of(public_of(request))
    pressed = _pressed(request)
    found = signups.waiting(pressed.signup_id, public.now())
    if found is None:
        return _answer(request, signups.answered(pressed, public.now()))
    values = {
        "asked": found.asked,
        "words": signups.words(found.who),
        "outlook": public.outlooks.of(
            found.who.filter, public.now(), doubtful=found.who.include_doubtful
        ),
        "moves_from": found.moves_from,
        "ends_there": found.ends_there,
        "next_one": next_one(found.who, public.now()) if found.moves_from else "",
        "present": [(one, signups.words(one)) for one in found.present],
        "add": ADD,
        "here": public.path(f"/confirm/{request.path_params['token']}"),
    }
    return page(request, "confirm.html", values, headers=SECRET)


def _post(request: Request, form: FormData) -> Response:
    """Make it; pressed again, it says that it is made."""
    public = public_of(request)
    pressed = _pressed(request, str(form.get("choice") or ""))
    done = signups_of(public).confirm(pressed, public.now())
    if done.result in _DONE and done.who:
        own = public.path(public.links.preferences(done.who))
        there = f"{own}?done={_DONE[done.result]}"
        return RedirectResponse(there, status_code=303, headers=SECRET)
    return _answer(request, done)


def _answer(request: Request, done: Confirmed) -> Response:
    """The page of a link that was used, or waits no longer. Raises ``RefusedError``."""
    if done.result == "again" and done.who:
        if not done.who.active:
            return said(request, f"这个订阅{ENDED[done.who.ended]}", _STOPPED, relinks=True)
        moved = bool(claim_of(request, "confirm").values[1])
        return page(request, "confirmed.html", {"moved": moved}, headers=SECRET)
    public = public_of(request)
    late = claim_of(request, "confirm").is_older(WAITS, public.now())
    raise RefusedError(*(EXPIRED if late or done.result == "expired" else GONE))


def _pressed(request: Request, choice: str = "") -> Pressed:
    """What the link says, and the button."""
    signup_id, moves, address = claim_of(request, "confirm").values
    return Pressed(signup_id=signup_id, moves=moves, address=address, choice=choice)


ROUTES: Sequence[Route] = [
    Route("/confirm/{token}", _show),
    Route("/confirm/{token}", posted(_post), methods=["POST"]),
]
