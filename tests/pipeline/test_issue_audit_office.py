"""An office's own decisions, and its own window, in the audit of what it published then."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event

from compilation.drafting.window import Window
from pipeline.issue.auditing import audit_of, recall_of
from pipeline.issue.importing import import_issue
from storage.office import DEFAULT_OFFICE
from storage.queries.issue_list import issue_lines
from storage.queries.issues import issues_in
from storage.records import Finding
from tests.issue_samples import sqlite
from tests.pipeline.issued import MARCH, Office

PRINTED = """双碳政策汇编
{month}

第四编 河北省文件

4.1 澄江省能源局关于{subject}的通知

各市：

为推动{subject}工作，落实碳达峰碳中和要求，现将有关事项通知如下。

澄江省能源局

2024年3月2日
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """It has watched March: a notice on boilers that it prints, and two others."""
    db = sqlite(tmp_path / "home")
    made = Office(db)
    made.visit(
        one=("锅炉节能", "2024-03-02"), two=("光伏发电", "2024-03-04"), three=("储能", "2024-03-28")
    )
    yield made
    db.close()


def published(office: Office, folder: Path, month: str = "2024年3月") -> None:
    file = folder / "一期.txt"
    file.write_text(PRINTED.format(month=month, subject="锅炉节能"), encoding="utf-8")
    import_issue(office.db, file, None, "王编辑", office.now, office=DEFAULT_OFFICE)


def missing(office: Office) -> dict[str, Finding]:
    """By subject."""
    found = audit_of(office.db, MARCH, DEFAULT_OFFICE, office.scene.sources)
    return {one.label[8:-3]: one for one in found if one.kind == "missing"}


def queries(office: Office, act: Callable[[], object]) -> int:
    """How many it takes."""
    asked: list[str] = []

    def note(_conn: object, _cursor: object, words: str, *_more: object) -> None:
        asked.append(words)

    event.listen(office.db.engine, "before_cursor_execute", note)
    act()
    event.remove(office.db.engine, "before_cursor_execute", note)
    return len(asked)


def test_what_was_left_out_is_explained_until_it_is_taken_again(
    office: Office, tmp_path: Path
) -> None:
    published(office, tmp_path)
    office.say("leave", "光伏发电", reason="下期再收")
    office.say("leave", "储能", reason="重复")
    assert "王编辑决定本期不收，理由：下期再收" in missing(office)["光伏发电"].reason
    office.scene.later(0.1)
    office.say("take", "光伏发电")
    assert "本期不收" not in missing(office)["光伏发电"].reason
    office.merge("光伏发电", "储能")
    (left,) = missing(office).values()
    assert "理由：重复" not in left.reason


def test_an_issue_that_was_frozen_is_audited_by_its_own_days_though_it_was_imported(
    office: Office, tmp_path: Path
) -> None:
    office.scene.later(40)
    office.freeze(window=Window(start=date(2024, 2, 26), end=date(2024, 3, 25)))
    published(office, tmp_path)
    assert set(missing(office)) == {"光伏发电"}
    with office.db.connect() as conn:
        lines = [(one.origin, one.stands, one.items, one.matched) for one in issue_lines(conn)]
    assert lines == [("imported", True, 1, 1), ("frozen", False, 2, 0)]


def test_more_past_issues_are_no_more_queries(office: Office, tmp_path: Path) -> None:
    office.scene.later(20)
    published(office, tmp_path)
    one = queries(office, lambda: recall_of(office.db, DEFAULT_OFFICE, office.scene.sources))
    for month in ("2024年1月", "2024年2月"):
        published(office, tmp_path, month)
    assert (
        queries(office, lambda: recall_of(office.db, DEFAULT_OFFICE, office.scene.sources)) == one
    )
    assert recall_of(office.db, DEFAULT_OFFICE, office.scene.sources).months == (
        "2024-01",
        "2024-02",
        MARCH,
    )


def test_more_documents_are_no_more_queries_for_their_texts(office: Office) -> None:
    few = queries(office, office.draft)
    office.visit(four=("碳足迹", "2024-03-05"), five=("绿色电价", "2024-03-06"))
    assert len(office.draft().items) == 5
    assert queries(office, office.draft) == few


def test_a_months_issue_is_read_without_what_was_drafted(office: Office) -> None:
    office.scene.later(40)
    office.freeze()
    with office.db.connect() as conn:
        (stored,) = issues_in(conn)
        assert [one.month for one in issues_in(conn, ("2024-01", MARCH))] == [MARCH]
    assert stored.draft is None
    assert len(stored.content.items) == 3
