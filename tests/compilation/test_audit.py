"""What an audit says: three lists, each row with its reason."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from compilation.audit import Audited, Awaited, Watch, audit
from compilation.matching.differing import differences, differs
from compilation.matching.issuers import same_issuer
from compilation.recall import PastItem, Seen, recalls
from storage.office import DEFAULT_OFFICE
from storage.records import Block, Content, Finding, IssueDecision, Printing, Review
from tests.compilation.printed import DAY, TITLE, held, issue, item
from tests.pipeline.pages import BODY

OTHER = "澄江省能源局关于清洁取暖的通知"
NUMBER = "澄能〔2026〕7号"
FOUND_ON = datetime(2026, 3, 5, tzinfo=UTC)
CLOSED = datetime(2026, 3, 31, 16, tzinfo=UTC)


# -- in both and differing ------------------------------------------------------------------------


def said(printed: object, other: object, part: str | None = "ministry") -> dict[str, str]:
    """By field: as printed, for each that differs."""
    return {
        one.field: one.found for one in differences(printed, part, other, office=DEFAULT_OFFICE)
    }


def substance(printed: object, other: object) -> tuple[str, ...]:
    return differs(differences(printed, "ministry", other, office=DEFAULT_OFFICE))


def test_what_is_printed_rightly_does_not_differ() -> None:
    printed = item(number=NUMBER, title_in_contents=TITLE)
    assert said(printed, held(number=NUMBER)) == {}


@pytest.mark.parametrize("number", ["澄能〔2026〕7 号", "澄能（2026）7号", "澄能[2026]７号"])
def test_spaces_brackets_and_widths_of_a_number_are_form(number: str) -> None:
    (one,) = differences(
        item(number=number), "ministry", held(number=NUMBER), office=DEFAULT_OFFICE
    )
    assert (one.field, one.found, one.expected, one.formal) == (
        "document_number",
        number,
        NUMBER,
        True,
    )
    assert one.confidence < 0.9


def test_another_number_is_substance() -> None:
    assert substance(item(number="澄能〔2026〕70号"), held(number=NUMBER)) == ("document_number",)


def test_a_number_that_is_not_printed() -> None:
    (one,) = differences(item(), "ministry", held(number=NUMBER), office=DEFAULT_OFFICE)
    assert (one.found, one.expected, one.formal) == ("", NUMBER, True)
    assert said(item(body=f"{BODY}（{NUMBER}）"), held(number=NUMBER)) == {}


def test_an_announcements_number_without_its_agency_is_no_other() -> None:
    assert said(item(number="2026年第3号"), held(number="澄江省能源局公告2026年第3号")) == {}


def test_spaces_in_a_title_are_form_and_words_are_substance() -> None:
    spaced, slip = TITLE.replace("印发", "印发 "), TITLE.replace("锅炉", "锅沪")
    assert said(item(spaced), held()) == {"title": spaced}
    assert substance(item(spaced), held()) == ()
    assert substance(item(slip), held()) == ("title",)


def test_a_title_that_is_wrong_in_the_contents_alone() -> None:
    (one,) = differences(
        item(title_in_contents=f"{TITLE[:-1]} 知"), "ministry", held(), office=DEFAULT_OFFICE
    )
    assert (one.found, "目录" in one.reason) == (f"{TITLE[:-1]} 知", True)


def test_a_copys_title_without_its_issuers_is_no_other() -> None:
    full = "澄江省能源局 澄江省财政厅关于印发《锅炉更新方案》的通知"
    for copy in ("两部门关于印发《锅炉更新方案》的通知", "关于印发《锅炉更新方案》的通知"):
        assert said(item(full), held(copy)) == {}
    shortened = full.replace(" 澄江省财政厅", "等部门")
    assert substance(item(full), held(shortened)) == ()


def test_a_short_name_is_no_other_agency() -> None:
    printed = item(issuing_bodies=("国家发展改革委", "住房城乡建设部"))
    other = held(issuing_bodies=("国家发展和改革委员会", "住房和城乡建设部"))
    assert said(printed, other) == {}


@pytest.mark.parametrize(
    ("short", "full", "same"),
    [
        ("澄江省发展改革委", "澄江省发展和改革委员会", True),
        ("海滨市住建局", "海滨市住房和城乡建设局", True),
        ("澄江省住房城乡建设厅", "澄江省住房和城乡建设厅", True),
        ("生态环境部办公厅", "生态环境部", True),
        ("国家邮局", "国家邮政局", False),
        ("澄江省能原局", "澄江省能源局", False),
        ("澄江省财政厅", "临江省财政厅", False),
    ],
)
def test_names_of_one_agency(short: str, full: str, same: bool) -> None:
    assert same_issuer(short, full) is same
    assert same_issuer(full, short) is same


def test_marks_round_a_name_in_the_title_are_form() -> None:
    printed = item(TITLE.replace("《", "").replace("》", ""))
    (one,) = differences(printed, "ministry", held(), office=DEFAULT_OFFICE)
    assert (one.field, one.formal, "书名号" in one.reason) == ("title", True, True)


def test_other_agencies_are_told() -> None:
    printed = item(issuing_bodies=("澄江省能原局",))
    (one,) = differences(printed, "ministry", held("关于更新锅炉的通知"), office=DEFAULT_OFFICE)[1:]
    assert (one.field, "多出澄江省能原局" in one.reason) == ("issuing_bodies", True)


def test_a_list_of_agencies_that_the_page_cuts_short_is_no_other() -> None:
    printed = item(issuing_bodies=("澄江省能源局", "澄江省财政厅"), body=f"{BODY}澄江省财政厅")
    assert said(printed, held(body=f"{BODY}澄江省财政厅")) == {}


def test_dates_differ_unless_the_text_is_signed_so() -> None:
    other_day = date(2026, 3, 20)
    assert said(item(signed_on=other_day), held()) == {"signed_on": "2026年3月20日"}
    assert said(item(signed_on=None), held()) == {}
    signed = Content(title=TITLE, blocks=(Block(kind="date", text="2026年3月20日"),))
    assert said(item(signed_on=other_day), replace(held(), read=lambda: signed)) == {}


def test_the_part_is_compared_if_it_is_known() -> None:
    assert said(item(), held(part="province")) == {"part": "第三编 国家各部委文件"}
    assert said(item(), held(part="province"), part=None) == {}


# -- the three lists ------------------------------------------------------------------------------


def audited(*items: object, **given: object) -> tuple[Finding, ...]:
    usual = {"printed": {}, "near": {}, "awaited": (), "watches": (), "closed_at": CLOSED}
    return audit(Audited(issue=issue(*items), office=DEFAULT_OFFICE, **(usual | given)))


def test_what_was_never_detected_names_what_is_near_and_who_should_have_had_it() -> None:
    ago = {"signed_on": date(2025, 3, 3), "published_on": date(2025, 3, 4)}
    last = held(TITLE.replace("锅炉", "窑炉"), number="澄能〔2025〕9号", **ago)
    watch = Watch(
        name="能源局 · 通知",
        agency="澄江省能源局",
        read_first=FOUND_ON,
        unread="3月2日起无法解读",
    )
    (one,) = audited(item(number=NUMBER), near={"3.1": [last]}, watches=[watch])
    assert (one.kind, one.item, one.line) == ("undetected", "3.1", 100)
    assert one.document_id == last.document.document_id
    for words in ("窑炉", "文号不同", "相差", "能源局 · 通知", "3月2日起无法解读"):
        assert words in one.reason


def test_an_agency_that_no_source_watches_is_named() -> None:
    (one,) = audited(item())
    assert "来源目录中没有澄江省能源局的来源" in one.reason
    watch = Watch(name="能源局 · 通知", agency="澄江省能源局", read_first=FOUND_ON)
    (one,) = audited(item(), watches=[watch])
    assert "能读到，但都没有列出它" in one.reason
    (one,) = audited(item(), watches=[replace(watch, read_first=None)])
    assert "还没有完整读过" in one.reason
    (one,) = audited(item(), watches=[replace(watch, enabled=False)])
    assert "停用" in one.reason


def test_a_document_printed_twice_is_no_undetected_one() -> None:
    other, again = held(), replace(item(), number="3.2")
    (one,) = audited(item(), again, printed={"3.1": other}, near={"3.2": [other]})
    assert (one.kind, one.subkind, one.item) == ("differing", "doubled", "3.2")


def test_what_was_never_detected_comes_first() -> None:
    again = replace(item(OTHER), number="3.2")
    found = audited(item(TITLE.replace("印发", "印发 ")), again, printed={"3.1": held()})
    assert [(one.kind, one.item) for one in found] == [("undetected", "3.2"), ("differing", "3.1")]


def test_a_number_is_found_where_it_is_printed() -> None:
    (one,) = audited(item(number="澄能〔2026〕7 号"), printed={"3.1": held(number=NUMBER)})
    assert (one.subkind, one.line, one.page) == ("document_number", 101, 7)


def awaited(title: str, **fields: object) -> Awaited:
    review = fields.pop("review", None)
    more = {name: fields.pop(name) for name in ("left", "printings", "twin") if name in fields}
    document = held(title, detected_at=FOUND_ON, **fields).document
    return Awaited(document=document, review=review, why="标题讲锅炉", **more)


def test_what_is_missing_is_ranked_and_explained() -> None:
    taken = Review(
        document_id="",
        decision="approve",
        person="甲",
        reason="",
        decided_at=FOUND_ON,
        proposed=None,
    )
    left = IssueDecision(
        month="2026-03",
        document_id="",
        kind="leave",
        value="",
        person="乙",
        reason="太专",
        decided_at=FOUND_ON,
    )
    before = Printing(
        month="2026-02",
        item="3.2",
        document_id="",
        basis="title",
        differs=(),
        title=TITLE,
        document_number=None,
        signed_on=DAY,
        page=None,
    )
    wanted = {
        "甲定": awaited("甲定", review=taken),
        "建议": awaited("建议"),
        "待定": awaited("待定", relevant=None, relevance=0.5),
        "上期": awaited("上期", printings=(before,)),
        "不收": awaited("不收", left=left),
        "征求": awaited("征求", page_kind="consultation"),
    }
    late = awaited("迟到")
    late = replace(late, document=replace(late.document, detected_at=CLOSED))
    found = audited(awaited=[late, *reversed(wanted.values())])
    assert [one.label for one in found[:3]] == ["甲定", "建议", "待定"]
    reasons = {one.label: one.reason for one in found}
    assert {one.kind for one in found} == {"missing"}
    assert "甲已决定收录" in reasons["甲定"]
    assert "已载于2026年2月号 3.2" in reasons["上期"]
    assert "乙决定本期不收，理由：太专" in reasons["不收"]
    assert "征求意见稿" in reasons["征求"]
    assert "才发现" in reasons["迟到"]
    assert max(one.confidence for one in found[3:]) < 0.3


# -- recall ---------------------------------------------------------------------------------------


def test_recall_counts_what_was_seen_in_time_by_whom_first_and_how_early() -> None:
    def seen(source: str, day: int, dated: int | None) -> Seen:
        at = datetime(2026, 3, day, 16, tzinfo=UTC)
        return Seen(source_id=source, at=at, dated_on=dated and date(2026, 3, dated))

    def past(number: str, *sights: Seen) -> PastItem:
        own = frozenset({"own", "column"})
        return PastItem(
            month="2026-03", item=number, part="ministry", own=own, seen=sights, closed_at=CLOSED
        )

    items = [
        past("3.1", seen("own", 21, 20), seen("copy", 11, 25)),
        past("3.2", seen("own", 29, 25), seen("copy", 30, 25)),
        past("3.3", replace(seen("own", 1, 31), at=CLOSED)),
        past("3.4"),
    ]
    found = recalls(items, ("ministry", "province"))
    by_key = {one.key: one for one in found.sources}
    own, copy = by_key["own"], by_key["copy"]
    assert (own.items, own.seen, own.late, own.first, own.lead_days) == (4, 2, 1, 3, 6.0)
    assert (copy.items, copy.seen, copy.first, copy.lead_days) == (2, 2, 1, 10.5)
    assert (by_key["column"].items, by_key["column"].share) == (1, 0.0)
    assert (found.whole.items, found.whole.seen, found.whole.share) == (4, 2, 0.5)
    assert [one.share for one in found.parts] == [0.5, None]


def test_without_issues_nothing_is_recalled() -> None:
    found = recalls([], ("ministry",))
    assert (found.months, found.whole.share, found.sources) == ((), None, ())
