"""Which documents the items of an issue are: one item at most one document, and the reverse. Pure.

By number, where the titles do not disagree; by title, where dates and texts do not; else by text.
What is printed may be wrong anywhere: a number of another document marries nobody, and a title with
a slip is known by the text. A draft for comment is never its final text, last year's notice never
this year's.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from rapidfuzz import fuzz

from compilation.matching.likeness import LEAST_CHARS, likeness
from storage.agencies import bodies_related
from storage.numbers import numbers_agree
from storage.records import Content, Document, IssueItem, PrintingBasis
from storage.text import fold, number_key, title_key
from storage.titles import exchanged, is_specific, issuers_in, other_act, other_object, same_title

ALIKE, LIKE, SAME_WORK = 0.9, 0.7, 0.6
"""Of texts: from here on one in spite of another title; perhaps; one if the numbers are one."""
RELATED_TITLES, KINDRED_TITLES = 0.7, 0.5
NEAR_OBJECTS = 0.6
"""Of titles, without the words of the kind: from here on worth naming as the nearest."""
_LEAST_OBJECT = 6
CLOSE_DAYS = 45
_OF_THE_KIND = re.compile(
    r"^关于(?:组织|深入|进一步|加快|全面)*(?:开展|印发|做好|公布|发布|推进|加强|促进|调整)?"
    r"|的?(?:通知|公告|意见|批复|函|通告|决定)$"
)
BEFORE, AFTER = timedelta(days=100), timedelta(days=45)
"""An issue's month may have documents published so much earlier, or (found late) later."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A document that an item may be, as its agency has it."""

    document: Document
    titles: tuple[str, ...]
    """As its pages have them, the leading page's first."""
    number_keys: tuple[str, ...]
    """Of its pages, each once."""
    read: Callable[[], Content | None]
    """Its leading page's content, which is read only where it decides."""

    @cached_property
    def content(self) -> Content | None:
        return self.read()

    @cached_property
    def text(self) -> str:
        """Folded; empty where the page has none."""
        return fold(self.content.text) if self.content else ""


@dataclass(frozen=True, kw_only=True)
class Match:
    """The document that an item is."""

    document_id: str
    basis: PrintingBasis
    score: float


def match(
    items: Sequence[IssueItem], candidates: Sequence[Candidate], month: str = ""
) -> dict[str, Match]:
    """The document of each item that is one of the candidates, by the item's number.

    ``month`` (2023-12) is the issue's: documents of other times are not of it.
    """
    found = [
        (made.score, item.number, made)
        for item in items
        for one in candidates
        if (made := Pair(item, one, month).match())
    ]
    found.sort(key=lambda one: (-one[0], one[1], one[2].document_id))
    matches: dict[str, Match] = {}
    taken: set[str] = set()
    for _score, number, made in found:
        if number not in matches and made.document_id not in taken:
            matches[number] = made
            taken.add(made.document_id)
    return matches


def titles_of(item: IssueItem) -> tuple[str, ...]:
    """The item's title as the heading and as the contents have it."""
    named = (item.title, item.title_in_contents or "")
    return tuple(dict.fromkeys(title for title in named if title))


class Pair:
    """An item and a document: what speaks for their being one, and what against."""

    def __init__(self, item: IssueItem, other: Candidate, month: str = "") -> None:
        self.item, self.other, self.month = item, other, month

    def match(self) -> Match | None:
        """That the item is the document; ``None``: it is not."""
        if self.other_act or self.out_of_time:
            return None
        if self.number is True:
            basis = self._by_number()
        elif self.same_title:
            basis = self._by_title()
        else:
            basis = self._by_text()
        if basis is None:
            return None
        document_id = self.other.document.document_id
        return Match(document_id=document_id, basis=basis, score=self.score)

    # -- what the two say -------------------------------------------------------------------------

    @cached_property
    def _titles(self) -> list[tuple[str, str]]:
        return [(one, two) for one in titles_of(self.item) for two in self.other.titles]

    @cached_property
    def same_title(self) -> bool:
        return any(same_title(*both) for both in self._titles)

    @cached_property
    def other_act(self) -> bool:
        """One is a draft, a correction, a forwarding … of what the other may be."""
        return all(other_act(*both) for both in self._titles)

    @cached_property
    def other_object(self) -> bool:
        """The titles speak of other years, batches or kinds of text."""
        return all(other_object(*both) for both in self._titles)

    @cached_property
    def title_likeness(self) -> float:
        keys = ((title_key(one), title_key(two)) for one, two in self._titles)
        return max((fuzz.ratio(*both) / 100 for both in keys), default=0.0)

    @cached_property
    def object_likeness(self) -> float:
        """How alike the titles are without the words that notices have in common."""
        objects = ((_object(one), _object(two)) for one, two in self._titles)
        return max((fuzz.ratio(*both) / 100 for both in objects), default=0.0)

    @property
    def contained(self) -> bool:
        """The one title speaks of the very thing that the other does, with more words."""
        pairs = (sorted((_object(a), _object(b)), key=len) for a, b in self._titles)
        return any(len(short) >= _LEAST_OBJECT and short in long for short, long in pairs)

    @cached_property
    def number(self) -> bool | None:
        """Whether the numbers are one; ``None``: either has none, or they may be."""
        mine = number_key(self.item.document_number or self.item.number_as_printed)
        verdicts = [numbers_agree(mine, key) for key in self.other.number_keys]
        return next((said for said in (True, None, False) if said in verdicts), None)

    @cached_property
    def text(self) -> float | None:
        """How alike the texts are, 0 to 1; ``None``: one of them has too little to compare."""
        printed = fold("\n".join(one.block.text for one in self.item.blocks[1:]))
        if min(len(printed), len(self.other.text)) < LEAST_CHARS:
            return None
        return likeness(printed, self.other.text)

    @property
    def alike(self) -> float:
        return self.text or 0.0

    @cached_property
    def days(self) -> int | None:
        """Between the dates of signing, where both are known."""
        mine, yours = self.item.signed_on, self.other.document.signed_on
        return abs((mine - yours).days) if mine and yours else None

    @property
    def far_apart(self) -> bool:
        return self.days is not None and self.days > CLOSE_DAYS

    @cached_property
    def out_of_time(self) -> bool:
        """Published long before the issue's month, or well after it."""
        published = self.other.document.published_on
        certain = self.number is True and self.same_title
        if not self.month or published is None or certain:
            return False
        first = date.fromisoformat(f"{self.month}-01")
        return not first - BEFORE <= published < first + timedelta(days=31) + AFTER

    @property
    def of_this_time(self) -> bool:
        """It is known to be published about the issue's month: last year's notice is not."""
        return bool(self.month and self.other.document.published_on) and not self.out_of_time

    @property
    def of_other_agencies(self) -> bool:
        mine = self.item.issuing_bodies or issuers_in(self.item.title)
        yours = self.other.document.issuing_bodies or issuers_in(self.other.titles[0])
        return not bodies_related(mine, yours)

    @property
    def _of_other_things(self) -> bool:
        """Each text speaks of what its own title alone names: 福建省, 江苏省."""
        printed, held = fold(self.item.text), self.other.text
        return any(
            one in printed and one not in held and two in held and two not in printed
            for one, two in exchanged(self.item.title, self.other.titles[0])
        )

    @property
    def score(self) -> float:
        certain = self.number is True and self.same_title
        return (
            4 * self.same_title
            + 3 * (self.number is True)
            - (self.number is False)
            + (self.days == 0)
            + self.title_likeness
            + (1.0 if certain else self.alike)
        )

    # -- the three keys ---------------------------------------------------------------------------

    def _by_number(self) -> PrintingBasis | None:
        """A misprinted number is another document's: its title, or its text, speaks against it."""
        if self.same_title or self.alike >= SAME_WORK or self.contained:
            return "number"
        related = self.title_likeness >= RELATED_TITLES and not self.other_object
        return "number" if related and self.text is None else None

    def _by_title(self) -> PrintingBasis | None:
        if self.number is False:
            return "title" if self._is_slip() else None
        if self.far_apart and not self.of_this_time:
            return None  # a law of the same name, as it stood before
        if self.far_apart or (self.days is None and not self.of_this_time):
            return "title" if self.alike >= ALIKE else None
        if self.of_other_agencies and self.alike < ALIKE:
            return None
        if not is_specific(self.item.title):
            return "title" if self.alike >= ALIKE or self.days == 0 else None
        return "title"

    def _is_slip(self) -> bool:
        """Two numbers, one title: a slip of the pen, if day and words are one."""
        if self.far_apart:
            return False
        return self.alike >= ALIKE if self.text is not None else self.days == 0

    def _by_text(self) -> PrintingBasis | None:
        if self.title_likeness < KINDRED_TITLES or self.far_apart or self.of_other_agencies:
            return None
        if self.number is False:
            return None  # notices of one day and kind are alike too
        if self.other_object and self.days != 0:
            return None  # the yearly notice has last year's words
        if self.alike < ALIKE or self._of_other_things:
            return None
        return "text"


def _object(title: str) -> str:
    """What a title speaks of: 锅炉更新方案."""
    return _OF_THE_KIND.sub("", title_key(title))


def nearest(
    item: IssueItem, candidates: Iterable[Candidate], month: str = ""
) -> tuple[Candidate, Pair] | None:
    """Of documents that the item is not, the one most like it; ``None`` if none is like it."""
    pairs = [(one, Pair(item, one, month)) for one in candidates]
    like = [(pair.score, one.document.document_id, one, pair) for one, pair in pairs]
    like = [one for one in like if one[3].number is True or one[3].object_likeness >= NEAR_OBJECTS]
    if not like:
        return None
    _score, _id, found, pair = max(like, key=lambda one: one[:2])
    return found, pair
