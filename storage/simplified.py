"""Traditional characters in simplified ones, in which nearly all official texts are."""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC


def in_simplified(text: str) -> str:
    """The text in simplified characters.

    >>> in_simplified("碳達峰行動方案")
    '碳达峰行动方案'
    """
    if _is_simplified(text):
        return text
    return _convert(text)


def _is_simplified(text: str) -> bool:
    """Whether GB 2312, which has no traditional characters, has all of it: most that is typed."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=256)
def _convert(text: str) -> str:
    converted: str = _converter().convert(text)
    return converted


@lru_cache(maxsize=1)
def _converter() -> "OpenCC":
    from opencc import OpenCC  # reads its tables, a tenth of a second: only who needs them

    return OpenCC("t2s")
