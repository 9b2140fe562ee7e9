"""What is asked of the database to know that all works, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage.database import Database
from storage.queries import bounces, canaries, notices
from storage.queries.problems import close_problems, open_problem
from storage.queries.telling import add_delivery, put_form
from storage.records import Bounce, BounceKind, Canary, Delivery, Filter, Form
from tests.telling_home import subscribe
from tests.telling_samples import subscription

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_problems_stay_untold_until_they_are_told(db: Database) -> None:
    with db.begin() as conn:
        one = open_problem(conn, "a", "blocked", "", NOW)
        open_problem(conn, "b", "blocked", "", NOW)
        notices.note_told(conn, one, NOW, over=False)
        close_problems(conn, "a", ("blocked",), NOW + HOUR)
        close_problems(conn, "b", ("blocked",), NOW + HOUR)
        assert [found.source_id for found in notices.untold_problems(conn)] == ["a"]
        notices.note_told(conn, one, NOW + HOUR, over=True)
        assert notices.untold_problems(conn) == []


def test_filters_are_counted_together(db: Database) -> None:
    mine = Filter(topics=("carbon_market",), words=("绿证",))
    subscribe(
        db,
        subscription(filter=mine),
        subscription(subscription_id="b", filter=mine),
        subscription(subscription_id="c"),
        subscription(subscription_id="d", active=False),
    )
    with db.connect() as conn:
        assert dict(notices.filters_in_use(conn)) == {mine: 2, Filter(): 1}


def test_what_came_back_is_counted_by_mail_and_ends_what_is_not_ended(db: Database) -> None:
    subscribe(db, subscription(), subscription(subscription_id="b", address="b@example.org"))

    def came(number: int, kind: BounceKind, delivery_id: str) -> bool:
        record = Bounce(
            bounce_id=str(number), address="reader@example.org", delivery_id=delivery_id,
            kind=kind, said="", received_at=NOW + number * HOUR,
        )  # fmt: skip
        return bounces.add_bounce(conn, record)

    with db.begin() as conn:
        assert [came(1, "soft", "x"), came(2, "soft", "x"), came(3, "soft", "y")] == [True] * 3
        assert not came(3, "soft", "y")
        came(4, "soft", "")
        came(5, "hard", "z")
        assert bounces.came_back(conn, "reader@example.org", "soft", NOW) == 2
        assert bounces.came_back(conn, "reader@example.org", "soft", NOW + 3 * HOUR) == 1
        expected = {("soft", True): 3, ("soft", False): 1, ("hard", True): 1}
        assert bounces.count_bounces(conn) == expected
        assert bounces.end_subscriptions(conn, "reader@example.org", "bounced", NOW) == ["weekly"]
        assert bounces.end_subscriptions(conn, "reader@example.org", "complained", NOW) == []


def test_a_canary_is_stored_once_and_its_messages_found(db: Database) -> None:
    first = Canary(canary_id="1", started_at=NOW, stage="changed", reached_at=NOW)
    second = replace(first, canary_id="2", started_at=NOW + HOUR)
    with db.begin() as conn:
        for one in (first, second, replace(second, stage="captured")):
            canaries.put_canary(conn, one)
        assert canaries.find_canaries(conn, 9) == [replace(second, stage="captured"), first]
        assert canaries.note_posted(conn, "2", NOW)
        assert not canaries.note_posted(conn, "2", NOW + HOUR)
        assert not canaries.note_posted(conn, "3", NOW)
        record = Delivery(
            delivery_id="d", digest_id="d", subscription_id="", kind="canary", period="canary 2",
            channel="email", address="c@example.org", state="planned", planned_at=NOW,
            rendering_id=put_form(conn, Form(subject="", text=""), NOW),
        )  # fmt: skip
        add_delivery(conn, record)
        assert canaries.messages_of(conn, ("canary 2", "canary 1")) == {"canary 2": record}
        assert canaries.delete_canaries(conn, NOW + HOUR) == 1
        assert canaries.messages_of(conn, ("canary 2",)) == {}
        assert canaries.captured_at(conn, NOW) is None
        assert canaries.change_with(conn, "2", NOW) is None
        assert canaries.own_run(conn, NOW) is None
