"""What can be seen wrong in a text without its official counterpart."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from compilation.proofing.alone.numbering import numbering_findings
from compilation.proofing.alone.rules import rule_spots
from compilation.proofing.beside.comparing import title_spot
from compilation.proofing.texts.passages import Passage, said
from compilation.proofing.texts.places import finding_at, findings_of
from compilation.proofing.texts.printed import Printed, Spot
from storage.records import Finding

_LONG = 20
_TITLE = re.compile(r"\s*《[^《》]{4,100}》\s*")
_SEEN = frozenset("-*+>#")
"""Marks of lists and headings that no official text begins a line with."""


def findings_alone(printed: Sequence[Passage], item: str, *, spaced: bool) -> list[Finding]:
    """What is wrong by itself; ``spaced``: the issue has spaces here and none there."""
    if not printed:
        return []
    return [
        *passage_findings(printed, item, spaced=spaced),
        *numbering_findings(printed, item),
        *_repeated(printed, item),
    ]


def passage_findings(printed: Sequence[Passage], item: str, *, spaced: bool) -> Iterator[Finding]:
    """What is wrong in single passages."""
    text = Printed(printed)
    found = [*_of_marks(text), *_titles(text), *map(text.break_spot, sorted(text.breaks))]
    for start, passage in text.passages():
        found += (
            Spot(
                subkind=one.subkind,
                start=start + one.start,
                end=start + one.end,
                expected=one.expected,
            )
            for one in rule_spots(passage, spaced=spaced)
        )
    return findings_of(text, _apart(found), item)


def _apart(found: Sequence[Spot]) -> list[Spot]:
    """The spots in the order of the text, of those that overlap the first."""
    kept: list[Spot] = []
    for spot in sorted(found, key=lambda one: (one.start, -one.end)):
        inside = kept and spot.start < kept[-1].end
        if not inside or kept[-1].subkind.startswith("markdown_bold"):
            kept.append(spot)
    return kept


def _of_marks(text: Printed) -> Iterator[Spot]:
    for trace in text.ours.traces:
        first = text.text[trace.marks[0][0] :].lstrip()[:1]
        bullet = trace.subkind in ("markdown_bullet", "markdown_heading")
        if trace.subkind != "blank" and (not bullet or first in _SEEN):
            yield text.trace_spot(trace)


def _titles(text: Printed) -> Iterator[Spot]:
    """Book title marks round a heading; lines of a list of titles are none."""
    lines = list(text.passages())
    for at, (start, passage) in enumerate(lines):
        beside = [lines[near][1] for near in (at - 1, at + 1) if 0 <= near < len(lines)]
        alone = not any(_TITLE.fullmatch(one.text) for one in beside)
        if at and passage.kind != "table" and alone and _TITLE.fullmatch(passage.text):
            whole = passage.text.strip()
            first = start + passage.text.index("《")
            yield title_spot(first, whole)


def _repeated(printed: Sequence[Passage], item: str) -> Iterator[Finding]:
    for one, following in pairwise(printed):
        if len(said(one)) >= _LONG and said(one) == said(following):
            yield finding_at("doubled_paragraph", item, following, (following.text[:60], ""))
