"""Key facts keep what restricts them: where, of what, in which case, against what."""

from datetime import date

import pytest

from diffing.blocks import blocks_of
from pipeline.keyfacts import key_facts
from storage.records import Content, KeyFact

SIGNED = date(2021, 12, 1)


def found(text: str, title: str = "窑炉改造行动方案") -> list[KeyFact]:
    return list(key_facts(Content(title=title, signed_on=SIGNED, blocks=blocks_of(text)), None))


def targets(text: str) -> list[tuple[str, str, str]]:
    return [(x.who, x.what, x.value) for x in found(text) if x.kind == "target"]


def tasks(text: str) -> list[tuple[str, str]]:
    return [(x.who, x.what) for x in found(text) if x.kind == "obligation"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "到2025年，年产砖500万块以上的窑厂，余热利用率达到95%以上。",
            ("", "年产砖500万块以上的窑厂，余热利用率", "达到95%以上"),
        ),
        (
            "新增或更新运砖车、清窑车等车辆中，电动车比例不低于80%。",
            ("", "新增或更新运砖车、清窑车等车辆中，电动车比例", "不低于80%"),
        ),
        (
            "新建区域，到2025年旧砖利用率达到60%。",
            ("", "新建区域，旧砖利用率", "达到60%"),
        ),
        (
            "到2025年，在重点园区，煤气消费量下降10%。",
            ("", "在重点园区，煤气消费量", "下降10%"),
        ),
        (
            "到2025年，澄江地区继续限制轮窑，隧道窑与轮窑产能比控制在0.4左右。",
            ("澄江地区", "隧道窑与轮窑产能比", "控制在0.4左右"),
        ),
        (
            "到2025年，全市80%以上的窑厂完成改造。",
            ("", "全市窑厂完成改造", "80%以上"),
        ),
        (
            "“十四五”期间，全市累计建成充砖桩10万个。",
            ("", "全市建成充砖桩", "10万个"),
        ),
        (
            "到2025年，煤气占比达到50%（不含原料用气），窑厂减少。",
            ("", "煤气占比", "达到50%（不含原料用气）"),
        ),
        (
            "与2020年相比，到2025年单窑能耗下降13%。",
            ("", "单窑能耗", "与2020年相比下降13%"),
        ),
        (
            "到2025年，青砖占比由2020年的15.9%提高到20%左右。",
            ("", "青砖占比", "由2020年的15.9%提高到20%左右"),
        ),
    ],
)
def test_a_target_keeps_for_what_it_is_set(text: str, said: tuple[str, str, str]) -> None:
    assert targets(text) == [said]


def test_a_clause_that_says_what_is_done_is_no_part_of_an_indicator() -> None:
    text = "到2025年，积极创建绿色窑业城市，旧砖利用率达到60%。"
    assert targets(text) == [("", "旧砖利用率", "达到60%")]


def test_a_short_indicator_is_that_of_the_part_before() -> None:
    text = "到2025年，碎砖年利用量达到4亿吨；到2030年，年利用量达到5亿吨。"
    assert [what for _, what, _ in targets(text)] == ["碎砖年利用量", "碎砖年利用量"]


def test_a_rate_that_a_rule_changes_is_no_target() -> None:
    assert targets("购窑的首付比例由30%降低为20%。") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("单窑能耗“十四五”期间累计下降18%。", ("", "单窑能耗", "累计下降18%")),
        ("单窑能耗2025年比2020年下降18%。", ("", "单窑能耗", "比2020年下降18%")),
        ("到2025年，窑炉规模力争比2020年翻一番。", ("", "窑炉规模", "力争比2020年翻一番")),
        ("到2025年，窑炉规模比2020年翻一番以上。", ("", "窑炉规模", "比2020年翻一番以上")),
        ("到2025年，新增储砖能力2000万立方米/日。", ("", "新增储砖能力", "2000万立方米/日")),
        ("到2025年，产值突破1000亿元大关。", ("", "产值", "突破1000亿元")),
        ("到2025年，装窑能力达到300PFLOPS。", ("", "装窑能力", "达到300PFLOPS")),
        ("到2025年，建成存砖库2万座（间）以上。", ("", "建成存砖库", "2万座（间）以上")),
    ],
)
def test_forms_of_targets(text: str, said: tuple[str, str, str]) -> None:
    assert targets(text) == [said]


def test_a_head_shared_by_all_is_that_of_each() -> None:
    text = "到2025年，需氧量、烟尘、硫化物排放总量比2020年分别下降8%、8%、10%以上。"
    assert [what for _, what, _ in targets(text)] == [
        "需氧量排放总量", "烟尘排放总量", "硫化物排放总量"
    ]  # fmt: skip


def test_thousands_are_one_figure_and_blanks_none() -> None:
    text = "到 2025 年、2030 年，产量分别达到 1,000 万吨、1,200 万吨，产能降至1，100万吨。"
    assert [value for _, _, value in targets(text)] == [
        "达到1,000万吨", "达到1,200万吨", "降至1，100万吨"
    ]  # fmt: skip


def test_so_many_of_one_and_of_the_next() -> None:
    text = "到2025年，新增绿色窑厂100家，绿色园区10个，投资3亿元。"
    assert [(what, value) for _, what, value in targets(text)] == [
        ("新增绿色窑厂", "100家"),
        ("绿色园区", "10个"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("对具备条件的地区，2024年底前完成清窑。", [("", "对具备条件的地区，完成清窑")]),
        ("新建窑房到2025年全面执行青砖标准。", [("", "新建窑房全面执行青砖标准")]),
        ("窑业领域碳排放力争2030年前达到峰值。", [("", "窑业领域碳排放达到峰值")]),
        (
            "变更窑址的，应当在15日前向社会公布；停止烧窑的，应当在30日前报备案机关备案。",
            [("", "变更窑址的，向社会公布"), ("", "停止烧窑的，报备案机关备案")],
        ),
        (
            "烧窑企业终止经营的，应当自终止之日起15个工作日内办理注销手续。",
            [("烧窑企业", "终止经营的，办理注销手续")],
        ),
        (
            "材料不符合要求的，登记机关应当自收到之日起5日内一次告知窑厂。",
            [("登记机关", "材料不符合要求的，一次告知窑厂")],
        ),
        ("审查组应当自受理之日起30日内完成核查。", [("审查组", "完成核查")]),
        ("意见请于2024年6月30日前发送至邮箱。", [("", "意见发送至邮箱")]),
        ("列入《名录》的窑厂应当于每年3月31日前报送年报。", [("", "列入《名录》的窑厂报送年报")]),
        ("申报截止时间为2024年6月30日，逾期不予受理。", [("", "申报")]),
    ],
)  # fmt: skip
def test_a_task_keeps_in_which_case_and_of_what_it_is(
    text: str, said: list[tuple[str, str]]
) -> None:
    assert tasks(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "工期要求：合同签订后60天内完成。",
        "启动阶段（2024年4月1日至2024年12月31日）。",
        "《关于印发《砖瓦规划》的通知》要求，到2025年完成轮窑淘汰。",
    ],
)
def test_what_says_nothing_is_no_task(text: str) -> None:
    assert tasks(text) == []


def test_targets_of_another_text_with_a_title_in_its_title_are_not_this_one_s() -> None:
    text = "《关于印发《砖瓦规划》的补充通知（试行）》提出，到2025年旧砖利用率达到75%。"
    assert targets(text) == []


def test_what_a_layout_writes_otherwise_is_said_once() -> None:
    text = "各市窑炉局应于2024年6月30日前报送“绿色窑厂”名单。到2025年，产量达到1,000万吨。"
    file = '各市窑炉局应于 2024 年 6 月 30 日前报送 "绿色窑厂"名单。到 2025 年，产量达到 1000万吨。'
    content = Content(title="窑业行动方案", signed_on=SIGNED, blocks=blocks_of(text))
    facts = key_facts(content, None, [("通知.pdf", file)])
    assert [(one.kind, one.attachment) for one in facts] == [("obligation", ""), ("target", "")]


def test_a_figure_that_differs_by_its_point_is_another() -> None:
    content = Content(
        title="窑业行动方案", signed_on=SIGNED, blocks=blocks_of("到2025年，产量达到10.5万吨。")
    )
    facts = key_facts(content, None, [("附件.pdf", "到2025年，产量达到105万吨。")])
    assert [one.value for one in facts] == ["达到10.5万吨", "达到105万吨"]


def test_the_name_of_an_article_is_no_addressee() -> None:
    (one,) = found("【适用范围】 本市窑炉企业的登记单位，适用本办法。", "窑炉办法")
    assert one.who == "本市窑炉企业的登记单位"
