"""Which part of the office's own compilation a part of an issue is."""

import re

from compilation.reading.pieces import Notes, Piece
from compilation.reading.structure.numbering import without_label
from storage.records import Office, Part, PartKind
from storage.text import fold

_WORDS: tuple[tuple[PartKind, re.Pattern[str]], ...] = (
    ("mee", re.compile("生态环境部")),
    ("central", re.compile("中央|国务院")),
    ("ministry", re.compile("部委|部门|各部")),
    ("elsewhere", re.compile("外省|其他省|各省|兄弟省")),
    ("city", re.compile(r"(?:各|所属)[市县地]|[地设]区?市(?:文件|政策)")),
    ("province", re.compile(r"(?:[省市区州县]|地方)(?:级|政府)*(?:文件|政策|法规|规章|性)*$")),
)
_OF_PLACES: tuple[PartKind, ...] = ("province", "city", "elsewhere")
_LATE = "补遗"


def known_part(title: str, office: Office, notes: Notes, heading: Piece | None) -> Part | None:
    """The part that a heading names; None, and said so, for one that the office does not have."""
    words = without_label(title)
    for part in office.parts:
        if words and fold(part.title) == fold(words):
            return part.id
    own = "、".join(office.titles.values())
    kind = next((one for one, pattern in _WORDS if pattern.search(words)), None)
    found = office.part_of(kind) if kind else None
    if found is not None:
        if kind in _OF_PLACES:
            there = office.title_of(found.id)
            notes.add(f"“{title}”不是本汇编的编（{own}），归入{there}", heading)
        return found.id
    if words and _LATE not in words:
        notes.add(f"“{title}”不是本汇编的编（{own}），照原样保留", heading)
    return None
