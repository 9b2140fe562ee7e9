"""Pace of our own, and what a receiver's refusals make of it."""

from datetime import UTC, datetime, timedelta

from pipeline.telling.sending.lanes import Hold, Lanes

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def test_without_a_pace_nothing_waits() -> None:
    lanes = Lanes()
    assert [lanes.hold("a", NOON) for _ in range(1000)] == [None] * 1000


def test_a_pace_is_kept_over_minutes() -> None:
    """What is held back comes again at its moment, as it would from the store."""
    lanes, waiting, sent = Lanes(per_minute=30), [(NOON, n) for n in range(100)], []
    while waiting:
        now = min(waiting)[0]
        lanes.look_again(now)
        due = sorted(one for one in waiting if one[0] <= now)
        for at, number in due:
            waiting.remove((at, number))
            hold = lanes.hold("a", now)
            if hold is None:
                sent.append(now)
            else:
                assert hold.until > now
                waiting.append((hold.until, number))
    for start in sent:
        assert sum(start <= one < start + MINUTE for one in sent) <= 32
    assert 3 * MINUTE < sent[-1] - NOON < 4 * MINUTE


def test_lanes_do_not_notice_one_another() -> None:
    lanes = Lanes(per_minute=1)
    lanes.slow("a", "421 too fast", NOON, NOON)
    assert lanes.hold("a", NOON)
    assert lanes.hold("b", NOON) is None


def test_rest_doubles_while_the_receiver_goes_on_refusing() -> None:
    lanes, now, rests = Lanes(), NOON, []
    for _ in range(7):
        lanes.look_again(now)
        lanes.slow("a", "421", now, now)
        lanes.slow("a", "421", now - SECOND, now)  # was on its way together with it
        hold = lanes.resting("a", now)
        assert hold
        assert lanes.hold("a", now)
        rests.append(hold.until - now)
        now += rests[-1]
        assert lanes.hold("a", now) is None
    assert rests == [MINUTE * minutes for minutes in (1, 2, 4, 8, 15, 15, 15)]


def test_after_a_rest_it_goes_on_slower_and_by_and_by_quicker() -> None:
    lanes = Lanes()
    lanes.slow("a", "421", NOON, NOON)
    now = NOON + MINUTE
    taken = sum(lanes.hold("a", now) is None for _ in range(50))
    assert 1 <= taken <= 4
    hold = lanes.hold("a", now)
    assert isinstance(hold, Hold)
    assert hold.reason == "421"
    for _ in range(400):
        lanes.accept("a")
    assert sum(lanes.hold("a", now + MINUTE) is None for _ in range(50)) == 50


def test_lanes_that_nothing_slows_are_forgotten() -> None:
    lanes = Lanes(per_minute=60)
    for number in range(1000):
        lanes.hold(str(number), NOON)
    lanes.slow("slow", "421", NOON, NOON)
    lanes.look_again(NOON + MINUTE)
    assert list(lanes._lanes) == ["slow"]
    lanes.look_again(NOON + 10 * MINUTE)
    assert list(lanes._lanes) == []
