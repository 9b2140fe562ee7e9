"""The issue of December 2023 proofed against what the six visits of that month captured."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.issue_misprints import rows_of, said_of
from benchmarks.issue_officials import official_texts
from benchmarks.issue_proof import GROUPS, Score
from compilation.faults import IssueError
from pipeline.issue.importing import import_issue, stored_issue
from pipeline.issue.proving import proof_of
from storage.database import Database
from storage.office import DEFAULT_OFFICE
from tests.homes import copied_home, open_home
from tests.issue_samples import sqlite

if TYPE_CHECKING:
    from tests.pipeline.december import Lived

MONTH = "2023-12"
NOW = datetime(2024, 1, 3, tzinfo=UTC)
LEAST = 0.95


@pytest.fixture(scope="module")
def home(
    december: "Lived", shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A home of one's own that lived through that month, and holds its issue."""
    folder = tmp_path_factory.mktemp("proofed") / "home"
    copied_home(december.settings.home, folder)
    db = open_home(folder)
    import_issue(
        db, shared / "compilation" / f"{MONTH}.txt", MONTH, "甲", NOW, office=DEFAULT_OFFICE
    )
    yield db
    db.close()


def test_the_rows_of_the_world_are_found(home: Database, shared: Path) -> None:
    folder = shared / "worlds" / MONTH / "official"
    found = proof_of(home, MONTH)
    score = Score(
        rows_of(folder), said_of(found), stored_issue(home, MONTH).content, official_texts(folder)
    )
    for group in GROUPS:
        right, rows, placed, said = score.figures(group)
        assert right >= LEAST * rows, score.lines(quiet=False)
        assert placed >= LEAST * said, score.lines(quiet=False)


def test_what_is_not_printed_is_said_once(home: Database) -> None:
    lost = [one for one in proof_of(home, MONTH) if one.subkind.startswith("missing_")]
    assert [(one.item, one.subkind) for one in lost] == [
        ("3.2", "missing_signature"),
        ("2.1", "missing_attachment"),
        ("2.1", "missing_attachment"),
        ("3.3", "missing_attachment"),
        ("3.3", "missing_attachment"),
    ]
    assert all(one.document_id for one in lost)


def test_a_month_without_an_issue_is_one_line(tmp_path: Path) -> None:
    db = sqlite(tmp_path / "home")
    with pytest.raises(IssueError, match="2023"):
        proof_of(db, MONTH)
    db.close()
