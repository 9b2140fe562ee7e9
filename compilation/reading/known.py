"""Which part of our own compilation a part of an issue is."""

import re

from compilation.parts import PART_TITLES
from compilation.reading.pieces import Notes, Piece
from compilation.reading.structure.numbering import without_label
from storage.records import Part
from storage.text import fold

_WORDS: tuple[tuple[Part, re.Pattern[str]], ...] = (
    ("mee", re.compile("生态环境部")),
    ("central", re.compile("中央|国务院")),
    ("ministry", re.compile("部委|部门|各部")),
    ("province", re.compile(r"(?:[省市区州县]|地方)(?:级|政府)*(?:文件|政策|法规|规章|性)*$")),
)
_LATE = "补遗"


def known_part(title: str, notes: Notes, heading: Piece | None) -> Part | None:
    """The part that a heading names; None, and said so, for one that we do not have."""
    words = without_label(title)
    for part, own in PART_TITLES.items():
        if words and fold(own.partition(" ")[2]) == fold(words):
            return part
    own = "、".join(PART_TITLES.values())
    for part, pattern in _WORDS:
        if pattern.search(words):
            if part == "province":
                notes.add(f"“{title}”不是本汇编的编（{own}），归入{PART_TITLES[part]}", heading)
            return part
    if words and _LATE not in words:
        notes.add(f"“{title}”不是本汇编的编（{own}），照原样保留", heading)
    return None
