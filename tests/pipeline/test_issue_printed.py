"""Which published issues carry a document: set as it is processed, and kept right after that."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from compilation.matching.printings import printed_line
from notifiers.entries import Around, entry_of
from notifiers.payload import event
from pipeline.digest import compose
from pipeline.issue.printed import print_month, with_printings
from pipeline.objects import document_object, whole_documents
from pipeline.telling.composing.periods import whole_week
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries.changes import digest_items
from storage.queries.identity import current_id
from storage.queries.issues import printings_of, put_issue
from storage.records import Draft, DraftItem, DraftPart, IssueItem, Printing, StoredIssue
from tests.compilation.printed import issue, item
from tests.pipeline.pages import BODY, OTHER_WORDS
from tests.pipeline.ruled import COPY, ONE, OTHERS, SENTENCES, TITLE, TWO, Desk, url
from tests.pipeline.scene import page
from tests.telling_samples import subscription

NUMBER = "澄能〔2026〕7号"
BOILERS = item(TITLE, NUMBER, BODY)
HEATING = replace(
    item("澄江省能源局关于清洁取暖的通知", "澄能〔2026〕8号", OTHER_WORDS), number="3.2"
)
NOW = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


def publish(db: Database, *items: IssueItem, month: str = "2026-03") -> int:
    """Take an issue in that prints these items."""
    content = issue(*items, month=month, kind="province")
    stored = StoredIssue(
        month=month,
        origin="imported",
        title=content.title,
        publisher=content.publisher,
        file_name="某刊.txt",
        sha256="0" * 64,
        person="甲",
        stated_at=NOW,
        content=content,
        draft=None,
    )
    with db.begin() as conn:
        put_issue(conn, stored)
        return print_month(conn, month)


def printings(desk: Desk) -> dict[str, list[Printing]]:
    """Where each document is printed, by its title."""
    works = {one.document_id: one.title for one in desk.scene.documents()}
    with desk.db.connect() as conn:
        found = printings_of(conn, works)
    return {works[key]: many for key, many in found.items()}


def places(desk: Desk) -> dict[str, list[str]]:
    return {
        title: [f"{one.month} {one.item}" for one in many]
        for title, many in printings(desk).items()
    }


def test_a_document_that_comes_after_the_issue_is_found_in_it(desk: Desk) -> None:
    assert publish(desk.db, BOILERS, HEATING) == 0
    desk.visit("energy", one=ONE, two=TWO)
    assert sorted(places(desk).values()) == [["2026-03 3.1"], ["2026-03 3.2"]]


def test_and_one_that_came_before_it(desk: Desk) -> None:
    desk.visit("energy", one=ONE, two=TWO)
    assert publish(desk.db, BOILERS, HEATING) == 2
    assert places(desk)[TITLE] == ["2026-03 3.1"]


def test_an_issue_that_is_replaced_is_forgotten(desk: Desk) -> None:
    desk.visit("energy", one=ONE, two=TWO)
    publish(desk.db, BOILERS, HEATING)
    publish(desk.db, replace(BOILERS, number="1.1"))
    assert places(desk) == {TITLE: ["2026-03 1.1"]}


def test_a_document_of_other_words_is_in_no_issue(desk: Desk) -> None:
    publish(desk.db, BOILERS)
    desk.visit("energy", two=TWO)
    assert places(desk) == {}


def test_a_slip_in_title_and_number_is_known_by_the_text(desk: Desk) -> None:
    slip = item(TITLE.replace("锅炉", "锅沪"), "澄能〔2026〕70号", BODY)
    publish(desk.db, slip)
    desk.visit("energy", one=ONE)
    assert places(desk) == {}, "two slips, and a number that differs: nobody's"
    publish(desk.db, item(TITLE.replace("锅炉", "锅沪"), "", BODY), month="2026-04")
    assert places(desk) == {TITLE: ["2026-04 3.1"]}


def test_a_slip_in_the_title_of_what_comes_later_is_known_by_the_text(desk: Desk) -> None:
    publish(desk.db, item(TITLE.replace("锅炉", "锅沪"), "", BODY))
    desk.visit("energy", one=ONE)
    (one,) = printings(desk)[TITLE]
    assert (one.basis, one.differs) == ("text", ("title",))


def test_what_is_printed_otherwise_is_told_everywhere(desk: Desk) -> None:
    publish(desk.db, item(TITLE, "澄能〔2026〕70号", BODY))
    desk.visit("energy", one=ONE)
    (one,) = printings(desk)[TITLE]
    assert (one.basis, one.differs) == ("title", ("document_number",))
    line = printed_line([one])
    assert line == "已载于2026年3月号 3.1，所印文号为澄能〔2026〕70号"
    with desk.db.connect() as conn:
        (whole,) = whole_documents(conn, [desk.document(NUMBER)], NOW)
        items = with_printings(conn, digest_items(conn, desk.scene.now.replace(year=2020), NOW))
    told = {
        "month": "2026-03",
        "item": "3.1",
        "differs": ("document_number",),
        "as_printed": {"document_number": "澄能〔2026〕70号"},
    }
    assert document_object(whole)["printed_in"] == [told]
    (news,) = [one for one in items if one.document.title == TITLE]
    around = Around(today=date(2026, 11, 23))
    assert entry_of("added", news, 1, around).note == f"{line}。"
    digest = compose(subscription(), whole_week("2026-W10"), [], (), NOW, office=DEFAULT_OFFICE)
    assert event(replace(digest, added=(news,)), around)["data"]["items"][0]["printed_in"] == [told]


def test_a_number_that_the_agency_corrects_is_compared_anew(desk: Desk) -> None:
    publish(desk.db, item(TITLE, "澄能〔2026〕7号", BODY))
    desk.visit("energy", one=page(TITLE, SENTENCES, number="澄能〔2026〕17号"))
    assert [one.differs for one in printings(desk)[TITLE]] == [("document_number",)]
    desk.visit("energy", one=ONE)
    assert [one.differs for one in printings(desk)[TITLE]] == [()]


def test_a_page_that_says_something_else_now_is_no_longer_printed(desk: Desk) -> None:
    publish(desk.db, BOILERS)
    desk.visit("energy", one=ONE)
    assert places(desk) == {TITLE: ["2026-03 3.1"]}
    desk.visit("energy", one=TWO)
    assert places(desk) == {}


def test_a_copy_joins_what_is_printed(desk: Desk) -> None:
    publish(desk.db, BOILERS)
    desk.visit("energy", one=ONE)
    desk.visit("library", copy=COPY)
    assert places(desk) == {TITLE: ["2026-03 3.1"]}


def test_it_follows_merges_and_splits(desk: Desk) -> None:
    desk.visit("energy", one=ONE)
    desk.visit("library", other=page("关于锅炉的另一份文件", OTHERS))
    publish(desk.db, BOILERS)
    one, other = (desk.document(words).document_id for words in (NUMBER, "另一份"))
    ruling = desk.merge(one, other)
    with desk.db.connect() as conn:
        now = current_id(conn, one)
        assert list(printings_of(conn, [now or ""])) == [now]
        assert printings_of(conn, {one, other} - {now}) == {}
    desk.undo(ruling)
    with desk.db.connect() as conn:
        assert list(printings_of(conn, [one, other])) == [one]
    desk.visit("library", copy=COPY)
    desk.split(url("energy", "one"))
    with desk.db.connect() as conn:
        works = [work.document_id for work in desk.scene.documents()]
        assert sum(len(many) for many in printings_of(conn, works).values()) == 1


def test_it_goes_to_what_its_document_becomes_part_of(desk: Desk) -> None:
    desk.visit("library", other=page("关于锅炉的另一份文件", OTHERS))
    desk.visit("energy", one=ONE)
    publish(desk.db, BOILERS)
    older, younger = (desk.document(words).document_id for words in ("另一份", NUMBER))
    ruling = desk.merge(older, younger)
    with desk.db.connect() as conn:
        assert list(printings_of(conn, [older, younger])) == [older]
    desk.undo(ruling)
    with desk.db.connect() as conn:
        assert list(printings_of(conn, [older, younger])) == [younger]


def test_a_frozen_item_is_the_document_that_was_frozen(desk: Desk) -> None:
    desk.visit("energy", one=ONE)
    work = desk.document(NUMBER)
    edited = replace(BOILERS, title="关于更新锅炉的通知", signed_on=work.signed_on)
    content = issue(edited)
    drafted = DraftItem(
        number="3.1",
        document_id=work.document_id,
        version_id=work.version_id,
        title=edited.title,
        document_number=NUMBER,
        issuing_bodies=(),
        signed_on=None,
        published_on=None,
        blocks=(),
        attachments=(),
        url="",
        captured_on=date(2026, 3, 2),
    )
    part = DraftPart(number=3, title="第三编 国家各部委文件", part="ministry", items=(drafted,))
    draft = Draft(
        month="2026-03",
        window_start=date(2026, 3, 1),
        window_end=date(2026, 3, 31),
        made_at=NOW,
        parts=(part,),
        sheet=(),
        set_sha256="",
        frozen_at=NOW,
    )
    stored = StoredIssue(
        month="2026-03",
        origin="frozen",
        title="",
        publisher="",
        file_name="",
        sha256="",
        person="甲",
        stated_at=NOW,
        content=content,
        draft=draft,
    )
    with desk.db.begin() as conn:
        put_issue(conn, stored)
        assert print_month(conn, "2026-03") == 1
    (one,) = printings(desk)[TITLE]
    assert (one.basis, one.differs) == ("frozen", ("title",))
    publish(desk.db, BOILERS)  # what was published counts before what was frozen
    assert [one.basis for one in printings(desk)[TITLE]] == ["number"]
