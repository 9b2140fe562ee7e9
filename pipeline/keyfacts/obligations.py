"""Obligations: who must do what by a time that is said. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.keyfacts.clauses import (
    CLAUSE,
    NOTHING,
    STOP,
    Span,
    apart,
    clause_end,
    clause_start,
    doer_before,
    last_break,
    led,
    part_start,
)
from pipeline.keyfacts.doers import doer_in
from pipeline.keyfacts.remarks import is_of_remark, opened_before, who_in
from pipeline.keyfacts.scopes import scope_before, subject_before
from pipeline.keyfacts.sentences import Sentence
from pipeline.keyfacts.target_words import OTHERS
from pipeline.keyfacts.targets import Target
from pipeline.keyfacts.tasks import (
    ACT,
    BARE,
    CONDITION,
    DONE_BY_THINGS,
    FIRM_TASK,
    GRANT,
    NAMED,
    NO_ACT,
    ONLY_LEADS,
    OUTCOME,
    OWED,
    TASK,
    TIME_ALONE,
    TIME_WORDS,
)
from pipeline.keyfacts.times import Time
from storage.records import KeyFact

_DAYS = re.compile("[月日旬周天时]|季度|半年")
"""A time with one of these is a day; a year alone is an aim."""
_MAY = re.compile(
    r"(?:(?<![认许])可(?:以|(?![再能行靠持]))|鼓励|允许|有权)(?![^，,；;。：:]*(?:应当|必须|不得))"
)
"""What is allowed only, and no task."""
_SAYS_NOTHING = re.compile(
    "(?:基本|全部|全面|如期|按期|按时)?(?:完成|落实|到位|落实到位|实现|办结|见效|完工)|.{0,10}阶段"
)
_LEAST, _NEAR, _FAR, _BACK = 2, 12, 80, 40


def obligations_in(
    sentence: Sentence, times: Sequence[Time], targets: Sequence[Target]
) -> Iterator[KeyFact]:
    """What the sentence demands by a time that it names, in order."""
    if OTHERS.search(sentence.clauses):
        return
    said = [one for one in times if not one.bare]
    ends = [*(one.start for one in said), len(sentence.clauses)][1:]
    for time, stop in zip(said, ends, strict=True):
        reading, first = (
            _Reading(sentence, time, stop, targets),
            clause_start(sentence.clauses, time.start),
        )
        if not reading.remark and _MAY.search(sentence.clauses, first, time.start):
            continue
        found = reading.obligations()
        yield from (one for one in found if one.what and not _SAYS_NOTHING.fullmatch(one.what))


class _Reading:
    """What a sentence says of one of its times, up to the next one."""

    def __init__(
        self, sentence: Sentence, time: Time, stop: int, targets: Sequence[Target]
    ) -> None:
        self.sentence, self.time, self.stop, self.targets = sentence, time, stop, targets
        self.text = sentence.clauses
        self.remark = is_of_remark(self.text, time.start)

    def obligations(self) -> Iterator[KeyFact]:
        time = self.time
        if time.dated and not self.remark and not _DAYS.search(self.text, time.start, time.end):
            yield from self._by_year()
        elif not NO_ACT.match(self.text, time.end):
            yield from self._by_day()

    def _by_year(self) -> Iterator[KeyFact]:
        """到2025年，甲基本淘汰…，完成…；乙实现…: a task for each clause that names one."""
        start = self.time.end
        end = clause_end(self.text, start, self.stop)
        if BARE.fullmatch(self.text, led(self.text, start, self.stop), end):
            if not self._meets_target(*(what := self._told_before(end))):
                yield self._fact(doer_before(self.text, self.time.start), what)
            start = end
        yield from self._tasks(start)

    def _tasks(self, before: int) -> Iterator[KeyFact]:
        text, first = self.text, before == self.time.end
        who = doer_before(text, self.time.start) if first else None
        scope = self._scope(who, before) if first else NOTHING
        for clause in CLAUSE.finditer(text, before, self.stop):
            start, end = clause.span()
            if STOP.search(text, before, start):
                who, first, scope = None, False, NOTHING
            if start > self.time.end and (said := self._scope(who, start)) != NOTHING:
                scope = said
            before, start = end, led(text, start, end)
            if named := doer_in(text, start, end, alone=False):
                who, start = named, led(text, named[1], end)
            if self._is_task(start, end, TASK if first or named else FIRM_TASK):
                yield self._fact(who, (start, end), scope)

    def _is_task(self, start: int, end: int, task: re.Pattern[str]) -> bool:
        if self._meets_target(start, end) or OUTCOME.match(self.text, start, end):
            return False
        # Something must follow the verb: 社区全面创建 is what is to have become so.
        said = task.match(self.text, start, end - 1)
        thing = subject_before(self.text, self.time.start)
        if thing == NOTHING or clause_start(self.text, start) > self.time.start:
            thing = (start, end)
        return bool(said or DONE_BY_THINGS.match(self.text, thing[0], end))

    def _scope(self, who: Span | None, at: int) -> Span:
        """For what or in which case it must be done, by the words before, without who it is."""
        if self.remark:
            return NOTHING
        near = subject_before(self.text, self.time.start) if who is None else NOTHING
        if near != NOTHING and at == self.time.end:
            return near
        start, end = scope_before(self.text, at, (self.time,), names=False)
        if who and start <= who[0] < end:
            start = who[1]
        return (start, end) if end - start > 1 else NOTHING

    def _by_day(self) -> Iterator[KeyFact]:
        """甲应当于某日前报送…: all that is said up to the end of the part."""
        text, time = self.text, self.time
        ended = STOP.search(text, time.end, self.stop)
        end = ended.start() if ended else last_break(text, time.end, self.stop)
        who, what = self._after(end)
        first = clause_end(text, what[0], end)
        bare = BARE.fullmatch(text, what[0], first) or text.startswith("逾期", what[0])
        if self.remark or bare or what[1] - what[0] < _LEAST:
            what = self._told_before(first if bare else end)
            who = None if self.remark and self.sentence.charge else who
            yield from self._under_heading() if what == NOTHING else ()
        if not self._is_set(what, end):
            return
        scope = self._scope(who, time.end) if what[0] >= time.end else NOTHING
        for one in apart(text, *what):
            yield self._fact(who, one, scope)
        if ended and time.dated and not self.remark:
            yield from self._tasks(ended.start())

    def _after(self, end: int) -> tuple[Span | None, Span]:
        """Who is named before the time or after it, and the words after that."""
        start = led(self.text, self.time.end, end)
        who = doer_before(self.text, self.time.start)
        if who is None and (named := doer_in(self.text, start, end, alone=False)):
            who, start = named, led(self.text, named[1], end)
        return who, (start, end)

    def _is_set(self, what: Span, end: int) -> bool:
        """Whether the words are of something that must be done, and no condition or target."""
        text, time = self.text, self.time
        if what[1] <= what[0] or CONDITION.match(text, time.end, end):
            return False
        if self._meets_target(time.end, end):
            return False
        if not time.dated and GRANT.search(text, time.end, end):
            return False
        owed = OWED.search(text, max(0, time.start - _NEAR), time.start)
        begun = text.startswith("起", time.end - 1)
        before = what[1] <= time.start
        return bool(owed or begun or before or ACT.search(text, what[0], min(end, what[0] + _FAR)))

    def _meets_target(self, start: int, end: int) -> bool:
        return any(one.start < end and start < one.end for one in self.targets)

    def _told_before(self, end: int) -> Span:
        """反馈时间：某日; 改造于某日前完成: the task stands before its time."""
        text, time = self.text, self.time
        if (opened := opened_before(text, time.start)) > 0:
            return self._before_bracket(opened)
        back = max(0, time.start - _BACK)
        if named := NAMED.search(text[back : time.start]):
            return back + named.start("what"), back + named.end("what")
        if end <= time.end:
            return NOTHING
        first = clause_start(text, time.start)
        if ONLY_LEADS.fullmatch(text, first, time.start):
            if first < _LEAST or text[first - 1] not in "，,":
                return led(text, time.end, end), end
            first = clause_start(text, first - 1)
        return led(text, first, end), end

    def _before_bracket(self, opened: int) -> Span:
        """推进甲，完成乙（完成时限：某日）: all of the part up to it; of （某日前） the clause."""
        text = self.text
        first = part_start(text, opened - 1) if self.remark else clause_start(text, opened)
        first = led(text, first, opened)
        return (first, opened) if ACT.search(text, first, opened) else NOTHING

    def _under_heading(self) -> Iterator[KeyFact]:
        """报名时间 over a line that is a time alone: the line above says what is due."""
        heading = TIME_WORDS.sub("", self.sentence.heading).strip()
        alone = TIME_ALONE.fullmatch(self.text, 0, self.time.start)
        if alone and len(self.text) - self.time.end <= _LEAST and ACT.search(heading):
            text = f"{self.sentence.heading}\n{self.sentence.text}"
            yield replace(self._fact(None, NOTHING), what=heading, sentence=text)

    def _fact(self, who: Span | None, what: Span, scope: Span = NOTHING) -> KeyFact:
        sentence, said = self.sentence, self.sentence.words(*what)
        if scope != NOTHING and said:
            apart_by = self.text[scope[1]] if self.text[scope[1]] in "，," else ""
            said = sentence.words(*scope) + apart_by + said
        if sentence.charge:
            said = said.replace(sentence.charge, "").rstrip("）)】]。")
        named, text = sentence.words(*who) if who else "", sentence.text
        if not named and (named := who_in(sentence.charge)) and sentence.charge not in text:
            text = f"{text}\n{sentence.charge}"
        return KeyFact(
            kind="obligation",
            who=named,
            what=said,
            by=sentence.time_words(self.time.start, self.time.end),
            by_date=self.time.day,
            sentence=text,
            label=sentence.label,
        )
