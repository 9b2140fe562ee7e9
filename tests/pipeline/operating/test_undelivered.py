"""What is said of digests that did not arrive."""

from datetime import timedelta

from pipeline.operating.undelivered import undelivered_words
from storage.database import Database
from storage.queries import telling
from storage.records import DeliveryState
from tests.pipeline.telling.due import add, delivery, reader
from tests.telling_samples import MONDAY

DAY = timedelta(days=1)


def words(db: Database) -> str:
    with db.connect() as conn:
        return undelivered_words(conn, MONDAY)


def digest(db: Database, key: str, state: DeliveryState, days: int) -> None:
    """A digest of two messages that was attempted so many days ago, and a test message."""
    at = MONDAY - days * DAY
    same = {"subscription_id": key, "state": state, "last_attempt_at": at, "attempts": 1}
    add(
        db,
        delivery(delivery_id=key, digest_id=key, planned_at=at, **same),
        delivery(delivery_id=f"{key}2", digest_id=key, part=2, parts=2, planned_at=at, **same),
        delivery(delivery_id=f"{key}3", period=f"test {key}", kind="test", planned_at=at, **same),
    )


def test_what_did_not_arrive_of_late_is_counted_by_what_became_of_it(db: Database) -> None:
    with db.begin() as conn:
        for key in ("good", "old", "a", "b", "left"):
            who = reader(0, subscription_id=key, name=key, active=key != "left")
            telling.put_subscription(conn, who)
    digest(db, "good", "accepted", 0)
    digest(db, "old", "failed", 8)
    digest(db, "left", "failed", 0)
    assert words(db) == ""
    digest(db, "a", "unknown", 0)
    digest(db, "b", "given_up", 6)
    assert words(db) == "近 7 天有 2 份摘要没有送达或去向不明（去向不明 1，已放弃 1）"


def test_what_was_left_out_behind_a_lost_card_is_no_digest_of_its_own(db: Database) -> None:
    with db.begin() as conn:
        telling.put_subscription(conn, reader(0, subscription_id="a"))
    same = {"digest_id": "a", "subscription_id": "a", "parts": 2}
    add(
        db,
        delivery(delivery_id="a1", state="unknown", attempts=1, **same),
        delivery(delivery_id="a2", state="failed", part=2, **same),
    )
    assert words(db) == "近 7 天有 1 份摘要没有送达或去向不明（去向不明 1）"


def test_who_cannot_be_reached_is_counted_and_who_left_is_not(db: Database) -> None:
    with db.begin() as conn:
        for number, (ended, days) in enumerate(
            (("bounced", 0), ("gone", 6), ("gone", 8), ("unsubscribed", 0), ("operator", 0))
        ):
            at = MONDAY - days * DAY
            who = reader(number, active=False, ended=ended, ended_at=at)
            telling.put_subscription(conn, who)
    assert words(db) == "近 7 天有 2 个订阅因收不到而停用"


def test_who_takes_nothing_for_a_day_is_counted(db: Database) -> None:
    with db.begin() as conn:
        for number, hours in enumerate((23, 24, 50)):
            at = MONDAY - timedelta(hours=hours)
            telling.put_subscription(conn, reader(number, channel="webhook", failing_since=at))
    assert words(db) == "2 个订阅的接收方一天多来没有收下过任何投递"
