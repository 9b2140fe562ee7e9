"""What a line of an official text is, so that it can be set as official documents are."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from storage.records import Block, BlockKind

Role = Literal[
    "number",
    "addressee",
    "body",
    "signature",
    "date",
    "list",
    "listing",
    "caption",
    "annex",
    "inner",
    "chapter",
    "heading",
    "box",
    "picture",
    "listed",
]
"""``list``: the first line of the list of attachments, ``listing`` the others; ``caption``: what
stands over a table; ``annex``: 附件1 over an attachment; ``inner``: the title of
what a notice sends out; ``chapter``: 第一章; ``listed``: an attachment of which no text stands."""

_ANNEX = re.compile(r"附\s?[件录表图]\s*[\d一二三四五六七八九十]{0,3}\s*[：:]?")
_ENDED = re.compile(r"[。；：，、;:,.]$")
_BRACKETED = re.compile(r"[（(].{1,40}[）)]")
_DECIMAL = re.compile(
    r"(?P<number>\d{1,2}(?:[.．]\d{1,2}){0,3})\s+(?![年月日天个万亿吨元％%]|[家项](?!目))"
    r"[\u4e00-\u9fff]\S{1,28}"
)
_ARTICLE = re.compile(r"第[^\s。，]{1,10}条(?:之[一二三四五六七八九十]{1,3})?")
_SAME: Mapping[BlockKind, Role] = {
    "addressee": "addressee",
    "signature": "signature",
    "date": "date",
    "box": "box",
}
_LONGEST_TITLE = 60
_LONGEST_CAPTION = 40
_LONGEST_LEAD = 36


@dataclass(frozen=True, kw_only=True)
class Line:
    """A paragraph to be set."""

    role: Role
    text: str
    lead: int = 0
    """Of body text: characters at its start that are set as a heading (（一）指导思想。)."""
    level: int = 0
    """Of a heading or a lead: 1 一、, 2 （一）, 3 1. and below."""
    url: str = ""
    """Of a listed attachment."""


def lines_of(
    blocks: Sequence[Block], *, number_at: int | None = None, attached: bool = False
) -> Iterator[Line | Block]:
    """A line for each block, a table as the block that it is.

    ``attached``: the blocks are those of an attachment, which may begin with its title.
    """
    before: Role | None = "annex" if attached else None
    for at, block in enumerate(blocks):
        if block.kind == "table":
            before = None
            yield block
            continue
        line = _line(block, before, last=at + 1 == len(blocks))
        if line.role in ("body", "addressee") and _is_caption(blocks[at : at + 2]):
            line = Line(role="caption", text=block.text)
        if at == number_at:
            line = Line(role="number", text=block.text)
        before = _after(line, before)
        yield line


def _after(line: Line, before: Role | None) -> Role | None:
    """What the next line may follow: a remark in brackets under a date changes nothing."""
    remark = line.role == "body" and _BRACKETED.fullmatch(line.text)
    return before if before == "date" and remark else line.role


def _line(block: Block, before: Role | None, *, last: bool) -> Line:
    text = block.text
    if block.kind == "image":
        return Line(role="picture", text=f"〔图片：{block.label or '无名称'}，见原文〕")
    if block.kind == "attachments":
        return Line(role="list" if text.lstrip().startswith("附") else "listing", text=text)
    if _ANNEX.fullmatch(text):
        return Line(role="annex", text=text)
    if role := _SAME.get(block.kind):
        return Line(role=role, text=text)
    if block.kind == "heading":
        return _heading(block)
    if not last and not block.label and _is_inner(text, before):
        return Line(role="inner", text=text)
    if not block.label and not _ENDED.search(text) and (found := _DECIMAL.fullmatch(text)):
        return Line(role="heading", text=text, level=min(found["number"].count(".") + 1, 3))
    return _body(block)


def _is_caption(blocks: Sequence[Block]) -> bool:
    """Whether a short line stands over a table (表1, 推荐单位：, 单位：万吨)."""
    if len(blocks) < 2 or blocks[1].kind != "table":
        return False
    return len(blocks[0].text) <= _LONGEST_CAPTION and not blocks[0].text.endswith("。")


def _is_inner(text: str, before: Role | None) -> bool:
    if len(text) > _LONGEST_TITLE or _ENDED.search(text):
        return False
    if before == "inner":
        return _BRACKETED.fullmatch(text) is not None
    return before in ("date", "annex") and not _BRACKETED.fullmatch(text)


def _heading(block: Block) -> Line:
    if block.level <= 3:
        return Line(role="chapter" if block.level else "heading", text=block.text, level=1)
    return Line(role="heading", text=block.text, level=min(block.level - 3, 3))


def _body(block: Block) -> Line:
    """Body text; the label of an article, or a short first sentence after a label, leads it."""
    if not block.label or block.level < 4:
        return Line(role="body", text=block.text)
    level = min(block.level - 3, 3)
    if _ARTICLE.fullmatch(block.label):
        return Line(role="body", text=block.text, lead=len(block.label), level=level)
    stop = block.text.find("。")
    short = len(block.label) < stop + 1 <= _LONGEST_LEAD and stop + 1 < len(block.text)
    lead = stop + 1 if short and level <= 2 and "，" not in block.text[:stop] else 0
    return Line(role="body", text=block.text, lead=lead, level=level)
