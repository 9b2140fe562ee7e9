"""The Word file with right page numbers in its contents, and the PDF with the same pages."""

from collections.abc import Callable
from dataclasses import dataclass

from compilation.writers.book import Book
from compilation.writers.typesetting import set_pdf
from compilation.writers.word.document import WordDocument
from compilation.writers.word.office import OfficeError, pdf_of
from compilation.writers.word.pages import PagesError, heading_pages

Progress = Callable[[str, int, int], None]
"""What is being done, which step it is, and of how many."""
_MOST_PASSES = 4
_CHECKED = "目录页码已按 LibreOffice 的排版核对；换用字体或修改文字后，请在 Word 中更新目录。"
_RECKONED = "{why}，目录页码按本程序的排版估算：用 Word 打开时请同意更新域，页码即准确。"
STEPS = _MOST_PASSES + 1


@dataclass(frozen=True, kw_only=True)
class LaidOut:
    """A Word file as it was laid out."""

    document: bytes
    pdf: bytes | None
    """``None``: it was not laid out, its pages are reckoned."""
    pages: int
    why: str
    """Why it was not laid out, in Chinese; empty: it was."""

    @property
    def note(self) -> str:
        """What a compiler should know of the page numbers."""
        return _CHECKED if not self.why else _RECKONED.format(why=self.why)


def lay_out(
    book: Book,
    word: WordDocument,
    program: str | None,
    progress: Progress,
    shown: Callable[[bytes], bytes] = lambda document: document,
) -> LaidOut:
    """Lay the Word file out until the contents say on which pages the headings are.

    ``shown`` makes of the file the copy that is laid out.
    """
    why = "没有安装 LibreOffice"
    if program is not None:
        try:
            return _by_office(book, word, progress, lambda one: pdf_of(shown(one), program))
        except (OfficeError, PagesError) as error:
            why = str(error)
    progress("估算页码", 1, STEPS)
    return _reckoned(book, word, why)


def _by_office(
    book: Book, word: WordDocument, progress: Progress, printed: Callable[[bytes], bytes]
) -> LaidOut:
    before: list[int] | None = None
    for at in range(1, _MOST_PASSES + 1):
        progress(f"LibreOffice 排版，第 {at} 遍", at, STEPS)
        document = word.to_bytes()
        pdf = printed(document)
        pages, total = heading_pages(pdf, len(book.headings))
        if pages == before:
            return LaidOut(document=document, pdf=pdf, pages=total, why="")
        word.number(pages)
        before = pages
    raise PagesError(f"排版 {_MOST_PASSES} 遍后页码仍在变动")


def _reckoned(book: Book, word: WordDocument, why: str) -> LaidOut:
    pages, total = heading_pages(set_pdf(book, word.made_at), len(book.headings))
    word.number(pages)
    word.refresh_at_opening()
    return LaidOut(document=word.to_bytes(), pdf=None, pages=total, why=why)
