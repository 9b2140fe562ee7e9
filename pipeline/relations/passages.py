"""The passages of a page and of its attachments: paragraphs made whole, with their places."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from diffing.blocks import label_of
from diffing.units import Unit
from pipeline.passages import Paragraph, paragraphs_in
from pipeline.relations.citations import LONGEST_TITLE
from pipeline.relations.keys import loose_key
from storage.records import Content

_ANNEX = re.compile(r"附\s?[件录表]\s?[\d一二三四五六七八九十]{0,3}\s*[：:]?\s*$")
_LISTED = re.compile(r"附\s?[件录表]\s?[\d一二三四五六七八九十]{0,3}\s*[：:、.．]\s*\S")
_LISTS_ON = re.compile(r"\s*(?:附\s?[件录表]\s?)?\d{1,2}\s*[.．、:：]\s*\S")
_FIRST_ARTICLE = re.compile(r"第\s*一\s*条")
_LONGEST_GAP = 120


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
    for name, paragraphs in paragraphs_in(content, files):
        yield from _passages(paragraphs, name, own)


def _passages(
    paragraphs: Iterable[Paragraph], attachment: str, own: frozenset[str]
) -> Iterator[Passage]:
    opening, listing = True, False
    for paragraph in paragraphs:
        text, unit = paragraph.text, paragraph.unit
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
