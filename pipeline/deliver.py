"""Telling people: plan what each gets, send what is due, replay what a person decides.

    plan:      compose -> render -> a row "planned"         (one of each subscription and period)
               where a person approves first: "draft" -> planned | discarded
    send_due:  "planned" -> "handed_over", committed -> the network -> accepted | planned again
                                                        | failed | given_up | unknown

A process killed before the commit has sent nothing, and the row is still planned. Killed after it,
the message may have arrived: the next start calls it ``unknown``, and only a person sends it again.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from notifiers.mime import is_address, mime
from pipeline.adding.told import BY_HAND
from pipeline.run import pass_running
from pipeline.telling.composing.forms import forms_of
from pipeline.telling.composing.periods import (
    Recorded,
    not_before,
    of_week,
    owed,
    period_bounds,
    whole_week,
)
from pipeline.telling.composing.planning import Facts, plan_schedules
from pipeline.telling.links import PublicLinks
from pipeline.telling.sending.attempts import Clock
from pipeline.telling.sending.interrupted import settle_interrupted
from pipeline.telling.sending.messages import message_of
from pipeline.telling.sending.sender import Sender, clock_from, send_all, sole_sender
from pipeline.telling.sending.sent import Attempt
from pipeline.telling.world import World as World
from storage.database import Database
from storage.ids import digest_id
from storage.queries import telling
from storage.queries.accounts import DraftGroup
from storage.queries.runs import last_begun
from storage.queries.sending import plan_following
from storage.records import DELIVERY_WORDS, Delivery, DeliveryState, Message
from storage.settings import Settings

REPLAYABLE: tuple[DeliveryState, ...] = ("unknown", "failed", "given_up")
"""What a person may send again."""
_DAY = timedelta(days=1)


class NotOverError(ValueError):
    """The period still runs: a digest made now would leave out what is to come."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """What one ``send_due`` did."""

    accepted: int = 0
    interrupted: int = 0
    """Left handed over by a sender that died: unknown from now on."""
    troubled: int = 0
    """Attempted and not accepted: so many, …"""
    troubles: tuple[Attempt, ...] = ()
    """… and the first of them."""
    held: int = 0
    """Put off, by our own pace or since a receiver was asked too much."""
    busy: bool = False
    """Another process is sending, so nothing was done here."""


def plan(db: Database, world: World, week: str, now: datetime) -> int:
    """Plan the week's digest of every active subscription that has none and was not told of all
    of it already; how many.

    Raises ``ValueError`` for what is no week, ``NotOverError`` for one that is not over.
    """
    if period_bounds(week)[1] > now:
        raise NotOverError(f"{week} 尚未结束：现在汇编会漏掉其后的变化。")
    return plan_schedules(db, world, now, lambda one: of_week(one, week, now), late_ones=True)


def plan_owed(db: Database, world: World, now: datetime) -> int:
    """Plan every digest that is due by now and was not planned yet; how many.

    While a pass is under way, what it began with: what it finds is told once it has ended.
    """
    recorded = recorded_now(db, world.settings)
    return plan_schedules(db, world, now, lambda one: owed(one, now, recorded))


def recorded_now(db: Database, settings: Settings) -> Recorded:
    """How far what passes detect is recorded."""
    with db.connect() as conn:
        begun = last_begun(conn)  # before it is asked whether one runs: that may be a newer one
    running = pass_running(settings)
    if running:
        begun.pop(BY_HAND, None)  # may have been added since that pass began
    return Recorded(begun=max(begun.values(), default=None), running=running)


def preview(
    db: Database, world: World, week: str, now: datetime, out_dir: Path
) -> tuple[Path, ...]:
    """Write what every active subscription would be told of the week as files, with its reader's
    own links; plan and send nothing.

    ``.eml`` and ``.html`` of what goes by mail, ``.json`` of what is posted, else ``.txt``; returns
    the paths.
    """
    facts = Facts(db=db, world=world, period=whole_week(week), now=now)
    links = PublicLinks.of(world.settings)
    with db.connect() as conn:
        everyone = telling.find_subscriptions(conn, active_only=True)
    out_dir.mkdir(parents=True, exist_ok=True)
    written = []
    for who in everyone:
        forms = forms_of(world, facts.digest(who))
        for part, form in enumerate(forms, 1):
            name = f"{week}-{who.subscription_id}" + (f"-{part}" if len(forms) > 1 else "")
            message = message_of(who, digest_id(who.subscription_id, week), form, now, links)
            for suffix, body in _files(message, world.settings.mail_from, now).items():
                path = out_dir / f"{name}.{suffix}"
                path.write_bytes(body)
                written.append(path)
    return tuple(written)


def send_due(
    db: Database, settings: Settings, now: datetime, sender: Sender | None = None
) -> Account:
    """Attempt every delivery that is due, each once; what became of them.

    Without a ``sender`` all happens at ``now``. With one, which is kept for the next time, time
    goes on from ``now``, and what its pace puts off by seconds is waited for.
    """
    with sole_sender(db, settings) as alone:
        if not alone:
            return Account(busy=True)
        clock = clock_from(now) if sender else Clock(now=lambda: now)
        sender = sender or Sender.of(settings)
        with db.begin() as conn:
            interrupted = settle_interrupted(conn, sender.aftermath, now)
        sent = asyncio.run(send_all(db, sender, clock))
    return Account(
        accepted=sent.accepted,
        interrupted=interrupted,
        troubled=sent.troubled,
        troubles=tuple(sent.troubles),
        held=sent.held,
    )


def retry(db: Database, delivery_id: str) -> Delivery:
    """Plan a delivery again that failed, was given up or is unknown: a person's decision.

    Raises ``LookupError`` if there is none of this id, ``ValueError`` if it is in another state, or
    its reader is told nothing more.
    """
    with db.begin() as conn:
        record = telling.delivery(conn, delivery_id)
        if record is None:
            raise LookupError(f"没有投递 {delivery_id}。")
        if record.kind == "digest" and not _is_told(conn, record.subscription_id):
            raise ValueError(
                f"投递 {delivery_id} 的订阅已停用或删除，不能重发；要发，请先恢复订阅。"
            )
        if not telling.plan_again(conn, delivery_id, REPLAYABLE):
            state = DELIVERY_WORDS[record.state]
            raise ValueError(f"投递 {delivery_id} 的状态是{state}，不能重发。")
        plan_following(conn, record)
        return telling.delivery(conn, delivery_id) or record


def _is_told(conn: Connection, subscription_id: str) -> bool:
    who = telling.subscription(conn, subscription_id)
    return who is not None and who.active


def approve(db: Database, delivery_ids: Iterable[str], by: str, now: datetime) -> int:
    """Let drafts go out, each with all parts of its digest, at once or after the reader's quiet
    hours; how many messages. What is no draft any more stays as it is."""
    return _decide(db, delivery_ids, by, now, "planned")


def discard(db: Database, delivery_ids: Iterable[str], by: str, now: datetime) -> int:
    """Refuse drafts, each with all parts of its digest: they are never sent; how many messages."""
    return _decide(db, delivery_ids, by, now, "discarded")


def is_unanswered(group: DraftGroup, now: datetime) -> bool:
    """Whether nobody approved or refused the drafts within their own period: until about when the
    next digest of their kind is made."""
    span = group.until - group.since if group.until and group.since else _DAY
    return group.planned_at + min(max(span, _DAY), 7 * _DAY) <= now


def _decide(
    db: Database, delivery_ids: Iterable[str], by: str, now: datetime, state: DeliveryState
) -> int:
    with db.begin() as conn:
        drafts = telling.drafts_of(conn, delivery_ids)
        times = {quiet: not_before(quiet, now) for quiet in drafts.values()}
        later = {key: times[quiet] for key, quiet in drafts.items()}
        return telling.decide_drafts(conn, later, by, state)


def _files(message: Message, sender: str, now: datetime) -> dict[str, bytes]:
    """The forms that the message has, by file name suffix."""
    form = message.form
    files = {"html": form.html.encode(), "json": form.payload.encode()}
    if is_address(message.address):
        files["eml"] = mime(message, sender=sender, date=now)
    there = {suffix: body for suffix, body in files.items() if body}
    return there or {"txt": form.text.encode()}
