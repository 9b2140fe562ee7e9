"""Which document a page carries: one work behind many postings. Pure.

The order is the issue's: 发文字号 first; then title, issuers and date; then text at least nine
tenths alike. A number that differs parts two documents whatever else agrees.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import fuzz

from storage.agencies import same_agency
from storage.records import SPEAKING, Content, Document, PageKind
from storage.text import fold, title_key

_SENTENCE = re.compile(r"[.;!?]")
_DIGITS = re.compile(r"\d+")
_ANNOUNCED = re.compile(r"^(?P<org>.*?)(?P<serial>(?:19|20)\d{2}年第\d+号)$")
_SPECIFIC = re.compile(r"关于|《|办法|规定|条例|方案|规划|意见")
"""A title that names its object; others are of a kind that comes again."""

SKETCH_SIZE = 8
COMPARED_CHARS = 20_000
ALIKE = 0.9
CLOSE_DAYS = 45


@dataclass(frozen=True, kw_only=True)
class Known:
    """A document that might be the same work; its text is read only when needed."""

    document: Document
    text: Callable[[], str]


@dataclass(frozen=True, kw_only=True)
class Match:
    document_id: str
    reason: str
    """In Chinese: by what the page was joined."""


def sketch(text: str) -> tuple[int, ...]:
    """The smallest hashes of the text's sentences: copies share most, other texts none."""
    hashes = set()
    for sentence in _SENTENCE.split(fold(text)):
        if len(sentence) >= 12:
            raw = hashlib.blake2b(sentence.encode(), digest_size=8).digest()
            hashes.add(int.from_bytes(raw, "big") >> 1)
    return tuple(sorted(hashes)[:SKETCH_SIZE])


def numbers_agree(one: str | None, other: str | None) -> bool | None:
    """Whether two document numbers are one; ``None`` if either is missing.

    An announcement's number may leave its agency out: 2023年第52号 is 市场监管总局公告2023年第52号.
    """
    if not one or not other:
        return None
    one, other = fold(one), fold(other)
    if one == other:
        return True
    a, b = _ANNOUNCED.match(one), _ANNOUNCED.match(other)
    if a and b and a["serial"] == b["serial"]:
        return a["org"].endswith(b["org"]) or b["org"].endswith(a["org"])
    return False


def bodies_related(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether issuers agree as far as both are named: 生态环境部 and 生态环境部办公厅 do."""
    if not one or not other:
        return True
    return any(same_agency(a, b) for a in one for b in other)


def identify(
    content: Content, kind: PageKind, published_on: date | None, known: Sequence[Known]
) -> Match | None:
    """The known document that the page carries, and why; ``None`` if it is a new one."""
    page = _Page(content, published_on)
    rivals = [one for one in known if (one.document.page_kind in SPEAKING) == (kind in SPEAKING)]
    for rule in (_same_number, _same_title, _same_text):
        for one in rivals:
            if reason := rule(page, one):
                return Match(document_id=one.document.document_id, reason=reason)
    return None


class _Page:
    def __init__(self, content: Content, published_on: date | None) -> None:
        self.content = content
        self.published_on = content.published_on or published_on
        self.title_key = title_key(content.title)
        self.folded = fold(content.text)[:COMPARED_CHARS]

    def alike(self, one: Known) -> float:
        """How alike the texts are, 0 to 1."""
        other = fold(one.text())[:COMPARED_CHARS]
        return fuzz.ratio(self.folded, other, score_cutoff=30) / 100

    def days_apart(self, document: Document) -> int | None:
        mine, other = self.content.signed_on, document.signed_on
        if not (mine and other):
            mine, other = self.published_on, document.published_on
        return abs((mine - other) / timedelta(days=1)).__int__() if mine and other else None


def _same_number(page: _Page, one: Known) -> str | None:
    document = one.document
    if not numbers_agree(page.content.document_number, document.document_number):
        return None
    whole = "〔" in (page.content.document_number or "")
    alike_titles = fuzz.partial_ratio(page.title_key, document.title_key) >= 70
    if page.title_key == document.title_key or (whole and alike_titles) or page.alike(one) >= 0.6:
        return f"发文字号相同：{page.content.document_number}"
    return None


def _parted(page: _Page, document: Document) -> bool:
    """What no likeness of words can join: other numbers, other issuers, other years."""
    if numbers_agree(page.content.document_number, document.document_number) is False:
        return True
    if not bodies_related(page.content.issuing_bodies, document.issuing_bodies):
        return True
    mine, other = _DIGITS.findall(page.title_key), _DIGITS.findall(document.title_key)
    if mine != other:
        return True
    apart = page.days_apart(document)
    return apart is not None and apart > CLOSE_DAYS


def _same_title(page: _Page, one: Known) -> str | None:
    document = one.document
    if page.title_key != document.title_key or _parted(page, document):
        return None
    if page.content.signed_on and page.content.signed_on == document.signed_on:
        return "标题、成文日期相同"
    if not _SPECIFIC.search(page.content.title):
        # 国务院任免人员 comes every month: only the same words, or the same day and like words.
        near = page.days_apart(document) in (0, 1)
        return "标题、正文相同" if page.alike(one) >= (ALIKE if near else 0.98) else None
    # Agencies reuse titles: words decide, unless one page is only a cover note.
    lengths = sorted((len(page.folded), len(fold(one.text())[:COMPARED_CHARS])))
    cover_note = lengths[0] * 2 < lengths[1] and len(page.title_key) >= 12
    if cover_note or page.alike(one) >= 0.6 or lengths[1] == 0:
        return "标题、发文机关、日期相同"
    return None


def _same_text(page: _Page, one: Known) -> str | None:
    document = one.document
    if len(page.folded) < 80 or _parted(page, document):
        return None
    if fuzz.ratio(page.title_key, document.title_key) < 50:
        return None
    alike = page.alike(one)
    return f"正文相同程度 {alike:.0%}" if alike >= ALIKE else None
