"""The Word file as LibreOffice lays it out, what happens when it does not, and reading it back."""

import io
import os
import re
import time
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from compilation.house import DEFAULT_HOUSE
from compilation.writers import no_progress, write
from compilation.writers.book import Book, BookItem, book_of
from compilation.writers.grids import Grid
from compilation.writers.typesetting import set_pdf
from compilation.writers.word.document import word_document
from compilation.writers.word.layout import LaidOut, lay_out
from compilation.writers.word.office import OfficeError, pdf_of
from compilation.writers.word.pages import heading_pages
from storage.records import Draft
from tests.compilation.reading import read_issue
from tests.compilation.writer_samples import HOSTILE, NOTICE, page_in_contents, sample, squeezed

ODD = r'<b>锅炉</b> & *新* #题 \LaTeX $x$ "]]>'
"""A title of which LibreOffice's outline leaves the backslash out."""


def _draft() -> Draft:
    draft = sample(length=8)
    first, *rest = draft.parts
    item = replace(first.items[1], title=ODD)
    return replace(draft, parts=(replace(first, items=(first.items[0], item)), *rest))


DRAFT = _draft()


@pytest.fixture(scope="module")
def book() -> Book:
    return book_of(DRAFT, DEFAULT_HOUSE)


@pytest.fixture(scope="module")
def laid(soffice: str, book: Book) -> LaidOut:
    return lay_out(book, word_document(book, DRAFT, DEFAULT_HOUSE), soffice, no_progress)


@pytest.fixture(scope="module")
def pages(laid: LaidOut) -> list[str]:
    assert laid.pdf is not None, laid.note
    document = pypdfium2.PdfDocument(laid.pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


def test_the_contents_name_the_pages_that_the_headings_are_on(
    laid: LaidOut, pages: list[str], book: Book
) -> None:
    with zipfile.ZipFile(io.BytesIO(laid.document)) as archive:
        xml = archive.read("word/document.xml").decode()
        assert b"updateFields" not in archive.read("word/settings.xml")
    shown = re.findall(r'PAGEREF .*?separate"/></w:r><w:r><w:t[^>]*>(\d+)<', xml)
    texts = [squeezed(one) for one in pages]
    first = next(at for at, one in enumerate(texts) if "—1—" in one)
    contents = "\n".join(pages[2:first])
    assert len(shown) == len(book.headings) == 7
    assert len(set(shown)) > 3
    for (_, heading), page in zip(book.headings, shown, strict=True):
        assert squeezed(heading) in texts[first + int(page) - 1]
        assert f"—{page}—" in texts[first + int(page) - 1]
        assert page_in_contents(contents, heading) == int(page)


def test_the_typesetter_reckons_the_pages_that_the_headings_are_on(
    laid: LaidOut, book: Book
) -> None:
    reckoned = heading_pages(set_pdf(book, DRAFT.made_at), len(book.headings))[0]
    assert laid.pdf is not None, laid.note
    assert reckoned == heading_pages(laid.pdf, len(book.headings))[0]


def test_no_heading_stands_at_the_foot_of_a_page(pages: list[str]) -> None:
    lines = {one.text for one in NOTICE if one.kind in ("heading", "box")}
    headings = {*lines, "河谷省水泥行业节能办法", "2.1 项目业主", "表1 能耗限额"}
    foots = [page.split("—")[0].strip().splitlines()[-1].strip() for page in pages[4:]]
    assert len(foots) > 8
    assert not {squeezed(one) for one in foots} & {squeezed(one) for one in headings}


def test_there_are_no_blank_pages(pages: list[str]) -> None:
    assert all(len(squeezed(page)) > 25 for page in pages)


def test_a_late_office_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    program = tmp_path / "late.sh"
    program.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > {tmp_path}/pid\nwait\n")
    program.chmod(0o755)
    with pytest.raises(OfficeError, match="超过 1 秒"):
        pdf_of(b"", str(program), seconds=1)
    started = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and _lives(started):
        os.sched_yield()
    assert not _lives(started)


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_an_office_that_fails_is_said_and_pages_are_reckoned(tmp_path: Path, book: Book) -> None:
    program = tmp_path / "fails.sh"
    program.write_text("#!/bin/sh\necho 缺少组件\nexit 1\n")
    program.chmod(0o755)
    word = word_document(book, DRAFT, DEFAULT_HOUSE)
    laid = lay_out(book, word, str(program), no_progress)
    assert laid.pdf is None
    assert "缺少组件" in laid.note
    assert "估算" in laid.note


@pytest.mark.parametrize("kind", ["md", "docx", "pdf"])
def test_what_is_written_is_read_back(kind: str, laid: LaidOut, book: Book, tmp_path: Path) -> None:
    path = tmp_path / f"issue.{kind}"
    if kind == "md":
        write(DRAFT, DEFAULT_HOUSE, path)
    else:
        path.write_bytes(laid.document if kind == "docx" else laid.pdf or b"")
    issue = read_issue(path.read_bytes(), path.name, DRAFT.month)
    assert issue.title == DEFAULT_HOUSE.title
    written = [item for part in book.parts for item in part.items]
    assert [(one.number, squeezed(one.title)) for one in issue.items] == [
        (one.number, squeezed(one.title)) for one in written
    ]
    pairs = list(zip(written, issue.items, strict=True))
    for item, read in pairs:
        tables = sum(one.block.kind == "table" for one in read.blocks)
        assert tables == sum(isinstance(one, Grid) for one in item.content)
    wrote = Counter(
        "".join(text_of(item) for item, _ in pairs if squeezed(HOSTILE) not in text_of(item))
    )
    found = Counter(
        "".join(
            squeezed(read.text) for item, read in pairs if squeezed(HOSTILE) not in text_of(item)
        )
    )
    assert 2 * (wrote & found).total() / (wrote.total() + found.total()) >= 0.995


def text_of(item: BookItem) -> str:
    """What of an item is printed, its note left out."""
    cells = (cell.text for one in item.content if isinstance(one, Grid)
             for row in one.rows for cell in row if cell)  # fmt: skip
    lines = (one.text for one in item.content if not isinstance(one, Grid))
    return squeezed("".join([item.heading, *lines, *cells]))
