"""The cards that chats are sent: what stands on one, as data and as plain text. Pure.

view -> deck (deck.py) -> cards that fit (cutting.py) -> each platform's own JSON (chats/)
"""

from collections.abc import Sequence
from dataclasses import dataclass

from notifiers.entries import clean

LINE, SHORT = 160, 80
"""Characters of a line, and of a short one."""
_LINES = 5
AHEAD = "ahead"
"""The key of dates ahead, among those of the sections."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a document."""

    text: str
    label: str = ""
    """期限, 要点, …"""
    strong: bool = False
    """A deadline: seen first."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """Where a button leads."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """A document as a card shows it, or a date ahead."""

    key: str
    """Of its section: added, changed, withdrawn, late, ahead."""
    heading: str
    """What stands above the first one of its section in a card."""
    number: int = 0
    """Place in the whole digest; 0: it has none."""
    title: str
    lines: tuple[Line, ...] = ()
    actions: tuple[Action, ...] = ()
    brief: bool = False
    """Title and links alone."""

    @property
    def name(self) -> str:
        """3. 〔待定〕关于…的通知."""
        return f"{self.number}. {self.title}" if self.number else self.title


@dataclass(frozen=True, kw_only=True)
class Card:
    """One message of a digest."""

    heading: str
    """双碳政策周报（11月16日—22日）."""
    subject: str
    """What lists of messages show."""
    place: int = 1
    places: int = 1
    head: tuple[str, ...] = ()
    """Of the first card: what there is, and what was read for it."""
    items: tuple[Item, ...] = ()
    foot: tuple[str, ...] = ()
    """Of the last card: what is left out, and the filter."""
    actions: tuple[Action, ...] = ()
    """Of the last card: the whole digest on the web."""

    @property
    def mark(self) -> str:
        """（1/3）; of an only card nothing."""
        return f"（{self.place}/{self.places}）" if self.places > 1 else ""

    @property
    def title(self) -> str:
        """The heading, and which card of how many it is."""
        return self.heading + self.mark

    @property
    def text(self) -> str:
        """The same as plain text, …"""
        return f"{self.title}\n{self.body}"

    @property
    def body(self) -> str:
        """… and without its title."""
        return "\n".join([*self.head, *_told(self.items), "", *self.foot, *_links(self)]).strip()


def plain(subject: str, text: str) -> Card:
    """A message that is no digest, such as a test, as one small card: its subject once."""
    subject = clean(subject, SHORT)
    lines = [clean(line, LINE) for line in text.splitlines()]
    said = tuple(line for line in lines if line and line != subject)[:_LINES]
    return Card(heading=subject, subject=subject, head=said or (subject,))


def _told(items: Sequence[Item]) -> list[str]:
    lines, above = [], ""
    for item in items:
        lines += ["", f"【{item.heading}】"] if item.heading != above else []
        lines += [item.name, *(f"{one.label}：{one.text}".lstrip("：") for one in item.lines)]
        lines += [f"{one.label}：{one.url}" for one in item.actions]
        above = item.heading
    return lines


def _links(card: Card) -> list[str]:
    return [f"{one.label}：{one.url}" for one in card.actions]
