"""What the pages call things, and how they write dates and addresses."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from urllib.parse import urlsplit

from storage.clock import SHANGHAI, day_of
from storage.records import PROBLEM_WORDS, PROPOSAL_WORDS, VERDICT_WORDS

STATES: Mapping[str, str] = MappingProxyType(
    {
        "ok": "正常",
        **PROBLEM_WORDS,
        "unread": "未读取",
        "off": "未启用",
    }
)
STANDINGS: Mapping[str, str] = MappingProxyType(
    {
        "doubt": PROPOSAL_WORDS[None],
        "taken": "已收录",
        "left": VERDICT_WORDS[False],
        "yes": PROPOSAL_WORDS[True],
        "no": PROPOSAL_WORDS[False],
    }
)


def day(value: date | datetime | None) -> str:
    """2023-12-08 in Shanghai; empty if unknown."""
    if isinstance(value, datetime):
        value = day_of(value)
    return value.isoformat() if value else ""


def short_day(value: date | datetime) -> str:
    """12月8日 in Shanghai."""
    if isinstance(value, datetime):
        value = day_of(value)
    return f"{value.month}月{value.day}日"


def moment(value: datetime | None) -> str:
    """2023-12-08 09:05 in Shanghai; empty if unknown."""
    return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if value else ""


def safe_url(url: str) -> str:
    """The address if it is one of the web, else an empty string: pages are hostile."""
    return url if host(url) else ""


def host(url: str) -> str:
    """The host of a web address; empty for anything else."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:  # an unclosed bracket: no address at all
        return ""
