"""Cards on their way: at each robot's pace, in order, never on the hour, never twice."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import insert

from notifiers.base import Pace
from pipeline.deliver import World, plan
from pipeline.telling.sending.attempts import Clock
from pipeline.telling.sending.endpoints import plan_test
from pipeline.telling.sending.lanes import Lanes
from pipeline.telling.sending.peaks import off_peak
from pipeline.telling.sending.sender import Sender, send_all
from storage.columns import to_row
from storage.database import Database
from storage.queries import telling
from storage.records import Delivery, Form
from storage.settings import Settings
from storage.tables import deliveries, subscriptions
from tests.notifiers.chats.decks import crowd
from tests.notifiers.chats.servers import SECRETS, YES
from tests.pipeline.telling.due import delivery, stored
from tests.telling_home import store as tell, subscribe
from tests.telling_samples import MONDAY, PERIOD, item, subscription
from tests.telling_servers import Hook, hook_server

SERVICES = (
    "tgram://123456789:abcdefg_hijklmnop/12315544/",  # 4,096 characters
    "discord://1234567890/abcdefghijkl",  # 2,000
)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, webhook_private=True)


def store(
    db: Database, channel: str, hook: Hook, made: Sequence[Form], name: str = "", **who: object
) -> None:
    """A subscription, and the cards of its digest."""
    query = "?access_token=t" if channel == "dingtalk" else ""
    one = subscription(
        subscription_id=f"r{name}",
        channel=channel,
        address=f"{hook.url}{name}{query}",
        secret=SECRETS.get(channel, ""),
        **who,
    )
    with db.begin() as conn:
        conn.execute(insert(subscriptions), to_row(one))
        for part, form in enumerate(made, 1):
            row = delivery(
                delivery_id=f"d{name}-{part:02}",
                digest_id=f"d{name}",
                subscription_id=one.subscription_id,
                channel=channel,
                address=one.address,
                rendering_id=telling.put_form(conn, form, MONDAY),
                part=part,
                parts=len(made),
            )
            conn.execute(insert(deliveries), to_row(row))


@dataclass
class Day:
    """Rounds every five minutes, as the schedule has them; time goes on while somebody waits."""

    db: Database
    sender: Sender
    at: datetime = MONDAY

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def rounds(self, number: int) -> list[Delivery]:
        for _ in range(number):
            begun = self.at
            asyncio.run(
                send_all(self.db, self.sender, Clock(now=lambda: self.at, sleep=self.sleep))
            )
            self.at = max(self.at, begun + 5 * MINUTE)
        return list(stored(self.db).values())


@pytest.mark.parametrize(
    ("channel", "a_minute"), [("wecom", 20), ("dingtalk", 20), ("feishu", 100)]
)
def test_a_long_digest_goes_at_the_robots_pace(
    db: Database, settings: Settings, channel: str, a_minute: int
) -> None:
    made = crowd(channel)
    with hook_server(body=YES[channel]) as hook:
        store(db, channel, hook, made)
        sent = Day(db, Sender.of(settings)).rounds(4)
    assert [one.state for one in sent] == ["accepted"] * len(made)
    times = [one.accepted_at for one in sent if one.accepted_at]
    assert times == sorted(times)
    assert all(one.minute % 30 for one in times)
    assert all(later - one >= MINUTE / a_minute for one, later in pairwise(times))
    texts = [body for _path, _headers, body in hook.got]
    assert len(texts) == len(set(texts)) == len(made)
    for at, text in enumerate(texts, 1):
        assert f"（{at}/{len(made)}）" in text.decode()


def test_robots_do_not_wait_for_one_another(db: Database, settings: Settings) -> None:
    with hook_server(body=YES["wecom"]) as hook:
        for name in ("a", "b", "c"):
            store(db, "wecom", hook, crowd("wecom", 60), name)
        day = Day(db, Sender.of(settings), MONDAY + 7 * MINUTE)
        sent = day.rounds(1)
    assert {one.state for one in sent} == {"accepted"}
    assert max(one.accepted_at for one in sent if one.accepted_at) < MONDAY + 8 * MINUTE


def test_a_card_that_may_have_arrived_is_not_sent_again(db: Database, settings: Settings) -> None:
    with hook_server(statuses=[200, 502], body=YES["wecom"]) as hook:
        store(db, "wecom", hook, crowd("wecom", 60))
        day = Day(db, Sender.of(settings), MONDAY + 7 * MINUTE)
        sent = day.rounds(3)
    assert [one.state for one in sent[:3]] == ["accepted", "unknown", "failed"]
    assert "前一部分未送达" in sent[2].error
    assert len(hook.got) == 2


def test_a_mute_robot_of_dingtalk_is_left_alone(db: Database, settings: Settings) -> None:
    with hook_server(body=b'{"errcode":130101,"errmsg":"send too fast"}') as hook:
        store(db, "dingtalk", hook, crowd("dingtalk", 3))
        day = Day(db, Sender.of(settings), MONDAY + 7 * MINUTE)
        day.rounds(2)
        assert len(hook.got) == 1
        hook.body = YES["dingtalk"]
        assert [one.state for one in day.rounds(3)] == ["accepted"]
    (one,) = stored(db).values()
    assert one.accepted_at
    assert one.accepted_at >= MONDAY + 17 * MINUTE


def test_at_night_nothing(db: Database, settings: Settings) -> None:
    with hook_server(body=YES["feishu"]) as hook:
        store(db, "feishu", hook, crowd("feishu", 1), quiet="22:00-08:00")
        day = Day(db, Sender.of(settings), MONDAY + 54 * MINUTE)
        day.rounds(1)
        assert not hook.got
        (sent,) = day.rounds(3)
    assert sent.accepted_at
    assert MONDAY + 61 * MINUTE <= sent.accepted_at <= MONDAY + 66 * MINUTE


def test_robots_share_cards_and_services_have_parts_of_their_own_length(
    db: Database, world: World
) -> None:
    titles = [f"关于第{n}批绿色低碳先进技术示范项目清单的通知" * 3 for n in range(20)]
    tell(db, [item(title) for title in titles])
    addresses = {"wecom": ("https://a.example/", "https://b.example/"), "apprise": SERVICES}
    who = [
        subscription(subscription_id=f"{channel}{n}", channel=channel, address=address)
        for channel, both in addresses.items()
        for n, address in enumerate(both)
    ]
    subscribe(db, *who)
    plan(db, world, PERIOD, MONDAY)
    made: dict[str, list[str]] = {}
    for one in stored(db).values():
        made.setdefault(one.subscription_id, []).append(one.rendering_id)
    assert sorted(made["wecom0"]) == sorted(made["wecom1"])
    assert len(made["apprise0"]) < len(made["apprise1"])


@pytest.mark.parametrize("minute", [0, 30])
def test_full_and_half_hours_are_left_out(minute: int) -> None:
    peak = MONDAY + minute * MINUTE
    put_off = {off_peak(f"r{n}", peak) for n in range(200)}
    assert all(at and MINUTE <= at - peak < 5 * MINUTE for at in put_off)
    assert len(put_off) > 100
    assert off_peak("r", peak) == off_peak("r", peak)
    for seconds in (-15, -1, 0, 30, 59):
        at = off_peak("r", peak + seconds * SECOND)
        assert at
        assert at == off_peak("r", peak)
        assert off_peak("r", at) is None
    for seconds in (-16, 60, 600):
        assert off_peak("r", peak + seconds * SECOND) is None


def test_the_pace_of_an_address_is_strict() -> None:
    lanes = Lanes(paces={"slack": Pace(per_minute=50, per_second=1), "wecom": Pace(per_minute=20)})
    assert lanes.hold("slack a", MONDAY, paced=False) is None
    hold = lanes.hold("slack a", MONDAY, paced=False)
    assert hold
    assert hold.until == MONDAY + 1.2 * SECOND
    assert lanes.hold("slack b", MONDAY, paced=False) is None
    assert lanes.hold("email a.example", MONDAY, paced=False) is None
    assert [lanes.hold("wecom", MONDAY, paced=False) for _ in range(3)] == [None] * 3


@pytest.mark.parametrize("channel", ["feishu", "dingtalk"])
def test_a_test_bears_the_word_by_which_robots_know_ours(
    db: Database, settings: Settings, channel: str
) -> None:
    with hook_server(body=YES[channel]) as hook:
        store(db, channel, hook, [])
        plan_test(db, "r", MONDAY)
        Day(db, Sender.of(settings), MONDAY + 7 * MINUTE).rounds(1)
    ((_path, _headers, body),) = hook.got
    assert body.decode().count("双碳政策测试：收到即可") == (2 if channel == "dingtalk" else 1)
