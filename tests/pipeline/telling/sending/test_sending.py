"""Rounds of sending against real servers: each once, in order, and one trouble stops no other."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from notifiers import NOTIFIERS
from notifiers.base import HandingOver, unmarked
from notifiers.email import EmailNotifier
from notifiers.personal import PREFERENCES
from pipeline.deliver import Account, retry, send_due
from pipeline.telling.sending import stream
from pipeline.telling.sending.attempts import AT_ONCE
from pipeline.telling.sending.messages import message_of
from pipeline.telling.sending.sender import Sender
from pipeline.telling.sending.sent import NAMED
from storage.database import Database
from storage.queries import telling
from storage.records import Delivery, Form, Message, OldSecret, Subscription
from storage.settings import SettingError, Settings
from storage.tables import deliveries, renderings, subscriptions
from tests.pipeline.telling.due import FORM, add, delivery, reader, states, store_due, stored
from tests.telling_samples import MONDAY, PERIOD, SECRET
from tests.telling_servers import Mailbox, mail_server

MINUTE = timedelta(minutes=1)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    sender = "双碳政策观察 <watch@desk.example.org>"
    return replace(settings, webhook_private=True, mail_from=sender)


def round_at(
    db: Database, settings: Settings, box: Mailbox, now: datetime = MONDAY, **values: object
) -> Account:
    return send_due(db, replace(settings, smtp_port=box.port, **values), now)  # type: ignore[arg-type]


# -- order and number


def test_many_are_sent_once_over_few_connections(
    db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More of them than are read at once."""
    monkeypatch.setattr(stream, "_CHUNK", 30)
    store_due(db, [reader(n) for n in range(100)])
    with mail_server() as box:
        account = round_at(db, settings, box)
        assert (account.accepted, account.troubled, account.held) == (100, 0, 0)
        assert round_at(db, settings, box, MONDAY + timedelta(days=2)).accepted == 0
    assert len({address for address, _ in box.got}) == len(box.got) == 100
    assert box.most_open <= AT_ONCE


def test_only_the_first_troubles_are_told(db: Database, settings: Settings) -> None:
    store_due(db, [reader(n) for n in range(NAMED + 10)])
    with mail_server(refuse_data="554 5.6.0 no") as box:
        account = round_at(db, settings, box)
    assert (account.troubled, len(account.troubles)) == (NAMED + 10, NAMED)
    assert set(states(db)) == {"failed"}


def parts(count: int, **values: object) -> list[Delivery]:
    return [
        delivery(
            delivery_id=f"p{9 - part}", digest_id="p8", part=part, parts=count, **values
        )
        for part in range(1, count + 1)
    ]  # fmt: skip


def test_parts_arrive_in_their_order(db: Database, settings: Settings) -> None:
    store_due(db, [reader(0)])
    add(db, *parts(4, period="2026-W46"))
    with mail_server(slow=0.002) as box:
        assert round_at(db, settings, box).accepted == 5
    ids = [raw.partition(b"Message-ID: <")[2][:2] for _, raw in box.got]
    assert [one for one in ids if one[:1] == b"p"] == [b"p8", b"p7", b"p6", b"p5"]


def test_a_part_waits_for_the_one_before(db: Database, settings: Settings) -> None:
    store_due(db, [reader(0)])
    add(db, *parts(3, period="2026-W46", address="later@example.org"))
    with mail_server(refuse={"later@example.org": "451 4.7.1 greylisted"}) as box:
        assert round_at(db, settings, box).troubled == 1
        assert round_at(db, settings, box, MONDAY + MINUTE).troubled == 0
        assert [stored(db)[name].state for name in ("p8", "p7", "p6")] == ["planned"] * 3
        box.refuse = {}
        assert round_at(db, settings, box, MONDAY + 10 * MINUTE).accepted == 3


def test_parts_behind_a_lost_one_are_left_out_until_it_is_replayed(
    db: Database, settings: Settings
) -> None:
    store_due(db, [reader(0)])
    add(db, *parts(3, period="2026-W46", address="gone@example.org"))
    with mail_server(refuse={"gone@example.org": "550 5.1.1 gone"}) as box:
        round_at(db, settings, box)
        assert [stored(db)[name].state for name in ("p8", "p7", "p6")] == ["failed"] * 3
        assert "前一部分未送达" in stored(db)["p7"].error
        box.refuse = {}
        retry(db, "p8")
        assert round_at(db, settings, box).accepted == 3


def test_parts_behind_one_whose_sender_died_wait_for_a_person(
    db: Database, settings: Settings
) -> None:
    store_due(db, [reader(0)])
    first, *others = parts(3, period="2026-W46")
    add(db, replace(first, state="handed_over"), *others)
    with mail_server() as box:
        assert round_at(db, settings, box).accepted == 1  # of another digest
        assert [stored(db)[name].state for name in ("p8", "p7", "p6")] == [
            "unknown", "failed", "failed"
        ]  # fmt: skip
        retry(db, "p8")
        assert round_at(db, settings, box).accepted == 3


def test_the_address_of_a_robot_is_named_in_no_account(db: Database, settings: Settings) -> None:
    key = "https://open.feishu.cn/open-apis/bot/v2/hook/0123456789ab"
    store_due(db, [reader(0, channel="gone", address=key)])
    with mail_server() as box:
        (trouble,) = round_at(db, settings, box).troubles
    assert trouble.address == "open.feishu.cn/…89ab"


# -- who wants it


def test_who_left_at_the_last_moment_gets_nothing(
    db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Leaving(EmailNotifier):
        async def send(self, message: Message, handing_over: HandingOver = unmarked) -> None:
            with db.begin() as conn:
                conn.execute(update(subscriptions).values(active=False))
            await super().send(message, handing_over)

    monkeypatch.setitem(NOTIFIERS, "email", Leaving)
    store_due(db, [reader(0)])
    with mail_server() as box:
        assert round_at(db, settings, box).troubled == 1
    assert box.got == []
    assert stored(db)["d-r0"].state == "failed"
    assert "订阅已停用" in stored(db)["d-r0"].error


def test_what_a_person_refused_meanwhile_stays_refused(
    db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusing(EmailNotifier):
        async def send(self, message: Message, handing_over: HandingOver = unmarked) -> None:
            with db.begin() as conn:
                conn.execute(update(deliveries).values(state="discarded"))
            await super().send(message, handing_over)

    monkeypatch.setitem(NOTIFIERS, "email", Refusing)
    store_due(db, [reader(0)])
    with mail_server() as box:
        assert round_at(db, settings, box) == Account()
    assert (box.got, states(db)) == ([], ["discarded"])


@pytest.mark.parametrize("kind", ["confirmation", "notice", "test", "canary"])
def test_what_is_no_digest_needs_no_subscription(
    db: Database, settings: Settings, kind: str
) -> None:
    add(db, delivery(subscription_id="", kind=kind, period="signup 1"))
    store_due(db, [reader(1, active=False)])
    add(db, delivery(delivery_id="d2", subscription_id="r1", kind=kind, period="about 1"))
    with mail_server() as box:
        assert round_at(db, settings, box).accepted == 2
    assert b"List-" not in box.got[0][1]
    assert [stored(db)[name].state for name in ("d0", "d2", "d-r1")] == [
        "accepted", "accepted", "failed",
    ]  # fmt: skip


def test_what_is_not_stored_any_more_fails(db: Database, settings: Settings) -> None:
    store_due(db, [reader(0)])
    with db.begin() as conn:
        conn.execute(renderings.delete())
    with mail_server() as box:
        round_at(db, settings, box)
    assert states(db) == ["failed"]


def test_quiet_hours_move_the_attempt(db: Database, settings: Settings) -> None:
    """MONDAY is seven in the morning in China."""
    store_due(db, [reader(0, quiet="22:00-08:00"), reader(1)])
    with mail_server() as box:
        assert round_at(db, settings, box).accepted == 1
        quiet = stored(db)["d-r0"]
        assert (quiet.state, quiet.attempts) == ("planned", 0)
        assert quiet.next_attempt_at == MONDAY + 60 * MINUTE
        assert round_at(db, settings, box, MONDAY + 60 * MINUTE).accepted == 1


@dataclass(frozen=True)
class Pages:
    """Links as the public pages make them."""

    def preferences(self, who: Subscription) -> str:
        return f"https://public.example.org/p/{who.subscription_id}?a=1&b=2"

    def unsubscribe(self, who: Subscription) -> str:
        return f"https://public.example.org/u/{who.subscription_id}"


def test_each_gets_links_of_their_own(db: Database, settings: Settings) -> None:
    form = Form(subject="s", text=f"退订：{PREFERENCES}\n", html=f'<a href="{PREFERENCES}">')
    store_due(db, [reader(n) for n in range(3)], form)
    with mail_server() as box:
        ready = replace(settings, smtp_port=box.port)
        sender = Sender.of(ready, links=Pages())
        assert send_due(db, ready, MONDAY, sender).accepted == 3
    for address, raw in box.got:
        name = address.partition("@")[0]
        assert f"List-Unsubscribe: <https://public.example.org/u/{name}>".encode() in raw
        assert PREFERENCES.encode() not in raw


def test_a_changing_secret_signs_with_both(db: Database, settings: Settings) -> None:
    who = reader(
        0, previous=(OldSecret(secret=SECRET, until=MONDAY + MINUTE),), secret="whsec_" + "B" * 32
    )
    assert message_of(who, "d", FORM, MONDAY).previous_secrets == (SECRET,)
    assert message_of(who, "d", FORM, MONDAY + MINUTE).previous_secrets == ()
    assert message_of(who, "d", FORM).previous_secrets == ()


def test_a_wrong_key_is_said_before_anything(
    db: Database, settings: Settings, tmp_path: Path
) -> None:
    store_due(db, [reader(0)])
    with mail_server() as box, pytest.raises(SettingError, match="DKIM"):
        round_at(db, settings, box, dkim_key=str(tmp_path / "none.pem"))
    assert (box.got, states(db)) == ([], ["planned"])


def test_the_plan_again_forgets_the_attempts_before(db: Database, settings: Settings) -> None:
    add(db, delivery(state="given_up", attempts=9, tried_since=MONDAY, kind="notice"))
    again = retry(db, "d0")
    assert (again.state, again.attempts, again.tried_since) == ("planned", 0, None)
    with db.connect() as conn:
        assert telling.delivery(conn, "d0") == again
    assert again.period == PERIOD
