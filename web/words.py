"""What the pages call things, and how they write dates and addresses."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from urllib.parse import urlsplit

from storage.clock import SHANGHAI, day_of
from storage.records import PROBLEM_WORDS

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
        "doubt": "待定",
        "taken": "已收录",
        "left": "不收",
        "yes": "建议收录",
        "no": "建议不收",
    }
)
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "document": "文件",
        "consultation": "征求意见",
        "law": "法律法规",
        "interpretation": "解读",
        "news": "新闻",
        "personnel": "人事",
        "procurement": "采购",
        "statistics": "统计",
        "meeting": "会议",
        "publicity_list": "公示名单",
        "speech": "讲话",
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
