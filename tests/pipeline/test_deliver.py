"""From stored changes to mails and posts: each once, whatever dies in between."""

import email
import email.policy
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from notifiers import NOTIFIERS
from notifiers.base import DeliveryError, HandingOver, unmarked
from notifiers.email import EmailNotifier
from pipeline.deliver import NotOverError, World, plan, preview, retry, send_due
from pipeline.telling.sending import DELAYS, failure, sole_sender
from storage.columns import to_row
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries import telling
from storage.records import (
    Block,
    Content,
    CrawlRun,
    Delivery,
    DigestItem,
    Filter,
    Hunk,
    MarkOp,
    Message,
    Subscription,
    Version,
)
from storage.settings import Settings
from storage.tables import changes, crawl_runs, documents, postings, versions
from tests.telling_samples import (
    IN_WEEK,
    MONDAY,
    PERIOD,
    SECRET,
    item,
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


def store(db: Database, items: list[DigestItem], *, text: str = "") -> None:
    """The items as the pipeline leaves them, and one complete pass over their source."""
    works = {one.document.document_id: one for one in items}
    with db.begin() as conn:
        for one in items:
            conn.execute(insert(changes), to_row(one.change))
        for one in works.values():
            conn.execute(insert(documents), to_row(one.document))
            for posting in one.postings:
                conn.execute(insert(postings), to_row(posting))
            content = Content(title="", blocks=(Block(kind="paragraph", text=text),))
            version = Version(
                version_id=one.document.version_id,
                posting_id="p",
                snapshot_id="s",
                created_at=IN_WEEK,
                content_sha256="",
                content=content,
            )
            conn.execute(insert(versions), to_row(version))
        run = CrawlRun(
            run_id="run",
            source_id="invented_notices",
            started_at=IN_WEEK,
            finished_at=IN_WEEK,
            complete=True,
            state="ok",
        )
        conn.execute(insert(crawl_runs), to_row(run))


def subscribe(db: Database, *records: Subscription) -> None:
    with db.begin() as conn:
        for record in records:
            telling.put_subscription(conn, record)


def readers(count: int) -> list[Subscription]:
    return [
        subscription(subscription_id=f"r{n}", address=f"r{n}@example.org") for n in range(count)
    ]


def deliveries(db: Database) -> list[Delivery]:
    with db.connect() as conn:
        return sorted(telling.find_deliveries(conn), key=lambda one: one.subscription_id)


def states(db: Database) -> list[str]:
    return [one.state for one in deliveries(db)]


def mailing(settings: Settings, port: int) -> Settings:
    return replace(settings, smtp_port=port)


# -- planning


def test_a_period_is_planned_once(db: Database, world: World) -> None:
    store(db, week())
    subscribe(db, *readers(2), subscription(subscription_id="off", active=False))
    assert plan(db, world, PERIOD, MONDAY) == 2
    first = deliveries(db)
    assert plan(db, world, PERIOD, MONDAY + timedelta(hours=1)) == 0
    assert deliveries(db) == first
    subscribe(db, subscription(subscription_id="late", address="late@example.org"))
    assert plan(db, world, PERIOD, MONDAY + timedelta(hours=1)) == 1
    assert states(db) == ["planned"] * 3
    text = first[0].message.text
    for one in week():
        assert one.document.title in text
    assert "本期监测范围：国家部委 1/1。" in text


def test_the_database_decides(db: Database, world: World) -> None:
    """Two planners at once: the second row of one subscription and period is refused."""
    subscribe(db, *readers(1))
    assert plan(db, world, PERIOD, MONDAY) == 1
    (planned,) = deliveries(db)
    with db.begin() as conn:
        assert telling.add_delivery(conn, planned) is False
        other = replace(planned, delivery_id="other", digest_id="other")
        assert telling.add_delivery(conn, other) is False
    assert deliveries(db) == [planned]


def test_a_running_period_is_not_planned(db: Database, world: World) -> None:
    subscribe(db, *readers(1))
    with pytest.raises(NotOverError, match="尚未结束"):
        plan(db, world, "2026-W48", MONDAY)
    assert deliveries(db) == []


def test_silence_is_told_too(db: Database, world: World) -> None:
    store(db, [])
    subscribe(db, *readers(1))
    assert plan(db, world, PERIOD, MONDAY) == 1
    assert "本期无新文件" in deliveries(db)[0].message.subject


def test_words_are_looked_for_in_the_body(db: Database, world: World) -> None:
    store(db, [item("某通知")], text="全面推行绿色电力证书核发")
    chosen = [Filter(words=("绿色电力证书",)), Filter(words=("碳普惠",))]
    subscribe(db, *(replace(who, filter=one) for who, one in zip(readers(2), chosen, strict=True)))
    plan(db, world, PERIOD, MONDAY)
    assert ["某通知" in one.message.text for one in deliveries(db)] == [True, False]


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
    assert "   [修改] 第二条\n       应当于【增：<6月>】\n" in sent.message.text
    assert "【修改】第二条" in sent.message.html
    assert "&lt;6月&gt;" in sent.message.html


def test_no_secret_in_a_stored_message(db: Database, world: World) -> None:
    subscribe(db, subscription(channel="webhook", address="https://a.example/", secret=SECRET))
    plan(db, world, PERIOD, MONDAY)
    assert SECRET not in repr(deliveries(db))


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
    assert box.connections <= 8
    assert set(states(db)) == {"accepted"}
    assert deliveries(db)[0].accepted_at == MONDAY
    ids = {email.message_from_bytes(raw)["message-id"] for _, raw in box.got}
    assert len(ids) == 20


def test_one_refusal_does_not_stop_the_rest(db: Database, world: World, settings: Settings) -> None:
    subscribe(db, *readers(4))
    plan(db, world, PERIOD, MONDAY)
    refuse = {"r1@example.org": "550 5.1.1 no such user", "r2@example.org": "451 4.7.1 greylisted"}
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
                handing_over()
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
def test_what_cannot_be_retried(db: Database, world: World, state: str) -> None:
    subscribe(db, *readers(1))
    plan(db, world, PERIOD, MONDAY)
    (one,) = deliveries(db)
    with db.begin() as conn:
        telling.settle(conn, one, telling.Outcome(state=state), MONDAY)
    with pytest.raises(ValueError, match=state):
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
db = open_database(settings)
print("ready", flush=True)
send_due(db, settings, datetime.fromisoformat(sys.argv[1]))
"""


def sender(settings: Settings, port: int) -> "subprocess.Popen[str]":
    root = Path(__file__).resolve().parents[2]
    environment = {
        **os.environ,
        "POLICYWATCH_HOME": str(settings.home),
        "POLICYWATCH_DATABASE_URL": settings.database_url,
        "POLICYWATCH_SMTP_PORT": str(port),
        "PYTHONPATH": str(root),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", _SENDER, MONDAY.isoformat()],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("after", [1, 7])
def test_kill_minus_nine(db: Database, world: World, settings: Settings, after: int) -> None:
    """Killed when ``after`` mails are in: nobody gets two, nobody is forgotten."""
    subscribe(db, *readers(24))
    plan(db, world, PERIOD, MONDAY)
    with mail_server() as box:
        victim = sender(settings, box.port)
        box.wait_for(after)
        victim.send_signal(signal.SIGKILL)
        victim.communicate()
        account = send_due(db, mailing(settings, box.port), MONDAY)
        send_due(db, mailing(settings, box.port), MONDAY + timedelta(days=2))
        got = [address for address, _ in box.got]
    assert len(got) == len(set(got))
    final = {one.message.address: one.state for one in deliveries(db)}
    assert set(final.values()) <= {"accepted", "unknown"}
    assert {address for address, state in final.items() if state == "accepted"} <= set(got)
    assert sum(state == "unknown" for state in final.values()) == account.interrupted <= 8
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
    assert mail["subject"].startswith("双碳政策周报 2026年第47周")


def test_who_joined_after_the_week_gets_it_only_when_asked(db: Database, world: World) -> None:
    subscribe(db, *readers(1))
    since = readers(1)[0].created_at
    assert plan(db, world, PERIOD, MONDAY, joined_before=since) == 0
    assert plan(db, world, PERIOD, MONDAY) == 1
