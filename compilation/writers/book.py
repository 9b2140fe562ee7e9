"""A draft as the writers set it: what each line is, and nothing of how a format says so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from compilation.house import House, filled, values_of
from compilation.writers.grids import Grid, grids_of
from compilation.writers.roles import Line, lines_of
from compilation.writers.titles import annex_head
from storage.characters import legal
from storage.records import Draft, DraftAttachment, DraftItem, DraftPart, SheetSection
from storage.text import fold

DOUBT = "【待定】"
SHEET_TITLE = "编务说明"
SHEET_MARK = "（内部资料，不随汇编印发；定稿发送前请删去本部分）"
NOTHING = "本期没有文件。"

BookBlock = Line | Grid


@dataclass(frozen=True, kw_only=True)
class BookNote:
    """The note of an item: where its text is from."""

    head: str
    """来源：, or 来件： of a file that a person handed in."""
    source: str
    """The address of the page, or the name of the file."""
    rest: str
    """What is said after that."""


@dataclass(frozen=True, kw_only=True)
class BookItem:
    number: str
    title: str
    """With 【待定】 where it is for a person."""
    note: BookNote
    content: tuple[BookBlock, ...]

    @property
    def heading(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def noted(self) -> int | None:
        """Which of the content carries the mark of the note: the first sentence, so that heading,
        number and addressees stay as they are; ``None``: there is but a table, it stands alone."""
        lines = [(at, one) for at, one in enumerate(self.content) if isinstance(one, Line)]
        said = (at for at, one in lines if one.role == "body")
        return next(said, lines[0][0] if lines else None)


@dataclass(frozen=True, kw_only=True)
class BookPart:
    title: str
    items: tuple[BookItem, ...]


@dataclass(frozen=True, kw_only=True)
class BookTable:
    """A section of the compilers' sheet."""

    title: str
    grid: Grid | None
    empty: str


@dataclass(frozen=True, kw_only=True)
class Book:
    """A month's issue, ready to be set."""

    period: str
    """2023.12."""
    title: str
    publisher: str
    statement: tuple[str, ...]
    parts: tuple[BookPart, ...]
    sheet: tuple[BookTable, ...]

    @property
    def headings(self) -> tuple[tuple[int, str], ...]:
        """The entries of the contents: level (1 a part, 2 an item) and words."""
        found: list[tuple[int, str]] = []
        for part in self.parts:
            found += [(1, part.title), *((2, item.heading) for item in part.items)]
        return tuple(found)


def book_of(draft: Draft, house: House) -> Book:
    """The draft in the house's names."""
    values = values_of(house, draft)
    return Book(
        period=values["刊期"],
        title=filled(house.title, values),
        publisher=filled(house.publisher, values),
        statement=tuple(filled(one, values) for one in house.statement),
        parts=tuple(_part(part) for part in draft.parts),
        sheet=tuple(_table(section) for section in draft.sheet),
    )


def anchor(at: int) -> str:
    """What Word and PDF find a heading by: its place among the headings, named as Word does."""
    return f"_Toc{202300000 + at}"


def _part(part: DraftPart) -> BookPart:
    return BookPart(title=_inline(part.title), items=tuple(_item(one) for one in part.items))


def _item(item: DraftItem) -> BookItem:
    content = [*_official(item)]
    for at, attachment in enumerate(item.attachments, 1):
        content += _attachment(attachment, at if len(item.attachments) > 1 else None)
    return BookItem(
        number=item.number,
        title=_inline(item.title) + (DOUBT if item.doubt else ""),
        note=_note(item),
        content=tuple(content),
    )


def _official(item: DraftItem) -> Iterator[BookBlock]:
    """The number, where the text does not begin with it, and the text."""
    number = fold(item.document_number or "")
    at = next((at for at, one in enumerate(item.blocks[:3]) if fold(one.text) == number), None)
    if number and at is None:
        yield Line(role="number", text=_inline(item.document_number or ""))
    for line in lines_of(item.blocks, number_at=at):
        if isinstance(line, Line):
            yield from _legal(line)
        else:
            yield from grids_of(legal(line.text))


def _attachment(attachment: DraftAttachment, at: int | None) -> Iterator[BookBlock]:
    name = _inline(attachment.name)
    if not attachment.blocks:
        said = f"（{_inline(attachment.note)}）" if attachment.note else ""
        yield Line(role="listed", text=f"附件：{name}{said}", url=attachment.url)
        return
    yield Line(role="annex", text=annex_head(name, at, attachment.blocks[0].text))
    if attachment.note:
        yield Line(role="listed", text=f"（{_inline(attachment.note)}）", url=attachment.url)
    for line in lines_of(attachment.blocks, attached=True):
        if isinstance(line, Line):
            yield from _legal(line)
        else:
            yield from grids_of(legal(line.text))


def _legal(line: Line) -> Iterator[Line]:
    """The line, as several where the text has breaks in it."""
    for at, text in enumerate(legal(line.text).splitlines()):
        if text.strip():
            yield Line(role=line.role, text=text, lead=0 if at else line.lead, level=line.level)


def _note(item: DraftItem) -> BookNote:
    said = [f"发布日期：{item.published_on.isoformat()}"] if item.published_on else []
    said.append(f"采集日期：{item.captured_on.isoformat()}")
    if item.late_of:
        year, month = item.late_of.split("-")
        said.append(f"{year}年{int(month)}月应收未收，本期补录")
    if item.doubt:
        said.append(f"待定：{_inline(item.doubt).rstrip('。')}")
    head, source = "来源：", item.url
    if urlsplit(item.url).scheme == "file":
        head, source = "来件：", unquote(PurePosixPath(urlsplit(item.url).path).name)
    return BookNote(head=head, source=_inline(source), rest="；".join(said) + "。")


def _table(section: SheetSection) -> BookTable:
    rows = (section.head, *section.rows) if section.rows else ()
    text = "\n".join("\t".join(_inline(cell) for cell in row) for row in rows)
    found: Sequence[Grid] = grids_of(text)
    return BookTable(
        title=_inline(section.title),
        grid=found[0] if found else None,
        empty=_inline(section.empty),
    )


def _inline(text: str) -> str:
    """In one line."""
    return " ".join(legal(text).split()) if text else ""
