"""What a document said at a moment, as far as that is known. Pure.

Nothing is guessed: before the first capture nothing is known; between two captures that differ, the
earlier one is given, and that it is so is said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from pipeline.history.spans import Span
from pipeline.history.turns import Edition, FileLine, History, Line, Turn
from storage.clock import SHANGHAI, midnight
from storage.records import Version

_LAST = time(23, 59, 59)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEARS = range(1900, 3000)
"""Of which a moment can be asked for: clocks cannot count on from the last one of all."""
Certainty = Literal["certain", "open", "unknown"]
"""Captures on both sides say the same; none that follows does; nothing was captured."""


@dataclass(frozen=True, kw_only=True)
class Stood:
    """What stood at a moment."""

    moment: datetime
    certainty: Certainty
    note: str
    """In Chinese: how that is known, or why it is not."""
    turn: Turn | None = None
    """With the version; ``None``: not known."""
    line: Line | None = None
    """The page that said so."""
    files: tuple[tuple[FileLine, Edition], ...] = ()

    @property
    def version(self) -> Version | None:
        return self.turn.version if self.turn else None


def moment_of(text: str) -> datetime:
    """The moment that a date (its last one, in China) or a moment with an offset stands for.

    Raises ``ValueError``.
    """
    moment = datetime.fromisoformat(text)
    if moment.year not in _YEARS:
        raise ValueError(f"no year to ask for: {moment.year}")
    if _DAY.fullmatch(text):
        return midnight(moment.date() + timedelta(days=1)) - timedelta(seconds=1)
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def as_of(history: History, moment: datetime) -> Stood:
    """What the document said at that moment: by its leading page, else by the copy known then."""
    known = [line for line in history.lines if line.turns[0].span.since.not_after <= moment]
    if not known:
        return Stood(moment=moment, certainty="unknown", note=_unknown(history))
    line = next((one for one in known if one.leading), known[0])
    place = _place([turn.span for turn in line.turns], moment)
    turn = line.turns[place]
    after = line.turns[place + 1] if place + 1 < len(line.turns) else None
    certain = moment <= turn.span.last_seen
    note = _certain(turn) if certain else _open(turn, after)
    if turn.version is None:
        before = next((one for one in reversed(line.turns[:place]) if one.version), None)
        note = f"{turn.summary}；此处为撤下前的文字"
        turn = before or turn
    if not line.leading:
        note += f"；当时只见于转载页 {line.posting.url}"
    return Stood(
        moment=moment,
        certainty="certain" if certain else "open",
        note=note,
        turn=turn,
        line=line,
        files=_files(history, moment) if line.leading else (),
    )


def shown(moment: datetime) -> str:
    """2023-12-08 09:00 in Shanghai; the last second of a day is the day: 2023-12-08."""
    local = moment.astimezone(SHANGHAI)
    return f"{local:%Y-%m-%d}" if local.time() == _LAST else f"{local:%Y-%m-%d %H:%M}"


def _place(spans: Sequence[Span], moment: datetime) -> int:
    """Of the last span that had begun."""
    begun = [at for at, span in enumerate(spans) if span.since.not_after <= moment]
    return begun[-1]


def _unknown(history: History) -> str:
    firsts = [line.turns[0].span.since.not_after for line in history.lines]
    published = history.document.published_on
    said = f"，页面注明的发布日期是 {published}" if published else ""
    if not firsts:
        return f"没有抓取记录，不知道当时的文字{said}"
    return f"首次抓取在 {shown(min(firsts))}，此前的文字不得而知{said}"


def _certain(turn: Turn) -> str:
    first, last = turn.span.since.not_after, turn.span.last_seen
    return f"{shown(first)} 至 {shown(last)} 历次抓取都是这一文本"


def _open(turn: Turn, after: Turn | None) -> str:
    last = shown(turn.span.last_seen)
    if after is None:
        return f"最后一次抓取在 {last}，此后未见变动，也未再抓取"
    what = "页面撤下" if after.version is None else "文字改动"
    first = shown(after.span.since.not_after)
    return f"{last} 至 {first} 之间{what}，何时不得而知；此处为改动前的文字"


def _files(history: History, moment: datetime) -> tuple[tuple[FileLine, Edition], ...]:
    found = []
    for line in history.files:
        spans = [one.span for one in line.editions]
        if spans[0].since.not_after <= moment:
            found.append((line, line.editions[_place(spans, moment)]))
    return tuple(found)
