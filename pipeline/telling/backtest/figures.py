"""What a subscription would have been told, week by week, as digests are composed: pure.

Every figure is a digest: of the subscription as it is, without one of its conditions, with another
word beside its own. So what is shown before a subscription is saved is what it then gets.
"""

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime, timedelta

from pipeline.digest import compose
from pipeline.searching.wanted import says, subject_of
from pipeline.telling.backtest.tried import (
    Added,
    Backtest,
    Question,
    Removed,
    Told,
    Week,
    WeekCount,
    WeekTold,
    monday,
)
from pipeline.telling.composing.periods import Period
from storage.clock import day_of
from storage.records import Digest, DigestItem, Document, Filter, Subscription

NEWEST, DRAWN, DOUBTFUL, TITLES = 10, 5, 10, 3
"""How many documents are shown: of the newest, of all the others, of what is for a person to
decide, and of what another word would add."""
SECTIONS: Mapping[str, str] = {
    "added": "新文件",
    "changed": "有改动",
    "withdrawn": "已撤下",
    "late": "补发",
}
_WEEK = timedelta(days=7)
INCLUDE_DOUBTFUL = "include_doubtful"
"""The condition that is none of the filter's."""


def weeks_of(since: date, now: datetime, passes: Iterable[datetime]) -> tuple[Week, ...]:
    """The weeks from that day's to that of ``now``, with whether there was a pass in each."""
    today = day_of(now)
    watched = {monday(day_of(one)) for one in passes}
    first, last = monday(since), monday(today)
    count = max(0, (last - first) // _WEEK + 1)
    mondays = (first + number * _WEEK for number in range(count))
    return tuple(
        Week(first=monday, whole=monday != last, watched=monday in watched) for monday in mondays
    )


def told_in(question: Question, week: Week, items: Sequence[DigestItem]) -> WeekTold:
    """What the subscription would have been told of the week whose changes these are."""
    who = question.who
    told = _told(question, week, who, items)
    keys = {one.document_id for one in told}
    held_off = {
        condition: len(_told(question, week, other, items)) - len(told)
        for condition, other in without_each(who).items()
    }
    added = _added(question, week, items, keys)
    return WeekTold(week=week, told=told, held_off=held_off, added=added)


def without_each(who: Subscription) -> dict[str, Subscription]:
    """The subscription without each of its conditions, by the condition's key."""
    empty = Filter()
    others = {
        field.name: _with_filter(
            who, replace(who.filter, **{field.name: getattr(empty, field.name)})
        )
        for field in fields(Filter)
        if getattr(who.filter, field.name) != getattr(empty, field.name)
    }
    if not who.include_doubtful:
        others[INCLUDE_DOUBTFUL] = replace(who, include_doubtful=True)
    return others


def backtest(
    question: Question, found: Sequence[WeekTold], asked_since: date, recorded_since: date | None
) -> Backtest:
    """The weeks together, oldest first."""
    told = _by_day(one for week in found for one in week.told)
    newest, others = told[:NEWEST], told[NEWEST:]
    drawing = random.Random(len(told))  # the same question draws the same documents
    drawn = drawing.sample(others, min(DRAWN, len(others)))
    weeks, synonyms = tuple(map(_count, found)), _synonyms(question, found)
    tried = Backtest(
        filter=question.who.filter,
        include_doubtful=question.who.include_doubtful,
        asked_since=asked_since,
        recorded_since=recorded_since,
        weeks=weeks,
        newest=tuple(newest),
        drawn=tuple(_by_day(drawn)),
        doubtful=tuple(one for one in told if one.doubtful)[:DOUBTFUL],
        removed=_removed(question.who, found),
        synonyms=synonyms,
        idle_synonyms=len(question.synonyms) - len(synonyms),
    )
    return tried if tried.is_known else replace(tried, removed=(), idle_synonyms=0)


def _by_day(told: Iterable[Told]) -> list[Told]:
    """Each document once, as it was told last, by the day that is shown of it, the newest first."""
    last = {one.document_id: one for one in sorted(told, key=lambda one: one.detected_at)}
    return sorted(
        last.values(),
        key=lambda one: (one.published_on or date.min, one.detected_at, one.title),
        reverse=True,
    )


def _added(
    question: Question, week: Week, items: Sequence[DigestItem], told: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """What each word would add to what is told."""
    who = question.who
    if not question.synonyms:
        return {}
    loose = _told(question, week, _with_filter(who, replace(who.filter, words=())), items)
    left = {one.document_id: one.title for one in loose if one.document_id not in told}
    texts = {
        key: subject_of(one.document, one.texts, one.state).texts
        for one in items
        if (key := one.document.document_id) in left
    }
    found = {
        synonym.typed: tuple(
            left[key] for key, said in texts.items() if says(Filter(words=(synonym.typed,)), said)
        )
        for synonym in question.synonyms
    }
    return {typed: titles for typed, titles in found.items() if titles}


def _with_filter(who: Subscription, chosen: Filter) -> Subscription:
    return replace(who, filter=chosen)


def _told(
    question: Question, week: Week, who: Subscription, items: Sequence[DigestItem]
) -> tuple[Told, ...]:
    since, until = week.span
    period = Period(name=week.name, since=since, until=until, due_at=until, decided_since=until)
    digest = compose(who, period, items, (), question.now, office=question.office)
    return tuple(
        _as_told(week, section, item) for section in SECTIONS for item in _items(digest, section)
    )


def _items(digest: Digest, section: str) -> tuple[DigestItem, ...]:
    found: tuple[DigestItem, ...] = getattr(digest, section)
    return found


def _as_told(week: Week, section: str, item: DigestItem) -> Told:
    document: Document = item.document
    return Told(
        week=week.name,
        section=section,
        document_id=document.document_id,
        title=document.title,
        document_number=document.document_number,
        issuing_bodies=document.issuing_bodies,
        published_on=document.published_on,
        detected_at=item.change.detected_at,
        doubtful=document.relevant is None,
        summary=item.change.summary if section == "changed" else "",
    )


def _count(found: WeekTold) -> WeekCount:
    week = found.week
    return WeekCount(
        name=week.name,
        first=week.first,
        count=len(found.told),
        doubtful=sum(one.doubtful for one in found.told),
        whole=week.whole,
        watched=week.watched,
    )


def _removed(who: Subscription, found: Sequence[WeekTold]) -> tuple[Removed, ...]:
    """By each condition, the one that keeps most away first."""
    counts = [
        Removed(condition=key, count=sum(week.held_off[key] for week in found))
        for key in without_each(who)
    ]
    return tuple(sorted(counts, key=lambda one: -one.count))


def _synonyms(question: Question, found: Sequence[WeekTold]) -> tuple[Added, ...]:
    """The words that would add something, that which adds most first."""
    counts = []
    for synonym in question.synonyms:
        titles = [title for week in found for title in week.added.get(synonym.typed, ())]
        if titles:
            counts.append(
                Added(
                    typed=synonym.typed,
                    topic=synonym.topic,
                    count=len(titles),
                    titles=tuple(dict.fromkeys(titles[::-1]))[:TITLES],
                )
            )
    return tuple(sorted(counts, key=lambda one: -one.count))
