"""When a delivery that was not accepted is tried again, and when no more."""

from dataclasses import replace
from datetime import timedelta

from notifiers import DeliveryError
from pipeline.telling.sending.lanes import Hold
from pipeline.telling.sending.outcomes import DELAYS, failure, held_back
from tests.pipeline.telling.due import delivery
from tests.telling_samples import MONDAY

LATER = DeliveryError("451 later", transient=True)
DAY = timedelta(days=1)


def test_the_plan_is_a_day() -> None:
    now, moments = MONDAY, [MONDAY]
    for attempts in range(1, len(DELAYS) + 1):
        outcome = failure(delivery(attempts=attempts), LATER, now)
        assert (outcome.state, outcome.error) == ("planned", "451 later")
        assert outcome.next_attempt_at
        assert abs(outcome.next_attempt_at - now - DELAYS[attempts - 1]) <= DELAYS[attempts - 1] / 9
        now = outcome.next_attempt_at
        moments.append(now)
    assert timedelta(hours=21) < now - MONDAY < timedelta(hours=27)
    assert failure(delivery(attempts=len(DELAYS) + 1), LATER, now).state == "given_up"
    assert moments[1] - moments[0] < timedelta(minutes=6)  # greylisting asks for five


def test_a_longer_wait_is_granted_up_to_a_day() -> None:
    for seconds, wait in ((7200, timedelta(hours=2)), (10**9, DAY)):
        error = DeliveryError("429", transient=True, retry_after=seconds)
        assert failure(delivery(attempts=1), error, MONDAY).next_attempt_at == MONDAY + wait


def test_nothing_is_tried_for_longer_than_its_plan() -> None:
    """However few attempts there were: most of the time it may have been held back."""
    one = delivery(attempts=2, tried_since=MONDAY)
    assert failure(one, LATER, MONDAY + DAY / 2).state == "planned"
    assert failure(one, LATER, MONDAY + 1.2 * DAY).state == "given_up"


def test_a_channel_may_have_a_plan_of_its_own() -> None:
    plan = (timedelta(seconds=5),)
    first = failure(delivery(attempts=1), LATER, MONDAY, plan)
    assert first.next_attempt_at
    assert first.next_attempt_at - MONDAY < timedelta(seconds=6)
    assert failure(delivery(attempts=2), LATER, MONDAY, plan).state == "given_up"


def test_jitter_is_the_same_whoever_computes_it() -> None:
    some = [delivery(delivery_id=f"d{n}", attempts=1) for n in range(50)]
    waits = [failure(one, LATER, MONDAY).next_attempt_at for one in some]
    assert waits == [failure(one, LATER, MONDAY).next_attempt_at for one in some]
    assert len(set(waits)) == 50


def test_what_is_gone_is_said() -> None:
    error = DeliveryError("550 5.1.1", transient=False, gone=True)
    assert failure(delivery(attempts=1), error, MONDAY).gone
    assert not failure(delivery(attempts=1), LATER, MONDAY).gone


def test_our_own_pace_holds_back_for_as_long_as_it_takes() -> None:
    one = delivery(attempts=1, tried_since=MONDAY, error="451 later")
    now = MONDAY + 3 * DAY
    outcome = held_back(one, Hold(until=now + DAY), now)
    assert (outcome.state, outcome.error) == ("planned", "451 later")
    assert outcome.next_attempt_at == now + DAY


def test_who_refuses_all_for_a_day_is_given_up() -> None:
    refused = Hold(until=MONDAY + DAY, reason="421 too fast")
    one = delivery(tried_since=MONDAY)
    assert held_back(one, refused, MONDAY + DAY / 2).state == "planned"
    assert "421 too fast" in held_back(one, refused, MONDAY + DAY / 2).error
    assert held_back(one, refused, MONDAY + 2 * DAY).state == "given_up"
    assert held_back(replace(one, tried_since=None), refused, MONDAY).state == "planned"
