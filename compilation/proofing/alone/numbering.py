"""Numbers of clauses that jump: （一）（二）（四）."""

import re
from collections.abc import Iterator, Sequence

from compilation.proofing.texts.passages import Passage
from compilation.proofing.texts.places import finding_at
from storage.records import Finding
from storage.text import cjk_number

_ORDINAL = re.compile(r"[一二三四五六七八九十百零〇两]{1,5}|\d{1,3}")
_FARTHEST = 3


def numbering_findings(printed: Sequence[Passage], item: str) -> Iterator[Finding]:
    """A label that leaves out the one before it, or stands twice."""
    for series in _series(printed):
        for at in range(1, len(series)):
            before, (number, passage) = series[at - 1][0], series[at]
            following = series[at + 1][0] if at + 1 < len(series) else 0
            jumps = before + 1 < number <= before + _FARTHEST
            again = number == before and following == before + 2
            if jumps or again:
                expected = passage.label.replace(
                    _shown(passage.label), _like(passage.label, before + 1)
                )
                yield finding_at("numbering_jump", item, passage, (passage.label, expected))


def _series(printed: Sequence[Passage]) -> list[list[tuple[int, Passage]]]:
    """The labels of one level under one clause, each with its number."""
    done: list[list[tuple[int, Passage]]] = []
    running: dict[int, list[tuple[int, Passage]]] = {}
    for passage in printed:
        level = passage.unit.level
        if not level or passage.kind == "table" or (number := _number(passage.label)) is None:
            continue
        for lower in [one for one in running if one > level]:
            done.append(running.pop(lower))
        if number == 1 and level in running:
            done.append(running.pop(level))
        running.setdefault(level, []).append((number, passage))
    return [*done, *running.values()]


def _number(label: str) -> int | None:
    found = _ORDINAL.search(label)
    if not found or "." in label.rstrip("."):
        return None
    try:
        return cjk_number(found[0])
    except KeyError:
        return None


def _shown(label: str) -> str:
    found = _ORDINAL.search(label)
    return found[0] if found else label


def _like(label: str, number: int) -> str:
    """The number written as the label writes its own."""
    if _shown(label).isdecimal():
        return str(number)
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    if tens == 0:
        return digits[ones]
    return ("" if tens == 1 else digits[tens % 10]) + "十" + (digits[ones] if ones else "")
