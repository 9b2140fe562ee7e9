"""Receivers that want us slower or not now, and our own pace: the rest does not notice."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from pipeline.deliver import Account, send_due
from pipeline.telling.sending import stream
from pipeline.telling.sending.attempts import AT_ONCE, Clock
from pipeline.telling.sending.sender import Sender, send_all
from pipeline.telling.sending.sent import Sent
from storage.database import Database
from storage.settings import Settings
from tests.pipeline.telling.due import FORM, reader, states, store_due, stored
from tests.telling_samples import MONDAY, SECRET
from tests.telling_servers import Mailbox, free_port, hook_server, mail_server

MINUTE = timedelta(minutes=1)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    sender = "双碳政策观察 <watch@desk.example.org>"
    return replace(settings, webhook_private=True, mail_from=sender)


def round_at(
    db: Database, settings: Settings, box: Mailbox, now: datetime = MONDAY, **values: object
) -> Account:
    return send_due(db, replace(settings, smtp_port=box.port, **values), now)  # type: ignore[arg-type]


@dataclass
class Time:
    """A clock that goes on only while somebody waits."""

    at: datetime = MONDAY
    waits: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += timedelta(seconds=seconds)

    def run(self, db: Database, sender: Sender) -> Sent:
        clock = Clock(now=lambda: self.at, sleep=self.sleep)
        return asyncio.run(send_all(db, sender, clock))


def test_greylisting_is_each_mails_own(db: Database, settings: Settings) -> None:
    store_due(db, [reader(n) for n in range(40)])
    with mail_server(greylists=True) as box:
        assert round_at(db, settings, box).troubled == 40
        assert round_at(db, settings, box, MONDAY + 6 * MINUTE).accepted == 40


def test_a_receiver_that_finds_us_too_fast_is_left_alone(db: Database, settings: Settings) -> None:
    busy = {f"r{n}@qq.example" for n in range(30)}
    store_due(
        db,
        [reader(n) for n in range(30)]
        + [reader(n, subscription_id=f"q{n}", address=f"r{n}@qq.example") for n in range(30)],
    )
    with mail_server(refuse=dict.fromkeys(busy, "450 4.7.0 frequency limited")) as box:
        account = round_at(db, settings, box)
        assert account.accepted == 30
        assert account.troubled <= AT_ONCE
        assert account.held == 30 - account.troubled
        box.refuse = {}
        later = MONDAY
        while "planned" in states(db):
            later += 10 * MINUTE
            assert later < MONDAY + timedelta(hours=3)
            round_at(db, settings, box, later)
    assert set(states(db)) == {"accepted"}
    assert len(box.got) == 60


def test_a_dead_server_is_asked_for_all(
    db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not once for each of a thousand mails."""
    monkeypatch.setattr(stream, "_CHUNK", 30)
    store_due(db, [reader(n) for n in range(100)])
    nobody = Mailbox(port=free_port())
    account = round_at(db, settings, nobody)
    assert account.troubled <= AT_ONCE
    assert account.troubled + account.held == 100
    with mail_server() as box:
        assert round_at(db, settings, box, MONDAY + 6 * MINUTE).accepted == 100


def test_mails_stand_still_and_posts_go_on(db: Database, settings: Settings) -> None:
    with hook_server() as hook:
        posts = [
            reader(n, subscription_id=f"h{n}", channel="webhook", address=hook.url, secret=SECRET)
            for n in range(5)
        ]
        form = replace(FORM, payload="{}")
        store_due(db, [reader(n) for n in range(5)] + posts, form)
        account = round_at(db, settings, Mailbox(port=free_port()))
    assert (account.accepted, len(hook.got)) == (5, 5)


# -- pace


def test_a_pace_is_kept_and_waited_for_a_little(db: Database, settings: Settings) -> None:
    store_due(
        db,
        [reader(n) for n in range(30)]
        + [reader(n, subscription_id=f"o{n}", address=f"o{n}@other.example") for n in range(3)],
    )
    with mail_server() as box:
        time = Time()
        sender = Sender.of(replace(settings, smtp_port=box.port, mail_pace=20))
        first = time.run(db, sender)
        assert 15 <= first.accepted - 3 <= 20
        assert time.at - MONDAY <= MINUTE
        assert first.held > 0
        while "planned" in states(db):
            time.at += MINUTE
            time.run(db, sender)
    assert len(box.got) == 33
    assert all(one.attempts == 1 for one in stored(db).values())


def test_who_asks_to_stop_waits_for_what_is_under_way(db: Database, settings: Settings) -> None:
    store_due(db, [reader(n) for n in range(50)])
    with mail_server() as box:
        ready = replace(settings, smtp_port=box.port)
        sender = Sender.of(ready)
        counted = _stop_after(db, sender, 10)
        first = send_due(db, ready, MONDAY, sender).accepted
        event.remove(db.engine, "commit", counted)
        assert first == len(box.got) < 50
        assert set(states(db)) == {"accepted", "planned"}
        assert round_at(db, settings, box).accepted == 50 - first


def _stop_after(db: Database, sender: Sender, commits: int) -> Callable[[object], None]:
    left = [commits]

    def committed(_: object) -> None:
        left[0] -= 1
        if not left[0]:
            sender.stopping.set()

    event.listen(db.engine, "commit", committed)
    return committed
