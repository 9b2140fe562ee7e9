"""How much of a monthly issue is read right: each field's precision and recall, joins, lost lines.

    python -m benchmarks.issue_reading [FILE …]

FILE is a truth of tests/compilation/truth (all of them by default). The issue of 2023-12 is the
real one of ../shared/data; the others are invented, of other offices' habits. Every wrong value
is a line.
"""

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.issue_facts import (
    TRUTH,
    Facts,
    issue_file,
    lost_lines,
    read_facts,
    read_joins,
    same,
    text_of,
    true_facts,
    true_joins,
    truth_of,
    without,
    wrong_facts,
)
from compilation.faults import IssueError
from compilation.reader import read_issue
from storage.office import DEFAULT_OFFICE


def _share(right: int, of: int) -> str:
    return f"{right / of:.3f}" if of else "  -  "


def _row(name: str, right: int, stated: int, true: int) -> str:
    return f"  {name:<18} {_share(right, stated)} {_share(right, true)}   {right}/{stated}/{true}"


def _by_field(true: Facts, read: Facts) -> list[str]:
    fields = dict.fromkeys(field for _, field in (*true, *read))
    count = {name: Counter(field for _, field in facts) for name, facts in _sides(true, read)}
    return [_row(field, *(count[side][field] for side in count)) for field in fields]


def _sides(true: Facts, read: Facts) -> Iterable[tuple[str, Facts]]:
    right = {key: value for key, value in read.items() if same(key[1], true.get(key), value)}
    return (("right", right), ("stated", read), ("true", true))


def score(path: Path) -> list[str]:
    """What there is to say of the reading of one issue."""
    truth: dict[str, Any] = truth_of(path)
    file = issue_file(truth)
    body = file.read_bytes()
    lines = text_of(body).split("\n")
    try:
        issue = without(read_issue(body, file.name, DEFAULT_OFFICE), truth.get("notes", ()))
    except IssueError as error:
        return [f"{path.stem}  读不出: {error}"]
    true, read = true_facts(truth, lines), read_facts(issue, lines)
    joins, found = true_joins(truth), read_joins(issue)
    lost = lost_lines(truth, issue, lines)
    return [
        f"{path.stem}  (精确率 召回率  对/读出/应有)",
        *_by_field(true, read),
        _row("joins", len(joins & found), len(found), len(joins)),
        f"  未归入条目的行: {len(lost)}",
        *(f"    行 {number}: {lines[number - 1][:40]}" for number in lost),
        *(f"    未拼合: {pair}" for pair in sorted(joins - found)),
        *(f"    误拼合: {pair}" for pair in sorted(found - joins)),
        *(f"    {wrong}" for wrong in wrong_facts(true, read)),
        *(f"    说明: 行 {note.line} {note.text}" for note in issue.notes),
    ]


def main() -> None:
    """Print the account of each issue."""
    files = [Path(name) for name in sys.argv[1:]] or sorted(TRUTH.glob("*.toml"))
    for path in files:
        print("\n".join(score(path)))


if __name__ == "__main__":
    main()
