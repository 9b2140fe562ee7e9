"""A file that is read in again: nobody is told twice, no link is voided, nobody is called back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pipeline.deliver import World, plan_owed
from pipeline.telling.subscribing.replacing import in_place_of, put_all, secrets_before
from pipeline.telling.subscribing.subscriptions import SubscriptionError, read, write
from storage.database import Database
from storage.records import Filter, Held, OldSecret, Subscription
from tests.telling_home import deliveries, reader, readers, subscribe
from tests.telling_samples import MONDAY, SECRET, subscription

EIGHT = MONDAY + timedelta(hours=1)
KNOWN = subscription(
    secret=SECRET,
    told_until=MONDAY,
    told_at=EIGHT,
    held=(Held(run_id="run", detected_at=MONDAY),),
    link_key="the-key",
)


def test_what_the_program_knows_stays() -> None:
    said = subscription(name="另一个名称", secret=SECRET, rate="daily", created_at=EIGHT)
    new = in_place_of(said, KNOWN, EIGHT)
    assert new == replace(KNOWN, name="另一个名称", rate="daily")


def test_links_are_bound_anew_for_a_new_subscription_and_for_another_address(db: Database) -> None:
    with db.begin() as conn:
        put_all(conn, [subscription()], MONDAY)
    key = reader(db, "weekly").link_key
    assert len(key) >= 16
    with db.begin() as conn:
        put_all(conn, [subscription(name="同一个邮箱")], MONDAY)
    assert reader(db, "weekly").link_key == key
    with db.begin() as conn:
        put_all(conn, [subscription(address="another@example.org")], MONDAY)
    assert reader(db, "weekly").link_key not in ("", key)


def test_the_secret_before_signs_for_a_while() -> None:
    other = "whsec_" + "A" * 32
    new = in_place_of(subscription(secret=other), KNOWN, EIGHT)
    first = OldSecret(secret=SECRET, until=EIGHT + timedelta(days=1))
    assert (new.secret, new.previous) == (other, (first,))
    assert in_place_of(subscription(secret=other), new, EIGHT).previous == (first,)


def test_each_secret_signs_until_the_end_that_was_said_of_it() -> None:
    first, second, third = (f"whsec_{letter * 32}" for letter in "ABC")
    one = in_place_of(subscription(secret=first), KNOWN, EIGHT)
    two = in_place_of(subscription(secret=second), one, EIGHT + timedelta(hours=2))
    ends = [EIGHT + timedelta(hours=hours) for hours in (26, 24)]
    assert [(old.secret, old.until) for old in two.previous] == [
        (first, ends[0]), (SECRET, ends[1])
    ]  # fmt: skip
    with pytest.raises(SubscriptionError, match=r"3 个密钥同时签名.*--hours 0"):
        in_place_of(subscription(secret=third), two, EIGHT + timedelta(hours=3))
    later = in_place_of(subscription(secret=third), two, EIGHT + timedelta(hours=24))
    assert [old.secret for old in later.previous] == [second, first]
    assert secrets_before(two, EIGHT, timedelta()) == ()


@pytest.mark.parametrize(
    ("ended", "address", "active"),
    [
        ("operator", "reader@example.org", True),
        ("unsubscribed", "reader@example.org", False),
        ("unsubscribed", "new@example.org", False),
        ("complained", "new@example.org", False),
        ("bounced", "reader@example.org", False),
        ("bounced", "new@example.org", True),
    ],
)
def test_who_left_is_not_called_back(ended: str, address: str, active: bool) -> None:
    stored = replace(KNOWN, active=False, ended=ended, ended_at=MONDAY)  # type: ignore[arg-type]
    new = in_place_of(subscription(address=address), stored, EIGHT)
    assert (new.active, new.ended) == (active, "" if active else ended)


def test_who_is_told_again_is_not_told_of_all_months() -> None:
    long_ago = MONDAY - timedelta(days=50)
    stored = replace(KNOWN, active=False, ended="operator", told_until=long_ago)
    assert in_place_of(subscription(), stored, EIGHT).told_until == EIGHT - timedelta(days=7)
    assert (
        in_place_of(subscription(), replace(stored, told_until=MONDAY), EIGHT).told_until == MONDAY
    )


def test_the_same_file_again_sends_nothing(db: Database, world: World) -> None:
    subscribe(db, *readers(2), subscription(subscription_id="left", active=False))
    plan_owed(db, world, EIGHT)
    before, rows = [reader(db, f"r{n}") for n in range(2)], deliveries(db)
    subscribe(db, replace(before[1], active=False, ended="unsubscribed", ended_at=EIGHT))
    path = world.settings.home / "subscriptions.toml"
    path.write_text(write(before), "utf-8")
    with db.begin() as conn:
        done = put_all(conn, read(path, EIGHT), EIGHT)
    assert [one.after.subscription_id for one in done if one.stays_ended] == ["r1"]
    assert reader(db) == before[0]
    assert not reader(db, "r1").active
    assert plan_owed(db, world, EIGHT) == 0
    assert deliveries(db) == rows


@pytest.mark.parametrize(
    ("changes", "fine"),
    [
        ({}, False),
        ({"address": "READER@example.org"}, False),
        ({"name": "另一个"}, True),
        ({"address": "other@example.org"}, True),
        ({"channel": "webhook", "secret": SECRET}, True),
        ({"filter": Filter(words=("绿证",))}, True),
        ({"rate": "daily"}, False),
    ],
)
def test_nobody_is_told_the_same_twice(db: Database, changes: dict[str, Any], fine: bool) -> None:
    other = replace(subscription(subscription_id="other"), **changes)
    with db.begin() as conn:
        put_all(conn, [subscription()], EIGHT)
    if fine:
        with db.begin() as conn:
            assert len(put_all(conn, [other], EIGHT)) == 1
        return
    for records in ([other], [other, subscription(subscription_id="third", name="丙")]):
        with pytest.raises(SubscriptionError, match="已经有了（weekly，启用，"), db.begin() as conn:
            put_all(conn, records, EIGHT)


def test_of_one_mailbox_in_a_file_there_is_one_however_it_is_written(
    db: Database, world: World
) -> None:
    written = ("Reader@example.org", "reader@example.org")
    both = [subscription(subscription_id=one[:1], address=one) for one in written]
    with pytest.raises(SubscriptionError, match=r"^[Rr]：.*已经有了（[Rr]，"), db.begin() as conn:
        put_all(conn, both, EIGHT)
    path = world.settings.home / "in.toml"
    entry = '[[subscription]]\nchannel = "email"\naddress = "reader@example.org"\n'
    path.write_text(f'{entry}id = "r"\n{entry}', "utf-8")
    with pytest.raises(SubscriptionError, match="已经有了"), db.begin() as conn:
        put_all(conn, read(path, EIGHT), EIGHT)


def test_what_a_reader_asked_for_is_not_overwritten_by_a_file(db: Database, world: World) -> None:
    own = subscription(subscription_id="own", filter=Filter(words=("碳",)))
    subscribe(db, own)
    path = world.settings.home / "in.toml"
    entry = '[[subscription]]\nchannel = "email"\naddress = "Reader@example.org"\n'
    path.write_text(entry, "utf-8")
    with db.begin() as conn:
        (put,) = put_all(conn, read(path, EIGHT), EIGHT)
    assert put.before is None
    assert reader(db, "own") == own


def test_one_that_comes_to_want_what_another_does_is_refused(db: Database) -> None:
    subscribe(db, subscription(), subscription(subscription_id="b", filter=Filter(words=("碳",))))
    with pytest.raises(SubscriptionError, match="已经有了（weekly，"), db.begin() as conn:
        put_all(conn, [subscription(subscription_id="b")], EIGHT)


def test_two_that_stand_in_one_place_already_can_still_be_changed(db: Database) -> None:
    both = [subscription(subscription_id=key) for key in ("a", "b")]
    subscribe(db, *both)
    with db.begin() as conn:
        put_all(conn, [replace(one, rate="daily") for one in both], EIGHT)
    assert reader(db, "a").rate == "daily"


def test_a_new_one_that_is_off_says_why(db: Database) -> None:
    with db.begin() as conn:
        put_all(conn, [subscription(active=False)], EIGHT)
    found: Subscription = reader(db, "weekly")
    assert (found.ended, found.ended_at) == ("operator", EIGHT)
