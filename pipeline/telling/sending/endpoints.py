"""Webhooks and chats as places that may go away: switched off when they take nothing any more, and
who owns them is told by mail; a test of one; another secret for one.

    answered 410, or took nothing for five days -> switched off   (with the outcome, in one commit)
    gave up on a first message                  -> told, once for each time that it fails
    nobody knows whether a card arrived         -> told, of each: a person is to look

A mailbox that its server does not know ends its subscriptions (``ending``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from notifiers import NOTIFIERS, channel_name
from notifiers.masking import masked
from notifiers.mime import is_address
from notifiers.notices import notice
from pipeline.telling.readers.ending import refused
from pipeline.telling.sending.ledger import Aftermath
from pipeline.telling.subscribing.replacing import CHANGING, secrets_before
from storage.clock import SHANGHAI
from storage.database import Database
from storage.ids import digest_id
from storage.queries import endpoints, readers, sending, telling
from storage.queries.sending import Outcome
from storage.records import Delivery, Form, Subscription
from storage.settings import Settings

FAILS_FOR = timedelta(days=5)
_TRIED = 5
"""So often at least was the message at hand tried: where nobody calls for a week, one answer that
was lost does not make an address a dead one."""
_LOST = ("failed", "given_up")


def aftermath(settings: Settings) -> Aftermath:
    """What follows from attempts for the addresses that they went to."""

    def follow(conn: Connection, taken: Delivery, outcome: Outcome, at: datetime | None) -> None:
        if taken.channel == "email":
            if outcome.gone and at:
                refused(conn, taken, outcome.error, at)
            return
        if not taken.subscription_id or is_address(taken.address):
            return
        if outcome.state == "accepted":
            endpoints.note_taken(conn, taken.subscription_id)
        elif outcome.error and at:
            who = telling.subscription(conn, taken.subscription_id)
            if who and who.active and who.address == taken.address:
                owner = who.contact or settings.operator_mail
                office = settings.office_address
                failed = _Failed(conn=conn, who=who, owner=owner, at=at, office=office)
                failed.follow(taken, outcome)

    return follow


@dataclass(frozen=True, kw_only=True)
class _Failed:
    """An address has just not taken something."""

    conn: Connection
    who: Subscription
    owner: str
    """The mail address of who is told; empty: there is nobody."""
    at: datetime
    office: str
    """Where readers reach the office."""

    def follow(self, taken: Delivery, outcome: Outcome) -> None:
        """Count it; switch the subscription off, or tell its owner, if it is time to."""
        if outcome.gone:
            self._switch_off([f"这个地址不再接收：{outcome.error}"])
        elif taken.kind == "digest" and outcome.state == "unknown":
            self._tell_unknown(taken, outcome)
        elif taken.kind == "digest":
            since = self.who.failing_since or self.at
            if self.who.failing_since is None:
                endpoints.note_failing(self.conn, self.who.subscription_id, since)
            lost = outcome.state in _LOST
            if self.at - since >= FAILS_FOR and (lost or taken.attempts >= _TRIED):
                begun = f"从 {_when(since)} 起没有收下过任何一次投递。"
                self._switch_off([begun, f"最近一次：{outcome.error}"])
            elif lost:
                self._tell_lost(taken, outcome, since)

    def _switch_off(self, lines: Sequence[str]) -> None:
        who = self.who
        if endpoints.switch_off(self.conn, who.subscription_id, self.at):
            readers.hold_waiting(self.conn, who.subscription_id, "")
            told = [_about(who), *lines, "此后不再向它发送。"]
            mend = f"修好后请告诉编辑部（{self.office}）恢复订阅；未送达的各期可以重发，编号不变。"
            form = notice(f"订阅已停用：{_name(who)}", told, mend)
            self._tell(f"ended {who.subscription_id} {_stamp(self.at)}", form)

    def _tell_lost(self, taken: Delivery, outcome: Outcome, since: datetime) -> None:
        """Of the first message that is not tried again; of later ones only that it was enough."""
        who = self.who
        lines = [
            _about(who),
            f"{taken.period} 这一期试了 {taken.attempts} 次，不再自动重试。",
            f"最近一次：{outcome.error}",
            f"从 {_when(since)} 起没有收下过投递；满 {FAILS_FOR.days} 天仍是如此，就会停用。",
        ]
        action = f"请检查接收方。编辑部可用 policywatch deliveries retry {taken.delivery_id} 重发。"
        form = notice(f"有一期没有送达：{_name(who)}", lines, action)
        self._tell(f"failing {who.subscription_id} {_stamp(since)}", form)

    def _tell_unknown(self, taken: Delivery, outcome: Outcome) -> None:
        """It is not sent again by itself, nor is what was to follow it."""
        part = f"第 {taken.part}/{taken.parts} 条" if taken.parts > 1 else "内容"
        lines = [_about(self.who), f"{taken.period} 的{part}：{outcome.error}"]
        retry = "编辑部可用 policywatch deliveries retry"
        action = f"请看一看对方收到没有。没有收到：{retry} {taken.delivery_id} 重发。"
        if following := sending.left_behind(self.conn, taken):
            lines.append(f"其后 {taken.parts - taken.part} 条没有发出。")
            action += f"已经收到：{retry} {following.delivery_id} 接着发其后的。"
        form = notice(f"不知是否送达：{_name(self.who)}", lines, action)
        self._tell(f"unknown {taken.delivery_id} {_stamp(self.at)}", form)

    def _tell(self, period: str, form: Form) -> None:
        if not self.owner:
            return
        made_id = digest_id("", period)
        record = Delivery(
            delivery_id=made_id,
            digest_id=made_id,
            subscription_id="",
            kind="notice",
            period=period,
            channel="email",
            address=self.owner,
            rendering_id=telling.put_form(self.conn, form, self.at),
            state="planned",
            planned_at=self.at,
        )
        telling.add_delivery(self.conn, record)


def plan_test(db: Database, subscription_id: str, now: datetime) -> Delivery:
    """Plan a test message to the subscription's address, active or not; it is tried once.

    Raises ``LookupError`` if there is no such subscription.
    """
    with db.begin() as conn:
        who = _subscription(conn, subscription_id)
        period = f"test {now:%Y%m%dT%H%M%S%f}"
        made_id = digest_id(who.subscription_id, period)
        record = Delivery(
            delivery_id=made_id,
            digest_id=made_id,
            subscription_id=who.subscription_id,
            kind="test",
            period=period,
            channel=who.channel,
            address=who.address,
            rendering_id=telling.put_form(conn, _trial(who, now), now),
            state="planned",
            planned_at=now,
        )
        telling.add_delivery(conn, record)
    return record


def rotate(
    db: Database, subscription_id: str, now: datetime, keep: timedelta = CHANGING
) -> Subscription:
    """Give the subscription a fresh secret; the one before signs as well for as long as ``keep``,
    without which those before it end too.

    Raises ``LookupError`` if there is no such subscription, ``ValueError`` if its secret is not
    ours to change, ``SubscriptionError`` if too many sign already.
    """
    with db.begin() as conn:
        who = _subscription(conn, subscription_id)
        fresh: Callable[[], str] | None = getattr(NOTIFIERS.get(who.channel), "fresh_secret", None)
        if fresh is None:
            raise ValueError(_no_rotation(who))
        if not endpoints.change_secret(conn, who, fresh(), secrets_before(who, now, keep)):
            raise ValueError(f"{subscription_id}：密钥刚被别处更换，请再看一遍。")
        return _subscription(conn, subscription_id)


def _no_rotation(who: Subscription) -> str:
    """Why the subscription's secret is not ours to change."""
    name = channel_name(who.channel)
    if who.secret:
        return f"{name}的密钥由对方发给：请在订阅台修改，或改订阅文件中的 secret 再读入。"
    if is_address(who.address):
        return f"{who.subscription_id} 是邮件订阅，没有密钥可换。"
    return f"{who.subscription_id}（{name}）没有设密钥：对方若开了签名校验，请在订阅台填上。"


def _subscription(conn: Connection, subscription_id: str) -> Subscription:
    who = telling.subscription(conn, subscription_id)
    if who is None:
        raise LookupError(f"没有订阅 {subscription_id}，见 policywatch subscriptions list。")
    return who


def _trial(who: Subscription, now: datetime) -> Form:
    """The channel's own test message, else one that mails can carry, and with the word by which
    robots without a signature know what is ours."""
    own: Callable[[Subscription, datetime], Form] | None = getattr(
        NOTIFIERS.get(who.channel), "trial", None
    )
    if own is not None:
        return own(who, now)
    return notice("双碳政策测试：收到即可", ["这是一次测试，不含任何文件。", _about(who)])


def _about(who: Subscription) -> str:
    """The subscription without its address: those of chats are keys."""
    return f"订阅：{_name(who)}（{who.subscription_id}，{channel_name(who.channel)}）"


def _name(who: Subscription) -> str:
    """What may stand in a subject: not where an address of Apprise has its token, either."""
    return who.name or masked(who.address) or who.subscription_id


def _when(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%S}"
