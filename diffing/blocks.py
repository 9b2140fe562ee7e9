"""Plain text to blocks: kind, level and label of each line, as official texts number them."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from storage.records import Block, BlockKind

_CJK = "[一二三四五六七八九十百千零〇○两]"
_ORDINAL = rf"第\s*(?:{_CJK}{{1,8}}|\d{{1,4}})\s*"
# A paragraph may begin with a reference: 第六条规定的条件, 第二条第一款.
_NO_REFERENCE = r"(?!(?:规定|所|第|的|款|项|中|至|和|及|与|或|、|，|,|～|-|—))"
_NUMBERED = re.compile(rf"{_ORDINAL}(?P<unit>编|部分|章|节|条(?:之{_CJK}{{1,3}})?){_NO_REFERENCE}")
_NUMBERED_LEVELS = {"编": 1, "部": 1, "章": 2, "节": 3, "条": 4}
_LEVELS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(r"附\s?[件录表]\s?(?:[\d一二三四五六七八九十]{1,3})?(?=\s*$|\s*[：:]?\s*$)")),
    (4, re.compile(rf"{_CJK}{{1,4}}\s?[、．.]")),
    (5, re.compile(rf"[（(]\s?{_CJK}{{1,4}}\s?[）)]")),
    (6, re.compile(r"\d{1,3}\s?[．.、](?!\d)")),
    (6, re.compile(r"\d{1,2}(?:[.．]\d{1,2}){1,3}\s+(?=[\u4e00-\u9fff])(?![万亿千百吨元个倍])")),
    (7, re.compile(r"[（(]\s?\d{1,3}\s?[）)]|\d{1,3}\s?[）)]|[①-⑳⑴-⒇]")),
)
# Lines that a PDF's text has run together: an article begins after a full stop, its label apart.
_RUN_ON = re.compile(rf"(?<=[。；])(?=第{_CJK}{{1,8}}条(?:之{_CJK}{{1,3}})?\s)")
# 第八章 附 则第五十条 …: a heading and the first article after it.
_HEADING = re.compile(
    rf"\s*第\s*{_CJK}{{1,8}}\s*章[^。；，]{{1,24}}?(?=第{_CJK}{{1,8}}条(?:之{_CJK}{{1,3}})?\s)"
)
_BREAK = re.compile("[\n\x0b\x0c\x85]")
_STARTS = re.compile(r"[第附（(①-⑳⑴-⒇\d一二三四五六七八九十百]")
_DATE_LINE = re.compile(
    r"[（(]?\s*(?:(?:19|20)\d{2}|二[〇○零O0][〇○零一二三四五六七八九]{2})\s*年"
    r"[\s\d一二三四五六七八九十]{1,6}月[\s\d一二三四五六七八九十]{1,6}日\s*[）)]?$"
)
_SIGNED = re.compile(
    r"[\u4e00-\u9fff\s]{2,40}(?:部|委|委员会|局|总局|署|厅|院|会|办|办公厅|办公室|政府|银行)$"
)
_ENDED = re.compile(r"[。；;：:，,、]\s*$")


class Label(NamedTuple):
    """What a line begins with: the label as shown, and its level; ``("", 0)`` without one."""

    text: str
    level: int

    @property
    def is_article(self) -> bool:
        """第三条, 第三条之一."""
        return self.level == 4 and "条" in self.text


NO_LABEL = Label("", 0)


def label_of(line: str) -> Label:
    """The label that ``line`` begins with (第三条, 一、, （二）, 3., （4）) and its level."""
    line = line.lstrip()
    if line.startswith("第"):
        if numbered := _NUMBERED.match(line):
            return Label(numbered[0].rstrip(), _NUMBERED_LEVELS[numbered["unit"][0]])
    elif _STARTS.match(line):
        for level, pattern in _LEVELS:
            if found := pattern.match(line):
                return Label(found[0].rstrip(), level)
    return NO_LABEL


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of a plain text, one a line; lines with tabs next to one another are one table."""
    blocks: list[Block] = []
    lines = [line for line in _BREAK.split(text) if line.strip()]
    for is_table, group in (
        groupby(lines, lambda x: "\t" in x) if "\t" in text else [(False, lines)]
    ):
        if is_table:
            blocks.append(Block(kind="table", text="\n".join(x.rstrip("\r") for x in group)))
        else:
            blocks += [_block(part.strip()) for line in group for part in _run_on(line)]
    return _with_signatures(blocks)


def _run_on(line: str) -> Sequence[str]:
    if "章" in line[:10] and (heading := _HEADING.match(line)):
        return [heading[0], *_run_on(line[heading.end() :])]
    return _RUN_ON.split(line) if "。第" in line or "；第" in line else (line,)


def _block(line: str) -> Block:
    label = label_of(line)
    return Block(kind=_kind(line, label), text=line, level=label.level, label=label.text)


def _kind(line: str, label: Label) -> BlockKind:
    short = len(line) <= 40 and not _ENDED.search(line)
    if label.level:
        if label.level <= 3 or (short and label.level <= 6 and not label.is_article):
            return "heading"
        return "paragraph" if label.is_article else "item"
    if len(line) <= 30 and _DATE_LINE.match(line):
        return "date"
    if len(line) <= 120 and line.endswith(("：", ":")):
        return "addressee"
    return "paragraph"


def _with_signatures(blocks: list[Block]) -> tuple[Block, ...]:
    """Addressees stand near the top only; short lines of issuers before a date are signatures."""
    found = list(blocks)
    for at, block in enumerate(blocks):
        if block.kind == "addressee" and at > 4:
            found[at] = Block(kind="paragraph", text=block.text)
        if block.kind == "date":
            before = at - 1
            while before >= 0 and _is_signature(blocks[before]):
                found[before] = Block(kind="signature", text=blocks[before].text)
                before -= 1
    return tuple(found)


def _is_signature(block: Block) -> bool:
    return (
        block.kind == "paragraph"
        and not block.label
        and len(block.text) <= 40
        and _SIGNED.fullmatch(block.text) is not None
    )
