"""What a change weighs, and of what nature it is."""

from pathlib import Path

import pytest

from benchmarks.significance import scores
from diffing.blocks import blocks_of
from diffing.compare import compare_blocks
from diffing.furniture import is_furniture
from storage.records import Difference

RIGHT = 0.95
BASE = "第九条 重点排放单位应当在每年三月底前报送上一年度温室气体排放报告，并对其真实性负责。"


def difference(before: str, after: str) -> Difference:
    return compare_blocks(blocks_of(before), blocks_of(after))


def edited(old: str, new: str) -> Difference:
    return difference(BASE, BASE.replace(old, new))


def test_weights_are_in_the_order_of_what_matters() -> None:
    modal = edited("应当", "可以").significance
    clause = edited("负责。", "负责，并接受主管部门的监督检查。").significance
    wording = edited("并对其", "且对其").significance
    reference = difference(BASE + "依照第八条。", BASE + "依照第七条。").significance
    renumbered = edited("第九条", "第八条").significance
    furniture = difference(BASE + "\n打印 分享", BASE + "\n打印 转发").significance
    assert modal > 0.7 > clause > 0.4 > wording > reference > renumbered > furniture >= 0


@pytest.mark.parametrize(
    ("old", "new", "nature"),
    [
        ("三月底", "六月底", "substance"),
        ("报送", "不得报送", "substance"),
        ("并对其真实性负责", "不对其真实性负责", "substance"),
        ("报告，", "报告和经核查的监测计划，", "substance"),
        ("应当", "必须", "wording"),
        ("三月底", "3月底", "wording"),
        ("重点排放单位应当在每年三月底前", "每年三月底前重点排放单位应当", "wording"),
        ("第九条", "第十条", "formality"),
    ],
)
def test_the_nature_of_an_edit(old: str, new: str, nature: str) -> None:
    assert edited(old, new).natures == (nature,)


ARTICLES = [
    "为了规范有关活动，制定本办法。",
    "城乡建设管理局负责有关活动的登记。",
    "单位应当向城乡建设管理局报送报告。",
    "城乡建设管理局应当公开登记结果。",
    "逾期不报送的，依照第三条处理。",
    "本办法自公布之日起施行。",
]


def numbered(articles: list[str]) -> str:
    return "\n".join(f"第{n}条 {text}" for n, text in zip("一二三四五六七", articles, strict=False))


def test_a_body_renamed_throughout_is_one_fact_and_wording() -> None:
    old = numbered(ARTICLES)
    found = difference(old, old.replace("城乡建设管理局", "住房管理局"))
    assert set(found.natures) == {"wording"}
    assert found.significance < 0.3
    assert "全文“城乡建设管理局”改为“住房管理局”，共3处" in found.summary
    assert sum("改为" in reason for reason in found.reasons) == 1
    partly = difference(old, old.replace("城乡建设管理局", "住房管理局", 2))
    assert "全文" not in partly.summary


def test_a_reference_in_step_with_the_numbers_is_formality() -> None:
    inserted = [*ARTICLES[:1], "有关活动应当公开、公平、公正。", *ARTICLES[1:]]
    in_step = [*inserted[:5], inserted[5].replace("第三条", "第四条"), inserted[6]]
    old = numbered(ARTICLES)
    found = difference(old, numbered(in_step))
    assert sorted(found.natures) == ["formality"] * 5 + ["substance"]
    # The articles kept their numbers, and another one is meant.
    aside = difference(old, old.replace("依照第三条", "依照第四条"))
    assert aside.natures == ("substance",)


@pytest.mark.parametrize(
    ("line", "furniture"),
    [
        ("浏览次数：1024", True),
        ("— 22 —", True),
        ("第 3 页 共 5 页", True),
        ("打印 分享", True),
        ("来源地应当登记", False),
        ("22", False),
        ("第三页所列企业", False),
    ],
)
def test_lines_of_the_page(line: str, furniture: bool) -> None:
    assert is_furniture(line) == furniture


def test_natures_and_weights_as_a_reader_has_them(shared: Path) -> None:
    found = scores(shared)
    assert found.broken == []
    assert found.right >= RIGHT, [v for v in found.verdicts if v.said != v.expected]


def test_another_text_is_graver_than_any_one_word() -> None:
    old = numbered(ARTICLES)
    other = "".join(chr(0x4E00 + 97 * at % 9_000) for at in range(700))
    new = numbered([other[100 * n : 100 * n + 60] for n in range(6)])
    word = difference(old, old.replace("应当", "可以", 1)).significance
    assert word < difference(old, new).significance
    unlike = difference(other * 2, "".join(chr(0x6F00 + 89 * at % 3_000) for at in range(1_400)))
    assert unlike.significance > 0.95
    lines = difference("\n".join(other), "\n".join("乙" * 2_000))
    assert lines.significance > 0.95


def test_a_point_is_less_than_a_word() -> None:
    old = numbered(ARTICLES)
    point = difference(old, old.replace("，", "；", 1))
    word = difference(old, old.replace("依照", "比照", 1))
    assert 0 < point.significance < word.significance
