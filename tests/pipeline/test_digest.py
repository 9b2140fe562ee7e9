"""Who is told what of a week."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pipeline.digest import compose, matches
from pipeline.telling.composing.periods import period_bounds, period_of, whole_week
from storage.office import DEFAULT_OFFICE
from storage.records import DigestItem, Filter, Hunk
from tests.telling_samples import (
    IN_WEEK,
    MONDAY,
    PERIOD,
    READ,
    digest,
    document,
    item,
    subscription,
)


def titles(items: tuple[DigestItem, ...]) -> list[str]:
    return [one.document.title for one in items]


def at(hours: float, **change: Any) -> dict[str, Any]:
    return {"detected_at": IN_WEEK + timedelta(hours=hours), **change}


# -- periods


def test_a_week_is_monday_to_monday_in_shanghai() -> None:
    assert period_bounds("2026-W47") == (
        datetime(2026, 11, 15, 16, tzinfo=UTC),
        datetime(2026, 11, 22, 16, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("now", "period"),
    [
        (datetime(2026, 11, 22, 15, 59, tzinfo=UTC), "2026-W46"),
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), "2026-W47"),
        (datetime(2027, 1, 5, tzinfo=UTC), "2026-W53"),
        (datetime(2024, 1, 2, tzinfo=UTC), "2023-W52"),
    ],
)
def test_the_last_complete_week(now: datetime, period: str) -> None:
    assert period_of(now) == period
    since, until = period_bounds(period)
    assert until <= now < until + timedelta(days=7)
    assert until - since == timedelta(days=7)


@pytest.mark.parametrize("bad", ["2026-47", "2026-W54", "2026-W00", "W47", "", "2026-W7", "x-Wxx"])
def test_what_is_no_week(bad: str) -> None:
    with pytest.raises(ValueError, match="不是周"):
        period_bounds(bad)


# -- what gets in


def test_each_kind_has_its_place() -> None:
    made = digest(
        item("新"),
        item("改", "amended"),
        item("附件", "attachment"),
        item("撤", "withdrawn"),
        item("迟", change={"late": True}),
        item("旧", "baseline"),
    )
    assert titles(made.added) == ["新"]
    assert titles(made.changed) == ["改", "附件"]
    assert titles(made.withdrawn) == ["撤"]
    assert titles(made.late) == ["迟"]


def test_irrelevant_ones_stay_out_and_doubtful_ones_by_choice() -> None:
    items = (item("是"), item("否", relevant=False), item("待定", relevant=None))
    assert titles(digest(*items).added) == ["待定", "是"]
    assert titles(digest(*items, include_doubtful=False).added) == ["是"]


def test_only_what_was_detected_in_the_period() -> None:
    since, until = period_bounds(PERIOD)
    moments = [since - timedelta(seconds=1), since, until - timedelta(seconds=1), until]
    items = [item(f"{n}", change={"detected_at": moment}) for n, moment in enumerate(moments)]
    assert titles(digest(*items).added) == ["1", "2"]


def test_metadata_only_where_it_matters() -> None:
    light = item("轻", "metadata", change={"significance": 0.4})
    heavy = item("重", "metadata", change={"significance": 0.6})
    assert titles(digest(light, heavy).changed) == ["重"]


def test_least_significance_is_for_edits_alone() -> None:
    chosen = Filter(least_significance=0.7)
    light = item("轻", "amended", change={"significance": 0.6})
    heavy = item("重", "amended", change={"significance": 0.7})
    new = item("新", change={"significance": 0.0})
    made = digest(light, heavy, new, filter=chosen)
    assert (titles(made.changed), titles(made.added)) == (["重"], ["新"])


def test_by_part_then_newest_first() -> None:
    day = document("").published_on
    assert day is not None
    items = [
        item("省", part="province"),
        item("部旧", published_on=day - timedelta(days=2)),
        item("部新", published_on=day),
        item("部无日期", published_on=None),
        item("无编", part=None),
        item("央", part="central"),
        item("生", part="mee"),
    ]
    expected = ["央", "生", "部新", "部旧", "部无日期", "省", "无编"]
    assert titles(digest(*items).added) == expected
    assert titles(digest(*reversed(items)).added) == expected


# -- one document once


def test_added_and_amended_in_one_week_is_one_entry() -> None:
    made = digest(
        item("甲", "amended", change=at(5, summary="第二条有改动")), item("甲", change=at(1))
    )
    assert (titles(made.added), made.changed) == (["甲"], ())
    assert made.added[0].change.kind == "added"
    assert made.added[0].note == "公布后有改动：第二条有改动"


def test_late_and_amended_stays_late() -> None:
    made = digest(item("甲", change=at(1, late=True)), item("甲", "amended", change=at(5)))
    assert (titles(made.late), made.added, made.changed) == (["甲"], (), ())


def test_of_several_edits_the_weightiest_stands_for_all() -> None:
    made = digest(
        item("甲", "amended", change=at(1, significance=0.9, summary="重")),
        item("甲", "amended", change=at(2, significance=0.2, summary="轻")),
    )
    assert [one.change.summary for one in made.changed] == ["重"]
    assert made.changed[0].note == "本期共改动 2 次。"


def test_there_and_back_says_so() -> None:
    made = digest(
        item("甲", "amended", change=at(1)), item("甲", "amended", change=at(2, reverted=True))
    )
    assert len(made.changed) == 1
    assert "恢复了先前的文本" in made.changed[0].note


def test_added_and_withdrawn_is_withdrawn() -> None:
    made = digest(item("甲", change=at(1)), item("甲", "withdrawn", change=at(60)))
    assert (titles(made.withdrawn), made.added) == (["甲"], ())
    assert made.withdrawn[0].note == "本期新增，随后撤下。"


def test_gone_and_back_within_the_week_is_nothing() -> None:
    made = digest(item("甲", "withdrawn", change=at(1)), item("甲", "restored", change=at(60)))
    assert (made.withdrawn, made.changed, made.added) == ((), (), ())


def test_back_after_an_earlier_withdrawal_is_told() -> None:
    made = digest(item("甲", "restored"))
    assert titles(made.changed) == ["甲"]
    assert made.changed[0].note == "曾撤下，现已恢复。"


# -- filters


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        (Filter(), True),
        (Filter(topics=("carbon_market",)), True),
        (Filter(topics=("carbon_market.allocation",)), True),
        (Filter(topics=("carbon",)), False),
        (Filter(topics=("carbon_market.rules", "energy")), False),
        (Filter(parts=("ministry",)), True),
        (Filter(parts=("central", "mee")), False),
        (Filter(regions=("河北省",)), True),
        (Filter(regions=("河南省", "北京市")), False),
        (Filter(issuers=("发展改革委",)), True),
        (Filter(issuers=("财政部",)), False),
        (Filter(words=("配额",)), True),
        (Filter(words=("ＥＴＳ",)), True),
        (Filter(words=("正文里的词",)), True),
        (Filter(words=("改后的词", "正文 -试点")), True),
        (Filter(words=("正文 没有的词",)), False),
        (Filter(since=date(2026, 11, 1), relevant=("yes",)), True),
        (Filter(until=date(2020, 1, 1)), False),
        (Filter(validity=("repealed",)), False),
        (Filter(words=("没有的词",)), False),
        (Filter(words=("",)), False),
        (Filter(words_not=("清缴",)), False),
        (Filter(words_not=("没有的词",)), True),
        (Filter(words=("没有的词",), words_not=("没有的词",)), False),
        (Filter(topics=("carbon_market",), parts=("central",)), False),
    ],
)
def test_filters(chosen: Filter, wanted: bool) -> None:
    one = item(
        "关于配额清缴（ets）的通知",
        "amended",
        region="河北省邢台市",
        topics=("carbon_market.allocation",),
        change={"hunks": (Hunk(op="replace", before="改前", after="改后 的词"),)},
    )
    one = replace(one, texts=(one.document.title, "正文里 的词"))
    assert matches(chosen, [one]) is wanted
    assert bool(digest(one, filter=chosen).changed) is wanted


def test_only_changes_of_the_kinds_asked_for_are_told() -> None:
    one = item("甲", "amended")
    assert digest(one, filter=Filter(kinds=("amended", "withdrawn"))).changed
    assert not digest(one, filter=Filter(kinds=("added",))).changed


def test_the_id_is_of_subscription_and_period() -> None:
    one, other = digest(item("甲")), digest()
    assert one.digest_id == other.digest_id
    assert digest(subscription_id="b").digest_id != one.digest_id
    assert (
        compose(
            subscription(), whole_week("2026-W46"), [], READ, MONDAY, office=DEFAULT_OFFICE
        ).digest_id
        != one.digest_id
    )
