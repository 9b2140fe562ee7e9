"""Which document a page carries."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pipeline.identify import Known, bodies_related, identify, numbers_agree, sketch
from storage.records import Block, Classification, Content, Document, PageKind
from storage.text import number_key, title_key

BODY = (
    "为推动锅炉绿色低碳高质量发展，现将有关事项通知如下。各地要高度重视，压实责任，按时完成任务。"
    "二、加快老旧锅炉更新改造，到规定年限的予以淘汰。三、加强监督检查，定期报告进展情况。"
    "四、完善标准体系，推广先进适用技术，健全能效标识管理制度，强化全过程监管。"
)


def content(title: str, number: str | None = None, body: str = BODY, **fields: object) -> Content:
    made = Content(
        title=title, document_number=number, blocks=(Block(kind="paragraph", text=body),)
    )
    return replace(made, **fields)


def known(page: Content, published: date, kind: PageKind = "document", name: str = "d") -> Known:
    verdict = Classification(page_kind=kind, relevant=True, relevance=1.0)
    document = Document(
        document_id=name,
        title=page.title,
        title_key=title_key(page.title),
        number_key=number_key(page.document_number),
        document_number=page.document_number,
        issuing_bodies=page.issuing_bodies,
        signed_on=page.signed_on,
        published_on=published,
        effective_on=None,
        part=None,
        region="全国",
        page_kind=kind,
        relevant=True,
        relevance=1.0,
        classification=verdict,
        lead_posting_id="p",
        version_id="v",
        detected_at=datetime(2026, 1, 1, tzinfo=UTC),
        first_run_id="r",
    )
    return Known(document=document, text=lambda: page.text)


DAY = date(2026, 3, 2)
NOTICE = content("澄江省能源局关于印发锅炉更新方案的通知", "澄能〔2026〕7号")


def joined(
    page: Content, *others: Known, kind: PageKind = "document", day: date = DAY
) -> str | None:
    match = identify(page, kind, day, others)
    return match.document_id if match else None


def test_the_same_number_joins_whatever_the_brackets() -> None:
    page = content("关于印发锅炉更新方案的通知", "澄能[2026]7号", body="附件见下。")
    assert joined(page, known(NOTICE, DAY)) == "d"


def test_another_number_parts_equal_texts() -> None:
    page = content(NOTICE.title, "澄能〔2026〕8号")
    assert joined(page, known(NOTICE, DAY)) is None


def test_title_and_date_join_where_a_number_is_missing() -> None:
    page = content("关于印发锅炉更新方案的通知")
    assert joined(page, known(NOTICE, DAY)) == "d"


def test_the_same_title_months_later_is_another_document() -> None:
    page = content("关于印发锅炉更新方案的通知")
    assert joined(page, known(NOTICE, date(2026, 8, 1))) is None


def test_a_short_title_that_comes_back_needs_like_words() -> None:
    first = content(
        "国务院任免国家工作人员", body="任命甲某某为某部副部长。免去乙某某的某局局长职务。" * 2
    )
    second = content(
        "国务院任免国家工作人员", body="任命丙为某委主任，丁为某署署长；免去戊的某院院长。" * 2
    )
    day = date(2026, 3, 20)
    assert joined(second, known(first, DAY, "personnel"), kind="personnel", day=day) is None


def test_an_announcement_without_its_agency_needs_the_title() -> None:
    one = content("关于发布甲规则的公告", "2026年第5号")
    same = content("市监局关于发布甲规则的公告", "市监局公告2026年第5号")
    other = content(
        "关于发布乙目录的公告", "2026年第5号", body="乙目录全文如下，自发布之日起施行。"
    )
    assert joined(same, known(one, DAY)) == "d"
    assert joined(other, known(one, DAY)) is None


def test_a_copy_under_another_title_joins_by_its_text() -> None:
    page = content("关于印发《锅炉更新实施方案》的通知", body=BODY + "特此通知。")
    assert joined(page, known(content("关于印发锅炉更新方案的通知"), DAY)) == "d"


def test_last_years_notice_of_a_series_is_not_this_years() -> None:
    old = content("关于报送2025年度锅炉更新情况的通知")
    new = content("关于报送2026年度锅炉更新情况的通知")
    assert joined(new, known(old, DAY)) is None


def test_an_interpretation_does_not_join_what_it_speaks_of() -> None:
    page = content("《锅炉更新方案》政策解读", "澄能〔2026〕7号")
    assert joined(page, known(NOTICE, DAY), kind="interpretation") is None


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("国发〔2023〕24号", "国发[2023]24号", True),
        ("国发〔2023〕24号", "国发〔2023〕23号", False),
        ("2023年第52号", "市场监管总局公告2023年第52号", True),
        ("海关总署公告2023年第52号", "市场监管总局公告2023年第52号", False),
        (None, "国发〔2023〕24号", None),
    ],
)
def test_numbers(one: str | None, other: str, agree: bool | None) -> None:
    assert numbers_agree(one, other) is agree


def test_offices_and_their_agencies_are_related() -> None:
    assert bodies_related(["生态环境部办公厅"], ["生态环境部", "财政部"])
    assert not bodies_related(["生态环境部"], ["财政部"])
    assert bodies_related([], ["财政部"])


def test_copies_share_their_sketch() -> None:
    copy = BODY.replace("，", ",").replace("。", "。\n") + "（此件公开发布）"
    shared = set(sketch(BODY)) & set(sketch(copy))
    assert len(shared) >= 3
    assert not set(sketch(BODY)) & set(sketch("完全不同的文字，讲的是另一件很远的事情。" * 3))
