"""The real issue of 2023-12, and an invented one, against the texts of their agencies."""

import time
from pathlib import Path

import pytest

from benchmarks.issue_misprints import rows_of, said_of
from benchmarks.issue_officials import itself, official_texts, officials_of
from benchmarks.issue_proof import CORPORA, GROUPS, Score
from compilation.proof import proof
from tests.compilation.reading import read_issue

LEAST = 0.95


def _score(file: Path, folder: Path) -> Score:
    issue = read_issue(file.read_bytes(), file.name)
    findings = proof(issue, officials_of(folder))
    return Score(rows_of(folder), said_of(findings), issue, official_texts(folder))


def _held_against_rows(score: Score) -> None:
    for group in GROUPS:
        found, rows, right, said = score.figures(group)
        assert found >= LEAST * rows, score.lines(quiet=False)
        assert right >= LEAST * said, score.lines(quiet=False)


def test_the_misprints_of_the_real_issue_are_found(shared: Path) -> None:
    world = shared / "worlds" / "2023-12" / "official"
    _held_against_rows(_score(shared / "compilation" / "2023-12.txt", world))


def test_the_misprints_of_an_invented_issue_are_found() -> None:
    folder = CORPORA["held-out"][1]
    _held_against_rows(_score(folder.parent.parent / "2024-07.txt", folder))


@pytest.mark.parametrize("corpus", CORPORA)
def test_official_texts_against_themselves_have_none(corpus: str, shared: Path) -> None:
    held_out = CORPORA[corpus][1]
    folder = shared / "worlds" / "2023-12" / "official" if corpus == "world" else held_out
    assert proof(itself(folder), officials_of(folder)) == ()


def test_without_official_texts_it_says_what_can_be_seen(shared: Path) -> None:
    file = shared / "compilation" / "2023-12.txt"
    started = time.monotonic()
    found = proof(read_issue(file.read_bytes(), file.name), {})
    assert time.monotonic() - started < 10
    kinds = {one.subkind for one in found}
    assert {
        "english_word_in_chinese",
        "wrong_brackets_in_doc_number",
        "page_break_split",
        "book_title_marks_round_heading",
        "space_between_han_and_digit",
        "markdown_bold",
        "latex_subscript",
    } <= kinds
    assert not kinds & {"numbering_jump", "unpaired_brackets", "doubled_character"}
