"""The history of documents: of invented pages, and of the events of December 2023."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from pipeline.history.as_of import as_of, moment_of
from pipeline.history.beside import Beside, beside
from pipeline.history.copies import copies_of
from pipeline.history.drafts import Lineage
from pipeline.history.history import history_of
from pipeline.history.objects import history_object
from pipeline.history.turns import History
from storage.clock import SHANGHAI
from storage.database import Database, open_database
from storage.queries.desk import find_keyed
from storage.queries.documents import Wanted, find_documents
from tests.pipeline.december import Lived
from tests.pipeline.scene import Scene, page
from tests.pipeline.sides import difference_of

TITLE = "关于做好澄江省储能设施核查工作的通知"
END = ["二、逾期的，处十万元罚款。", "澄江省能源局", "2026年3月2日"]
OLD = ["各有关单位：", "一、各单位应当于2026年5月31日前报送核查表。", *END]
NEW = ["各有关单位：", "一、各单位应当于2026年6月30日前报送核查表。", *END]


def history(scene: Scene) -> History:
    with scene.db.connect() as conn:
        return history_of(conn, find_documents(conn, Wanted())[0])


def test_a_page_that_changes_back_and_forth_keeps_every_turn(db: Database) -> None:
    scene = Scene(db)
    for noise, text in enumerate((OLD, OLD, NEW, OLD, NEW, OLD)):
        scene.visit("energy", a=page(TITLE, text, noise=str(noise)))
        scene.later(1)
    line = history(scene).leading
    assert line is not None
    assert [turn.kind for turn in line.turns] == [None, *["amended"] * 4]
    assert len({turn.version.version_id for turn in line.turns if turn.version}) == 2
    assert [turn.reverted for turn in line.turns] == [False, False, True, True, True]
    untold = [turn.change_id is None for turn in line.turns]
    assert untold == [True, False, False, True, True]  # from the third turn on it is a problem
    assert "2026年5月31日 → 2026年6月30日" in line.turns[3].summary


def test_what_it_said_on_a_day_is_known_or_said_not_to_be(db: Database) -> None:
    scene = Scene(db)
    for text in (OLD, NEW, NEW):
        scene.visit("energy", a=page(TITLE, text))
        scene.later(7)
    found = history(scene)
    stood = {day: as_of(found, moment_of(day)) for day in (
        "2026-03-01", "2026-03-05", "2026-03-12", "2026-03-31")}  # fmt: skip
    before, between, known, after = stood.values()
    assert before.version is None
    assert before.certainty == "unknown"
    assert "首次抓取在 2026-03-02 09:00" in before.note
    assert between.version is not None
    assert "5月31日" in between.version.content.text
    assert between.certainty == "open"
    assert "2026-03-02 09:00 至 2026-03-09 09:00 之间文字改动" in between.note
    assert known.certainty == "certain"
    assert after.certainty == "open"
    assert "最后一次抓取在 2026-03-16 09:00" in after.note


def test_a_day_ends_in_china() -> None:
    assert moment_of("2026-03-02") == datetime(2026, 3, 2, 23, 59, 59, tzinfo=SHANGHAI)
    assert moment_of("2026-03-02T08:00").utcoffset() is not None
    for text, said in (
        ("2026-13-40", "month"),
        ("9999-12-31", "no year"),
        ("0001-01-01T00:00+08:00", "no year"),
    ):
        with pytest.raises(ValueError, match=said):
            moment_of(text)


def test_a_copy_that_says_otherwise_is_no_version(db: Database) -> None:
    scene = Scene(db)
    number = "澄能〔2026〕3号"
    scene.visit("energy", a=page(TITLE, OLD, number=number))
    scene.visit("library", b=page(TITLE, OLD, number=number))
    scene.later(1)
    scene.visit("energy", a=page(TITLE, NEW, number=number))
    found = history(scene)
    assert found.leading is not None
    assert len(found.leading.turns) == 2
    (copy,) = copies_of(found).compared
    assert "2026年6月30日 → 2026年5月31日" in copy.differs
    rows = history_object(found, Beside(lineage=Lineage()))["versions"]
    assert isinstance(rows, list)
    assert [row["leading"] for row in rows] == [True, True, False]


def test_copies_beyond_those_that_are_compared_are_counted(db: Database) -> None:
    scene = Scene(db)
    number = "澄能〔2026〕3号"
    scene.visit("energy", a=page(TITLE, OLD, number=number))
    copies = {f"b{n}": page(TITLE, OLD, number=number, noise=str(n)) for n in range(14)}
    scene.visit("library", **copies)
    found = copies_of(history(scene))
    assert (len(found.compared), found.more) == (12, 2)


def test_a_withdrawn_page_is_a_turn_and_an_outage_none(db: Database) -> None:
    scene = Scene(db)
    for body in (page(TITLE, OLD), None, page(TITLE, OLD, noise="2"), None, None, None):
        scene.visit("energy", a=body)
        scene.later(1.5)
    found = history(scene)
    assert found.leading is not None
    assert [turn.kind for turn in found.leading.turns] == [None, "withdrawn"]
    stood = as_of(found, scene.now)
    assert stood.version is not None
    assert stood.note.endswith("此处为撤下前的文字")


# -- December 2023 --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(december: Lived) -> Iterator[Database]:
    db = open_database(december.settings)
    yield db
    db.close()


def of_title(db: Database, words: str) -> History:
    with db.connect() as conn:
        (document,) = find_keyed(conn, words)
        return history_of(conn, document)


def turns(found: History) -> list[tuple[str, str, str | None]]:
    assert found.leading is not None
    rows = []
    for turn in found.leading.turns:
        since = turn.span.since
        before = since.not_before
        rows.append(
            (f"{before.astimezone(SHANGHAI):%m-%d %H:%M}" if before else "",
             f"{since.not_after.astimezone(SHANGHAI):%m-%d %H:%M}", turn.kind)
        )  # fmt: skip
    return rows


CORRECTED = "关于开展2023年绿色低碳典型案例征集活动的通知"


def test_the_ministry_corrected_it_between_two_visits(world: Database) -> None:
    found = of_title(world, CORRECTED)
    assert turns(found) == [
        ("", "12-08 09:00", None),
        ("12-08 09:00", "12-15 09:00", "amended"),
    ]
    stood = as_of(found, moment_of("2023-12-10"))
    assert stood.version is not None
    assert "2023年12月20日前" in stood.version.content.text
    key = found.document.document_id
    said = difference_of(world, f"{key}@2023-12-08", f"{key}@2023-12-20")
    assert ("2023年12月20日", "2023年12月31日") in {(v.before, v.after) for v in said.values}
    assert said == difference_of(world, f"{key}@2023-12-08", key)


def test_a_replaced_spreadsheet_is_an_edition_and_the_page_is_not(world: Database) -> None:
    found = of_title(world, "关于组织开展2023年度重点行业能效")
    assert turns(found) == [("", "12-15 09:00", None)]
    assert [len(line.editions) for line in found.files] == [2, 1]
    since = found.files[0].editions[1].span.since
    assert since.not_before is not None
    assert since.not_before.astimezone(SHANGHAI).day == 15
    assert since.not_after.astimezone(SHANGHAI).day == 22
    key = found.document.document_id
    said = difference_of(world, f"{key}@2023-12-20", key)
    assert said.hunks
    assert "推荐汇总表" in said.summary


def test_a_page_that_changed_and_changed_back(world: Database) -> None:
    found = of_title(world, "关于核定跨省天然气管道运输价格的通知")
    assert turns(found) == [
        ("", "12-08 09:00", None),
        ("12-08 09:00", "12-15 09:00", "amended"),
        ("12-15 09:00", "12-22 09:00", "amended"),
    ]
    assert [copy.differs for copy in copies_of(found).compared] == [""]


def test_other_markup_and_other_spaces_are_no_version(world: Database) -> None:
    found = of_title(world, "关于支持中央企业发行绿色债券的通知")
    assert turns(found) == [("", "12-15 09:00", None)]
    assert found.leading is not None
    assert found.leading.turns[0].span.last_seen.astimezone(SHANGHAI).month == 1


def test_a_page_that_was_taken_down(world: Database) -> None:
    with world.connect() as conn:
        gone = [one for one in find_documents(conn, Wanted()) if "一月一链" in one.title]
        found = history_of(conn, gone[0])
    assert turns(found) == [
        ("", "12-15 09:00", None),
        ("12-22 09:00", "12-29 09:00", "withdrawn"),
    ]


def test_the_one_series_of_the_world(world: Database) -> None:
    with world.connect() as conn:
        documents = find_documents(conn, Wanted())
        found = [beside(conn, one) for one in documents]
    assert [one.predecessor.title[:20] for one in found if one.predecessor] == [
        "《道路机动车辆生产企业及产品》（第377"
    ]
    assert not any(one.lineage.final for one in found)


def test_nothing_else_of_the_world_has_turns(world: Database) -> None:
    with world.connect() as conn:
        many = [history_of(conn, one) for one in find_documents(conn, Wanted())]
    turned = [
        one
        for one in many
        if any(len(line.turns) > 1 for line in one.lines)
        or any(len(line.editions) > 1 for line in one.files)
    ]
    assert len(turned) == 4
    assert all(one.leading for one in many)
