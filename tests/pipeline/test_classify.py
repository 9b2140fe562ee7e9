"""What a document is about, whether it belongs, and why."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from pipeline.classify import (
    Facts,
    Rules,
    classify,
    document_type,
    explain,
    from_line,
    load_rules,
    to_object,
)
from storage.office import DEFAULT_OFFICE
from storage.records import PageKind

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "classification.py"


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(office=DEFAULT_OFFICE)


@pytest.fixture(scope="module")
def measure() -> dict[str, Any]:
    """The functions of the benchmark, which is a script and no package."""
    return runpy.run_path(str(BENCHMARK))


# -- words within words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "关于碳酸饮料生产许可审查细则的通知",
        "关于支持碳纤维产业发展的若干措施",
        "炭疽防治技术规范",
        "关于完善鲜活农产品绿色通道政策的通知",
        "绿色食品标志管理办法",
        "关于加强供应链薄弱环节能力建设的意见",
        "关于公布节能灯产品质量抽查结果的通告",
        "关于优化营商环境的实施意见",
        "关于印发《双碳酸氢钠片说明书》的通知",
        "关于开展“双创”活动的通知",
        "关于低碳钢焊条产品抽查的通报",
        "关于森林草原防灭火工作的通知",
        "关于创新能力建设项目管理办法的通知",
    ],
)
def test_a_term_inside_a_longer_word_is_no_hit(title: str, rules: Rules) -> None:
    verdict = classify(Facts(title=title), rules)
    assert verdict.topics == ()
    assert verdict.relevant is False


def test_names_of_companies_and_issuers_are_no_subject(rules: Rules) -> None:
    company = "关于同意某某新能源科技股份有限公司首次公开发行股票注册的批复"
    assert classify(Facts(title=company), rules).relevant is False
    issuer = "国家应对气候变化及节能减排工作领导小组办公室关于元旦放假的通知"
    assert classify(Facts(title=issuer), rules).relevant is False


def test_the_inner_title_is_what_a_notice_is_about(rules: Rules) -> None:
    verdict = classify(Facts(title="能源节能办公室印发《城市供水价格管理办法》的通知"), rules)
    assert verdict.topics == ()
    inner = classify(Facts(title="办公厅关于印发《绿色建筑创建行动方案》的通知"), rules)
    assert inner.topics[0].id == "building.green_building"


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("建材行业碳达峰实施方案", "industry"),
        ("海南省碳达峰实施方案", "framework"),
        ("ｃｃｕｓ项目管理办法", "tech"),
        ("关于组织开展重点行业能效「领跑者」遴选的通知", "efficiency"),
        ("关于降低碳排放强度的实施意见", "framework"),
    ],
)
def test_the_longest_term_wins_whatever_the_width(title: str, first: str, rules: Rules) -> None:
    topics = classify(Facts(title=title), rules).topics
    assert topics[0].id.split(".")[0] == first


# -- title and body ---------------------------------------------------------------------------

PLAN = "关于加快县域商业体系建设的实施方案"
FILLER = "各地要完善县域商业网络，改造乡镇集贸市场，培育流通主体，保障居民生活需要。\n" * 40


def test_a_mention_in_passing_is_not_a_subject(rules: Rules) -> None:
    verdict = classify(Facts(title=PLAN, text=FILLER + "坚持绿色低碳发展理念。\n"), rules)
    assert verdict.relevant is False
    assert verdict.topics == ()
    assert 0 < verdict.relevance < 0.3


def test_one_green_chapter_is_a_topic_of_low_score_and_a_question(rules: Rules) -> None:
    chapter = (
        "五、推动绿色低碳转型\n推广使用新能源汽车配送，建设充电基础设施，换电站有序布局。"
        "鼓励光伏和储能设施上屋顶，开展清洁生产，提高能效。\n"
    )
    verdict = classify(Facts(title=PLAN, text=FILLER + chapter + FILLER), rules)
    assert verdict.relevant is None
    assert [topic.id for topic in verdict.topics] == ["transport.nev"]
    assert verdict.topics[0].score <= 0.5
    assert "正文" in verdict.reasons[1]


def test_a_passage_without_a_heading_raises_the_question_too(rules: Rules) -> None:
    passage = "支持氢能、光伏、储能发展，建设碳市场，推行清洁生产和绿色建筑，创新绿色金融。\n"
    verdict = classify(Facts(title=PLAN, text=FILLER + passage + FILLER), rules)
    assert verdict.relevant is None
    scattered = FILLER.join(["支持氢能。\n", "发展光伏。\n", "建设碳市场。\n", "推行清洁生产。\n"])
    assert classify(Facts(title=PLAN, text=scattered), rules).relevant is False


def test_evidence_points_at_the_words_as_shown(rules: Rules) -> None:
    text = FILLER + "推进ｃｃｕｓ示范。\n" * 6
    facts = Facts(title="关于“碳普惠”机制建设的意见", text=text)
    verdict = classify(facts, rules)
    fields = {"title": facts.title, "body": facts.text}
    shown = [*verdict.evidence, *(e for topic in verdict.topics for e in topic.evidence)]
    assert {e.field for e in shown} == {"title", "body"}
    assert all(fields[e.field][e.start : e.end] == e.text for e in shown)


def test_an_attachment_can_raise_the_question(rules: Rules) -> None:
    facts = Facts(title="关于报送有关材料的通知", attachments=("碳达峰试点申报表.docx",))
    verdict = classify(facts, rules)
    assert verdict.relevant is None
    assert verdict.evidence[0].field == "attachment"


def test_another_side_of_the_subject_is_for_a_person(rules: Rules) -> None:
    assert classify(Facts(title="关于储能电站安全生产的通知"), rules).relevant is None
    assert classify(Facts(title="关于天然气保供的通知"), rules).relevant is False
    plan = Facts(
        title="关于《某某国土空间规划》的批复", text="三、推动绿色低碳转型\n绿色低碳、节能。\n"
    )
    assert classify(plan, rules).relevant is False


def test_a_draft_is_never_taken_unasked(rules: Rules) -> None:
    asked = "关于公开征求《{}（征求意见稿）》意见的通知"
    for name in ("碳足迹管理办法", "碳足迹核算技术规范"):
        draft = classify(Facts(title=asked.format(name)), rules)
        assert (draft.page_kind, draft.relevant) == ("consultation", None)
        assert "；但还在征求意见，请人判断" in draft.reasons[1]
    other = classify(Facts(title=asked.format("婚姻登记办法")), rules)
    assert (other.page_kind, other.relevant) == ("consultation", False)


def test_projects_shown_to_the_public_are_for_a_person(rules: Rules) -> None:
    def of(title: str) -> tuple[PageKind, bool | None]:
        verdict = classify(Facts(title=title, issuing_bodies=("澄江省能源局",)), rules)
        return verdict.page_kind, verdict.relevant

    assert of("关于澄江省风电项目竞争性配置结果的公示") == ("publicity_list", None)
    assert of("关于澄江省舞狮项目评选结果的公示") == ("publicity_list", False)
    assert of("澄江省节能先进个人拟表彰名单公示") == ("publicity_list", False)


def test_a_list_that_a_notice_makes_known_is_an_act(rules: Rules) -> None:
    def of(title: str, issuer: str) -> tuple[PageKind, bool | None]:
        verdict = classify(Facts(title=title, issuing_bodies=(issuer,)), rules)
        return verdict.page_kind, verdict.relevant

    green, lions = "关于公布第三批绿色工厂名单的通知", "关于公布第三批舞狮传承基地名单的通知"
    assert of(green, "澄江省工业和信息化厅") == ("publicity_list", True)
    assert of(lions, "澄江省体育局") == ("publicity_list", False)
    assert of(green, "工业和信息化部") == ("document", True)


@pytest.mark.parametrize(
    "title",
    [
        "碳中和研究中心公开招聘公告",
        "节能中心2026年招聘高层次人才的公告",
        "零碳产业园招商公告",
        "对原产于某国的低碳铬铁反倾销调查的公告",
        "关于进口低碳合金钢反倾销税的公告",
        "关于低碳水饮食的健康提示",
    ],
)
def test_what_only_has_the_words_is_not_taken(title: str, rules: Rules) -> None:
    assert classify(Facts(title=title), rules).relevant is False


def test_what_is_never_of_the_subject_is_not_even_asked(rules: Rules) -> None:
    for title in (
        "关于新能源产业园项目用地土地征收的预公告",
        "关于海上风电项目环境影响报告书的批复",
    ):
        verdict = classify(Facts(title=title), rules)
        assert (verdict.relevant, verdict.topics) == (False, ())


def test_a_short_text_that_is_all_about_the_subject_is_a_question(rules: Rules) -> None:
    title = "关于做好2026年有关工作的通知"
    about = (
        "各重点排放单位：\n请于年底前完成全国碳排放权交易市场配额清缴。\n"
        "温室气体排放报告按指南核查。\n碳排放配额分配方案另行公布。"
    )
    passing = "各校：\n食堂要倡导节能降碳、光盘行动，助力碳达峰碳中和。\n加强食品安全管理工作。\n"
    asked = classify(Facts(title=title, text=about), rules)
    assert asked.relevant is None
    assert "通篇讲" in asked.reasons[1]
    other = classify(Facts(title="关于开展污染防治试点工作的通知", text=about), rules)
    assert other.relevance > asked.relevance  # the title's own likelihood orders such texts
    assert classify(Facts(title="关于加强食堂管理的通知", text=passing), rules).relevant is False


def test_a_reason_never_says_two_verdicts(rules: Rules) -> None:
    for title in ("关于表彰碳达峰碳中和工作先进集体的决定", "关于煤炭工业发展的规划"):
        verdict = classify(Facts(title=title), rules)
        assert "请人判断" not in verdict.reasons[1]


@pytest.mark.parametrize("gap", ["\n", "\r\n", "\t", "\u200b", "\u2028", "\u3000", "  "])
def test_a_break_in_a_title_hides_nothing(gap: str, rules: Rules) -> None:
    title = f"关于碳达{gap}峰实施方案的通知"
    verdict = classify(Facts(title=title), rules)
    whole = classify(Facts(title="关于碳达峰实施方案的通知"), rules)
    assert (verdict.relevant, verdict.topics[0].id) == (True, whole.topics[0].id)
    for found in (verdict.evidence[0], verdict.topics[0].evidence[0]):
        assert found.text == title[found.start : found.end] == f"碳达{gap}峰实施方案"


def test_traditional_characters_are_read(rules: Rules) -> None:
    title = "關於印發溫室氣體自願減排交易管理辦法的通知"
    verdict = classify(Facts(title=title), rules)
    assert (verdict.page_kind, verdict.relevant) == ("document", True)
    assert verdict.evidence[0].text == title[verdict.evidence[0].start : verdict.evidence[0].end]
    assert {"溫", "減"} <= set("".join(one.text for one in verdict.evidence))


def test_each_word_of_a_topic_has_its_rule_and_weight(rules: Rules) -> None:
    facts = Facts(
        title="关于加强建筑节能管理的通知",
        text="推广光伏和储能。" + "建设光伏电站，发展新型储能。" * 5,
        attachments=("充电设施表.xls",),
        issuing_bodies=("住房城乡建设部",),
    )
    for judge in (rules, load_rules(model=None, office=DEFAULT_OFFICE)):
        topics = classify(facts, judge).topics
        assert len(topics) >= 3
        assert all(one.rule and one.weight > 0 for topic in topics for one in topic.evidence)


def test_huge_and_hostile_input_is_read_only_so_far(rules: Rules) -> None:
    facts = Facts(
        title="低碳有限公司" * 20_000,
        text="低碳一、" * 200_000,
        attachments=("低碳" * 9_999,) * 999,
    )
    verdict = classify(facts, rules)
    assert len(to_object(verdict)["evidence"]) <= 10
    assert classify(Facts(title=""), rules).topics == ()


# -- kinds ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于印发首批碳达峰试点名单的通知", "document"),
        ("关于促进光热发电规模化发展的若干意见(发改能源〔2025〕1645号)", "document"),
        ("《电力市场监管办法》 2024年第18号令", "document"),
        ("北京市地方标准公告2026年标字第8号（总第381号）", "document"),
        ("某市房产局关于印发《某市住房租赁企业备案办法》的通...", "document"),
        ("关于贯彻落实全国生态环境保护大会重要讲话精神的通知", "document"),
        ("关于同意建立碳达峰工作部际联席会议制度的批复", "document"),
        ("关于公开征求《温室气体核算规范（征求意见稿）》意见的函", "consultation"),
        ("湖州市绿色金融促进条例", "law"),
        ("中华人民共和国节约能源法", "law"),
        ("《锅炉绿色低碳高质量发展行动方案》政策解读", "interpretation"),
        ("国家发展改革委有关负责同志就《产品碳足迹意见》答记者问", "interpretation"),
        ("关于某某等4名同志职务任免的通知", "personnel"),
        ("关于调整节能减排工作领导小组组成人员的通知", "personnel"),
        ("电梯困人事件应急处置流程的通知", "document"),
        ("碳达峰课题采购公告", "procurement"),
        ("节能监察服务项目中标结果公告", "procurement"),
        ("2023年光伏制造行业运行情况", "statistics"),
        ("2023年国民经济和社会发展统计公报", "statistics"),
        ("生态环境部召开部务会议", "meeting"),
        ("关于召开超低能耗建筑培训会议的通知", "meeting"),
        ("2023年度绿色制造名单公示", "publicity_list"),
        ("在全国生态日活动上的致辞", "speech"),
        ("我市碳达峰碳中和工作取得阶段性成效", "news"),
    ],
)
def test_the_kind_of_page(title: str, kind: PageKind, rules: Rules) -> None:
    assert classify(Facts(title=title), rules).page_kind == kind


def test_the_column_decides_where_the_title_does_not(rules: Rules) -> None:
    title = "绿色建筑拔节生长"
    assert classify(Facts(title=title, column="news"), rules).page_kind == "news"
    notice = Facts(title="关于印发节能工作要点的通知", column="news")
    assert classify(notice, rules).page_kind == "document"


@pytest.mark.parametrize("title", ["碳市场平稳收官！", "节能监察项目中标公告", "光伏行业运行情况"])
def test_other_kinds_never_belong(title: str, rules: Rules) -> None:
    assert classify(Facts(title=title), rules).relevant is False


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("关于印发《节能办法》的通知", "通知"),
        ("温室气体自愿减排交易管理办法（试行）", "办法"),
        ("锅炉绿色低碳高质量发展行动方案（2023—2025年）", "方案"),
        ("中华人民共和国工业和信息化部公告（2023年第29号）", "公告"),
        ("国家发展和改革委员会令第7号", "令"),
        ("关于同意设立国家植物园的批复", "批复"),
        ("海洋碳汇经济价值核算方法", "方法"),
        ("中华人民共和国节约能源法", "法"),
        ("雄安新区：绿色建筑拔节生长", None),
    ],
)
def test_document_type(title: str, expected: str | None) -> None:
    assert document_type(title) == expected


# -- parts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issuers", "number", "part"),
    [
        (("国务院",), None, "central"),
        (("中共中央办公厅", "国务院办公厅"), None, "central"),
        (("国务院关税税则委员会",), None, "ministry"),
        (("国务院国资委",), None, "ministry"),
        (("生态环境部办公厅", "财政部办公厅"), None, "mee"),
        (("财政部", "生态环境部"), None, "ministry"),
        (("市场监管总局",), None, "ministry"),
        (("中华人民共和国住房和城乡建设部",), None, "ministry"),
        (("邢台市科学技术局等6部门",), None, "province"),
        (("河北省生态环境厅",), None, "province"),
        (("河北雄安新区管理委员会改革发展局",), None, "province"),
        (("中共河北省委",), None, "province"),
        (("国家税务总局河北省税务局",), None, "province"),
        ((), "国办函〔2023〕121号", "central"),
        ((), "环办固体函〔2023〕387号", "mee"),
        ((), "发改环资〔2023〕1595号", "ministry"),
        ((), "冀政办字〔2023〕3号", "province"),
        ((), "石政发〔2023〕3号", "province"),
        ((), None, None),
    ],
)
def test_part_by_the_first_issuer_else_the_number(
    issuers: tuple[str, ...], number: str | None, part: str | None, rules: Rules
) -> None:
    facts = Facts(title="关于某事的通知", issuing_bodies=issuers, document_number=number)
    assert classify(facts, rules).part == part


def test_part_by_the_title_then_the_source(rules: Rules) -> None:
    title = "国家发展改革委 住房城乡建设部关于某事的通知"
    assert classify(Facts(title=title, source_level="central"), rules).part == "ministry"
    bare = Facts(title="关于某事的通知", source_level="mee", source_agency="生态环境部")
    assert classify(bare, rules).part == "mee"


# -- in and out -------------------------------------------------------------------------------


def test_from_line_and_to_object_are_the_contract(rules: Rules) -> None:
    line = json.loads(
        '{"title": "关于碳足迹的意见", "text": null, "issuing_bodies": ["国家发展改革委"],'
        ' "document_number": "发改环资〔2023〕1529号", "attachments": [{"name": "表.xls"}], "x": 1}'
    )
    facts = from_line(line)
    assert facts.attachments == ("表.xls",)
    found = to_object(classify(facts, rules))
    assert {"page_kind", "relevant", "relevance", "topics", "part", "evidence"} <= found.keys()
    assert found["relevant"] is True
    assert found["part"] == "ministry"
    assert found["topics"][0]["id"] == "mrv.footprint"
    assert found["topics"][0]["evidence"][0] == {
        "field": "title",
        "text": "碳足迹",
        "start": 2,
        "end": 5,
        "rule": "term",
        "weight": pytest.approx(6.6, abs=0.5),
    }
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ({}, "title"),
        ({"title": "  "}, "title"),
        ({"title": 3}, "title"),
        ({"title": "通知", "text": []}, "text"),
        ({"title": "通知", "issuing_bodies": [1]}, "issuing_bodies"),
        ({"title": "通知", "issuing_bodies": 1}, "issuing_bodies"),
    ],
)
def test_a_wrong_line_names_its_key(line: dict[str, object], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        from_line(line)


def test_explain_says_why_in_chinese(rules: Rules) -> None:
    verdict = classify(Facts(title="关于建立碳足迹管理体系的意见"), rules)
    text = explain(verdict, rules)
    assert "收录判断为收录：标题讲碳足迹" in text
    assert "主题 mrv.footprint（碳足迹）" in text
    assert "标题“碳足迹" in text
    assert verdict.rules == rules.fingerprint


# -- real titles and texts --------------------------------------------------------------------


def test_the_bars_on_labelled_titles(shared: Path, rules: Rules, measure: dict[str, Any]) -> None:
    rows = measure["labelled"](shared / "titles-dev.tsv", rules)
    figures = measure["relevance_figures"](rows) | measure["other_figures"](rows)
    assert figures["relevance F1"] >= 0.95
    assert figures["for a person"] <= 0.10
    assert figures["decided precision"] >= 0.97
    assert figures["decided recall"] >= 0.97
    assert figures["page_kind accuracy"] >= 0.96
    assert figures["topics micro-F1"] >= 0.88
    assert figures["part accuracy"] >= 0.99


def test_the_documents_of_an_issue_with_their_texts(
    shared: Path, rules: Rules, measure: dict[str, Any]
) -> None:
    lines, right = measure["issue_texts"](shared / "worlds" / "2023-12", rules)
    assert len(right) == 14
    assert all(right), lines
    assert sum("relevant=True" in line for line in lines) >= 13
    assert sum(" = " in line for line in lines) >= 12


def test_a_month_does_not_flood_the_desk(
    shared: Path, rules: Rules, measure: dict[str, Any]
) -> None:
    lines, counts = measure["stream"](shared / "worlds" / "2023-12", rules)
    assert counts.get("yes -> False", 0) == 0, lines
    assert counts.get("no -> True", 0) == 0, lines
    assert counts.get("no -> None", 0) <= 10, lines
