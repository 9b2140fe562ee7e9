"""A signed POST, by the Standard Webhooks specification (github.com/standard-webhooks)."""

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from notifiers.addresses import PrivateAddressError, resolve
from notifiers.base import DeliveryError, HandingOver, unmarked
from storage.records import Message
from storage.settings import Settings

_PREFIX = "whsec_"
_ANSWER_LIMIT = 2048
_MAY_PASS = {408, 425, 429}
"""The 4xx that say later, not never."""


def new_secret() -> str:
    """A fresh signing secret: whsec_ and 24 random bytes in base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def key_of(secret: str) -> bytes:
    """The bytes of a ``whsec_`` secret. Raises ``ValueError``."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except ValueError as error:  # binascii.Error too
        raise ValueError("secret 应为 whsec_ 加 base64") from error
    if not secret.startswith(_PREFIX) or not 24 <= len(key) <= 64:
        raise ValueError("secret 应为 whsec_ 加 24 至 64 字节的 base64")
    return key


def signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """The ``webhook-signature`` header: v1, HMAC-SHA256 of ``id.timestamp.body``."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _client() -> httpx.AsyncClient:
    # No kept connections: they are pooled by IP, and two hosts of one IP must not share a TLS line.
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.AsyncClient(follow_redirects=False, trust_env=False, limits=limits)


@dataclass(kw_only=True)
class WebhookNotifier:
    """Posts the payload of a message to the subscriber's address."""

    user_agent: str
    allow_private: bool = False
    timeout: float = 20.0
    """Seconds for the whole exchange, up to the first line of the answer."""
    clock: Callable[[], datetime] = _utc_now
    _http: httpx.AsyncClient = field(default_factory=_client)

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
            raise DeliveryError(f"接收方无答复：{_said(error)}", transient=True) from error
        try:
            await _judge(answer)
        finally:
            await answer.aclose()

    async def close(self) -> None:
        """Close the HTTP client."""
        await self._http.aclose()

    async def _request(self, message: Message) -> httpx.Request:
        """The signed request, addressed to an IP that was checked."""
        url = _url(message.address)
        host = url.raw_host.decode("ascii")
        body = message.payload.encode()
        now = int(self.clock().timestamp())
        headers = {
            "host": url.netloc.decode("ascii"),
            "content-type": "application/json; charset=utf-8",
            "user-agent": self.user_agent,
            "webhook-id": message.message_id,
            "webhook-timestamp": str(now),
            "webhook-signature": signature(key_of(message.secret), message.message_id, now, body),
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
            handing_over()

    return trace


async def _judge(answer: httpx.Response) -> None:
    """Nothing for 2xx (its body is nobody's business); else the refusal, with what was said."""
    if answer.is_success:
        return
    status = answer.status_code
    transient = status >= 500 or status in _MAY_PASS
    raise DeliveryError(
        f"接收方答复 {status}：{await _excerpt(answer)}",
        transient=transient,
        retry_after=_seconds(answer.headers.get("retry-after", "")) if transient else None,
    )


async def _excerpt(answer: httpx.Response) -> str:
    """The first words of an answer, never more than was asked for."""
    said = b""
    try:
        async with asyncio.timeout(2):
            async for chunk in answer.aiter_raw(_ANSWER_LIMIT):
                said += chunk
                if len(said) >= _ANSWER_LIMIT:
                    break
    except (httpx.HTTPError, OSError):
        pass  # the status has said what counts
    return " ".join(said[:_ANSWER_LIMIT].decode("utf-8", "replace").split())[:200]


def _seconds(header: str) -> float | None:
    """Retry-After in seconds; its date form is left to our own plan."""
    return float(header) if header.isascii() and header.isdecimal() else None


def _said(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:300]
