"""Key facts of invented sentences: what counts, what does not, and in which words."""

from datetime import date

import pytest

from diffing.blocks import blocks_of
from pipeline.keyfacts import key_facts
from storage.records import Content, KeyFact

SIGNED = date(2023, 12, 1)


def found(text: str, title: str = "窑炉改造行动方案", day: date | None = SIGNED) -> list[KeyFact]:
    content = Content(title=title, signed_on=day, blocks=blocks_of(text))
    return list(key_facts(content, None))


def targets(text: str, title: str = "窑炉改造行动方案") -> list[tuple[str, str, str]]:
    return [(x.by, x.what, x.value) for x in found(text, title) if x.kind == "target"]


def tasks(text: str) -> list[tuple[str, str, str]]:
    return [(x.by, x.who, x.what) for x in found(text) if x.kind == "obligation"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "到2025年，全市烟尘浓度比2020年下降10%，停窑天数比率控制在1%以内。",
            [
                ("到2025年", "全市烟尘浓度", "比2020年下降10%"),
                ("到2025年", "停窑天数比率", "控制在1%以内"),
            ],
        ),
        (
            "到 2025 年，窑炉保有量约 5 万台，成品率达到百分之九十以上。",
            [
                ("到 2025 年", "窑炉保有量", "约 5 万台"),
                ("到 2025 年", "成品率", "达到百分之九十以上"),
            ],
        ),
        (
            "到2025年，旧砖利用率达到65%，到2030年达到75%。",
            [("到2025年", "旧砖利用率", "达到65%"), ("到2030年", "旧砖利用率", "达到75%")],
        ),
        (
            "到2025年，铁路、水路运砖量比2020年分别增长10%和12%左右。",
            [
                ("到2025年", "铁路运砖量", "比2020年增长10%"),
                ("到2025年", "水路运砖量", "比2020年增长12%左右"),
            ],
        ),
        (
            "一是到2025年，建成100座标杆窑；二是到2027年，培育绿色窑厂300家、绿色园区20个。",
            [
                ("到2025年", "标杆窑", "建成100座"),
                ("到2027年", "培育绿色窑厂", "300家"),
                ("到2027年", "绿色园区", "20个"),
            ],
        ),
        (
            "到2025年、2030年，青砖产量分别达到11万吨、15万吨。",
            [("到2025年", "青砖产量", "达到11万吨"), ("2030年", "青砖产量", "达到15万吨")],
        ),
        (
            "到2025年，城市旧砖利用率达80%左右，县城达70%左右。",
            [
                ("到2025年", "城市旧砖利用率", "达80%左右"),
                ("到2025年", "县城旧砖利用率", "达70%左右"),
            ],
        ),
        ("到2030年，窑炉装机翻一番。", [("到2030年", "窑炉装机", "翻一番")]),
        ("到2025年，80%以上的窑厂完成改造任务。", [("到2025年", "窑厂完成改造任务", "80%以上")]),
        ("全市旧砖利用率稳定在86%以上。", [("", "全市旧砖利用率", "稳定在86%以上")]),
    ],
)
def test_figures_to_be_reached(text: str, said: list[tuple[str, str, str]]) -> None:
    assert targets(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "2023年前11月全市完成造窑投资超1万亿元。",
        "2022年全市烟尘浓度比2021年下降了10%。",
        "目前，旧砖利用率达到65%。",
        "年产量超过1万吨的窑厂应当备案。",
        "处十万元以上二十万元以下的罚款。",
        "《砖瓦规划》提出，到2030年旧砖利用率达到75%。",
        "对每个项目给予不超过100万元的补助。",
        "车辆续驶里程不低于200公里。",
        "到2025年、2030年，青砖产量分别达到11万吨、15万吨、18万吨。",
        "到2025年，青砖产量分别达到11万吨、15万吨。",
        "到2025年，其他地区达到60%。",
        "到2025年，每座窑的补贴标准提高到3000元。",
    ],
)
def test_figures_that_are_no_targets(text: str) -> None:
    assert targets(text) == []


def test_rules_set_bounds_and_no_targets() -> None:
    assert targets("第三条 窑炉热效率控制在86%以上。") == []


def test_the_next_sentence_goes_on_with_the_time_before() -> None:
    _, second = found("到2025年，烟尘浓度下降10%。城区烟尘浓度下降20%。")
    assert (second.what, second.by, second.by_date) == ("城区烟尘浓度", "", date(2025, 12, 31))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "县级窑炉主管部门组织初审，于2024年1月31日前将名单报送市局。",
            [("2024年1月31日前", "县级窑炉主管部门", "将名单报送市局")],
        ),
        (
            "窑厂应当于每年3月31日前向登记机关提交年度报告。",
            [("每年3月31日前", "窑厂", "向登记机关提交年度报告")],
        ),
        (
            "登记机关应当自受理申请之日起二十日内作出决定；情况复杂的，可以延长十日。",
            [("自受理申请之日起二十日内", "登记机关", "作出决定")],
        ),
        (
            "窑厂应当在停窑三十日前将方案报送主管部门备案。",
            [("在停窑三十日前", "窑厂", "将方案报送主管部门备案")],
        ),
        ("行业协会每年开展砖样征集。", [("每年", "行业协会", "开展砖样征集")]),
        (
            "到2025年，甲市基本淘汰轮窑，完成隧道窑改造；乙市实现超低排放。",
            [
                ("到2025年", "甲市", "基本淘汰轮窑"),
                ("到2025年", "甲市", "完成隧道窑改造"),
                ("到2025年", "乙市", "实现超低排放"),
            ],
        ),
        (
            "完善隐患台账，建立巡查机制。"
            "（责任部门：市窑炉局、各县（区）政府；完成时限：2024年6月底前）",
            [("2024年6月底前", "市窑炉局、各县（区）政府", "完善隐患台账，建立巡查机制")],
        ),
        ("申报时间：即日起至2024年3月31日。", [("即日起至2024年3月31日", "", "申报")]),
        ("2024年8月15日，各区公布结果。", [("2024年8月15日", "各区", "公布结果")]),
        (
            "旧窑改造于2024年10月底前完工。",
            [("2024年10月底前", "", "旧窑改造于2024年10月底前完工")],
        ),
    ],
)
def test_tasks_with_a_time(text: str, said: list[tuple[str, str, str]]) -> None:
    assert tasks(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "各地要加快推进窑炉改造。",
        "窑厂可以在收到决定之日起十日内申请复核。",
        "三年内不得再次申请。",
        "有条件的窑厂可在2026年前开展试点。",
        "鼓励窑厂在2024年6月底前完成改造。",
        "2024年，全市窑炉能耗降低2.5%左右，二〇二五年底前全面完成。",
        "毕业2年内的职工，按规定享受补贴。",
        "在2024年6月30日前办结手续的窑厂，给予一次性补助。",
        "到2025年，绿色窑炉体系初步构建。",
        "《砖瓦规划》要求，到2025年完成轮窑淘汰。",
        "2023年11月5日，市窑炉局公布了名单。",
    ],
)
def test_what_is_no_task(text: str) -> None:
    assert tasks(text) == []


def test_a_line_that_is_a_time_alone_is_of_the_line_above() -> None:
    (one,) = found("（一）网上报名\n2024年5月6日9:00至5月8日17:00。")
    assert (one.what, one.by_date) == ("网上报名", date(2024, 5, 8))
    assert one.what in one.sentence
    assert one.by in one.sentence


def test_who_is_in_charge_may_stand_below() -> None:
    (one,) = found("完成窑炉普查，2024年6月30日前报送结果。\n责任单位：市窑炉局")
    assert one.who == "市窑炉局"
    assert one.who in one.sentence


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("关于窑炉的通知\n各市、县人民政府：\n现印发给你们。", "各市、县人民政府"),
        ("第二条 本办法适用于本市的窑炉企业。", "本市的窑炉企业"),
        ("第二条 在本市从事窑炉登记，适用本办法。", "在本市从事窑炉登记"),
    ],
)
def test_addressees(text: str, who: str) -> None:
    assert [x.who for x in found(text) if x.kind == "addressee"] == [who]


def test_things_are_no_addressee() -> None:
    assert found("第二条 本办法适用于本市窑炉的登记。") == []


def test_a_line_that_leads_on_is_no_addressee() -> None:
    assert found("关于窑炉的通知\n经研究，现将有关事项通知如下：\n一、登记。") == []


def test_tables_by_year() -> None:
    table = (
        "指标\t单位\t2020年\t2025年目标\t2030年目标\n"
        "旧砖利用率\t%\t50\t65\t75\n绿色窑厂\t家\t—\t300\t—"
    )
    facts = found(table)
    said = [(one.what, one.value, one.by) for one in facts]
    assert said == [
        ("旧砖利用率", "65%", "2025年"),
        ("旧砖利用率", "75%", "2030年"),
        ("绿色窑厂", "300家", "2025年"),
    ]
    assert "2025年目标" in facts[0].sentence


def test_tables_of_tasks() -> None:
    table = (
        "序号\t重点任务\t责任单位\t完成时限\n"
        "1\t完成窑炉普查\t市窑炉局\t2024年6月底前\n"
        "2\t开展巡查\t各区\t长期坚持\n"
        "3\t公布名单\t市窑炉局\t2023年6月底前"
    )
    (one,) = found(table)
    assert (one.who, one.what, one.by) == ("市窑炉局", "完成窑炉普查", "2024年6月底前")
    assert one.by_date == date(2024, 6, 30)


def test_what_an_attachment_repeats_is_said_once() -> None:
    text = "到2025年，成品率达到90%。"
    content = Content(title="窑炉行动方案", signed_on=SIGNED, blocks=blocks_of(text))
    more = f"{text}到2030年，成品率达到95%。"
    facts = key_facts(content, None, [("附件.pdf", more)])
    assert [(one.by, one.attachment) for one in facts] == [
        ("到2025年", ""),
        ("到2030年", "附件.pdf"),
    ]


def test_a_document_without_a_day_is_seen_from_when_it_was_met() -> None:
    content = Content(title="窑炉方案", blocks=blocks_of("2024年6月底前，各区完成窑炉普查。"))
    assert key_facts(content, date(2025, 1, 1)) == ()
    assert len(key_facts(content, date(2024, 1, 1))) == 1
