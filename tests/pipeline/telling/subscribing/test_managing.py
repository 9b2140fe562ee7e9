"""Subscriptions looked after by people, and lists of them and of what was sent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.telling.subscribing import managing
from pipeline.telling.subscribing.subscriptions import SubscriptionError
from storage.database import Database
from storage.queries import telling
from storage.queries.accounts import (
    DeliveriesAsked,
    deliveries_page,
    delivery_counts,
    draft_groups,
    drafts_saying,
)
from storage.queries.subscribing import (
    SubscriptionsAsked,
    subscription_counts,
    subscriptions_page,
)
from storage.records import Form, Subscription
from tests.pipeline.telling.due import add, delivery, reader, store_due, stored
from tests.telling_samples import MONDAY

LATER = MONDAY + timedelta(days=10)


def who(db: Database, key: str = "r0") -> Subscription:
    with db.connect() as conn:
        return managing.find(conn, key)


def change(db: Database, record: Subscription) -> Subscription:
    """As who has seen what is stored."""
    return managing.change(db, record, LATER, managing.mark_of(who(db, record.subscription_id)))


def test_one_is_added_once_and_changed_where_it_is(db: Database) -> None:
    managing.add(db, reader(0), MONDAY)
    with pytest.raises(SubscriptionError, match="已经有了（r0，启用，"):
        managing.add(db, reader(0), MONDAY)
    with db.begin() as conn:
        told = replace(who(db), told_until=MONDAY)
        telling.put_subscription(conn, told)
    changed = change(db, replace(reader(0), rate="daily"))
    assert (changed.rate, changed.told_until, changed.active) == ("daily", MONDAY, True)
    assert changed.link_key == told.link_key
    with pytest.raises(SubscriptionError, match="没有订阅 r9"):
        managing.change(db, reader(9), LATER, "")
    with pytest.raises(managing.ChangedMeanwhileError):
        managing.change(db, reader(0), LATER, "")


def test_where_one_stood_that_was_changed_another_can_stand(db: Database) -> None:
    managing.add(db, reader(0), MONDAY)
    change(db, reader(0, name="改过的"))
    second = managing.add(db, reader(0), LATER)
    third = managing.subscribe(db, reader(0, name="第三个"), LATER).after
    assert len({"r0", second.subscription_id, third.subscription_id}) == 3
    assert who(db).name == "改过的"


def test_who_is_paused_is_told_again_from_when_it_was_resumed(db: Database) -> None:
    managing.add(db, reader(0), MONDAY)
    with db.begin() as conn:
        telling.put_subscription(conn, replace(who(db), told_until=MONDAY))
    paused = managing.pause(db, "r0", MONDAY, "甲")
    assert (paused.active, paused.ended, paused.ended_at) == (False, "operator", MONDAY)
    assert managing.pause(db, "r0", LATER, "甲") == paused
    changed = change(db, replace(paused, name="新"))
    assert (changed.name, changed.active) == ("新", False)
    again = managing.resume(db, "r0", LATER)
    assert (again.active, again.ended, again.told_until) == (True, "", LATER - timedelta(days=7))
    assert managing.resume(db, "r0", LATER) == again


def test_who_left_is_told_again_when_a_person_resumes_it(db: Database) -> None:
    gone = reader(0, active=False, ended="gone", ended_at=MONDAY, failing_since=MONDAY)
    store_due(db, [gone])
    assert managing.resume(db, "r0", LATER).failing_since is None
    assert who(db).active


def test_what_is_removed_leaves_no_address(db: Database) -> None:
    store_due(db, [reader(0), reader(1)])
    managing.remove(db, "r0", "甲")
    left = stored(db)
    assert (left["d-r0"].state, left["d-r0"].address, left["d-r0"].decided_by) == (
        "discarded", "", "甲"
    )  # fmt: skip
    assert (left["d-r1"].state, left["d-r1"].address) == ("planned", "r1@example.org")
    with pytest.raises(SubscriptionError):
        managing.remove(db, "r0", "甲")


def test_subscriptions_are_found_by_what_they_are(db: Database) -> None:
    store_due(
        db,
        [
            reader(0, name="河北_电厂"),
            reader(1, failing_since=MONDAY, channel="webhook"),
            reader(2, active=False, ended="bounced"),
        ],
    )

    def found(**asked: str) -> set[str]:
        with db.connect() as conn:
            some = subscriptions_page(conn, SubscriptionsAsked(**asked), limit=10)
        return {one.subscription_id for one in some}

    assert found() == {"r0", "r1", "r2"}
    assert found(text="R1@EXAMPLE") == {"r1"}
    assert found(text="北_电") == {"r0"}
    assert found(text="%") == set()
    assert found(channel="webhook") == {"r1"}
    assert [found(state=one) for one in ("active", "failing", "ended")] == [
        {"r0", "r1"}, {"r1"}, {"r2"}
    ]  # fmt: skip
    with db.connect() as conn:
        assert subscription_counts(conn) == {"all": 3, "active": 2, "failing": 1, "ended": 1}
        second = subscriptions_page(conn, SubscriptionsAsked(), limit=1, offset=1)
    assert [one.subscription_id for one in second] == ["r1"]


def test_deliveries_are_found_page_by_page(db: Database) -> None:
    for number in range(5):
        add(
            db,
            delivery(
                delivery_id=f"d{number}",
                subscription_id=f"r{number}",
                address=f"r{number}@example.org",
                state="failed" if number % 2 else "accepted",
                planned_at=MONDAY + timedelta(hours=number // 2),
            ),
        )

    def found(after: str = "", limit: int = 10, **asked: object) -> list[str]:
        wanted = DeliveriesAsked(**asked)  # type: ignore[arg-type]
        last = stored(db).get(after)
        with db.connect() as conn:
            some = deliveries_page(conn, wanted, limit=limit, after=last)
        return [one.delivery_id for one in some]

    assert found() == ["d4", "d3", "d2", "d1", "d0"]
    assert found(limit=2) + found("d3", 2) + found("d1", 2) == found()
    assert found(states=("failed",)) == ["d3", "d1"]
    assert found(address="R2@") == ["d2"]
    assert found(subscription_id="r3") == ["d3"]
    assert found(since=MONDAY + timedelta(hours=1)) == ["d4", "d3", "d2"]
    assert found(period="2026-W01") == []
    with db.connect() as conn:
        assert delivery_counts(conn) == {"accepted": 3, "failed": 2}


def test_drafts_that_say_the_same_are_one_group(db: Database) -> None:
    other = Form(subject="另一种", text="…")
    for number, form in ((0, None), (1, None), (2, other)):
        one = delivery(
            delivery_id=f"d{number}",
            subscription_id=f"r{number}",
            address=f"r{number}@example.org",
            state="draft",
            planned_at=MONDAY + timedelta(hours=number),
        )
        add(db, one, **({"form": form} if form else {}))
    add(
        db,
        delivery(delivery_id="d0-2", digest_id="d0", part=2, parts=2, state="draft"),
        delivery(delivery_id="sent", subscription_id="r8", state="accepted"),
    )
    with db.connect() as conn:
        first, second = draft_groups(conn)
        assert (first.readers, first.planned_at, second.readers) == (2, MONDAY, 1)
        same = drafts_saying(conn, first.rendering_id, first.period)
        assert [one.delivery_id for one in same] == ["d0", "d1"]
