"""The dates that a text sets: which, of what kind, and which day is meant."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from diffing.blocks import blocks_of
from pipeline.deadlines import deadlines_of
from pipeline.deadlines.shown import when_words
from pipeline.pages.files import extract_file
from storage.records import Block, Content, Deadline

SIGNED = date(2023, 12, 1)


def found(
    text: str,
    *,
    title: str = "关于做好有关工作的通知",
    signed_on: date | None = SIGNED,
    effective_on: date | None = None,
    files: Sequence[tuple[str, str]] = (),
) -> tuple[Deadline, ...]:
    content = Content(
        title=title, signed_on=signed_on, effective_on=effective_on, blocks=blocks_of(text)
    )
    return deadlines_of(content, files)


def told(text: str, **known: date | None) -> list[str]:
    """Each as kind, day, precision; ``~`` before what is inferred."""
    return [
        f"{'~' if one.inferred else ''}{one.kind} {one.date} {one.precision}"
        for one in found(text, **known)  # type: ignore[arg-type]
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("请于2024年1月31日前将总结报送我局。", "report 2024-01-31 day"),
        ("请于2023年12月29日17:00前提交申请材料。", "apply 2023-12-29 day"),
        ("请于12月15日（星期五）前将意见反馈我局。", "~consultation 2023-12-15 day"),
        ("意见反馈截止时间为2024年1月5日。", "consultation 2024-01-05 day"),
        ("征求意见时间：2023年12月1日—12月30日。", "consultation 2023-12-30 day"),
        ("自2023年12月1日起30日内公开征求意见。", "~consultation 2023-12-31 day"),
        ("公示期为2023年12月8日至12月14日。", "consultation 2023-12-14 day"),
        ("申报时间为2024年1月1日至3月1日。", "apply 2024-03-01 day"),
        ("即日起至12月31日，企业可登录平台申报。", "~apply 2023-12-31 day"),
        ("申报截止日期：2024-01-08", "apply 2024-01-08 day"),
        ("到2025年，绿色采购占比达到30%。", "target 2025-12-31 year"),
        ("到二〇二五年，绿色采购占比达到30%。", "target 2025-12-31 year"),
        ("二〇二四年六月三十日前完成。", "target 2024-06-30 day"),
        ("2030年前，碳排放达到峰值。", "target 2030-12-31 year"),
        ("2024年年底前建立信息平台。", "target 2024-12-31 year"),
        ("2024年6月底前完成改造。", "target 2024-06-30 month"),
        ("2024年一季度末完成改造。", "target 2024-03-31 month"),
        ("（责任单位：气候处，完成期限：2024年四季度）", "target 2024-12-31 month"),
        ("2024年2月中旬前完成改造。", "target 2024-02-20 month"),
        ("2023—2025年，每年新增绿色建筑100万平方米。", "target 2025-12-31 year"),
        ("“十四五”期间，煤炭消费占比下降到50%。", "~target 2025-12-31 year"),
        ("年内完成全部任务。", "~target 2023-12-31 year"),
        ("请于12月29日（星期五）下班前报送材料。", "~report 2023-12-29 day"),
        ("自即日起三个月内完成整改。", "~target 2024-03-01 day"),
        ("即日起停止受理新增申请。", "~effective 2023-12-01 day"),
        ("报名时间：即日起至2024年1月5日", "apply 2024-01-05 day"),
        ("意见征集时间：2023年12月1日至12月31日", "consultation 2023-12-31 day"),
        ("2024年1月31日前完成2023年度数据填报工作。", "apply 2024-01-31 day"),
        ("各省级部门于1月5日前将申报材料、推荐意见报送我局。", "~report 2024-01-05 day"),
        ("申报单位应于1月5日前提交申报材料。", "~apply 2024-01-05 day"),
        ("有效期自发布之日起5年。", "~expiry 2028-11-30 day"),
        ("月底前报送。", "~report 2023-12-31 month"),
        ("请将材料于本月25日前报送。", "~report 2023-12-25 day"),
        ("各地于次年1月31日前上报总结。", "~report 2024-01-31 day"),
        ("各地于6月底前上报总结。", "~report 2024-06-30 month"),
        ("企业于每年3月31日前报送排放报告。", "~report 2024-03-31 day"),
        ("企业于每月5日前报送月报。", "~report 2023-12-05 day"),
        ("本办法自2024年3月1日起施行。", "effective 2024-03-01 day"),
        ("本办法自公布之日（2023年11月27日）起施行。", "effective 2023-11-27 day"),
        ("本办法自公布之日起施行。", "~effective 2023-12-01 day"),
        ("本办法自公布之日起30日后施行。", "~effective 2023-12-31 day"),
        ("自2024年度起，配额实行有偿分配。", "effective 2024-01-01 year"),
        ("请于本通知印发之日起15个工作日内报送方案。", "~report 2023-12-22 day"),
        ("应在本方案印发之日起一年内完成。", "~target 2024-12-01 day"),
        ("请于收到本通知之日起10日内报送名单。", "report None day"),
        ("企业应于规划期首年6月30日前报送规划。", "report None day"),
        ("各地应于2024年2月30日前上报。", "report None day"),
        ("本通知有效期至2028年12月31日。", "expiry 2028-12-31 day"),
        ("原《某某办法》自2024年1月1日起废止。", "expiry 2024-01-01 day"),
        ("自2024年1月1日起，《某某办法》（甲发〔2019〕4号）停止执行。", "expiry 2024-01-01 day"),
        ("自2024年1月1日起，原补贴政策停止执行。", "expiry 2024-01-01 day"),
        ("自2024年1月1日起，对落后企业停止执行优惠电价。", "effective 2024-01-01 day"),
        ("《某某办法》将于2024年底废止。", "expiry 2024-12-31 year"),
        ("自2024年1月1日至2027年12月31日，对车船免征税费。", "expiry 2027-12-31 day"),
        ("实施期限暂定至2024年底。", "expiry 2024-12-31 year"),
        ("公开征求意见，期限为自本公告发布之日起30日。", "~consultation 2023-12-31 day"),
        ("请各单位自本计划下达之日起12个月内完成编制。", "~target 2024-12-01 day"),
        ("企业于每季度结束后15日内报送报表。", "~report 2024-01-15 day"),
        ("每月的数据于次月10日前报送。", "~report 2023-12-10 day"),
        ("对2022年完成情况自评，并于12月28日前报送报告。", "~report 2023-12-28 day"),
        ("申报截止日期由2023年12月5日调整为2024年1月8日，请提交材料。", "apply 2024-01-08 day"),
        (
            "第三条“自2024年10月1日起执行”修改为“自2025年10月1日起执行”。",
            "effective 2025-10-01 day",
        ),
        ("公示期5个工作日（2023年12月4日至12月8日）。", "consultation 2023-12-08 day"),
        ("自公示之日起5个工作日内，可提出书面异议。", "~consultation 2023-12-08 day"),
        ("原定2023年12月15日截止的申报延期至2024年1月15日。", "apply 2024-01-15 day"),
        ("重点单位应于2024年6月6日前提交结转申请。", "apply 2024-06-06 day"),
        ("过渡期至2024年6月30日。", "expiry 2024-06-30 day"),
        ("该办法有效期延长5年，至2029年12月31日止。", "expiry 2029-12-31 day"),
        ("展望2035年，形成完善的产业体系。", "target 2035-12-31 year"),
        ("春节前完成隐患排查。", "~target 2024-02-09 day"),
        ("国庆节前完成隐患排查。", "~target 2024-09-30 day"),
    ],
)
def test_one_date(text: str, said: str) -> None:
    assert told(text) == [said]


@pytest.mark.parametrize(
    "text",
    [
        "截至2023年底，全市共有绿色工厂十家。",
        "《某某方案》已于2022年废止。",
        "《某某方案》于2022年废止。",
        "《某某方案》已于2023年12月31日废止。",
        "2021年，全市能耗下降3%。",
        "能耗比2025年下降3%。",
        "在2025年基础上进一步提高。",
        "根据《某某办法》（2024年12月31日前有效）开展工作。",
        "印发《2030年前碳达峰行动方案》。",
        "为确保实现2030年前碳达峰目标，制定本方案。",
        "2024年6月30日前取得备案的项目可以直接登记。",
        "应当自受理之日起20个工作日内作出决定。",
        "自合同生效之日起5个工作日内付款。",
        "生产许可证有效期为5年。",
        "依据某部公告2024年第3号执行。",
        "采用2024年版目录，按2024年度计划开展工作。",
        "2023年11月1日至2024年3月31日为采暖期。",
        "本规划期限为2024—2035年。",
        "船舶绿色发展纲要（2024—2030年）",
        "2030年前碳达峰行动方案",
        "若12月20日前只是提交了资料，另行办理。",
        "确保2024年食品诚信管理工作各项任务按期完成。",
        "2024年10月1日前出厂的产品，可以继续销售。",
        "培训时间：2024年9月20日至22日。",
        "一个纳税年度指当年的1月1日至12月31日。",
        "2025住房公积金年度（2025年7月1日至2026年6月30日）缴存工作通知如下。",
        "对一季度新增的宽带用户给予补贴。",
        "信息变化的，应于次月10日前报送。",
        "新核发的许可证一律采用电子证照，有效期4年。",
    ],
)
def test_no_deadline(text: str) -> None:
    assert told(text) == []


def test_the_years_hang_on_what_was_said_before() -> None:
    text = "2024年，各地启动改造，6月底前完成摸底。12月底前完成改造。\n9月底前报送总结。"
    assert told(text) == [
        "target 2024-12-31 year",
        "~target 2024-06-30 month",
        "~target 2024-12-31 month",
        "~report 2024-09-30 month",
    ]


def test_force_and_its_end() -> None:
    assert told("本办法自2024年1月1日起施行，有效期五年。") == [
        "effective 2024-01-01 day",
        "~expiry 2028-12-31 day",
    ]
    assert told("本通知自印发之日起试行两年。") == [
        "~effective 2023-12-01 day",
        "~expiry 2025-11-30 day",
    ]
    apart = "本办法有效期3年。\n第九条 本办法自2024年3月1日起施行。"
    assert told(apart)[0] == "~expiry 2027-02-28 day"
    grace = "存量企业应自本办法施行之日起六个月内达到要求。\n第九条 本办法自2024年3月1日起施行。"
    assert told(grace)[0] == "~target 2024-09-01 day"


def test_what_hangs_on_an_unknown_day_has_none() -> None:
    assert told("本办法自公布之日起施行，有效期五年。", signed_on=None) == [
        "effective None day",
        "expiry None day",
    ]
    assert told("请于12月31日前报送总结。", signed_on=None) == ["report None day"]
    assert told("企业于每年3月31日前报送排放报告。", signed_on=None) == ["report None day"]


def test_the_day_that_the_page_states_is_that_of_its_promulgation() -> None:
    stated = date(2023, 12, 8)
    assert told("本办法自印发之日起施行。", effective_on=stated) == ["~effective 2023-12-08 day"]


def test_a_lone_date_takes_its_kind_from_the_line_above() -> None:
    text = "二、时间安排\n（一）材料申报\n2023年12月31日前\n（二）专家评审\n2024年1月完成评审。"
    one, two = found(text)
    assert (one.kind, one.date, one.label) == ("apply", date(2023, 12, 31), "二（一）")
    assert (two.kind, two.date, two.precision) == ("target", date(2024, 1, 31), "month")


def test_a_closing_day_is_of_what_the_document_calls_for() -> None:
    (one,) = found("截止日期：2024年1月8日", title="关于组织申报某项目的通知")
    (two,) = found("截止日期：2024年1月8日", title="关于公开征求某办法意见的通知")
    assert (one.kind, two.kind) == ("apply", "consultation")


def test_words_place_and_sentence() -> None:
    (one,) = found("第三条　申报\n（二）请各省于2024年1月5日前将名单报送我局。逾期不予受理。")
    assert one.text == "2024年1月5日前"
    assert one.sentence == "请各省于2024年1月5日前将名单报送我局。"
    assert one.label == "第三条（二）"
    assert when_words(one) == "2024年1月5日"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("每季度首月10日前报送上季度进展。", date(2024, 1, 10)),
        ("于每季度第一个月10日前报送进展。", date(2024, 1, 10)),
        ("各季度第二个月的5日前报送进展。", date(2024, 2, 5)),
        ("每季度最后一个月25日前报送进展。", date(2023, 12, 25)),
        ("每季末月25日前报送进展。", date(2023, 12, 25)),
    ],
)
def test_a_month_of_each_quarter(text: str, day: date) -> None:
    (one,) = found(text)
    assert (one.kind, one.date, one.inferred) == ("report", day, True)


def test_a_file_that_explains_the_page_sets_no_dates() -> None:
    said = "本办法自2024年5月1日起施行。"
    for name in ("《窑炉办法》解读.docx", "附件2 起草说明", "一图读懂窑炉办法.pdf"):
        assert not found("第一条 总则。", files=((name, said),))
        assert found("", title="《窑炉办法》解读", files=((name, said),))
    for name in ("窑炉办法.docx", "窑炉办法及起草说明.pdf"):
        assert found("第一条 总则。", files=((name, said),))


def test_two_dates_in_a_sentence_and_one_date_twice() -> None:
    text = "到2025年利用率达到65%，到2030年达到75%。到2025年，甲类降10%；到2025年，乙类降20%。"
    assert told(text) == [
        "target 2025-12-31 year",
        "target 2030-12-31 year",
        "target 2025-12-31 year",
    ]


def test_signature_and_the_record_of_amendments_are_none() -> None:
    text = (
        "某某条例\n（2010年4月8日某令第5号公布　自2010年6月1日起施行）\n第一条　为了保护环境。\n"
        "第二条　本条例自2010年6月1日起施行。\n某某委员会\n2030年12月1日"
    )
    assert [one.label for one in found(text)] == ["第二条"]


def test_files_are_read_and_named_but_not_what_they_repeat() -> None:
    page = "请于2024年1月5日前将名单报送我局。"
    plan = f"工作方案\n一、目标\n到2025年，占比达到30%。\n{page}"
    (own, other) = found(page, files=[("方案.docx", plan), ("方案.pdf", plan)])
    assert (own.attachment, own.kind) == ("", "report")
    assert (other.attachment, other.kind, other.label) == ("方案.docx", "target", "一、")


def test_lines_broken_by_a_page_are_one_sentence() -> None:
    lines = "为落实有关要求，推动各地区各部门加快\n形成绿色生产生活方式，到2025年，全市\n"
    plan = f"{lines}绿色建筑占新建建筑的比重达到九成。\n{lines * 5}绿色建筑的比重达到五成。"
    first = found("正文。", files=[("方案.pdf", plan)])[0]
    assert first.sentence.endswith("到2025年，全市绿色建筑占新建建筑的比重达到九成。")


def test_rows_of_tables_are_read() -> None:
    table = Block(kind="table", text="任务\t时限\n建成平台\t2024年6月底前")
    (one,) = deadlines_of(Content(title="某通知", signed_on=SIGNED, blocks=(table,)), ())
    assert (one.kind, one.date) == ("target", date(2024, 6, 30))


PAGES = (
    "beijing/detail-multi-dept.html",
    "csrc/xiniu-detail_2.html",
    "gov.cn/detail-gongbao-1.html",
    "guangdong/detail-dg-gkmlpt.html",
    "sasac/xiniu-detail_3.html",
)


@pytest.mark.parametrize("name", PAGES)
def test_effect_agrees_with_what_is_read_of_the_page(shared: Path, name: str) -> None:
    content = extract_file(shared / "pages" / name, "", None, True)
    days = {one.date for one in deadlines_of(content, ()) if one.kind == "effective"}
    assert content.effective_on in days
