"""Issues read as a careful reader reads them: the real one, and invented ones of other offices."""

from pathlib import Path

import pytest

from benchmarks.issue_facts import (
    TRUTH,
    issue_file,
    lost_lines,
    read_facts,
    read_joins,
    text_of,
    true_facts,
    true_joins,
    truth_of,
    without,
    wrong_facts,
)
from tests.compilation.reading import read_issue

REAL = "2023-12"


def _held_against_truth(path: Path, shared: Path) -> None:
    truth = truth_of(path)
    file = issue_file(truth, shared)
    body = file.read_bytes()
    lines = text_of(body).split("\n")
    issue = without(read_issue(body, file.name), truth.get("notes", ()))
    wrong = wrong_facts(true_facts(truth, lines), read_facts(issue, lines))
    assert [str(one) for one in wrong] == []
    assert read_joins(issue) == true_joins(truth)
    assert lost_lines(truth, issue, lines) == []


def test_the_real_issue_is_read_whole(shared: Path) -> None:
    """Every field, every join, every line of 2023-12."""
    _held_against_truth(TRUTH / f"{REAL}.toml", shared)


@pytest.mark.parametrize(
    "path", sorted(set(TRUTH.glob("*.toml")) - {TRUTH / f"{REAL}.toml"}), ids=lambda path: path.stem
)
def test_invented_issues_are_read_whole(path: Path, tmp_path: Path) -> None:
    """Issues of other offices, in other styles and encodings."""
    _held_against_truth(path, tmp_path)
