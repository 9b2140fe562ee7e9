"""Digests planned: composed and rendered once for all who are told the same, stored in short steps.

    schedules -> period owed -> subscriptions, streamed, those alike together
              -> compose -> forms
              -> renderings, deliveries, how far they are told: one transaction

A transaction holds some subscriptions whole: their deliveries, and that they are told up to the
end of the period. Killed at any moment, the next plan goes on with those that are left.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import chain, groupby

from notifiers import NOTIFIERS
from notifiers.personal import MESSAGE, SUBSCRIPTION
from pipeline.digest import compose
from pipeline.issue.printed import with_printings
from pipeline.pages.missing import with_missing
from pipeline.telling.composing.ahead import Known, ahead_of, known_ahead, with_deadlines
from pipeline.telling.composing.comparisons import with_comparisons
from pipeline.telling.composing.coverage import coverage_of
from pipeline.telling.composing.facts import with_key_facts, with_lines
from pipeline.telling.composing.forms import copy_kind, forms_of, web_copy
from pipeline.telling.composing.holding import hold_back
from pipeline.telling.composing.periods import MOST_BACK, Period, not_before
from pipeline.telling.composing.searched import with_searched
from pipeline.telling.world import World
from storage.clock import day_of
from storage.database import Database
from storage.ids import digest_id
from storage.queries import planning, telling
from storage.queries.changes import digest_items, taken_items
from storage.queries.coverage import carried, sources_read
from storage.queries.planning import AT_ONCE, Plan, Reached
from storage.records import (
    Carried,
    CopyKind,
    Delivery,
    Digest,
    DigestItem,
    Filter,
    Form,
    Held,
    Schedule,
    SourceRead,
    Subscription,
)

_GROUPS_AT_ONCE = 20
"""Groups whose forms are kept until they are stored: each may hold some 100 KB."""


_Seen = tuple[Sequence[DigestItem], Sequence[Known]]
"""What is told, and what comes up."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the store holds of a period, read once, when it is asked for."""

    db: Database
    world: World
    period: Period
    now: datetime
    _seen: dict[tuple[bool, bool], _Seen] = field(default_factory=dict)

    def digest(self, who: Subscription) -> Digest:
        """What the subscription is told of the period."""
        office, today = self.world.office, day_of(self.period.until)
        lines = coverage_of(who.filter, self._reads, self._carried, office)
        items, ahead = self._seen_by(who.filter)
        made = compose(who, self.period, items, lines, self.now, office=office)
        return replace(made, ahead=ahead_of(who, ahead, today))

    def _seen_by(self, chosen: Filter) -> _Seen:
        """With what the filter asks of documents beside their records."""
        asks = (bool(chosen.words or chosen.words_not), bool(chosen.validity))
        if asks not in self._seen:
            today = day_of(self.now)
            with self.db.connect() as conn:
                items = with_searched(conn, self._items, [chosen], today)
                ahead = known_ahead(conn, [chosen], day_of(self.period.until))
            self._seen[asks] = (items, ahead)
        return self._seen[asks]

    @cached_property
    def _items(self) -> Sequence[DigestItem]:
        period = self.period
        with self.db.connect() as conn:
            items = digest_items(conn, period.since, period.until)
            if not period.passes:
                decided = (period.decided_since, self.now)
                announced = (period.until - MOST_BACK, period.since)
                items += taken_items(conn, decided, announced)
            items = with_key_facts(conn, with_printings(conn, with_missing(conn, items)))
            items = with_deadlines(conn, with_lines(conn, items), day_of(period.until))
        return with_comparisons(items)

    @cached_property
    def _reads(self) -> Sequence[SourceRead]:
        period, world = self.period, self.world
        with self.db.connect() as conn:
            return sources_read(conn, world.sources, period.since, period.until, world.office)

    @cached_property
    def _carried(self) -> Sequence[Carried]:
        with self.db.connect() as conn:
            return carried(conn)


def plan_schedules(
    db: Database,
    world: World,
    now: datetime,
    period_of: Callable[[Schedule], Period | None],
    *,
    late_ones: bool = False,
) -> int:
    """Plan the digest that each schedule's subscriptions are to get; how many digests.

    ``late_ones``: of who subscribed after the period too.
    """
    with db.connect() as conn:
        wanted = planning.schedules(conn)
    planned = 0
    for schedule in wanted:
        if period := period_of(schedule):
            facts = Facts(db=db, world=world, period=period, now=now)
            planned += _plan(facts, schedule, None if late_ones else period.until)
    return planned


def is_empty(digest: Digest) -> bool:
    """Whether it tells of no document."""
    return not any((digest.added, digest.changed, digest.withdrawn, digest.late, digest.held))


@dataclass(frozen=True, kw_only=True)
class _Made:
    """What all of a group are sent, and the copy on the web that it links."""

    copy: Form | None
    copy_kind: CopyKind
    forms: tuple[Form, ...]
    empty: bool
    held: tuple[Held, ...]

    @cached_property
    def rendering_ids(self) -> tuple[str, ...]:
        return tuple(map(telling.rendering_id, self.forms))

    @cached_property
    def copy_id(self) -> str:
        return telling.rendering_id(self.copy) if self.copy else ""


def _plan(facts: Facts, schedule: Schedule, joined_before: datetime | None) -> int:
    storing = _Storing(facts=facts, schedule=schedule)
    with facts.db.connect() as conn:
        readers = planning.subscribers(conn, schedule, joined_before)
        for _, alike in groupby(readers, key=_told_alike):
            first = next(alike)
            made = _made(facts, first)
            for who in chain((first,), alike):
                storing.add(who, made)
    storing.store()
    return storing.planned


def _told_alike(who: Subscription) -> object:
    """What of a subscription a digest depends on, where its ids are left open."""
    address = who.address if _by_address(who) else ""
    return who.channel, who.filter, who.include_doubtful, who.name, address


def _by_address(who: Subscription) -> bool:
    """Whether the forms of its channel depend on where they go."""
    return getattr(NOTIFIERS.get(who.channel), "BY_ADDRESS", False)


def _made(facts: Facts, who: Subscription) -> _Made:
    """What the subscription, and all that are told alike, are sent: marks stand for their ids."""
    digest = replace(facts.digest(_anybody(who)), digest_id=MESSAGE)
    held: tuple[Held, ...] = ()
    if who.rate == "at_once" and not facts.period.passes:
        names = {one.source_id: one.name for one in facts.world.sources}
        digest, held = hold_back(digest, names)
    empty = is_empty(digest)
    if empty and who.rate == "at_once":
        return _Made(copy=None, copy_kind="", forms=(), empty=empty, held=held)
    copy = web_copy(facts.world, digest)
    return _Made(
        copy=copy,
        copy_kind=copy_kind(who),
        forms=forms_of(facts.world, digest, copy),
        empty=empty,
        held=held,
    )


def _anybody(who: Subscription) -> Subscription:
    """The subscription without anything that is one reader's own."""
    return replace(
        who,
        subscription_id=SUBSCRIPTION,
        address=who.address if _by_address(who) else "",
        secret="",
        previous=(),
        contact="",
        link_key="",
    )


@dataclass(kw_only=True)
class _Storing:
    """Plans on their way into the database, some at a time."""

    facts: Facts
    schedule: Schedule
    planned: int = 0
    _waiting: list[tuple[Subscription, _Made]] = field(default_factory=list)
    _groups: int = 0

    def add(self, who: Subscription, made: _Made) -> None:
        """Take it; store what has come together, if that is enough."""
        if not self._waiting or self._waiting[-1][1] is not made:
            self._groups += 1
        self._waiting.append((who, made))
        if len(self._waiting) >= AT_ONCE or self._groups >= _GROUPS_AT_ONCE:
            self.store()

    def store(self) -> None:
        """Store what waits, in one transaction."""
        waiting, self._waiting, self._groups = self._waiting, [], 0
        if not waiting:
            return
        plans = [self._plan(who, made) for who, made in waiting]
        used = {
            id(made): made
            for (_, made), plan in zip(waiting, plans, strict=True)
            if plan.deliveries
        }
        period, schedule = self.facts.period.name, self.schedule
        with self.facts.db.begin() as conn:
            for made in used.values():
                for form in made.forms:
                    telling.put_form(conn, form, self.facts.now)
                if made.copy:
                    telling.put_form(conn, made.copy, self.facts.now, made.copy_kind)
            self.planned += planning.store_plans(conn, schedule, period, plans, self._reached())

    def _reached(self) -> Reached:
        if not self.facts.period.moves:
            return Reached(told_until=self.schedule.told_until, told_at=self.schedule.told_at)
        return Reached(told_until=self.facts.period.until, told_at=self.facts.now)

    def _plan(self, who: Subscription, made: _Made) -> Plan:
        skipped = made.empty and (who.rate == "at_once" or not who.empties)
        held = () if self.facts.period.passes else (*self.schedule.held, *made.held)
        return Plan(
            subscription_id=who.subscription_id,
            deliveries=() if skipped else self._deliveries(who, made),
            held=held,
        )

    def _deliveries(self, who: Subscription, made: _Made) -> tuple[Delivery, ...]:
        facts, period = self.facts, self.facts.period
        made_id = digest_id(who.subscription_id, period.name)
        return tuple(
            Delivery(
                delivery_id=made_id if part == 1 else digest_id(made_id, str(part)),
                digest_id=made_id,
                subscription_id=who.subscription_id,
                period=period.name,
                since=period.since,
                until=period.until,
                part=part,
                parts=len(made.forms),
                channel=who.channel,
                address=who.address,
                rendering_id=rendering_id,
                copy_id=made.copy_id,
                state="draft" if who.approval else "planned",
                planned_at=facts.now,
                next_attempt_at=not_before(who.quiet, facts.now),
            )
            for part, rendering_id in enumerate(made.rendering_ids, 1)
        )
