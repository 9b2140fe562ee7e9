"""From stored changes to mails and posts: each once, whatever dies in between."""

import email
import email.policy
import json
import signal
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from notifiers import NOTIFIERS
from notifiers.base import DeliveryError, HandingOver, unmarked
from notifiers.email import EmailNotifier
from pipeline.deliver import World, plan, preview, retry, send_due
from pipeline.telling.sending.attempts import AT_ONCE
from pipeline.telling.sending.outcomes import DELAYS, failure
from pipeline.telling.sending.sender import sole_sender
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries import sending
from storage.records import DELIVERY_WORDS, DeliveryState, Message
from storage.settings import Settings
from tests.e2e.victims import Victim
from tests.telling_home import deliveries, readers, states, store, subscribe
from tests.telling_samples import (
    MONDAY,
    PERIOD,
    SECRET,
    source,
    subscription,
    week,
)
from tests.telling_servers import free_port, hook_server, mail_server


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Those of every test, with receivers on this machine allowed."""
    sender = "双碳政策观察 <watch@desk.example.org>"
    return replace(settings, webhook_private=True, mail_from=sender)


@pytest.fixture
def world(settings: Settings) -> World:
    return World(settings=settings, sources=[source()], office=DEFAULT_OFFICE)


def mailing(settings: Settings, port: int) -> Settings:
    return replace(settings, smtp_port=port)


# -- sending


def test_each_gets_the_mail_once(db: Database, world: World, settings: Settings) -> None:
    store(db, week())
    subscribe(db, *readers(20))
    plan(db, world, PERIOD, MONDAY)
    with mail_server() as box:
        account = send_due(db, mailing(settings, box.port), MONDAY)
        again = send_due(db, mailing(settings, box.port), MONDAY + timedelta(days=3))
    assert (account.accepted, account.troubles, again.accepted) == (20, (), 0)
    assert sorted(address for address, _ in box.got) == sorted(who.address for who in readers(20))
    assert box.connections <= AT_ONCE
    assert set(states(db)) == {"accepted"}
    assert deliveries(db)[0].accepted_at == MONDAY
    ids = {email.message_from_bytes(raw)["message-id"] for _, raw in box.got}
    assert len(ids) == 20


def test_one_refusal_does_not_stop_the_rest(db: Database, world: World, settings: Settings) -> None:
    subscribe(db, *readers(4))
    plan(db, world, PERIOD, MONDAY)
    refuse = {"r1@example.org": "550 5.2.2 mailbox full", "r2@example.org": "451 4.7.1 greylisted"}
    with mail_server(refuse=refuse) as box:
        account = send_due(db, mailing(settings, box.port), MONDAY)
        assert states(db) == ["accepted", "failed", "planned", "accepted"]
        assert account.accepted == 2
        assert {one.address for one in account.troubles} == set(refuse)
        box.refuse = {}
        assert send_due(db, mailing(settings, box.port), MONDAY).accepted == 0  # too early
        later = MONDAY + timedelta(minutes=10)
        assert send_due(db, mailing(settings, box.port), later).accepted == 1
        assert states(db) == ["accepted", "failed", "accepted", "accepted"]
        retry(db, deliveries(db)[1].delivery_id)
        assert send_due(db, mailing(settings, box.port), later).accepted == 1
    assert len(box.got) == 4
    assert set(states(db)) == {"accepted"}


def test_lost_after_data_is_never_sent_again_by_itself(
    db: Database, world: World, settings: Settings
) -> None:
    subscribe(db, *readers(1))
    plan(db, world, PERIOD, MONDAY)
    with mail_server(drop_after=True) as box:
        for hours in range(0, 60, 6):
            send_due(db, mailing(settings, box.port), MONDAY + timedelta(hours=hours))
        assert len(box.got) == 1
        assert states(db) == ["unknown"]
        box.drop_after = False
        retry(db, deliveries(db)[0].delivery_id)
        send_due(db, mailing(settings, box.port), MONDAY)
    assert states(db) == ["accepted"]
    first, second = (email.message_from_bytes(raw) for _, raw in box.got)
    assert first["message-id"] == second["message-id"]


def test_a_dead_server_is_given_up_after_a_day(
    db: Database, world: World, settings: Settings
) -> None:
    subscribe(db, *readers(1))
    plan(db, world, PERIOD, MONDAY)
    now, moments = MONDAY, []
    nobody = mailing(settings, free_port())
    while states(db) == ["planned"]:
        send_due(db, nobody, now)
        moments.append(now)
        now = deliveries(db)[0].next_attempt_at or now
    assert states(db) == ["given_up"]
    assert len(moments) == len(DELAYS) + 1
    assert timedelta(hours=20) < moments[-1] - moments[0] < timedelta(hours=27)
    assert "连不上" in deliveries(db)[0].error
    with mail_server() as box:
        assert retry(db, deliveries(db)[0].delivery_id).state == "planned"
        assert send_due(db, mailing(settings, box.port), now).accepted == 1


@pytest.mark.parametrize(("handed_over", "state"), [(False, "failed"), (True, "unknown")])
def test_a_bug_in_a_channel_is_one_deliverys(
    db: Database, world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch,
    handed_over: bool, state: str,
) -> None:  # fmt: skip
    class Broken(EmailNotifier):
        async def send(self, message: Message, handing_over: HandingOver = unmarked) -> None:
            if message.address != "r0@example.org":
                return await super().send(message, handing_over)
            if handed_over:
                await handing_over()
            raise RuntimeError("a bug")

    monkeypatch.setitem(NOTIFIERS, "email", Broken)
    subscribe(db, *readers(3))
    plan(db, world, PERIOD, MONDAY)
    with mail_server() as box:
        account = send_due(db, mailing(settings, box.port), MONDAY)
    assert states(db) == [state, "accepted", "accepted"]
    assert [trouble.address for trouble in account.troubles] == ["r0@example.org"]


def test_a_stopped_subscription_gets_nothing(
    db: Database, world: World, settings: Settings
) -> None:
    subscribe(db, *readers(1))
    plan(db, world, PERIOD, MONDAY)
    subscribe(db, replace(readers(1)[0], active=False))
    with mail_server() as box:
        send_due(db, mailing(settings, box.port), MONDAY)
    assert (states(db), box.got) == (["failed"], [])


def test_webhooks_keep_their_id(db: Database, world: World, settings: Settings) -> None:
    store(db, week())
    with hook_server(statuses=[500, 429, 200], headers={"retry-after": "7200"}) as hook:
        subscribe(db, subscription(channel="webhook", address=hook.url, secret=SECRET))
        plan(db, world, PERIOD, MONDAY)
        send_due(db, settings, MONDAY)
        assert deliveries(db)[0].next_attempt_at == MONDAY + timedelta(hours=2)
        send_due(db, settings, MONDAY + timedelta(hours=2))
        send_due(db, settings, MONDAY + timedelta(hours=5))
        send_due(db, settings, MONDAY + timedelta(hours=50))
    assert len({headers["webhook-id"] for _, headers, _ in hook.got}) == 1
    assert len({body for _, _, body in hook.got}) == 1
    assert len(hook.got) == 3
    assert states(db) == ["accepted"]
    assert len(json.loads(hook.got[0][2])["data"]["items"]) == 6


@pytest.mark.parametrize("state", ["accepted", "planned", "handed_over"])
def test_what_cannot_be_retried(db: Database, world: World, state: DeliveryState) -> None:
    subscribe(db, *readers(1))
    plan(db, world, PERIOD, MONDAY)
    (one,) = deliveries(db)
    with db.begin() as conn:
        sending.settle(conn, one, sending.Outcome(state=state))
    with pytest.raises(ValueError, match=f"状态是{DELIVERY_WORDS[state]}"):
        retry(db, one.delivery_id)
    with pytest.raises(LookupError, match="nothing"):
        retry(db, "nothing")
    assert states(db) == [state]


def test_one_sender_at_a_time(db: Database, world: World, settings: Settings) -> None:
    subscribe(db, *readers(1))
    plan(db, world, PERIOD, MONDAY)
    with sole_sender(db, settings) as alone:
        assert alone
        assert send_due(db, settings, MONDAY).busy
    assert states(db) == ["planned"]


def test_jitter_is_the_same_whoever_computes_it(db: Database, world: World) -> None:
    subscribe(db, *readers(50))
    plan(db, world, PERIOD, MONDAY)
    error = DeliveryError("x", transient=True)
    waits = [failure(replace(one, attempts=1), error, MONDAY) for one in deliveries(db)]
    assert waits == [failure(replace(one, attempts=1), error, MONDAY) for one in deliveries(db)]
    moments = {one.next_attempt_at for one in waits}
    assert len(moments) == 50
    assert all(abs(moment - MONDAY - DELAYS[0]) <= DELAYS[0] * 0.1 for moment in moments if moment)


# -- dying in between

_SENDER = """
import sys
from datetime import datetime
from pipeline.deliver import send_due
from storage.database import open_database
from storage.settings import Settings
settings = Settings.load()
send_due(open_database(settings), settings, datetime.fromisoformat(sys.argv[1]))
"""


@pytest.mark.parametrize("after", [1, 7])
def test_kill_minus_nine(db: Database, world: World, settings: Settings, after: int) -> None:
    """Killed when ``after`` mails are in: nobody gets two, nobody is forgotten."""
    subscribe(db, *readers(24))
    plan(db, world, PERIOD, MONDAY)
    with mail_server() as box:
        ready = mailing(settings, box.port)
        victim = Victim(["-c", _SENDER, MONDAY.isoformat()], ready.environment())
        assert victim.comes_to(lambda: len(box.got) >= after)
        victim.send(signal.SIGKILL, whole=True)
        victim.said()
        account = send_due(db, ready, MONDAY)
        send_due(db, ready, MONDAY + timedelta(days=2))
        got = [address for address, _ in box.got]
    assert len(got) == len(set(got))
    final = {one.address: one.state for one in deliveries(db)}
    assert set(final.values()) <= {"accepted", "unknown"}
    assert {address for address, state in final.items() if state == "accepted"} <= set(got)
    assert sum(state == "unknown" for state in final.values()) == account.interrupted <= AT_ONCE
    assert set(got) | {a for a, state in final.items() if state == "unknown"} == set(final)


# -- preview


def test_preview_writes_and_sends_nothing(db: Database, world: World, tmp_path: Path) -> None:
    store(db, week())
    subscribe(
        db,
        *readers(1),
        subscription(subscription_id="hook", channel="webhook", address="https://a.example/"),
        subscription(subscription_id="plain", channel="plain", address="https://a.example/"),
    )
    written = preview(db, world, PERIOD, MONDAY, tmp_path / "out")
    assert {path.name for path in written} == {
        "2026-W47-r0.eml", "2026-W47-r0.html", "2026-W47-hook.json",
        "2026-W47-plain.txt",
    }  # fmt: skip
    assert deliveries(db) == []
    raw = (tmp_path / "out" / "2026-W47-r0.eml").read_bytes()
    mail: Any = email.message_from_bytes(raw, policy=email.policy.default)
    html = (tmp_path / "out" / "2026-W47-r0.html").read_text("utf-8")
    assert mail.get_body(("html",)).get_content().splitlines() == html.splitlines()
    assert mail["subject"].startswith("双碳政策周报（11月16日—22日）：")


def test_a_preview_has_its_readers_own_links(db: Database, world: World, tmp_path: Path) -> None:
    subscribe(db, *readers(1))
    public = replace(world, settings=replace(world.settings, public_url="https://news.example"))
    preview(db, public, PERIOD, MONDAY, tmp_path)
    mail = email.message_from_bytes((tmp_path / "2026-W47-r0.eml").read_bytes())
    assert mail["list-unsubscribe"].startswith("<https://news.example/unsubscribe/")
    html = (tmp_path / "2026-W47-r0.html").read_text("utf-8")
    assert 'href="https://news.example/preferences/' in html
