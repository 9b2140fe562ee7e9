"""What is kept of readers is kept for so long, and a deletion deletes."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from pipeline.deliver import plan, send_due
from pipeline.telling.readers.asking import WAITS, Asked, Pressed
from pipeline.telling.readers.retention import COPIES, ENDED, RENDERINGS, erase, tidy
from pipeline.telling.readers.signups import Signups
from pipeline.telling.sending.sender import Sender
from storage.columns import to_row
from storage.database import Database
from storage.queries import telling
from storage.records import Bounce, EndedReason, Filter, Form
from storage.settings import Settings
from storage.tables import (
    bounces,
    deliveries as delivery_rows,
    renderings,
    signups as signup_rows,
)
from tests.known_readers import ADDRESS, named, signups_of
from tests.telling_home import deliveries, store, subscribe
from tests.telling_samples import MONDAY, PERIOD, subscription, week
from tests.telling_servers import mail_server

DAY = timedelta(days=1)


@pytest.fixture
def signups(db: Database, settings: Settings) -> Signups:
    return signups_of(db, settings)


@pytest.mark.parametrize("reason", ["unsubscribed", "bounced", "complained"])
def test_who_left_is_forgotten_after_a_month(db: Database, reason: EndedReason) -> None:
    gone = subscription(active=False, ended=reason, ended_at=MONDAY)
    subscribe(db, gone, subscription(subscription_id="stays", address="stays@example.org"))
    assert tidy(db, MONDAY + ENDED).subscriptions == 0
    assert tidy(db, MONDAY + ENDED + DAY).subscriptions == 1
    with db.connect() as conn:
        assert [one.subscription_id for one in telling.find_subscriptions(conn)] == ["stays"]


@pytest.mark.parametrize("reason", ["paused", "operator", "gone"])
def test_who_may_come_back_is_kept(db: Database, reason: EndedReason) -> None:
    subscribe(db, subscription(active=False, ended=reason, ended_at=MONDAY))
    assert tidy(db, MONDAY + 900 * DAY).subscriptions == 0


def test_what_nobody_confirmed_goes_at_its_hour_with_the_mail_that_asked(signups: Signups) -> None:
    signups.ask(Asked(address=ADDRESS, filter=Filter()), MONDAY)
    assert tidy(signups.db, MONDAY + WAITS - DAY).signups == 0
    assert named(signups.db, ADDRESS) != []
    tidied = tidy(signups.db, MONDAY + WAITS)
    assert (tidied.signups, tidied.confirmations) == (1, 1)
    assert named(signups.db, ADDRESS) == []


def test_a_mailbox_that_a_subscription_left_is_forgotten_soon(signups: Signups) -> None:
    who = subscription(address=ADDRESS)
    subscribe(signups.db, who)
    signups.ask_new_address(who, "new@example.org", MONDAY)
    with signups.db.connect() as conn:
        signup_id = conn.execute(select(signup_rows.c.signup_id)).scalar_one()
    pressed = Pressed(signup_id=signup_id, moves=who.subscription_id, address="")
    assert signups.confirm(pressed, MONDAY).result == "moved"
    assert named(signups.db, ADDRESS) != []  # the mail that tells it so
    tidy(signups.db, MONDAY + 8 * DAY)
    assert named(signups.db, ADDRESS) == []


def test_renderings_go_once_nobody_names_them_and_copies_late(
    signups: Signups, db: Database
) -> None:
    store(db, week())
    subscribe(db, subscription())
    plan(db, signups.world, PERIOD, MONDAY)
    with db.begin() as conn:
        telling.put_form(conn, Form(subject="无人提起", text=""), MONDAY)
    assert count(db) == 3
    assert tidy(db, MONDAY + RENDERINGS).renderings == 0
    assert tidy(db, MONDAY + RENDERINGS + DAY).renderings == 1
    assert tidy(db, MONDAY + COPIES + DAY).renderings == 1
    (one,) = deliveries(db)
    with db.connect() as conn:
        assert telling.form_of(conn, one.rendering_id)
        assert telling.copy_of(conn, one.copy_id) is None


def count(db: Database) -> int:
    with db.connect() as conn:
        return len(conn.execute(renderings.select()).all())


def test_bounces_go_after_three_months(db: Database) -> None:
    def came(key: str, at: datetime) -> Bounce:
        return Bounce(
            bounce_id=key,
            address="a@b.example",
            delivery_id="",
            kind="soft",
            said="",
            received_at=at,
        )

    with db.begin() as conn:
        for one in (came("old", MONDAY - 91 * DAY), came("new", MONDAY)):
            conn.execute(insert(bounces), to_row(one))
    assert tidy(db, MONDAY).bounces == 1


def test_a_digest_of_who_is_forgotten_is_not_sent(signups: Signups) -> None:
    db = signups.db
    store(db, week())
    subscribe(db, subscription(address=ADDRESS))
    plan(db, signups.world, PERIOD, MONDAY)
    erase(db, ADDRESS)
    (one,) = deliveries(db)
    assert (one.state, one.address) == ("discarded", "")
    with db.begin() as conn:
        conn.execute(update(delivery_rows).values(state="planned"))
    with mail_server() as box:
        ready = replace(signups.world.settings, smtp_port=box.port)
        send_due(db, ready, MONDAY, Sender.of(ready))
    assert box.got == []
