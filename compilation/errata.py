"""有效性变动表: what became of documents that past issues print. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from storage.clock import since_words
from storage.records import SheetSection

ErratumBasis = Literal["document", "number", "title", "own"]
"""How an item was known to be meant: it carries the document that is meant, or has the number, or
the title; or it is the item's own text or page that says so."""
Happened = Literal["repealed", "superseded", "amended", "extended", "expired", "void"]
HAPPENED_WORDS: dict[Happened, str] = {
    "repealed": "废止",
    "superseded": "被取代",
    "amended": "修改",
    "extended": "延长有效期",
    "expired": "期满失效",
    "void": "页面标注失效",
}
"""How people are told of it."""
_TITLE = "往期汇编所收文件的有效性变动"
_HEAD = ("期号与条目", "文件（刊载时的标题和文号）", "变动", "依据", "自何时起")
_EMPTY = "没有发现往期所收文件被废止、取代、修改或期满。"
_LONGEST = 120
"""Characters of a sentence in a table."""


@dataclass(frozen=True, kw_only=True)
class PrintedAt:
    """An item of a past issue, as it is printed there."""

    month: str
    item: str
    page: int | None
    title: str
    document_number: str | None
    document_id: str | None
    """Of the document that it carries, where that was ever detected."""


@dataclass(frozen=True, kw_only=True)
class Cause:
    """The document that changed another's validity."""

    document_id: str
    title: str
    document_number: str | None
    dated_on: date | None
    """Published, else signed."""


@dataclass(frozen=True, kw_only=True)
class Erratum:
    """What became of a document that an issue prints."""

    printed: PrintedAt
    happened: Happened
    by: Cause | None
    """``None``: its own text or page says so."""
    sentence: str
    """The words that say so."""
    label: str
    """Clause path of them."""
    since: date | None
    basis: ErratumBasis

    @property
    def known_on(self) -> date | None:
        """Since when it could be known: the publication of what says so, else when it holds."""
        return self.by.dated_on if self.by and self.by.dated_on else self.since


def in_order(errata: Iterable[Erratum]) -> tuple[Erratum, ...]:
    """Each once, the latest known first, then by issue and item."""
    once = {(_place(one), one.happened, one.by and one.by.document_id): one for one in errata}
    by_place = sorted(once.values(), key=_place)
    return tuple(sorted(by_place, key=lambda one: one.known_on or date.min, reverse=True))


def _place(one: Erratum) -> tuple[str, tuple[int, ...]]:
    numbers = tuple(int(part) for part in one.printed.item.split(".") if part.isdecimal())
    return one.printed.month, numbers


def section(errata: Iterable[Erratum]) -> SheetSection:
    """The table for the compilers' sheet of a draft."""
    return SheetSection(
        title=_TITLE,
        head=_HEAD,
        rows=tuple(_row(one) for one in errata),
        empty=_EMPTY,
    )


def _row(one: Erratum) -> tuple[str, ...]:
    number = f"（{one.printed.document_number}）" if one.printed.document_number else ""
    return (
        place_words(one.printed),
        one.printed.title + number,
        HAPPENED_WORDS[one.happened],
        because_words(one),
        since_words(one.since) if one.since else "未写明",
    )


def place_words(printed: PrintedAt) -> str:
    """2023-05 3.2，第41页."""
    page = f"，第{printed.page}页" if printed.page is not None else ""
    return f"{printed.month} {printed.item}{page}"


def because_words(one: Erratum) -> str:
    """By which document, of when, in which words."""
    if one.by is None:
        return _cut(one.sentence)
    said = f"：“{_cut(one.sentence)}”" if one.sentence else ""
    number = one.by.document_number or "无文号"
    day = f"，{one.by.dated_on}" if one.by.dated_on else ""
    return f"{one.by.title}（{number}{day}）{said}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
