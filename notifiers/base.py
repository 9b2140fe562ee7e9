"""What every channel is: a class with one verb, and the one error it may raise."""

from collections.abc import Callable
from typing import Protocol

from storage.records import Message
from storage.settings import Settings


class DeliveryError(Exception):
    """A message was not accepted, or nobody can say whether it was.

    ``transient``: trying again later may help. ``unknown``: the other side may have taken it, so
    only a person may send it again. ``retry_after``: the seconds that the other side asked for.
    """

    def __init__(
        self,
        reason: str,
        *,
        transient: bool,
        unknown: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.transient = transient
        self.unknown = unknown
        self.retry_after = retry_after


HandingOver = Callable[[], None]
"""Called once, just before the first thing that cannot be taken back: it commits the mark by which
an interrupted attempt is known for one that may have arrived. What it raises stops the attempt."""


def unmarked() -> None:
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

    async def send(self, message: Message, handing_over: HandingOver = unmarked) -> None:
        """Return once the other side has accepted the message; else raise ``DeliveryError``."""
        ...

    async def close(self) -> None:
        """Give back connections that were kept for further messages."""
        ...
