"""A signed POST, by the Standard Webhooks specification (github.com/standard-webhooks)."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import ClassVar

import httpx

from notifiers.addresses import parsed
from notifiers.base import DeliveryError, HandingOver, unmarked
from notifiers.payload import trial
from notifiers.posting import Poster, UnansweredError, read_start
from notifiers.render import render
from notifiers.showing import Showing
from notifiers.signing import key_of, new_secret, signatures
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
    DROPS_REPEATS: ClassVar[bool] = True
    """By the id, which is the same at every attempt: what may have arrived may be posted again."""
    fresh_secret: ClassVar[Callable[[], str]] = staticmethod(new_secret)
    """What a subscription's secret may be changed to."""

    poster: Poster
    clock: Callable[[], datetime] = _utc_now

    @classmethod
    def from_settings(cls, settings: Settings) -> "WebhookNotifier":
        """Private addresses only where the settings allow them."""
        return cls(poster=Poster.from_settings(settings))

    @staticmethod
    def check(address: str, secret: str) -> None:
        """Raise ``ValueError`` for what is no http(s) URL, or a secret that cannot sign."""
        parsed(address)
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
        body = message.form.payload.encode()
        try:
            headers = self._proof(message, body)
            async with self.poster.post(message.address, body, handing_over, headers) as answer:
                if not answer.is_success:  # of a yes the body is nobody's business
                    raise await self._refusal(answer)
        except ValueError as error:
            raise DeliveryError(str(error), transient=False) from error
        except UnansweredError as error:
            # The id is the same next time: the receiver drops a repeat.
            raise DeliveryError(f"接收方无答复：{error}", transient=True) from error

    async def close(self) -> None:
        """Close the HTTP client."""
        await self.poster.close()

    def _proof(self, message: Message, body: bytes) -> dict[str, str]:
        """The headers by which the receiver knows what it is and of whom. Raises ``ValueError`` for
        a secret that cannot sign."""
        now = int(self.clock().timestamp())
        keys = (message.secret, *message.previous_secrets)
        return {
            "webhook-id": message.message_id,
            "webhook-timestamp": str(now),
            "webhook-signature": signatures(keys, message.message_id, now, body),
        }

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


async def _excerpt(answer: httpx.Response) -> str:
    """The first words of an answer that are there soon: the status has said what counts."""
    said = bytearray()
    with contextlib.suppress(httpx.HTTPError, OSError):
        await read_start(answer, said, _ANSWER_LIMIT, _ANSWER_SECONDS)
    return " ".join(said.decode("utf-8", "replace").split())[:200]


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
