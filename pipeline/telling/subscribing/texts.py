"""How long the texts of a subscription may be, and that they can be read. Pure."""

import unicodedata
from collections.abc import Iterator

from storage.faults import WrongError
from storage.records import Subscription

_LONGEST = {"name": 100, "address": 2000, "secret": 200, "contact": 254}
_WORD = 60
_MOST_WORDS = 100
_LISTS = ("words", "words_not", "issuers", "regions")
_HIDDEN = ("Cc", "Cf", "Cs")
"""Controls, marks that turn the direction of writing, halves of characters."""


class SubscriptionError(WrongError):
    """An entry is wrong: where, what, and the mend, in one Chinese line."""


def check_texts(record: Subscription) -> None:
    """Raise ``SubscriptionError`` for a text that is too long, or that nobody can see whole."""
    for key, longest in _LONGEST.items():
        if len(getattr(record, key)) > longest:
            raise SubscriptionError(f"{key} 应不超过 {longest} 个字符")
    for name in _LISTS:
        values = getattr(record.filter, name)
        if len(values) > _MOST_WORDS:
            raise SubscriptionError(f"filter.{name} 应不超过 {_MOST_WORDS} 项")
        if long := next((one for one in values if len(one) > _WORD), ""):
            raise SubscriptionError(f"filter.{name} 应每项不超过 {_WORD} 个字符：“{long[:20]}…”")
    for key, text in _texts(record):
        if hidden := next((c for c in text if unicodedata.category(c) in _HIDDEN), ""):
            raise SubscriptionError(
                f"{key} 应不含看不见的控制字符（U+{ord(hidden):04X}），请重新输入"
            )


def _texts(record: Subscription) -> Iterator[tuple[str, str]]:
    yield from ((key, getattr(record, key)) for key in _LONGEST)
    for name in _LISTS:
        yield from ((f"filter.{name}", one) for one in getattr(record.filter, name))
