"""Proposal, decision and why: what is said, and that a decision comes before a proposal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.answering.answer import answer
from pipeline.answering.asked import World
from pipeline.desk import DeskError, decide, default_person, find
from pipeline.review import change_line, gist, propose, value_line, verdict_reason, why
from storage.as_decided import as_decided
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries.changes import add_change
from storage.queries.desk import reviews_of
from storage.queries.documents import add_document
from storage.records import (
    Block,
    Change,
    Classification,
    Content,
    Document,
    Evidence,
    Posting,
    Review,
    Row,
    Said,
    TopicScore,
    ValueChange,
)
from tests.homes import open_home

NOW = datetime(2023, 12, 8, 17, 30, tzinfo=UTC)
"""Already the ninth in Shanghai."""
FOUND = Evidence(field="title", text="配额", start=3, end=5)
VERDICT = Classification(
    page_kind="document",
    relevant=None,
    relevance=0.5,
    topics=(TopicScore(id="carbon_market", score=0.7, evidence=(FOUND, FOUND)),),
    part="mee",
    reasons=("只有一章与双碳有关",),
)
DOCUMENT = Document(
    document_id="abc0000000000001",
    title="关于配额分配的通知",
    title_key="关于配额分配的通知",
    number_key="环办气候[2023]341号",
    document_number="环办气候〔2023〕341号",
    issuing_bodies=("生态环境部办公厅",),
    signed_on=date(2023, 12, 1),
    published_on=date(2023, 12, 8),
    effective_on=None,
    part="mee",
    region="全国",
    page_kind="document",
    relevant=None,
    relevance=0.5,
    classification=VERDICT,
    lead_posting_id="p1",
    version_id="v1",
    detected_at=NOW,
    first_run_id="r1",
)
CHANGE = Change(
    change_id="c1",
    document_id=DOCUMENT.document_id,
    posting_id="p1",
    source_id="mee",
    run_id="r1",
    url="https://a.example/1",
    kind="amended",
    detected_at=NOW,
    values=(ValueChange(kind="date", before="12月1日", after="12月2日", label="第十条"),),
)


def review(decision: str, proposed: bool | None = None) -> Review:
    return Review(
        document_id=DOCUMENT.document_id,
        decision=decision,  # type: ignore[arg-type]
        person="张三",
        reason="有一章",
        decided_at=NOW,
        proposed=proposed,
    )


def posting(number: int) -> Posting:
    url = f"https://a.example/{number}"
    return Posting(
        posting_id=f"p{number}",
        source_id="mee",
        url=url,
        row=Row(url=url, title=""),
        first_listed_at=NOW,
        first_run_id="r1",
        last_listed_at=NOW,
        role="original" if number == 1 else None,
        withdrawn=number == 2,
    )


@pytest.mark.parametrize("proposed", [True, False, None])
def test_a_decision_counts_before_the_proposal(proposed: bool | None) -> None:
    document = replace(DOCUMENT, relevant=proposed)
    assert as_decided(document).relevant is proposed
    assert as_decided(document, Said(review=review("approve"))).relevant is True
    assert as_decided(document, Said(review=review("reject"))).relevant is False


def test_proposal_gives_verdict_reasons_and_topics() -> None:
    assert propose(VERDICT, {"carbon_market": "碳市场"}) == (
        "程序意见：待定（相关度 0.50）",
        "只有一章与双碳有关",
        "主题：碳市场（标题“配额”）",
    )


def test_an_unknown_topic_keeps_its_id_and_much_evidence_is_counted() -> None:
    many = tuple(Evidence(field="body", text=f"词{number}") for number in range(9))
    verdict = replace(VERDICT, topics=(TopicScore(id="new", score=1, evidence=many),))
    line = propose(verdict)[2]
    assert line.startswith("主题：new（正文“词0”，")
    assert line.endswith("等 9 处）")


def test_why_tells_decision_proposal_places_and_changes_in_order() -> None:
    lines = why(DOCUMENT, review("reject"), (CHANGE,), (posting(1), posting(2)))
    assert lines[:2] == ("张三于2023年12月9日决定：不收，理由：有一章", "当时程序意见：待定")
    assert lines[-3:] == (
        "见于：https://a.example/1（原发，以此为准）",
        "见于：https://a.example/2（已撤下）",
        "2023年12月9日 正文有改动：第十条 12月1日 → 12月2日",
    )
    assert why(DOCUMENT, None, (), ())[0] == "尚无人决定"


def test_changes_without_values_say_their_summary_and_marks() -> None:
    late = replace(CHANGE, values=(), summary="删去一段", late=True, reverted=True)
    assert change_line(late) == "2023年12月9日 正文有改动（迟到）（改回原样）：删去一段"
    gone = ValueChange(kind="number", before="5", after=None)
    assert value_line(gone) == "删去 5"
    assert (
        value_line(ValueChange(kind="number", before=None, after="6", label="一、"))
        == "一、 新增 6"
    )


def blocks(*texts: tuple[str, str]) -> Content:
    made = tuple(
        Block(kind=kind, text=text, label="一、" if text.startswith("一、") else "")  # type: ignore[arg-type]
        for kind, text in texts
    )
    return Content(title="关于印发《空气质量改善的行动方案》的通知", blocks=made)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (blocks(), ""),
        (blocks(("paragraph", "国发〔2023〕24号"), ("paragraph", "各有关单位："),
                ("paragraph", "现将方案印发给你们。请执行。"), ("paragraph", "（本文有删减）"),
                ("heading", "一、很长很长的一个标题"),
                ("paragraph", "空气质量改善的行动方案"),
                ("item", "一、为了加强管理，制定本方案。")),
         "为了加强管理，制定本方案。"),
        (blocks(("paragraph", "现将方案印发给你们。请执行。")), "现将方案印发给你们。"),
        (blocks(("paragraph", "没有句号的一段话也是一句话")), "没有句号的一段话也是一句话"),
        (blocks(("table", "甲\t乙丙丁戊己庚辛壬癸")), ""),
        (blocks(("paragraph", "短。"), ("paragraph", " 长" * 200)), "长 " * 44 + "长…"),
    ],
)  # fmt: skip
def test_gist_is_the_first_sentence_that_says_something(content: Content, line: str) -> None:
    assert gist(content) == line


def test_the_reason_of_the_verdict_is_told_first() -> None:
    several = replace(VERDICT, reasons=("页面类型为文件", "收录判断为待定：只有一章"))
    assert verdict_reason(several) == "收录判断为待定：只有一章"
    assert verdict_reason(VERDICT) == "只有一章与双碳有关"
    assert verdict_reason(replace(VERDICT, reasons=())) == ""


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_home(tmp_path)
    other = replace(
        DOCUMENT,
        document_id="abd0000000000002",
        title="关于100%绿电的通知",
        document_number=None,
        number_key=None,
    )
    with db.begin() as conn:
        add_document(conn, DOCUMENT)
        add_document(conn, other)
        add_change(conn, CHANGE)
    yield db
    db.close()


@pytest.mark.parametrize(
    ("key", "document_id"),
    [
        ("abc0000000000001", "abc0000000000001"),
        ("abc", "abc0000000000001"),
        ("环办气候[2023] 341 号", "abc0000000000001"),
        ("配额 分配", "abc0000000000001"),
        ("  100% ", "abd0000000000002"),
    ],
)
def test_a_document_is_found_by_what_people_type(db: Database, key: str, document_id: str) -> None:
    assert find(db, key).document_id == document_id


@pytest.mark.parametrize(
    ("key", "said"),
    [("通知", "不止一件"), ("", "没有找到"), ("ab", "不止一件"), ("_%", "没有找到")],
)
def test_a_key_that_means_none_or_several_is_said(db: Database, key: str, said: str) -> None:
    with pytest.raises(DeskError, match=said):
        find(db, key)


def test_decisions_are_added_once_and_undone_by_the_opposite(db: Database) -> None:
    said = (DOCUMENT.document_id, "approve", "张三", "")
    first = decide(db, *said, NOW)  # type: ignore[arg-type]
    assert decide(db, *said, NOW) == first  # type: ignore[arg-type]
    second = decide(db, DOCUMENT.document_id, "reject", " 李\n四 ", "错了", NOW)
    assert (second.person, second.reason, second.proposed) == ("李 四", "错了", None)
    with db.connect() as conn:
        assert reviews_of(conn, DOCUMENT.document_id) == [second, first]
    found = answer(db, "环办气候〔2023〕341号", World(sources={}, office=DEFAULT_OFFICE), NOW)
    assert found.headline == "李 四已决定不收：《关于配额分配的通知》（环办气候〔2023〕341号）"
    lines = [one.text for one in found.reasons]
    assert "李 四于2023年12月9日决定：不收，理由：错了" in lines
    assert "主题：碳市场与碳排放权交易（标题“配额”）" in lines


def test_nobody_and_nothing_cannot_be_decided(db: Database) -> None:
    with pytest.raises(DeskError, match="由谁"):
        decide(db, DOCUMENT.document_id, "approve", " ", "", NOW)
    with pytest.raises(DeskError, match="没有编号"):
        decide(db, "nothing", "approve", "张三", "", NOW)


def test_the_person_is_told_by_the_environment() -> None:
    assert default_person({"POLICYWATCH_PERSON": "王五", "USER": "root"}) == "王五"
    assert default_person({"USER": "wang"}) == "wang"
    assert default_person({}) == "编辑"
