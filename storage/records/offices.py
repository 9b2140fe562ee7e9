"""The office that makes the compilation: its province, and the parts of its issues."""

from dataclasses import dataclass
from typing import Literal, get_args

from storage.records.words import Part

PartKind = Literal["central", "mee", "ministry", "province", "city", "elsewhere"]
"""Of documents, by whose they are; ``city``: of the own province's cities and below, ``elsewhere``:
of another province."""
PART_KINDS: tuple[PartKind, ...] = get_args(PartKind)
PART_KIND_WORDS: dict[PartKind, str] = {
    "central": "中央文件",
    "mee": "生态环境部文件",
    "ministry": "部委文件",
    "province": "本省文件",
    "city": "本省各市文件",
    "elsewhere": "外省文件",
}
"""How people are told of them."""
UNPLACED = "未归编"
"""How people are told of a document without a part."""
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, kw_only=True)
class OfficePart:
    """One part (编) of the office's issues."""

    id: Part
    title: str
    """As printed, without 第一编."""
    name: str
    """Short: in digests and lists."""
    takes: tuple[PartKind, ...]
    """Whose documents it takes."""
    issuers: tuple[str, ...] = ()
    """Agencies whose documents it takes, whatever the other parts take."""
    regions: tuple[str, ...] = ()
    """Provinces or cities whose documents it takes, whatever the other parts take."""
    first: tuple[str, ...] = ()
    """Issuers whose documents stand first in it, in this order; the others follow by date."""


@dataclass(frozen=True, kw_only=True)
class Office:
    """The parts in the order of an issue; made by ``storage.office.load_office``."""

    region: str
    """Its province, or city, as records write it: 河北."""
    parts: tuple[OfficePart, ...]
    file: str
    """Where it was read from."""
    fingerprint: str
    """Of all that decides which part a document gets."""

    @property
    def ids(self) -> tuple[Part, ...]:
        return tuple(one.id for one in self.parts)

    @property
    def titles(self) -> dict[Part, str]:
        """Of every part as an issue prints it: 第一编 中央文件."""
        return {one.id: numbered(at, one.title) for at, one in enumerate(self.parts, 1)}

    @property
    def names(self) -> dict[Part, str]:
        """Of every part, short."""
        return {one.id: one.name for one in self.parts}

    @property
    def late_title(self) -> str:
        """Of the part of late arrivals, after all others."""
        return numbered(len(self.parts) + 1, "补遗")

    def title_of(self, part: Part | None) -> str:
        """The part's title; of none, and of one that the office does not have, 未归编."""
        return self.titles.get(part or "", UNPLACED)

    def name_of(self, part: Part | None) -> str:
        """The part's short name; of none, and of one that the office does not have, 未归编."""
        return self.names.get(part or "", UNPLACED)

    def part_of(self, kind: PartKind) -> OfficePart | None:
        """The part that takes documents of that kind; None: it prints none of them."""
        return next((one for one in self.parts if kind in one.takes), None)


def numbered(number: int, title: str) -> str:
    """第十一编 title."""
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return f"第{ten}{_DIGITS[ones] if ones or not tens else ''}编 {title}"
