"""A title as it is read: without breaks inside words, in simplified characters. Pure."""

import re
import unicodedata
from dataclasses import dataclass, replace

from storage.records import Classification, Evidence, TopicScore
from storage.simplified import in_simplified

_DROPPED = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_CHINESE = re.compile("[\u4e00-\u9fff]")
# What some PDF files have for the characters: 民 written as the radical ⺠ is.
_RADICALS = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_WHOLE = str.maketrans(_RADICALS)


@dataclass(frozen=True, slots=True)
class AsRead:
    """A title as it is read, and where each of its characters stands in the title as given."""

    text: str
    given: str
    places: tuple[int, ...] | None
    """``None``: at the same place."""

    def shown(self, found: Classification) -> Classification:
        """The same with the evidence of the title in the words and places as given."""
        if self.text == self.given:
            return found
        return replace(
            found,
            evidence=self._all(found.evidence),
            topics=tuple(
                TopicScore(id=one.id, score=one.score, evidence=self._all(one.evidence))
                for one in found.topics
            ),
        )

    def _all(self, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        return tuple(self._one(one) if one.field == "title" else one for one in evidence)

    def _one(self, found: Evidence) -> Evidence:
        start, end = found.start, found.end
        if self.places is not None and end > start:
            start, end = self.places[start], self.places[end - 1] + 1
        return replace(found, text=self.given[start:end], start=start, end=end)


def as_read(title: str) -> AsRead:
    """The title in simplified characters, white space made one, breaks inside words closed."""
    simple = simplified(title)
    if " ".join(simple.split()) == simple and not _DROPPED.search(simple):
        return AsRead(simple, title, None)
    kept: list[str] = []
    places: list[int] = []
    gap = ""
    for at, char in enumerate(simple):
        if _DROPPED.match(char):
            continue
        if char.isspace():
            gap += char
            continue
        if kept and gap and not _is_break(gap, kept[-1], char):
            kept.append(" ")
            places.append(at - 1)
        gap = ""
        kept.append(char)
        places.append(at)
    return AsRead("".join(kept), title, tuple(places))


def _is_break(gap: str, before: str, after: str) -> bool:
    """Whether white space only breaks a line: none is written between Chinese characters."""
    return gap.strip(" \u3000\u00a0") != "" and bool(
        _CHINESE.match(before) and _CHINESE.match(after)
    )


def simplified(text: str) -> str:
    """The text in simplified characters, each in the place of the one it stands for."""
    whole = text.translate(_WHOLE)
    converted = in_simplified(whole)
    if len(converted) == len(whole):
        return converted
    return "".join(in_simplified(char)[:1] or char for char in whole)
