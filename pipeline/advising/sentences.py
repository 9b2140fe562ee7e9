"""Sentences of a text and of a summary, folded, with their figures and times. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.advising.figures import BASE, Figure, figures_in
from storage.text import fold

_SENTENCE = re.compile("[^。！？；;]+")
_CLAUSE = re.compile("[^,;:]+")
_AND = "、"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """A folded sentence."""

    text: str
    figures: tuple[Figure, ...]
    told: str = ""
    """The last time that an earlier sentence of the paragraph names."""
    rest: str = ""
    """What follows in the paragraph, up to the next time."""

    def clause(self, at: int) -> tuple[int, int]:
        """Where the clause of a place begins and ends."""
        spans = (found.span() for found in _CLAUSE.finditer(self.text))
        return next((span for span in spans if span[0] <= at < span[1]), (0, len(self.text)))

    def time_of(self, at: int) -> str:
        """The time that holds for a place: before it, after it in its clause, or told."""
        _, end = self.clause(at)
        before = [one.words for one in self.figures if one.is_date and one.end <= at]
        after = [one.words for one in self.figures if one.is_date and at < one.start < end]
        return (before[-1:] or after[:1] or [self.told])[0]

    def amounts(self, start: int, end: int) -> list[Figure]:
        """The figures between two places that are no times."""
        inner = (one for one in self.figures if start <= one.start < end)
        return [one for one in inner if not (one.is_date or one.is_label)]

    def before(self, one: Figure) -> str:
        """What its clause says before a figure, from the figure before it on."""
        start, _ = self.clause(one.start)
        ends = [other.end for other in self._parting() if other.end <= one.start]
        return BASE.sub("", self.text[max([start, *ends]) : one.start])

    def after(self, one: Figure) -> str:
        """What its clause says after a figure, up to the next one."""
        _, end = self.clause(one.start)
        starts = [other.start for other in self._parting() if other.start >= one.end]
        return self.text[one.end : min([end, *starts])]

    def _parting(self) -> list[Figure]:
        return [one for one in self.figures if not one.is_label]

    def words_before(self, one: Figure) -> str:
        """What the sentence says before a figure, without figures and times."""
        found, at = "", 0
        for other in self.figures:
            if other.end <= one.start:
                found += self.text[at : other.start].rstrip("到至于在") + ","
                at = other.end
        return BASE.sub("", found + self.text[at : one.start])

    def around(self, date: Figure) -> str:
        """What stands between the times before and after one, past the end of the sentence too."""
        dates = [one for one in self.figures if one.is_date]
        start = max((one.end for one in dates if one.end <= date.start), default=0)
        later = [one.start for one in dates if one.start >= date.end]
        after = self.text[date.end : later[0]] if later else self.text[date.end :] + self.rest
        return f"{self.text[start : date.start]},{after}"


def sentences_of(text: str) -> list[Sentence]:
    """The sentences of a text in order; lines are its paragraphs."""
    return [one for line in text.splitlines() for one in _of_paragraph(line)]


def _of_paragraph(line: str) -> Iterator[Sentence]:
    texts = [_folded(one) for one in _SENTENCE.findall(line)]
    figures = [tuple(figures_in(one)) for one in texts]
    told = ""
    for at, (one, inner) in enumerate(zip(texts, figures, strict=True)):
        yield Sentence(text=one, figures=inner, told=told, rest=_rest(texts, figures, at + 1))
        told = next((each.words for each in reversed(inner) if each.is_date), told)


def _folded(text: str) -> str:
    """Folded, but with the sign of enumerations, which ends no clause."""
    parts = [fold(part) for part in text.split(_AND)]
    return _THOUSANDS.sub("", _AND.join(parts))


def _rest(texts: list[str], figures: list[tuple[Figure, ...]], at: int) -> str:
    """The following sentences up to the first one that names a time."""
    found = ""
    for text, inner in zip(texts[at : at + 4], figures[at : at + 4], strict=True):
        if any(one.is_date for one in inner):
            break
        found += f",{text}"
    return found
