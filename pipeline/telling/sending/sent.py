"""What one round of sending did, as it is told: each delivery that did not arrive once."""

from dataclasses import dataclass, field

from notifiers.masking import short_address
from storage.queries.sending import Outcome
from storage.records import DELIVERY_WORDS, Delivery, DeliveryState

NAMED = 50
"""So many troubles are told one by one; all of them stand in the rows."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A delivery that was attempted, and what became of it."""

    delivery_id: str
    address: str
    """Short: it stands in logs."""
    state: DeliveryState
    """planned: will be tried again."""
    error: str

    @property
    def words(self) -> str:
        return "稍后再试" if self.state == "planned" else DELIVERY_WORDS[self.state]


@dataclass(kw_only=True)
class Sent:
    """What one round did."""

    accepted: int = 0
    held: int = 0
    """Put off by pace, or since the receiver had refused others."""
    _named: dict[str, Attempt] = field(default_factory=dict)
    _failed: set[str] = field(default_factory=set)

    @property
    def troubled(self) -> int:
        """How many were attempted and not accepted, …"""
        return len(self._failed)

    @property
    def troubles(self) -> list[Attempt]:
        """… and the first of them, each as it was last answered."""
        return list(self._named.values())

    def count(self, taken: Delivery, outcome: Outcome) -> None:
        """Of a delivery that is tried again in the same round, the last answer counts."""
        key = taken.delivery_id
        if outcome.state == "accepted":
            self.accepted += 1
            self._failed.discard(key)
            self._named.pop(key, None)
            return
        self._failed.add(key)
        if key in self._named or len(self._named) < NAMED:
            self._named[key] = Attempt(
                delivery_id=key,
                address=short_address(taken.address),
                state=outcome.state,
                error=outcome.error,
            )
