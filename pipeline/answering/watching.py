"""What sources saw of some days, in words; what of it may be why something was not seen. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.answering.answers import Reason
from storage.clock import day_of, day_words
from storage.records import PROBLEM_WORDS, UNREAD, Problem, Source

_MOST_NAMES = 3


@dataclass(frozen=True, kw_only=True)
class Span:
    """The days in question."""

    first: date
    last: date
    said: str
    """By what they are known, in Chinese."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """A source over the days in question."""

    source: Source
    read_first: datetime | None
    read_last: datetime | None
    reached_on: date | None
    """The date of the oldest row that it ever read."""
    spells: tuple[Problem, ...]
    """What it had in the days in question, or has now."""

    caught_up: frozenset[str] = frozenset()
    """Ids of the problems after which its list showed all that it had shown meanwhile."""

    @property
    def kept(self) -> tuple[Problem, ...]:
        """What kept it from being read, and was not made up for."""
        unread = (one for one in self.spells if one.state in UNREAD)
        return tuple(one for one in unread if one.problem_id not in self.caught_up)


def watch_reason(one: Watch) -> Reason:
    """The source's state in one line."""
    return Reason(
        code="source",
        text=f"来源“{one.source.name}”：{'；'.join(_state(one))}",
        source_id=one.source.source_id,
    )


def _state(one: Watch) -> Iterator[str]:
    if not one.source.enabled:
        yield "未启用"
    if one.read_first is None or one.read_last is None:
        yield "从来没有完整读过"
    else:
        first, last = day_of(one.read_first), day_of(one.read_last)
        yield f"{day_words(first)}首次读完，最近一次读完是{day_words(last)}"
        if one.reached_on:
            yield f"列表最早读到{day_words(one.reached_on)}的条目"
    for problem in one.spells:
        back = "，恢复后列表补读到了其间的条目" if problem.problem_id in one.caught_up else ""
        yield _spell(problem) + back


def _spell(one: Problem) -> str:
    """12月15日起无法解读，12月22日恢复."""
    since = f"{day_words(day_of(one.opened_at))}起{PROBLEM_WORDS.get(one.state, one.state)}"
    return f"{since}，{day_words(day_of(one.closed_at))}恢复" if one.closed_at else f"{since}，至今"


# -- what may be the cause ------------------------------------------------------------------------


def causes(found: Sequence[Watch], span: Span | None) -> Iterator[Reason]:
    """What of the sources' states may be why it was not seen; only what the facts allow."""
    enabled = [one for one in found if one.source.enabled]
    if found and not enabled:
        yield _cause("这个机关的来源都没有启用")
    never = [one for one in enabled if one.read_last is None]
    if never:
        yield _cause(f"{_named(never)}从来没有完整读过")
    read = [one for one in enabled if one.read_last is not None]
    blind: list[Watch] = []
    for alike, text in _gaps(read, span):
        blind += alike
        yield _cause(f"{_named(alike)}{text}")
    clear = [one for one in read if one not in blind]
    if clear and span:
        text = f"{_named(clear)}在那些天读得到，列表上没有它"
        yield _cause(f"{text}：没有在这些栏目公布，或文号、标题写得不同")
    elif clear:
        yield _cause("不知道它是哪天的，无从断定来源那时有没有读到")


def _gaps(read: Sequence[Watch], span: Span | None) -> Iterator[tuple[list[Watch], str]]:
    """Sources that may not have seen what was published in those days, and why."""
    if span:
        later = [one for one in read if one.reached_on and span.first < one.reached_on]
        if later:
            days = sorted(one.reached_on for one in later if one.reached_on)
            back = f"{days[0]}" if days[0] == days[-1] else f"{days[0]} 到 {days[-1]}"
            yield later, f"最早只读到 {back} 的条目，更早的没有读过"
        for one in read:
            if one.read_last and day_of(one.read_last) < span.last:
                yield [one], f"最近一次读完是 {day_of(one.read_last)}，其后的没有看到"
    for one in read:
        for problem in one.kept:
            yield [one], f"{_spell(problem)}，其间的可能没有看到"


def _named(found: Sequence[Watch]) -> str:
    """“甲”、“乙”、“丙”等 5 个来源."""
    names = "、".join(f"“{one.source.name}”" for one in found[:_MOST_NAMES])
    return f"{names}等 {len(found)} 个来源" if len(found) > _MOST_NAMES else names


def _cause(text: str) -> Reason:
    return Reason(code="possible", text=f"可能：{text}")
