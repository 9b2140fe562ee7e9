"""Changed values: what is lifted out of a clause, and what is not."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from diffing.blocks import blocks_of
from diffing.compare import compare_blocks
from storage.records import Difference
from tests.diffing.spellings import chinese

Spelling = Callable[[int], str]


def difference(before: str, after: str) -> Difference:
    return compare_blocks(blocks_of(before), blocks_of(after))


def of_clause(before: str, after: str) -> Difference:
    return difference(f"第三章 罚则\n第九条 {before}。", f"第三章 罚则\n第九条 {after}。")


def values(before: str, after: str) -> list[tuple[str, str | None, str | None]]:
    return [(v.kind, v.before, v.after) for v in of_clause(before, after).values]


@pytest.mark.parametrize(
    ("before", "after", "kind", "old", "new"),
    [
        ("企业可以报送排放材料", "企业应当报送排放材料", "modal", "可以", "应当"),
        ("增速不低于5%为宜", "增速不低于百分之六为宜", "percent", "5%", "百分之六"),
        ("总量为10吨以内", "总量为10千克以内", "unit", "10吨", "10千克"),
        ("总量为10吨以内", "总量为10万吨以内", "unit", "10吨", "10万吨"),
        ("处三千元罚款", "处五千元罚款", "amount", "三千元", "五千元"),
        ("费用为200元/吨", "费用为250元/吨", "amount", "200元/吨", "250元/吨"),
        ("有效期三年，到期延续", "有效期五年，到期延续", "number", "三年", "五年"),
        ("下降系数为1", "下降系数为0.99", "number", "1", "0.99"),
        ("每年三月底前报送", "每年六月底前报送", "date", "三月底", "六月底"),
        ("“十三五”期间执行", "“十四五”期间执行", "date", "十三五", "十四五"),
        ("取2017~2019年的均值", "取2018—2020年的均值", "date", "2017~2019年", "2018—2020年"),
        ("按国发〔2021〕3号", "按国发〔2022〕3号", "document_number",
         "国发〔2021〕3号", "国发〔2022〕3号"),
        ("覆盖部分行业", "覆盖全部行业", "scope", "部分", "全部"),
        ("名额不超过5家", "名额不低于5家", "scope", "不超过", "不低于"),
        ("处壹万伍仟元罚款", "处贰拾万元罚款", "amount", "壹万伍仟元", "贰拾万元"),
        ("价款¥1,000,000为限", "价款¥1,500,000为限", "amount", "¥1,000,000", "¥1,500,000"),
        ("温度为-5℃时停止", "温度为5℃时停止", "number", "-5℃", "5℃"),
        ("范围为-5～10℃之间", "范围为-8～10℃之间", "number", "-5～10℃", "-8～10℃"),
        ("增速提高-0.5个百分点", "增速提高0.5个百分点", "number", "-0.5个百分点", "0.5个百分点"),
        ("降低三分之一的配额", "降低三分之二的配额", "number", "三分之一", "三分之二"),
        ("电话010-12345678", "电话010-87654321", "number", "010-12345678", "010-87654321"),
        ("强度按tCO2/t计算", "强度按kgCO2/t计算", "unit", "tCO2/t", "kgCO2/t"),
        ("控制PM2.5的浓度", "控制PM10的浓度", "number", "PM2.5", "PM10"),
        ("应于第一季度内完成", "应于第二季度内完成", "date", "第一季度", "第二季度"),
        ("于2025年上半年总结", "于2025年下半年总结", "date", "2025年上半年", "2025年下半年"),
        ("3月上旬报送材料", "3月中旬报送材料", "date", "3月上旬", "3月中旬"),
        ("于每年3月底前报送", "于次年3月底前报送", "date", "每年", "次年"),
        ("申请人不予登记", "申请人予以登记", "modal", "不予", "予以"),
        ("企业应当公开信息", "企业应当不公开信息", "modal", "应当", "应当不"),
        ("企业无须报告情况", "企业须报告情况", "modal", "无须", "须"),
        ("企业不可转让配额", "企业可转让配额", "modal", "不可", "可"),
        ("企业不得转让配额", "企业可以不转让配额", "modal", "不得", "可以不"),
        ("企业应报告情况", "企业宜报告情况", "modal", "应", "宜"),
        ("按甲部令第19号执行", "按甲部令第31号执行", "document_number",
         "甲部令第19号", "甲部令第31号"),
        ("执行主席令第八十一号的", "执行主席令第八十二号的", "document_number",
         "主席令第八十一号", "主席令第八十二号"),
        ("见甲部公告2023年第5号", "见甲部公告2023年第6号", "document_number",
         "甲部公告2023年第5号", "甲部公告2023年第6号"),
    ],
)  # fmt: skip
def test_one_value(before: str, after: str, kind: str, old: str, new: str) -> None:
    found = of_clause(before, after).values
    assert [(v.kind, v.before, v.after, v.label) for v in found] == [
        (kind, old, new, "第三章 第九条")
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("单位应于期满后报送", "单位应当于期满后报送"),
        ("处壹拾万元罚款并公告", "处十万元罚款并公告"),
        ("依法作出处理决定书", "依法予以作出处理决定书"),
        ("甲单位处三万元罚款，乙单位除外", "乙单位除外，甲单位处三万元罚款"),
        (
            "处三万元罚款的单位，由主管部门登记造册并向社会公布名单",
            "由主管部门登记造册并向社会公布名单的单位，处三万元罚款",
        ),
        ("根据国发〔2021〕3号文件", "根据国发[2021]3号文件要求"),
        ("依照第三条处罚有关单位", "依照第四条处罚有关单位"),
        ("处二十万元罚款", "处20万元罚款"),
        ("限报2项", "限报2个"),
        ("二类疫病应当报告", "三类疫病应当报告"),
        ("按《2020年度方案》执行", "按《2021年度方案》执行"),
        ("由县级以上人民政府批准", "由省级人民政府批准"),
    ],
)
def test_no_value_changed(before: str, after: str) -> None:
    assert values(before, after) == []


def test_ranges_and_several_values_pair_in_order() -> None:
    found = values(
        "并处二万元以上十万元以下的罚款；逾期超过三日的，加收百分之一",
        "并处十万元以上五十万元以下的罚款；逾期超过五日的，加收百分之二",
    )
    assert [(old, new) for _, old, new in found] == [
        ("二万元", "十万元"), ("十万元", "五十万元"), ("三日", "五日"), ("百分之一", "百分之二"),
    ]  # fmt: skip


def test_an_upper_bound_beside_a_kept_figure_came() -> None:
    assert values("处100万元的罚款", "处100万元以上500万元以下的罚款") == [
        ("scope", None, "以上"), ("amount", None, "500万元"), ("scope", None, "以下"),
    ]  # fmt: skip


def test_a_range_that_stands_elsewhere_has_not_changed() -> None:
    found = values(
        "有前款第一项行为的，处二万元以下的罚款；有前款第二项行为的，处五万元以上二十万元以下的罚款",
        "有前款第二项行为的，处五万元以上二十万元以下的罚款；有前款第三项行为的，处十万元以下的罚款",
    )
    assert ("amount", "五万元", "二十万元") not in found
    assert {new for _, _, new in found} <= {"十万元", None}


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("企业报送材料", "企业应当报送材料", [("modal", None, "应当")]),
        ("企业可以报送材料", "企业报送材料", [("modal", "可以", None)]),
        # In a sentence that is new as a whole, a word of duty is grammar.
        (
            "企业报送材料",
            "企业报送材料。主管部门应当自收到材料之后及时核对并书面告知企业核对结果",
            [],
        ),
        # One that only changed its place is none.
        ("可以由主管部门处理有关企业", "由主管部门责令改正，可以处理有关企业", []),
    ],
)
def test_words_of_duty_that_came_or_went(
    before: str, after: str, found: list[tuple[str, str | None, str | None]]
) -> None:
    assert values(before, after) == found


def test_a_word_of_duty_within_a_sentence_that_moved() -> None:
    kept = "任何单位和个人不得侵占或者破坏矿产资源，不得干扰勘查作业区的生产秩序和工作秩序。"
    moved = "各级人民政府{}加强矿产资源的保护工作并定期公布情况"
    found = values(kept + moved.format("必须"), moved.format("应当") + "。" + kept.rstrip("。"))
    assert found == [("modal", "必须", "应当")]


def test_entries_of_the_list_of_attachments_that_came_or_went() -> None:
    head = "现将方案印发给你们。\n附件：1．企业名单\n2．计算方法"
    found = difference(head, head + "\n3．冻结配额的企业名单")
    assert [(v.kind, v.before, v.after) for v in found.values] == [
        ("attachment", None, "冻结配额的企业名单")
    ]
    gone = difference(head + "\n3．冻结配额的企业名单", head)
    assert [(v.before, v.after) for v in gone.values] == [("冻结配额的企业名单", None)]
    renamed = difference(head, head.replace("企业名单", "企业名录"))
    assert [(v.before, v.after) for v in renamed.values] == [("企业名单", "企业名录")]
    # An enumeration in the text is no list of attachments.
    assert difference("要求：\n1．先申报\n2．后核查", "要求：\n1．先申报").values == ()


WORDS = (
    "配额清缴",
    "核查报告",
    "监测数据",
    "绿色低碳",
    "有关单位",
    "技术改造",
    "信息公开",
    "试点地区",
)
CLAUSE = st.lists(st.sampled_from(WORDS), min_size=2, max_size=8)
AMOUNT = st.integers(1, 9_999)
SHAPES = st.sampled_from(
    ["处{}万元罚款", "不低于{}%", "在{}个工作日内报送", "共{}家", "达到{}万吨"]
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(CLAUSE, CLAUSE, SHAPES, AMOUNT, AMOUNT)
def test_a_changed_value_is_always_lifted_out(
    head: list[str], tail: list[str], shape: str, old: int, new: int
) -> None:
    clause = f"第一条 {''.join(head)}，{shape}，{''.join(tail)}。"
    found = difference(clause.format(old), clause.format(new)).values
    assert bool(found) == (old != new)
    if found:
        assert len(found) == 1
        assert (str(old) in str(found[0].before), str(new) in str(found[0].after)) == (True, True)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(CLAUSE, CLAUSE, st.sampled_from(["处{}万元罚款", "有效期{}年", "在{}日内报送"]), AMOUNT)
def test_an_equal_value_in_another_spelling_never_is(
    head: list[str], tail: list[str], shape: str, number: int
) -> None:
    clause = f"第一条 {''.join(head)}，{shape}，{''.join(tail)}。"
    found = difference(clause.format(number), clause.format(chinese(number)))
    assert found.values == ()
    assert found.hunks
    assert found.significance < 0.3


def wide(number: int) -> str:
    return "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(number))


SPELLING = st.sampled_from([str, wide, chinese, "{:,}".format])


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.sampled_from(["处{}万元罚款", "有效期{}天"]), AMOUNT, AMOUNT, SPELLING, SPELLING)
def test_folding_never_hides_a_changed_value(
    shape: str, old: int, new: int, before: Spelling, after: Spelling
) -> None:
    clause = f"第一条 配额清缴，{shape}，信息公开。"
    found = difference(clause.format(before(old)), clause.format(after(new)))
    assert len(found.values) == (old != new)
    assert bool(found.hunks) or old == new


@pytest.mark.parametrize(
    "lead",
    ["按照", "依据", "依照", "参照", "执行", "收到", "见", "经", "由", "以", "遵照", "贯彻", "落实",
     "废止", "修改", "你委", "严格依照"],
)  # fmt: skip
def test_a_document_number_without_the_words_before_it(lead: str) -> None:
    found = of_clause(f"{lead}甲环发〔2023〕5号文件办理", f"{lead}甲环发〔2024〕6号文件办理").values
    assert [(v.before, v.after) for v in found] == [("甲环发〔2023〕5号", "甲环发〔2024〕6号")]


def test_an_article_that_is_one_value_keeps_its_counterpart() -> None:
    found = compare_blocks(blocks_of("第二条 10吨"), blocks_of("第二条 12吨"))
    assert [(v.before, v.after) for v in found.values] == [("10吨", "12吨")]
