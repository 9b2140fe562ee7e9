"""Telling people: plan what each gets, send what is due, replay what a person decides.

    plan:      compose -> render -> a row "planned"         (one of each subscription and period)
    send_due:  "planned" -> "handed_over", committed -> the network -> accepted | planned again
                                                        | failed | given_up | unknown

A process killed before the commit has sent nothing, and the row is still planned. Killed after it,
the message may have arrived: the next start calls it ``unknown``, and only a person sends it again.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from notifiers.mime import is_address, mime
from notifiers.render import render
from pipeline.digest import compose, period_bounds
from pipeline.issue.printed import with_printings
from pipeline.pages.missing import with_missing
from pipeline.telling.comparisons import with_comparisons
from pipeline.telling.facts import with_key_facts
from pipeline.telling.searched import with_searched
from pipeline.telling.sending import Attempt, attempt_all, sole_sender
from storage.clock import day_of
from storage.database import Database
from storage.ids import digest_id
from storage.queries import telling
from storage.queries.changes import digest_items
from storage.queries.runs import coverage
from storage.records import (
    CoverageLine,
    Delivery,
    DeliveryState,
    DigestItem,
    Message,
    Office,
    Source,
    Subscription,
)
from storage.settings import Settings

_REPLAYABLE: tuple[DeliveryState, ...] = ("unknown", "failed", "given_up")
_INTERRUPTED = "发送途中程序中断，不知对方是否收到；核实后可用 policywatch deliveries retry 重发。"


class NotOverError(ValueError):
    """The period still runs: a digest made now would leave out what is to come."""


@dataclass(frozen=True, kw_only=True)
class World:
    """What digests are made with, beside the database."""

    settings: Settings
    sources: Sequence[Source]
    """All declared ones: the coverage statement counts them."""
    topic_names: Mapping[str, str] = field(default_factory=dict)
    """Of the taxonomy, by id: the foot of a digest prints them."""
    office: Office
    """By whose parts they are arranged."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """What one ``send_due`` did."""

    accepted: int = 0
    interrupted: int = 0
    """Left handed over by a sender that died: unknown from now on."""
    troubles: tuple[Attempt, ...] = ()
    """What was attempted and not accepted."""
    busy: bool = False
    """Another process is sending, so nothing was done here."""


def plan(
    db: Database,
    world: World,
    period: str,
    now: datetime,
    *,
    joined_before: datetime | None = None,
) -> int:
    """Plan the period's delivery of every active subscription that has none; how many.

    ``joined_before``: only of those that were subscribed then.

    Raises ``ValueError`` for what is no week, ``NotOverError`` for one that is not over.
    """
    if period_bounds(period)[1] > now:
        raise NotOverError(f"{period} 尚未结束：现在汇编会漏掉其后的变化。")
    with db.connect() as conn:
        everyone = [
            who
            for who in telling.find_subscriptions(conn, active_only=True)
            if not telling.has_delivery(conn, digest_id(who.subscription_id, period))
            and (joined_before is None or who.created_at < joined_before)
        ]
        facts = _facts(conn, world, period, everyone, now)
    planned = 0
    for who in everyone:
        message = _message(who, world, facts, now)
        record = Delivery(
            delivery_id=digest_id("delivery", message.message_id),
            digest_id=message.message_id,
            subscription_id=who.subscription_id,
            period=period,
            state="planned",
            message=message,
            planned_at=now,
        )
        with db.begin() as conn:
            planned += telling.add_delivery(conn, record)
    return planned


def preview(
    db: Database, world: World, period: str, now: datetime, out_dir: Path
) -> tuple[Path, ...]:
    """Write what every active subscription would get as files; plan and send nothing.

    ``.eml`` and ``.html`` of what goes by mail, ``.json`` of what is posted, else ``.txt``; returns
    the paths.
    """
    with db.connect() as conn:
        everyone = telling.find_subscriptions(conn, active_only=True)
        facts = _facts(conn, world, period, everyone, now)
    out_dir.mkdir(parents=True, exist_ok=True)
    written = []
    for who in everyone:
        message = _message(who, world, facts, now)
        for suffix, body in _files(message, world.settings.mail_from, now).items():
            path = out_dir / f"{period}-{who.subscription_id}.{suffix}"
            path.write_bytes(body)
            written.append(path)
    return tuple(written)


def send_due(db: Database, settings: Settings, now: datetime) -> Account:
    """Attempt every delivery that is due, each once; what became of them."""
    with sole_sender(db, settings) as alone:
        if not alone:
            return Account(busy=True)
        with db.begin() as conn:
            interrupted = telling.leave_unknown(conn, _INTERRUPTED)
        with db.connect() as conn:
            ids = telling.due(conn, now)
        attempts = asyncio.run(attempt_all(db, settings, now, ids))
    troubles = tuple(attempt for attempt in attempts if attempt.state != "accepted")
    accepted = len(attempts) - len(troubles)
    return Account(accepted=accepted, interrupted=interrupted, troubles=troubles)


def retry(db: Database, delivery_id: str) -> Delivery:
    """Plan a delivery again that failed, was given up or is unknown: a person's decision.

    Raises ``LookupError`` if there is none of this id, ``ValueError`` if it is in another state.
    """
    with db.begin() as conn:
        again = telling.plan_again(conn, delivery_id, _REPLAYABLE)
        record = telling.delivery(conn, delivery_id)
    if record is None:
        raise LookupError(f"没有投递 {delivery_id}。")
    if not again:
        raise ValueError(f"投递 {delivery_id} 的状态是 {record.state}，不能重发。")
    return record


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """What the store holds of a period, read once for all subscriptions."""

    period: str
    items: Sequence[DigestItem]
    coverage: tuple[CoverageLine, ...]


def _facts(
    conn: Connection, world: World, period: str, everyone: Sequence[Subscription], now: datetime
) -> _Facts:
    since, until = period_bounds(period)
    items = digest_items(conn, since, until)
    items = with_searched(conn, items, [who.filter for who in everyone], day_of(now))
    items = with_key_facts(conn, with_printings(conn, with_missing(conn, items)))
    items = with_comparisons(items)
    lines = coverage(conn, world.sources, since, until, world.office)
    return _Facts(period=period, items=items, coverage=lines)


def _message(who: Subscription, world: World, facts: _Facts, now: datetime) -> Message:
    office = world.office
    digest = compose(who, facts.period, facts.items, facts.coverage, now, office=office)
    desk_url = world.settings.desk_url
    return render(digest, channel=who.channel, desk_url=desk_url, names=world.topic_names)


def _files(message: Message, sender: str, now: datetime) -> dict[str, bytes]:
    """The forms that the message has, by file name suffix."""
    files = {"html": message.html.encode(), "json": message.payload.encode()}
    if is_address(message.address):
        files["eml"] = mime(message, sender=sender, date=now).as_bytes()
    there = {suffix: body for suffix, body in files.items() if body}
    return there or {"txt": message.text.encode()}
