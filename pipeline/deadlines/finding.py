"""The dates that a document sets: from sentences to deadlines. Pure, and linear in the text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.deadlines.days import after_period, later
from pipeline.deadlines.meaning import Words, meaning_of
from pipeline.deadlines.meant import Resolved, Seen
from pipeline.deadlines.passages import Passage, passages_of
from pipeline.deadlines.points import points_of
from pipeline.deadlines.terms import Term, terms_of
from pipeline.deadlines.wording import IN_FORCE, due_kind, period_kind
from storage.records import Content, Deadline, DeadlineKind

_TITLE = re.compile(
    r"《(?:[^《》]|《[^《》]{1,120}》){1,120}》(?:\s{0,2}[（(][^（()）期时责截前]{0,60}[）)])?"
)
_NUMBERED = re.compile(
    r"(?:19|20)\d{2}\s{0,3}年\s{0,3}(?:第\s{0,3}\d{1,5}\s{0,3}号|修[订正改]|版|本(?![年市省区县通办]))"
    r"|[（(]\s{0,3}(?:19|20)\d{2}\s{0,3}年?\s{0,3}(?:[-—–~～－―─]{1,2}|至)\s{0,3}(?:19|20)\d{2}\s{0,3}年?\s{0,3}[）)]"
    r"|[（(]\s{0,3}(?:19|20)\d{2}\s{0,3}年度?\s{0,3}[）)]"
)
_HOLDS = re.compile("施行|实施|执行|生效")
_NUMBER_YEAR = re.compile(r"[〔公告]((?:19|20)\d\d)")
_MASK = "\ue000"
_AROUND = 200
"""Characters before and after a date that say what it is for."""
_SOON = timedelta(days=60)
_NEAR_YEARS = range(-1, 3)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Frame:
    """What is known of the document whose text is read."""

    title: str
    issued: date | None
    stated: date | None
    """From when the page says that it holds."""
    year: int | None
    """Of the document, by its day or its number."""
    effective: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """A date in a sentence that means something."""

    start: int
    end: int
    kind: DeadlineKind
    day: Resolved


def deadlines_of(content: Content, files: Sequence[tuple[str, str]]) -> tuple[Deadline, ...]:
    """The dates that the page and its attachments (names and texts) set, in the order of the text.

    What an attachment only repeats word by word from a text before it is left out.
    """
    texts = list(passages_of(content, files))
    issued = content.signed_on or content.published_on
    frame = _Frame(
        title=content.title,
        issued=issued,
        stated=content.effective_on,
        year=issued.year if issued else _year_of(content.document_number or ""),
    )
    frame = replace(frame, effective=content.effective_on or _effective(texts, frame))
    found: list[Deadline] = []
    said: set[tuple[object, ...]] = set()
    for passages in texts:
        here = list(_deadlines(passages, frame))
        keys = [(one.kind, one.date, "".join(one.sentence.split())) for one in here]
        found += (one for one, key in zip(here, keys, strict=True) if key not in said)
        said |= set(keys)
    return tuple(found)


def _year_of(number: str) -> int | None:
    found = _NUMBER_YEAR.search(number)
    return int(found[1]) if found else None


def _effective(texts: Iterable[Iterable[Passage]], frame: _Frame) -> date | None:
    """From when the document says that it holds; what hangs on it is reckoned from there."""
    for passages in texts:
        telling = (passage for passage in passages if _HOLDS.search(passage.sentence))
        for one in _deadlines(telling, frame):
            if one.kind == "effective" and one.date:
                return one.date
    return None


def _deadlines(passages: Iterable[Passage], frame: _Frame) -> Iterator[Deadline]:
    paragraph, named = -1, None
    for passage in passages:
        if passage.paragraph != paragraph:
            paragraph, named = passage.paragraph, None
        reading = _Reading(passage, frame, named)
        yield from reading.deadlines()
        named = reading.named


class _Reading:
    """One sentence read from left to right."""

    def __init__(self, passage: Passage, frame: _Frame, named: int | None) -> None:
        self.passage = passage
        self.frame = frame
        self.named = named
        self.text = masked(passage.sentence)
        self.effective = frame.effective

    def deadlines(self) -> Iterator[Deadline]:
        """One for each kind and day."""
        said = set()
        for found in sorted((*self._by_points(), *self._by_terms()), key=lambda one: one.start):
            text = self.passage.sentence[found.start : found.end].strip("，,；、 ")
            key = (found.kind, found.day.date or text)
            if key not in said:
                said.add(key)
                yield Deadline(
                    date=found.day.date,
                    precision=found.day.precision,
                    kind=found.kind,
                    text=text,
                    sentence=self.passage.sentence,
                    label=self.passage.label,
                    attachment=self.passage.attachment,
                    inferred=found.day.inferred,
                )

    def _by_points(self) -> list[_Found]:
        found = []
        for point in points_of(self.text):
            seen = Seen(base=self.frame.issued, named=self.named)
            words = Words(
                before=self.text[max(0, point.start - _AROUND) : point.start],
                after=self.text[point.end : point.end + _AROUND],
                heading=self.passage.heading,
                title=self.frame.title,
                year=self.frame.year,
            )
            if meaning := meaning_of(point, seen, words):
                start, stop = point.start - meaning.back, point.end + meaning.ahead
                found.append(_Found(start=start, end=stop, kind=meaning.kind, day=meaning.day))
                if meaning.kind == "effective":
                    self.effective = meaning.day.date or self.effective
            if point.year is not None and self._is_near(point.year):
                self.named = point.year
        return found

    def _is_near(self, year: int) -> bool:
        """Years far ahead are aims: 12月31日前 in the same paragraph is not of them."""
        return self.frame.issued is None or year - self.frame.issued.year in _NEAR_YEARS

    def _by_terms(self) -> Iterator[_Found]:
        for term in terms_of(self.text):
            kind = self._kind(term)
            if kind is None:
                continue
            day = self._day(term)
            if kind == "effective":
                self.effective = day or self.effective
            force = IN_FORCE.match(self.text, term.end) if kind == "effective" else None
            end = force.end() if force else term.end
            resolved = Resolved(date=day, precision="day", inferred=day is not None)
            yield _Found(start=term.start, end=end, kind=kind, day=resolved)

    def _kind(self, term: Term) -> DeadlineKind | None:
        if term.valid:
            return "expiry"
        after = self.text[term.end : term.end + _AROUND]
        if not term.count or term.way.endswith("后"):
            return "effective" if term.since == "issue" and self._begins(term, after) else None
        before = self.text[max(0, term.start - _AROUND) : term.start]
        if not term.way:
            return period_kind(before, after, self.frame.title)
        return due_kind(before, after, self.frame.title)

    def _begins(self, term: Term, after: str) -> bool:
        """自印发之日起施行; 自印发之日起，… and a rule."""
        if IN_FORCE.match(after):
            return True
        now = self.text.startswith(("即日", "自即日"), term.start)
        first = term.start == 0 or self.text[term.start - 1] in "。；："
        rule = after.startswith(("，", ",")) or (now and first and after[:1] not in "至到")
        return rule and not term.count

    def _day(self, term: Term) -> date | None:
        start = self.frame.issued
        if term.since == "effect":
            start = self.effective or (self.frame.issued if term.valid else None)
        if start is None or term.since == "unknown":
            return None
        if term.months:
            return after_period(start, term.months, term.count, term.unit)
        if not term.count:
            return self._begun(start)
        day = later(start, term.count, term.unit)
        return day - timedelta(days=1) if day and term.valid else day

    def _begun(self, start: date) -> date:
        """自印发之日起施行: the day that the page states, if that may be it."""
        stated = self.frame.stated
        soon = stated and timedelta(0) <= stated - start <= _SOON
        return stated if stated and soon else start


def masked(sentence: str) -> str:
    """The sentence with titles, numbers and editions made unreadable, at the same length."""
    for pattern in (_TITLE, _NUMBERED):
        sentence = pattern.sub(lambda found: _MASK * len(found[0]), sentence)
    return sentence
