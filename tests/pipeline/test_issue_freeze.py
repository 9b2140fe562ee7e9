"""定稿: a month's set is fixed, and what comes later is the next month's, once."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import update

from compilation.drafting.window import Window
from compilation.faults import IssueError
from pipeline.desk import decide
from pipeline.identity.rulings import Rulings
from pipeline.issue.deciding import decisions_in
from pipeline.issue.printed import print_month
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries.issues import issue_of, printings_of, put_issue
from storage.records import StoredIssue
from storage.tables import documents
from tests.pipeline.issued import MARCH, Office

APRIL, MAY = "2024-04", "2024-05"


@pytest.fixture
def office(db: Database) -> Office:
    """It has watched March, and stands in April."""
    made = Office(db)
    made.visit(one=("锅炉节能", "2024-03-02"), two=("光伏发电", "2024-03-04"))
    made.scene.later(31)
    return made


def test_the_set_is_fixed_and_drafts_again_as_it_was(office: Office) -> None:
    before = office.draft()
    stored = office.freeze()
    assert (stored.origin, stored.person, stored.sha256) == ("frozen", "王编辑", before.set_sha256)
    assert stored.draft is not None
    assert stored.draft.parts == before.parts
    office.visit(one=("锅炉节能", "2024-03-02", "后来改了。"), late=("储能", "2024-03-30"))
    again = office.draft()
    assert again.parts == before.parts
    assert again.frozen_at == stored.stated_at
    assert again == stored.draft


def test_a_frozen_issue_is_one_that_can_be_shown(office: Office) -> None:
    office.freeze()
    with office.db.connect() as conn:
        stored = issue_of(conn, MARCH)
        assert stored is not None
        assert [item.title[8:-3] for item in stored.content.items] == ["锅炉节能", "光伏发电"]
        found = printings_of(conn, [office.id("光伏发电")])[office.id("光伏发电")]
    assert [(one.month, one.item, one.basis, one.differs) for one in found] == [
        (MARCH, "4.2", "frozen", ())
    ]


def test_what_comes_later_is_the_next_months_once(office: Office) -> None:
    office.freeze()
    office.visit(late=("储能", "2024-03-30"), new=("甲烷排放控制", "2024-04-02"))
    assert office.titles(APRIL) == ["甲烷排放控制", "储能"]
    assert [item.late_of for item in office.draft(APRIL).items] == ["", MARCH]
    office.scene.later(30)
    office.freeze(APRIL)
    office.visit(more=("节能诊断", "2024-05-02"))
    assert office.titles(MAY) == ["节能诊断"]


def test_what_is_late_goes_by_the_set_not_by_the_clock(office: Office) -> None:
    """A pass that began before the freezing brings its documents in after it."""
    began = office.now
    office.scene.later(0.5)
    office.freeze()
    after, office.scene.now = office.now, began
    office.visit(late=("储能", "2024-03-30"))
    office.scene.now = after
    office.scene.later(1)
    assert office.titles(APRIL) == ["储能"]


def test_what_is_found_to_belong_after_the_freezing_is_late(office: Office) -> None:
    key = office.id("光伏发电")
    judge(office, key, relevant=False)
    office.freeze()
    assert office.titles(APRIL) == []
    judge(office, key, relevant=True)
    assert office.titles(APRIL) == ["光伏发电"]


def judge(office: Office, key: str, *, relevant: bool) -> None:
    """As other rules would."""
    with office.db.begin() as conn:
        found = documents.c.document_id == key
        conn.execute(update(documents).where(found).values(relevant=relevant))


def test_a_month_that_stays_open_hides_nothing(office: Office) -> None:
    office.freeze()
    office.visit(late=("储能", "2024-03-30"), own=("甲烷排放控制", "2024-04-02"))
    office.scene.later(30)
    assert office.titles(MAY) == ["储能"]
    said = "1 件属于以前尚未定稿的各期"
    assert any(row[-1].startswith(said) for row in office.rows("未收入的文件", MAY))
    assert office.titles(APRIL) == ["甲烷排放控制", "储能"]


def test_a_page_that_was_frozen_takes_its_printing_along(office: Office) -> None:
    """Two documents were frozen as one: of the other one nothing was printed."""
    office.merge("锅炉节能", "光伏发电")
    stored = office.freeze()
    assert stored.draft is not None
    (item,) = stored.draft.items
    (other,) = {"锅炉节能", "光伏发电"} - {item.title[8:-3]}
    office.scene.later(1)
    page = "one" if other == "光伏发电" else "two"
    Rulings(office.db, office.scene.sources, office=DEFAULT_OFFICE).split(
        [f"https://energy.example/{page}.html"], "王编辑", "两件", office.now
    )
    with office.db.connect() as conn:
        assert list(printings_of(conn, [office.id("锅炉节能"), office.id("光伏发电")])) == [
            office.id(item.title[8:-3])
        ]
    assert office.titles(APRIL) == [other]


def test_what_was_frozen_once_is_read_for_ever() -> None:
    """A sample of what was stored before ``weighed``: what came since has defaults."""
    sample = Path(__file__).parent / "samples" / "frozen.json"
    stored = msgspec.json.decode(sample.read_bytes(), type=StoredIssue)
    assert stored.draft is not None
    assert [item.number for item in stored.draft.items] == ["4.1"]
    assert stored.draft.weighed is None


def test_what_came_before_the_freezing_is_no_late_arrival(office: Office) -> None:
    office.visit(late=("储能", "2024-03-30"))
    assert office.titles() == ["锅炉节能", "光伏发电", "储能"]
    office.freeze()
    assert office.titles(APRIL) == []


def test_what_was_left_out_stays_out(office: Office) -> None:
    office.say("leave", "光伏发电")
    office.freeze()
    assert office.titles(APRIL) == []


def test_what_was_left_out_of_its_month_is_not_offered_to_the_next(office: Office) -> None:
    office.visit(late=("储能", "2024-03-30"))
    office.say("leave", "储能")
    assert office.titles(APRIL) == []
    office.say("take", "储能")
    assert office.titles(APRIL) == ["储能"]


def test_what_falls_between_two_windows_is_late_for_the_second(office: Office) -> None:
    office.freeze(window=Window(start=date(2024, 3, 1), end=date(2024, 3, 3)))
    assert office.titles() == ["锅炉节能"]
    assert office.titles(APRIL) == ["光伏发电"]


def test_without_freezing_what_is_found_in_april_is_late_for_april(office: Office) -> None:
    office.visit(late=("储能", "2024-03-30"))
    assert office.titles(APRIL) == ["储能"]


def test_nothing_can_be_decided_or_frozen_again(office: Office) -> None:
    office.freeze()
    for again in (office.freeze, lambda: office.say("leave", "光伏发电")):
        with pytest.raises(IssueError, match=r"已于2024年4月\d日由王编辑定稿") as told:
            again()
        assert len(str(told.value).splitlines()) == 1
    assert decisions_in(office.db, MARCH) == []


def test_doubts_are_settled_first(office: Office) -> None:
    office.visit(grey=("智慧港口建设", "2024-03-20"))
    with pytest.raises(IssueError, match=r"还有 1 件待定（4\.3）"):
        office.freeze()
    office.say("take", "智慧港口建设")
    assert len(office.freeze().content.items) == 3


def test_doubts_may_be_frozen_by_the_way(office: Office) -> None:
    office.visit(grey=("智慧港口建设", "2024-03-20"))
    stored = office.freeze(with_doubts=True)
    assert stored.draft is not None
    assert [bool(item.doubt) for item in stored.draft.items] == [False, False, True]


def test_a_month_that_goes_on_an_empty_one_and_nobody_are_refused(office: Office) -> None:
    for month, person, fault in (
        (APRIL, "王编辑", "还没有过完"),
        ("2022-03", "王编辑", "没有一件"),
        (MARCH, " ", "由谁"),
    ):
        with pytest.raises(IssueError, match=fault):
            office.freeze(month, person)


def test_a_published_issue_beside_the_frozen_one_brings_nothing_back(office: Office) -> None:
    """The published file lacks a document that was frozen: it was decided on all the same."""
    office.visit(grey=("智慧港口建设", "2024-03-20"))
    stored = office.freeze(with_doubts=True)
    content = replace(stored.content, parts=stored.content.parts[:3])
    published = replace(stored, origin="imported", content=content, draft=None)
    with office.db.begin() as conn:
        put_issue(conn, published)
        print_month(conn, MARCH)
    office.scene.later(1)
    key = office.id("智慧港口建设")
    decide(office.db, key, "approve", "王编辑", "", office.now)
    with office.db.connect() as conn:
        assert printings_of(conn, [key]) == {}
    assert office.titles(APRIL) == []
