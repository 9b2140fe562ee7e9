"""Of which days an issue is: its month, or what a person asks for instead. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from compilation.faults import IssueError
from compilation.months import checked, first_of, last_of, month_words

_LONGEST = 366
"""Days of a window: what is longer is a slip of the pen."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """From its first day to its last one."""

    start: date
    end: date

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end


def month_window(month: str) -> Window:
    """The days of a month like 2023-12. Raises ``IssueError``."""
    checked(month)
    return Window(start=first_of(month), end=last_of(month))


def asked_window(month: str, start: date | None = None, end: date | None = None) -> Window:
    """The month's days, but for the first or the last one that was asked for.

    Raises ``IssueError``.
    """
    own = month_window(month)
    found = Window(start=start or own.start, end=end or own.end)
    if found.start > found.end:
        raise IssueError(f"起止日期颠倒了：{found.start} 晚于 {found.end}，请改正。")
    if found.end - found.start > timedelta(days=_LONGEST):
        raise IssueError(f"{found.start} 至 {found.end} 超过一年，请核对起止日期。")
    return found


def refuse_future(month: str, window: Window, today: date) -> None:
    """Raises ``IssueError`` if nothing of the issue can have been published yet."""
    if window.start > today:
        raise IssueError(
            f"{month_words(month)}还没有到（从 {window.start} 起），无从起草；今天是 {today}。"
        )


def month_of(day: date) -> str:
    """2023-12."""
    return f"{day.year:04}-{day.month:02}"
