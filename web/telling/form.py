"""The form of a subscription: what stands in it, and the entry that it says."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from starlette.datastructures import FormData, QueryParams

from pipeline.searching.filters import FilterError, filter_of
from pipeline.telling.subscribing.managing import mark_of
from pipeline.telling.subscribing.subscriptions import SubscriptionError
from storage.records import Filter, Subscription
from web.context import Desk
from web.search import asked_in

_FILTER: Mapping[str, str] = {
    "q": "words",
    "not": "words_not",
    "topic": "topics",
    "part": "parts",
    "region": "regions",
    "issuer": "issuers",
    "validity": "validity",
    "relevant": "relevant",
    "kind": "kinds",
    "since": "since",
    "until": "until",
    "least": "least_significance",
}
"""Names of the form's fields, as in the address of a search, and of the filter's."""
_LINES = ("q", "not", "region", "issuer")
"""Where each line is a value."""
_TEXTS = ("channel", "address", "name", "secret", "contact", "rate", "quiet")
_NUMBERS = ("weekday", "hour")
_SWITCHES = ("after_holidays", "empties", "approval", "include_doubtful")
_LONGEST = 2_000
SEEN = "seen"
"""The field that keeps the mark of what was stored when the form was opened."""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What stands in the form, field by field."""

    values: Mapping[str, tuple[str, ...]]

    def one(self, name: str) -> str:
        """Of a field that has one value."""
        return next(iter(self.values.get(name, ())), "")

    def lines(self, name: str) -> str:
        """Of one that has a value a line."""
        return "\n".join(self.values.get(name, ()))

    def has(self, name: str, value: str = "1") -> bool:
        """Whether a box is ticked."""
        return value in self.values.get(name, ())


def filled_with(who: Subscription) -> Filled:
    """The form of a subscription; its secret is not shown."""
    texts = {name: str(getattr(who, name)) for name in (*_TEXTS, *_NUMBERS) if name != "secret"}
    values = {name: (value,) for name, value in texts.items() if value}
    values |= {name: ("1",) for name in _SWITCHES if getattr(who, name)}
    for name, field in _FILTER.items():
        said = getattr(who.filter, field)
        if said:
            values[name] = tuple(said) if isinstance(said, tuple) else (str(said),)
    return Filled(values=values | {SEEN: (mark_of(who),)})


def filled_in(form: FormData) -> Filled:
    """The form as it was sent."""
    found: dict[str, tuple[str, ...]] = {}
    for name in {*_FILTER, *_TEXTS, *_NUMBERS, *_SWITCHES, SEEN}:
        said = [str(one)[:_LONGEST] for one in form.getlist(name)]
        if name in _LINES:
            said = [line for one in said for line in one.splitlines()]
        if kept := tuple(one.strip() for one in said if one.strip()):
            found[name] = kept
    return Filled(values=found)


def entry_of(filled: Filled, desk: Desk) -> dict[str, Any]:
    """What the form says, with the keys of the file. Raises ``SubscriptionError``."""
    entry: dict[str, Any] = {name: filled.one(name) for name in _TEXTS}
    if not entry["address"]:
        raise SubscriptionError("地址没有填")
    entry |= {name: _number(name, filled.one(name)) for name in _NUMBERS}
    entry |= {name: filled.has(name) for name in _SWITCHES}
    return entry | {"filter": asdict(filter_in(filled, desk))}


def filter_in(filled: Filled, desk: Desk) -> Filter:
    """The filter that the form says. Raises ``SubscriptionError``."""
    pairs = [(name, value) for name in _FILTER for value in filled.values.get(name, ())]
    asked, fault = asked_in(QueryParams(pairs), desk)
    if fault:
        raise SubscriptionError(fault)
    changes = {"kinds": filled.values.get("kind", ()), "least_significance": _share(filled)}
    try:
        ours = filter_of(changes)
    except FilterError as error:
        raise SubscriptionError(str(error)) from error
    return replace(asked.filter, kinds=ours.kinds, least_significance=ours.least_significance)


def in_words(fault: str) -> str:
    """What is wrong, with the words of the form in place of a file's keys.

    >>> in_words("hour 应为 0 至 23（北京时间）：25")
    '钟点应为 0 至 23（北京时间）：25'
    """
    return _KEY.sub(lambda found: _NAMES[found[1]] + found[2].strip(), fault)


def _share(filled: Filled) -> float:
    said = filled.one("least") or "0"
    try:
        return float(said)
    except ValueError as error:
        raise SubscriptionError(f"改动的分量应为 0 至 1 的数：{said}") from error


def _number(name: str, said: str) -> int:
    if not said:
        raise SubscriptionError(f"{_NAMES[name]}没有填")
    if not (said.isascii() and said.isdecimal() and len(said) < 3):
        raise SubscriptionError(f"{_NAMES[name]}应为整数：{said!r}")
    return int(said)


_NAMES: Mapping[str, str] = {
    "weekday": "星期",
    "hour": "钟点",
    "quiet": "不发的时段",
    "rate": "频率",
    "name": "名称",
    "address": "地址",
    "secret": "密钥",
    "contact": "联系人邮箱",
    "words": "含这些词",
    "words_not": "不含",
    "issuers": "发文机关",
    "regions": "地区",
    "kinds": "变化",
    "since": "公布日期的开始",
    "until": "公布日期的结束",
    "least_significance": "改动的分量",
    "validity": "效力",
    "relevant": "收录",
}
_KEY = re.compile(
    rf"(?:filter\.)?\b({'|'.join(sorted(_NAMES, key=len, reverse=True))})( ?(?=[应没：])| )"
)
