"""Stored documents judged anew: told before, done in parts, alerting nobody."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from filelock import FileLock
from sqlalchemy import update

from pipeline.classify import load_rules
from pipeline.classifying.rules import Rules
from pipeline.desk import decide
from pipeline.learning.adopting import adopt
from pipeline.learning.candidate import LearnError
from pipeline.learning.outlook import outlook, since_of
from pipeline.questions.amending import Speaker, amend
from pipeline.reprocessing import judging
from pipeline.reprocessing.moves import moves_lines, to_object
from pipeline.reprocessing.outdated import judged_line, outdated, outdated_in
from pipeline.reprocessing.reclassify import Extent, judge_all, reclassify
from pipeline.reprocessing.renewal import Judge
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries.changes import find_changes
from storage.queries.desk import reviews_of
from storage.queries.documents import documents_by_id
from storage.queries.processing import update_posting
from storage.queries.rejudging import count_from, newest_day
from storage.records import Document
from storage.settings import SettingError, Settings
from storage.tables import documents
from tests.pipeline.learned import NOW, hold, shifted, store
from tests.pipeline.rejected import BASE

CLEAR = "关于做好碳排放权交易配额清缴工作的通知"
OTHER = "关于推进清洁能源消纳的通知"
NEVER = "关于做好春运工作的通知"


@pytest.fixture(scope="module")
def timid() -> Rules:
    """Leaves nearly everything to people."""
    return load_rules(model=shifted(0.9999, 0.0001), office=DEFAULT_OFFICE)


@pytest.fixture
def held(db: Database) -> list[Document]:
    """Two that belong, and one that does not."""
    return [hold(db, title) for title in (CLEAR, OTHER, NEVER)]


def judge(rules: Rules) -> Judge:
    return Judge(rules=rules, sources={}, hosts={})


def stored(db: Database, works: list[Document]) -> list[Document]:
    with db.connect() as conn:
        found = documents_by_id(conn, [one.document_id for one in works])
    return [found[one.document_id] for one in works]


def test_what_would_change_is_told_and_nothing_is_written(
    db: Database, held: list[Document], timid: Rules
) -> None:
    moves = judge_all(db, judge(timid), Extent(dry_run=True))
    assert stored(db, held) == held
    assert moves.counts()["relevant"]["收录→待定"] == 2
    lines = moves_lines(moves)
    assert lines[0] == "文件 3 件，其中 3 件按另一套规则重新判断"
    assert any(line.strip().startswith(f"收录→待定  {CLEAR}（") for line in lines)
    assert to_object(moves)["judged"] == 3


def test_how_many_former_rules_judged_is_counted_and_said(
    db: Database, held: list[Document], timid: Rules
) -> None:
    with db.connect() as conn:
        assert outdated_in(conn, DEFAULT_OFFICE) == 0
        assert (
            judged_line(conn, load_rules(office=DEFAULT_OFFICE)) == "3 件文件都是按现行规则判断的"
        )
        assert outdated(conn, timid) == 3
        assert "3 件存下的文件是按先前的主题、各编、模型或程序判断的" in judged_line(conn, timid)
        assert "policywatch reclassify --dry-run" in judged_line(conn, timid)
    with db.begin() as conn:
        update_posting(conn, held[0].lead_posting_id, version_id=None)  # nothing to judge it by
    judge_all(db, judge(timid), Extent(since=date(2030, 1, 1)))
    with db.connect() as conn:
        assert outdated(conn, timid) == 2
    judge_all(db, judge(timid), Extent())
    with db.connect() as conn:
        assert outdated(conn, timid) == 0


def test_verdicts_are_stored_and_decisions_and_changes_are_not_touched(
    db: Database, held: list[Document], timid: Rules
) -> None:
    decide(db, held[0].document_id, "approve", "王敏", "", NOW)
    moves = judge_all(db, judge(timid), Extent())
    found = stored(db, held)
    assert [one.relevant for one in found[:2]] == [None, None]
    assert {one.classification.rules for one in found} == {timid.fingerprint}
    verdict = {"classification": BASE.classification, "relevant": None, "relevance": 0.0}
    assert [replace(one, **verdict) for one in found] == [replace(one, **verdict) for one in held]
    said = {one.title: one.decided for one in moves.of("relevant")}
    assert said == {CLEAR: True, OTHER: False, NEVER: False}
    with db.connect() as conn:
        assert find_changes(conn) == []
        assert reviews_of(conn, held[0].document_id)[0].proposed is True


def test_only_that_of_which_a_person_spoke_is_said_to_be_decided(
    db: Database, held: list[Document], timid: Rules
) -> None:
    by = Speaker(person="王敏")
    amend(db, held[0].document_id, {"topics": "energy"}, by, NOW)
    amend(db, held[1].document_id, {"kind": "news"}, by, NOW)
    moves = judge_all(db, judge(timid), Extent(dry_run=True))
    decided = {one.title: one.decided for one in moves.of("relevant")}
    assert decided == {CLEAR: False, OTHER: True, NEVER: False}
    assert "不受影响" not in next(line for line in moves_lines(moves) if CLEAR in line)
    assert moves.undecided == {None: 2, False: 1}


def test_a_stopped_run_goes_on_where_it_was(
    db: Database, held: list[Document], timid: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "BATCH", 1)

    def stop(done: int, total: int) -> None:
        assert total == 3
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge_all(db, judge(timid), Extent(), stop)
    assert sum(one.classification.rules == timid.fingerprint for one in stored(db, held)) == 2
    assert judge_all(db, judge(timid), Extent()).judged == 1
    assert judge_all(db, judge(timid), Extent()).judged == 0


def test_a_text_that_came_while_it_was_judged_is_left_to_the_next_run(
    db: Database, held: list[Document], timid: Rules
) -> None:
    with db.connect() as conn:
        read = judging.leading(conn, held)
    with db.begin() as conn:
        key = held[0].document_id
        conn.execute(
            update(documents).where(documents.c.document_id == key).values(version_id="other")
        )
        judging.store_judged(conn, [(one.document, one.judged_by(judge(timid))) for one in read])
    rules = [one.classification.rules for one in stored(db, held)]
    assert rules == [held[0].classification.rules, timid.fingerprint, timid.fingerprint]


def test_what_has_no_text_keeps_its_verdict(
    db: Database, held: list[Document], timid: Rules
) -> None:
    with db.begin() as conn:
        update_posting(conn, held[0].lead_posting_id, version_id=None)
    judge_all(db, judge(timid), Extent())
    assert stored(db, held)[0] == held[0]


def test_only_what_was_published_since_a_day(
    db: Database, held: list[Document], timid: Rules
) -> None:
    assert BASE.published_on
    later = BASE.published_on.replace(day=BASE.published_on.day + 1)
    assert judge_all(db, judge(timid), Extent(since=later)).documents == 0
    assert judge_all(db, judge(timid), Extent(since=BASE.published_on)).documents == 3


def test_after_an_adoption_the_home_is_judged_by_the_adopted_model(
    db: Database, settings: Settings, held: list[Document], timid: Rules
) -> None:
    assert timid.model
    made = store(db, timid.model)
    told = outlook(db, made.model_id or 0, ({}, DEFAULT_OFFICE))
    assert told.counts()["relevant"]["收录→待定"] == 2
    assert stored(db, held) == held
    adopt(db, made.model_id or 0, "王敏", NOW)
    done = reclassify(settings, Extent())
    assert done.moves.counts() == told.counts()
    assert {one.classification.rules for one in stored(db, held)} == {timid.fingerprint}


def test_months_are_counted_back_from_the_newest(db: Database, held: list[Document]) -> None:
    assert BASE.published_on
    with db.connect() as conn:
        since = since_of(conn, 12, NOW)
        assert since_of(conn, 0, NOW) is None
    assert since
    assert 364 <= (BASE.published_on - since).days <= 366


def test_days_are_those_of_china(db: Database, held: list[Document]) -> None:
    """Whatever the database's own clock and zone are."""
    day = date(2031, 3, 2)
    begins = datetime(2031, 3, 1, 16, tzinfo=UTC)
    before = begins - timedelta(minutes=1)
    mine = documents.c.document_id == held[0].document_id
    with db.begin() as conn:
        conn.execute(update(documents).where(mine).values(published_on=day))
        assert newest_day(conn, before) == BASE.published_on
        assert newest_day(conn, begins) == day
        undated = update(documents).where(mine).values(published_on=None, detected_at=begins)
        conn.execute(undated)
        assert count_from(conn, day) == 1
        conn.execute(undated.values(detected_at=before))
        assert count_from(conn, day) == 0


def test_wrong_calls_are_answered_in_a_line(db: Database, settings: Settings) -> None:
    with pytest.raises(LearnError, match="没有编号为 7 的模型"):
        outlook(db, 7, ({}, DEFAULT_OFFICE))
    with (
        FileLock(settings.home / "pass.lock"),
        pytest.raises(SettingError, match="等它结束后再做"),
    ):
        reclassify(settings, Extent())
