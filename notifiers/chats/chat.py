"""What all chats have in common: cards as forms, one POST each, an answer that is judged."""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

from notifiers.addresses import parsed
from notifiers.base import DeliveryError, HandingOver, Pace, unmarked
from notifiers.cards import Card, plain
from notifiers.chats.posting import Answer, answer_to
from notifiers.cutting import cards_of
from notifiers.posting import Poster
from notifiers.showing import Showing
from storage.records import Form, Message
from storage.settings import Settings

Payload = dict[str, Any]
_AMBIGUOUS = {502, 504}
"""A gateway did not hear from what stands behind it: that may have taken the message."""
_MAY_PASS = {408, 425, 429}
"""The 4xx that say later, not never."""
_TOO_MANY = 429


def utc_now() -> datetime:
    """The moment that signatures bear."""
    return datetime.now(UTC)


@dataclass(kw_only=True)
class Chat(ABC):
    """A channel of cards; a subclass is a platform: its layout, its limits, its answers."""

    poster: Poster
    clock: Callable[[], datetime] = utc_now

    NAME: ClassVar[str]
    PACE: ClassVar[Pace]
    OFF_PEAK: ClassVar[bool] = True
    """Nothing is sent on the hour or half past, when all robots of the world speak."""
    HOSTS: ClassVar[tuple[str, ...]]
    """Of its robots' addresses; a leading dot: any host under it."""
    PATH: ClassVar[str]
    """What stands behind the host in its addresses, as a regular expression."""
    EXAMPLE: ClassVar[str]

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Private addresses only where the settings allow them."""
        return cls(poster=Poster.from_settings(settings))

    @classmethod
    def check(cls, address: str, secret: str) -> None:
        """Raise ``ValueError`` for what is no address of the platform's robots, or no secret."""
        url = parsed(address)
        known = any(
            url.host == host or (host.startswith(".") and url.host.endswith(host))
            for host in cls.HOSTS
        )
        path = url.raw_path.decode("ascii")
        whole = url.port is None and re.fullmatch(cls.PATH, path, re.ASCII)
        if not (url.scheme == "https" and known and whole):
            raise ValueError(f"不是{cls.NAME}机器人的地址，应如 {cls.EXAMPLE}：{address!r}")
        cls.check_secret(secret)

    @classmethod
    def check_secret(cls, secret: str) -> None:
        """Raise ``ValueError`` for what cannot sign."""
        if secret:
            raise ValueError(f"{cls.NAME}的地址就是凭证，secret 应留空")

    @classmethod
    def forms(cls, showing: Showing) -> tuple[Form, ...]:
        """A form for each card."""
        return tuple(cls._form(card) for card in cards_of(showing, cls.fits))

    @classmethod
    @abstractmethod
    def layout(cls, card: Card) -> Payload:
        """The card in the platform's own JSON."""

    @classmethod
    @abstractmethod
    def fits(cls, card: Card) -> bool:
        """Whether the platform takes the card."""

    @abstractmethod
    def judge(self, answer: Answer) -> None:
        """Nothing if the platform took the card; else raise ``DeliveryError``."""

    def signed(self, message: Message, payload: Payload) -> tuple[str, Payload]:
        """Where the card is posted, and as what."""
        return message.address, payload

    async def send(self, message: Message, handing_over: HandingOver = unmarked) -> None:
        """Return once the platform said that it took the card; else raise ``DeliveryError``."""
        form = message.form
        card = form.payload or dumped(self.layout(plain(form.subject, form.text)))
        address, payload = self.signed(message, json.loads(card))
        answer = await answer_to(self.poster, address, dumped(payload).encode(), handing_over)
        refused_outright(answer)
        self.judge(answer)

    async def close(self) -> None:
        """Close the HTTP client."""
        await self.poster.close()

    @classmethod
    def _form(cls, card: Card) -> Form:
        subject = card.subject + card.mark
        return Form(subject=subject, text=card.text, payload=dumped(cls.layout(card)))


def dumped(payload: Payload) -> str:
    """The JSON as it is sent, not escaped to ASCII: limits count its UTF-8."""
    said = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return said.encode("utf-8", "replace").decode()


def size(payload: Payload) -> int:
    """Its bytes as sent."""
    return len(dumped(payload).encode())


def refused_outright(answer: Answer) -> None:
    """Raise ``DeliveryError`` for a status that is a refusal on every platform; of the other 4xx
    the body says more."""
    status = answer.status
    if status in _AMBIGUOUS:
        reason = f"答复 {status}，群里也许已经收到：{answer.said}"
        raise DeliveryError(reason, transient=False, unknown=True)
    if status >= 500 or status in _MAY_PASS:
        raise DeliveryError(
            f"答复 {status}：{answer.said}",
            transient=True,
            retry_after=answer.retry_after,
            slowed="lane" if status == _TOO_MANY else "",
        )
    if 300 <= status < 400:
        raise DeliveryError(
            f"答复 {status}：地址已转到别处，请重新复制机器人的地址", transient=False
        )


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What one of a platform's error codes means."""

    hint: str = ""
    """The mend."""
    later: float | None = None
    """It may do after so many seconds; ``None``: never by itself."""
    slowed: bool = False
    gone: bool = False


def judge_code(answer: Answer, code: object, said: str, meanings: Mapping[int, Meaning]) -> None:
    """Nothing for code 0; else raise ``DeliveryError``. An answer 200 without a code says nothing:
    whatever stands between us and the platform may have spoken."""
    if code == 0 and answer.status == 200:
        return
    if not isinstance(code, int):
        unknown = answer.status == 200
        reason = f"答复 {answer.status} 看不懂：{answer.said}"
        raise DeliveryError(reason, transient=False, unknown=unknown)
    meaning = meanings.get(code, Meaning())
    hint = f"（{meaning.hint}）" if meaning.hint else ""
    raise DeliveryError(
        f"拒收 {code} {' '.join(said.split())[:200]}{hint}",
        transient=meaning.later is not None,
        retry_after=meaning.later,
        slowed="lane" if meaning.slowed else "",
        gone=meaning.gone,
    )
