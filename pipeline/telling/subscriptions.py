"""Subscriptions as a TOML file: read, checked, written back (docs/subscriptions.md)."""

import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from notifiers import NOTIFIERS
from pipeline.searching import filters
from pipeline.searching.filters import toml
from storage.faults import WrongError
from storage.ids import digest_id
from storage.records import Subscription

_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_KEYS = {field.name for field in fields(Subscription)} - {"subscription_id"} | {"id"}


class SubscriptionError(WrongError):
    """An entry is wrong: where, what, and the mend, in one Chinese line."""


def subscription(
    entry: dict[str, Any],
    now: datetime,
    topics: Collection[str] | None = None,
    parts: Collection[str] | None = None,
) -> Subscription:
    """The checked subscription of one entry (the keys of the file).

    Without an ``id`` it is computed from channel, address and name. ``topics``, ``parts``: the
    known ids of topics and of the office's parts; ``None``: any will do. Raises
    ``SubscriptionError``.
    """
    _known(entry, _KEYS, "")
    values = {**entry, "subscription_id": entry.get("id") or _id(entry)}
    values.pop("id", None)
    values.setdefault("created_at", now)
    if isinstance(values.get("filter"), dict):
        _known(values["filter"], filters.KEYS, "filter.")
    try:
        record = msgspec.convert(values, Subscription)
    except msgspec.ValidationError as error:
        raise SubscriptionError(f"值的类型不对：{error}") from error
    _check(record, topics, parts)
    return record


def read(
    path: Path,
    now: datetime,
    topics: Collection[str] | None = None,
    parts: Collection[str] | None = None,
) -> tuple[Subscription, ...]:
    """The subscriptions of a file, each ``[[subscription]]`` one.

    Raises ``SubscriptionError`` that names the file and the entry; nothing is returned in part.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SubscriptionError(f"{path}：读不出来（{error}）") from error
    entries = data.pop("subscription", [])
    if data or not isinstance(entries, list):
        keys = "、".join(data) or "subscription"
        raise SubscriptionError(f"{path}：不认识 {keys}，每个订阅应写作 [[subscription]]")
    found: dict[str, Subscription] = {}
    for place, entry in enumerate(entries, 1):
        try:
            record = subscription(entry, now, topics, parts)
        except SubscriptionError as error:
            raise SubscriptionError(f"{path} 第 {place} 个订阅：{error}") from error
        if record.subscription_id in found:
            raise SubscriptionError(f"{path} 第 {place} 个订阅：id {record.subscription_id} 重复")
        found[record.subscription_id] = record
    return tuple(found.values())


def write(subscriptions: Iterable[Subscription]) -> str:
    """The text of a file that ``read`` reads back to the same records. It holds the secrets."""
    return "\n".join(_entry(record) for record in subscriptions)


def _id(entry: dict[str, Any]) -> str:
    parts = [str(entry.get(key, "")) for key in ("channel", "address", "name")]
    return digest_id("subscription", *parts)


def _known(entry: object, keys: Collection[str], where: str) -> None:
    if not isinstance(entry, dict):
        raise SubscriptionError("应写作 [[subscription]] 和 键 = 值")
    unknown = sorted(set(entry) - set(keys))
    if unknown:
        raise SubscriptionError(f"不认识 {where}{unknown[0]}，可用：{'、'.join(sorted(keys))}")


def _check(
    record: Subscription, topics: Collection[str] | None, parts: Collection[str] | None
) -> None:
    if not _ID.fullmatch(record.subscription_id):
        raise SubscriptionError(f"id {record.subscription_id!r} 应为 1 至 32 个字母、数字、_ 或 -")
    if record.channel not in NOTIFIERS:
        raise SubscriptionError(f"没有渠道 {record.channel!r}，可用：{'、'.join(NOTIFIERS)}")
    try:
        NOTIFIERS[record.channel].check(record.address, record.secret)
    except ValueError as error:
        raise SubscriptionError(f"{record.channel}：{error}") from error
    try:
        filters.check(record.filter, topics, parts)
    except filters.FilterError as error:
        raise SubscriptionError(f"filter.{error}") from error
    if record.created_at.tzinfo is None:
        raise SubscriptionError("created_at 应带时区，如 2026-11-23T08:00:00+08:00")


def _entry(record: Subscription) -> str:
    lines = ["[[subscription]]", f"id = {toml(record.subscription_id)}"]
    for field in fields(Subscription):
        value = getattr(record, field.name)
        if field.name not in ("subscription_id", "filter") and value not in ("", True):
            lines.append(f"{field.name} = {toml(value)}")
    lines += filters.filter_lines(record.filter)
    return "\n".join(lines) + "\n"
