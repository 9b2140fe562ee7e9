"""What people decided of a month's issue, as it stands now. Pure."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from storage.records import IssueDecision, IssueDecisionKind, Office, Part

_STANDING: tuple[IssueDecisionKind, ...] = ("leave", "take")


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """The newest decision of each kind on each document."""

    standing: dict[str, IssueDecision] = field(default_factory=dict)
    """Whether it is in this issue: to leave and to take undo one another."""
    titles: dict[str, IssueDecision] = field(default_factory=dict)
    parts: dict[str, IssueDecision] = field(default_factory=dict)
    orders: tuple[IssueDecision, ...] = ()
    """Newest first: each of one part."""

    @property
    def ids(self) -> frozenset[str]:
        """The documents that something was decided of."""
        return frozenset((*self.standing, *self.titles, *self.parts))

    def title_of(self, document_id: str) -> str:
        """The title that a person gave it; empty: its own."""
        found = self.titles.get(document_id)
        return found.value if found else ""

    def part_of(self, document_id: str, office: Office) -> Part | None:
        """The part of the office that a person put it in; ``None``: the program's."""
        found = self.parts.get(document_id)
        return found.value if found and found.value in office.ids else None


def decisions_of(rows: Iterable[IssueDecision]) -> Decisions:
    """What stands of a month's decisions; ``rows``: oldest first."""
    standing: dict[str, IssueDecision] = {}
    titles: dict[str, IssueDecision] = {}
    parts: dict[str, IssueDecision] = {}
    orders: list[IssueDecision] = []
    for row in rows:
        if row.kind == "order":
            orders.insert(0, row)
            continue
        place = standing if row.kind in _STANDING else titles if row.kind == "title" else parts
        place[row.document_id] = row
    return Decisions(standing=standing, titles=titles, parts=parts, orders=tuple(orders))


def ordered_ids(decision: IssueDecision) -> tuple[str, ...]:
    """The documents of an order; none if its value is no list of ids."""
    try:
        value = json.loads(decision.value)
    except ValueError:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return ()
    return tuple(dict.fromkeys(value))


def order_value(ids: Sequence[str]) -> str:
    """What is stored of an order."""
    return json.dumps(list(ids))
