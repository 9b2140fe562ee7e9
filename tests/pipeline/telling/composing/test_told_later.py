"""What is told later than it was found: approved, taken by a person, too much at once."""

from datetime import datetime, timedelta

import pytest

from pipeline.deliver import (
    World,
    approve,
    discard,
    is_unanswered,
    plan_owed,
)
from pipeline.telling.composing.holding import MOST_AT_ONCE
from storage.database import Database
from storage.queries import telling
from storage.queries.accounts import draft_groups
from storage.queries.documents import add_review
from storage.records import DigestItem, Review
from tests.telling_home import (
    deliveries,
    form,
    reader,
    readers,
    states,
    store,
    subscribe,
)
from tests.telling_samples import (
    EIGHT,
    IN_WEEK,
    item,
    subscription,
)

# -- approval -------------------------------------------------------------------------------------


def test_a_draft_waits_for_a_person(db: Database, world: World) -> None:
    subscribe(db, *readers(3, approval=True, quiet="12:00-14:00"))
    plan_owed(db, world, EIGHT)
    assert states(db) == ["draft"] * 3
    ids = [one.delivery_id for one in deliveries(db)]
    with db.connect() as conn:
        assert telling.find_deliveries(conn, states=("planned",)) == []
    assert approve(db, ids[:1], "甲", EIGHT) == 1
    assert discard(db, ids[1:2], "乙", EIGHT) == 1
    assert approve(db, ids[:2], "丙", EIGHT) == 0  # both are decided
    noon = EIGHT + timedelta(hours=5)
    assert approve(db, ids[2:], "甲", noon) == 1
    first, second, third = deliveries(db)
    assert (first.state, first.decided_by, first.next_attempt_at) == ("planned", "甲", None)
    assert (second.state, second.decided_by) == ("discarded", "乙")
    assert third.next_attempt_at == noon + timedelta(hours=1)


def test_drafts_that_nobody_answered_are_listed(db: Database, world: World) -> None:
    subscribe(db, *readers(2, approval=True))
    plan_owed(db, world, EIGHT)
    with db.connect() as conn:
        (group,) = draft_groups(conn)
    assert group.readers == 2
    assert not is_unanswered(group, EIGHT + timedelta(days=6))
    assert is_unanswered(group, EIGHT + timedelta(days=7))
    discard(db, [one.delivery_id for one in deliveries(db)], "甲", EIGHT)
    with db.connect() as conn:
        assert draft_groups(conn) == []


# -- what a person decided later ------------------------------------------------------------------


def decided(db: Database, one: DigestItem, decision: str, at: datetime) -> None:
    with db.begin() as conn:
        add_review(
            conn,
            Review(
                document_id=one.document.document_id,
                decision=decision,  # type: ignore[arg-type]
                person="甲",
                reason="",
                decided_at=at,
                proposed=one.document.relevant,
            ),
        )


NEXT = timedelta(days=7)


@pytest.mark.parametrize(
    ("relevant", "doubtful", "decisions", "weeks"),
    [
        (False, True, [("approve", 2)], ["", "late"]),
        (False, True, [], ["", ""]),
        (None, True, [("approve", 2)], ["added", ""]),
        (None, False, [("approve", 2)], ["", "late"]),
        (True, True, [("approve", 2)], ["added", ""]),
        # Decided before the digest of its time was made, after its week was over: told in that.
        (False, True, [("approve", -0.01)], ["added", ""]),
        (True, True, [("reject", -0.01), ("approve", 2)], ["", "late"]),
        (True, True, [("reject", 1), ("approve", 2)], ["added", ""]),
    ],
)
def test_what_a_person_took_later_is_told_then_and_once(
    db: Database,
    world: World,
    relevant: bool | None,
    doubtful: bool,
    decisions: list[tuple[str, float]],
    weeks: list[str],
) -> None:
    one = item("某通知", relevant=relevant)
    store(db, [one])
    subscribe(db, *readers(1, include_doubtful=doubtful))
    for when in (EIGHT, EIGHT + NEXT, EIGHT + 2 * NEXT):
        for decision, days in decisions:
            at = EIGHT + timedelta(days=days)
            if when - NEXT <= at < when:
                decided(db, one, decision, at)
        plan_owed(db, world, when)
    texts = [form(db, made).text for made in deliveries(db)]
    assert [told(text) for text in texts] == [*weeks, ""]


def told(text: str) -> str:
    if "某通知" not in text:
        return ""
    return "late" if "发布时未收录" in text else "added"


# -- too much at once -----------------------------------------------------------------------------


def flood(count: int) -> list[DigestItem]:
    return [item(f"改版通知{n}", change={"run_id": "flood"}) for n in range(count)]


def test_a_redesign_is_counted_now_and_told_next_morning(db: Database, world: World) -> None:
    store(db, [*flood(MOST_AT_ONCE + 1), item("另一通知")])
    joined = IN_WEEK - timedelta(hours=1)
    subscribe(db, *readers(1, rate="at_once", created_at=joined))
    subscribe(db, subscription(subscription_id="w", address="w@example.org", created_at=joined))
    assert plan_owed(db, world, IN_WEEK + timedelta(minutes=20)) == 1
    (first,) = deliveries(db)
    text = form(db, first).text
    assert "另一通知" in text
    assert "改版通知" not in text
    assert [one.run_id for one in reader(db).held] == ["flood"]
    morning = IN_WEEK + timedelta(hours=22)  # Thursday 08:00 in Shanghai
    assert plan_owed(db, world, morning - timedelta(minutes=1)) == 0
    assert plan_owed(db, world, morning) == 1
    assert plan_owed(db, world, morning + timedelta(minutes=5)) == 0
    rest = form(db, deliveries(db)[1]).text
    assert all(f"改版通知{n}" in rest for n in range(MOST_AT_ONCE + 1))
    assert "另一通知" not in rest
    assert reader(db).held == ()
    plan_owed(db, world, EIGHT)
    weekly = next(one for one in deliveries(db) if one.subscription_id == "w")
    assert "改版通知7" in form(db, weekly).text


def test_twenty_are_told_at_once(db: Database, world: World) -> None:
    store(db, flood(MOST_AT_ONCE))
    subscribe(db, *readers(1, rate="at_once", created_at=IN_WEEK - timedelta(hours=1)))
    plan_owed(db, world, IN_WEEK + timedelta(minutes=20))
    assert "改版通知7" in form(db, deliveries(db)[0]).text
    assert reader(db).held == ()
