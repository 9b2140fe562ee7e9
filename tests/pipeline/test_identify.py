"""Whether two pages carry the same document."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline.identity.pages import sketch
from storage.agencies import bodies_related
from storage.numbers import numbers_agree
from storage.records import Content
from tests.pipeline.pages import BODY, DAY, OTHER_WORDS, content, link

NOTICE = content(
    "澄江省能源局关于印发锅炉更新方案的通知", "澄能〔2026〕7号", issuing_bodies=("澄江省能源局",)
)
COPY = replace(NOTICE, title="关于印发锅炉更新方案的通知", document_number=None)
JOINED = ("number", "title", "text")


def like(share: float) -> str:
    """A body of which about so much is as in ``BODY``."""
    keep = int(len(BODY) * share)
    return BODY[:keep] + OTHER_WORDS[: len(BODY) - keep]


def later(days: int) -> date:
    return date.fromordinal(DAY.toordinal() + days)


def test_the_same_number_joins_whatever_the_brackets() -> None:
    assert link(NOTICE, content(COPY.title, "澄能[2026]7号", body="附件见下。")) == "number"


def test_another_number_parts_equal_texts() -> None:
    assert (
        link(NOTICE, replace(NOTICE, document_number="澄能〔2026〕8号", published_on=later(3)))
        == ""
    )


@pytest.mark.parametrize("serials", [(1, 2), (11, 12), (378, 377)])
def test_announcements_of_one_title_are_as_many_as_their_numbers(serials: tuple[int, int]) -> None:
    """Though nothing else differs than a word of the text."""
    one, other = (
        content("关于锅炉产品目录的公告", f"公告2026年第{n}号", body=like(0.6 + n % 2 / 5))
        for n in serials
    )
    assert link(one, other) == ""


def test_title_and_date_join_where_a_number_is_missing() -> None:
    assert link(NOTICE, COPY) == "title"


def test_the_same_title_months_later_is_another_document() -> None:
    assert link(NOTICE, replace(COPY, published_on=date(2026, 8, 1))) == ""


def test_appointments_twice_in_a_month_are_two() -> None:
    first = content("国务院任免国家工作人员", body="任命甲为某部副部长，免去乙的某局局长职务。" * 4)
    second = content("国务院任免国家工作人员", body="任命丙为某委主任，免去戊的某院院长职务。" * 4)
    for days in (0, 1, 14):
        assert link(first, replace(second, published_on=later(days))) not in JOINED
    assert link(first, replace(first, published_on=later(14))) not in JOINED
    assert link(first, replace(first, published_on=later(1))) == "title"


def test_an_announcement_without_its_agency_needs_the_title() -> None:
    one = content("关于发布甲规则的公告", "2026年第5号")
    same = content("市监局关于发布甲规则的公告", "市监局公告2026年第5号")
    other = content(
        "关于发布乙目录的公告", "2026年第5号", body="乙目录全文如下，自发布之日起施行。"
    )
    assert link(one, same) == "number"
    assert link(one, other) == ""


def test_a_copy_under_another_title_joins_by_its_text() -> None:
    page = content("关于印发《锅炉更新实施方案》的通知", body=BODY + "特此通知。")
    assert link(COPY, page) == "text"


def test_last_years_notice_of_a_series_is_not_this_years() -> None:
    assert link(content("关于报送2025年度情况的通知"), content("关于报送2026年度情况的通知")) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("关于公布第一批锅炉试点名单的通知", "关于公布第二批锅炉试点名单的通知"),
        ("关于锅炉更新的通知（一）", "关于锅炉更新的通知（二）"),
        ("关于印发锅炉更新方案的通知", "关于印发锅炉更新方案的通知（更正）"),
        ("关于更正锅炉更新方案的公告", "关于锅炉更新方案的公告"),
        ("关于锅炉更新方案的勘误", "关于锅炉更新方案的通知"),
        ("锅炉更新办法（征求意见稿）", "锅炉更新办法"),
        ("关于公开征求锅炉更新办法意见的通知", "关于再次公开征求锅炉更新办法意见的通知"),
        ("锅炉更新办法（第二次征求意见稿）", "锅炉更新办法（征求意见稿）"),
        ("关于转发《锅炉更新方案》的通知", "关于印发《锅炉更新方案》的通知"),
        ("关于公布锅炉试点名单的通知", "关于锅炉试点名单的公示"),
        ("2026年上半年锅炉更新情况的通报", "2026年下半年锅炉更新情况的通报"),
        ("关于锅炉更新办法的解读", "关于锅炉更新办法"),
        ("关于废止锅炉更新办法的通知", "关于印发锅炉更新办法的通知"),
    ],
)
def test_what_a_title_makes_another_document(one: str, other: str) -> None:
    """Of the same day and in the same words, or without any: a cover for a file."""
    for body in (BODY, ""):
        assert link(content(one, body=body), content(other, body=body)) == ""


@pytest.mark.parametrize("number", ["国能〔2026〕5号", None])
def test_a_forwarding_is_not_what_it_forwards(number: str | None) -> None:
    law = content("国家能源局关于锅炉更新的意见", "国能〔2026〕5号")
    forwarded = replace(law, title="澄江省能源局转发国家能源局关于锅炉更新的意见的通知")
    assert link(law, replace(forwarded, document_number=number)) == ""
    assert link(law, replace(forwarded, document_number="澄能〔2026〕9号")) == ""
    assert link(law, replace(law, issuing_bodies=("澄江省能源局",))) == "number"


def test_titles_of_two_provinces_are_two() -> None:
    one = content("澄江省人民政府关于印发锅炉更新方案的通知", body="")
    other = content("渝山省人民政府关于印发锅炉更新方案的通知", body="")
    assert link(one, other) == ""


def test_a_cover_without_issuers_is_asked() -> None:
    assert link(content(COPY.title, body=""), content(COPY.title, body="")) == "doubt"
    assert link(NOTICE, replace(COPY, blocks=())) == "title"


def test_one_series_in_like_words_is_no_question() -> None:
    one, other = (
        content(
            f"国务院关于《{name}国土空间规划》的批复",
            body=f"原则同意《{name}国土空间规划》。{BODY}",
        )
        for name in ("澄江省", "渝山省")
    )
    assert link(one, other) == ""


@pytest.mark.parametrize(("share", "kind"), [(0.95, "title"), (0.82, "doubt"), (0.4, "doubt")])
def test_seven_to_nine_tenths_alike_are_asked(share: float, kind: str) -> None:
    assert link(COPY, replace(COPY, blocks=content("", body=like(share)).blocks)) == kind


def test_like_texts_under_like_titles_are_asked() -> None:
    page = content("关于印发《锅炉更新实施方案》的通知", body=like(0.82))
    assert link(COPY, page) == "doubt"


def test_words_alike_weeks_later_are_asked() -> None:
    page = replace(COPY, published_on=later(30))
    assert link(COPY, page) == "doubt"
    assert link(NOTICE, page) == "title"


def test_two_signing_dates_are_asked() -> None:
    one, other = (replace(COPY, signed_on=day) for day in (DAY, later(6)))
    assert link(one, other) == "doubt"


def test_a_mistyped_number_is_asked() -> None:
    assert link(NOTICE, replace(NOTICE, document_number="澄能〔2026〕17号")) == "doubt"


def test_each_signers_own_number_is_asked() -> None:
    joint = replace(NOTICE, issuing_bodies=("澄江省能源局", "澄江省财政厅"))
    assert link(joint, replace(joint, document_number="澄财〔2026〕31号")) == "doubt"


def test_a_joint_announcement_under_one_signers_name() -> None:
    one = content("关于锅炉税收政策的公告", "财政部 税务总局公告2026年第5号")
    assert link(one, replace(one, document_number="财政部公告2026年第5号")) == "title"
    other = content("关于发票管理的公告", "财政部公告2026年第5号", body=OTHER_WORDS)
    assert link(one, other) == ""


@pytest.mark.parametrize("end", ["…", "...", "……"])
def test_a_title_that_was_cut_off(end: str) -> None:
    page = replace(COPY, title=f"关于印发锅炉更新方案的{end}")
    assert link(NOTICE, page) == "title"


def test_a_cover_note_and_the_whole() -> None:
    cover = content(COPY.title, body="各市能源局：现将有关事项通知如下。" + BODY[:120])
    whole = content(
        COPY.title, body="各市能源局：现将有关事项通知如下。" + BODY[:120] + OTHER_WORDS * 3
    )
    assert link(cover, whole) == "title"


def test_an_interpretation_does_not_join_what_it_speaks_of() -> None:
    same_title = replace(NOTICE)
    assert link(NOTICE, same_title, ("document", "interpretation")) == ""
    assert link(NOTICE, content("《锅炉更新方案》政策解读", "澄能〔2026〕7号")) == ""


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("国发〔2023〕24号", "国发[2023]24号", True),
        ("国发〔2023〕24号", "国发〔2023〕23号", False),
        ("2023年第52号", "市场监管总局公告2023年第52号", True),
        ("海关总署公告2023年第52号", "市场监管总局公告2023年第52号", False),
        ("商务部 海关总署公告2023年第61号", "海关总署公告2023年第61号", None),
        ("税务总局公告2023年第12号", "国家税务总局公告2023年第12号", True),
        (None, "国发〔2023〕24号", None),
    ],
)
def test_numbers(one: str | None, other: str, agree: bool | None) -> None:
    assert numbers_agree(one, other) is agree
    assert numbers_agree(other, one) is agree


def test_offices_and_their_agencies_are_related() -> None:
    assert bodies_related(["生态环境部办公厅"], ["生态环境部", "财政部"])
    assert not bodies_related(["生态环境部"], ["财政部"])
    assert bodies_related([], ["财政部"])


def test_copies_share_their_sketch() -> None:
    copy = BODY.replace("，", ",").replace("。", "。\n") + "（此件公开发布）"
    shared = set(sketch(BODY)) & set(sketch(copy))
    assert len(shared) >= 3
    assert not set(sketch(BODY)) & set(sketch("完全不同的文字，讲的是另一件很远的事情。" * 3))


def test_an_empty_page_is_nothing_by_itself() -> None:
    assert link(Content(title="关于锅炉"), Content(title="关于取暖")) == ""
