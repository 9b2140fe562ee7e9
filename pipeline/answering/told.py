"""Which digests told of a document, to whom, and why others did not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from pipeline.answering.answers import Reason
from pipeline.digest import compose, matches, period_bounds
from pipeline.telling.searched import with_searched
from storage.as_decided import as_decided
from storage.clock import day_of
from storage.queries import answering as queries
from storage.queries.telling import find_subscriptions
from storage.records import (
    Change,
    Delivery,
    DeliveryState,
    DigestItem,
    Document,
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
}


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
    """Of each week in which something happened to it: who was told, who was not and why."""
    items = on.items
    if not items:
        yield Reason(code="not_told", text="没有进过摘要：首轮读取时已有的不告知")
        return
    subscribers = find_subscriptions(conn)
    if not subscribers:
        yield Reason(code="not_told", text="没有进过摘要：还没有任何订阅")
        return
    items = with_searched(conn, items, [who.filter for who in subscribers], day_of(now))
    weeks: dict[str, list[DigestItem]] = {}
    for item in items:
        year, week, _day = day_of(item.change.detected_at).isocalendar()
        weeks.setdefault(f"{year}-W{week:02}", []).append(item)
    newest = sorted(weeks)[-_MOST_PERIODS:]
    sent = {(one.period, one.subscription_id): one for one in queries.deliveries_in(conn, newest)}
    for period in newest:
        held = _Week(period=period, items=tuple(weeks[period]), office=on.office)
        yield from _week(held, (subscribers, sent), now)


@dataclass(frozen=True, kw_only=True)
class _Week:
    """What happened to the document in a week."""

    period: str
    items: Sequence[DigestItem]
    office: Office


def _week(
    week: _Week,
    known: tuple[Sequence[Subscription], Mapping[tuple[str, str], Delivery]],
    now: datetime,
) -> Iterator[Reason]:
    subscribers, sent = known
    outcomes: dict[tuple[str, str], list[str]] = {}
    for who in subscribers:
        row = sent.get((week.period, who.subscription_id))
        if row is None and not who.active:
            continue
        outcomes.setdefault(_outcome(who, row, week, now), []).append(_called(who))
    for (code, text), names in sorted(outcomes.items(), reverse=True):
        more = f"等 {len(names)} 个订阅" if len(names) > _MOST_NAMES else ""
        shown = "、".join(names[:_MOST_NAMES])
        yield Reason(code=code, text=f"{week.period} 的摘要{text}：{shown}{more}")


def _called(who: Subscription) -> str:
    return who.name or who.address


def _outcome(
    who: Subscription, row: Delivery | None, week: _Week, now: datetime
) -> tuple[str, str]:
    """A code, and what is said of it."""
    unwanted = _unwanted(who, week)
    if row is not None and _carries(row, week.items[0].document):
        told = row.state == "accepted"
        return ("told" if told else "held_back"), f"写了它，{_STATES[row.state]}"
    if row is not None:
        return (
            "not_told",
            f"没有写它：{unwanted or '照现在会写；或是后来才改判、改了订阅条件，或当时太长略去了'}",
        )
    if unwanted:
        return "not_told", f"不写它：{unwanted}"
    over = period_bounds(week.period)[1] <= now
    return ("not_told", "没有编发过") if over else ("to_tell", "会写它，这一周过完才发")


def _carries(row: Delivery, document: Document) -> bool:
    """Whether the message names it: what was sent is stored as it was."""
    message = row.message
    title = fold(document.title[:_LEAST_TITLE])
    texts = (message.text, message.payload)
    return any(title in fold(text) for text in texts) or document.document_id in message.html


def _unwanted(who: Subscription, week: _Week) -> str:
    """Why the subscription is not told of it, by what it wants now; empty: it is."""
    document = week.items[0].document
    if document.relevant is False:
        return "不收录的不告知"
    if document.relevant is None and not who.include_doubtful:
        return "待定的不告知这个订阅"
    if not matches(who.filter, week.items):
        return "不合订阅的条件"
    end = period_bounds(week.period)[1]
    made = compose(who, week.period, week.items, (), end, office=week.office)
    told = (*made.added, *made.changed, *made.withdrawn, *made.late)
    return "" if told else "这一周的变动不合订阅的要求（种类或分量）"
