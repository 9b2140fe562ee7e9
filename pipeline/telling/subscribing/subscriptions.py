"""Subscriptions as a TOML file: read, checked, written back (docs/subscriptions.md)."""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import msgspec

from notifiers import NOTIFIERS, channel_name
from notifiers.masking import short_address
from notifiers.mime import is_address
from pipeline.searching import filters
from pipeline.searching.filters import toml
from pipeline.telling.subscribing.texts import SubscriptionError as SubscriptionError, check_texts
from storage.clock import quiet_hours
from storage.file_errors import why
from storage.ids import digest_id
from storage.records import Rate, Subscription
from storage.value_faults import toml_fault, value_fault

_MAIL = "email"
_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_OWN = {
    "previous", "ended", "ended_at", "failing_since", "told_until",
    "told_at", "held", "link_key",
}  # fmt: skip
"""What the program alone knows of a subscription: in no file, and no file changes it."""
_KEYS = {one.name for one in fields(Subscription)} - {"subscription_id"} - _OWN | {"id"}


_NOT_SO = _OWN | {"subscription_id", "filter"}
"""What is written otherwise, or not at all."""
RATES: tuple[str, ...] = get_args(Rate)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a filter may name, and what is stored; ``None``: any will do."""

    topics: Collection[str] | None = None
    """Ids."""
    parts: Collection[str] | None = None
    """Ids, of the office's."""
    regions: Collection[str] | None = None
    """Those of documents, beside the provinces and cities."""
    secrets: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """By id and channel: what an entry keeps that says none of its own."""


ANY = Known()


def subscription(
    entry: dict[str, Any],
    now: datetime,
    known: Known = ANY,
) -> Subscription:
    """The checked subscription of one entry (the keys of the file).

    Without an ``id`` it is computed from channel, address and name. Raises ``SubscriptionError``.
    """
    _known(entry, _KEYS, "")
    channel, address, name = (str(entry.get(key, "")) for key in ("channel", "address", "name"))
    key = entry.get("id") or computed_id(channel, address, name)
    values = {**entry, "subscription_id": key}
    values.pop("id", None)
    values.setdefault("created_at", now)
    values.setdefault("secret", known.secrets.get((str(key), channel), ""))
    if isinstance(values.get("filter"), dict):
        _known(values["filter"], filters.KEYS, "filter.")
    if (rate := values.get("rate", "weekly")) not in RATES:
        raise SubscriptionError(f"rate：没有 {rate!r}，可用：{'、'.join(RATES)}")
    try:
        record = msgspec.convert(values, Subscription)
    except msgspec.ValidationError as error:
        raise SubscriptionError(value_fault(error)) from error
    record = replace(
        record,
        address=_address(record.channel, record.address),
        name=" ".join(record.name.split()),
    )
    _check(record, known)
    return record


def read(
    path: Path,
    now: datetime,
    known: Known = ANY,
) -> tuple[Subscription, ...]:
    """The subscriptions of a file, each ``[[subscription]]`` one.

    Raises ``SubscriptionError`` that names the file and the entry; nothing is returned in part.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise SubscriptionError(f"读不了：{path}（{why(error)}）") from error
    except UnicodeDecodeError as error:
        raise SubscriptionError(f"{path}：不是 UTF-8 文本，请另存为 UTF-8。") from error
    return parsed(text, str(path), now, known)


def parsed(
    text: str,
    name: str,
    now: datetime,
    known: Known = ANY,
) -> tuple[Subscription, ...]:
    """The same from the text of a file of that name."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SubscriptionError(f"{name} {toml_fault(error)}") from error
    entries = data.pop("subscription", [])
    if data or not isinstance(entries, list):
        keys = "、".join(data) or "subscription"
        raise SubscriptionError(f"{name}：不认识 {keys}，每个订阅应写作 [[subscription]]")
    found: dict[str, Subscription] = {}
    for place, entry in enumerate(entries, 1):
        try:
            record = subscription(entry, now, known)
        except SubscriptionError as error:
            raise SubscriptionError(f"{name} 第 {place} 个订阅：{error}") from error
        if record.subscription_id in found:
            raise SubscriptionError(f"{name} 第 {place} 个订阅：id {record.subscription_id} 重复")
        found[record.subscription_id] = record
    return tuple(found.values())


def write(subscriptions: Iterable[Subscription]) -> str:
    """The text of a file that ``read`` reads back to the same records, but for what the program
    alone knows of them. It holds the secrets."""
    return "\n".join(_entry(record) for record in subscriptions)


def without_keys(record: Subscription) -> Subscription:
    """The subscription as it may stand on a screen: without its secret, and of a robot or receiver,
    whose address is a key, with the short one."""
    return replace(record, secret="", address=short_address(record.address))


def computed_id(channel: str, address: str, name: str) -> str:
    """The id of an entry that says none."""
    whole = address.lower() if channel == _MAIL else address
    return digest_id("subscription", channel, whole, name)


def _address(channel: str, address: str) -> str:
    """As it is kept: of mail the domain in lower case; what stands before it is its server's."""
    before, at, domain = address.rpartition("@")
    return f"{before}{at}{domain.lower()}" if channel == _MAIL else address


def _known(entry: object, keys: Collection[str], where: str) -> None:
    if not isinstance(entry, dict):
        raise SubscriptionError("应写作 [[subscription]] 和 键 = 值")
    unknown = sorted(set(entry) - set(keys))
    if unknown:
        raise SubscriptionError(f"不认识 {where}{unknown[0]}，可用：{'、'.join(sorted(keys))}")


def _check(record: Subscription, known: Known) -> None:
    if not _ID.fullmatch(record.subscription_id):
        raise SubscriptionError(f"id {record.subscription_id!r} 应为 1 至 32 个字母、数字、_ 或 -")
    if record.channel not in NOTIFIERS:
        raise SubscriptionError(f"没有渠道 {record.channel!r}，可用：{'、'.join(NOTIFIERS)}")
    check_texts(record)
    try:
        NOTIFIERS[record.channel].check(record.address, record.secret)
    except ValueError as error:
        raise SubscriptionError(f"{channel_name(record.channel)}：{error}") from error
    try:
        filters.check(record.filter, known.topics, known.parts, known.regions)
        filters.check_words(record.filter)
    except filters.FilterError as error:
        said = str(error)
        raise SubscriptionError(f"filter.{said}" if said[0].isascii() else said) from error
    _check_told(record)
    _check_times(record)
    if record.contact and not is_address(record.contact):
        raise SubscriptionError(f"contact：不是邮件地址 {record.contact!r}")
    if record.created_at.tzinfo is None:
        raise SubscriptionError("created_at 应带时区，如 2026-11-23T08:00:00+08:00")


def _check_told(record: Subscription) -> None:
    """That something may come of it: nobody is told of what is not taken."""
    told = {"yes", "person"} if record.include_doubtful else {"yes"}
    asked = set(record.filter.relevant)
    if asked and not asked & told:
        raise SubscriptionError(
            "这样选“收录”，什么也收不到：摘要只讲收录的，和没有排除的待定的。请改选或不选"
        )


def _check_times(record: Subscription) -> None:
    if not 1 <= record.weekday <= 7:
        raise SubscriptionError(f"weekday 应为 1（周一）至 7（周日）：{record.weekday}")
    if not 0 <= record.hour <= 23:
        raise SubscriptionError(f"hour 应为 0 至 23（北京时间）：{record.hour}")
    try:
        quiet_hours(record.quiet)
    except ValueError as error:
        said = f"quiet 应为不满一天的时段，如 22:00-07:00：{record.quiet!r}"
        raise SubscriptionError(said) from error


def _entry(record: Subscription) -> str:
    lines = ["[[subscription]]", f"id = {toml(record.subscription_id)}"]
    for one in fields(Subscription):
        value = getattr(record, one.name)
        if one.name not in _NOT_SO and value != one.default:
            lines.append(f"{one.name} = {toml(value)}")
    lines += filters.filter_lines(record.filter)
    return "\n".join(lines) + "\n"
