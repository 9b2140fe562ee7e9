"""Which documents the items of an issue are."""

from dataclasses import replace
from datetime import date

import pytest

from compilation.matching.likeness import likeness
from compilation.matching.pairs import match, nearest
from tests.compilation.printed import DAY, TITLE, held, item
from tests.pipeline.pages import BODY, OTHER_WORDS

NUMBER, ANOTHER = "澄能〔2026〕7号", "澄能〔2026〕70号"


def basis(printed: object, *others: object, month: str = "2026-03") -> str:
    """By what the item was known to be the first of the documents; empty: it is none."""
    found = match([printed], others, month)
    if not found:
        return ""
    assert found[printed.number].document_id == others[0].document.document_id
    return found[printed.number].basis


def test_a_number_and_a_title_make_one() -> None:
    assert basis(item(number=NUMBER), held(number=NUMBER)) == "number"
    assert basis(item(number="澄能（2026） 7 号"), held(number=NUMBER)) == "number"


def test_a_title_is_enough_where_a_number_is_missing() -> None:
    assert basis(item(), held(number=NUMBER)) == "title"
    assert basis(item(number=NUMBER), held()) == "title"


def test_issuers_before_a_title_do_not_matter() -> None:
    assert basis(item("关于印发《锅炉更新方案》的通知"), held()) == "title"


def test_a_misprinted_number_marries_nobody() -> None:
    """It is another document's: the title and the text decide, and the number differs."""
    right = held(number=NUMBER)
    wrong = held("澄江省能源局关于清洁取暖的通知", ANOTHER, OTHER_WORDS)
    assert basis(item(number=ANOTHER), right, wrong) == "title"
    assert basis(item(number=ANOTHER), wrong) == ""


def test_a_misprinted_number_of_a_document_with_a_like_title() -> None:
    """Approvals of one kind differ in a name alone."""
    one = held(
        "国务院关于《临江省国土空间规划》的批复", "国函〔2026〕11号", "批复临江省规划。" * 20
    )
    two = held(
        "国务院关于《澄江省国土空间规划》的批复", "国函〔2026〕12号", "批复澄江省规划。" * 20
    )
    body = one.content.text
    printed = item(one.document.title, "国函〔2026〕12号", body, issuing_bodies=("国务院",))
    one, two = (
        replace(x, document=replace(x.document, issuing_bodies=("国务院",))) for x in (one, two)
    )
    assert basis(printed, one, two) == "title"


def test_a_slip_in_the_title_is_known_by_the_number() -> None:
    assert basis(item(TITLE.replace("锅炉", "锅沪"), NUMBER), held(number=NUMBER)) == "number"


def test_a_slip_in_the_title_is_known_by_the_text() -> None:
    assert basis(item(TITLE.replace("锅炉", "锅沪")), held()) == "text"


@pytest.mark.parametrize(
    "other",
    [
        "澄江省能源局关于公开征求《锅炉更新方案（征求意见稿）》意见的通知",
        "澄江省能源局关于转发《锅炉更新方案》的通知",
        "《锅炉更新方案》解读",
    ],
)
def test_a_draft_is_never_its_final_text(other: str) -> None:
    assert basis(item(), held(other)) == ""
    assert basis(item(number=NUMBER), held(other, NUMBER)) == ""


def test_last_years_notice_is_never_this_years() -> None:
    this, last = (f"澄江省能源局关于做好{year}年节能报告工作的通知" for year in (2026, 2025))
    ago = {"signed_on": date(2025, 3, 3), "published_on": date(2025, 3, 4)}
    assert basis(item(this), held(last, **ago)) == ""
    assert basis(item(this), held(last, **ago), month="") == ""


def test_nor_if_its_title_names_no_year() -> None:
    ago = {"signed_on": date(2025, 3, 3), "published_on": date(2025, 3, 4)}
    assert basis(item(), held(**ago)) == ""
    changed = f"{BODY[:-40]}今年新增内容另行通知，请各单位遵照执行并认真落实好各项要求。"
    assert basis(item(body=changed), held(**ago), month="") == ""


def test_nor_if_nothing_but_its_time_tells() -> None:
    """The item is not signed, and the words are the same every year."""
    last = held(published_on=date(2025, 3, 4))
    assert basis(item(signed_on=None), last) == ""
    assert basis(item(signed_on=None), replace(last, document=held().document)) == "title"


def test_nor_if_nothing_but_the_year_in_its_title_tells() -> None:
    this, last = (f"澄江省能源局关于做好{year}年节能报告工作的通知" for year in (2026, 2025))
    assert basis(item(this, signed_on=None), held(last)) == ""


def test_approvals_of_one_kind_speak_of_their_own_provinces() -> None:
    title, body = "国务院关于《{}国土空间规划》的批复", "原则同意，{}要认真组织实施。" + BODY
    printed = item(title.format("临江省"), body=body.format("临江省"))
    assert basis(printed, held(title.format("澄江省"), body=body.format("澄江省"))) == ""
    assert basis(printed, held(title.format("临汪省"), body=body.format("临江省"))) == "text"


def test_a_law_as_it_stood_before_is_another_document() -> None:
    before = {"signed_on": date(2017, 3, 1), "published_on": None}
    law = item("锅炉更新管理条例", issuing_bodies=())
    assert basis(law, held("锅炉更新管理条例", **before), month="") == ""
    undated = {"signed_on": None, "published_on": None}
    assert basis(law, held("锅炉更新管理条例", body=OTHER_WORDS, **undated)) == ""
    assert basis(law, held("锅炉更新管理条例", **undated)) == "title"


def test_a_slip_in_the_date_is_known_by_the_text() -> None:
    assert basis(item(signed_on=date(2025, 3, 2)), held()) == "title"


def test_another_years_title_with_this_days_date_is_a_slip() -> None:
    this, slip = (f"澄江省能源局关于做好{year}年节能报告工作的通知" for year in (2026, 2025))
    assert basis(item(slip), held(this)) == "text"


def test_two_numbers_of_one_title_are_two_documents_by_their_texts() -> None:
    assert basis(item(number=NUMBER), held(number=ANOTHER, body=OTHER_WORDS)) == ""
    assert basis(item(number=NUMBER), held(number=ANOTHER)) == "title"


def test_an_orders_title_may_stand_in_the_name_of_what_it_issues() -> None:
    order = held(
        "澄江省能源局令第7号（《锅炉更新目录（2026年本）》）", "澄江省能源局令第7号", "见附件。"
    )
    assert basis(item("锅炉更新目录（2026年本）", "澄江省能源局令第7号"), order) == "number"


def test_a_slip_in_the_year_of_signing_is_no_other_years_notice() -> None:
    changed = f"{BODY[:-8]}，遵照执行。"
    assert basis(item(body=changed, signed_on=date(2023, 3, 2)), held()) == "title"


def test_twins_of_one_day_are_two_documents() -> None:
    """Their titles and numbers differ, and their words are nearly one."""
    twin = BODY.replace("锅炉", "窑炉")
    other = held(TITLE.replace("锅炉", "窑炉"), ANOTHER, twin)
    assert basis(item(number=NUMBER), other) == ""


def test_one_item_is_one_document() -> None:
    items = [item(number=NUMBER), replace(item(number=NUMBER), number="3.2")]
    found = match(items, [held(number=NUMBER)])
    assert list(found) == ["3.1"]


def test_the_better_match_is_taken_first() -> None:
    """Two notices of one kind, of which one was printed with a slip, find their own documents."""
    one, two = (f"澄江省能源局关于公布第{n}批节能产品名单的通知" for n in ("一", "二"))
    items = [item(one), replace(item(two, body=OTHER_WORDS), number="3.2")]
    others = [held(two, body=OTHER_WORDS), held(one)]
    found = match(items, others)
    assert found["3.1"].document_id == others[1].document.document_id
    assert found["3.2"].document_id == others[0].document.document_id


def test_an_announcements_number_may_leave_its_agency_out() -> None:
    title = "澄江省能源局关于调整锅炉补贴的公告"
    assert basis(item(title, "2026年第3号"), held(title, "澄江省能源局公告2026年第3号")) == "number"


def test_of_several_pages_titles_any_will_do() -> None:
    copy = replace(held("四部门关于印发《锅炉更新方案》的通知"), titles=("四部门通知", TITLE))
    assert basis(item(), copy) == "title"


def test_a_page_without_text_is_known_by_title_and_day() -> None:
    assert basis(item(number=NUMBER), held(number=ANOTHER, body="")) == "title"
    late = date(2026, 3, 9)
    assert basis(item(number=NUMBER), held(number=ANOTHER, body="", signed_on=late)) == ""


def test_nearest_is_the_likest() -> None:
    ago = {"signed_on": date(2025, 3, 3), "published_on": date(2025, 3, 4)}
    other = held("澄江省能源局关于清洁取暖的通知", body=OTHER_WORDS)
    last = held(TITLE.replace("锅炉", "窑炉"), **ago)
    found = nearest(item(), [other, last])
    assert found
    assert found[0] is last
    assert nearest(item(), [held("关于召开会议的通告", body=OTHER_WORDS)]) is None
    assert found[1].days == (DAY - date(2025, 3, 3)).days


def test_a_slip_in_a_long_sentence_does_not_make_another_text() -> None:
    """Of a page that has as much again beside it: its attachments."""
    printed = "".join(map(chr, range(0x4E00, 0x4E00 + 400)))
    page = printed.replace(printed[200], "误") + "".join(map(chr, range(0x6000, 0x6000 + 500)))
    assert likeness(printed, page) > 0.95
    assert likeness(printed, page[400:]) < 0.1
