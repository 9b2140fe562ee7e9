"""A month's issue drafted from what was watched."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from compilation.drafting.window import Window
from compilation.faults import IssueError
from pipeline.issue.deciding import Scope, move
from pipeline.issue.drafting import World, draft_of
from pipeline.run import all_sources
from storage.database import Database, open_database
from storage.ids import posting_id
from storage.office import DEFAULT_OFFICE
from storage.queries.processing import postings_of
from storage.records import Draft, DraftItem, IssueDecision
from tests.homes import copied_home, open_home
from tests.pipeline.december import PARTS, Lived, moments
from tests.pipeline.issued import MARCH, Office
from tests.pipeline.scene import page

# -- the world of December 2023 -------------------------------------------------------------------

NOWHERE = World(sources={}, office=DEFAULT_OFFICE)


@pytest.fixture(scope="module")
def world(december: Lived) -> Iterator[tuple[Database, Draft, dict]]:
    """The database after six visits, the month's draft, and the truth."""
    db = open_database(december.settings)
    sources = all_sources(december.settings)
    now = moments(december.truth)[-1]
    yield (
        db,
        draft_of(db, "2023-12", now, World(sources=sources, office=DEFAULT_OFFICE)),
        december.truth["issue"],
    )
    db.close()


def pages(db: Database, items: tuple[DraftItem, ...]) -> list[set[str]]:
    """The pages of each item's document."""
    with db.connect() as conn:
        many = postings_of(conn, [item.document_id for item in items])
    return [{one.posting_id for one in many[item.document_id]} for item in items]


def keys(entry: dict) -> set[str]:
    return {posting_id(one["url"] if isinstance(one, dict) else one) for one in entry["urls"]}


def test_the_fourteen_are_there_in_the_issues_order(world: tuple[Database, Draft, dict]) -> None:
    db, draft, truth = world
    of_items = pages(db, draft.items)
    places = []
    for wanted in truth["items"]:
        found = [at for at, mine in enumerate(of_items) if mine & keys(wanted)]
        assert len(found) == 1, wanted["item"]
        item = draft.items[found[0]]
        places.append(found[0])
        assert item.title == wanted["title"]
        assert item.document_number == wanted["document_number"]
        assert list(item.issuing_bodies) == wanted["issuing_bodies"]
        assert str(item.published_on) == wanted["published_on"]
        assert str(item.signed_on) == str(wanted["signed_on"])
        (part,) = (one.part for one in draft.parts if item in one.items)
        assert part == PARTS[wanted["part"]]
    places[:2] = sorted(places[:2])  # of one day, in either order
    assert places == sorted(places)


def test_what_stands_beside_them_is_allowed_and_marked(
    world: tuple[Database, Draft, dict],
) -> None:
    db, draft, truth = world
    allowed = set()
    for entry in (*truth["items"], *(e for many in truth["allowed_extras"].values() for e in many)):
        allowed |= keys(entry)
    beside = [
        item
        for item, mine in zip(draft.items, pages(db, draft.items), strict=True)
        if not mine & allowed
    ]
    assert len(beside) <= 3
    assert all(item.doubt for item in beside)


def test_nothing_is_there_that_must_not_be(world: tuple[Database, Draft, dict]) -> None:
    db, draft, truth = world
    forbidden = {
        posting_id(entry["url"])
        for many in truth["must_not_contain"].values()
        if isinstance(many, list)
        for entry in many
        if entry.get("kind") == "document"
    }
    assert not any(mine & forbidden for mine in pages(db, draft.items))


def test_the_texts_are_the_official_ones(world: tuple[Database, Draft, dict], shared: Path) -> None:
    db, draft, truth = world
    of_items = pages(db, draft.items)
    for wanted in truth["items"]:
        (at,) = (at for at, mine in enumerate(of_items) if mine & keys(wanted))
        path = shared / "worlds" / "2023-12" / wanted["official_text"]
        official = path.read_text(encoding="utf-8").split("\n", 2)[2]
        printed = "".join(block.text for block in draft.items[at].blocks)
        assert "".join(printed.split()) == "".join(official.split()), wanted["item"]


def test_a_plan_in_the_page_and_in_its_file_is_printed_once(
    world: tuple[Database, Draft, dict],
) -> None:
    files = {one.name: one for item in world[1].items for one in item.attachments}
    for name, one in files.items():
        assert (one.note == "与正文相同") == name.endswith(".pdf"), name
        assert bool(one.blocks) == (one.note != "与正文相同"), name


def test_the_sheet_tells_what_happened_in_the_month(
    world: tuple[Database, Draft, dict],
) -> None:
    sheet = {section.title: section.rows for section in world[1].sheet}
    assert [row[0] for row in sheet["待定的文件"]] == [i.number for i in world[1].items if i.doubt]
    notes = {(row[0], row[2]): row[3] for row in sheet["存疑与改动"]}
    assert "2023年12月20日 → 2023年12月31日" in notes["2.1", "正文有改动"]
    assert any(kind == "附件有改动" for _, kind in notes)
    faults = {row[0]: row[1:] for row in sheet["未能监测的来源"]}
    assert faults["河北雄安新区管理委员会 3 个栏目"] == ("拒绝访问", "2023-12-22", "2023-12-29")
    assert any("征求意见稿" in row[-1] for row in sheet["未收入的文件"])
    assert not any(item.late_of for item in world[1].items)


def test_in_the_midst_of_the_month_it_is_as_it_stands(december: Lived) -> None:
    """What was met since is there too: the draft is of what is known, whatever the hour."""
    db = open_database(december.settings)
    draft = draft_of(
        db, "2023-12", datetime(2023, 12, 25, tzinfo=UTC), NOWHERE,
        Window(start=date(2023, 12, 1), end=date(2023, 12, 10)),
    )  # fmt: skip
    db.close()
    assert {item.published_on.day <= 10 for item in draft.items if item.published_on} == {True}
    assert len(draft.parts) == 4


def test_a_month_to_come_is_refused(december: Lived) -> None:
    db = open_database(december.settings)
    with pytest.raises(IssueError, match="还没有到"):
        draft_of(db, "2023-12", datetime(2023, 11, 30, tzinfo=UTC), NOWHERE)
    db.close()


@pytest.fixture
def office(db: Database) -> Office:
    return Office(db)


# -- late arrivals, and what else may be ----------------------------------------------------------


def test_late_arrivals_stand_apart_with_their_month(office: Office) -> None:
    office.visit(late=("锅炉节能", "2024-02-25"), one=("光伏发电", "2024-03-02"))
    draft = office.draft()
    assert [(part.title, [i.late_of for i in part.items]) for part in draft.parts][-1] == (
        "第五编 补遗",
        ["2024-02"],
    )
    assert office.rows("补遗")[0][2] == "2024-02"


def test_what_was_there_from_the_beginning_is_no_late_arrival(office: Office) -> None:
    assert office.titles("2024-03") == []
    assert office.titles("2024-02") == ["碳市场建设"]


def test_an_amended_document_has_its_newest_text_and_a_note(office: Office) -> None:
    office.visit(one="锅炉节能")
    office.visit(one=("锅炉节能", "2024-03-02", "各地应当在2024年6月30日前完成改造。"))
    (item,) = office.draft().items
    assert "2024年6月30日" in item.blocks[-1].text
    assert item.captured_on == office.day
    (note,) = (row for row in office.rows("存疑与改动") if row[2] == "正文有改动")
    assert note[3].endswith("本稿用改动后的文本")


def test_a_document_that_was_taken_down_is_said(office: Office) -> None:
    office.visit(one="锅炉节能", two="光伏发电")
    office.gone("one")
    assert sorted(item.doubt for item in office.draft().items) == ["", "原文已撤下"]
    assert any(row[2] == "原文已撤下" for row in office.rows("存疑与改动"))


def test_where_the_agencys_page_has_no_text_a_copy_has_it(office: Office) -> None:
    title = "澄江省能源局关于锅炉节能的通知"
    number, day = "澄能〔2024〕7号", "2024-03-02"
    files = ("https://energy.example/scan.pdf",)
    scan = page(title, [], number=number, day=day, attachments=files)
    words = ["各地要按照节能降碳的要求更新锅炉，于年底前报送进展情况。"]
    copy = page(title, words, number=number, day=day)
    office.scene.visit("energy", one=scan)
    office.scene.visit("library", copy=copy)
    (item,) = office.draft().items
    assert item.url == "https://library.example/copy.html"
    assert item.blocks[-1].text == words[0]
    assert item.doubt == ""
    assert any("采自转载页" in row[-1] for row in office.rows("存疑与改动"))


def test_nothing_watched_is_said(office: Office) -> None:
    draft = office.draft("2024-04", now=office.now + timedelta(days=60))
    assert draft.items == ()
    sheet = {section.title: section for section in draft.sheet}
    assert sheet["未能监测的来源"].rows


def test_progress_is_told(office: Office) -> None:
    office.visit(one="锅炉节能", two="光伏发电")
    told: list[tuple[str, int, int]] = []
    world = replace(NOWHERE, progress=lambda *step: told.append(step))
    draft_of(office.db, MARCH, office.now, world)
    assert ("读取全文", 2, 2) in told


def test_a_copy_of_the_home_drafts_in_the_order_that_a_person_set(
    december: Lived, tmp_path: Path, world: tuple[Database, Draft, dict]
) -> None:
    """Decisions are written to a copy: the shared home stays as it is."""
    copied_home(december.settings.home, tmp_path / "home")
    db = open_home(tmp_path / "home")
    parts, now = world[1].parts, datetime(2024, 1, 2, tzinfo=UTC)
    one, other = parts[3].items
    said = IssueDecision(
        month="2023-12",
        document_id=other.document_id,
        kind="order",
        value="",
        person="王编辑",
        reason="",
        decided_at=now,
    )
    move(db, said, one.document_id, Scope(month="2023-12", world=NOWHERE))
    again = draft_of(db, "2023-12", now, NOWHERE)
    db.close()
    assert [item.title for item in again.parts[3].items] == [other.title, one.title]
    assert [item.title for item in again.parts[2].items] == [i.title for i in parts[2].items]
