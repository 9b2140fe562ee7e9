"""Webhooks as places: switched off when they are gone, their owners told; tests; other secrets."""

from dataclasses import replace
from datetime import timedelta

import pytest
import standardwebhooks

from notifiers.signing import new_secret
from pipeline.deliver import send_due
from pipeline.telling.sending.endpoints import FAILS_FOR, plan_test, rotate
from pipeline.telling.subscribing.pausing import resumed
from storage.database import Database
from tests.pipeline.telling.due import (
    FORM as MAIL,
    add,
    delivery,
    reader as mailed,
    store_due,
    stored,
)
from tests.pipeline.telling.hooked import (
    FORM,
    Time,
    believe,
    hooked,
    notices,
    reader,
    time as time,
)
from tests.telling_home import subscribe
from tests.telling_samples import MONDAY, SECRET
from tests.telling_servers import Hook, hook_server, mail_server

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OWNER = "owner@example.org"


def daily(db: Database, hook: Hook, day: int) -> None:
    """A further digest for the webhook."""
    one = delivery(
        delivery_id=f"day{day}", digest_id=f"day{day}", subscription_id="hook", channel="webhook",
        address=hook.url, period=f"2026-11-{day}", planned_at=MONDAY + (day - 23) * DAY,
    )  # fmt: skip
    add(db, one, form=FORM)


# -- gone


def test_gone_is_gone_and_its_owner_is_told(db: Database, time: Time) -> None:
    with hook_server(statuses=[410], body=b"nobody here") as hook, mail_server() as box:
        time = Time(db, replace(time.settings, smtp_port=box.port))
        store_due(db, [hooked(hook, contact=OWNER, name="内部系统")], FORM)
        time.round()
        who = reader(db)
        assert (who.active, who.ended, who.ended_at) == (False, "gone", MONDAY)
        daily(db, hook, 24)
        time.at += DAY
        time.round()
    assert len(hook.got) == 1
    assert (stored(db)["d-hook"].state, stored(db)["day24"].state) == ("failed", "failed")
    assert "订阅已停用" in stored(db)["day24"].error
    ((address, said),) = notices(db)
    assert (address, [to for to, _ in box.got]) == (OWNER, [OWNER])
    assert said.startswith("订阅已停用：内部系统\n")
    assert "410" in said
    assert hook.url not in said


def test_without_an_owner_the_operator_is_told(db: Database, time: Time) -> None:
    with hook_server(statuses=[410]) as hook:
        time = Time(db, replace(time.settings, operator_mail="ops@example.org"))
        store_due(db, [hooked(hook)], FORM)
        time.round()
    assert [address for address, _ in notices(db)] == ["ops@example.org"]


def test_with_nobody_to_tell_it_is_gone_all_the_same(db: Database, time: Time) -> None:
    with hook_server(statuses=[410]) as hook:
        store_due(db, [hooked(hook)], FORM)
        time.round()
    assert (reader(db).ended, notices(db)) == ("gone", [])


def test_a_mailbox_is_nobodys_webhook(db: Database, time: Time) -> None:
    with mail_server(refuse={"r0@example.org": "550 5.1.1 no such user"}) as box:
        time = Time(db, replace(time.settings, smtp_port=box.port, operator_mail="o@example.org"))
        store_due(db, [mailed(0)], MAIL)
        time.round()
    assert stored(db)["d-r0"].state == "failed"
    assert reader(db, "r0").ended == "bounced"
    assert notices(db) == []


def test_what_was_sent_to_an_address_of_before_ends_nothing(db: Database, time: Time) -> None:
    with hook_server(statuses=[410]) as hook, hook_server() as other:
        store_due(db, [hooked(hook)], FORM)
        subscribe(db, hooked(other))
        time.round()
    assert reader(db).active


# -- failing


def test_five_days_of_failing_are_enough(db: Database, time: Time) -> None:
    """None is taken: the first is given up, its owner told; the next one is the last."""
    with hook_server(statuses=[500]) as hook:
        store_due(db, [hooked(hook, contact=OWNER)], FORM)
        while stored(db)["d-hook"].state == "planned":
            time.go_on()
        assert (reader(db).active, len(notices(db))) == (True, 1)
        daily(db, hook, 27)
        time.at = MONDAY + 4 * DAY
        while reader(db).active:
            time.at += 3 * HOUR
            time.round()
        who = reader(db)
    assert (who.active, who.ended, who.failing_since) == (False, "gone", MONDAY)
    assert who.ended_at
    assert FAILS_FOR <= who.ended_at - MONDAY < FAILS_FOR + DAY
    first, last = sorted(said for _, said in notices(db))
    assert first.startswith("有一期没有送达：127.0.0.1\n")
    assert "deliveries retry d-hook" in first
    assert last.startswith("订阅已停用：127.0.0.1\n")
    assert "11月23日 07:00 起没有收下过任何一次投递" in last
    assert stored(db)["d-hook"].state == "given_up"


def test_once_taken_it_is_well_again(db: Database, time: Time) -> None:
    with hook_server(statuses=[500, 500, 200]) as hook:
        store_due(db, [hooked(hook)], FORM)
        time.go_on()
        assert reader(db).failing_since == MONDAY
        time.go_on()
        assert reader(db).failing_since == MONDAY
        time.go_on()
    assert reader(db).failing_since is None


def test_one_lost_answer_after_a_quiet_week_ends_nothing(db: Database, time: Time) -> None:
    with hook_server(statuses=[500]) as hook:
        store_due(db, [hooked(hook, failing_since=MONDAY - 6 * DAY)], FORM)
        for _ in range(4):
            time.go_on()
            assert reader(db).active
        time.go_on()
    assert reader(db).ended == "gone"


def test_who_is_resumed_begins_anew(db: Database, time: Time) -> None:
    with hook_server() as hook:
        who = hooked(hook, active=False, ended="gone", failing_since=MONDAY - 6 * DAY)
        again = resumed(who, MONDAY)
    assert (again.active, again.failing_since) == (True, None)


# -- tests


def test_a_test_goes_out_at_once_and_by_its_schema(db: Database, time: Time) -> None:
    with hook_server() as hook:
        subscribe(db, hooked(hook, quiet="00:00-23:59", failing_since=MONDAY))
        planned = plan_test(db, "hook", MONDAY)
        time.round()
        told = believe(hook)
    assert (told["type"], told["id"]) == ("policywatch.test.v1", planned.delivery_id)
    one = stored(db)[planned.delivery_id]
    assert (one.kind, one.state) == ("test", "accepted")
    assert reader(db).failing_since is None
    with pytest.raises(LookupError, match="nobody"):
        plan_test(db, "nobody", MONDAY)


def test_a_test_is_tried_once_also_of_one_that_ended(db: Database, time: Time) -> None:
    with hook_server(statuses=[500]) as hook:
        subscribe(db, hooked(hook, active=False, ended="gone"))
        planned = plan_test(db, "hook", MONDAY)
        time.round()
    one = stored(db)[planned.delivery_id]
    assert (one.state, one.attempts, len(hook.got)) == ("given_up", 1, 1)
    assert reader(db).failing_since is None


def test_a_mailbox_is_tested_too(db: Database, time: Time) -> None:
    with mail_server() as box:
        subscribe(db, mailed(0))
        plan_test(db, "r0", MONDAY)
        assert send_due(db, replace(time.settings, smtp_port=box.port), MONDAY).accepted == 1
    assert box.got[0][0] == "r0@example.org"


# -- other secrets


def test_both_secrets_sign_for_a_day(db: Database, time: Time) -> None:
    with hook_server() as hook:
        subscribe(db, hooked(hook))
        who = rotate(db, "hook", MONDAY)
        assert who.secret not in ("", SECRET)
        for day, secrets in ((0.9, (who.secret, SECRET)), (1.1, (who.secret,))):
            time.at = MONDAY + day * DAY
            plan_test(db, "hook", time.at)
            time.round()
            assert len(hook.got[-1][1]["webhook-signature"].split()) == len(secrets)
            for secret in secrets:
                assert believe(hook, secret)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        believe(hook, SECRET)


def test_a_secret_that_leaked_ends_at_once(db: Database, time: Time) -> None:
    with hook_server() as hook:
        subscribe(db, hooked(hook))
        rotate(db, "hook", MONDAY, timedelta(0))
        plan_test(db, "hook", MONDAY)
        time.round()
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        believe(hook, SECRET)
    assert believe(hook, reader(db).secret)


def test_what_has_no_secret_of_ours(db: Database) -> None:
    subscribe(db, mailed(0))
    with pytest.raises(ValueError, match="是邮件订阅，没有密钥可换"):
        rotate(db, "r0", MONDAY)
    with pytest.raises(LookupError, match="nobody"):
        rotate(db, "nobody", MONDAY)
    assert new_secret() != new_secret()
