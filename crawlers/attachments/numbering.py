"""The numbers that Word puts before paragraphs: 第一条, 一、, （一）, 1. … are often not typed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST = 9999
_PLACE = re.compile(r"%([1-9])")
NONE, BULLET = "none", "bullet"


@dataclass(frozen=True)
class Level:
    """One level of a list: where it begins, how it counts, and what stands around the number."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    """As in Open XML: %1 stands for the number of the first level."""


@dataclass
class Numbering:
    """Counts the paragraphs of lists; several lists may share one count."""

    levels: Mapping[str, Mapping[int, Level]]
    """By list."""
    shared: Mapping[str, str] = field(default_factory=dict)
    """Which count a list goes on with."""
    restarts: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    """Where a list begins anew, though it shares its count."""
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _met: set[tuple[str, int]] = field(default_factory=set)

    def label(self, name: str, depth: int) -> str:
        """The number of the next paragraph of that list and level; empty for bullets."""
        levels = self.levels.get(name)
        level = levels.get(depth) if levels else None
        if levels is None or level is None:
            return ""
        counts = self._counts.setdefault(self.shared.get(name, name), {})
        restart = self.restarts.get(name, {}).get(depth)
        if restart is not None and (name, depth) not in self._met:
            counts[depth] = restart
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        self._met.add((name, depth))
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        if level.form in (NONE, BULLET):
            return "" if level.form == BULLET else _PLACE.sub("", level.text)
        return self._spelled(levels, counts, level)

    def _spelled(self, levels: Mapping[int, Level], counts: Mapping[int, int], level: Level) -> str:
        def number(found: re.Match[str]) -> str:
            depth = int(found[1]) - 1
            of = levels.get(depth, level)
            return spell(counts.get(depth, of.start), of.form)

        return _PLACE.sub(number, level.text)


def spell(number: int, form: str) -> str:
    """The number in that form (a name of Open XML's); digits for what is not known."""
    write = _FORMS.get(form)
    return write(number) if write and 0 < number <= _MOST else str(number)


def _counting(number: int, digits: str = _DIGITS, units: str = "十百千", one: str = "") -> str:
    out, zero = "", False
    for place in range(3, -1, -1):
        digit, number = divmod(number, 10**place)
        if not digit:
            zero = bool(out)
            continue
        out += (digits[0] if zero else "") + digits[digit] + (units[place - 1] if place else "")
        zero = False
    return out.removeprefix(one) if one and out.startswith(f"{one}{units[0]}") else out


def _chinese(number: int) -> str:
    return _counting(number, one="一")


def _digital(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _legal(number: int) -> str:
    return _counting(number, _FORMAL, "拾佰仟")


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        out += letters * count
    return out


def _from(characters: str) -> Callable[[int], str]:
    return lambda number: characters[number - 1] if number <= len(characters) else str(number)


def _run(first: str, count: int) -> str:
    return "".join(chr(ord(first) + at) for at in range(count))


_CIRCLED = _run("①", 20) + _run("㉑", 15) + _run("㊱", 15)
_FORMS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": _digital,
    "taiwaneseDigital": _digital,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "decimalEnclosedCircle": _from(_CIRCLED),
    "decimalEnclosedCircleChinese": _from(_CIRCLED),
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "ideographEnclosedCircle": _from(_run("㈠", 10)),
    "ideographTraditional": _from(_STEMS),
    "ideographZodiac": _from(_BRANCHES),
    "decimalFullWidth": lambda number: "".join(chr(ord("０") + int(d)) for d in str(number)),
    "decimalZero": lambda number: f"{number:02}",
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
}
