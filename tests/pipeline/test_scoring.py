"""What the rules alone make of a document's fields: topics and relevance."""

from dataclasses import replace

import pytest

from pipeline.classify import Facts, Rules, classify, load_rules
from storage.office import DEFAULT_OFFICE

FILLER = "各地要完善县域商业网络，改造乡镇集贸市场，培育流通主体，保障居民生活需要。\n" * 20
PLAN = "关于加快县域商业体系建设的实施方案"


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(model=None, office=DEFAULT_OFFICE)


def scores(facts: Facts, rules: Rules) -> dict[str, float]:
    return {topic.id: topic.score for topic in classify(facts, rules).topics}


# -- fields -----------------------------------------------------------------------------------


def test_fields_weigh_by_how_much_they_say(rules: Rules) -> None:
    named = scores(Facts(title="关于发展储能的实施方案"), rules)["energy.storage"]
    by_issuer = scores(Facts(title=PLAN, issuing_bodies=("某省能源局",)), rules)["energy"]
    attached = scores(Facts(title=PLAN, attachments=("储能项目表.xlsx",)), rules)["energy.storage"]
    twice = "建设新型储能，抽水蓄能。"
    first = scores(Facts(title=PLAN, text=twice + FILLER), rules)["energy.storage"]
    assert named > by_issuer > attached > first
    assert scores(Facts(title=PLAN, text=FILLER + twice), rules) == {}


def test_an_issuer_speaks_only_where_the_title_is_silent(rules: Rules) -> None:
    council = ("国家能源局",)
    assert scores(Facts(title=PLAN, issuing_bodies=council), rules) == {"energy": 0.52}
    assert "energy" not in scores(Facts(title="碳普惠管理办法", issuing_bodies=council), rules)
    by_number = Facts(title=PLAN, document_number="发改能源〔2023〕12号")
    assert classify(by_number, rules).topics[0].evidence[0].field == "document_number"
    by_source = Facts(title=PLAN, source_agency="某省能源局")
    assert classify(by_source, rules).topics[0].evidence[0].text == "能源局"
    assert scores(Facts(title=PLAN, issuing_bodies=("财政部",)), rules) == {}


def test_an_issuer_tells_what_a_general_title_is_about(rules: Rules) -> None:
    title = "关于推动绿色低碳发展的实施意见"
    assert list(scores(Facts(title=title), rules)) == ["framework"]
    assert list(scores(Facts(title=title, issuing_bodies=("某省财政厅",)), rules)) == ["finance"]
    roads = Facts(title=title, issuing_bodies=("交通运输部", "财政部"))
    assert list(scores(roads, rules)) == ["transport"]


def test_what_an_attachment_is_called_adds_a_topic_of_low_score(rules: Rules) -> None:
    facts = Facts(title="关于碳普惠工作的通知", attachments=("光伏项目申报表.docx", "碳普惠表"))
    assert scores(facts, rules).keys() == {"voluntary.inclusion", "energy.renewables"}
    assert scores(facts, rules)["energy.renewables"] < 0.5


def test_figures_and_tenders_are_about_something_and_appointments_are_not(rules: Rules) -> None:
    assert "energy.renewables" in scores(Facts(title="2019年第一季度风电并网运行情况"), rules)
    assert "energy.renewables" in scores(Facts(title="某仓库光伏项目中标公告"), rules)
    assert scores(Facts(title="关于调整节能减排领导小组组成人员的通知"), rules) == {}


# -- the title --------------------------------------------------------------------------------


def test_the_title_inside_an_inner_title_begins_after_its_issuer(rules: Rules) -> None:
    title = "某区管委会印发《某经济技术开发区关于促进绿色低碳高质量发展的若干措施》的通知"
    assert list(scores(Facts(title=title), rules)) == ["framework"]
    two = "关于印发《碳普惠管理办法》和《关于储能的意见》的通知"
    assert {"voluntary.inclusion", "energy.storage"} <= scores(Facts(title=two), rules).keys()


def test_a_general_topic_gives_way_unless_its_word_is_a_specific_topics_too(rules: Rules) -> None:
    tops = [t.split(".")[0] for t in scores(Facts(title="环境保护税法实施条例"), rules)]
    assert sorted(tops) == ["env", "finance"]
    assert list(scores(Facts(title="公共机构碳达峰和生态环境保护方案"), rules)) == [
        "efficiency.public_institutions"
    ]


def test_of_general_topics_the_one_with_a_word_of_its_own_leads(rules: Rules) -> None:
    facts = Facts(title="某省生态环境保护和绿色发展条例")
    assert {topic.split(".")[0] for topic in scores(facts, rules)} == {"env"}


@pytest.mark.parametrize(
    "title",
    [
        "关于某煤矿（300万吨/年）环境影响报告书的批复",
        "行政处罚决定书（某某光伏公司案）",
        "关于新能源产业园项目土地征收的预公告",
        "关于颁发某核电厂6号机组运行许可证的通知",
    ],
)
def test_one_plants_permit_is_no_policy(title: str, rules: Rules) -> None:
    verdict = classify(Facts(title=title, text="推进光伏、储能、氢能、碳市场、绿色建筑。"), rules)
    assert (verdict.relevant, verdict.relevance) == (False, 0.03)
    assert "不是政策文件" in verdict.reasons[1]


# -- relevance --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("关于推动消费品以旧换新的通知", True),
        ("关于促进电网高质量发展的指导意见", True),
        ("某市供热条例", None),
        ("关于天然气利用的意见", None),
        ("某省节约用水条例", None),
        ("城市黑臭水体治理攻坚战方案", None),
        ("北方地区清洁取暖规划", True),
        ("关于做好冬季供热运行保障工作的通知", False),
        ("关于机械工业数字化转型的实施方案", False),
        ("关于新型储能数字化转型的意见", None),
        ("关于铁路专用线建设前期工作的通知", False),
        ("成品油质量监督抽查实施细则", False),
        ("湿地保护条例", False),
        ("某省湿地碳汇交易办法", True),
    ],
)
def test_relevance_by_the_words_of_the_title(
    title: str, expected: bool | None, rules: Rules
) -> None:
    assert classify(Facts(title=title), rules).relevant is expected


def test_a_topic_for_a_person_has_strong_words_only_where_they_are_named_so(rules: Rules) -> None:
    assert rules.terms["污水处理"].strength == "borderline"
    assert rules.terms["污水资源化"].strength == "strong"
    assert rules.terms["湿地"].strength == "none"
    silenced = replace(rules, terms={k: v for k, v in rules.terms.items() if k != "污水资源化"})
    assert classify(Facts(title="关于污水资源化的意见"), silenced).relevant is not True
