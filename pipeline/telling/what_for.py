"""What a delivery is of, in words: pure."""

from collections.abc import Mapping
from types import MappingProxyType

from storage.records import Delivery, MessageKind

_KINDS: Mapping[MessageKind, str] = MappingProxyType(
    {
        "confirmation": "确认信",
        "notice": "通知",
        "test": "测试消息",
        "canary": "自检",
    }
)
_BEGUN: Mapping[str, str] = MappingProxyType(
    {
        "problems opened": "问题通知",
        "problems over": "问题解决通知",
        "ended": "停用通知",
        "failing": "未送达通知",
        "unknown": "去向不明通知",
        "moved": "改寄通知",
        "welcome": "欢迎信",
    }
)
"""By how the name of what they are about begins."""


def what_for(record: Delivery) -> str:
    """Of a digest its period, 2026-W47; of others what they are: 确认信, 停用通知, …"""
    if record.kind == "digest":
        return record.period
    begun = (words for name, words in _BEGUN.items() if record.period.startswith(f"{name} "))
    return next(begun, _KINDS[record.kind])
