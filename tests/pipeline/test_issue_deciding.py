"""What people decide of a month's issue, and that every later draft keeps it."""

import pytest

from compilation.drafting.decisions import order_value
from compilation.faults import IssueError
from pipeline.issue.deciding import decide_issue, decisions_in, find_for, move
from storage.database import Database
from storage.records import IssueDecision, IssueDecisionKind
from tests.pipeline.issued import MARCH, Office


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
    move(
        office.db, MARCH, (office.id("光伏发电"), office.id("锅炉节能")), ("王编辑", ""), office.now
    )
    assert office.titles() == ["光伏发电", "锅炉节能"]
    office.visit(three=("碳排放权交易", "2024-03-03"), four=("绿色建筑", "2024-03-01"))
    assert office.titles() == ["绿色建筑", "光伏发电", "锅炉节能", "碳排放权交易"]
    move(office.db, MARCH, (office.id("绿色建筑"), None), ("王编辑", ""), office.now)
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
        decide_issue(office.db, wrong)
    with pytest.raises(IssueError, match="由谁"):
        office.say("leave", "锅炉节能", person=" ")
    with pytest.raises(IssueError, match="没有找到"):
        find_for(office.db, MARCH, "没有这一件")
    with pytest.raises(IssueError, match="不止一件"):
        find_for(office.db, MARCH, "澄江省能源局")


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
