"""What every channel is: a class with one verb, and the one error it may raise."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from notifiers.showing import Showing
from storage.characters import legal
from storage.records import Form, Message
from storage.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How much one address takes; a channel that has such a limit names it as ``PACE``."""

    per_minute: int
    per_second: int = 0
    """0: a minute's worth may come at once, as far as seconds go."""


Slowed = Literal["", "lane", "channel"]
"""Who else should wait: nobody; what goes the same way (to one mail provider, to one URL); all
that the channel sends."""


class DeliveryError(Exception):
    """A message was not accepted, or nobody can say whether it was.

    ``transient``: trying again later may help. ``unknown``: the other side may have taken it, so
    only a person may send it again. ``retry_after``: the seconds that the other side asked for.
    ``slowed``: who else should wait. ``gone``: the address is no longer there, for any message.
    """

    def __init__(
        self,
        reason: str,
        *,
        transient: bool,
        unknown: bool = False,
        retry_after: float | None = None,
        slowed: Slowed = "",
        gone: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = legal(reason)  # the other side's words are in it, and it is stored
        self.transient = transient
        self.unknown = unknown
        self.retry_after = retry_after
        self.slowed = slowed
        self.gone = gone


HandingOver = Callable[[], Coroutine[Any, Any, None]]
"""Awaited once, just before the first thing that cannot be taken back: it commits the mark by which
an interrupted attempt is known for one that may have arrived (with the marks of others, in one
commit). What it raises stops the attempt."""


async def unmarked() -> None:
    """For attempts that nobody keeps account of."""


class Notifier(Protocol):
    """One channel. Made inside a running event loop, used there for many messages, closed once."""

    @classmethod
    def from_settings(cls, settings: Settings) -> "Notifier":
        """The notifier that the settings describe; opens nothing yet."""
        ...

    @staticmethod
    def check(address: str, secret: str) -> None:
        """Raise ``ValueError`` (one Chinese line: what is wrong, the mend) if it can never work."""
        ...

    @staticmethod
    def forms(showing: Showing) -> tuple[Form, ...]:
        """What the digest is sent as, in order: several where one message cannot hold it."""
        ...

    async def send(self, message: Message, handing_over: HandingOver = unmarked) -> None:
        """Return once the other side has accepted the message; else raise ``DeliveryError``."""
        ...

    async def close(self) -> None:
        """Give back connections that were kept for further messages."""
        ...
