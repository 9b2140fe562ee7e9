"""One POST of JSON to an address that somebody typed: to the public Internet, and no further."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import httpx

from notifiers.addresses import PrivateAddressError, parsed, resolve
from notifiers.base import DeliveryError, HandingOver
from notifiers.line_faults import line_fault
from notifiers.trust import believed
from storage.settings import Settings


class UnansweredError(Exception):
    """There was no answer; says why in Chinese."""

    def __init__(self, why: str, *, handed_over: bool) -> None:
        super().__init__(why)
        self.handed_over = handed_over
        """Whether what was posted may have arrived."""


@dataclass(kw_only=True)
class Poster:
    """Posts with one HTTP client, which is made when it is needed: of most rounds it is not."""

    user_agent: str
    allow_private: bool = False
    timeout: float = 20.0
    """Seconds for the whole exchange, up to the end of the answer's headers."""
    trust: ssl.SSLContext | None = None
    """What certificates are believed by; else those that browsers believe."""
    _opened: httpx.AsyncClient | None = field(default=None, init=False)

    @classmethod
    def from_settings(cls, settings: Settings) -> "Poster":
        """Private addresses only where the settings allow them."""
        return cls(user_agent=settings.user_agent, allow_private=settings.webhook_private)

    @contextlib.asynccontextmanager
    async def post(
        self, address: str, body: bytes, handing_over: HandingOver, headers: Mapping[str, str]
    ) -> AsyncIterator[httpx.Response]:
        """The answer, whatever it says, its body not read yet.

        Raises ``UnansweredError`` if there was none, ``DeliveryError`` for an address that may not
        be posted to.
        """
        mark = _Mark(handing_over)
        try:
            async with asyncio.timeout(self.timeout):
                request = await self._request(address, body, headers)
                request.extensions["trace"] = mark.trace
                answer = await self._http.send(request, stream=True)
        except PrivateAddressError as error:
            reason = f"拒绝发往内网地址：{error}（POLICYWATCH_WEBHOOK_PRIVATE=true 可放行）"
            raise DeliveryError(reason, transient=False) from error
        except ValueError as error:
            raise DeliveryError(str(error), transient=False) from error
        except (httpx.HTTPError, OSError) as error:  # TimeoutError is an OSError
            raise UnansweredError(line_fault(error), handed_over=mark.made) from error
        async with contextlib.aclosing(answer):
            yield answer

    async def close(self) -> None:
        """Close the HTTP client, if there was something to post."""
        if self._opened is not None:
            await self._opened.aclose()

    @property
    def _http(self) -> httpx.AsyncClient:
        if self._opened is None:
            # No kept connections: they are pooled by IP, and two hosts of one must share no line.
            limits = httpx.Limits(max_keepalive_connections=0)
            verify = self.trust or believed()
            self._opened = httpx.AsyncClient(
                verify=verify, follow_redirects=False, trust_env=False, limits=limits
            )
        return self._opened

    async def _request(
        self, address: str, body: bytes, headers: Mapping[str, str]
    ) -> httpx.Request:
        """The request, addressed to an IP that was checked."""
        url = parsed(address)
        host = url.raw_host.decode("ascii")
        port = url.port or (443 if url.scheme == "https" else 80)
        ip = await resolve(host, port, allow_private=self.allow_private)
        own = {
            "host": url.netloc.decode("ascii"),
            "content-type": "application/json; charset=utf-8",
            "user-agent": self.user_agent,
        }
        return self._http.build_request(
            "POST",
            url.copy_with(host=ip),
            content=body,
            headers={**own, **headers},
            timeout=self.timeout,
            extensions={"sni_hostname": host},
        )


async def read_start(answer: httpx.Response, said: bytearray, most: int, seconds: float) -> None:
    """Read the first bytes of an answer's body into ``said``, at most so many.

    Raises ``httpx.HTTPError`` or ``OSError`` if they are not there in so many seconds.
    """
    async with asyncio.timeout(seconds):
        async for chunk in answer.aiter_bytes():
            said += chunk[: most - len(said)]
            if len(said) >= most:
                break


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
