"""A month held against the last one and the same one a year before: by part, issuer, topic. Pure.

Where nothing was watched and nothing imported there is no count: ``None``, never 0.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from compilation.faults import IssueError
from storage.agencies import usual_name
from storage.records import UNPLACED, Office, Part

CountBasis = Literal["imported", "frozen", "detected", "none"]
BASIS_WORDS: dict[CountBasis, str] = {
    "imported": "已出刊（导入的汇编）",
    "frozen": "已出刊（在此定稿）",
    "detected": "监测所得（如现在起草会收入的，含待定）",
    "none": "无数据",
}
"""By what the documents of a month are counted."""
NO_DATA = "无数据"
UNNAMED, NO_TOPIC = "未写明机关", "未归主题"
_MONTH = re.compile("20[0-9]{2}-(?:0[1-9]|1[0-2])")
_SHOWN = 20
"""Characters of what is no month."""
_OFFICE = re.compile(r"(?<=[部委局署院会行])(?:办公厅|办公室|综合司)$")
_AND_OTHERS = re.compile(r"等(?:[\d一二三四五六七八九十]+个?)?(?:部门|单位|部委)?$")
_OWN_OFFICES = ("国务院办公厅", "中共中央办公厅")
"""They issue in their own name, with numbers of their own."""
_LOCAL_USUAL = (
    ("发展和改革委员会", "发展改革委"),
    ("住房和城乡建设", "住房城乡建设"),
    ("人力资源和社会保障", "人力资源社会保障"),
)
"""Of agencies of provinces and cities: 河北省发展和改革委员会."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A document of a month, as it is counted."""

    part: Part | None
    issuers: tuple[str, ...]
    """All that sign."""
    topics: tuple[str, ...]
    """Ids, ``top`` or ``top.sub``, the primary one first."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What is counted of a month, and by what."""

    month: str
    basis: CountBasis
    entries: tuple[Entry, ...] = ()
    unwatched: frozenset[Part] = frozenset()
    """Parts of which nothing was watched then: there are no counts of them."""
    note: str = ""
    """What else is to be known of it, in Chinese."""

    @property
    def size(self) -> int | None:
        return None if self.basis == "none" else len(self.entries)


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many documents of one part, issuer or topic; ``None``: not known."""

    key: str
    name: str
    now: int | None
    last_month: int | None
    last_year: int | None

    @property
    def against_month(self) -> int | None:
        """How many more than last month."""
        return _difference(self.now, self.last_month)

    @property
    def against_year(self) -> int | None:
        """How many more than in the same month last year."""
        return _difference(self.now, self.last_year)

    @property
    def is_new(self) -> bool:
        """There are some now, and were none in what is known of the other months."""
        known = [one for one in (self.last_month, self.last_year) if one is not None]
        return bool(self.now and known and not any(known))

    @property
    def has_vanished(self) -> bool:
        """There are none now, and were some then."""
        return self.now == 0 and bool(self.last_month or self.last_year)


@dataclass(frozen=True, kw_only=True)
class TopicCount:
    """Of one topic: documents that it leads, and all that touch on it."""

    primary: Count
    touched: Count


@dataclass(frozen=True, kw_only=True)
class Months:
    """A month against two others."""

    now: Tally
    last_month: Tally
    last_year: Tally
    total: Count
    parts: tuple[Count, ...]
    issuers: tuple[Count, ...]
    """Joint documents count for each issuer."""
    topics: tuple[TopicCount, ...]

    @property
    def led_topics(self) -> tuple[Count, ...]:
        """Of the topics that lead any document: how many."""
        counts = (one.primary for one in self.topics)
        return tuple(one for one in counts if one.now or one.last_month or one.last_year)

    @property
    def new_issuers(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.issuers if one.is_new)

    @property
    def vanished_issuers(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.issuers if one.has_vanished)


def is_month(text: str) -> bool:
    """Whether it is a month, written as 2023-12."""
    return _MONTH.fullmatch(text) is not None


def checked(month: str) -> str:
    """The month itself. Raises ``IssueError`` if it is none."""
    if not is_month(month):
        shown = month if len(month) <= _SHOWN else f"{month[:_SHOWN]}…"
        raise IssueError(f"不是月份：“{shown}”，请写成 2023-12 这样。")
    return month


def moved(month: str, months: int) -> str:
    """The month so many months later: 2023-12 and 1 is 2024-01."""
    year, number = divmod(month_index(month) + months, 12)
    return f"{year:04}-{number + 1:02}"


def month_index(month: str) -> int:
    """Months since the year 0."""
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number) - 1


def first_of(month: str) -> date:
    """The first day of the month."""
    return date.fromisoformat(f"{month}-01")


def last_of(month: str) -> date:
    """The last day of the month."""
    return first_of(moved(month, 1)) - timedelta(days=1)


def month_words(month: str) -> str:
    """2023年12月."""
    year, _, number = month.partition("-")
    return f"{year}年{int(number)}月"


def issuer_name(name: str) -> str:
    """The agency under its usual name, without its office, as it is counted."""
    usual = usual_name(_AND_OTHERS.sub("", "".join(name.split())))
    for full, short in _LOCAL_USUAL:
        usual = usual.replace(full, short)
    return usual if usual in _OWN_OFFICES else _OFFICE.sub("", usual)


def months_of(
    tallies: tuple[Tally, Tally, Tally], topics: Mapping[str, str], office: Office
) -> Months:
    """The counts of a month beside those of the last one and of a year before.

    ``topics``: their names by id.
    """
    now, last_month, last_year = tallies
    return Months(
        now=now,
        last_month=last_month,
        last_year=last_year,
        total=_count("", "合计", [tally.size for tally in tallies]),
        parts=tuple(_parts(tallies, office)),
        issuers=tuple(_issuers(tallies)),
        topics=tuple(_topics(tallies, topics)),
    )


def basis_lines(months: Months) -> tuple[str, ...]:
    """What is held against what, in Chinese lines."""
    tallies = (months.now, months.last_month, months.last_year)
    lines = [_basis_line(tally) for tally in tallies]
    printed = {tally.basis == "detected" for tally in tallies if tally.basis != "none"}
    if len(printed) > 1:
        lines.append("有的月份按已出刊的计，有的按监测所得计：两者口径不同，增减只供参考。")
    return tuple(lines)


def _basis_line(tally: Tally) -> str:
    size = "" if tally.size is None else f"，{tally.size} 件"
    note = f"；{tally.note}" if tally.note else ""
    return f"{month_words(tally.month)}：{BASIS_WORDS[tally.basis]}{size}{note}。"


def _difference(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one - other


def _count(key: str, name: str, counts: Sequence[int | None]) -> Count:
    now, last_month, last_year = counts
    return Count(key=key, name=name, now=now, last_month=last_month, last_year=last_year)


def _parts(tallies: Sequence[Tally], office: Office) -> Iterable[Count]:
    found = [Counter(one.part for one in tally.entries) for tally in tallies]
    strange = {part for one in found for part in one if part and part not in office.ids}
    parts: list[Part | None] = [*office.ids, *sorted(strange)]
    if any(one[None] for one in found):
        parts.append(None)
    for part in parts:
        counts = [
            None if tally.basis == "none" or part in tally.unwatched else one[part]
            for tally, one in zip(tallies, found, strict=True)
        ]
        yield _count(part or "", office.titles.get(part, part) if part else UNPLACED, counts)


def _issuers(tallies: Sequence[Tally]) -> list[Count]:
    """The busiest first; of an issuer of whose parts nothing was watched there is no count."""
    found = [_tallied(tally, _issuers_of) for tally in tallies]
    parts: dict[str, set[Part | None]] = {}
    for tally in tallies:
        for entry in tally.entries:
            for name in _issuers_of(entry):
                parts.setdefault(name, set()).add(entry.part)
    counts = [
        _count(
            name,
            name,
            [
                None if tally.basis == "none" or mine <= tally.unwatched else one[name]
                for tally, one in zip(tallies, found, strict=True)
            ],
        )
        for name, mine in parts.items()
    ]
    return sorted(counts, key=_busiest)


def _issuers_of(entry: Entry) -> tuple[str, ...]:
    return tuple(dict.fromkeys(issuer_name(one) for one in entry.issuers if one)) or (UNNAMED,)


def _topics(tallies: Sequence[Tally], names: Mapping[str, str]) -> list[TopicCount]:
    primary = [_tallied(tally, lambda one: _tops(one)[:1]) for tally in tallies]
    touched = [_tallied(tally, _tops) for tally in tallies]
    tops = dict.fromkeys(key for one in touched for key in one)
    counts = [
        TopicCount(
            primary=_count(key, names.get(key, key or NO_TOPIC), _known(tallies, primary, key)),
            touched=_count(key, names.get(key, key or NO_TOPIC), _known(tallies, touched, key)),
        )
        for key in tops
    ]
    return sorted(counts, key=lambda one: (_busiest(one.primary), _busiest(one.touched)))


def _tops(entry: Entry) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.partition(".")[0] for one in entry.topics)) or ("",)


def _known(tallies: Sequence[Tally], found: Sequence[Counter[str]], key: str) -> list[int | None]:
    pairs = zip(tallies, found, strict=True)
    return [None if tally.basis == "none" else one[key] for tally, one in pairs]


def _tallied(tally: Tally, keys: Callable[[Entry], Iterable[str]]) -> Counter[str]:
    return Counter(key for entry in tally.entries for key in keys(entry))


def _busiest(one: Count) -> tuple[int, int, str]:
    return -(one.now or 0), -((one.last_month or 0) + (one.last_year or 0)), one.name
