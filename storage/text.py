"""Folding of Chinese official text: for comparing, never for showing. Pure; used by every layer."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

_ZERO_WIDTH = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad]")
_SPACE = re.compile(r"\s+")
# Variants that agencies use for one another; NFKC folds widths and compatibility forms before.
_VARIANTS = str.maketrans(
    {
        "〔": "[", "〕": "]", "【": "[", "】": "]", "〖": "[", "〗": "]", "﹝": "[", "﹞": "]",
        "“": '"', "”": '"', "„": '"', "‟": '"', "「": '"', "」": '"', "『": '"', "』": '"',
        "‘": "'", "’": "'",
        "—": "-", "–": "-", "―": "-", "‐": "-", "‑": "-", "−": "-", "─": "-", "﹣": "-",
        "·": ".", "•": ".", "・": ".", "‧": ".", "。": ".", "、": ",", "〈": "<", "〉": ">",
        "《": "<", "》": ">", "～": "~", "〜": "~",
    }
)  # fmt: skip

_CJK_DIGITS = {"〇": 0, "○": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6,
               "七": 7, "八": 8, "九": 9, "两": 2, "O": 0}  # fmt: skip
_CJK_UNITS = {"十": 10, "百": 100}

_ORG = r"[\u4e00-\u9fff]{1,14}"
_OPEN, _CLOSE = r"[〔\[［(（【﹝]", r"[〕\]］)）】﹞]"
# 发改环资〔2023〕1529号; 国发﹝2023﹞24号; 冀政办字[2023]3号; 雄安建〔2023〕3010号
_NUMBER = re.compile(
    rf"(?P<org>{_ORG})\s*{_OPEN}\s*(?P<year>(?:19|20)\d{{2}})\s*(?:年)?\s*{_CLOSE}\s*第?\s*"
    r"(?P<serial>\d{1,5})\s*号"
)
# 海关总署公告2023年第190号; 2023年 第52号; 中华人民共和国生态环境部令第31号
_ANNOUNCEMENT = re.compile(
    rf"(?P<org>(?:[\u4e00-\u9fff]{{2,19}}[部委局署会行院厅办室] ){{0,12}}{_ORG}?)"
    r"\s*(?P<year>(?:19|20)\d{2})\s*年\s*第\s*(?P<serial>\d{1,5})\s*号"
)
_ORDER = re.compile(rf"(?P<org>{_ORG}令)\s*第\s*(?P<serial>\d{{1,4}})\s*号")
# Between the agencies of a joint announcement; the state's name is part of an agency's.
_BETWEEN_NAMES = re.compile(r"(?<=[\u4e00-\u9fff]{3})(?<!中华人民共和国)\s+(?=[\u4e00-\u9fff]{3})")

_DATE = re.compile(
    r"(?P<y>(?:19|20)\d{2})\s*[年/.\-]\s*(?P<m>\d{1,2})\s*[月/.\-]\s*(?P<d>\d{1,2})(?!\d)"
)
_COMPACT_DATE = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)")
_CJK_DATE = re.compile(
    r"(?P<y>[二一][〇○零oO0一二三四五六七八九]{3})\s*年\s*"
    r"(?P<m>十?[一二三四五六七八九十])\s*月\s*"
    r"(?P<d>[二三]?十?[一二三四五六七八九十])\s*日"
)


def _folding() -> list[int | str | None]:
    """What ``fold`` puts in a character's place: one pass over the text does most of the work.

    The blocks of letters, marks and compatibility forms; ``fold`` itself sees to the rare rest.
    A list, in which characters that stay are found as well: what is not found costs twice as much.
    """
    table: list[int | str | None] = list(range(0x10000))
    for code in (*range(0x3400), *range(0xF900, 0x10000)):
        shown = chr(code)
        if _ZERO_WIDTH.match(shown) or _SPACE.match(shown):
            table[code] = None
            continue
        folded = unicodedata.normalize("NFKC", shown).translate(_VARIANTS)
        if folded != shown:
            table[code] = _SPACE.sub("", _ZERO_WIDTH.sub("", folded))
    return table


_FOLDING = _folding()


@lru_cache(maxsize=256)
def fold(text: str) -> str:
    """The text with widths, brackets, quotes, dashes, spaces and zero-width marks made one.

    Compatibility forms are composed (NFKC), so that a letter and its mark are one too.
    """
    folded = text.translate(_FOLDING)
    while not unicodedata.is_normalized("NFKC", folded):
        folded = unicodedata.normalize("NFKC", folded).translate(_FOLDING)
    return folded


def squeeze(text: str) -> str:
    """The text as shown, each run of white space one space, zero-width marks dropped."""
    return _SPACE.sub(" ", _ZERO_WIDTH.sub("", text)).strip()


def title_key(title: str) -> str:
    """What the titles of one work share: folded, from 关于 on (else from 印发), without a number.

    >>> title_key("国家发展改革委办公厅关于印发首批碳达峰试点名单的通知")
    '关于印发首批碳达峰试点名单的通知'
    """
    folded = fold(_NUMBER.sub("", title))
    folded = re.sub(r"\(\)|\[\]", "", folded)
    folded = re.sub(r"[<>\"',.:;]", "", folded)
    at = folded.find("关于")
    return folded[at:] if at > 0 else folded


def join_names(text: str) -> str:
    """The text without white space, but for one space between names of three or more characters.

    >>> join_names("商务部  海关总署")
    '商务部 海关总署'
    >>> join_names("生 态 环 境 部")
    '生态环境部'
    """
    return " ".join(_SPACE.sub("", part) for part in _BETWEEN_NAMES.split(text))


def document_number(text: str) -> str | None:
    """The first document number in ``text`` in its normal form, or None.

    〔〕 form without spaces for 发文字号; announcements and orders keep their words.

    >>> document_number("发改环资 [2023] 1529 号")
    '发改环资〔2023〕1529号'
    >>> document_number("生态环境部 公告 2023年 第 34 号")
    '生态环境部公告2023年第34号'
    """
    if found := _NUMBER.search(text):
        return f"{found['org']}〔{found['year']}〕{found['serial']}号"
    if found := _ANNOUNCEMENT.search(join_names(text)):
        return f"{found['org']}{found['year']}年第{int(found['serial'])}号"
    if found := _ORDER.search(_SPACE.sub("", text)):
        return f"{found['org']}第{int(found['serial'])}号"
    return None


def number_key(number: str | None) -> str | None:
    """A document number folded for matching: 发改环资[2023]1529号."""
    return fold(number) if number else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def cjk_number(text: str) -> int:
    """十二, 一百零三, 二〇二五, 30 or ３０ as a number; raises ``KeyError`` for anything else."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for character in text:
        if unit := _CJK_UNITS.get(character):
            total += (digit or 1) * unit
            digit = 0
        else:
            digit = 10 * digit + _CJK_DIGITS[character]
    return total + digit


def parse_date(text: str) -> date | None:
    """The first calendar date in ``text``, or None.

    Read are 2023-12-08, 2023/12/8, 2023年12月8日, 二〇二三年十二月八日 and 20231208.
    """
    if found := _DATE.search(text) or _COMPACT_DATE.search(text):
        return _date(int(found["y"]), int(found["m"]), int(found["d"]))
    if found := _CJK_DATE.search(text):
        year = "".join(str(_CJK_DIGITS.get(c, 0)) for c in found["y"])
        return _date(int(year), cjk_number(found["m"]), cjk_number(found["d"]))
    return None
