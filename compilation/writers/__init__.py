"""A month's issue as a file: Word, PDF, Markdown or HTML."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from compilation.faults import IssueError
from compilation.house import House
from compilation.writers.book import book_of
from compilation.writers.markdown import to_markdown
from compilation.writers.saving import refuse_unwritable, save
from compilation.writers.typesetting import NO_FONT, chinese_fonts, set_pdf
from compilation.writers.web import to_html
from compilation.writers.word.document import word_document
from compilation.writers.word.fonts import with_fonts_of_here
from compilation.writers.word.layout import STEPS, Progress, lay_out
from compilation.writers.word.office import soffice
from compilation.writers.word.template import template_bytes
from storage.records import Draft

__all__ = [
    "FORMATS",
    "Progress",
    "Written",
    "check_target",
    "no_progress",
    "obstacle_to_setting",
    "office_in_use",
    "write",
    "write_template",
]


@dataclass(frozen=True, kw_only=True)
class Written:
    """A file that was written."""

    path: Path
    pages: int | None
    """``None``: the format has none."""
    notes: tuple[str, ...]
    """What a compiler should know of it, in Chinese."""


def no_progress(_step: str, _done: int, _total: int) -> None:
    """Show nothing."""


def write(draft: Draft, house: House, path: Path, progress: Progress = no_progress) -> Written:
    """Write the draft in the format that the name of the file says, whole or not at all.

    Raises ``IssueError`` for another format, and where the file cannot be written.
    """
    check_target(path)
    progress("排列条目", 0, STEPS)
    content, pages, notes = FORMATS[path.suffix.lower()](draft, house, progress)
    progress("写入文件", STEPS, STEPS)
    save(path, content)
    return Written(path=path, pages=pages, notes=notes)


def check_target(path: Path) -> None:
    """Refuse a file that could not be written. Raises ``IssueError``."""
    if path.suffix.lower() not in FORMATS:
        raise IssueError(f"不知道怎样写 {path.name}：文件名请以 {'、'.join(FORMATS)} 之一结尾。")
    refuse_unwritable(path)


def write_template(path: Path) -> None:
    """Write the template that an office can change in Word. Raises ``IssueError``."""
    if path.suffix.lower() != ".docx":
        raise IssueError(f"模板是 Word 文件：{path.name} 请以 .docx 结尾。")
    save(path, template_bytes())


def obstacle_to_setting() -> str:
    """Why no PDF could be set here, and the mend; empty if it can."""
    return "" if chinese_fonts() else NO_FONT


def office_in_use() -> str:
    """Where the LibreOffice that lays issues out is; empty: there is none."""
    return soffice() or ""


Made = tuple[bytes, int | None, tuple[str, ...]]
"""The content of a file, its pages, and what is to be said of it."""


def _docx(draft: Draft, house: House, progress: Progress) -> Made:
    book = book_of(draft, house)
    word = word_document(book, draft, house)
    laid = lay_out(book, word, soffice(), progress)
    return laid.document, laid.pages, (*word.notes, laid.note)


def _pdf(draft: Draft, house: House, progress: Progress) -> Made:
    book = book_of(draft, house)
    word = word_document(book, draft, house)
    laid = lay_out(book, word, soffice(), progress, with_fonts_of_here)
    if laid.pdf is not None:
        said = "PDF 由 LibreOffice 按 Word 稿排版，两者页码相同。"
        return laid.pdf, laid.pages, (*word.notes, said)
    pdf = set_pdf(book, draft.made_at)
    said = f"{laid.why}，PDF 由本程序排版：版面与 Word 稿相近，分页可能略有出入。"
    return pdf, laid.pages, (*word.notes, said)


def _markdown(draft: Draft, house: House, _progress: Progress) -> Made:
    return to_markdown(book_of(draft, house)).encode(), None, ()


def _html(draft: Draft, house: House, _progress: Progress) -> Made:
    return to_html(book_of(draft, house)).encode(), None, ()


FORMATS: dict[str, Callable[[Draft, House, Progress], Made]] = {
    ".docx": _docx,
    ".pdf": _pdf,
    ".md": _markdown,
    ".html": _html,
}
"""By how the names of their files end."""
