"""Where the pages are dated and the readers live: moments are stored as UTC, days are China's."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day_of(moment: datetime) -> date:
    """The date in China at that moment."""
    return moment.astimezone(SHANGHAI).date()


def midnight(day: date) -> datetime:
    """When the day begins in China, in UTC."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
