"""What people decide of a month's issue, and that every later draft keeps it."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from compilation.drafting.decisions import order_value
from compilation.drafting.window import Window
from compilation.faults import IssueError
from pipeline.desk import decide
from pipeline.issue.deciding import decide_issue, decisions_in, find_for
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries.documents import newest_reviews
from storage.records import IssueDecision, IssueDecisionKind
from storage.tables import documents
from tests.pipeline.issued import MARCH, Office
from tests.pipeline.scene import page


@pytest.fixture
def office(db: Database) -> Office:
    return Office(db)


def test_decisions_survive_every_draft(office: Office) -> None:
    days = ("2024-03-02", "2024-03-03", "2024-03-04")
    names = ("锅炉节能", "光伏发电", "碳排放权交易")
    office.visit(**dict(zip("abc", zip(names, days, strict=True), strict=True)))
    assert office.titles() == [*names]
    office.say("leave", "光伏发电", reason="与上月重复")
    office.say("title", "锅炉节能", "关于锅炉节能的通知（节选）")
    office.say("part", "碳排放权交易", "central")
    for _ in range(2):
        draft = office.draft()
        assert [item.title for item in draft.items] == [
            "澄江省能源局关于碳排放权交易的通知",
            "关于锅炉节能的通知（节选）",
        ]
    assert "王编辑" in str(office.rows("编辑的决定"))
    assert any("与上月重复" in row[-1] for row in office.rows("未收入的文件"))
    office.say("take", "光伏发电")
    assert len(office.draft().items) == 3


def test_an_order_survives_and_newcomers_are_placed_by_date(office: Office) -> None:
    office.visit(one=("锅炉节能", "2024-03-02"), two=("光伏发电", "2024-03-04"))
    office.move("光伏发电", "锅炉节能")
    assert office.titles() == ["光伏发电", "锅炉节能"]
    office.visit(three=("碳排放权交易", "2024-03-03"), four=("绿色建筑", "2024-03-01"))
    assert office.titles() == ["绿色建筑", "光伏发电", "锅炉节能", "碳排放权交易"]
    office.move("绿色建筑")
    assert office.titles()[-1] == "绿色建筑"


def test_the_same_said_again_is_found_there(office: Office) -> None:
    office.visit(one="锅炉节能")
    first = office.say("leave", "锅炉节能")
    assert office.say("leave", "锅炉节能") == first
    office.say("take", "锅炉节能")
    office.say("leave", "锅炉节能")
    assert [one.kind for one, _ in decisions_in(office.db, MARCH)] == ["leave", "take", "leave"]


@pytest.mark.parametrize(
    ("kind", "value", "fault"),
    [("part", "第九编", "没有"), ("title", "长" * 501, "过长"), ("order", "x", "JSON")],
)
def test_what_cannot_be_decided_is_said(
    office: Office, kind: IssueDecisionKind, value: str, fault: str
) -> None:
    office.visit(one="锅炉节能")
    with pytest.raises(IssueError, match=fault) as told:
        office.say(kind, "锅炉节能", value)
    assert len(str(told.value).splitlines()) == 1


def test_unknown_documents_and_persons_are_refused(office: Office) -> None:
    office.visit(one="锅炉节能", two="光伏发电")
    wrong = IssueDecision(
        month=MARCH, document_id="no", kind="leave", value="", person="王编辑", reason="",
        decided_at=office.now,
    )  # fmt: skip
    with pytest.raises(IssueError, match="没有编号"):
        decide_issue(office.db, wrong, office=DEFAULT_OFFICE)
    with pytest.raises(IssueError, match="由谁"):
        office.say("leave", "锅炉节能", person=" ")
    with pytest.raises(IssueError, match="没有找到"):
        find_for(office.db, "没有这一件", office.scope)
    with pytest.raises(IssueError, match="不止一件"):
        find_for(office.db, "澄江省能源局", office.scope)


def test_a_decision_follows_its_document_into_another(office: Office) -> None:
    office.visit(one="锅炉节能", two="光伏发电")
    office.say("leave", "光伏发电")
    office.merge("锅炉节能", "光伏发电")
    assert office.draft().items == ()


@pytest.mark.parametrize("named", ["光伏发电", "碳排放权交易"])
def test_an_order_follows_its_documents_into_others(office: Office, named: str) -> None:
    days = ("2024-03-02", "2024-03-03", "2024-03-04")
    names = ("锅炉节能", "光伏发电", "碳排放权交易")
    office.visit(**dict(zip("abc", zip(names, days, strict=True), strict=True)))
    first = office.id("锅炉节能")
    office.say("order", "锅炉节能", order_value([office.id(named), first]))
    office.merge("光伏发电", "碳排放权交易")
    items = office.draft().items
    assert len(items) == 2
    assert items[1].document_id == first


def test_what_is_taken_is_approved_of_and_taken_again_after_a_rejection(office: Office) -> None:
    office.visit(grey=("智慧港口建设", "2024-03-20"))
    key = office.id("智慧港口建设")
    first = office.say("take", "智慧港口建设")
    assert office.say("take", "智慧港口建设") == first
    office.scene.later(0.1)
    decide(office.db, key, "reject", "李编辑", "不相关", office.now)
    assert office.titles() == []
    office.scene.later(0.1)
    assert office.say("take", "智慧港口建设") != first
    assert office.titles() == ["智慧港口建设"]
    with office.db.connect() as conn:
        assert newest_reviews(conn, [key])[key].decision == "approve"


def test_a_document_is_named_by_its_place_in_the_draft(office: Office) -> None:
    name = "澄江省能源局关于锅炉节能的通知"
    numbered = page(name, ["落实碳达峰碳中和要求。"], number="澄能〔2024〕1638号", day="2024-03-02")
    office.scene.visit("energy", one=numbered)
    office.scene.later(0.5)
    office.visit(two=("光伏发电", "2024-03-04"))
    for key, subject in (("4.1", "锅炉节能"), ("4.2", "光伏发电"), ("1638", "锅炉节能")):
        assert find_for(office.db, key, office.scope).document_id == office.id(subject)
    narrow = replace(office.scope, window=Window(start=date(2024, 3, 3), end=date(2024, 3, 9)))
    assert find_for(office.db, "4.1", narrow).document_id == office.id("光伏发电")
    with pytest.raises(IssueError, match="没有找到"):
        find_for(office.db, "4.3", office.scope)


def test_a_move_is_in_the_draft_that_is_shown(office: Office) -> None:
    """In the part where the source puts what tells no part of its own; and it is named."""
    office.visit(one=("锅炉节能", "2024-03-02"), two=("光伏发电", "2024-03-04"))
    with office.db.begin() as conn:
        found = documents.c.document_id == office.id("光伏发电")
        conn.execute(update(documents).where(found).values(part=None, region="全国"))
    office.move("光伏发电", "锅炉节能")
    assert office.titles() == ["光伏发电", "锅炉节能"]
    titles = [title for _, title in decisions_in(office.db, MARCH)]
    assert titles == ["澄江省能源局关于光伏发电的通知"]
    assert office.rows("编辑的决定")[0][2:4] == ("调整次序", titles[0])
    narrow = replace(office.scope, window=Window(start=date(2024, 3, 3), end=date(2024, 3, 9)))
    with pytest.raises(IssueError, match="不在同一编"):
        office.move("光伏发电", "锅炉节能", narrow)


def test_what_no_database_holds_is_left_out(office: Office) -> None:
    office.visit(one="锅炉节能")
    done = office.say("title", "锅炉节能", "题\x00名", reason="因\x00为", person="王\x1b")
    assert (done.value, done.reason, done.person) == ("题名", "因为", "王")
