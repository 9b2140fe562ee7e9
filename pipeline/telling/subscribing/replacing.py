"""A subscription as a file or a person has it, in place of the one of its id: what only the program
knows of that one (how far it is told, what its links are bound to, that its reader left) stays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from pipeline.telling.links import fresh_key
from pipeline.telling.subscribing.pausing import RESUMES, resumed
from pipeline.telling.subscribing.subscriptions import SubscriptionError, computed_id
from storage.clock import SHANGHAI
from storage.ids import digest_id
from storage.queries import readers, telling
from storage.queries.subscribing import found_by_place, shared_places
from storage.records import ENDED_WORDS, OldSecret, Subscription

CHANGING = timedelta(days=1)
"""How long the secret before still signs."""
MOST_SECRETS = 3
"""So many sign at once, the newest among them."""
_BY_ADDRESS = ("bounced", "gone")
"""Reasons that are the address's: another one has a fresh start."""


class TakenError(SubscriptionError):
    """Another subscription stands where one would: it is named, since when, and in what state."""

    def __init__(
        self, there: Subscription, mend: str = "：请改那一个，或换个名称。", which: str = ""
    ) -> None:
        since = (there.ended_at if not there.active else None) or there.created_at
        state = "启用" if there.active else ENDED_WORDS[there.ended] or "已停用"
        said = f"{there.subscription_id}，{state}，{since.astimezone(SHANGHAI):%Y-%m-%d} 起"
        super().__init__(f"{which}同一渠道、收件人和名称的订阅已经有了（{said}）{mend}")
        self.there = there


@dataclass(frozen=True, kw_only=True)
class Put:
    """What became of a record: what it is now, in place of what."""

    asked: Subscription
    before: Subscription | None
    after: Subscription

    @property
    def stays_ended(self) -> bool:
        """Its reader left or could not be reached: a person resumes it."""
        return self.before is not None and self.asked.active and not self.after.active

    @property
    def wants_other(self) -> bool:
        """It stands where it did not stand before, or wants what it did not."""
        return self.before is None or _told(self.before) != _told(self.after)


def put_all(conn: Connection, records: Iterable[Subscription], now: datetime) -> list[Put]:
    """Store the records, each in place of the one of its id. Raises ``SubscriptionError`` if one
    comes to want what another one of its place wants: its reader would be told all of it twice."""
    done = [_put(conn, record, now) for record in records]
    if moved := [one.after for one in done if one.wants_other]:
        shared = shared_places(conn)
        for who in moved:
            if _place(who) in shared and (there := _same(conn, who)):
                which = f"{who.subscription_id}：" if len(done) > 1 else ""
                raise TakenError(there, which=which)
    return done


def put_words(done: Sequence[Put]) -> str:
    """What became of the records of a file: 已读入 3 个订阅：新增 1 个，改了 2 个。"""
    new = sum(one.before is None for one in done)
    same = sum(one.before == one.after for one in done)
    counts = (("新增", new), ("改了", len(done) - new - same), ("没有变化", same))
    each = "，".join(f"{words} {count} 个" for words, count in counts if count)
    return f"已读入 {len(done)} 个订阅" + (f"：{each}。" if each else "。")


def _put(conn: Connection, record: Subscription, now: datetime) -> Put:
    stored = _stored(conn, record)
    if stored is None:
        new = replace(_ended(record, now), link_key=fresh_key())
        telling.put_subscription(conn, new)
        return Put(asked=record, before=None, after=new)
    said = replace(record, subscription_id=stored.subscription_id)
    new = in_place_of(said, stored, now)
    if new != stored:
        telling.put_subscription(conn, new)
        _follow(conn, new, stored, now)
    return Put(asked=record, before=stored, after=new)


def _place(who: Subscription) -> tuple[str, str, str]:
    """Where it stands; of mail, capitals are no difference."""
    return who.channel, who.address.lower() if who.channel == "email" else who.address, who.name


def _told(who: Subscription) -> tuple[object, ...]:
    """Who is told what: of two alike one is sent for nothing."""
    return _place(who), who.filter, who.include_doubtful


def _same(conn: Connection, who: Subscription) -> Subscription | None:
    """Another one of which its reader is told the same."""
    others = found_by_place(conn, who.channel, who.address, who.name)
    same = (one for one in others if _told(one) == _told(who))
    return next((one for one in same if one.subscription_id != who.subscription_id), None)


def _stored(conn: Connection, record: Subscription) -> Subscription | None:
    """The one whose place the record takes; computed ids once told capitals apart."""
    stored = telling.subscription(conn, record.subscription_id)
    if stored or record.subscription_id != computed_id(record.channel, record.address, record.name):
        return stored
    before = digest_id("subscription", record.channel, record.address, record.name)
    return telling.subscription(conn, before)


def _follow(conn: Connection, new: Subscription, stored: Subscription, now: datetime) -> None:
    """What was planned for it stops, goes on or moves with it."""
    if stored.active and not new.active:
        readers.hold_waiting(conn, new.subscription_id, "")
    elif new.active and not stored.active:
        readers.plan_held(conn, new, now - RESUMES)
    elif new.address != stored.address and new.channel == stored.channel:
        readers.move_waiting(conn, new.subscription_id, new.address)


def in_place_of(record: Subscription, stored: Subscription, now: datetime) -> Subscription:
    """The record as it is stored in place of another."""
    new = replace(
        record,
        created_at=stored.created_at,
        told_until=stored.told_until,
        told_at=stored.told_at,
        held=stored.held,
        link_key=stored.link_key if record.address == stored.address else fresh_key(),
        ended=stored.ended,
        ended_at=stored.ended_at,
        failing_since=stored.failing_since if record.address == stored.address else None,
        previous=stored.previous,
    )
    if record.secret != stored.secret and stored.secret:
        new = replace(new, previous=secrets_before(stored, now))
    if stored.active or not record.active:
        return _ended(new, now)
    moved = record.address != stored.address and stored.ended in _BY_ADDRESS
    if stored.ended in ("", "operator") or moved:
        return resumed(new, now)
    return replace(new, active=False)


def secrets_before(
    who: Subscription, now: datetime, keep: timedelta = CHANGING
) -> tuple[OldSecret, ...]:
    """The secrets that sign beside a new one: each until the end that was said of it; none if the
    present one is not to be kept either. Raises ``SubscriptionError`` if there are too many."""
    if not keep or not who.secret:
        return ()
    still = tuple(one for one in who.previous if one.until > now)
    if len(still) + 1 >= MOST_SECRETS:
        until = min(one.until for one in still).astimezone(SHANGHAI)
        raise SubscriptionError(
            f"{who.subscription_id}：已有 {len(still) + 1} 个密钥同时签名，到 "
            f"{until:%Y-%m-%d %H:%M} 后才能再换；要旧密钥全部立即失效，请用 "
            f"policywatch subscriptions rotate {who.subscription_id} --hours 0。"
        )
    return (OldSecret(secret=who.secret, until=now + keep), *still)


def _ended(who: Subscription, now: datetime) -> Subscription:
    """With why and when, of one that is not active."""
    if who.active:
        return replace(who, ended="", ended_at=None)
    return replace(who, ended=who.ended or "operator", ended_at=who.ended_at or now)
