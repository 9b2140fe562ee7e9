"""Who stops and goes on misses nothing and is told nothing twice, whoever says so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pipeline.deliver import World, plan_owed, send_due
from pipeline.telling.readers import leaving
from pipeline.telling.sending.sender import Sender
from pipeline.telling.subscribing import managing
from pipeline.telling.subscribing.pausing import resumed
from pipeline.telling.subscribing.replacing import put_all
from storage.database import Database
from storage.records import Delivery, Held, Subscription
from storage.settings import Settings
from tests.pipeline.telling.due import add, delivery, reader, states, store_due, stored
from tests.telling_home import deliveries, reader as who, readers, store, subscribe
from tests.telling_samples import MONDAY, week
from tests.telling_servers import mail_server

EIGHT = MONDAY + timedelta(hours=1)
DAY = timedelta(days=1)
Act = Callable[[Database, datetime], object]


def by_file(db: Database, active: bool, now: datetime) -> None:
    with db.begin() as conn:
        put_all(conn, [replace(reader(0), active=active)], now)


STOPS: dict[str, tuple[Act, Act]] = {
    "its reader": (
        lambda db, now: leaving.pause(db, who(db), now),
        lambda db, now: leaving.resume(db, who(db), now),
    ),
    "its reader, by a slip": (
        lambda db, now: leaving.unsubscribe(db, who(db), now),
        lambda db, now: leaving.resume(db, who(db), now),
    ),
    "the office": (
        lambda db, now: managing.pause(db, "r0", now, "甲"),
        lambda db, now: managing.resume(db, "r0", now),
    ),
    "a file": (
        lambda db, now: by_file(db, False, now),
        lambda db, now: by_file(db, True, now),
    ),
}


@pytest.mark.parametrize("whoever", STOPS)
def test_what_was_planned_waits_until_it_goes_on(
    db: Database, world: World, settings: Settings, whoever: str
) -> None:
    stop, go_on = STOPS[whoever]
    store(db, week())
    subscribe(db, *readers(1))
    assert plan_owed(db, world, EIGHT) == 1
    stop(db, EIGHT)
    assert states(db) == ["discarded"]
    with mail_server() as box:
        ready = replace(settings, smtp_port=box.port)
        assert not send_due(db, ready, EIGHT + DAY, Sender.of(ready)).troubled
        assert box.got == []
        go_on(db, EIGHT + 2 * DAY)
        assert plan_owed(db, world, EIGHT + 2 * DAY) == 0
        send_due(db, ready, EIGHT + 2 * DAY, Sender.of(ready))
        assert len(box.got) == 1
    (one,) = deliveries(db)
    assert (one.state, one.decided_by, one.error) == ("accepted", "", "")
    assert who(db).told_until == one.until


def test_who_comes_back_after_long_is_not_told_of_then(db: Database, world: World) -> None:
    store(db, week())
    subscribe(db, *readers(1))
    plan_owed(db, world, EIGHT)
    managing.pause(db, "r0", EIGHT, "甲")
    managing.resume(db, "r0", EIGHT + 8 * DAY)
    (one,) = deliveries(db)
    assert (one.state, one.decided_by) == ("discarded", "甲")


def of_a_digest(**values: object) -> Delivery:
    return delivery(**({"since": MONDAY - 7 * DAY, "until": MONDAY} | values))


def test_what_a_person_refused_stays_refused_and_the_rest_is_for_approval_again(
    db: Database,
) -> None:
    managing.add(db, reader(0, approval=True), MONDAY)
    add(
        db,
        of_a_digest(delivery_id="refused", period="1", state="discarded", decided_by="乙"),
        of_a_digest(delivery_id="draft", period="2", state="draft"),
        of_a_digest(delivery_id="approved", period="3", decided_by="乙", attempts=2),
        of_a_digest(delivery_id="sent", period="4", state="accepted"),
    )
    managing.pause(db, "r0", EIGHT, "甲")
    managing.resume(db, "r0", EIGHT)
    found = {key: (one.state, one.attempts) for key, one in stored(db).items()}
    assert found == {
        "approved": ("draft", 0),
        "draft": ("draft", 0),
        "refused": ("discarded", 0),
        "sent": ("accepted", 0),
    }


def test_what_waits_follows_an_address_that_changes(db: Database) -> None:
    store_due(db, [reader(0)])
    seen = managing.mark_of(reader(0))
    managing.change(db, reader(0, address="new@example.org"), MONDAY, seen)
    assert stored(db)["d-r0"].address == "new@example.org"


def test_what_people_took_long_ago_is_no_news_for_who_comes_back() -> None:
    told = MONDAY - 50 * DAY
    paused = reader(0, active=False, told_until=told, told_at=told)
    assert resumed(paused, MONDAY).told_at == MONDAY - 7 * DAY
    recent = replace(paused, told_at=MONDAY - DAY)
    assert resumed(recent, MONDAY).told_at == MONDAY - DAY


def test_who_was_never_told_is_not_told_of_months_at_once() -> None:
    asked = reader(0, rate="at_once", active=False, created_at=MONDAY - 50 * DAY)
    assert resumed(asked, MONDAY).told_until == MONDAY - 7 * DAY
    assert resumed(replace(asked, rate="weekly"), MONDAY).told_until is None


def test_what_was_held_back_is_not_lost_by_a_pause() -> None:
    held = tuple(Held(run_id=f"run{days}", detected_at=MONDAY - days * DAY) for days in (1, 8))
    paused: Subscription = reader(0, rate="at_once", active=False, held=held, told_until=MONDAY)
    assert resumed(paused, MONDAY).held == held[:1]
