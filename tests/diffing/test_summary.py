"""The line that sums a comparison up: what it says first, and that it says nothing else."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from diffing.blocks import blocks_of
from diffing.compare import compare_blocks
from storage.records import Difference

SURRENDER = "第十条 重点排放单位应当于{}前完成上一年度碳排放配额清缴；逾期未清缴的，处{}以下罚款。"


def difference(before: str, after: str) -> Difference:
    return compare_blocks(blocks_of(before), blocks_of(after))


def of_clause(before: str, after: str) -> str:
    return difference(f"第九条 {before}。", f"第九条 {after}。").summary


def test_values_lead_with_what_they_belong_to() -> None:
    found = difference(
        SURRENDER.format("2025年12月31日", "十万元"), SURRENDER.format("2026年6月30日", "二十万元")
    )
    assert found.summary == "第十条：清缴 2025年12月31日 → 2026年6月30日；罚款 十万元 → 二十万元"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("配额总量为4.65亿吨", "配额总量为2.65亿吨", "配额总量 4.65亿吨 → 2.65亿吨"),
        ("执行期限：2021年9月", "执行期限：2022年9月", "执行期限 2021年9月 → 2022年9月"),
        ("自公布之日起30日后施行", "自公布之日起60日后施行", "施行 30日 → 60日"),
        (
            "处五万元以上二十万元以下罚款",
            "处十万元以上五十万元以下罚款",
            "罚款 五万元以上二十万元以下 → 十万元以上五十万元以下",
        ),
        ("处5万元罚款", "处5万元以上10万元以下罚款", "罚款 5万元 → 5万元以上10万元以下"),
        (
            "未经认证的，责令改正",
            "未经认证的，责令改正；货值不足1万元的，处货值2倍以下罚款",
            "新增“货值不足1万元的，处货值2倍以下罚款”",
        ),
        ("企业应当报送", "企业可以报送", "应当 → 可以"),
    ],
)
def test_a_value_in_words(before: str, after: str, said: str) -> None:
    assert of_clause(before, after) == f"第九条：{said}"


def test_the_gravest_come_first_and_one_change_of_many_clauses_is_said_once() -> None:
    clauses = [f"第{n}条 单位{n}必须依照2020年度方案执行。" for n in "一二三四五六"]
    old = "\n".join([*clauses, "第七条 逾期的，处三万元罚款。"])
    new = old.replace("2020年度", "2021年度").replace("必须", "应当").replace("三万元", "五万元")
    found = difference(old, new).summary
    assert "2020年度 → 2021年度（6处）" in found
    assert "必须 → 应当（6处）" in found
    assert "第七条：罚款 三万元 → 五万元" in found
    assert len(found) <= 120


def test_clauses_are_named_in_the_order_of_the_law_and_cut() -> None:
    old = [f"第{n}条 第{n}项事务由第{n}号机构办理并归档。" for n in "一二三四五六七八九"]
    found = difference("\n".join(old), "\n".join(old[:1] + old[7:])).summary
    assert found.startswith("删除第二条、第三条、第四条、第五条等6处")
    one = difference("\n".join(old), "\n".join(old[:-1])).summary
    assert one == "删除第九条"


def test_a_paragraph_that_came_to_a_clause_is_not_the_clause() -> None:
    old = "一、总体要求\n甲事务由主管部门办理。\n二、工作任务\n乙事务由主管部门办理并归档。"
    new = old.replace("办理。\n", "办理。\n主管部门应当公开办理的结果，接受社会监督。\n", 1)
    assert difference(old, new).summary == "新增“一”内1段"


def test_a_grave_change_near_the_end_leads_what_is_slight() -> None:
    old = "\n".join(f"第{n}条 由第{n}科必须在{n}个工作日内办理。" for n in "一二三四五六")
    old += "\n第七条 逾期的，处三万元罚款。"
    new = old.replace("必须", "应当").replace("个工作日", "个月").replace("三万元", "五万元")
    assert "第七条：罚款 三万元 → 五万元" in difference(old, new).summary


def test_splits_and_merges_are_said() -> None:
    one = "第一条 甲方应当于每月五日前报送数据。乙方应当审核数据，并将结果通知甲方。"
    two = "第一条 甲方应当于每月五日前报送数据。\n第二条 乙方应当审核数据，并将结果通知甲方。"
    assert difference(one, two).summary == "第一条拆分为第一条、第二条"
    assert difference(two, one).summary == "第一条、第二条合并为第一条"


def test_dates_and_addressees_are_named_by_what_they_are() -> None:
    old = (
        "一、报送\n2025年3月1日\n二、核查\n2025年6月30日\n请各单位执行。\n甲市能源局\n2025年1月2日"
    )
    new = old.replace("3月", "4月").replace("6月", "7月").replace("1月2日", "1月3日")
    assert [h.label_after for h in difference(old, new).hunks] == ["一、", "二、", "落款"]
    old = "各市能源局：\n现将方案印发给你们。"
    assert difference(old, old.replace("各市", "各县市")).hunks[0].label_after == "主送"


def _labels(text: str) -> set[str]:
    return set(re.findall(r"第[一二三四五六七八九十百]+条", text))


def _figures(text: str) -> set[str]:
    return set(re.findall(r"\d[\d.]*", text))


def _says_only_what_is_there(found: Difference) -> None:
    hunks = "\n".join(
        f"{h.label_before} {h.label_after}\n{h.before}\n{h.after}" for h in found.hunks
    )
    said = re.sub(r"等\d+处|共\d+处|（\d+处）|[另仅]有?\d+[处段]|\d+[处段]", "", found.summary)
    assert _labels(said) <= _labels(hunks)
    assert _figures(said) <= _figures(hunks)


PIECES = st.sampled_from(
    [
        "第{}条 单位应当于{}日内报送报告。", "第{}条 处{}万元以上九万元以下罚款。",
        "第{}条 比例不低于{}%，可以调整。", "第{}条 依照第二条办理{}项事务。", "总量为{1}万吨。",
        "附件：{1}．名单",
    ]
)  # fmt: skip
TEXT = st.lists(st.tuples(PIECES, st.integers(1, 99)), max_size=6).map(
    lambda lines: "\n".join(
        piece.format("一二三四五六"[at], number) for at, (piece, number) in enumerate(lines)
    )
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(TEXT, TEXT)
def test_the_summary_says_nothing_that_the_hunks_do_not(before: str, after: str) -> None:
    _says_only_what_is_there(difference(before, after))


def test_summaries_of_the_real_pairs(shared: Path) -> None:
    for folder in sorted(path for path in (shared / "pairs").iterdir() if path.is_dir()):
        found = difference((folder / "old.txt").read_text(), (folder / "new.txt").read_text())
        _says_only_what_is_there(found)
        assert len(found.summary) <= 120
        assert "\n" not in found.summary
        parts = found.summary.split("；")
        assert len(parts) == len(set(parts))


def test_a_value_is_not_taken_for_the_end_of_a_larger_figure() -> None:
    before = "企业免费配额比例为97%，航空企业为100%"
    after = "企业免费配额比例为96%，航空企业为100%，新建项目有偿配额比例为6%"
    assert "新增“新建项目有偿配额比例为6%”" in of_clause(before, after)
