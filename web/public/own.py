"""Pages whose address is a key: whose it is, or the one clear page that says why it is nobody's."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from pipeline.telling.links import Claim, LinkError, Purpose
from pipeline.telling.readers.leaving import VoidError
from storage.queries import telling
from storage.records import EndedReason, Subscription
from web.public.context import form_of, public_of, said

ENDED: Mapping[EndedReason, str] = MappingProxyType(
    {
        "": "",
        "unsubscribed": "已退订",
        "paused": "已暂停",
        "bounced": "邮件被退回，已停寄",
        "complained": "被标为垃圾邮件，已停寄",
        "gone": "对方不再接收，已停发",
        "replaced": "已由编辑部停用",
        "operator": "已由编辑部停用",
    }
)
"""Why nothing is sent, as readers are told."""
TWICE = "这个邮箱另有一份同样的订阅正在寄送，恢复这一份会收到两遍，所以没有恢复。"
LASTS = timedelta(days=180)
"""After that, a link no longer changes anything but that it can end the subscription."""


class RefusedError(Exception):
    """A link that leads nowhere: what there is to say, and what to do next."""

    def __init__(self, heading: str, line: str, status: int, relinks: bool = False) -> None:
        """``relinks``: whether new links may help."""
        super().__init__(heading)
        self.heading, self.line, self.status, self.relinks = heading, line, status, relinks


_NEWEST = "请用最近一封摘要里的链接；找不到的，用收摘要的邮箱要一个新的，订阅照旧，不必重新申请。"
FORGED = (
    "链接不完整，或不是本站发出的",
    f"邮件里的链接有时会断成两行，请整条复制再试。{_NEWEST}",
    404,
    True,
)
CUT = (
    "链接不完整，或不是本站发出的",
    "邮件里的链接有时会断成两行，请整条复制再试；仍不行的，请在首页重新申请。",
    404,
)
"""Of one that was to confirm a sign-up."""
VOID = ("链接已经作废", f"这个订阅后来换过链接，先前的都不能再用。{_NEWEST}", 410, True)
DELETED = ("这个订阅已经删除", "不会再寄任何摘要。想再收到的，可在首页重新申请订阅。", 410)


@dataclass(frozen=True, kw_only=True)
class Own:
    """Whose page was asked for, and by which link."""

    who: Subscription
    claim: Claim

    def is_old(self, now: datetime) -> bool:
        """Whether the link is too old to change anything."""
        return self.claim.is_older(LASTS, now)


def own(request: Request, purpose: Purpose) -> Own:
    """Whose page the link is of. Raises ``RefusedError``."""
    public = public_of(request)
    claim = claim_of(request, purpose)
    with public.db.connect() as conn:
        who = telling.subscription(conn, claim.values[0])
    if who is None:
        raise RefusedError(*DELETED)
    if claim.values[1:] != (who.link_key,):
        raise RefusedError(*VOID)
    return Own(who=who, claim=claim)


def claim_of(request: Request, purpose: Purpose) -> Claim:
    """What the link in the address says. Raises ``RefusedError`` if we did not make it."""
    token = str(request.path_params["token"])
    try:
        return public_of(request).links.signer.claim(purpose, token)
    except LinkError:
        raise RefusedError(*(CUT if purpose == "confirm" else FORGED)) from None


def refused(request: Request, error: Exception) -> Response:
    """The page of a link that leads nowhere."""
    if isinstance(error, VoidError):  # deleted, or with other links, since the page was asked for
        error = RefusedError(*VOID)
    assert isinstance(error, RefusedError)
    return said(request, error.heading, (error.line,), error.status, relinks=error.relinks)


Handler = Callable[[Request, FormData], Response]


def posted(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of a form: what changes something is done in a thread, once all is read."""

    async def endpoint(request: Request) -> Response:
        form = await form_of(request)
        return await run_in_threadpool(handler, request, form)

    return endpoint
