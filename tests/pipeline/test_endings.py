"""What ends: clauses side by side, lists of what is repealed, and from when."""

from datetime import date

import pytest

from diffing.blocks import blocks_of
from pipeline.relations.finding import relations_of
from storage.records import Content, Relation

TITLE = "澄江省能源局关于清理规范性文件的公告"


def read(text: str) -> tuple[Relation, ...]:
    return relations_of(Content(title=TITLE, blocks=blocks_of(text)), ())


def told(text: str) -> list[str]:
    return [f"{one.kind} {one.title} {one.document_number or '-'}" for one in read(text)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("决定废止《甲类办法》，《乙类办法》继续执行。", ["repeals", "cites"]),
        ("《甲类办法》同时废止，《乙类办法》第二条同时废止。", ["repeals", "amends"]),
        ("现予公布，《甲类办法》继续执行。", ["cites"]),
        ("决定废止《甲类办法》、《乙类办法》。", ["repeals", "repeals"]),
        ("《甲类办法》、原省建设厅《乙类办法》同时废止。", ["repeals", "repeals"]),
        ("决定废止《甲类办法》，《乙类办法》。", ["repeals", "repeals"]),
    ],
)
def test_each_name_has_the_verb_of_its_own_clause(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in read(text)] == kinds


PLAIN = [
    "repeals 窑炉中心管理办法 澄能〔2012〕9号",
    "repeals 窑炉专项管理办法（试行） 澄能〔2013〕40号",
]


@pytest.mark.parametrize(
    "said",
    [
        "根据《制定程序条例》，清理了现行规章，决定废止2件规范性文件。",
        "经研究，决定对以下2件规范性文件予以废止：",
        "废止的规范性文件目录",
        "二、对2件规范性文件予以废止",
    ],
)
@pytest.mark.parametrize("labels", [("1. ", "2. "), ("一、", "二、"), ("（一）", "（二）")])
def test_a_list_in_plain_words(said: str, labels: tuple[str, str]) -> None:
    text = (
        f"{said}\n{labels[0]}窑炉中心管理办法（澄能〔2012〕9号）\n"
        f"{labels[1]}窑炉专项管理办法（试行）（2013年5月6日澄能〔2013〕40号公布）\n"
        "本公告自公布之日起施行。"
    )
    assert [one for one in told(text) if "程序" not in one] == PLAIN
    assert all("repeals" not in one for one in told(text) if "程序" in one)


def test_a_list_with_brackets_below_numbered_headings() -> None:
    text = (
        "经清理，决定对下列文件宣布失效，自2026年6月1日起不再作为行政管理的依据。\n"
        "一、《甲类办法》（澄能〔2009〕12号）\n二、《乙类办法》（澄能〔2012〕33号）\n"
        "三、修改的文件\n将《丙类办法》第四条修改为：“略。”\n四、继续有效的文件\n《丁类办法》"
    )
    assert [(one.kind, one.since) for one in read(text)] == [
        ("repeals", date(2026, 6, 1)),
        ("repeals", date(2026, 6, 1)),
        ("amends", None),
        ("cites", None),
    ]


def test_the_day_that_is_said_before_holds_for_the_list_in_the_annex() -> None:
    text = (
        "我局决定废止下列2件规范性文件，自2026年8月1日起失效，现予公布。\n附件：废止的文件目录\n附件\n"
        "废止的文件目录\n序号\t名称\t文号\n1\t关于窑炉管理的通知\t澄能〔2011〕3号"
    )
    (found,) = read(text)
    assert (found.kind, found.since) == ("repeals", date(2026, 8, 1))


def test_permits_that_end_are_no_list_of_documents() -> None:
    text = "有下列情形之一的，许可证予以废止：\n（一）违反《窑炉办法》的；\n（二）歇业的。"
    assert told(text) == ["cites 窑炉办法 -"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("达到《窑炉标准》（DB31/963-2016）要求。", "DB31/963—2016"),
        ("达到《窑炉标准》（DG/TJ08-115-2008）要求。", "DG/TJ08-115—2008"),
        ("达到《窑炉标准》（DB33/T 1036—2021）要求。", "DB33/T 1036—2021"),
    ],
)
def test_the_numbers_of_local_standards(text: str, number: str) -> None:
    assert [one.document_number for one in read(text)] == [number]


def test_the_new_edition_of_a_standard_and_the_old_one() -> None:
    text = (
        "现批准《窑炉标准》为澄江省标准，编号为DB33/1015—2026，自2026年11月1日起实施。"
        "原《窑炉标准》（DB33/1015—2015）同时废止。"
    )
    assert told(text) == [
        "promulgates 窑炉标准 DB33/1015—2026",
        "repeals 窑炉标准 DB33/1015—2015",
    ]


def test_a_decision_that_changes_several() -> None:
    text = (
        "一、《甲类条例》\n将第九条修改为：“略。”\n"
        "二、《乙类条例》\n删去第二十条，按照《丙类条例》执行。"
    )
    title = "关于修改《甲类条例》等二件地方性法规的决定"
    found = relations_of(Content(title=title, blocks=blocks_of(text)), ())
    assert [(one.kind, one.title) for one in found] == [
        ("amends", "甲类条例"),
        ("amends", "乙类条例"),
        ("cites", "丙类条例"),
    ]
