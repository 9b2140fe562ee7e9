"""Numbers of announcements that leave their agency out: 2026年第11号 under the title of a 公告."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawlers.extract.signing import split_names

_OPEN, _CLOSE = "[〔\\[［(（【]", "[〕\\]］)）】]"
_WORD = "公告|通告"
_COUNT = r"(?:(?P<year>(?:19|20)\d\d)\s*年\s*)?第\s*(?P<serial>\d{1,4})\s*号"
_LINE = re.compile(
    rf"(?:(?P<word>{_WORD})\s*)?{_OPEN}?\s*{_COUNT}\s*{_CLOSE}?\s*(?P<after>{_WORD})?"
)
_AT_END = re.compile(rf"的(?P<word>{_WORD})\s*{_OPEN}?\s*{_COUNT}\s*{_CLOSE}?$")
_AT_START = re.compile(
    rf"(?:(?P<word>{_WORD})\s*{_OPEN}?\s*{_COUNT}\s*{_CLOSE}?|{_COUNT.replace('P<', 'P<late_')}"
    rf"(?P<after>{_WORD}))\s*(?=[\s：:—-]|关于|$)"
)
_KIND = re.compile(rf"({_WORD})(?:\s*[（(][^（）()]*[）)])*$")
_SENT_ON = re.compile("转发|学习|贯彻|落实|解读|读懂|图解|问答|答记者问")
_BY_ITSELF = re.compile(rf"(?:{_WORD})(?=[（(〔\[]?(?:(?:19|20)\d\d|第\d))")
_NEAR = 4
"""Lines below the heading within which a number without a year stands."""


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What an announcement's number is made of; the agency is named elsewhere on the page."""

    word: str
    year: str | None
    serial: int

    def number(self, agencies: Sequence[str]) -> str | None:
        """The number in its normal form; without agencies the bare one, if it has a year."""
        year = f"{self.year}年" if self.year else ""
        if agencies:
            return f"{' '.join(agencies)}{self.word}{year}第{self.serial}号"
        return f"{year}第{self.serial}号" if year else None


def in_title(title: str) -> Announcement | None:
    """The number at either end of a title: 关于…的公告（2026年第10号）, 公告2026年第4号 关于…."""
    if found := _AT_START.match(title):
        said = found.groupdict()
        return Announcement(
            word=said["word"] or said["after"],
            year=said["year"] or said["late_year"],
            serial=int(said["serial"] or said["late_serial"]),
        )
    found = _AT_END.search(title)
    if found is None or not title[: found.start()] or _speaks_of_another(title):
        return None
    return Announcement(word=found["word"], year=found["year"], serial=int(found["serial"]))


def _speaks_of_another(title: str) -> bool:
    """转发…关于…的公告（2026年第10号）: the number is that of what it sends on."""
    return bool(_SENT_ON.search(title)) and (title.count("关于") > 1 or "转发" in title)


def in_lines(title: str, lines: Sequence[str]) -> Announcement | None:
    """The number on a line of its own at the head, if line or title say that it announces."""
    kind = _KIND.search(title)
    for at, line in enumerate(lines):
        found = _LINE.fullmatch(line.strip()) if "号" in line else None
        if found is None or not (found["year"] or at < _NEAR):
            continue
        alone = at > 0 and lines[at - 1].strip() in _WORD.split("|")
        word = found["word"] or found["after"] or (lines[at - 1].strip() if alone else "")
        if word or kind:
            told = word or (kind[1] if kind else "")
            return Announcement(word=told, year=found["year"], serial=int(found["serial"]))
    return None


def with_agencies(number: str, agencies: Sequence[str]) -> str:
    """公告〔2026〕11号 with the names of its agencies before it, if they are known."""
    return " ".join(agencies) + number if _BY_ITSELF.match(number) else number


def agencies_of(title: str) -> tuple[str, ...]:
    """The agencies that a title names before 关于, or before 公告 at its end."""
    head, about, _ = title.partition("关于")
    kind = _KIND.search(title)
    if not about and kind:
        head = title[: kind.start()]
    return split_names(head) if about or kind else ()
