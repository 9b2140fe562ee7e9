"""What a subscription would have been told, week by week."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pipeline.deliver import World
from pipeline.telling.backtest.figures import backtest, told_in, weeks_of
from pipeline.telling.backtest.synonyms import Synonym, synonyms_of
from pipeline.telling.backtest.tried import Backtest, Question
from pipeline.telling.backtest.trying import months_before, trial_of, try_out
from pipeline.telling.backtest.words import conditions, summary, told_line
from pipeline.telling.composing.periods import whole_week
from pipeline.telling.composing.planning import Facts
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries.changes import add_change
from storage.queries.runs import add_run
from storage.records import OWN_SOURCE, Change, CrawlRun, DigestItem, Document, Filter, Topic
from tests.pipeline.searching.shelf import shelve
from tests.telling_samples import IN_WEEK, item

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
"""A Thursday; ``IN_WEEK`` is in the week before, 2026-W47."""
WEEK = timedelta(days=7)


def found(
    chosen: Filter,
    items: Sequence[DigestItem],
    *,
    synonyms: tuple[Synonym, ...] = (),
    since: date = date(2026, 11, 2),
    passes: Sequence[datetime] = (IN_WEEK - 2 * WEEK, IN_WEEK - WEEK, IN_WEEK, NOW),
    **of_who: Any,
) -> Backtest:
    """The back-test over these changes."""
    who = replace(trial_of(chosen, NOW), **of_who)
    question = Question(who=who, synonyms=synonyms, office=DEFAULT_OFFICE, now=NOW)
    weeks = weeks_of(since, NOW, passes)
    told = [
        told_in(question, week, [one for one in items if _is_in(one, *week.span)]) for week in weeks
    ]
    return backtest(question, told, since, since)


def _is_in(one: DigestItem, since: datetime, until: datetime) -> bool:
    return since <= one.change.detected_at < until


def at(weeks_ago: int) -> dict[str, datetime]:
    return {"detected_at": IN_WEEK - weeks_ago * WEEK}


def test_each_week_has_what_its_digest_would_have() -> None:
    items = [
        item("甲", change=at(0)),
        item("乙", change=at(0), relevant=None),
        item("丙", "amended", change=at(0)),
        item("丁", change=at(2)),
        item("不收的", change=at(2), relevant=False),
    ]
    tried = found(Filter(), items)
    assert [(one.name, one.count, one.doubtful) for one in tried.weeks] == [
        ("2026-W45", 1, 0), ("2026-W46", 0, 0), ("2026-W47", 3, 1), ("2026-W48", 0, 0)
    ]  # fmt: skip
    assert (tried.total, tried.doubts, tried.empty, tried.middle) == (4, 1, 1, 1)
    assert tried.busiest is not None
    assert tried.busiest.name == "2026-W47"
    assert {one.title: one.section for one in tried.newest} == {
        "甲": "added", "乙": "added", "丙": "changed", "丁": "added"
    }  # fmt: skip
    assert [one.title for one in tried.doubtful] == ["乙"]


def test_weeks_without_a_pass_and_the_one_that_runs_are_in_no_average() -> None:
    items = [item("甲", change=at(0)), item("乙", change=at(2))]
    tried = found(Filter(), items, passes=[IN_WEEK - 2 * WEEK, IN_WEEK])
    assert [(one.watched, one.whole) for one in tried.weeks] == [
        (True, True), (False, True), (True, True), (False, False)
    ]  # fmt: skip
    assert (len(tried.counted), tried.per_week, tried.empty, tried.unwatched) == (2, 1, 0, 2)


_EACH = [IN_WEEK - number * WEEK for number in range(-1, 3)]


def test_the_sum_is_of_the_weeks_of_which_the_average_is() -> None:
    items = [item("甲", change=at(0)), item("乙", change=at(1), relevant=None)]
    lines = summary(found(Filter(), [*items, item("丙", change=at(-1))], passes=_EACH))
    assert lines[0] == "3 个完整的星期里共 2 件（平均每周 0.7 件，中位数 1），1 周没有。"
    assert "本周（未完）和没有计入的周另有 1 件。" in lines
    assert "3 件中有 1 件待定，都算在内。" in lines


def test_each_document_is_shown_once_by_the_day_that_is_shown() -> None:
    items = [
        item("甲", change=at(2)),
        item("甲", "amended", change=at(0)),
        item("乙", change=at(0), published_on=date(2026, 10, 1)),
        item("丙", change=at(1), published_on=None),
    ]
    tried = found(Filter(), items)
    assert tried.total == 4
    shown = [(one.title, one.section) for one in tried.newest]
    assert shown == [("甲", "changed"), ("乙", "added"), ("丙", "added")]


def test_weeks_without_a_pass_are_one_run() -> None:
    tried = found(Filter(), [item("甲", change=at(0))], passes=[IN_WEEK])
    assert [len(run) for run in tried.runs] == [2, 1, 1]


def test_without_a_pass_nothing_is_said_of_conditions() -> None:
    synonyms = (Synonym(typed="绿电", topic="energy"),)
    tried = found(Filter(words=("绿证",)), [], passes=[], synonyms=synonyms)
    assert not tried.is_known
    assert (tried.removed, tried.synonyms, tried.idle_synonyms) == ((), (), 0)
    (said,) = summary(tried)
    assert "没有可以试算的变化" in said


def test_what_each_condition_alone_keeps_away() -> None:
    items = [
        item("甲", part="mee"),
        item("乙", part="mee", topics=("energy.hydrogen",)),
        item("丙", part="central"),
        item("丁", part="central", topics=("energy.hydrogen",)),
        item("戊", part="mee", relevant=None),
    ]
    chosen = Filter(parts=("mee",), topics=("carbon_market",), least_significance=0.1)
    tried = found(chosen, items, include_doubtful=False)
    counts = {one.condition: one.count for one in tried.removed}
    assert tried.total == 1
    assert counts == {"topics": 1, "parts": 1, "include_doubtful": 1, "least_significance": 0}
    said = dict(conditions(tried, {"carbon_market": "碳市场"}, DEFAULT_OFFICE))
    assert said["主题：碳市场"] == 1
    assert said["不含待定的"] == 1


def test_what_another_word_would_add() -> None:
    texts = {
        "甲": "绿证，即绿色电力证书",
        "乙": "绿色电力证书",
        "丙": "绿色电力证书，采购",
        "丁": "煤",
    }
    items = [replace(item(title), texts=(text,)) for title, text in texts.items()]
    synonyms = (
        Synonym(typed="绿色电力证书", topic="energy"),
        Synonym(typed="绿电", topic="energy"),
    )
    tried = found(Filter(words=("绿证",), words_not=("采购",)), items, synonyms=synonyms)
    assert tried.total == 1
    assert [(one.typed, one.count, one.titles) for one in tried.synonyms] == [
        ("绿色电力证书", 1, ("乙",))
    ]
    assert tried.idle_synonyms == 1
    wider = found(Filter(words=("绿证", "绿色电力证书"), words_not=("采购",)), items)
    assert wider.total == tried.total + 1


def test_the_newest_are_shown_and_others_drawn_the_same_each_time() -> None:
    items = [item(f"第{n}号", change=at(n % 3)) for n in range(30)]
    tried, again = found(Filter(), items), found(Filter(), items)
    assert (len(tried.newest), len(tried.drawn)) == (10, 5)
    assert not {one.title for one in tried.newest} & {one.title for one in tried.drawn}
    assert tried == again
    assert {one.week for one in tried.newest} == {"2026-W47"}


def test_synonyms_stand_beside_a_word_of_the_filter_in_a_topic() -> None:
    topics = [
        Topic(id="market", name="碳市场", name_en="", any_of=("碳市场", "全国碳市场", "EU ETS")),
        Topic(id="cert", name="绿证", name_en="", any_of=("绿证", "绿色电力证书")),
        Topic(id="other", name="氢", name_en="", any_of=("氢能",)),
    ]
    found = synonyms_of(Filter(words=("碳市场 配额", "“绿证”")), topics)
    assert {one.typed for one in found} == {'"EU ETS" 配额', "绿色电力证书"}
    assert synonyms_of(Filter(words=("全部",)), topics) == ()
    assert synonyms_of(Filter(words=("绿证", "绿色电力证书")), topics) == ()


def test_it_is_said_in_words_and_since_when_anything_is_known() -> None:
    lines = summary(replace(found(Filter(), [item("甲")]), asked_since=date(2025, 11, 26)))
    assert lines[0].startswith("3 个完整的星期里共 1 件")
    assert not any("另有" in one for one in lines)
    assert any("巡查从 2026年11月2日开始" in one for one in lines)
    never = replace(found(Filter(), []), weeks=(), recorded_since=None)
    assert "还没有巡查过" in summary(never)[-1]
    (told,) = found(Filter(), [item("甲", relevant=None)]).newest
    assert told_line(told) == "新文件 2026-11-18 甲 国家发展改革委（待定）"


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 5), 1, date(2025, 12, 5)),
        (date(2026, 11, 26), 12, date(2025, 11, 26)),
    ],
)
def test_months_before(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


def test_what_is_stored_is_tried_as_it_is_told(db: Database, world: World) -> None:
    assert try_out(db, trial_of(Filter(), NOW), DEFAULT_OFFICE, NOW).recorded_since is None
    with db.begin() as conn:
        for source_id, started_at, is_first in (
            ("invented", IN_WEEK, False),
            ("first", NOW - timedelta(hours=1), True),
            (OWN_SOURCE, IN_WEEK - WEEK, False),
        ):
            run = CrawlRun(run_id=source_id, source_id=source_id, started_at=started_at)
            add_run(conn, replace(run, baseline=is_first))
    certain = shelve(db, "关于碳市场的通知", ["绿证和碳市场工作。"])
    doubtful = shelve(db, "关于绿证的通知", ["绿证。"], relevant=None)
    for number, one in enumerate((certain, doubtful, shelve(db, "关于氢能的通知", ["氢能。"]))):
        with db.begin() as conn:
            add_change(conn, _announced(one, f"c{number}"))
    for chosen, total in ((Filter(), 3), (Filter(words=("绿证",)), 2)):
        who = trial_of(chosen, NOW)
        tried = try_out(db, who, DEFAULT_OFFICE, NOW)
        told = Facts(db=db, world=world, period=whole_week("2026-W47"), now=NOW).digest(who)
        titles = {one.document.title for one in told.added}
        assert (tried.total, {one.title for one in tried.newest}) == (total, titles)
    assert {one.condition: one.count for one in tried.removed} == {"words": 1}
    assert (tried.recorded_since, tried.doubts) == (IN_WEEK.date(), 1)
    assert [one.watched for one in tried.weeks] == [True, False]


def _announced(one: Document, change_id: str) -> Change:
    change = item(one.title).change
    posting_id = one.lead_posting_id
    return replace(change, change_id=change_id, document_id=one.document_id, posting_id=posting_id)
