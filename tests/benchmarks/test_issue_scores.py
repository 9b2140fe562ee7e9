"""The scorers of issues count what is right as found, and what is not as missed or wrong."""

from dataclasses import replace

from benchmarks.issue_facts import TRUTH, issue_file, lost_lines, text_of, truth_of
from benchmarks.issue_misprints import Row, rows_of, said_of
from benchmarks.issue_officials import official_texts
from benchmarks.issue_planted import printed
from benchmarks.issue_proof import CORPORA, GROUPS, Score, read
from storage.records import Finding
from tests.compilation.reading import read_issue

HELD_OUT = "held-out"


def _finding(row: Row) -> Finding:
    return Finding(
        kind="misprint",
        subkind=row.kind,
        item=row.item,
        label="",
        found=row.found,
        expected=row.expected,
        line=row.line,
        page=None,
        confidence=1.0,
        reason="",
    )


def _score(findings: list[Finding]) -> Score:
    issue, folder = read(HELD_OUT)
    return Score(rows_of(folder), said_of(findings), issue, official_texts(folder))


def _findings() -> list[Finding]:
    return [_finding(row) for row in rows_of(CORPORA[HELD_OUT][1]) if row.scored]


def test_every_row_said_is_every_row_found() -> None:
    """Recall and precision are one in every group."""
    score = _score(_findings())
    assert score.missed == []
    assert score.wrong == score.beyond == []
    assert all(score.figures(group)[1] for group in GROUPS)


def test_what_is_said_elsewhere_or_otherwise_counts_for_nothing() -> None:
    """Next to nothing is found by findings at other lines, or with other corrections."""
    shifted = _score([replace(one, line=(one.line or 0) + 40) for one in _findings()])
    other = _score([replace(one, expected=f"{one.found}甲") for one in _findings()])
    for score in (shifted, other):
        found = sum(score.figures(group)[0] for group in GROUPS)
        assert found <= 3
        assert len(score.wrong) > 20 * found


def test_two_findings_may_say_together_what_a_row_says() -> None:
    """Characters that changed places: one to go, one to come."""
    row = next(row for row in rows_of(CORPORA[HELD_OUT][1]) if row.kind == "swapped_characters")
    at = row.found.index("实真")
    gone = row.found[: at + 1] + row.found[at + 2 :]
    halves = [
        replace(_finding(row), found=row.found[:at] + "实", expected=row.found[:at] + "真实"),
        replace(_finding(row), found=row.found[at:], expected=gone[at:]),
    ]
    score = _score(halves)
    assert row not in score.missed
    assert score.wrong == []


def test_a_line_that_no_item_has_is_told() -> None:
    """Lines are lost where an item is left out."""
    truth = truth_of(TRUTH / "2024-07.toml")
    body = issue_file(truth).read_bytes()
    issue = read_issue(body, "2024-07.txt")
    short = replace(issue, parts=issue.parts[:-1])
    lines = text_of(body).split("\n")
    first = truth["part"][-1]["line"]
    expected = [n for n, line in enumerate(lines, 1) if n > first and line.strip()]
    assert lost_lines(truth, short, lines) == expected


def test_planted_misprints_stand_where_the_account_says() -> None:
    """The same seed plants the same; every row's text is on its line, and its text was sound."""
    texts = official_texts(CORPORA[HELD_OUT][1])
    made = printed(texts, seed=7, share=0.5)
    assert made.lines == printed(texts, seed=7, share=0.5).lines
    kinds = {row.kind for row in made.rows}
    assert len(made.rows) > 40
    assert len(kinds) > 15
    for row in made.rows:
        assert row.found.split("⏎")[-1] in made.lines[row.line - 1]
        assert row.expected in texts[row.item]
