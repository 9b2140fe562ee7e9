"""How headings of parts and items, and entries of the contents, are written."""

import re
from typing import NamedTuple

from crawlers.extract.titles import is_worded
from diffing.blocks import label_of
from storage.text import cjk_number, fold

_MARKS = r"[#*\s]*"
_PART = re.compile(
    rf"{_MARKS}第\s*(?P<number>[一二三四五六七八九十百]{{1,4}}|\d{{1,2}})\s*"
    r"(?P<unit>编|篇|部分|辑|单元|卷)(?=[\s：:、．.·]|[\u4e00-\u9fff]|$)[\s：:、．.·]*(?P<title>.*?)[*\s]*"
)
_CLAUSE = re.compile(
    rf"{_MARKS}(?P<number>[一二三四五六七八九十]{{1,3}})\s*、\s*(?P<title>.+?)[*\s]*"
)
_ITEM = re.compile(
    rf"{_MARKS}(?P<part>\d{{1,2}})\s?[.．·\-－–—]\s?(?P<place>\d{{1,3}})(?![\d.．·%％\-])"
    r"(?P<gap>[\s、．.]*)(?P<title>\S.*?)[*\s]*"
)
_ENDS = tuple("。；;：:，,、！？!?")
_LONG_PART = 40
_LONG = 240
_SHORT = 4


class PartHead(NamedTuple):
    """第三编 国家各部委文件."""

    number: int
    title: str
    """Without the number."""


class ItemHead(NamedTuple):
    """3.2 …."""

    part: int
    place: int
    title: str

    @property
    def number(self) -> str:
        return f"{self.part}.{self.place}"


def part_head(text: str) -> PartHead | None:
    """What a line says if it may be the heading of a part."""
    found = _PART.fullmatch(text) if len(text) <= _LONG_PART else None
    if found is None or found["title"].endswith(_ENDS):
        return None
    return PartHead(cjk_number(found["number"]), found["title"])


def clause_head(text: str) -> PartHead | None:
    """The same of an issue whose parts are 一、二、三、: a clause of any text looks like that."""
    found = _CLAUSE.fullmatch(text) if len(text) <= _LONG_PART else None
    if found is None or found["title"].endswith(_ENDS):
        return None
    return PartHead(cjk_number(found["number"]), found["title"])


def item_head(text: str) -> ItemHead | None:
    """What a line says if it may be the heading of an item: a number of two figures, a title."""
    found = _ITEM.fullmatch(text) if len(text) <= _LONG and text[:9].strip(" #*") else None
    if found is None or len(found["title"]) < _SHORT or found["title"].endswith(_ENDS):
        return None
    if found["title"][0].isdecimal() and not found["gap"].strip(".．"):
        return None
    return ItemHead(int(found["part"]), int(found["place"]), found["title"])


def is_title(text: str) -> bool:
    """It reads like the title of a document, not like that of a section."""
    return is_worded(text) and not label_of(text).text


def without_label(text: str) -> str:
    """The text without 一、, 1. or the like before it."""
    text = text.strip("#* ")
    return text[len(label_of(text).text) :].lstrip(" \u3000、.．")


def title_fold(text: str) -> str:
    """A title folded for comparing."""
    return fold(text.strip("#* "))
