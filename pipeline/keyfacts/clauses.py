"""The clauses of what is read: where they begin and end, and who is named in them. Pure."""

import re
from collections.abc import Iterator

from pipeline.keyfacts.doers import doer_in
from pipeline.keyfacts.tasks import FIRM_TASK, LEADS

Span = tuple[int, int]
NOTHING: Span = (0, 0)

STOP = re.compile("[；;。！？]")
CLAUSE = re.compile("[^，,；;。！？：:]+")
_BREAKS = "，,；;。：:"
_LAST = 4
"""So many clauses before a time are looked at for who acts."""


def led(text: str, start: int, end: int) -> int:
    """Where the words proper begin, without those that lead to them."""
    leads = LEADS.match(text, start, end)
    return leads.end() if leads else start


def clause_start(text: str, at: int) -> int:
    """Where the clause begins that stands before a place."""
    return max(text.rfind(sign, 0, at) for sign in _BREAKS) + 1


def clause_end(text: str, start: int, stop: int) -> int:
    """Where the first clause from a place on ends."""
    found = CLAUSE.search(text, start, stop)
    return found.end() if found else start


def part_start(text: str, at: int) -> int:
    """Where the part of the sentence begins, which semicolons divide."""
    return max(text.rfind(sign, 0, at) for sign in "；;。") + 1


def last_break(text: str, start: int, stop: int) -> int:
    """Where the words of one time end and the clause of the next one begins."""
    cut = max(text.rfind(sign, start, stop) for sign in "，,") if stop < len(text) else 0
    return cut if cut > start else stop


def doer_before(text: str, at: int) -> Span | None:
    """Who is named before a time, in its clause or one before it of the same part."""
    clauses = [found.span() for found in CLAUSE.finditer(text, part_start(text, at), at)]
    for start, end in reversed(clauses[-_LAST:]):
        if found := doer_in(text, led(text, start, end), end):
            return found
    return None


def apart(text: str, start: int, end: int) -> Iterator[Span]:
    """The tasks of a stretch: 完成甲，建成乙 are two, 制定甲，报乙备案 is one."""
    for found in CLAUSE.finditer(text, start, end):
        if found.start() > start and FIRM_TASK.match(text, *found.span()):
            yield start, found.start()
            start = found.start()
    yield start, end
