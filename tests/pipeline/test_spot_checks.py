"""What is drawn of the rejected each week, what counts as answered, and what is said of it."""

from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest

from pipeline.desk import decide
from pipeline.questions.spot_checks import (
    SpotCheckError,
    draw,
    draw_due,
    estimate_line,
    estimates,
    open_questions,
    questions_of,
)
from pipeline.telling.composing.periods import period_bounds
from storage.database import Database, open_database
from storage.queries import spot_checks as queries
from storage.queries.judged import judged
from storage.records import Document
from storage.tables import spot_checks
from tests.pipeline.december import Lived
from tests.pipeline.rejected import MONDAY, WEEK, put, work

AFTER = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""The Monday after."""


def week_of(many: int, **said: object) -> list[Document]:
    return [work(f"第{at}件{sorted(said.items())}", **said) for at in range(many)]


def drawn(db: Database, now: datetime = AFTER, count: int = 10) -> list[tuple[str, str, int]]:
    with db.begin() as conn:
        draw_due(conn, now, count)
    with db.connect() as conn:
        rows = queries.drawn_in(conn, queries.drawn_weeks(conn, 99))
        return [(one.week, one.document_id, one.place) for one in rows]


def test_some_of_the_week_are_drawn_once_and_are_the_same_wherever_they_are_drawn(
    db: Database,
) -> None:
    every = week_of(40)
    put(db, *every)
    first = drawn(db)
    assert len(first) == len({key for _, key, _ in first}) == 10
    assert [place for _, _, place in first] == list(range(1, 11))
    assert drawn(db) == first
    with db.begin() as conn:  # another worker, before the first one's rows were seen
        rows = queries.drawn_in(conn, [WEEK])
        conn.execute(spot_checks.delete())
        assert [one.document_id for one in draw(conn, WEEK, AFTER, 10)] == [k for _, k, _ in first]
        queries.add_drawn(conn, rows)
    assert drawn(db) == first


def test_drawn_is_what_was_rejected_in_that_week(db: Database) -> None:
    sunday = MONDAY - timedelta(days=1)
    after = MONDAY + timedelta(days=7)
    old = {"published_on": date(2026, 9, 1)}
    news = week_of(3, page_kind="news")
    put(
        db,
        *(mine := week_of(4)),
        *news,
        *week_of(2, relevant=None),
        *week_of(2, relevant=True),
        *week_of(2, detected_at=sunday),
        *week_of(2, detected_at=after),
        *week_of(2, **old),  # what a source had when it was first read
    )
    with db.begin() as conn:
        rows = draw(conn, WEEK, AFTER, 10)
    found = {
        stratum: {r.document_id for r in rows if r.stratum == stratum}
        for stratum in ("verdict", "kind")
    }
    assert found["verdict"] == {one.document_id for one in mine}
    assert found["kind"] == {one.document_id for one in news}
    assert {(one.stratum, one.pool) for one in rows} == {("verdict", 4), ("kind", 3)}


def test_half_as_many_are_drawn_of_the_kinds_that_are_not_taken(db: Database) -> None:
    put(db, *week_of(20), *week_of(20, page_kind="news"))
    with db.begin() as conn:
        rows = draw(conn, WEEK, AFTER, 5)
    assert Counter(one.stratum for one in rows) == {"verdict": 5, "kind": 3}


def test_another_week_is_drawn_otherwise(db: Database) -> None:
    put(db, *week_of(30), *week_of(30, detected_at=MONDAY - timedelta(days=7)))
    places = []
    with db.begin() as conn:
        for week in ("2026-W46", WEEK):
            pool = sorted(queries.rejected(conn, "verdict", *period_bounds(week)))
            places.append([pool.index(one.document_id) for one in draw(conn, week, AFTER, 10)])
    assert places[0] != places[1]


def test_a_week_is_drawn_of_when_it_is_over_and_none_is_left_out_after_the_first(
    db: Database,
) -> None:
    for weeks in range(4):
        put(db, *week_of(3, detected_at=MONDAY + timedelta(days=7 * weeks)))
    assert drawn(db, MONDAY + timedelta(days=6)) == []
    assert {week for week, _, _ in drawn(db, AFTER)} == {"2026-W47"}
    later = drawn(db, AFTER + timedelta(days=14))  # nobody was there for two weeks
    assert {week for week, _, _ in later} == {"2026-W47", "2026-W48", "2026-W49"}


def test_at_first_one_week_is_drawn_of_and_with_zero_none(db: Database) -> None:
    for weeks in range(3):
        put(db, *week_of(3, detected_at=MONDAY - timedelta(days=7 * weeks)))
    assert drawn(db, count=0) == []
    assert {week for week, _, _ in drawn(db)} == {WEEK}


def test_a_decision_answers_wherever_it_is_made(db: Database) -> None:
    put(db, *(every := week_of(10)))
    decide(db, every[0].document_id, "approve", "李编辑", "", AFTER)  # before it was drawn
    asked = questions_of(db, WEEK, AFTER, 10)
    assert [one.missed for one in asked if one.document == every[0]] == [True]
    decide(db, every[1].document_id, "reject", "李编辑", "", AFTER)
    with db.connect() as conn:
        assert len(open_questions(conn)) == 8
        (told,) = estimates(conn)
    assert (told.drawn, told.open) == (10, 8)
    assert told.missed
    assert (told.missed.answered, told.missed.missed) == (2, 1)


def test_what_is_said_of_the_answers(db: Database) -> None:
    put(db, *week_of(50))
    asked = questions_of(db, WEEK, AFTER, 10)
    with db.connect() as conn:
        (told,) = estimates(conn)
    assert estimate_line(told) == "被拒文件：抽查 1 周 10 件，都还没有答，不能估计漏判的比例"
    for at, one in enumerate(asked[:9]):
        key = one.document.document_id
        decide(db, key, "reject" if at else "approve", "李编辑", "", AFTER)
    with db.connect() as conn:
        (told,) = estimates(conn)
    assert estimate_line(told) == (
        "抽查 1 周 9 件，另有 1 件没有答，漏判 1 件；"
        "被拒文件中漏判的比例估计 11.1%（95% 区间 2.0%–46.0%），约合每月 24.2 件（4.3–100.0 件）"
    )


def test_what_is_no_week_and_what_is_not_over_is_refused(db: Database) -> None:
    with pytest.raises(SpotCheckError, match=r"不是周：'2026-48'，应如 2026-W47。"):
        questions_of(db, "2026-48", AFTER, 10)
    with pytest.raises(
        SpotCheckError, match="2026年第48周还没有过完，过完才抽。上一周是 2026-W47。"
    ):
        questions_of(db, "2026-W48", AFTER, 10)


def test_what_was_drawn_is_told_from_what_somebody_chose_to_speak_of(db: Database) -> None:
    put(db, *week_of(10), chosen := work("另一件", relevant=None))
    asked = questions_of(db, WEEK, AFTER, 10)
    decide(db, asked[0].document.document_id, "approve", "李编辑", "", AFTER)
    decide(db, chosen.document_id, "reject", "王编辑", "", AFTER + timedelta(hours=1))
    with db.connect() as conn:
        told = {one.document.document_id: one for one in judged(conn)}
    assert told.keys() == {asked[0].document.document_id, chosen.document_id}
    random = told[asked[0].document.document_id]
    assert (random.belongs, random.person, random.decided_at) == (True, "李编辑", AFTER)
    assert (random.drawn, random.stratum) == (WEEK, "verdict")
    picked = told[chosen.document_id]
    assert (picked.belongs, picked.drawn, picked.stratum) == (False, "", None)
    assert picked.topics is picked.part is picked.kind is None


def test_a_pass_draws_of_the_weeks_that_are_over(december: Lived) -> None:
    with closing(open_database(december.settings)) as db, db.connect() as conn:
        weeks = queries.drawn_weeks(conn, 99)
        rows = queries.drawn_in(conn, weeks)
    assert weeks == [f"2023-W{number}" for number in range(52, 47, -1)]
    assert {one.week for one in rows if one.stratum == "verdict" and one.place == 10} == {*weeks}
