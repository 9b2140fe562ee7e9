"""The lists of a DOC file ([MS-DOC]: PlfLst with the levels behind it, PlfLfo)."""

from crawlers.attachments.numbering import Level, Numbering
from crawlers.attachments.old_properties import Fib

_LIST_SIZE, _OVERRIDE_SIZE, _LEVEL_HEAD = 28, 16, 28
_MOST_LISTS = 2000
_LEVELS = 9
_FORMS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter",
    10: "ideographDigital", 11: "japaneseCounting", 14: "decimalFullWidth",
    16: "chineseLegalSimplified", 18: "decimalEnclosedCircle", 22: "decimalZero", 23: "bullet",
    26: "decimalEnclosedFullstop", 27: "decimalEnclosedParen", 28: "decimalEnclosedCircle",
    29: "ideographEnclosedCircle", 30: "ideographTraditional", 31: "ideographZodiac",
    33: "taiwaneseCounting", 34: "ideographLegalTraditional", 35: "taiwaneseCounting",
    36: "taiwaneseDigital", 37: "chineseCounting", 38: "chineseLegalSimplified",
    39: "chineseCountingThousand", 255: "none",
}  # fmt: skip


def read_lists(table: bytes, fib: Fib) -> Numbering:
    """The lists by the number by which paragraphs name them."""
    levels = _levels(table, fib.start("PlfLst"))
    at = fib.start("PlfLfo")
    count = min(_number(table, at, 4), _MOST_LISTS) if at else 0
    shared: dict[str, str] = {}
    of_list: dict[str, dict[int, Level]] = {}
    for index in range(count):
        key = str(_number(table, at + 4 + index * _OVERRIDE_SIZE, 4))
        shared[str(index + 1)] = key
        of_list[str(index + 1)] = levels.get(key, {})
    return Numbering(of_list, shared)


def _levels(table: bytes, at: int) -> dict[str, dict[int, Level]]:
    """The levels of each list; they stand one after the other behind all the lists."""
    count = min(_number(table, at, 2), _MOST_LISTS) if at else 0
    lists = [table[at + 2 + i * _LIST_SIZE :][:_LIST_SIZE] for i in range(count)]
    at += 2 + count * _LIST_SIZE
    found: dict[str, dict[int, Level]] = {}
    for raw in lists:
        if len(raw) < _LIST_SIZE:
            break
        simple = bool(raw[26] & 1)
        levels = found.setdefault(str(int.from_bytes(raw[:4], "little")), {})
        for depth in range(1 if simple else _LEVELS):
            level, at = _level(table, at)
            levels[depth] = level
    return found


def _level(table: bytes, at: int) -> tuple[Level, int]:
    """A level, and where the next one begins."""
    head = table[at : at + _LEVEL_HEAD]
    if len(head) < _LEVEL_HEAD:
        return Level(form="none"), len(table)
    characters, paragraph = head[24], head[25]
    at += _LEVEL_HEAD + characters + paragraph
    size = _number(table, at, 2)
    units = [_number(table, at + 2 + 2 * i, 2) for i in range(min(size, 64))]
    text = "".join(f"%{unit + 1}" if unit < _LEVELS else chr(unit) for unit in units)
    form = _FORMS.get(head[4], "decimal")
    return Level(start=_number(head, 0, 4), form=form, text=text), at + 2 + 2 * size


def _number(raw: bytes, at: int, size: int) -> int:
    return int.from_bytes(raw[at : at + size], "little")
