"""A month's issue as it would be printed now. What is frozen of it is stored: see ``issues``."""

from dataclasses import dataclass
from datetime import date, datetime

from storage.records.pages import Block
from storage.records.words import Part


@dataclass(frozen=True, kw_only=True)
class DraftAttachment:
    name: str
    url: str
    blocks: tuple[Block, ...]
    """Its text; empty where it is only listed."""
    note: str = ""
    """Why it is only listed, or what is to be known of it, in Chinese: 与正文相同 …"""


@dataclass(frozen=True, kw_only=True)
class DraftItem:
    number: str
    document_id: str
    version_id: str
    title: str
    document_number: str | None
    issuing_bodies: tuple[str, ...]
    signed_on: date | None
    published_on: date | None
    blocks: tuple[Block, ...]
    """The official text, without its title where that would be said twice."""
    attachments: tuple[DraftAttachment, ...]
    url: str
    captured_on: date
    doubt: str = ""
    """Why it is marked 待定, in Chinese; empty: it is not."""
    late_of: str = ""
    """Of a late arrival: the month that it should have stood in, 2023-11."""


@dataclass(frozen=True, kw_only=True)
class DraftPart:
    number: int
    title: str
    """第一编 中央文件; the late arrivals of earlier months are 第五编 补遗."""
    part: Part | None
    """``None``: the late arrivals."""
    items: tuple[DraftItem, ...]


@dataclass(frozen=True, kw_only=True)
class SheetSection:
    """A table of the compilers' sheet (编务说明)."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    """What is said where there are no rows."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A month's issue as it would be printed now."""

    month: str
    window_start: date
    window_end: date
    """The last day of it."""
    made_at: datetime
    parts: tuple[DraftPart, ...]
    sheet: tuple[SheetSection, ...]
    set_sha256: str
    """Of the items, in their order: all that decides what is printed of each, and where."""
    frozen_at: datetime | None = None
    weighed: tuple[str, ...] | None = None
    """Of a frozen one: the documents that might have stood in it and do not, for people saw that.
    ``None``: it was not recorded."""

    @property
    def items(self) -> tuple[DraftItem, ...]:
        return tuple(item for part in self.parts for item in part.items)
