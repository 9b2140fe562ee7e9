"""In which issue a document stands, and why it does not: drafts, decisions, frozen months."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.issue.printed import print_month
from tests.issue_samples import issue, item, keep, sqlite
from tests.pipeline.asking import Asking, said
from tests.pipeline.issued import MARCH, Office

CLOSED = datetime(2024, 4, 2, 1, tzinfo=UTC)
APRIL = datetime(2024, 4, 10, 1, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(sqlite(tmp_path / "home"))


@pytest.fixture
def why(office: Office) -> Asking:
    return Asking(office.scene)


def test_left_out_of_the_draft_by_a_person(office: Office, why: Asking) -> None:
    office.visit(a="碳达峰试点")
    assert "2024年3月号的草稿收入它，在第四编" in said(why("碳达峰试点"), "in_draft")
    office.say("leave", "碳达峰试点", reason="重复")
    left = said(why("碳达峰试点"), "not_in_draft")
    assert left.startswith("2024年3月号的草稿没有收入它：王编辑")
    assert "决定本期不收：重复" in left


def test_frozen_and_printed(office: Office, why: Asking) -> None:
    office.visit(a="碳达峰试点")
    office.scene.now = CLOSED
    office.freeze()
    found = why("碳达峰试点")
    assert said(found, "printed").startswith("已载于2024年3月号 4.1")
    assert not said(found, "in_draft")


def test_under_a_number_that_an_issue_misprints(office: Office, why: Asking) -> None:
    office.visit(a="碳达峰试点")
    misprinted = item("4.1", "澄江省能源局关于碳达峰试点的通知", document_number="澄能〔2024〕70号")
    keep(office.db, issue(MARCH, province=[misprinted]))
    with office.db.begin() as conn:
        assert print_month(conn, MARCH) == 1
    found = why("澄能2024 70")
    assert found.document_id == why("碳达峰试点").document_id
    assert said(found, "identified").startswith("按汇编所印的文号或标题找到")


def test_what_came_after_the_month_was_closed_is_a_late_arrival(
    office: Office, why: Asking
) -> None:
    office.visit(a="碳达峰试点")
    office.scene.now = CLOSED
    office.freeze()
    office.scene.now = APRIL
    office.visit(b=("绿色电力交易", "2024-03-28"))
    found = why("绿色电力交易")
    assert "2024年3月号（在此定稿）没有刊载它：截止之后（2024年4月10日）才发现" in said(
        found, "not_printed"
    )
    assert "2024年4月号的草稿收入它，在第五编 补遗（2024-03）" in said(found, "in_draft")


def test_an_imported_month_that_does_not_print_it(office: Office, why: Asking) -> None:
    office.visit(a="碳达峰试点")
    keep(office.db, issue(MARCH, province=[item("4.1", "关于别的事的通知")]))
    found = why("碳达峰试点")
    assert said(found, "not_printed") == "2024年3月号（导入的汇编）没有刊载它"
    assert said(found, "issue") == "2024年4月还没有到，没有那一期的草稿"
    office.scene.now = APRIL
    assert "2024年4月号的草稿不涉及它：它发布于2024年3月2日" in said(
        why("碳达峰试点"), "not_in_draft"
    )
