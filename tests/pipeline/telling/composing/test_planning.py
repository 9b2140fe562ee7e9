"""From stored changes to deliveries: one of each subscription and period, whatever dies between."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from filelock import FileLock

from pipeline.deliver import (
    NotOverError,
    World,
    plan,
    plan_owed,
)
from storage.database import Database
from storage.records import Filter, Hunk, MarkOp
from storage.settings import Settings
from tests.telling_home import (
    deliveries,
    form,
    passed,
    reader,
    readers,
    states,
    store,
    subscribe,
)
from tests.telling_samples import (
    EIGHT,
    IN_WEEK,
    MONDAY,
    PERIOD,
    SECRET,
    SUNDAY_NIGHT,
    item,
    subscription,
    week,
)

# -- a week that is asked for ---------------------------------------------------------------------


def test_a_period_is_planned_once(db: Database, world: World) -> None:
    store(db, week())
    passed(db, "last", started_at=SUNDAY_NIGHT - timedelta(hours=2))
    subscribe(db, *readers(2), subscription(subscription_id="off", active=False))
    assert plan(db, world, PERIOD, MONDAY) == 2
    first = deliveries(db)
    assert plan(db, world, PERIOD, MONDAY + timedelta(hours=1)) == 0
    assert deliveries(db) == first
    subscribe(db, subscription(subscription_id="late", address="late@example.org"))
    assert plan(db, world, PERIOD, MONDAY + timedelta(hours=1)) == 1
    assert states(db) == ["planned"] * 3
    text = form(db, first[0]).text
    for one in week():
        assert one.document.title in text
    assert "国家部委 1/1" in text


def test_a_running_period_is_not_planned(db: Database, world: World) -> None:
    subscribe(db, *readers(1))
    with pytest.raises(NotOverError, match="尚未结束"):
        plan(db, world, "2026-W48", MONDAY)
    assert deliveries(db) == []


def test_an_old_week_does_not_bring_all_weeks_since(db: Database, world: World) -> None:
    subscribe(db, *readers(1))
    assert plan(db, world, "2026-W30", MONDAY) == 1
    assert reader(db).told_until is None
    assert plan_owed(db, world, EIGHT) == 1
    assert deliveries(db)[1].since == SUNDAY_NIGHT - timedelta(days=7)


def test_words_are_looked_for_in_the_body(db: Database, world: World) -> None:
    store(db, [item("某通知")], text="全面推行绿色电力证书核发")
    chosen = [Filter(words=("绿色电力证书",)), Filter(words=("碳普惠",)), Filter()]
    subscribe(db, *(replace(who, filter=one) for who, one in zip(readers(3), chosen, strict=True)))
    plan(db, world, PERIOD, MONDAY)
    assert ["某通知" in form(db, one).text for one in deliveries(db)] == [True, False, True]


def test_a_changed_clause_reaches_the_reader(db: Database, world: World) -> None:
    marks: tuple[tuple[MarkOp, str], ...] = (("equal", "应当于"), ("insert", "<6月>"))
    place = "第二条"
    hunk = Hunk(
        op="replace", label_before=place, label_after=place,
        before="应当于", after="应当于<6月>", marks=marks,
    )  # fmt: skip
    store(db, [item("某办法", "amended", change={"hunks": (hunk,), "summary": "修改第二条"})])
    subscribe(db, *readers(1))
    plan(db, world, PERIOD, MONDAY)
    (sent,) = deliveries(db)
    assert "应当于【增：<6月>】" in form(db, sent).text
    assert "&lt;6月&gt;" in form(db, sent).html


# -- who is told alike ----------------------------------------------------------------------------


def test_what_is_the_same_is_stored_once(db: Database, world: World) -> None:
    store(db, week())
    subscribe(
        db,
        *readers(5),
        subscription(subscription_id="named", address="n@example.org", name="某电厂"),
        subscription(subscription_id="sure", address="s@example.org", include_doubtful=False),
        *(
            subscription(
                subscription_id=f"h{n}", channel="webhook", address="https://a.example/",
                secret=SECRET,
            )
            for n in range(2)
        ),
    )  # fmt: skip
    assert plan(db, world, PERIOD, MONDAY) == 9
    found: dict[str, set[str]] = {}
    for one in deliveries(db):
        found.setdefault(one.rendering_id, set()).add(one.subscription_id)
    shared = sorted(map(sorted, found.values()))
    assert shared == [["h0", "h1"], ["named"], ["r0", "r1", "r2", "r3", "r4"], ["sure"]]


def test_no_reader_is_in_what_readers_share(db: Database, world: World) -> None:
    store(db, week())
    secret = {"secret": SECRET, "link_key": "the-key", "contact": "owner@example.org"}
    subscribe(
        db,
        *readers(2, **secret),
        subscription(
            subscription_id="hook", channel="webhook", address="https://a.example/", **secret
        ),
    )
    plan(db, world, PERIOD, MONDAY)
    said = repr([form(db, one) for one in deliveries(db)])
    for own in (SECRET, "the-key", "owner@example.org", "r0", "hook", "example.org/"):
        assert own not in said.replace("www.invented.example/", "")


# -- owed -----------------------------------------------------------------------------------------


def test_a_digest_goes_out_when_it_is_due_and_once(db: Database, world: World) -> None:
    store(db, week())
    subscribe(db, *readers(3))
    assert plan_owed(db, world, EIGHT - timedelta(seconds=1)) == 3  # of the week before
    assert {one.period for one in deliveries(db)} == {"2026-W46"}
    assert plan_owed(db, world, EIGHT) == 3
    assert plan_owed(db, world, EIGHT + timedelta(days=3)) == 0
    assert reader(db).told_until == SUNDAY_NIGHT
    assert reader(db).told_at == EIGHT
    (_, this) = (one for one in deliveries(db) if one.subscription_id == "r0")
    assert (this.period, this.since, this.until) == (
        PERIOD,
        SUNDAY_NIGHT - timedelta(days=7),
        SUNDAY_NIGHT,
    )


def test_who_joined_after_the_week_gets_it_only_when_asked(db: Database, world: World) -> None:
    subscribe(db, *readers(1, created_at=SUNDAY_NIGHT))
    assert plan_owed(db, world, EIGHT) == 0
    assert plan(db, world, PERIOD, EIGHT) == 1


def test_all_rates_side_by_side(db: Database, world: World) -> None:
    store(db, week())
    joined = IN_WEEK - timedelta(hours=1)
    rates: list[dict[str, Any]] = [
        {"rate": "weekly"},
        {"rate": "daily"},
        {"rate": "at_once"},
        {"rate": "weekly", "weekday": 4},
    ]
    subscribe(
        db,
        *(
            replace(who, created_at=joined, **one)
            for who, one in zip(readers(4), rates, strict=True)
        ),
    )
    thursday = IN_WEEK + timedelta(days=1)  # 10:00 in Shanghai
    assert plan_owed(db, world, thursday) == 3
    assert {one.subscription_id: one.period for one in deliveries(db)} == {
        "r1": "2026-11-18",
        "r2": "2026-11-18T100000",
        "r3": "2026-W47-4",
    }
    assert plan_owed(db, world, thursday + timedelta(minutes=5)) == 0
    assert plan_owed(db, world, EIGHT) == 2  # the weekly one, and a daily one that is empty
    text = week()[1].document.title
    told = [one.subscription_id for one in deliveries(db) if text in form(db, one).text]
    assert sorted(told) == ["r0", "r1", "r2", "r3"]


def test_another_rate_loses_and_doubles_nothing(db: Database, world: World) -> None:
    early = item("甲", change={"detected_at": IN_WEEK})
    later = item("乙", change={"detected_at": IN_WEEK + timedelta(days=2)})
    store(db, [early, later])
    subscribe(db, *readers(1, rate="daily"))
    plan_owed(db, world, IN_WEEK + timedelta(days=1))
    subscribe(db, replace(reader(db), rate="weekly"))
    plan_owed(db, world, EIGHT)
    texts = [form(db, one).text for one in deliveries(db)]
    assert [("甲" in text, "乙" in text) for text in texts] == [(True, False), (False, True)]


def test_the_middle_of_a_pass_is_not_told(db: Database, world: World, settings: Settings) -> None:
    store(db, week())
    subscribe(db, *readers(1, rate="at_once", created_at=IN_WEEK - timedelta(hours=1)))
    now = IN_WEEK + timedelta(minutes=30)
    with FileLock(settings.home / "pass.lock"):
        assert plan_owed(db, world, now) == 0
    assert plan_owed(db, world, now) == 1
    assert plan_owed(db, world, now) == 0


def test_a_pass_is_told_though_the_clock_was_set_back(db: Database, world: World) -> None:
    """Its readers count as told up to its beginning."""
    store(db, week())
    subscribe(db, *readers(1, rate="at_once", created_at=IN_WEEK - timedelta(hours=2)))
    assert plan_owed(db, world, IN_WEEK - timedelta(minutes=30)) == 1
    assert week()[0].document.title in form(db, deliveries(db)[0]).text
    assert reader(db).told_until == IN_WEEK + timedelta(microseconds=1)


def test_silence_is_told_to_those_who_want_that(db: Database, world: World) -> None:
    passed(db, "last", started_at=SUNDAY_NIGHT - timedelta(hours=2))
    subscribe(
        db,
        *readers(1),
        subscription(subscription_id="brief", address="b@example.org", empties=False),
        subscription(subscription_id="swift", address="s@example.org", rate="at_once"),
    )
    assert plan_owed(db, world, EIGHT) == 1
    (only,) = deliveries(db)
    assert only.subscription_id == "r0"
    assert "本期无新文件" in form(db, only).subject
    assert reader(db, "brief").told_until == SUNDAY_NIGHT
    assert reader(db, "swift").told_until == SUNDAY_NIGHT - timedelta(hours=2, microseconds=-1)


def test_what_falls_due_in_quiet_hours_goes_out_after_them(db: Database, world: World) -> None:
    subscribe(db, *readers(1, quiet="22:00-09:30"))
    plan_owed(db, world, EIGHT)
    assert deliveries(db)[0].next_attempt_at == EIGHT + timedelta(minutes=90)
