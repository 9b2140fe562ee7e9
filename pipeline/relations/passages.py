"""The passages of a page and of its attachments: paragraphs made whole, with their places."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from diffing.blocks import blocks_of, label_of
from diffing.units import Unit, units_of
from pipeline.relations.citations import LONGEST_TITLE
from pipeline.relations.keys import loose_key
from storage.records import Content

_ENDED = re.compile(r"[。！？；：:;!?…]\s*[”」』）)]?\s*$")
_RUNS = re.compile("[，、。；,;]")
"""In a paragraph; a title has none of these."""
_ANNEX = re.compile(r"附\s?[件录表]\s?[\d一二三四五六七八九十]{0,3}\s*[：:]?\s*$")
_LISTED = re.compile(r"附\s?[件录表]\s?[\d一二三四五六七八九十]{0,3}\s*[：:、.．]\s*\S")
_LISTS_ON = re.compile(r"\s*(?:附\s?[件录表]\s?)?\d{1,2}\s*[.．、:：]\s*\S")
_FIRST_ARTICLE = re.compile(r"第\s*一\s*条")
_BELONGS = re.compile(r"\s*(?:[（(][^（()）]{0,60}\d[^（()）]{0,40}[）)](?!$)|[、，和及与等])")
"""What follows a title that ends a line: its number, the next one of the row."""
_WRAPPED = 20
"""A line at least so long that ends in mid-sentence goes on in the next one."""
_LONGEST_GAP = 120
_CLOSED: frozenset[str] = frozenset({"table", "image", "signature", "date", "heading", "addressee"})


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A paragraph, or one row of a table."""

    text: str
    path: str = ""
    """Clause path."""
    attachment: str = ""
    opening: bool = False
    """Before the first numbered clause, or the first article: there a text says why it is."""
    kind: str = "paragraph"
    front: bool = False
    """Before the text proper: title, number, addressee, record of amendments."""
    listed: bool = False
    """Of the list of the text's own attachments."""


def passages_of(
    content: Content, files: Sequence[tuple[str, str]], own: frozenset[str]
) -> Iterator[Passage]:
    """The passages in the order of the text. ``own``: keys of the titles that the text bears."""
    yield from _passages(units_of(content.blocks), "", own)
    for name, text in files:
        yield from _passages(units_of(blocks_of(text)), name, own)


def _passages(units: Iterable[Unit], attachment: str, own: frozenset[str]) -> Iterator[Passage]:
    opening, listing = True, False
    for text, unit in _whole(units):
        if _begins_anew(text, unit, own):
            opening = True
        level = 0 if unit.kind == "table" else label_of(text).level
        article = _FIRST_ARTICLE.match(text.lstrip()) is not None
        if level >= 4 and not article:
            opening = False
        listing = _is_listed(text, unit, listing)
        yield Passage(
            text=text,
            path=unit.path,
            attachment=attachment,
            opening=opening,
            kind=unit.kind,
            front=unit.front,
            listed=listing,
        )
        if article:
            opening = False
        elif unit.kind in ("signature", "date"):
            opening = True


def _begins_anew(text: str, unit: Unit, own: frozenset[str]) -> bool:
    """Whether a text within the text begins here: an annex, or the plan that a notice carries."""
    if _ANNEX.match(text.strip()):
        return True
    if unit.kind == "table" or "。" in text or len(text) > LONGEST_TITLE:
        return False
    return loose_key(text) in own


def _is_listed(text: str, unit: Unit, before: bool) -> bool:
    if unit.kind == "attachments" or _LISTED.match(text.strip()):
        return True
    if _ANNEX.match(text.strip()):
        return text.strip().endswith(("：", ":"))
    return before and len(text) < _LONGEST_GAP and _LISTS_ON.match(text) is not None


def _whole(units: Iterable[Unit]) -> Iterator[tuple[str, Unit]]:
    """Lines that a page's or a file's layout broke, joined; each with its first unit."""
    parts: list[str] = []
    first: Unit | None = None
    for unit in units:
        if first is not None and _goes_on(first, parts[-1], unit):
            parts.append(unit.text)
            continue
        if first is not None:
            yield "".join(parts), first
        parts, first = [unit.text], unit
    if first is not None:
        yield "".join(parts), first


def _goes_on(first: Unit, last: str, unit: Unit) -> bool:
    if "table" in (first.kind, unit.kind) or "image" in (first.kind, unit.kind):
        return False
    if _is_open(last) and -1 < unit.text.find("》") < _LONGEST_GAP:
        return True
    if last.rstrip().endswith("》") and _BELONGS.match(unit.text):
        return True
    if first.kind in _CLOSED or unit.kind in _CLOSED or unit.label:
        return False
    return len(last) >= _WRAPPED and _RUNS.search(last) is not None and not _ENDED.search(last)


def _is_open(text: str) -> bool:
    at = text.rfind("《")
    return at >= 0 and len(text) - at < _LONGEST_GAP and text.find("》", at) < 0
