"""The real issue as DOCX, with and without styles, and as PDF: the same items, text and tables."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz.distance import LCSseq

from benchmarks.issue_facts import (
    TRUTH,
    Facts,
    issue_file,
    read_facts,
    squeezed,
    text_of,
    true_facts,
    truth_of,
    wrong_facts,
)
from storage.records import Issue
from tests.compilation.forms import docx_of, paragraphs_of, pdf_of
from tests.compilation.reading import read_issue

SPACED = ("title", "title_in_contents", "number_as_printed", "addressees", "issuing_bodies")
"""Fields in which a form may set other white space."""


@dataclass(frozen=True, kw_only=True)
class Printed:
    """The real issue, and what a careful reader finds in it."""

    truth: dict[str, Any]
    lines: list[str]

    @property
    def texts(self) -> dict[str, str]:
        """The text of each item, broken paragraphs whole, without white space."""
        whole = list(paragraphs_of(self.truth, self.lines))
        return {
            item["number"]: squeezed(
                "".join(text for at, text in whole if item["line"] <= at <= item["last_line"])
            )
            for item in self.truth["item"]
        }

    @property
    def tables(self) -> dict[str, list[list[list[str]]]]:
        """The cells of each table of each item."""
        return {
            item["number"]: [
                [_cells(row) for row in self.lines[table["line"] - 1 :][: table["rows"]]]
                for table in item["tables"]
            ]
            for item in self.truth["item"]
        }


def _cells(row: str) -> list[str]:
    return [squeezed(cell) for cell in row.split("\t")]


@pytest.fixture(scope="session")
def printed(shared: Path) -> Printed:
    truth = truth_of(TRUTH / "2023-12.toml")
    lines = text_of(issue_file(truth, shared).read_bytes()).split("\n")
    return Printed(truth=truth, lines=lines)


@pytest.fixture(scope="session")
def styled(printed: Printed) -> bytes:
    return docx_of(printed.truth, printed.lines, styled=True)


@pytest.fixture(scope="session")
def plain(printed: Printed) -> bytes:
    return docx_of(printed.truth, printed.lines, styled=False)


@pytest.fixture(scope="session")
def paged(styled: bytes, soffice: str, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return pdf_of(styled, soffice, tmp_path_factory.mktemp("issue"))


def _facts(facts: Facts) -> Facts:
    return {
        key: squeezed("".join(value)) if key[1] in SPACED else value for key, value in facts.items()
    }


def _f1(issue: Issue, printed: Printed) -> dict[str, float]:
    """Of each item's characters."""
    found = {item.number: squeezed(item.text) for item in issue.items}
    return {
        number: 2 * LCSseq.similarity(text, found[number]) / (len(text) + len(found[number]))
        for number, text in printed.texts.items()
    }


def _held(issue: Issue, printed: Printed, ignored: tuple[str, ...] = ()) -> None:
    assert [item.number for item in issue.items] == [i["number"] for i in printed.truth["item"]]
    true, read = _facts(true_facts(printed.truth, None)), _facts(read_facts(issue, None))
    wrong = [one for one in wrong_facts(true, read) if one.field not in ignored]
    assert [str(one) for one in wrong] == []
    assert {number: f1 for number, f1 in _f1(issue, printed).items() if f1 < 0.995} == {}
    tables = {
        item.number: [
            [_cells(row) for row in one.block.text.split("\n")]
            for one in item.blocks
            if one.block.kind == "table"
        ]
        for item in issue.items
    }
    assert tables == printed.tables


def test_word_file_with_styles(styled: bytes, printed: Printed) -> None:
    """Headings in Heading styles, tables as tables."""
    _held(read_issue(styled, "issue.docx"), printed)


def test_word_file_without_styles(plain: bytes, printed: Printed) -> None:
    """Headings told by their words alone."""
    _held(read_issue(plain, "issue.docx"), printed)


def test_pdf_with_a_text_layer(paged: bytes, printed: Printed) -> None:
    """Lines put together to paragraphs, running heads and page numbers left out."""
    _held(read_issue(paged, "issue.pdf"), printed, ignored=("paragraphs",))
