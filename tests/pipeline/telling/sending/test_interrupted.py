"""What a sender that died had under way: a webhook goes on, of cards a person is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from notifiers import NOTIFIERS
from notifiers.apprise import AppriseNotifier
from pipeline.deliver import retry, send_due
from pipeline.telling.sending.endpoints import plan_test
from storage.database import Database
from storage.queries import telling
from storage.records import Delivery
from storage.settings import Settings
from tests.notifiers.chats.servers import YES
from tests.pipeline.telling.due import add, delivery, reader, stored
from tests.pipeline.telling.hooked import FORM, Time, believe, hooked, notices, time as time
from tests.telling_home import subscribe
from tests.telling_samples import MONDAY, subscription
from tests.telling_servers import Hook, free_port, hook_server

OWNER = "owner@example.org"
HOUR = timedelta(hours=1)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Where there is no mail server, and robots may stand on this machine."""
    return replace(settings, webhook_private=True, smtp_port=free_port())


def robot(db: Database, hook: Hook, first: str) -> None:
    """A robot's digest in three cards, of which the first one stands so."""
    who = reader(9, subscription_id="r", channel="wecom", address=hook.url, contact=OWNER)
    subscribe(db, who)
    cards = [
        delivery(
            delivery_id=f"c{part}", digest_id="c1", subscription_id="r", channel="wecom",
            address=hook.url, period="2026-W46", part=part, parts=3,
        )
        for part in (1, 2, 3)
    ]  # fmt: skip
    add(db, replace(cards[0], state=first), *cards[1:])


def of_digest(db: Database) -> list[Delivery]:
    return [one for name, one in stored(db).items() if name in ("c1", "c2", "c3")]


def test_a_webhook_is_posted_again_under_its_id(db: Database, time: Time) -> None:
    with hook_server() as hook:
        subscribe(db, hooked(hook, contact=OWNER))
        left = delivery(
            subscription_id="hook", channel="webhook", address=hook.url, state="handed_over"
        )
        add(db, left, form=FORM)
        assert send_due(db, time.settings, MONDAY).interrupted == 0
        account = send_due(db, time.settings, MONDAY + timedelta(minutes=1))
        believe(hook)
    assert account.accepted == 1
    assert [headers["webhook-id"] for _path, headers, _body in hook.got] == ["d0"]
    assert (stored(db)["d0"].state, stored(db)["d0"].attempts) == ("accepted", 2)
    assert not notices(db)


def test_a_webhook_that_kills_whoever_sends_it_comes_to_its_end(db: Database, time: Time) -> None:
    with hook_server() as hook:
        subscribe(db, hooked(hook, contact=OWNER))
        plan = len(NOTIFIERS["webhook"].DELAYS)
        left = delivery(
            subscription_id="hook", channel="webhook", address=hook.url, state="handed_over",
            attempts=plan,
        )  # fmt: skip
        add(db, left, form=FORM)
        send_due(db, time.settings, MONDAY)
    assert hook.got == []
    assert (stored(db)["d0"].state, stored(db)["d0"].attempts) == ("given_up", plan + 1)
    assert notices(db)


def test_of_a_card_its_owner_is_told(db: Database, settings: Settings) -> None:
    with hook_server(body=YES["wecom"]) as hook:
        robot(db, hook, "handed_over")
        assert send_due(db, settings, MONDAY + HOUR / 10).interrupted == 1
    assert [one.state for one in of_digest(db)] == ["unknown", "failed", "failed"]
    assert [one.attempts for one in of_digest(db)] == [1, 0, 0]
    ((address, said),) = notices(db)
    assert address == OWNER
    assert "2026-W46 的第 1/3 条：发送途中程序中断" in said
    assert "其后 2 条没有发出" in said
    assert "retry c1 重发" in said
    assert "retry c2 接着发" in said


def test_of_a_card_whose_answer_was_lost_too_and_the_rest_can_be_sent(
    db: Database, settings: Settings
) -> None:
    with hook_server(statuses=[502, 200], body=YES["wecom"]) as hook:
        robot(db, hook, "planned")
        send_due(db, settings, MONDAY + HOUR / 10)
        assert [one.state for one in of_digest(db)] == ["unknown", "failed", "failed"]
        ((_address, said),) = notices(db)
        assert "也许已经收到" in said
        retry(db, "c2")
        for minute in range(3):
            send_due(db, settings, MONDAY + HOUR / 5 + timedelta(minutes=minute))
    assert [one.state for one in of_digest(db)] == ["unknown", "accepted", "accepted"]


def test_of_a_test_nobody_is_told_by_mail(db: Database, settings: Settings) -> None:
    with hook_server(statuses=[502]) as hook:
        subscribe(db, subscription(channel="wecom", address=hook.url, contact=OWNER))
        made = plan_test(db, subscription().subscription_id, MONDAY)
        send_due(db, settings, MONDAY + HOUR / 10)
    assert stored(db)[made.delivery_id].state == "unknown"
    assert not notices(db)


def test_what_is_said_of_a_subscription_has_no_key_in_it(db: Database) -> None:
    assert NOTIFIERS["apprise"] is AppriseNotifier
    subscribe(db, subscription(channel="apprise", address="schan://SCTkey0123456789abcdef"))
    made = plan_test(db, subscription().subscription_id, MONDAY)
    with db.connect() as conn:
        form = telling.form_of(conn, made.rendering_id)
    assert form
    assert "key" not in form.text.lower()
    assert "Apprise" in form.text
