"""Which digests told of a document, to whom, and why others did not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from notifiers.masking import short_address
from pipeline.answering.answers import Reason
from pipeline.digest import compose, matches
from pipeline.telling.composing.periods import Period, made_at, next_sent, regular_name, schedule_of
from pipeline.telling.composing.searched import with_searched
from storage.as_decided import as_decided
from storage.clock import SHANGHAI, day_beside, day_of
from storage.queries import answering as queries
from storage.queries.telling import find_subscriptions
from storage.records import (
    Change,
    Delivery,
    DeliveryState,
    DigestItem,
    Document,
    Form,
    Office,
    Posting,
    Said,
    Subscription,
)
from storage.text import fold

_MOST_NAMES = 4
_MOST_PERIODS = 4
_LEAST_TITLE = 200
"""Characters of a title that a message carries."""
_STATES: Mapping[DeliveryState, str] = {
    "planned": "已排定，还没有发出",
    "handed_over": "正在发出",
    "accepted": "已送达",
    "failed": "没有发成",
    "unknown": "发送途中中断，不知是否收到",
    "given_up": "多次没有发成，已放弃",
    "draft": "等人批准",
    "discarded": "没有发出（未获批准，或订阅已停）",
}
_AT_ONCE = "发现即发"
"""In place of a period's name, of what is told at once and was not told yet."""
Outcome = tuple[str, str]
"""A code, and what is said of it."""


@dataclass(frozen=True, kw_only=True)
class Tellable:
    """A document with what digests are made of."""

    document: Document
    said: Said
    changes: Sequence[Change]
    postings: Sequence[Posting]
    office: Office

    @property
    def items(self) -> list[DigestItem]:
        """Its changes as digests take them; no base line is among them."""
        return [
            DigestItem(
                change=one,
                document=as_decided(self.document, self.said),
                postings=tuple(self.postings),
            )
            for one in self.changes
            if one.kind != "baseline"
        ]


def telling(conn: Connection, on: Tellable, now: datetime) -> Iterator[Reason]:
    """Of each period in which something happened to it: who was told, who was not and why."""
    items = on.items
    if not items:
        yield Reason(code="not_told", text="没有进过摘要：首轮读取时已有的不告知")
        return
    subscribers = find_subscriptions(conn)
    if not subscribers:
        yield Reason(code="not_told", text="没有进过摘要：还没有任何订阅")
        return
    items = with_searched(conn, items, [who.filter for who in subscribers], day_of(now))
    case = _Case(conn=conn, on=on, items=items, now=now)
    periods: dict[str, _Outcomes] = {}
    for who in subscribers:
        for name, at, outcome in case.of(who):
            periods.setdefault(name, _Outcomes(name=name)).add(at, outcome, who)
    newest = sorted(periods.values(), key=lambda one: (one.at, one.name))[-_MOST_PERIODS:]
    for one in newest:
        yield from one.reasons()


@dataclass(kw_only=True)
class _Outcomes:
    """What became of the document in the digests of one period."""

    name: str
    at: float = 0.0
    """When the last thing of it happened."""
    _found: dict[Outcome, list[str]] = field(default_factory=dict)

    def add(self, at: datetime, outcome: Outcome, who: Subscription) -> None:
        self.at = max(self.at, at.timestamp())
        self._found.setdefault(outcome, []).append(who.name or short_address(who.address))

    def reasons(self) -> Iterator[Reason]:
        for (code, text), names in sorted(self._found.items(), reverse=True):
            more = f"等 {len(names)} 个订阅" if len(names) > _MOST_NAMES else ""
            shown = "、".join(names[:_MOST_NAMES])
            label = self.name if self.name == _AT_ONCE else f"{self.name} "
            yield Reason(code=code, text=f"{label}的摘要{text}：{shown}{more}")


@dataclass(frozen=True, kw_only=True)
class _Case:
    """One document before its subscribers."""

    conn: Connection
    on: Tellable
    items: Sequence[DigestItem]
    now: datetime
    _known: dict[object, str] = field(default_factory=dict)

    def of(self, who: Subscription) -> Iterator[tuple[str, datetime, Outcome]]:
        """Of each period of the subscription: its name, when something happened, the outcome."""
        left = list(self.items)
        for rows in self._sent.get(who.subscription_id, ()):
            mine = [one for one in left if _covers(rows[0], one.change.detected_at)]
            left = [one for one in left if one not in mine]
            if mine:
                at = mine[-1].change.detected_at
                yield rows[0].period, at, self._planned(who, rows, mine)
            elif self._carries(rows):
                yield rows[0].period, rows[0].planned_at, _told(rows)
        if not who.active:
            return
        for name, mine in _by_period(who, left).items():
            yield name, mine[-1].change.detected_at, self._unplanned(who, name, mine)

    def _planned(
        self, who: Subscription, rows: Sequence[Delivery], mine: Sequence[DigestItem]
    ) -> Outcome:
        if self._carries(rows):
            return _told(rows)
        unwanted = self._unwanted(who, rows[0].period, mine)
        return (
            "not_told",
            f"没有写它：{unwanted or '照现在会写；或是后来才改判、改了订阅条件，或当时太长略去了'}",
        )

    def _unplanned(self, who: Subscription, name: str, mine: Sequence[DigestItem]) -> Outcome:
        if unwanted := self._unwanted(who, name, mine):
            return "not_told", f"不写它：{unwanted}"
        at = mine[-1].change.detected_at
        if not self._waits(who, at):
            return "not_told", "没有编发过"
        due = next_sent(who, self.now)
        if due is None:
            return "to_tell", "会写它，下一次巡查结束后发"
        local = due.astimezone(SHANGHAI)
        day = day_beside(local.date(), day_of(self.now))
        return "to_tell", f"会写它，{day} {local:%H:%M} 发"

    def _waits(self, who: Subscription, at: datetime) -> bool:
        """Whether a digest to come tells of what was detected then."""
        if who.told_until:
            return at >= who.told_until
        if who.rate == "at_once":
            return at >= who.created_at
        return made_at(schedule_of(who), at) > self.now

    def _unwanted(self, who: Subscription, name: str, mine: Sequence[DigestItem]) -> str:
        """Why it is not told, by what the subscription wants now; empty: it is."""
        alike = (who.filter, who.include_doubtful, name, len(mine), mine[0].change.change_id)
        if alike not in self._known:
            self._known[alike] = _unwanted(who, mine, self.on.office)
        return self._known[alike]

    def _carries(self, rows: Iterable[Delivery]) -> bool:
        return any(row.rendering_id in self._carrying for row in rows)

    @cached_property
    def _sent(self) -> Mapping[str, list[list[Delivery]]]:
        """By subscription: its digests that may tell of it, oldest first, each with its parts."""
        review = self.on.said.review
        moments = {one.change.detected_at for one in self.items}
        if review and review.decision == "approve":
            moments.add(review.decided_at)
        found: dict[str, dict[str, list[Delivery]]] = {}
        for row in queries.digests_of(self.conn, moments):
            found.setdefault(row.subscription_id, {}).setdefault(row.digest_id, []).append(row)
        return {key: list(many.values()) for key, many in found.items()}

    @cached_property
    def _carrying(self) -> set[str]:
        """The renderings that name it."""
        every = (rows for many in self._sent.values() for rows in many)
        ids = {row.rendering_id for rows in every for row in rows}
        forms = queries.forms_of(self.conn, ids)
        return {key for key, form in forms if _carries(form, self.on.document)}


def _told(rows: Sequence[Delivery]) -> Outcome:
    state = next((row.state for row in rows if row.state != "accepted"), rows[0].state)
    return ("told" if state == "accepted" else "held_back"), f"写了它，{_STATES[state]}"


def _covers(row: Delivery, moment: datetime) -> bool:
    return bool(row.since and row.until and row.since <= moment < row.until)


def _by_period(who: Subscription, items: Iterable[DigestItem]) -> dict[str, list[DigestItem]]:
    """By the digest that would regularly tell of them."""
    found: dict[str, list[DigestItem]] = {}
    for one in items:
        name = regular_name(schedule_of(who), one.change.detected_at) or _AT_ONCE
        found.setdefault(name, []).append(one)
    return found


def _carries(form: Form, document: Document) -> bool:
    """Whether the message names it: what was sent is stored as it was."""
    title = fold(document.title[:_LEAST_TITLE])
    texts = (form.text, form.payload)
    return any(title in fold(text) for text in texts) or document.document_id in form.html


def _unwanted(who: Subscription, items: Sequence[DigestItem], office: Office) -> str:
    document = items[0].document
    if document.relevant is False:
        return "不收录的不告知"
    if document.relevant is None and not who.include_doubtful:
        return "待定的不告知这个订阅"
    if not matches(who.filter, items):
        return "不合订阅的条件"
    since, last = items[0].change.detected_at, items[-1].change.detected_at
    span = Period.of(since, last)
    made = compose(who, span, items, (), span.until, office=office)
    told = (*made.added, *made.changed, *made.withdrawn, *made.late)
    return "" if told else "这段时间的变动不合订阅的要求（种类或分量）"
