"""A person corrects topics, part and kind: recorded beside the verdict, and shown everywhere."""

from datetime import UTC, datetime, timedelta

import pytest

from compilation.drafting.window import month_window
from notifiers.entries import Around, entry_of
from pipeline.desk import DeskError, decide, topic_names
from pipeline.issue.drafting import World, plan_of
from pipeline.objects import document_object, whole_documents
from pipeline.questions.amended import amendment_line, amendment_lines
from pipeline.questions.amending import (
    Speaker,
    Values,
    amend,
    take_back,
    values_of,
)
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries.changes import digest_items
from storage.queries.documents import document, documents_by_id
from storage.queries.judged import judged
from storage.queries.reviews import amendments_of, said_of
from storage.records import Amendment
from storage.search.marks import marked
from tests.pipeline.rejected import put, work
from tests.web.desk_world import SOURCES, document_id, fill

NOW = datetime(2023, 12, 29, 1, 0, tzinfo=UTC)
LI = Speaker(person="李编辑", reason="首个发文机关是生态环境部")
QUOTA, STEEL, DUTY = map(document_id, ("quota", "steel", "duty"))


@pytest.fixture
def filled(db: Database) -> Database:
    fill(db)
    return db


def said(db: Database, key: str, values: Values, days: int = 0) -> list[Amendment]:
    return amend(db, key, values, LI, NOW + timedelta(days=days))


def test_the_newest_word_on_each_field_counts_and_is_taken_back_by_the_opposite(
    filled: Database,
) -> None:
    said(filled, QUOTA, {"part": "central", "topics": "energy.storage energy"})
    (again,) = said(filled, QUOTA, {"part": "province", "topics": "energy.storage energy"}, 1)
    assert (again.field, again.value, again.proposed) == ("part", "province", "mee")
    with filled.connect() as conn:
        stands = said_of(conn, [QUOTA])[QUOTA]
        assert stands.amended == ("part", "topics")
        assert stands.amendments["part"].value == "province"
    assert {one.field for one in take_back(filled, QUOTA, LI, NOW + timedelta(days=2))} == {
        "part",
        "topics",
    }
    assert take_back(filled, QUOTA, LI, NOW) == []
    with filled.connect() as conn:
        assert said_of(conn, [QUOTA]) == {}
        assert len(amendments_of(conn, QUOTA)) == 5  # nothing is ever altered


def test_the_verdict_and_a_decision_stay_as_they_are(filled: Database) -> None:
    with filled.connect() as conn:
        before = document(conn, QUOTA)
    decide(filled, QUOTA, "reject", "王编辑", "", NOW)
    said(filled, QUOTA, {"kind": "law", "part": "central"}, 1)
    with filled.connect() as conn:
        assert document(conn, QUOTA) == before
        stands = said_of(conn, [QUOTA])[QUOTA]
    assert stands.review
    assert stands.review.decision == "reject"


def test_what_is_shown_says_what_a_person_said_and_that_one_did(filled: Database) -> None:
    said(filled, QUOTA, {"kind": "law", "part": "central", "topics": "energy.storage"})
    with filled.connect() as conn:
        (whole,) = whole_documents(conn, documents_by_id(conn, [QUOTA]).values(), NOW)  # type: ignore[arg-type]
        shown = document_object(whole)
        items = digest_items(conn, NOW - timedelta(days=40), NOW)
    assert (shown["page_kind"], shown["part"]) == ("law", "central")
    assert [one.id for one in shown["topics"]] == ["energy.storage"]  # type: ignore[attr-defined]
    amended = {one["field"]: one for one in shown["amended"]}  # type: ignore[attr-defined]
    assert amended.keys() == {"kind", "part", "topics"}
    assert amended["topics"]["proposed"] == ["carbon_market.allocation"]
    assert amended["part"]["person"] == "李编辑"
    item = next(one for one in items if one.document.document_id == QUOTA)
    assert item.document.part == "central"
    assert item.amended == ("kind", "part", "topics")
    around = Around(today=item.change.detected_at.date())
    assert "页面类型、归编、主题为人工改定。" in entry_of("added", item, 1, around).note


def test_the_issue_takes_the_part_and_the_kind(filled: Database) -> None:
    said(filled, QUOTA, {"part": "central"})
    said(filled, document_id("pilot"), {"kind": "news"})
    with filled.connect() as conn:
        plan = plan_of(
            conn, "2023-12", month_window("2023-12"), World(sources=SOURCES, office=DEFAULT_OFFICE)
        )
    places = {one.document_id: part for part, mine in plan.parts for one in mine}
    assert places[QUOTA] == "central"
    left = {one.known.document_id: one for one in plan.left}
    assert left[document_id("pilot")].reason == "李编辑 2023年12月29日改定页面类型为新闻"


def test_what_was_left_out_for_its_kind_waits_for_a_person_when_it_is_a_document(
    db: Database,
) -> None:
    put(db, one := work("新闻", page_kind="news"))
    said(db, one.document_id, {"kind": "document"})
    with db.connect() as conn:
        (whole,) = whole_documents(conn, [one], NOW)
    assert document_object(whole)["relevant"] is None
    decide(db, one.document_id, "approve", "李编辑", "", NOW)
    with db.connect() as conn:
        (whole,) = whole_documents(conn, [one], NOW)
    assert document_object(whole)["relevant"] is True


def test_search_is_told_and_what_was_said_can_be_learned_from(filled: Database) -> None:
    said(filled, STEEL, {"kind": "document", "topics": ""})
    with filled.connect() as conn:
        assert STEEL in marked(conn, 99)
        (told,) = judged(conn)
    assert (told.kind, told.topics, told.part, told.belongs) == ("document", (), None, None)
    assert (told.person, told.decided_at, told.drawn) == ("李编辑", NOW, "")


def test_it_is_said_in_chinese(filled: Database) -> None:
    said(filled, STEEL, {"kind": "document", "part": "", "topics": "energy energy.storage"})
    with filled.connect() as conn:
        lines = amendment_lines(said_of(conn, [STEEL])[STEEL], DEFAULT_OFFICE, topic_names())
    when = "李编辑于2023年12月29日人工改定："
    because = "，理由：首个发文机关是生态环境部"
    assert lines == [
        f"{when}页面类型改为“文件”（程序当时：“征求意见”）{because}",
        f"{when}归编改为“未归编”（程序当时：“第三编 国家各部委文件”）{because}",
        f"{when}主题改为“能源转型、储能”（程序当时：“重点行业”）{because}",
    ]
    (back, *_) = take_back(filled, STEEL, LI, NOW)
    assert amendment_line(back, DEFAULT_OFFICE, topic_names()).endswith("恢复程序的判断")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ({"topics": ["energy", "nix"]}, "没有主题 nix。主题编号见 pipeline/topics.toml。"),
        ({"part": "nix"}, "没有“nix”这一编，可选：central（第一编 中央文件）"),
        ({"kind": "nix"}, "没有“nix”这一种页面，可选：document consultation"),
    ],
)
def test_an_unknown_word_is_refused_with_the_mend(words: dict, complaint: str) -> None:
    with pytest.raises(DeskError) as refused:
        values_of(DEFAULT_OFFICE, **words)
    assert complaint in str(refused.value)


def test_nobody_and_nothing_cannot_be_amended(db: Database) -> None:
    with pytest.raises(DeskError, match="请写明由谁改定"):
        amend(db, "x", {"part": "mee"}, Speaker(person=" \0"), NOW)
    with pytest.raises(DeskError, match="没有编号为 x 的文件"):
        amend(db, "x", {"part": "mee"}, LI, NOW)
