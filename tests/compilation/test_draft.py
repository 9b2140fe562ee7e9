"""What goes into an issue, in which order, and what is said of the rest."""

from datetime import UTC, date, datetime, timedelta

import pytest

from compilation.drafting.choosing import Frame, Known, Left, Taken, choose
from compilation.drafting.decisions import order_value, ordered_ids
from compilation.drafting.ordering import arranged
from compilation.drafting.window import asked_window, month_window, refuse_future
from compilation.faults import IssueError
from storage.office import DEFAULT_OFFICE
from tests.compilation.draft_samples import MET, frame, known, printed, reviewed, said

LATER = MET + timedelta(days=1)
FEBRUARY = date(2026, 2, 20)


def one(document: Known, of: Frame | None = None) -> Taken | Left | None:
    taken, left = choose([document], of or frame())
    return next(iter((*taken, *left)), None)


def taken(document: Known, of: Frame | None = None) -> Taken:
    found = one(document, of)
    assert isinstance(found, Taken)
    return found


def left(document: Known, of: Frame | None = None) -> Left:
    found = one(document, of)
    assert isinstance(found, Left)
    return found


# -- who goes in ----------------------------------------------------------------------------------


def test_what_was_published_in_the_month_goes_in() -> None:
    assert taken(known("a")).doubts == ()
    assert taken(known("a", date(2026, 3, 1))).part == "ministry"
    assert taken(known("a", date(2026, 3, 31))).late_of == ""
    assert one(known("a", date(2026, 4, 1))) is None


def test_a_base_line_is_no_news_but_is_of_its_month() -> None:
    assert taken(known("a", news=False)).doubts == ()


def test_what_is_for_a_person_goes_in_marked() -> None:
    assert taken(known("a", verdict=None)).doubts == ("标题涉及锅炉",)
    approved = known("a", verdict=True, review=reviewed("a", "approve"))
    assert taken(approved).doubts == ()


def test_what_a_person_rejected_stays_out_with_the_reason() -> None:
    found = left(known("a", verdict=False, review=reviewed("a", "reject")))
    assert found.kind == "decided"
    assert found.reason == "李编辑 2026年3月20日决定不收：核过原文"


def test_what_only_comes_near_is_listed_and_the_rest_counted() -> None:
    assert left(known("a", verdict=False, relevance=0.25)).kind == "near"
    assert left(known("a", verdict=False)).kind == "unrelated"
    assert left(known("a", verdict=False, page_kind="news")).kind == "other"


def test_a_consultation_goes_in_only_by_a_person() -> None:
    found = left(known("a", verdict=None, page_kind="consultation"))
    assert (found.kind, found.reason) == ("open", "征求意见稿，不是正式文件")
    approved = known("a", verdict=True, page_kind="consultation", review=reviewed("a", "approve"))
    assert taken(approved).doubts == ()
    speaking = known("a", verdict=True, page_kind="news", review=reviewed("a", "approve"))
    assert left(speaking).kind == "open"


def test_without_a_date_the_first_sight_counts_and_is_doubted() -> None:
    assert taken(known("a", None)).doubts == ("没有发布日期，按首次发现日2026年3月20日归入",)
    assert left(known("a", None, news=False)).kind == "open"


def test_a_document_of_no_part_goes_into_its_likeliest() -> None:
    found = taken(known("a", part=None, likely_part="province"))
    assert found.part == "province"
    assert found.doubts == ("归编不明，暂列第四编 河北省文件",)


def test_a_document_printed_before_is_not_printed_again() -> None:
    assert left(known("a", printings=(printed("a", "2026-02"),))).kind == "printed"
    unsure = taken(known("a", printings=(printed("a", "2026-02", "title"),)))
    assert unsure.doubts == ("疑与 2026-02 期 3.2为同一文件",)
    assert taken(known("a", printings=(printed("a", "2026-03"),))).doubts == ()


def test_a_document_that_was_taken_down_is_doubted() -> None:
    assert taken(known("a", withdrawn=True)).doubts == ("原文已撤下",)


# -- late arrivals --------------------------------------------------------------------------------


def test_what_came_after_its_issue_was_closed_is_late() -> None:
    found = taken(known("a", FEBRUARY))
    assert (found.part, found.late_of, found.doubts) == (None, "2026-02", ())


def test_what_was_known_when_its_issue_was_closed_is_not_late() -> None:
    assert one(known("a", FEBRUARY), frame(closed_at=LATER)) is None


def test_a_base_line_is_never_late() -> None:
    assert one(known("a", FEBRUARY, news=False)) is None


def test_late_arrivals_come_once() -> None:
    assert one(known("a", FEBRUARY, printings=(printed("a", "2026-02", "title"),))) is None
    assert one(known("a", FEBRUARY), frame(settled_before=frozenset("a"))) is None


def test_what_was_approved_after_the_closing_is_late() -> None:
    closed = frame(closed_at=LATER)
    early = known("a", FEBRUARY, review=reviewed("a", "approve"))
    assert one(early, closed) is None
    late = known("a", FEBRUARY, review=reviewed("a", "approve", LATER + timedelta(days=1)))
    assert taken(late, closed).late_of == "2026-02"


def test_of_a_frozen_set_what_was_not_weighed_is_late() -> None:
    closed = frame(closed_at=LATER, weighed=frozenset("b"))
    assert taken(known("a", FEBRUARY), closed).late_of == "2026-02"
    assert one(known("b", FEBRUARY), closed) is None
    approval = reviewed("b", "approve", LATER + timedelta(days=1))
    assert taken(known("b", FEBRUARY, review=approval), closed).late_of == "2026-02"


def test_what_belongs_to_an_open_month_waits_for_it() -> None:
    waiting = frame(closed_at=MET, covered_to=date(2026, 1, 31), follows_open=True)
    early = datetime(2026, 2, 20, tzinfo=UTC)
    assert left(known("a", FEBRUARY, met=early), waiting).kind == "pending"
    assert taken(known("a", FEBRUARY, met=LATER), waiting).late_of == "2026-02"


def test_what_falls_between_two_windows_is_late() -> None:
    closed = frame(closed_at=LATER, covered_to=date(2026, 2, 15))
    assert taken(known("a", FEBRUARY), closed).late_of == "2026-02"
    assert one(known("a", date(2026, 2, 15)), closed) is None


def test_what_does_not_concern_us_is_not_told_of_earlier_months() -> None:
    assert one(known("a", FEBRUARY, verdict=False, relevance=0.25)) is None


# -- people ---------------------------------------------------------------------------------------


def test_a_person_leaves_out_and_takes() -> None:
    out = frame(said("leave", "a", reason="重复"))
    assert left(known("a"), out).reason == "王编辑 2026年3月20日决定本期不收：重复"
    assert taken(known("a"), frame(said("leave", "a"), said("take", "a"))).doubts == ()


def test_what_a_person_takes_is_settled() -> None:
    into = frame(said("take", "a"))
    assert taken(known("a", verdict=None, part=None), into).doubts == ()
    assert taken(known("a", verdict=False, page_kind="news"), into).part == "ministry"
    last_month = taken(known("a", FEBRUARY, news=False), into)
    assert (last_month.part, last_month.late_of) == (None, "2026-02")
    assert taken(known("a", date(2026, 4, 1)), into).part == "ministry"


def test_a_rejection_after_the_taking_counts() -> None:
    into = frame(said("take", "a"))
    assert left(known("a", verdict=False, review=reviewed("a", "reject", LATER)), into)
    before = reviewed("a", "reject", MET - timedelta(days=1))
    assert taken(known("a", verdict=False, review=before), into)


def test_a_person_says_the_part() -> None:
    moved = frame(said("part", "a", "mee"))
    assert (taken(known("a", part=None), moved).part, taken(known("a"), moved).part) == ("mee",) * 2
    assert taken(known("a", part=None), moved).doubts == ()
    assert taken(known("a", FEBRUARY), moved).part == "mee"
    back = frame(said("part", "a", "mee"), said("part", "a", ""))
    assert taken(known("a"), back).part == "ministry"


# -- order ----------------------------------------------------------------------------------------


def order(documents: list[Known], of: Frame | None = None) -> list[str]:
    of = of or frame()
    parts = arranged(choose(documents, of)[0], of.decisions, office=DEFAULT_OFFICE)
    return [document.document_id for _, mine in parts for document in mine]


def test_by_date_then_first_sight_then_number() -> None:
    documents = [
        known("late", date(2026, 3, 12)),
        known("ten", number="国发〔2026〕10号"),
        known("nine", number="国发〔2026〕9号"),
        known("seen", met=MET - timedelta(hours=1)),
    ]
    assert order(documents) == ["seen", "nine", "ten", "late"]
    assert order(documents[::-1]) == order(documents)


def test_all_parts_are_there_and_late_arrivals_only_if_any() -> None:
    assert [part for part, _ in arranged((), frame().decisions, office=DEFAULT_OFFICE)] == [
        "central", "mee", "ministry", "province",
    ]  # fmt: skip
    found = choose([known("a", FEBRUARY)], frame())[0]
    assert [part for part, _ in arranged(found, frame().decisions, office=DEFAULT_OFFICE)][
        -1
    ] is None


def test_an_order_stays_and_newcomers_find_their_place() -> None:
    documents = [
        known(name, date(2026, 3, day)) for name, day in zip("abcd", (2, 4, 6, 8), strict=True)
    ]
    of = frame(said("order", value=order_value(["c", "a", "d"])))
    assert order(documents, of) == ["c", "a", "b", "d"]
    assert order([*documents, known("early", date(2026, 3, 1))], of)[0] == "early"
    assert order(documents[1:], of) == ["b", "c", "d"]  # one that went away


def test_the_newest_order_of_each_part_counts() -> None:
    documents = [known("a"), known("b"), known("x", part="mee"), known("y", part="mee")]
    of = frame(
        said("order", value=order_value(["b", "a"])),
        said("order", value=order_value(["x", "y"])),
        said("order", value=order_value(["y", "x"])),
    )
    assert order(documents, of) == ["y", "x", "b", "a"]


@pytest.mark.parametrize("value", ["", "x", "{}", "[1]", '["a", 2]'])
def test_an_order_that_is_none_says_nothing(value: str) -> None:
    assert ordered_ids(said("order", value=value)) == ()


# -- the window -----------------------------------------------------------------------------------


def test_a_month_is_its_days() -> None:
    window = month_window("2024-02")
    assert (window.start, window.end) == (date(2024, 2, 1), date(2024, 2, 29))
    assert asked_window("2024-02", end=date(2024, 2, 25)).end == date(2024, 2, 25)


@pytest.mark.parametrize(
    "month", ["2023-13", "202312", "2023-1", "十二月", "x" * 90, "", "2023-12\n"]
)
def test_what_is_no_month_is_said_in_a_line(month: str) -> None:
    with pytest.raises(IssueError, match="不是月份") as told:
        month_window(month)
    assert len(str(told.value).splitlines()) == 1 or "\n" in month


def test_days_in_the_wrong_order_or_to_come_are_said() -> None:
    with pytest.raises(IssueError, match="颠倒"):
        asked_window("2026-03", date(2026, 3, 31), date(2026, 3, 1))
    with pytest.raises(IssueError, match="超过一年"):
        asked_window("2026-03", date(2016, 3, 1))
    refuse_future("2026-03", month_window("2026-03"), date(2026, 3, 1))
    with pytest.raises(IssueError, match="还没有到"):
        refuse_future("2026-03", month_window("2026-03"), datetime(2026, 2, 28, tzinfo=UTC).date())
