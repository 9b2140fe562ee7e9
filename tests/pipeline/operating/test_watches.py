"""What a running ``serve`` looks after, turn by turn."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from pipeline.deliver import World
from pipeline.operating.alarms import alarms
from pipeline.operating.canary import begin
from pipeline.operating.crawling import Crawls
from pipeline.operating.watches import CanaryWatch, MailboxWatch, Teller
from pipeline.telling.sending.sender import Sender
from storage.database import Database
from storage.office import office_of
from storage.queries.canaries import find_canaries
from storage.queries.problems import open_problem
from storage.queries.telling import add_delivery
from storage.settings import Settings
from tests.homes import migrated_home, open_home
from tests.imap_server import imap_server
from tests.telling_home import deliveries, states, store, subscribe
from tests.telling_samples import IN_WEEK, MONDAY, item, source, subscription
from tests.telling_servers import mail_server

MINUTE = timedelta(minutes=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_home(tmp_path)
    yield db
    db.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(migrated_home(tmp_path), operator_mail="operator@example.org")


def world_of(settings: Settings) -> World:
    return World(settings=settings, sources=(source(),), office=office_of(settings))


def test_digests_are_planned_at_their_hour_and_sent_in_any_minute(
    db: Database, settings: Settings
) -> None:
    store(db, [item("关于虚构事项的通知")])
    subscribe(db, subscription(created_at=IN_WEEK - timedelta(days=1)))
    with mail_server() as box:
        settings = replace(settings, smtp_port=box.port)
        world = world_of(settings)
        teller = Teller(db, world, Sender.of(settings))
        eight = MONDAY + timedelta(hours=1)
        for now in (eight - 3 * MINUTE, eight - MINUTE):
            assert teller.turn(now).accepted == 0
        assert teller.turn(eight + timedelta(seconds=2)).accepted == 1
        with db.begin() as conn:
            open_problem(conn, "invented_notices", "blocked", "HTTP 412", eight + MINUTE)
        assert teller.turn(eight + 2 * MINUTE).accepted == 1
        assert teller.turn(eight + 3 * MINUTE).accepted == 0
        assert [address for address, _ in box.got] == ["reader@example.org", "operator@example.org"]


def test_what_a_killed_sender_left_is_cleared_up_though_nothing_is_due(
    db: Database, settings: Settings
) -> None:
    with db.begin() as conn:
        open_problem(conn, "invented_notices", "blocked", "HTTP 412", MONDAY)
    teller = Teller(db, world_of(settings), Sender.of(replace(settings, smtp_port=1)))
    teller.turn(MONDAY)
    (planned,) = deliveries(db)
    with db.begin() as conn:
        conn.exec_driver_sql("DELETE FROM deliveries")
        add_delivery(conn, replace(planned, state="handed_over"))
    teller.turn(MONDAY + MINUTE)
    assert states(db) == ["unknown"]


def test_whatever_planning_fails_by_the_operator_hears_of_problems(
    db: Database, settings: Settings
) -> None:
    store(db, [item("关于虚构事项的通知")])
    subscribe(db, subscription(created_at=IN_WEEK - timedelta(days=1)))
    with mail_server() as box:
        settings = replace(settings, smtp_port=box.port)
        teller = Teller(db, world_of(settings), Sender.of(settings))
        with db.begin() as conn:
            open_problem(conn, "invented_notices", "broken", "甲", MONDAY)
            conn.execute(text("DROP TABLE printings"))  # of which each digest asks
        with pytest.raises(OperationalError):
            teller.turn(MONDAY + timedelta(hours=1))
        assert [to for to, _ in box.got] == ["operator@example.org"]


def test_a_mailbox_that_cannot_be_read_again_and_again_is_a_problem_until_it_can(
    db: Database, settings: Settings
) -> None:
    def said() -> list[str]:
        with db.connect() as conn:
            return [one.line for one in alarms(conn, settings)]

    closed = MailboxWatch(db, replace(settings, bounces="imap://u:p@127.0.0.1:1"))
    for _ in range(2):
        closed.read()
    assert said() == []
    closed.read()
    assert len(said()) == 1
    assert "退信信箱" in said()[0]
    with imap_server() as box:
        MailboxWatch(db, replace(settings, bounces=box.url)).read()
    assert said() == []


def test_a_canary_under_way_keeps_its_page(db: Database, settings: Settings) -> None:
    settings = replace(settings, canary_minutes=60)
    crawls = Crawls(settings, ("true",))
    watch = CanaryWatch(db, world_of(settings), crawls)
    begin(db, datetime.now(UTC) - 5 * MINUTE)
    watch.run()
    assert count(db) == 1
    with db.begin() as conn:
        conn.exec_driver_sql("DELETE FROM canaries")
    begin(db, datetime.now(UTC) - 31 * MINUTE)
    watch.run()
    assert count(db) == 2
    crawls.stop()
    watch.run()
    assert count(db) == 2


def count(db: Database) -> int:
    with db.connect() as conn:
        return len(find_canaries(conn, 10))
