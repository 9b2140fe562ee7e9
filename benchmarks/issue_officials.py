"""Official texts of a folder, as a proof takes them, and as an issue that prints nothing else.

A file is the title, an empty line, then a paragraph or a row of a table on each line; cells are
separated by tabs.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from compilation.proof import Official
from diffing.blocks import blocks_of
from storage.records import Block, Issue, IssueItem, IssuePart, PrintedBlock
from storage.text import document_number


def official_texts(folder: Path) -> dict[str, str]:
    """The text of each item, its title first."""
    return {
        path.stem: path.read_text(encoding="utf-8").rstrip("\n")
        for path in sorted(folder.glob("*.txt"))
    }


def officials_of(folder: Path) -> dict[str, Official]:
    """Each item's official text; number, bodies and date as the text alone has them."""
    return {item: _official(text) for item, text in official_texts(folder).items()}


def _official(text: str) -> Official:
    title, _, *lines = text.split("\n")
    blocks = tuple(_blocks(lines))
    return Official(
        document_id="",
        title=title,
        document_number=document_number(lines[0]) if len(lines[0]) < 40 else None,
        issuing_bodies=(),
        signed_on=None,
        blocks=blocks,
        attachments=(),
        url="",
    )


def _blocks(lines: list[str]) -> Iterator[Block]:
    """A block for each line; the rows of a table are one."""
    for table, rows in groupby(lines, key=lambda line: "\t" in line):
        if table:
            yield Block(kind="table", text="\n".join(rows))
        else:
            yield from blocks_of("\n".join(rows))


def itself(folder: Path) -> Issue:
    """An issue that prints each official text without a fault."""
    parts: dict[str, list[IssueItem]] = {}
    line = 1
    for number, official in officials_of(folder).items():
        item = _printed(number, official, line)
        parts.setdefault(number.split(".")[0], []).append(item)
        line += item.text.count("\n") + 2
    return Issue(
        month="2000-01",
        title="",
        publisher="",
        statement=(),
        parts=tuple(
            IssuePart(number=int(number), title=f"第{number}编", part=None, items=tuple(items))
            for number, items in parts.items()
        ),
    )


def _printed(number: str, official: Official, line: int) -> IssueItem:
    heading = Block(kind="heading", text=f"{number} {official.title}", level=2)
    blocks = []
    at = line
    for block in (heading, *official.blocks):
        blocks.append(PrintedBlock(block=block, line=at, page=None))
        at += block.text.count("\n") + 1
    return IssueItem(
        number=number,
        title=official.title,
        title_in_contents=official.title,
        document_number=official.document_number,
        number_as_printed=official.document_number or "",
        issuing_bodies=(),
        addressees=(),
        inner_title=None,
        signed_on=None,
        dates=(),
        page=None,
        line=line,
        blocks=tuple(blocks),
        attachments=(),
    )
