"""Targets: an indicator, the figure it is to have, and by when. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.keyfacts.amounts import PERCENT
from pipeline.keyfacts.apiece import apiece, figures_in
from pipeline.keyfacts.clauses import CLAUSE, NOTHING, Span, clause_start, part_start
from pipeline.keyfacts.places import with_measure
from pipeline.keyfacts.scopes import name_before, place_before, scope_before, subject_before
from pipeline.keyfacts.sentences import Sentence
from pipeline.keyfacts.target_words import (
    BOUNDS,
    BRACKETED,
    COMPARED,
    COUNT,
    FIGURE,
    FIRM,
    FOLLOWING,
    LEADS,
    MEASURE,
    NEXT_NUMBERED,
    NUMBERED,
    OTHERS,
    PAST,
    RULES,
    SET,
    SHARE,
)
from pipeline.keyfacts.times import Time
from storage.records import KeyFact

_PERCENT = re.compile(PERCENT)
_CLAUSE = re.compile(r"[^，,；;。：]+")
_COMPARES = re.compile("[比较与在]|由|从")
_FORMERLY = re.compile(r"[由从]\D{0,8}\d")
_CHANGES = re.compile("下降|降低|减少|压减|削减|提高|提升|增长|增加|上升|缩减|扩大|缩短|翻")
_COMPARED = re.compile(COMPARED)
_BARE_YEAR = re.compile(r"((?:19|20)\d\d)年")
_FAR_OFF = 9999
_LEAST = 2
_APIECE = "分别"
_JOINED = re.compile(r"\s{0,2}[、和与及]\s{0,2}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A target, and where it stands in its sentence."""

    start: int
    end: int
    fact: KeyFact


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """What holds for a sentence from outside it."""

    told: Time | None = None
    """The time that an earlier sentence of the paragraph names last."""
    year: int | None = None
    """The document's."""
    plan: bool = False
    """Of a plan, which may set targets without a time; rules set bounds in the same words."""


def targets_in(sentence: Sentence, times: Sequence[Time], around: Around) -> list[Target]:
    """The targets of one sentence, in order."""
    return list(_Reading(sentence, times, around).targets())


class _Reading:
    """One sentence read from left to right."""

    def __init__(self, sentence: Sentence, times: Sequence[Time], around: Around) -> None:
        self.sentence, self.around = sentence, around
        self.text = sentence.clauses
        self.times = [one for one in times if one.dated]
        self.is_past = self._tells_of_the_past()
        self.indicator = NOTHING
        self.counts = False

    def targets(self) -> Iterator[Target]:
        if RULES.search(self.text) or OTHERS.search(self.text):
            return
        for clause in _CLAUSE.finditer(self.text):
            if FIGURE.search(clause[0]):
                yield from self._in_clause(*clause.span())

    def _in_clause(self, start: int, end: int) -> Iterator[Target]:
        first, seen = start, False
        for found in SET.finditer(self.text, start, end):
            if targets := self._set(found, first):
                seen = True
                yield from targets
            first = found.end()
        if not seen:
            counted = self._numbered(start, end) or list(self._counted(start, end))
            counted = counted or self._following(start, end)
            self.counts = bool(counted)
            yield from counted

    def _set(self, found: re.Match[str], clause: int) -> list[Target]:
        """The targets of a figure that follows its indicator; several, if it names several."""
        at, end = found.span(found.lastgroup or 0)
        time = self._time(at)
        start, stop = _trimmed(self.text, max(clause, time.end) if time else clause, at)
        if stop - start < _LEAST and time:
            start, stop = self._told_before(clause, time)
        whole = self.text.count("（", start, stop) == self.text.count("）", start, stop)
        if stop - start < _LEAST or not whole or not self._is_set(found, time, (start, stop)):
            return []
        before, self.indicator = self.sentence.words(*self.indicator), (start, stop)
        what, said = (self.sentence.words(*span) for span in ((start, stop), (at, end)))
        figures = _unspaced(self.sentence.words(*found.span("figures")))
        where = self._where(start, at, what)
        return [
            Target(start=at, end=end, fact=self._fact(full, self._since(figure, at), when, where))
            for name, figure, when in self._apiece(what, said, figures, time)
            if (full := self._named(name, before, start, clause))
        ]

    def _told_before(self, clause: int, time: Time) -> Span:
        """能耗2025年比2020年下降: what stands before the time, else the indicator before."""
        own = subject_before(self.text, time.start) if clause <= time.start else NOTHING
        return self.indicator if own == NOTHING else own

    def _named(self, name: str, before: str, start: int, clause: int) -> str:
        """The indicator in full: with what an earlier one, or the clause before, says of it."""
        if len(name) > _LEAST and before.endswith(name):
            return before
        full = with_measure(name, before)
        if not full or start < clause or clause != clause_start(self.text, start):
            return full
        first, last = scope_before(self.text, start, self.times, names=True)
        scope = self.sentence.words(first, last)
        return f"{scope}{self.text[last]}{full}" if scope else full

    def _where(self, start: int, at: int, what: str) -> str:
        """The place that an earlier clause speaks of, where the indicator names none."""
        return self.sentence.words(*place_before(self.text, at, what)) if start < at else ""

    def _since(self, figure: str, at: int) -> str:
        """与2020年相比，…下降13%: with what it is compared, where a clause before says that."""
        if _COMPARES.search(figure) or not _CHANGES.search(figure):
            return figure
        spans = CLAUSE.finditer(self.text, part_start(self.text, at), clause_start(self.text, at))
        told = [found for found in spans if _COMPARED.fullmatch(found[0])]
        return self.sentence.words(*told[-1].span()) + figure if told else figure

    def _apiece(
        self, what: str, said: str, figures: str, time: Time | None
    ) -> list[tuple[str, str, Time | None]]:
        """Each figure with its indicator and its time; none if that is not clear."""
        each, times = figures_in(figures), self._joined(time)
        pairs = apiece(_unspaced(what), _unspaced(said), figures)
        if len(each) > 1 and len(times) > 1:
            if pairs or len(each) != len(times):
                return []
            bare = _unspaced(said)
            lead = bare[: bare.find(figures)].replace(_APIECE, "")
            return [(what, lead + one, when) for one, when in zip(each, times, strict=True)]
        if not pairs and len(each) > 1 and _APIECE in said:
            return []
        return [(name, figure, time) for name, figure in pairs or [(what, said)]]

    def _joined(self, time: Time | None) -> list[Time]:
        """The enumeration of times that ends with this one: 到2025年、2030年."""
        joined = [time] if time else []
        for one in reversed(self.times):
            if joined and _JOINED.fullmatch(self.text, one.end, joined[0].start):
                joined.insert(0, one)
        return joined

    def _is_set(self, found: re.Match[str], time: Time | None, indicator: Span) -> bool:
        """Whether it is set for a time to come, or by a plan."""
        if time and time.bare:
            firm = found["level"] in FIRM or (self.around.year or 0) < (time.day or date.min).year
            return firm and self.around.plan and not PAST.search(self.text)
        if time or self._goes_on():
            return True
        bare = BRACKETED.sub("", self.text[slice(*indicator)])
        if _FORMERLY.search(found[0]):
            return False
        loose = found["level"] in BOUNDS or not found["level"]
        bounded = loose and not _PERCENT.search(found[0])
        measured = not (found["change"] or bounded) and MEASURE.search(bare)
        return bool(measured) and self._is_planned()

    def _numbered(self, start: int, end: int) -> list[Target]:
        """培育绿色工厂300家、绿色园区20个: the figure after what it counts."""
        found = NUMBERED.search(self.text, start, end)
        time = self._time(found.start()) if found else None
        if found is None or not (self._is_firm(time) or self._goes_on()):
            return []
        members = [*NEXT_NUMBERED.finditer(self.text, found.end(), end)]
        return [self._target(found, time, start), *(self._target(one, time) for one in members)]

    def _following(self, start: int, end: int) -> list[Target]:
        """新增绿色工厂100家，绿色园区10个: the next of so many."""
        found = FOLLOWING.match(self.text, start, end) if self.counts else None
        if found is None or found.end() != end:
            return []
        return [self._target(found, self._time(found.start()))]

    def _counted(self, start: int, end: int) -> Iterator[Target]:
        """建成100座标杆厂; 新建区域100%建成照明系统: the figure before what it counts."""
        found = COUNT.search(self.text, start, end) or SHARE.search(self.text, start, end)
        time = self._time(found.start()) if found else None
        apart = found is not None and _APIECE in found["value"]
        if found and not apart and (self._is_firm(time) or self._goes_on()):
            yield self._target(found, time, start)

    def _target(self, found: re.Match[str], time: Time | None, clause: int = -1) -> Target:
        """So many of something; from where its clause begins on, with whose they are."""
        what, said = (self.sentence.words(*found.span(name)) for name in ("what", "value"))
        if what.startswith(_APIECE):
            what, said = what.removeprefix(_APIECE), _APIECE + said
        first = max(clause, time.end) if time else clause
        if 0 <= first < found.start():
            what = self.sentence.words(*name_before(self.text, first, found.start())) + what
        return Target(start=found.start(), end=found.end(), fact=self._fact(what, said, time))

    def _is_firm(self, time: Time | None) -> bool:
        bare = time is not None and time.bare
        return time is not None and (not bare or (self.around.plan and not PAST.search(self.text)))

    def _time(self, at: int) -> Time | None:
        return next((one for one in reversed(self.times) if one.end <= at), None)

    def _goes_on(self) -> bool:
        """Whether it goes on with what an earlier sentence of the paragraph begins: 到2025年."""
        return self.around.told is not None and self._says_no_time()

    def _is_planned(self) -> bool:
        return self.around.plan and self._says_no_time()

    def _says_no_time(self) -> bool:
        return not self.times and not self.is_past and not PAST.search(self.text)

    def _fact(self, what: str, value: str, time: Time | None, where: str = "") -> KeyFact:
        meant = time or (self.around.told if self._goes_on() else None)
        return KeyFact(
            kind="target",
            who=where,
            what=what,
            value=value,
            by=self.sentence.time_words(time.start, time.end) if time else "",
            by_date=meant.day if meant else None,
            sentence=self.sentence.text,
            label=self.sentence.label,
        )

    def _tells_of_the_past(self) -> bool:
        """Whether a year stands in it that is neither ahead nor what is compared with."""
        bare = _COMPARED.sub("", self.text)
        for one in self.times:
            bare = bare.replace(self.text[one.start : one.end], "")
        now = self.around.year or _FAR_OFF
        return any(int(found[1]) < now for found in _BARE_YEAR.finditer(bare))


def _trimmed(text: str, start: int, end: int) -> Span:
    """The stretch without the words that lead to an indicator, and without blanks."""
    if leads := LEADS.match(text[start:end]):
        start += leads.end()
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _unspaced(text: str) -> str:
    return "".join(text.split())
