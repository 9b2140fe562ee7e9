"""How headings of parts and items, and entries of the contents, are written."""

import re
from typing import NamedTuple

from rapidfuzz.distance import Indel

from crawlers.extract.titles import is_worded
from diffing.blocks import label_of
from storage.text import cjk_number, fold

_MARKS = r"[#*\s]*"
_ORDINAL = r"第\s*(?P<number>[一二三四五六七八九十百]{1,4}|\d{1,2})\s*"
_NAME = r"(?=[\s：:、．.·]|[\u4e00-\u9fff]|$)[\s：:、．.·]*(?P<title>.*?)[*\s]*"
_PART = re.compile(rf"{_MARKS}{_ORDINAL}(?:编|篇|部分|辑|单元|卷){_NAME}")
_CHAPTER = re.compile(rf"{_MARKS}{_ORDINAL}(?:章|板块|栏目){_NAME}")
_CLAUSE = re.compile(
    rf"{_MARKS}(?P<number>[一二三四五六七八九十]{{1,3}})\s*、\s*(?P<title>.+?)[*\s]*"
)
_ITEM = re.compile(
    rf"{_MARKS}(?P<part>\d{{1,2}})\s?[.．·\-－–—]\s?(?P<place>\d{{1,3}})(?!\d|[.．·]\s?\d|[%％\-])"
    r"(?P<gap>[\s、．.]*)(?P<title>\S.*?)[*\s]*"
)
_LABELS = {
    "第": re.compile(
        r"第\s?[一二三四五六七八九十百\d]{1,4}\s?(?:编|篇|部分|辑|单元|卷|章|节|板块|栏目)"
    ),
    "1.1": re.compile(r"\d{1,2}\s?[.．·\-－–—]\s?\d{1,3}(?![\d%％月年])"),
    "1.": re.compile(r"\d{1,3}\s?[.．、]|\d{1,2}(?=\s)"),
    "一、": re.compile(r"[一二三四五六七八九十]{1,3}\s?[、.．]"),
    "（一）": re.compile(r"[（(]\s?[一二三四五六七八九十]{1,3}\s?[）)]"),
    "（1）": re.compile(r"[（(]\s?\d{1,3}\s?[）)]|\d{1,3}\s?[）)]"),
    "①": re.compile("[①-⑳]"),
    "【1】": re.compile(r"[【\[]\s?[一二三四五六七八九十\d]{1,3}\s?[】\]]"),
    "I": re.compile(r"[IVX]{1,4}(?=[\s.．、])|[Ⅰ-Ⅻ]"),
}
"""How offices number parts and documents, by the shape of it."""
_ENDS = tuple("。；;：:，,、！？!?")
SAME = 0.85
"""Titles that are so alike are the same, whatever their numbers."""
_GAP = " \t\u3000、.．:：·"
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
    return _head(_PART, text)


def chapter_head(text: str) -> PartHead | None:
    """The same of an issue whose parts are 第一章: so are those of any rule."""
    return _head(_CHAPTER, text)


def clause_head(text: str) -> PartHead | None:
    """The same of an issue whose parts are 一、二、三、: a clause of any text looks like that."""
    return _head(_CLAUSE, text)


def _head(pattern: re.Pattern[str], text: str) -> PartHead | None:
    found = pattern.fullmatch(text) if len(text) <= _LONG_PART else None
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


def labelled(text: str) -> tuple[str, str]:
    """The shape of the number before a heading (empty: none), and its words."""
    text = text.strip("#* ")
    for shape, pattern in _LABELS.items():
        if found := pattern.match(text):
            return shape, text[found.end() :].lstrip(_GAP)
    return "", text


def without_label(text: str) -> str:
    """The text without 一、, 1. or the like before it."""
    return labelled(text)[1]


def title_fold(text: str) -> str:
    """A title folded for comparing."""
    return fold(text.strip("#* "))


def likeness(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 1."""
    return float(Indel.normalized_similarity(title_fold(one), title_fold(other)))
