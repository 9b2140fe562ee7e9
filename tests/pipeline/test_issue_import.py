"""Taking a published issue in: once or twice, with its doubts, over a frozen one."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from compilation.faults import IssueError
from pipeline.issue.importing import import_issue, stored_issue
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from storage.queries.issues import issue_of, issued, put_issue
from tests.compilation.printed import issue_text
from tests.pipeline.ruled import ONE, TITLE, Desk

NOW = datetime(2026, 4, 1, tzinfo=UTC)


def taken(db: Database, folder: Path, text: str, month: str | None = None) -> tuple[int, bool]:
    """How many of the items are documents, and whether an issue was replaced."""
    file = folder / "2026-03.txt"
    file.write_text(text, encoding="utf-8")
    read = import_issue(db, file, month, "甲", NOW, office=DEFAULT_OFFICE)
    return read.matches, read.replaced


def test_an_issue_is_stored_with_what_it_prints(db: Database, tmp_path: Path) -> None:
    desk = Desk(db)
    desk.visit("energy", one=ONE)
    assert taken(db, tmp_path, issue_text()) == (1, False)
    stored = stored_issue(db, "2026-03")
    assert [one.title for one in stored.content.items] == [TITLE]
    assert (stored.origin, stored.person, stored.file_name) == ("imported", "甲", "2026-03.txt")


def test_importing_again_replaces(db: Database, tmp_path: Path) -> None:
    assert taken(db, tmp_path, issue_text()) == (0, False)
    assert taken(db, tmp_path, issue_text()) == (0, True)
    assert taken(db, tmp_path, issue_text(day="2026年3月4日")) == (0, True)
    with db.connect() as conn:
        assert issued(conn) == [("2026-03", "imported")]
    (one,) = stored_issue(db, "2026-03").content.items
    assert str(one.signed_on) == "2026-03-04"


def test_the_month_may_be_told(db: Database, tmp_path: Path) -> None:
    taken(db, tmp_path, issue_text(), "2026-04")
    assert stored_issue(db, "2026-04").content.month == "2026-04"


def test_what_was_frozen_stays_beside_it(db: Database, tmp_path: Path) -> None:
    taken(db, tmp_path, issue_text())
    with db.begin() as conn:
        stood = issue_of(conn, "2026-03")
        assert stood
        put_issue(conn, replace(stood, origin="frozen", title="定稿"))
    file = tmp_path / "2026-03.txt"
    assert import_issue(db, file, None, "甲", NOW, office=DEFAULT_OFFICE).frozen
    assert stored_issue(db, "2026-03").origin == "imported"
    with db.connect() as conn:
        frozen = issue_of(conn, "2026-03", "frozen")
    assert frozen
    assert frozen.title == "定稿"


def test_a_month_that_is_none_is_said_in_a_line(db: Database, tmp_path: Path) -> None:
    for month in ("2026-13", "2026", "202603", "../2026-03", ""):
        with pytest.raises(IssueError, match="不是月份"):
            taken(db, tmp_path, issue_text(), month)
        with pytest.raises(IssueError, match="不是月份"):
            stored_issue(db, month)
    with pytest.raises(IssueError, match="还没有2026年3月号"):
        stored_issue(db, "2026-03")


def test_a_file_that_is_not_there_is_said_in_a_line(db: Database, tmp_path: Path) -> None:
    with pytest.raises(IssueError, match="没有这个文件"):
        import_issue(db, tmp_path / "nothing.txt", None, "甲", NOW, office=DEFAULT_OFFICE)
    with pytest.raises(IssueError, match="是文件夹，不是文件"):
        import_issue(db, tmp_path, None, "甲", NOW, office=DEFAULT_OFFICE)
