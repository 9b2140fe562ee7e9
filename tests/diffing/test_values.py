"""Changed values, what they weigh, and the line that sums them up."""

import pytest

from diffing.blocks import blocks_of
from diffing.compare import compare_blocks
from storage.records import Difference


def difference(before: str, after: str) -> Difference:
    return compare_blocks(blocks_of(before), blocks_of(after))


@pytest.mark.parametrize(
    ("before", "after", "kind", "old", "new"),
    [
        ("企业可以报送排放材料", "企业应当报送排放材料", "modal", "可以", "应当"),
        ("增速不低于5%为宜", "增速不低于百分之六为宜", "percent", "5%", "百分之六"),
        ("总量为10吨以内", "总量为10千克以内", "unit", "10吨", "10千克"),
        ("处三千元罚款", "处五千元罚款", "amount", "三千元", "五千元"),
        ("有效期三年，到期延续", "有效期五年，到期延续", "number", "三年", "五年"),
        ("按国发〔2021〕3号", "按国发〔2022〕3号", "document_number", "〔2021〕3号", "〔2022〕3号"),
        ("《2020年度方案》同时使用", "《2021年度方案》同时使用", "date", "2020年度", "2021年度"),
    ],
)  # fmt: skip
def test_one_value(before: str, after: str, kind: str, old: str, new: str) -> None:
    values = difference(f"第三章 罚则\n第九条 {before}。", f"第三章 罚则\n第九条 {after}。").values
    assert [(v.kind, v.before, v.after, v.label) for v in values] == [
        (kind, old, new, "第三章 第九条")
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("单位应于期满后报送", "单位应当于期满后报送"),
        ("甲单位处三万元罚款，乙单位除外", "乙单位除外，甲单位处三万元罚款"),
        (
            "处三万元罚款的单位，由主管部门登记造册并向社会公布名单",
            "由主管部门登记造册并向社会公布名单的单位，处三万元罚款",
        ),
        ("根据国发〔2021〕3号文件", "根据国发[2021]3号文件要求"),
        ("依照第三条处罚有关单位", "依照第四条处罚有关单位"),
    ],
)
def test_no_value_changed(before: str, after: str) -> None:
    assert difference(f"第九条 {before}。", f"第九条 {after}。").values == ()


def test_ranges_and_several_values_pair_in_order() -> None:
    found = difference(
        "第九条 并处二万元以上十万元以下的罚款；逾期超过三日的，加收百分之一。",
        "第九条 并处十万元以上五十万元以下的罚款；逾期超过五日的，加收百分之二。",
    )
    assert [(v.before, v.after) for v in found.values] == [
        ("二万元", "十万元"), ("十万元", "五十万元"), ("三日", "五日"), ("百分之一", "百分之二"),
    ]  # fmt: skip


def test_weights_are_in_the_order_of_what_matters() -> None:
    base = "第九条 重点排放单位应当在每年三月底前报送上一年度温室气体排放报告，并对其真实性负责。"
    modal = difference(base, base.replace("应当", "可以")).significance
    wording = difference(base, base.replace("并对其", "且对其")).significance
    reference = difference(base + "依照第八条。", base + "依照第七条。").significance
    renumbered = difference(base, base.replace("第九条", "第八条")).significance
    furniture = difference(base + "\n打印 分享", base + "\n打印 转发").significance
    assert modal > 0.7 > wording > reference > renumbered > furniture >= 0


def test_the_summary_names_clauses_and_counts() -> None:
    old = "\n".join(f"第{n}条 第{n}项事务由第{n}号机构办理并归档。" for n in "一二三四")
    found = difference(old, old.replace("第三条 第三项事务由第三号机构办理并归档。\n", ""))
    assert found.summary == "删除第三条"
