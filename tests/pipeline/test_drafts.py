"""Drafts and what became of them, and texts of two documents held against one another."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event

from diffing.blocks import blocks_of
from pipeline.history.beside import beside
from pipeline.history.comparison import parts_of
from pipeline.history.drafts import draft_stems, final_stems
from pipeline.history.lineage import lineage_of
from pipeline.history.sides import Attached, Side, side_of
from pipeline.series.overdue import overdue_notices
from storage.database import Database
from storage.queries.documents import Wanted, add_document, find_documents
from storage.records import Content, Document
from storage.settings import SettingError
from tests.pipeline.scene import START, Scene, page
from tests.pipeline.sides import difference_of

RULES = [
    "澄江省储能电站管理办法",
    "第一条 为了规范储能电站管理，制定本办法。",
    "第二条 储能电站应当在投运前30日内备案。",
    "第三条 违反本办法的，处十万元罚款。",
]
FINAL = [*RULES[:2], "第二条 储能电站应当在投运前15日内备案。", RULES[3]]
SIGNED = ["澄江省能源局"]


@pytest.mark.parametrize(
    "title",
    [
        "关于公开征求《储能电站管理办法（征求意见稿）》意见的函",
        "澄江省能源局关于《储能电站管理办法（修订征求意见稿）》公开征求意见的公告",
        "关于再次公开征求《储能电站管理办法（二次征求意见稿）》意见的通知",
        "储能电站管理办法（征求意见稿）",
        "关于公开征求储能电站管理办法（试行）（征求意见稿）意见的通知",
    ],
)
def test_a_draft_names_the_text_that_it_is_a_draft_of(title: str) -> None:
    assert draft_stems(title) == {"储能电站管理办法"}
    assert final_stems(title) == set()


@pytest.mark.parametrize(
    "title",
    [
        "关于印发《储能电站管理办法》的通知",
        "澄江省能源局关于发布《储能电站管理办法（试行）》的公告",
        "储能电站管理办法",
        "澄江省能源局令第3号（《储能电站管理办法》）",
    ],
)
def test_a_text_in_force_names_itself(title: str) -> None:
    assert "储能电站管理办法" in final_stems(title)
    assert draft_stems(title) == set()


def published(scene: Scene, name: str, title: str, text: Sequence[str]) -> None:
    """Show one more page, dated the day of the visit."""
    signed = [*text, *SIGNED, f"{scene.now:%Y年%-m月%-d日}"]
    scene.visit("energy", **{name: page(title, signed, day=f"{scene.now:%Y-%m-%d}")})


def titled(db: Database, words: str) -> Document:
    with db.connect() as conn:
        return next(one for one in find_documents(conn, Wanted()) if words in one.title)


def asked_twice(db: Database) -> Scene:
    scene = Scene(db)
    title = "关于公开征求《澄江省储能电站管理办法（征求意见稿）》意见的通知"
    published(scene, "a", title, RULES)
    scene.later(90)
    again = "关于再次公开征求《澄江省储能电站管理办法（第二次征求意见稿）》意见的通知"
    published(scene, "b", again, [*RULES[:3], "第三条 违反本办法的，处五万元罚款。"])
    scene.later(120)
    published(scene, "c", "关于印发《澄江省储能电站管理办法》的通知", FINAL)
    return scene


def test_several_drafts_and_the_final_text_stand_in_order(db: Database) -> None:
    asked_twice(db)
    final, second = titled(db, "印发"), titled(db, "第二次")
    with db.connect() as conn:
        found = [lineage_of(conn, one) for one in (final, second)]
    for lineage in found:
        assert [("第二次" in one.title) for one in lineage.drafts] == [False, True]
        assert lineage.final is not None
        assert lineage.final.document_id == final.document_id


def test_what_changed_after_consultation(db: Database) -> None:
    asked_twice(db)
    draft, final = titled(db, "第二次"), titled(db, "印发")
    (part,) = parts_of(side_of(db, draft.document_id), side_of(db, final.document_id))
    values = {(one.before, one.after) for one in part.difference.values}
    assert {("30日", "15日"), ("五万元", "十万元")} <= values


def test_an_edition_years_later_or_of_another_agency_is_not_what_became_of_it(
    db: Database,
) -> None:
    scene = Scene(db)
    title = "关于公开征求《澄江省储能电站管理办法（征求意见稿）》意见的通知"
    published(scene, "a", title, RULES)
    scene.later(1300)
    published(scene, "c", "关于印发《澄江省储能电站管理办法》的通知", FINAL)
    with db.connect() as conn:
        assert lineage_of(conn, titled(db, "印发")).drafts == ()
        assert lineage_of(conn, titled(db, "征求")).final is None


def test_a_draft_of_another_years_text_is_none_of_this_one(db: Database) -> None:
    scene = Scene(db)
    title = "关于公开征求《2025年度澄江省配额分配方案（征求意见稿）》意见的通知"
    published(scene, "a", title, RULES)
    scene.later(60)
    published(scene, "b", "关于印发《2026年度澄江省配额分配方案》的通知", FINAL)
    with db.connect() as conn:
        assert lineage_of(conn, titled(db, "印发")).drafts == ()


def test_the_final_text_is_found_among_hundreds_of_its_name(db: Database) -> None:
    """Every county puts out its own, and years later once more."""
    asked_twice(db)
    final = titled(db, "印发")
    with db.begin() as conn:
        for n in range(250):
            late = replace(final, document_id=f"{n:05}", published_on=date(2031, 1, 1))
            add_document(conn, replace(late, title=f"第{n}县{late.title}"))
    with db.connect() as conn:
        lineage = lineage_of(conn, titled(db, "第二次"))
    assert lineage.final is not None
    assert lineage.final.document_id == final.document_id


def test_more_drafts_are_no_more_questions_to_the_database(db: Database) -> None:
    asked_twice(db)
    asked: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    with db.connect() as conn:
        event.listen(db.engine, "before_cursor_execute", note)
        assert len(lineage_of(conn, titled(db, "印发")).drafts) == 2
        event.remove(db.engine, "before_cursor_execute", note)
    scans = [one for one in asked if "LIKE" in one and "title_key" in one]
    assert len(scans) == 2, "one for the titles, one for what texts say"


def test_a_second_edition_takes_no_draft_of_the_first(db: Database) -> None:
    scene = asked_twice(db)
    scene.later(300)
    published(
        scene,
        "d",
        "关于发布《澄江省储能电站管理办法》的公告",
        [*FINAL, "第四条 本办法自印发之日起施行。"],
    )
    with db.connect() as conn:
        assert lineage_of(conn, titled(db, "发布")).drafts == ()


def test_last_years_notice_stands_beside_this_years(db: Database) -> None:
    scene = Scene(db)
    published(scene, "a", "关于开展2026年储能核查工作的通知", RULES)
    scene.later(365)
    published(scene, "b", "关于开展2027年储能核查工作的通知", FINAL)
    with db.connect() as conn:
        found = beside(conn, titled(db, "2027"))
        assert found.predecessor is not None
        assert "2026" in found.predecessor.title
        assert beside(conn, titled(db, "2026")).successor is not None


def test_a_draft_that_stands_in_an_attachment_is_what_is_compared(shared: Path) -> None:
    pairs = shared / "pairs"
    draft, final, other = (
        (pairs / name).read_text(encoding="utf-8")
        for name in (
            "dongwu_fangyifa_draft2_final/old.txt",
            "dongwu_fangyifa_draft2_final/new.txt",
            "guangdong_peie_2020_2021/new.txt",
        )
    )
    notice = Content(title="征求意见", blocks=blocks_of("现公开征求意见，请于30日内反馈。"))
    files = tuple(
        Attached(name=name, url=name, sha256=name, read=partial(str, text))
        for name, text in (("说明", other), ("草案", draft), ("坏文件", ""))
    )
    asked = Side(label="旧", document_id="a", title="旧", content=notice, files=files)
    law = Content(title="法", blocks=blocks_of(final))
    (part,) = parts_of(asked, Side(label="新", document_id="b", title="新", content=law))
    assert part.name == "草案 → 正文"
    assert (part.before, part.after) == (blocks_of(draft), blocks_of(final))
    assert part.difference.hunks


def test_a_notice_that_has_not_come_is_told(db: Database) -> None:
    scene = Scene(db)
    published(scene, "a", "关于开展2026年储能核查工作的通知", RULES)
    with db.connect() as conn:
        (found,) = overdue_notices(conn, date(2027, 3, 1))
        assert found.last.title == "关于开展2026年储能核查工作的通知"
        assert overdue_notices(conn, date(2026, 12, 1)) == ()


def test_a_file_that_did_not_change_is_not_read() -> None:
    """Its libraries take seconds to load, and a page of the desk waits for them."""

    def read() -> str:
        raise AssertionError

    file = Attached(name="表", url="u", sha256="s", read=read)
    text = Content(title="办法", blocks=blocks_of("第一条 各单位应当报送。"))
    one = Side(label="旧", document_id="a", title="办法", content=text, files=(file,))
    (part,) = parts_of(one, replace(one, label="新"))
    assert part.name == "正文"


# -- sides ----------------------------------------------------------------------------------------


def test_files_versions_and_documents_are_compared_in_any_mix(db: Database, tmp_path: Path) -> None:
    scene = Scene(db)
    published(scene, "a", "澄江省储能电站管理办法", RULES)
    scene.later(7)
    published(scene, "a", "澄江省储能电站管理办法", FINAL)
    saved = tmp_path / "new.txt"
    saved.write_text("\n".join(FINAL), encoding="utf-8")
    work = titled(db, "办法")
    first = f"{work.document_id}@{START.date()}"
    for old, new in ((first, work.document_id), (first, str(saved)), (first, work.version_id)):
        values = {(one.before, one.after) for one in difference_of(db, old, new).values}
        assert ("30日", "15日") in values, (old, new)
    assert not difference_of(db, work.version_id, work.document_id).hunks


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("nothing.html", "没有这个文件，.*用 policywatch documents 查编号"),
        ("储能" * 200, "没有这个文件"),
        ("0123456789abcdef", "没有这个文件"),
        ("{}@lately", "@ 后面应是日期"),
        ("{}@2020-01-01", "首次抓取在"),
    ],
)
def test_what_calls_nothing_is_said_to(db: Database, key: str, said: str) -> None:
    scene = Scene(db)
    published(scene, "a", "澄江省储能电站管理办法", RULES)
    work = titled(db, "办法")
    with pytest.raises(SettingError, match=said):
        side_of(db, key.format(work.document_id))


def test_a_day_of_three_years_later_is_the_last_known_text(db: Database) -> None:
    scene = Scene(db)
    published(scene, "a", "澄江省储能电站管理办法", RULES)
    late: date = START.date() + timedelta(days=1000)
    assert side_of(db, f"{titled(db, '办法').document_id}@{late}").content.blocks
