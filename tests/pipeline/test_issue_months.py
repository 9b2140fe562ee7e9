"""A month beside others on a database, and the notices that are due: three years of issues."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.issue.comparing import Compared, compare, compared_object
from pipeline.issue.drafting import World
from storage.columns import to_row
from storage.database import Database, open_database
from storage.ids import digest_id
from storage.office import DEFAULT_OFFICE
from storage.queries.documents import Wanted, add_document, find_documents
from storage.records import CrawlRun, Document, IssueDecision, IssueItem
from storage.settings import Settings
from storage.tables import crawl_runs, issue_decisions
from tests.issue_samples import issue, item, keep, sqlite
from tests.pipeline.scene import SOURCES, Scene, page
from tests.pipeline.test_series import document

NOW = datetime(2026, 3, 25, 1, tzinfo=UTC)
BUREAU = "澄江省能源局"


def check(year: int) -> str:
    return f"{BUREAU}关于做好{year}年度碳排放核查工作的通知"


def past(*titles: str) -> list[IssueItem]:
    return [item(f"4.{at}", title, BUREAU, page=at) for at, title in enumerate(titles, 1)]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = sqlite(tmp_path / "home")
    yield database
    database.close()


@pytest.fixture
def years(db: Database) -> Database:
    return filled(db)


def filled(db: Database) -> Database:
    """March of 2024 and of 2025, and February of 2026, as printed; and watched since."""
    saving = f"{BUREAU}关于组织节能宣传活动的通知"
    once = f"{BUREAU}关于开展2025年屋顶光伏普查的通知"
    early = f"{BUREAU}关于下达2024年节能监察计划的通知"
    keep(db, issue("2024-03", province=past(check(2023), saving, early)))
    again = early.replace("2024", "2025")
    keep(db, issue("2025-03", province=past(check(2024), saving, once, again)))
    keep(db, issue("2026-02", province=past(early.replace("2024", "2026"))))
    watched(db, date(2026, 3, 2))
    return db


def watched(db: Database, day: date) -> None:
    """A whole pass over a source on that day."""
    at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    run = CrawlRun(
        run_id=digest_id("energy", at.isoformat()),
        source_id="energy",
        started_at=at,
        finished_at=at,
        complete=True,
        baseline=True,
        state="ok",
    )
    with db.begin() as conn:
        conn.execute(crawl_runs.insert(), to_row(run))


def hold(db: Database, *found: Document) -> None:
    with db.begin() as conn:
        for one in found:
            key = digest_id(one.title, f"{one.published_on}")
            add_document(conn, replace(one, document_id=key))


def seen(db: Database, month: str = "2026-03") -> Compared:
    with db.connect() as conn:
        return compare(conn, World(sources=SOURCES, office=DEFAULT_OFFICE), month)


def due(db: Database, month: str = "2026-03") -> dict[str, float]:
    return {one.last.title: one.confidence for one in seen(db, month).expected}


def test_what_came_this_month_in_earlier_years_and_not_yet_is_due(years: Database) -> None:
    assert due(years) == {
        check(2024): 0.8,
        f"{BUREAU}关于组织节能宣传活动的通知": 0.8,  # no year in its title: twice shows it
        f"{BUREAU}关于开展2025年屋顶光伏普查的通知": 0.4,
    }


def test_it_is_the_same_on_either_database(settings: Settings) -> None:
    database = open_database(settings)
    assert len(due(filled(database))) == 3
    hold(database, document("关于做好2025年度碳排放核查工作的通知", "2026-03-20"))
    assert len(due(database)) == 2
    database.close()


def test_what_is_due_is_shown_as_it_was_printed(years: Database) -> None:
    last = next(one.last for one in seen(years).expected if "核查" in one.last.title)
    assert (last.printed_in, last.item, last.page) == ("2025-03", "4.1", 1)


def test_it_is_due_no_more_when_it_comes(years: Database) -> None:
    hold(years, document("关于做好2025年度碳排放核查工作的通知", "2026-03-20"))
    assert check(2024) not in due(years)


def test_what_came_and_was_not_taken_has_come_all_the_same(years: Database) -> None:
    came = document("关于做好2025年度碳排放核查工作的通知", "2026-03-20")
    hold(years, replace(came, relevant=False))
    assert check(2024) not in due(years)


def test_one_of_another_agency_is_another(years: Database) -> None:
    hold(years, document("关于做好2025年度碳排放核查工作的通知", "2026-03-20", "清河市水务局"))
    assert check(2024) in due(years)


def test_last_years_is_not_this_years(years: Database) -> None:
    hold(years, document("关于做好2024年度碳排放核查工作的通知", "2026-03-20"))
    assert check(2024) in due(years)


def test_what_came_in_another_month_alone_is_not_due(years: Database) -> None:
    watched(years, date(2026, 7, 2))
    assert due(years, "2026-07") == {}


def test_one_year_without_a_year_in_its_title_is_not_due(db: Database) -> None:
    keep(db, issue("2025-03", province=past(f"{BUREAU}关于调整电价的通知")))
    watched(db, date(2026, 3, 2))
    assert due(db) == {}


def test_what_came_two_years_ago_is_due_only_if_last_year_is_unknown(db: Database) -> None:
    keep(db, issue("2024-03", province=past(check(2023))))
    watched(db, date(2026, 3, 2))
    assert due(db) == {check(2023): 0.3}
    keep(db, issue("2025-03", province=past(f"{BUREAU}关于别的事的通知")))
    assert due(db) == {}  # last year it did not come


def test_detected_documents_tell_what_is_due_too(db: Database) -> None:
    hold(
        db,
        document(check(2022), "2023-03-09"),
        document(check(2023), "2024-03-11"),
        document(check(2024), "2025-02-27"),
    )
    assert due(db) == {}  # nobody knows what came this month
    watched(db, date(2026, 3, 2))
    # last year's was early: it is not of March alone that it comes
    assert due(db) == {check(2024): 0.9}


def test_of_what_comes_monthly_last_months_is_not_this_months(db: Database) -> None:
    watched(db, date(2026, 3, 2))
    title = "关于公布第{}批绿色工厂名单的通知"
    batches = {"2024-02": "一", "2024-03": "二", "2025-02": "十三", "2025-03": "十四"}
    for month, number in batches.items():
        hold(db, document(title.format(number), f"{month}-15"))
    hold(db, document(title.format("二十五"), "2026-02-15"))
    assert list(due(db)) == [title.format("十四")]
    hold(db, document(title.format("二十六"), "2026-03-15"))
    assert due(db) == {}


def test_months_are_counted_as_printed_or_as_detected_and_it_is_said(years: Database) -> None:
    hold(years, document("关于碳排放配额的通知", "2026-03-05"))
    found = seen(years)
    assert [one.basis for one in (found.months.now, found.months.last_month)] == [
        "detected",
        "imported",
    ]
    total = found.months.total
    assert (total.now, total.last_month, total.last_year) == (1, 1, 4)
    assert "巡查到2026年3月2日为止" in found.lines[0]
    assert "口径不同" in found.lines[-1]


def test_before_the_first_pass_there_is_no_data(db: Database) -> None:
    watched(db, date(2026, 3, 2))
    hold(db, document("关于碳排放配额的通知", "2026-02-05"))  # an old list had it
    found = seen(db)
    assert found.months.total.last_month is None
    assert "2026年3月2日才开始巡查" in found.lines[1]
    assert "1 件并不完整" in found.lines[1]
    assert found.months.total.now == 0


def test_parts_without_a_watched_source_have_no_counts(db: Database) -> None:
    watched(db, date(2026, 3, 2))  # the source is of a ministry
    parts = {one.key: one.now for one in seen(db).months.parts}
    assert parts == {"central": None, "mee": None, "ministry": 0, "province": None}


def test_nothing_at_all_is_said_as_nothing(db: Database) -> None:
    found = seen(db)
    assert found.months.total.now is None
    assert found.expected == ()
    assert all("无数据" in line for line in found.lines)


def test_late_arrivals_are_of_the_month_in_which_they_were_published(db: Database) -> None:
    scene = Scene(db)
    text = ["为做好碳排放权交易配额清缴，现就有关事项通知如下。", BUREAU]
    first = page("关于召开碳排放权交易会议的通知", text, day="2026-03-01")
    scene.visit("energy", a=first)
    before = seen(db).months.total.now
    scene.later(3)
    late = page("关于做好碳排放权交易配额清缴工作的通知", text, day="2026-02-20")
    scene.visit("energy", a=first, b=late)
    assert len(scene.documents()) == 2
    assert seen(db).months.total.now == before


def test_what_people_left_out_or_took_in_counts_so(db: Database) -> None:
    watched(db, date(2026, 3, 2))
    hold(db, *(document(f"关于{name}的通知", "2026-03-05") for name in ("碳汇", "碳标签")))
    with db.connect() as conn:
        out, back = (one.document_id for one in find_documents(conn, Wanted()))
    for key, kinds in ((out, ("leave",)), (back, ("leave", "take", "part"))):
        for kind in kinds:
            said = IssueDecision(
                month="2026-03",
                document_id=key,
                kind=kind,  # type: ignore[arg-type]
                value="mee" if kind == "part" else "",
                person="王编辑",
                reason="",
                decided_at=NOW,
            )
            values = to_row(said)
            values.pop("decision_id")
            with db.begin() as conn:
                conn.execute(issue_decisions.insert(), values)
    found = seen(db).months
    assert found.total.now == 1
    assert found.now.entries[0].part == "mee"


def test_an_item_that_was_never_detected_is_given_topics(db: Database) -> None:
    text = ("为推动光伏发电、风电等可再生能源发展，现就有关事项通知如下。",)
    title = f"{BUREAU}关于促进可再生能源发展的通知"
    keep(db, issue("2026-03", province=[item("4.1", title, BUREAU, text=text)]))
    assert [one.primary.key for one in seen(db).months.topics] == ["energy"]


def test_the_object_for_scripts_has_null_where_nothing_is_known(years: Database) -> None:
    made = compared_object(seen(years, "2025-03"))
    total = made["total"]
    assert isinstance(total, dict)
    assert (total["now"], total["last_month"], total["last_year"]) == (4, None, 3)
    assert total["against_last_year"] == 1
