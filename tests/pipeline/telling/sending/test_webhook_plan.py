"""When a webhook is tried again: by the plan of the specification, to the second."""

from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Any

import pytest

from notifiers import DeliveryError
from pipeline.deliver import World, plan, retry
from pipeline.telling.sending.lanes import Hold
from pipeline.telling.sending.outcomes import delays_of, failure, held_back
from storage.database import Database
from tests.hooks import hook_server
from tests.pipeline.telling.due import add, delivery, store_due, stored
from tests.pipeline.telling.hooked import FORM, Time, believe, hooked, time as time
from tests.telling_home import store, subscribe
from tests.telling_samples import MONDAY, PERIOD, week

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PLAN = (
    timedelta(seconds=5), 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR,
    20 * HOUR, 24 * HOUR,
)  # fmt: skip
TROUBLES: tuple[dict[str, Any], ...] = (
    {"statuses": [500]},
    {"statuses": [307], "headers": {"location": "/elsewhere"}},
    {"statuses": [404]},
    {"reset": "before"},
    {"stall": "head"},
    {"reset": "after", "statuses": [503]},
    {"stall": "drip"},
    {"statuses": [401]},
    {"statuses": [502]},
    {"statuses": [429]},
)
WELL = {"statuses": [200], "headers": {}, "stall": "", "reset": ""}


def planned_moments(delivery_id: str) -> list[datetime]:
    """Of ten attempts, by the plan and the jitter of that delivery alone."""
    found, error = [MONDAY], DeliveryError("500", transient=True)
    one = delivery(delivery_id=delivery_id, channel="webhook")
    for attempts in range(1, 10):
        at = failure(replace(one, attempts=attempts), error, found[-1], PLAN).next_attempt_at
        assert at
        found.append(at)
    return found


def test_ten_attempts_at_their_moments_under_one_id(db: Database, time: Time) -> None:
    """Each attempt fails otherwise; no second early, none late; then it is a dead letter."""
    moments, time.timeout = [], 0.3
    with hook_server() as hook:
        store_due(db, [hooked(hook)], FORM)
        for trouble in TROUBLES:
            vars(hook).update(WELL | trouble)
            assert time.go_on()
            assert believe(hook) == {"id": "d-hook"}
            assert hook.got[-1][1]["webhook-timestamp"] == str(int(time.at.timestamp()))
            moments.append(time.at)
        assert not time.go_on()
    assert moments == planned_moments("d-hook")
    for waited, delay in zip(map(_apart, pairwise(moments)), PLAN, strict=True):
        assert abs(waited - delay) <= delay / 10
    assert 3 * DAY < moments[-1] - moments[0] < 3.5 * DAY
    assert [headers["webhook-id"] for _, headers, _ in hook.got] == ["d-hook"] * 10
    assert len({body for _, _, body in hook.got}) == 1
    one = stored(db)["d-hook"]
    assert (one.state, one.attempts) == ("given_up", 10)
    assert "429" in one.error


def _apart(pair: tuple[datetime, datetime]) -> timedelta:
    return pair[1] - pair[0]


def test_a_dead_letter_is_sent_again_under_its_id(db: Database, time: Time) -> None:
    with hook_server(statuses=[500]) as hook:
        store_due(db, [hooked(hook)], FORM)
        while time.go_on():
            pass
        hook.statuses = [200]
        time.at += DAY
        retry(db, "d-hook")
        time.go_on()
        assert believe(hook) == {"id": "d-hook"}
    assert len(hook.got) == 11
    assert stored(db)["d-hook"].state == "accepted"


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("7200", 2 * HOUR),
        (format_datetime(MONDAY + 3 * HOUR, usegmt=True), 3 * HOUR),
        ("999999999", DAY),
    ],
)
def test_what_the_receiver_asks_for_is_kept_to_the_second(
    db: Database, time: Time, header: str, wait: timedelta
) -> None:
    with hook_server(statuses=[429, 200], headers={"retry-after": header}) as hook:
        store_due(db, [hooked(hook)], FORM)
        time.go_on()
        assert stored(db)["d-hook"].next_attempt_at == MONDAY + wait
        time.go_on()
        assert believe(hook)
    assert time.at == MONDAY + wait
    assert [stored(db)["d-hook"].state, len(hook.got)] == ["accepted", 2]


def test_a_shorter_wait_than_planned_is_not_asked_for(db: Database, time: Time) -> None:
    with hook_server(statuses=[503], headers={"retry-after": "1"}) as hook:
        store_due(db, [hooked(hook)], FORM)
        time.go_on()
    assert stored(db)["d-hook"].next_attempt_at == planned_moments("d-hook")[1]


@pytest.mark.parametrize("status", [429, 502, 504])
def test_who_is_asked_too_much_is_left_alone_a_while(db: Database, time: Time, status: int) -> None:
    """All that goes to that address waits, and nobody else's does."""
    with hook_server(statuses=[status]) as hook, hook_server() as other:
        hook.headers["retry-after"] = "600" if status == 429 else ""
        store_due(db, [hooked(hook), hooked(other, subscription_id="other")], FORM)
        time.round()
        hook.statuses = [200]
        late = delivery(
            delivery_id="late", subscription_id="hook", channel="webhook", address=hook.url,
            period="2026-W46",
        )  # fmt: skip
        add(db, late, form=FORM)
        rest = 600 if status == 429 else 60
        for seconds in (rest / 2, rest - 1):
            time.at = MONDAY + timedelta(seconds=seconds)
            time.round()
            assert (len(hook.got), len(other.got)) == (1, 1)
        time.at = MONDAY + timedelta(seconds=rest)
        time.round()
        time.at += MINUTE
        time.round()
    assert (len(hook.got), len(other.got)) == (3, 1)


def test_a_rest_takes_no_attempt_from_a_plan_of_days() -> None:
    one = delivery(channel="webhook", attempts=8, tried_since=MONDAY)
    rest = Hold(until=MONDAY + 4 * DAY, reason="429")
    assert delays_of(one) == PLAN
    assert held_back(one, rest, MONDAY + 3 * DAY).state == "planned"
    assert held_back(one, rest, MONDAY + 4 * DAY).state == "given_up"


def test_a_planned_digest_is_posted_by_its_schema(db: Database, time: Time, world: World) -> None:
    store(db, week())
    with hook_server(statuses=[500, 200]) as hook:
        subscribe(db, hooked(hook))
        plan(db, world, PERIOD, MONDAY)
        time.go_on()
        time.go_on()
        told = believe(hook)
    (one,) = stored(db).values()
    assert (one.state, told["id"], told["type"]) == (
        "accepted", one.delivery_id, "policywatch.digest.v1",
    )  # fmt: skip
    assert told["data"]["subscription"]["subscription_id"] == "hook"
    assert len(told["data"]["items"]) == 6
