"""What texts say of other documents: in which role, by which sentence, and what is none."""

from datetime import date

import pytest

from diffing.blocks import blocks_of
from pipeline.relations.finding import relations_of
from storage.records import Attachment, Content, Relation

TITLE = "澄江省能源局关于做好锅炉改造工作的通知"


def read(text: str, title: str = TITLE, **given: object) -> tuple[Relation, ...]:
    content = Content(title=title, blocks=blocks_of(text), **given)  # type: ignore[arg-type]
    return relations_of(content, ())


def kinds(text: str, title: str = TITLE, **given: object) -> list[tuple[str, str]]:
    return [(one.kind, one.title) for one in read(text, title, **given)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        # what a text rests on
        ("根据《窑炉办法》，现就有关事项通知如下：", "implements"),
        ("为贯彻落实省政府《窑炉办法》精神，加快改造，制定本方案。", "implements"),
        ("第一条 为了加强管理，依据《窑炉办法》和有关规定，制定本办法。", "implements"),
        ("第一条 履行《窑炉办法》规定的义务，制定本条例。", "implements"),
        ("一、各单位要认真抓好改造，全面落实《窑炉办法》要求。", "implements"),
        # what it only names
        ("二、企业根据《窑炉办法》要求，合理安排改造。", "cites"),
        ("请各单位按照《窑炉办法》执行。", "cites"),
        ("第九条 违反规定的，依照《窑炉办法》处罚。", "cites"),
        ("一、参照《窑炉办法》执行。", "cites"),
        ("一、推动修订《窑炉办法》。", "cites"),
        ("一、研究废止《窑炉办法》。", "cites"),
        ("一、《窑炉办法》废止后，原有项目继续实施。", "cites"),
        ("根据2016年2月6日《窑炉办法》第一次修订", "cites"),
        ("一、各地按照《窑炉办法》制定本地区方案。", "cites"),
        # what it ends or changes
        ("第九条 本办法自2026年5月1日起施行。原《窑炉办法》同时废止。", "repeals"),
        ("第九条 2019年5月7日省政府发布的《窑炉办法》自本办法施行之日起停止执行。", "repeals"),
        ("第九条 《窑炉办法》予以废止。", "repeals"),
        ("现决定废止《窑炉办法》。", "repeals"),
        ("决定对《窑炉办法》等5件规章予以废止。", "repeals"),
        ("第九条 《窑炉办法》已于2020年12月31日废止。", "cites"),
        ("三、废止《窑炉办法》。", "repeals"),
        ("第九条 《窑炉办法》除“技术条件”外同时废止。", "repeals"),
        ("第九条 原办法（澄能规〔2018〕1号）同时废止。", "repeals"),
        ("第九条 《窑炉办法》及其实施细则同时废止。", "repeals"),
        ("第九条 《窑炉办法》自动失效。", "repeals"),
        ("第九条 此前印发的《窑炉办法》作废。", "repeals"),
        ("第九条 不再执行《窑炉办法》。", "repeals"),
        ("第九条 如《窑炉办法》废止，本办法一并修订。", "cites"),
        ("第九条 依据《窑炉办法》停止执行优惠电价。", "cites"),
        ("第九条 《窑炉办法》与本办法不一致的停止执行。", "cites"),
        ("现对《窑炉办法》予以修改，重新公布。", "amends"),
        ("一、将《窑炉办法》名称修改为《锅炉改造和炉窑治理办法》。", "amends cites"),
        ("国务院同意《窑炉办法》，现转发给你们。", "forwards"),
        ("为深入实施《窑炉办法》，制定本方案。", "implements"),
        ("按《窑炉办法》有关规定，现公布名单。", "implements"),
        ("一、《窑炉办法》自2026年6月1日起不再作为行政管理的依据。", "repeals"),
        ("《窑炉办法》（澄能规〔2018〕1号）有效期延长至2027年6月30日。", "amends"),
        ("一、将《窑炉办法》规定的执行期限顺延一年。", "amends"),
        ("《窑炉办法》继续有效，有效期至2030年1月31日。", "amends"),
        ("现批准《窑炉规范》局部修订的条文，自2026年9月1日起实施。", "amends"),
        ("经市政府同意，《窑炉办法》延续执行至2026年12月31日。", "amends"),
        ("（二）删去《窑炉办法》第十一条第二项。", "amends"),
        (
            "《窑炉办法》由省人大常委会于2026年8月29日通过，经会议批准，现予公布。",
            "promulgates",
        ),
        ("现决定暂停执行《窑炉办法》。", "cites"),
        ("本指南适用于核查，核算方法执行《窑炉办法》。", "cites"),
        ("市局负责对价格违法行为，依据《窑炉办法》查处。", "cites"),
        ("本标准代替GB 17167—2006《窑炉通则》。", "replaces"),
        ("第九条 《窑炉办法》由本办法取代。", "replaces"),
        ("代替《窑炉规范》，《窑炉规范》同时废止。", "replaces"),
        ("原《窑炉规范》同时废止。本规范代替《窑炉规范》。", "replaces"),
        ("宣布下列文件失效：《窑炉办法》（澄能〔2010〕1号）、《锅炉意见》。", "repeals repeals"),
        ("以下文件自2026年5月1日起予以废止：《窑炉办法》。《锅炉意见》继续有效。", "repeals cites"),
        ("下列文件失效：《关于修改〈窑炉办法〉的决定》、《锅炉意见》。", "repeals repeals"),
        ("下列文件中继续有效的：《窑炉办法》。", "cites"),
        ("《窑炉通则》由《锅炉通则》代替。", "replaces cites"),
        ("《窑炉通则》由《锅炉通则》代替的，从其规定。", "cites cites"),
        ("如《窑炉通则》由《锅炉通则》代替，从其规定。", "cites cites"),
        ("第九条 《窑炉办法》第五条同时废止。", "amends"),
        ("第九条 《窑炉公告》（省能源局公告2023年第2号）第一条同时停止执行。", "amends"),
        ("一、修改《窑炉办法》第五条，删去“单位”。", "amends"),
        ("对《窑炉办法》作如下修改：", "amends"),
        ("一、将《窑炉办法》第五条修改为：", "amends"),
        ("三、将《窑炉办法》中的“重点监管额度不低于1.5倍”调降为“不低于1.2倍”。", "amends"),
        # what it carries
        ("现将《窑炉办法》印发给你们，请遵照执行。", "promulgates"),
        ("《窑炉办法》已经省政府同意，现印发给你们。", "promulgates"),
        ("我局制定了《窑炉办法》，现予公告，自发布之日起施行。", "promulgates"),
        ("现公布《窑炉办法》，自2026年5月1日起施行。", "promulgates"),
        (
            "现批准《窑炉规范》为国家标准，编号为GB 55015-2021，自2022年4月1日起实施。",
            "promulgates",
        ),
        ("现将《窑炉办法》转发给你们。", "forwards"),
        ("现就《窑炉办法（征求意见稿）》公开征求意见。", "draft-of"),
    ],
)
def test_the_role_in_which_a_document_is_named(text: str, kind: str) -> None:
    assert [one.kind for one in read(text)] == kind.split()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("关于印发《窑炉办法》的通知", [("promulgates", "窑炉办法")]),
        ("省能源局关于修订印发首批窑炉试点名单的通知", [("promulgates", "首批窑炉试点名单")]),
        ("关于修改《窑炉办法》等七部规章的决定", [("amends", "窑炉办法")]),
        ("关于修改〈窑炉办法〉的决定", [("amends", "窑炉办法")]),
        ("关于延长《窑炉办法》有效期的通知", [("amends", "窑炉办法")]),
        ("关于发布《窑炉规范》第1号修改单的公告", [("amends", "窑炉规范")]),
        ("关于废止《窑炉办法》的决定", [("repeals", "窑炉办法")]),
        ("转发省能源局关于开展窑炉普查的通知", [("forwards", "省能源局关于开展窑炉普查的通知")]),
        ("关于转发《窑炉办法》的通知", [("forwards", "窑炉办法")]),
        ("一图读懂《窑炉办法》", [("interprets", "窑炉办法")]),
        ("省能源局负责人就《窑炉办法》答记者问", [("interprets", "窑炉办法")]),
        (
            "关于公开征求《窑炉办法（征求意见稿）》意见的函",
            [("draft-of", "窑炉办法（征求意见稿）")],
        ),
        ("关于公开征求窑炉改造若干措施意见的通知", [("draft-of", "窑炉改造若干措施")]),
        ("关于贯彻落实《窑炉办法》的实施意见", [("implements", "窑炉办法")]),
        ("省能源局公告2026年第1号《窑炉办法》", [("promulgates", "窑炉办法")]),
        ("关于取消《窑炉竣工证》的通知", []),
        ("中华人民共和国节约能源法", []),
        ("就稳定能源供应答记者问", []),
        (TITLE, []),
    ],
)
def test_what_a_title_says(title: str, expected: list[tuple[str, str]]) -> None:
    number = "省能源局公告2026年第1号" if "公告2026年" in title else None
    assert kinds("正文一段。", title, document_number=number) == expected


def test_a_row_of_names_shares_its_words() -> None:
    text = (
        "依据《甲类办法》（澄能〔2020〕1号）、《乙类办法》和省政府《丙类规划》等文件，制定本方案。\n"
        "第九条 2015年印发的《丁类办法》、2016年印发的《戊类办法》（澄能〔2016〕2号）同时废止。"
    )
    assert kinds(text) == [
        ("implements", "甲类办法"),
        ("implements", "乙类办法"),
        ("implements", "丙类规划"),
        ("repeals", "丁类办法"),
        ("repeals", "戊类办法"),
    ]


def test_each_work_once_with_the_strongest_that_is_said_of_it() -> None:
    (found,) = read(
        "一、按照《窑炉管理办法》执行。\n"
        "二、《窑炉管理办法》（澄能〔2020〕1号，以下简称《办法》）第三条适用。\n"
        "三、《办法》自2026年5月1日起废止。"
    )
    assert (found.kind, found.title) == ("repeals", "窑炉管理办法")
    assert found.document_number == "澄能〔2020〕1号"
    assert (found.label, found.since) == ("三、", date(2026, 5, 1))
    assert found.sentence == "三、《办法》自2026年5月1日起废止。"


def test_the_same_title_under_two_numbers_is_two_works() -> None:
    text = "一、按照《窑炉名单》（公告2023年第1号）和《窑炉名单》（公告2023年第2号）执行。"
    numbered = text.replace("公告", "省能源局公告")
    assert [one.document_number for one in read(numbered)] == [
        "省能源局公告2023年第1号",
        "省能源局公告2023年第2号",
    ]


def test_names_of_one_work_are_one() -> None:
    text = (
        "根据《省政府关于印发窑炉改造方案的通知》，现通知如下：\n一、按照《窑炉改造方案（试行）》执行。"
        "依照《中华人民共和国窑炉法》和《窑炉法》处罚。\n二、按照《节能规划（2021—2035年）》和《节能规划》执行。"
    )
    assert [one.title for one in read(text)] == [
        "省政府关于印发窑炉改造方案的通知",
        "中华人民共和国窑炉法",
        "节能规划（2021—2035年）",
    ]


def test_what_is_the_texts_own_is_no_other_document() -> None:
    text = (
        "澄能〔2026〕7号\n现将《锅炉方案》印发给你们。\n附件：1. 《锅炉方案》\n"
        "2. 《锅炉改造申报表》\n"
        "澄江省能源局\n2026年3月1日\n锅炉方案\n一、填写《锅炉改造申报表》，按照《锅炉方案》《办法》执行。"
    )
    found = read(text, "关于印发《锅炉方案》的通知", document_number="澄能〔2026〕7号")
    assert [(one.kind, one.title) for one in found] == [("promulgates", "锅炉方案")]


def test_the_former_text_of_the_same_title_is_another() -> None:
    text = "第九条 本办法自2026年5月1日起施行。原《锅炉办法》（澄能令第3号）同时废止。"
    assert kinds(text, "锅炉办法") == [("repeals", "锅炉办法")]


def test_the_same_title_by_another_issuer_is_another_document() -> None:
    text = (
        "根据《国家能源局关于做好锅炉改造工作的通知》（国能锅〔2026〕1号），现通知如下。\n"
        "一、按照《工信部关于做好窑炉工作的通知》和《商务部关于做好窑炉工作的通知》执行。"
    )
    assert [one.title for one in read(text, issuing_bodies=("澄江省能源局",))] == [
        "国家能源局关于做好锅炉改造工作的通知",
        "工信部关于做好窑炉工作的通知",
        "商务部关于做好窑炉工作的通知",
    ]


def test_what_is_issued_anew_and_what_it_ends_are_two() -> None:
    text = "现将修订后的《窑炉办法》印发给你们，原《窑炉办法》（澄能〔2010〕1号）同时废止。"
    assert [(one.kind, one.document_number) for one in read(text)] == [
        ("promulgates", None),
        ("repeals", "澄能〔2010〕1号"),
    ]


def test_the_head_of_a_regulation() -> None:
    text = (
        "锅炉条例\n（2010年4月8日中华人民共和国国务院令第573号公布 "
        "根据2018年3月19日《国务院关于修改部分行政法规的决定》修订）\n"
        "第一章 总则\n第一条 为了管理，制定本条例。"
    )
    assert kinds(text, "锅炉条例") == [("cites", "国务院关于修改部分行政法规的决定")]


def test_attachments_are_read_too_and_named() -> None:
    content = Content(
        title=TITLE,
        blocks=blocks_of("现通知如下。"),
        attachments=(Attachment(name="窑炉指南.pdf", url="https://energy.example/a.pdf"),),
    )
    text = "一、总则\n按照《节能监察办法》和《窑炉指南》\n执行，符合\nGB/T 1234—2020。"
    found = relations_of(content, (("窑炉指南.pdf", text),))
    assert [(one.title, one.document_number, one.attachment, one.label) for one in found] == [
        ("节能监察办法", None, "窑炉指南.pdf", "一、"),
        ("", "GB/T 1234—2020", "窑炉指南.pdf", "一、"),
    ]


def test_a_list_of_what_is_repealed() -> None:
    text = (
        "决定废止下列规范性文件：\n1. 《甲类办法》（澄能〔2010〕1号）\n2. 《乙类办法》\n"
        "本决定自公布之日起施行。\n"
        "附件\n废止的文件目录\n序号\t名称\t文号\n1\t关于窑炉管理的通知\t澄能〔2011〕3号"
    )
    assert [(one.kind, one.title, one.document_number) for one in read(text)] == [
        ("repeals", "甲类办法", "澄能〔2010〕1号"),
        ("repeals", "乙类办法", None),
        ("repeals", "关于窑炉管理的通知", "澄能〔2011〕3号"),
    ]


def test_the_standards_that_new_ones_take_the_place_of() -> None:
    text = "标准编号\t标准名称\t代替标准号\nGB 1234—2026\t锅炉能效\tGB 1234—2010"
    assert [(one.kind, one.document_number) for one in read(text)] == [
        ("cites", "GB 1234—2026"),
        ("replaces", "GB 1234—2010"),
    ]


def test_an_interpretation_only_cites_what_its_document_rests_on() -> None:
    text = (
        "根据《节能监察办法》，制定了《锅炉办法》。原《窑炉办法》同时废止。\n图文解读：《锅炉手册》"
    )
    assert kinds(text, "《锅炉办法》政策解读") == [
        ("interprets", "锅炉办法"),
        ("cites", "节能监察办法"),
        ("cites", "窑炉办法"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "《" * 20_000,
        "《甲乙办法》" * 4_000,
        "《甲乙办法》" + "发布的" * 8_000 + "废止",
        "《甲乙办法》（" + "国发〔2021〕23号、" * 2_000,
        "根据《甲乙办法》，" * 3_000,
        "国" * 20_000 + "令第1号",
    ],
)
def test_hostile_text_comes_to_an_end(text: str) -> None:
    """Each of them would take minutes if time grew with the square of the length."""
    works = {one.title for one in read(text)}
    assert len(works) <= 2


def test_a_standard_that_is_replaced_and_ended_is_replaced_from_that_day() -> None:
    said = read(
        "现批准发布《窑炉规范》地方标准（DB53/T 1001—2026），代替DB53/T 1001—2019，"
        "自2026年6月1日起实施。DB53/T 1001—2019同时废止。",
        "关于发布《窑炉规范》的公告",
    )
    assert [(one.kind, one.document_number, one.since) for one in said] == [
        ("promulgates", "DB53/T 1001—2026", None),
        ("replaces", "DB53/T 1001—2019", date(2026, 6, 1)),
    ]


def test_its_end_counts_from_the_day_of_the_sentence_that_names_one() -> None:
    (said,) = read("本规范代替《窑炉规范》。\n《窑炉规范》自2026年6月1日起废止。")
    assert (said.kind, said.since) == ("replaces", date(2026, 6, 1))


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        (
            "专家解读｜窑炉怎么改",
            "日前，省能源局印发《窑炉办法》（澄能〔2026〕7号）。",
            "interprets",
        ),
        ("专家解读｜窑炉怎么改", "《窑炉办法》近日正式发布。", "interprets"),
        ("专家解读｜窑炉怎么改", "根据《窑炉办法》，应当改造。", "cites"),
        ("《锅炉办法》解读", "此前，省能源局印发《窑炉办法》。", "interprets cites"),
        (
            "专家解读｜窑炉怎么改",
            "省能源局印发《窑炉办法》，又印发《锅炉办法》。",
            "interprets cites",
        ),
    ],
)
def test_what_an_interpretation_begins_with_is_what_it_interprets(
    title: str, text: str, kind: str
) -> None:
    assert [one.kind for one in read(text, title)] == kind.split()
