"""One POST of JSON to a chat's robot, and what it answered."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from notifiers.addresses import PrivateAddressError, resolve
from notifiers.base import DeliveryError, HandingOver
from notifiers.line_faults import line_fault
from notifiers.trust import believed
from storage.settings import Settings

_ANSWER_LIMIT = 65_536
_SAID = 200


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    body: str
    retry_after: float | None = None
    """The seconds that were asked for."""

    @property
    def said(self) -> str:
        """Its first words, on one line."""
        return " ".join(self.body.split())[:_SAID]

    def fields(self) -> dict[str, Any]:
        """The JSON object that it is; empty if it is none."""
        try:
            read = json.loads(self.body)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}


@dataclass(kw_only=True)
class Poster:
    """Posts to public addresses; chats drop no repeats, so what may have arrived is ``unknown``."""

    user_agent: str
    allow_private: bool = False
    timeout: float = 20.0
    """Seconds for the whole exchange."""
    _opened: httpx.AsyncClient | None = field(default=None, init=False)

    @classmethod
    def from_settings(cls, settings: Settings) -> "Poster":
        """Private addresses only where the settings allow them."""
        return cls(user_agent=settings.user_agent, allow_private=settings.webhook_private)

    async def post(self, address: str, body: bytes, handing_over: HandingOver) -> Answer:
        """The answer, whatever it says. Raises ``DeliveryError`` if there was none."""
        mark = _Mark(handing_over)
        try:
            async with asyncio.timeout(self.timeout):
                request = await self._request(address, body)
                request.extensions["trace"] = mark.trace
                return await self._exchanged(request)
        except PrivateAddressError as error:
            reason = f"拒绝发往内网地址：{error}（POLICYWATCH_WEBHOOK_PRIVATE=true 可放行）"
            raise DeliveryError(reason, transient=False) from error
        except ValueError as error:
            raise DeliveryError(str(error), transient=False) from error
        except (httpx.HTTPError, OSError) as error:  # TimeoutError is an OSError
            raise _unanswered(error, mark.made) from error

    async def close(self) -> None:
        """Close the HTTP client, if there was something to post."""
        if self._opened is not None:
            await self._opened.aclose()

    @property
    def _http(self) -> httpx.AsyncClient:
        """Made when it is needed: of most rounds it is not."""
        if self._opened is None:
            # No kept connections: they are pooled by IP, and two hosts of one must share no line.
            limits = httpx.Limits(max_keepalive_connections=0)
            self._opened = httpx.AsyncClient(
                verify=believed(), follow_redirects=False, trust_env=False, limits=limits
            )
        return self._opened

    async def _request(self, address: str, body: bytes) -> httpx.Request:
        """The request, addressed to an IP that was checked."""
        url = parsed(address)
        host = url.raw_host.decode("ascii")
        port = url.port or (443 if url.scheme == "https" else 80)
        ip = await resolve(host, port, allow_private=self.allow_private)
        return self._http.build_request(
            "POST",
            url.copy_with(host=ip),
            content=body,
            headers={
                "host": url.netloc.decode("ascii"),
                "content-type": "application/json; charset=utf-8",
                "user-agent": self.user_agent,
            },
            timeout=self.timeout,
            extensions={"sni_hostname": host},
        )

    async def _exchanged(self, request: httpx.Request) -> Answer:
        async with contextlib.aclosing(await self._http.send(request, stream=True)) as answer:
            said = b""
            async for chunk in answer.aiter_bytes(_ANSWER_LIMIT):
                said += chunk
                if len(said) >= _ANSWER_LIMIT:
                    break
        asked = answer.headers.get("retry-after", "")
        return Answer(
            status=answer.status_code,
            body=said[:_ANSWER_LIMIT].decode("utf-8", "replace"),
            retry_after=float(asked) if asked.isascii() and asked.isdecimal() else None,
        )


def parsed(address: str) -> httpx.URL:
    """The address as a URL. Raises ``ValueError`` (one Chinese line) for what is none."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise ValueError(f"不是网址：{address!r}") from error
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise ValueError(f"应为 https 网址，不含用户名：{address!r}")
    return url


class _Mark:
    """Hand over when the connection stands and the request is about to be written."""

    def __init__(self, handing_over: HandingOver) -> None:
        self._handing_over = handing_over
        self.made = False

    @property
    def trace(self) -> Callable[[str, object], Awaitable[None]]:
        async def traced(event: str, info: object) -> None:
            if event == "http11.send_request_headers.started":
                await self._handing_over()
                self.made = True

        return traced


def _unanswered(error: Exception, handed_over: bool) -> DeliveryError:
    said = line_fault(error)
    if handed_over:
        reason = f"发出后没有等到答复，群里也许已经收到：{said}"
        return DeliveryError(reason, transient=False, unknown=True)
    return DeliveryError(f"连不上：{said}", transient=True)
