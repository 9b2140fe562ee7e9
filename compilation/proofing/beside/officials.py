"""A document as its agency has it, and its passages in the order of an issue."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from compilation.proofing.texts.passages import Passage, official_passages, one_passage, said
from storage.records import Block
from storage.text import fold

COPY = "copy"
"""The role of an attachment that says what the page says, but for some of it."""
_SAME, _ALIKE = 0.97, 0.6
_GRAM = 8
_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|txt|csv|ceb|jpe?g|png)\s*$", re.IGNORECASE
)
_PAGE = re.compile(r"\s*[-—–－‐]\s*\d{1,3}\s*[-—–－‐]\s*|\s*第\s*\d{1,3}\s*页\s*")
"""The number of a page, in a file that has pages."""
_COUNT = re.compile(r"^附件?\s*\d*\s*[：:、.．]?\s*|^\d{1,2}\s*[、.．]\s*")


@dataclass(frozen=True, kw_only=True)
class Official:
    """A document as its agency has it now."""

    document_id: str
    title: str
    document_number: str | None
    issuing_bodies: tuple[str, ...]
    signed_on: date | None
    blocks: tuple[Block, ...]
    attachments: tuple[tuple[str, tuple[Block, ...]], ...]
    """The name and the text of each."""
    url: str


def body_of(official: Official) -> list[Passage]:
    """The text of the page without its title, then of each attachment that the page has not."""
    names = {_bare(name) for name, _ in official.attachments}
    page = [
        one
        for one in official_passages(official.blocks)
        if one.kind != "image" and not (_FILE.search(one.text) and _bare(one.text) in names)
    ]
    while page and fold(page[0].text) == fold(official.title):
        del page[0]
    number = official.document_number
    if number and not any(said(one) == fold(number) for one in page):
        page.insert(0, one_passage(number, "number"))
    found = page
    for name, blocks in official.attachments:
        text = [
            one
            for one in official_passages(blocks, role=name or "附件")
            if not _PAGE.fullmatch(one.text)
        ]
        share = _share_in(text, found)
        if share >= _ALIKE:
            text = [replace(one, role=COPY) for one in text]
        if share < _SAME:
            found = [*found, *text]
    return found


def _bare(name: str) -> str:
    return fold(_FILE.sub("", _COUNT.sub("", name.strip())))


def _share_in(text: Sequence[Passage], page: Sequence[Passage]) -> float:
    """How much of an attachment the page has said already."""
    have, want = (Counter(_grams("".join(map(said, side)))) for side in (page, text))
    return (have & want).total() / want.total() if want else 1.0


def _grams(text: str) -> Iterator[str]:
    return (text[at : at + _GRAM] for at in range(max(0, len(text) - _GRAM + 1)))
