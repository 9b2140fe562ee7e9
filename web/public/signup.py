"""Signing up: the form is answered the same whether or not the address is known here."""

from collections.abc import Sequence
from contextlib import suppress

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipeline.telling.readers.asking import WAITS, Asked
from pipeline.telling.readers.signups import BETWEEN, MOST_A_DAY, Signups, TooManyError
from storage.records import Subscription
from web.public.choices import ChoiceError, address_of, filter_from, given_by, with_times
from web.public.context import Public, public_of, said
from web.public.own import posted
from web.public.start import start_page

TRAP = "website"
"""A field that people do not see: what fills it in is a program, perhaps their own browser."""
_TRAPPED = "有一栏本应空着，被浏览器或程序自动填上了，现已清空。请再按一次“申请订阅”。"
MOST_A_NETWORK = 30
"""Mailboxes an hour that are asked from one network."""
TOO_MANY = "从您的网络来的申请太多了。请一小时后再试。"


def signups_of(public: Public) -> Signups:
    """Where sign-ups are taken."""
    return Signups(db=public.db, world=public.world, links=public.links)


def is_within_limit(request: Request) -> bool:
    """Whether the client's network may have one more mailbox asked this hour."""
    public = public_of(request)
    client = request.client.host if request.client else ""
    return public.limit.allows(client, public.now())


def _post(request: Request, form: FormData) -> Response:
    """Have the mailbox asked."""
    public = public_of(request)
    try:
        asked = _asked(form, public)
        if not is_within_limit(request):
            return said(request, "申请的人太多", (TOO_MANY,), 429)
        signups_of(public).ask(asked, public.now())
    except ChoiceError as error:
        return start_page(request, given_by(form), str(error), 400)
    except TooManyError as error:
        return said(request, "暂时不能再发确认信", (str(error),), 429)
    outlook = public.outlooks.of(asked.filter, public.now())
    return said(
        request,
        "请到邮箱里确认",
        (
            f"确认信正寄往 {asked.address}。打开信里的链接，按“确认订阅”，订阅才生效；"
            f"{WAITS.total_seconds() // 3600:g} 小时内有效。",
            "几分钟后还没有收到的，请看垃圾邮件，并核对地址有没有写错。",
            *((f"请注意：{outlook.words}",) if outlook.is_bleak else ()),
        ),
    )


def _post_link(request: Request, form: FormData) -> Response:
    """Mail new links to who is subscribed; the answer says of nobody whether that is so."""
    public = public_of(request)
    try:
        address = address_of(form)
    except ChoiceError as error:
        return said(request, "请再填一次", (str(error),), 400, relinks=True)
    if not is_within_limit(request):
        return said(request, "申请的人太多", (TOO_MANY,), 429)
    with suppress(TooManyError):  # to say so would tell that there is such a reader
        signups_of(public).send_links(address, public.now())
    return said(
        request,
        "请到邮箱里看",
        (
            f"{address} 如果有订阅，新的链接正寄往那里；"
            f"{BETWEEN.seconds // 60} 分钟内寄过信、或一天内寄满 {MOST_A_DAY} 封的，暂不再寄。",
            "没有收到的，请看垃圾邮件，并核对地址有没有写错。",
        ),
    )


def _asked(form: FormData, public: Public) -> Asked:
    """What the form asks for. Raises ``ChoiceError``."""
    if form.get(TRAP):
        raise ChoiceError(_TRAPPED)
    address = address_of(form)
    draft = Subscription(
        subscription_id="", channel="email", address=address, created_at=public.now()
    )
    timed = with_times(form, draft)
    return Asked(
        address=address,
        filter=filter_from(form, public),
        rate=timed.rate,
        weekday=timed.weekday,
        hour=timed.hour,
    )


def _start(request: Request) -> Response:
    """Where the forms are, for who asks again for what answered one."""
    there = f"{public_of(request).path('/')}#subscribe"
    return RedirectResponse(there, status_code=303)


ROUTES: Sequence[Route] = [
    *(Route(path, _start) for path in ("/subscribe", "/links")),
    Route("/subscribe", posted(_post), methods=["POST"]),
    Route("/links", posted(_post_link), methods=["POST"]),
]
