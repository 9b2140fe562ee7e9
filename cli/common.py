"""What the commands share: opening, printing, reading moments and days."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from storage.clock import SHANGHAI
from storage.settings import Settings

_MOST_DAYS = 3650

Commands = Any
"""argparse's subparsers object; its type is private there."""


def settings_of(call: argparse.Namespace) -> Settings:
    """The settings of the home that the call names. Raises ``SettingError``."""
    return Settings.load(call.home)


if TYPE_CHECKING:
    from storage.database import Database


@contextmanager
def database(call: argparse.Namespace) -> Iterator["Database"]:
    """The database of the home, closed at the end."""
    from storage.database import open_database  # not every command needs one

    db = open_database(settings_of(call))
    try:
        yield db
    finally:
        db.close()


def print_object(record: object) -> None:
    """One JSON object a line, UTF-8."""
    sys.stdout.write(msgspec.json.encode(record).decode() + "\n")


def print_lines(lines: Iterable[str]) -> None:
    """To standard output."""
    for line in lines:
        sys.stdout.write(line + "\n")


def complain(lines: Iterable[str]) -> None:
    """To standard error: messages for people."""
    for line in lines:
        sys.stderr.write(line + "\n")


def moment(text: str) -> datetime:
    """A moment with an offset; without one, Asia/Shanghai."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        reason = f"不是时刻：{text}（例如 2023-12-08T09:00+08:00）"
        raise argparse.ArgumentTypeError(reason) from None
    return (value if value.tzinfo else value.replace(tzinfo=SHANGHAI)).astimezone(UTC)


def day(text: str) -> date:
    """A day written 2023-12-08."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"不是日期：{text}（例如 2023-12-08）") from None


def days(text: str) -> int:
    """A number of days."""
    if not text.isdecimal() or int(text) > _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"不是天数：{text}（0 至 {_MOST_DAYS} 的整数）")
    return int(text)


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)
