"""A signed POST, by the Standard Webhooks specification (github.com/standard-webhooks)."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import ClassVar

import httpx

from notifiers.addresses import PrivateAddressError, resolve
from notifiers.base import DeliveryError, HandingOver, unmarked
from notifiers.line_faults import line_fault
from notifiers.payload import trial
from notifiers.render import render
from notifiers.showing import Showing
from notifiers.signing import key_of, new_secret, signatures
from notifiers.trust import believed
from storage.records import Form, Message, Subscription
from storage.settings import Settings

_ANSWER_LIMIT = 2048
_ANSWER_SECONDS = 2
_GONE = 410
_TOO_FAST = frozenset({429, 502, 504})
"""Answers that ask for fewer posts, or come of too many."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(kw_only=True)
class WebhookNotifier:
    """Posts the payload of a message to the subscriber's address."""

    NAME: ClassVar[str] = "Webhook"
    DELAYS: ClassVar[tuple[timedelta, ...]] = (
        timedelta(seconds=5),
        timedelta(minutes=5),
        timedelta(minutes=30),
        *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
    )
    """Between its ten attempts: the retry plan of the specification, three days in all."""
    fresh_secret: ClassVar[Callable[[], str]] = staticmethod(new_secret)
    """What a subscription's secret may be changed to."""

    user_agent: str
    allow_private: bool = False
    timeout: float = 20.0
    """Seconds for the whole exchange, up to the end of the answer's headers."""
    clock: Callable[[], datetime] = _utc_now
    trust: ssl.SSLContext | None = None
    """What certificates are believed by; else those that browsers believe."""
    _http: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        # No kept connections: they are pooled by IP, and hosts of one must not share a TLS line.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._http = httpx.AsyncClient(
            verify=self.trust or believed(), follow_redirects=False, trust_env=False, limits=limits
        )

    @classmethod
    def from_settings(cls, settings: Settings) -> "WebhookNotifier":
        """Private addresses only where the settings allow them."""
        return cls(user_agent=settings.user_agent, allow_private=settings.webhook_private)

    @staticmethod
    def check(address: str, secret: str) -> None:
        """Raise ``ValueError`` for what is no http(s) URL, or a secret that cannot sign."""
        _url(address)
        try:
            key_of(secret)
        except ValueError as error:
            raise ValueError(f"{error}；例如 {new_secret()}") from error

    @staticmethod
    def forms(showing: Showing) -> tuple[Form, ...]:
        """One form: what does not fit is counted in it."""
        return (render(showing, "webhook"),)

    @staticmethod
    def trial(who: Subscription, now: datetime) -> Form:
        """What shows a receiver whether all is right: nothing in it is news."""
        return trial(who, now)

    async def send(self, message: Message, handing_over: HandingOver = unmarked) -> None:
        """Return once the receiver answered 2xx; else raise ``DeliveryError``."""
        try:
            request = await self._request(message)
            request.extensions["trace"] = _before_headers(handing_over)
            async with asyncio.timeout(self.timeout):
                answer = await self._http.send(request, stream=True)
        except ValueError as error:
            raise DeliveryError(str(error), transient=False) from error
        except PrivateAddressError as error:
            reason = f"拒绝发往内网地址：{error}（POLICYWATCH_WEBHOOK_PRIVATE=true 可放行）"
            raise DeliveryError(reason, transient=False) from error
        except (httpx.HTTPError, OSError) as error:
            # TimeoutError is an OSError. The id is the same next time: the receiver drops a repeat.
            raise DeliveryError(f"接收方无答复：{line_fault(error)}", transient=True) from error
        try:
            if not answer.is_success:  # of a yes the body is nobody's business
                raise await self._refusal(answer)
        finally:
            await answer.aclose()

    async def close(self) -> None:
        """Close the HTTP client."""
        await self._http.aclose()

    async def _request(self, message: Message) -> httpx.Request:
        """The signed request, addressed to an IP that was checked."""
        url = _url(message.address)
        host = url.raw_host.decode("ascii")
        body = message.form.payload.encode()
        now = int(self.clock().timestamp())
        keys = (message.secret, *message.previous_secrets)
        headers = {
            "host": url.netloc.decode("ascii"),
            "content-type": "application/json; charset=utf-8",
            "user-agent": self.user_agent,
            "webhook-id": message.message_id,
            "webhook-timestamp": str(now),
            "webhook-signature": signatures(keys, message.message_id, now, body),
        }
        port = url.port or (443 if url.scheme == "https" else 80)
        async with asyncio.timeout(self.timeout):
            ip = await resolve(host, port, allow_private=self.allow_private)
        return self._http.build_request(
            "POST",
            url.copy_with(host=ip),
            content=body,
            headers=headers,
            timeout=self.timeout,
            extensions={"sni_hostname": host},
        )

    async def _refusal(self, answer: httpx.Response) -> DeliveryError:
        """What an answer that is no yes means: all but one may be another next time."""
        status = answer.status_code
        redirect = "（不跟随重定向，请把订阅改为新网址）" if answer.is_redirect else ""
        said = await _excerpt(answer)
        return DeliveryError(
            f"接收方答复 {status}{redirect}{'：' if said else ''}{said}",
            transient=status != _GONE,
            gone=status == _GONE,
            retry_after=_asked_for(answer.headers.get("retry-after", ""), self.clock()),
            slowed="lane" if status in _TOO_FAST else "",
        )


def _url(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise ValueError(f"不是网址：{address!r}") from error
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise ValueError(f"应为 http(s) 网址，不含用户名：{address!r}")
    return url


def _before_headers(handing_over: HandingOver) -> Callable[[str, object], Awaitable[None]]:
    """Hand over when the connection stands and the request is about to be written."""

    async def trace(event: str, info: object) -> None:
        if event == "http11.send_request_headers.started":
            await handing_over()

    return trace


async def _excerpt(answer: httpx.Response) -> str:
    """The first words of an answer, never more than was asked for, nor for longer."""
    said = b""
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            async for chunk in answer.aiter_raw():
                said += chunk
                if len(said) >= _ANSWER_LIMIT:
                    break
    except (httpx.HTTPError, OSError):
        pass  # the status has said what counts
    return " ".join(said[:_ANSWER_LIMIT].decode("utf-8", "replace").split())[:200]


def _asked_for(header: str, now: datetime) -> float | None:
    """The seconds that Retry-After asks for, which is a number of them or a date."""
    if header.isascii() and header.isdecimal():
        return float(header[:12])
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
