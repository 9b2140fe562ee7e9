"""Where the pages are dated and the readers live: moments are stored as UTC, days are China's."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day_of(moment: datetime) -> date:
    """The date in China at that moment."""
    return moment.astimezone(SHANGHAI).date()


def midnight(day: date) -> datetime:
    """When the day begins in China, in UTC."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def day_words(day: date) -> str:
    """2025年9月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_words(moment: datetime) -> str:
    """2025年9月1日 08:05."""
    return f"{day_words(day_of(moment))} {moment.astimezone(SHANGHAI):%H:%M}"


def day_beside(day: date, *others: date) -> str:
    """9月1日; 2025年9月1日 where one of the others, of which it is told, is of another year."""
    if any(one.year != day.year for one in others):
        return day_words(day)
    return f"{day.month}月{day.day}日"


def since_words(day: date) -> str:
    """自2025年9月1日起."""
    return f"自{day_words(day)}起"


_DAY = timedelta(days=1)
_WINDOW = re.compile(r"(\d\d):([0-5]\d)-(\d\d):([0-5]\d)")


@dataclass(frozen=True, kw_only=True)
class Window:
    """Some hours of every day in China; they may go past midnight."""

    opens: timedelta = timedelta(0)
    """After midnight."""
    length: timedelta = _DAY

    def holds(self, moment: datetime) -> bool:
        """Whether the moment lies in the window."""
        return moment - self._opened(moment) < self.length

    def next_opening(self, moment: datetime) -> datetime:
        """When the window opens first after the moment."""
        return self._opened(moment) + _DAY

    def closing(self, moment: datetime) -> datetime:
        """When the window closes that opened last."""
        return self._opened(moment) + self.length

    def _opened(self, moment: datetime) -> datetime:
        """When it opened last: China keeps one time all year."""
        today = midnight(day_of(moment)) + self.opens
        return today if today <= moment else today - _DAY


def window_of(text: str) -> Window:
    """The window that 22:00-06:00 stands for; of an empty text, the whole day.

    Raises ``ValueError``.
    """
    if not text:
        return Window()
    found = _WINDOW.fullmatch(text.strip())
    if not found:
        raise ValueError(f"no window: {text}")
    hour, minute, to_hour, to_minute = map(int, found.groups())
    opens, closes = (
        timedelta(hours=h, minutes=m) for h, m in ((hour, minute), (to_hour, to_minute))
    )
    if opens >= _DAY or closes > _DAY or opens == closes:
        raise ValueError(f"no window: {text}")
    return Window(opens=opens, length=(closes - opens) % _DAY or _DAY)


def quiet_hours(text: str) -> Window:
    """The window in which nobody is disturbed; of an empty text, one without length.

    Raises ``ValueError``, also of a whole day: what waits for its end would wait for ever.
    """
    hours = window_of(text) if text else Window(length=timedelta(0))
    if hours.length == _DAY:
        raise ValueError(f"no end of quiet: {text}")
    return hours
