"""Whether two pages carry the same document: one work behind many postings. Pure.

The order is: 发文字号 first; then title, issuers and date; then text at least nine tenths alike.
A number that differs parts two documents whatever else agrees. What is seven to nine tenths alike,
and where nothing contradicts, is a person's to decide. The judgment of a pair is the same whichever
of the two was read first, and rests on those two alone.
"""

from datetime import timedelta
from functools import cached_property

from rapidfuzz import fuzz

from pipeline.identity.pages import SENTENCE, Page
from storage.agencies import bodies_related
from storage.numbers import numbers_agree
from storage.records import Link, LinkKind, Trait
from storage.titles import (
    exchanged,
    is_specific,
    issuers_in,
    other_act,
    other_object,
    same_title,
)

ALIKE, LIKE = 0.9, 0.7
"""From here on texts are one; between the two a person decides."""
SAME_WORK = 0.6
"""From here on texts of one number are one."""
TWINS = 0.95
"""Texts so much alike, of one title and day, whose numbers differ: perhaps a slip of the pen."""
_LONG = 8_000
"""So many characters of two texts take longer to compare than to count."""
CLOSE_DAYS = 45
NEAR_DAYS = 10
LEAST_CHARS = 80
"""A page with fewer characters says nothing by its text: a cover for a file."""


def contradict(one: Trait, other: Trait) -> bool:
    """Whether two pages cannot be one document, whatever links each of them to a third."""
    if one.speaking != other.speaking:
        return True
    agree = numbers_agree(one.number_key, other.number_key)
    if agree is not None:
        return not agree
    return other_act(one.title, other.title) or other_object(one.title, other.title)


def judge(one: Page, other: Page) -> Link | None:
    """What links the two pages: they are one document, or a person must say; else ``None``."""
    if one.trait.speaking != other.trait.speaking:
        return None
    return _Pair(*sorted((one, other), key=lambda page: page.trait.posting_id)).link()


class _Pair:
    def __init__(self, one: Page, other: Page) -> None:
        self.pages = (one, other)
        self.one, self.other = one.trait, other.trait

    def link(self) -> Link | None:
        agree = numbers_agree(self.one.number_key, self.other.number_key)
        titles = (self.one.title, self.other.title)
        if other_act(*titles):
            return None
        if agree:
            return self._by_number()
        if other_object(*titles) or not bodies_related(*map(_issuers, (self.one, self.other))):
            return None
        if agree is False:
            return self._twins()
        if self.days is not None and self.days > CLOSE_DAYS:
            return None
        return self._by_title() if self.same_title else self._by_text()

    def _made(self, kind: LinkKind, reason: str, likeness: float = 1.0) -> Link:
        return Link(
            posting_id=self.one.posting_id,
            other_id=self.other.posting_id,
            kind=kind,
            likeness=round(likeness, 3),
            reason=reason,
        )

    # -- what the two say --------------------------------------------------------------------------

    @cached_property
    def same_title(self) -> bool:
        return same_title(self.one.title, self.other.title)

    @cached_property
    def alike(self) -> float:
        """How alike the texts are, 0 to 1; 0 where it is too little to matter: that is found
        much sooner than how little it is."""
        one, other = self.pages
        both = len(one.text) + len(other.text)
        if both > _LONG and 200 * (one.chars & other.chars).total() < self._mattering * both:
            return 0.0
        return fuzz.ratio(one.text, other.text, score_cutoff=self._mattering) / 100

    @property
    def _mattering(self) -> float:
        if numbers_agree(self.one.number_key, self.other.number_key):
            return 100 * SAME_WORK
        if not self.same_title:
            return 100 * LIKE
        return 50 if is_specific(self.one.title) else 100 * ALIKE

    @cached_property
    def covers(self) -> bool:
        """Whether one page is the other's beginning, or a cover for it: its words stand there."""
        short, long = sorted((page.text for page in self.pages), key=len)
        said = [part for part in SENTENCE.split(short) if len(part) >= 8]
        stands = sum(len(part) for part in said if part in long)
        return bool(said) and stands >= ALIKE * sum(map(len, said))

    @cached_property
    def days(self) -> int | None:
        """Between the signing dates, else between those of publication."""
        mine, yours = self.one.signed_on, self.other.signed_on
        if not (mine and yours):
            mine, yours = self.one.dated_on, self.other.dated_on
        return abs((mine - yours) // timedelta(days=1)) if mine and yours else None

    @property
    def signed_apart(self) -> bool:
        """Both pages say when the document was signed, and not the same."""
        signed = (self.one.signed_on, self.other.signed_on)
        return all(signed) and signed[0] != signed[1]

    @property
    def far_apart(self) -> bool:
        """Nothing but weeks-old words speaks for their being one: a notice may come again."""
        numbered = self.one.number_key or self.other.number_key
        late = self.days is not None and self.days > NEAR_DAYS
        return late and not self.signed_alike and not numbered

    @property
    def signed_alike(self) -> bool:
        return self.one.signed_on is not None and self.one.signed_on == self.other.signed_on

    @property
    def wordless(self) -> bool:
        """One of them says nothing by its text."""
        return min(self.one.chars, self.other.chars) < LEAST_CHARS

    @property
    def of_known_issuers(self) -> bool:
        return bool(_issuers(self.one) and _issuers(self.other))

    # -- the three keys, and the doubts ------------------------------------------------------------

    def _by_number(self) -> Link | None:
        whole = "[" in (self.one.number_key or "")
        partly = fuzz.partial_ratio(self.one.title_key, self.other.title_key) >= 70
        if self.same_title or (whole and partly) or self.alike >= SAME_WORK:
            return self._made("number", "发文字号相同")
        return None

    def _by_title(self) -> Link | None:
        if not is_specific(self.one.title):
            # 国务院任免人员 comes twice a month: only the same day and like words make it one.
            if self.wordless or self.signed_apart or self.alike < ALIKE:
                return None
            if self.days in (0, 1):
                return self._made("title", "标题、日期、正文相同", self.alike)
            return self._doubt("标题、正文相同，日期不同") if self.alike >= 0.98 else None
        if self.wordless:
            return self._by_title_alone()
        if self.alike >= ALIKE or self.covers:
            likeness = max(self.alike, ALIKE)
            if self.signed_apart or self.far_apart:
                return self._doubt("标题、正文相同，日期不同")
            return self._made("title", "标题、发文机关、日期、正文相同", likeness)
        one_day = self.signed_alike or (self.days == 0 and self.of_known_issuers)
        if self.alike >= LIKE or one_day:
            return self._doubt("标题相同，正文不尽相同")
        return None

    def _by_title_alone(self) -> Link | None:
        near = self.days is not None and self.days <= NEAR_DAYS and not self.signed_apart
        if near and (self.of_known_issuers or self.signed_alike):
            return self._made("title", "标题、发文机关、日期相同", 0.0)
        return self._doubt("标题相同，一处没有正文可比", 0.0)

    def _by_text(self) -> Link | None:
        if self.wordless or fuzz.ratio(self.one.title_key, self.other.title_key) < 50:
            return None
        if self.alike < LIKE or self._of_other_things():
            return None
        if self.alike >= ALIKE and not self.signed_apart and not self.far_apart:
            return self._made("text", f"正文相同程度 {self.alike:.0%}", self.alike)
        return self._doubt("标题相近，正文相近")

    def _twins(self) -> Link | None:
        """Two numbers where all else is one: two documents, unless somebody mistyped."""
        one_day = self.days == 0 and not self.signed_apart
        if not (self.same_title and one_day and is_specific(self.one.title)) or self.wordless:
            return None
        return self._doubt("发文字号不同，其余相同") if self.alike >= TWINS else None

    def _doubt(self, reason: str, likeness: float | None = None) -> Link:
        shown = self.alike if likeness is None else likeness
        said = f"{reason}（正文相同程度 {shown:.0%}）" if shown else reason
        return self._made("doubt", said, shown)

    def _of_other_things(self) -> bool:
        """Whether each text speaks of what its own title alone names: 福建省, 江苏省."""
        one, other = (page.text for page in self.pages)
        return any(
            a in one and a not in other and b in other and b not in one
            for a, b in exchanged(self.one.title, self.other.title)
        )


def _issuers(trait: Trait) -> tuple[str, ...]:
    return trait.issuing_bodies or issuers_in(trait.title)
