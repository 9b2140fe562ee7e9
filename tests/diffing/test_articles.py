"""Amended laws: which article became which, and how, held against what a reader found."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from benchmarks.article_facts import Fact, article_words, facts_of
from benchmarks.articles import (
    Row,
    Score,
    counterparts,
    names,
    said_of,
    score,
    total,
    truth_of,
)
from diffing.blocks import blocks_of
from diffing.compare import compare_blocks

PRECISION, RECALL = 0.98, 0.98
"""Of all five laws together, with the state and without it."""
DEBATABLE = 0.08
STATES = {
    "same", "renumbered", "amended", "amended+renumbered", "moved", "moved+amended", "inserted",
    "deleted",
}  # fmt: skip


def numbered(articles: Iterable[str]) -> str:
    return "\n".join(f"第{n}条 {text}" for n, text in zip("一二三四五六", articles, strict=False))


def facts(before: str, after: str) -> set[Fact]:
    old, new = blocks_of(before), blocks_of(after)
    return facts_of(old, new, compare_blocks(old, new).hunks)


@pytest.mark.parametrize("seen", [lambda fact: fact, counterparts], ids=["state", "counterparts"])
def test_articles_of_the_amended_laws_find_their_counterparts(shared: Path, seen) -> None:
    found: Score = total(score(truth_of(name), said_of(name, shared), seen) for name in names())
    assert found.precision >= PRECISION, found.wrong
    assert found.recall >= RECALL, found.missed


@pytest.mark.parametrize("name", names())
def test_the_truth_has_every_article_of_both_texts(shared: Path, name: str) -> None:
    rows = [row.fact for row in truth_of(name)]
    assert len(set(rows)) == len(rows)
    assert {row.state for row in rows} <= STATES
    old, new = (
        article_words(blocks_of((shared / "pairs" / name / f"{side}.txt").read_text("utf-8")))
        for side in ("old", "new")
    )
    assert {row.old for row in rows} - {""} == set(old)
    assert {row.new for row in rows} - {""} == set(new)
    for row in rows:
        if row.old and row.new:
            assert ("amended" in row.state) == (old[row.old] != new[row.new]), row
            assert (row.old == row.new) == (row.state in ("same", "amended")), row
        else:
            assert row.state == ("deleted" if row.old else "inserted"), row


def test_little_of_the_truth_is_debatable() -> None:
    rows = [row for name in names() for row in truth_of(name)]
    assert sum(bool(row.instead or row.besides or row.optional) for row in rows) < DEBATABLE * len(
        rows
    )


def test_each_article_has_one_fact_though_its_paragraphs_have_a_hunk_each() -> None:
    before = [
        "为了推进节能，制定本办法。",
        "主管部门负责监督管理工作。\n其他部门依照职责协助主管部门。",
        "用能单位应当每年报送能源利用状况报告。\n报告应当真实完整。",
        "任何单位可以举报违反本办法的行为。",
        "本办法自公布之日起施行。",
    ]
    after = [
        before[0],
        before[3],
        before[1].replace("协助", "配合"),
        "国家建立能源审计制度，具体规定另行制定。",
        before[2] + "\n逾期不报的，责令改正。",
        before[4],
    ]
    assert facts(numbered(before), numbered(after)) == {
        Fact("第一条", "第一条", "same"),
        Fact("第四条", "第二条", "moved"),
        Fact("第二条", "第三条", "amended+renumbered"),
        Fact("", "第四条", "inserted"),
        Fact("第三条", "第五条", "amended+renumbered"),
        Fact("第五条", "第六条", "renumbered"),
    }


def test_typography_alone_leaves_all_articles_the_same() -> None:
    text = numbered(["鼓励采用(国家)推荐的设备;", "罚款1万元。"])
    folded = text.replace("(", "（").replace(")", "）").replace(";", "；").replace("1", "１")
    assert {fact.state for fact in facts(text, folded)} == {"same"}


def test_the_score_takes_what_truth_allows_and_counts_the_rest() -> None:
    rows = [
        Row(fact=Fact("一", "一", "same")),
        Row(fact=Fact("二", "三", "amended"), instead=(Fact("二", "", "deleted"),)),
        Row(fact=Fact("三", "四", "amended"), besides=(Fact("三", "五", "amended"),)),
        Row(fact=Fact("", "五", "inserted")),
        Row(fact=Fact("四", "六", "moved"), optional=True),
    ]
    good = {
        Fact("一", "一", "same"), Fact("二", "", "deleted"), Fact("三", "四", "amended"),
        Fact("三", "五", "amended"),
    }  # fmt: skip
    assert (score(rows, good).precision, score(rows, good).recall) == (1.0, 1.0)
    bad = {Fact("一", "一", "amended"), *(good - {Fact("一", "一", "same")})}
    assert (score(rows, bad).precision, score(rows, bad).recall) == (0.75, 0.8)
    assert score(rows, bad, counterparts).precision == 1.0
