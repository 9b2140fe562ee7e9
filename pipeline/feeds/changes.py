"""The feed of changes for programs: ``policywatch.changes.v1`` (``notifiers/schemas/``). Pure."""

import json
import re
from collections.abc import Sequence
from typing import Any

from notifiers.entries import Around
from notifiers.payload import coverage_event, item_event
from pipeline.feeds.feed import News, Read
from storage.clock import SHANGHAI
from storage.faults import WrongError
from storage.records import CoverageLine

CHANGES_FEED = "policywatch.changes.v1"
CHANGES_TYPE = "application/json; charset=utf-8"
MOST, USUAL = 200, 50
"""Changes of one answer."""
END = "end"
"""Stands for the cursor of who wants only what is news from now on."""
_CURSOR = re.compile(r"v1\.([0-9]{1,15})")


class CursorError(WrongError):
    """A cursor or a number that is none: what, and the mend, in one Chinese line."""


class GoneCursorError(CursorError):
    """A cursor of a place that was never given here: the mend, in one Chinese line."""


def place_of(cursor: str) -> int:
    """The place to read on from; without a cursor the beginning. Raises ``CursorError``."""
    if not cursor:
        return 0
    found = _CURSOR.fullmatch(cursor)
    if not found or not cursor.isascii():
        raise CursorError(
            "cursor 不对：请原样用上次答复里的 next_cursor；"
            f"从头取不带 cursor，只要今后的用 {END}。"
        )
    return int(found[1])


def given_place(cursor: str, last: int) -> int:
    """The place to read on from, of those that were given, up to ``last``.

    Raises ``CursorError``: one beyond them is of another database, or of one that was put back
    from a copy since; read on from, it would skip without a word what is news next.
    """
    place = place_of(cursor)
    if place > last:
        raise GoneCursorError(
            "游标超出了现有的变化：数据库可能恢复过备份，或换过。请不带 cursor 从头读取。"
        )
    return place


def cursor_of(place: int) -> str:
    """What stands for the place in answers."""
    return f"v1.{place}"


def limit_of(text: str) -> int:
    """How many changes are asked for. Raises ``CursorError``."""
    if not text:
        return USUAL
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:6]) <= MOST:
        raise CursorError(f"limit 应为 1 至 {MOST} 的整数。")
    return int(text)


def changes(read: Read, coverage: Sequence[CoverageLine], around: Around) -> bytes:
    """The answer: what is news, and where to read on."""
    said = {
        "type": CHANGES_FEED,
        "source": "policywatch",
        "items": [_item(one, around) for one in read.news],
        "next_cursor": cursor_of(read.place),
        "has_more": read.more,
        "coverage": coverage_event(coverage),
    }
    told = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return told.encode("utf-8", "replace")


def _item(news: News, around: Around) -> dict[str, Any]:
    """As a webhook posts it, with where it stands."""
    return item_event(news.section, news.item, around) | {
        "cursor": cursor_of(news.place),
        "news_at": news.news_at.astimezone(SHANGHAI).isoformat(),
    }
