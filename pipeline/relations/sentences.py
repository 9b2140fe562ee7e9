"""The sentences that names stand in: as written, and with a mark for each name. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.relations.citations import Mention
from pipeline.relations.own import marked_text
from pipeline.relations.wording import MARK
from storage.text import parse_date, squeeze

_STOP = re.compile("[。！？\n\t]")
_BEFORE, _AFTER = 240, 360
_SHOWN_BEFORE, _SHOWN_AFTER = 160, 240
_DAY = r"(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
_SINCE = re.compile(rf"(?:自|从|于)\s*({_DAY})\s*(?:起|零时|施行|实施|执行|失效|废止)")


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A sentence with marks for names."""

    marked: str
    at: int
    after: str
    """What follows in the paragraph, with marks."""


def since_in(text: str) -> date | None:
    """The last day from which a text says that something holds, or is over."""
    found = _SINCE.findall(text)
    return parse_date(found[-1]) if found else None


class Sentences:
    """Those of one passage."""

    def __init__(self, text: str, mentions: Sequence[Mention], since: date | None = None) -> None:
        self._text = text
        self._since = since
        self._marked = marked_text(text, mentions)
        self._places = [m.start() for m in re.finditer(MARK, self._marked)]

    def marked(self, place: int) -> Sentence:
        """The sentence of the name of that place among the names; cut where it is very long."""
        at = self._places[place]
        start, end = _around(self._marked, at, at + 1, _BEFORE, _AFTER)
        return Sentence(
            marked=self._marked[start:end],
            at=at - start,
            after=self._marked[end : end + _AFTER],
        )

    def shown(self, mention: Mention) -> str:
        """The sentence as written; cut where it is very long."""
        start, end = _around(self._text, mention.start, mention.end, _SHOWN_BEFORE, _SHOWN_AFTER)
        return squeeze(self._text[start : end + 1]).rstrip("\t\n ")

    def since(self, mention: Mention) -> date | None:
        """From when what is said of the name holds: in its sentence, before it, or its list."""
        start, end = _around(self._text, mention.start, mention.end, _BEFORE, _AFTER)
        for part in (self._text[start:end], self._text[max(0, start - _BEFORE) : start]):
            if found := since_in(part):
                return found
        return self._since


def _around(text: str, first: int, last: int, before: int, after: int) -> tuple[int, int]:
    """Where the sentence around a stretch begins and ends (its stop not included)."""
    low, high = max(0, first - before), min(len(text), last + after)
    start = low
    for found in _STOP.finditer(text, low, first):
        start = found.end()
    stop = _STOP.search(text, last, high)
    return start, stop.start() if stop else high
