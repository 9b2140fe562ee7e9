"""What figures say, however they are spelled: 二十万元 is 20万元, 百分之十 is 10%."""

import re
from decimal import Decimal
from functools import lru_cache

from diffing.keys import key_of

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
           "八": 8, "九": 9}  # fmt: skip
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_SCALE = {**_SMALL, **_LARGE}
_CHEQUE = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟圆", "一二三四五六七八九十百千元")
_ARABIC = r"\d{1,18}(?:,\d{3})*(?:\.\d{1,12})?"
# 千克, 百分点 and the like begin with a multiplier that is none.
_TIMES = r"(?:[十百](?!分)|千(?![克米瓦伏焦])|[万亿])"
_CJK = (
    r"(?:[一二两三四五六七八九十零〇]|百(?!分点))"
    r"(?:[一二两三四五六七八九十万亿零〇]|百(?!分点)|千(?![克米瓦伏焦])){0,20}"
)
_FIGURE = re.compile(
    rf"(?P<arabic>{_ARABIC})(?P<times>{_TIMES}{{0,3}})"
    rf"|(?P<cjk>(?:千(?=百|[一二两三四五六七八九])|{_CJK})(?:点[一二三四五六七八九零〇]{{1,6}})?)"
)
_PER_HUNDRED = re.compile(r"([百千万])分之(\d[\d.]*)")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_PER_MILLE = re.compile(r"(\d[\d.]*)‰")
# Names of one unit; counters are put in place of one another freely (2项, 2个).
_SAME_UNIT = (
    (re.compile("年度"), "年"),
    (re.compile("周年"), "年"),
    (re.compile("周岁"), "岁"),
    (re.compile("天"), "日"),
    (re.compile("公斤"), "千克"),
    (re.compile("平方千米"), "平方公里"),
    (re.compile("个(?=工作日|月|季度|小时|自然日)"), ""),
    (re.compile("吨标煤"), "吨标准煤"),
    (re.compile("兆瓦时"), "MWh"),
    (re.compile("千瓦时"), "kWh"),
    (re.compile("兆瓦"), "MW"),
    (re.compile("千瓦"), "kW"),
    (re.compile("^¥(.+?)元?$"), r"\1元"),
    (re.compile("(?<=元)[整正]$"), ""),
    (re.compile("^人民币|(?<=元)人民币"), ""),
    (re.compile("(?<=[亿万千百\\d])人民币$"), "元"),
)
_COUNTERS = re.compile(r"(?<=\d)[个项家名人户件份处所台套条种类级]$")
_DASHES = re.compile(r"(?<=[\d%A-Za-z年月日元个])(?:--|[-~至])(?=-?\d)")
_SIGNS = re.compile(r"(?:^|(?<=~))-|[\d.~]+")
_WRITTEN = re.compile(rf"(?<![A-Za-z\d.])-?{_ARABIC}")


@lru_cache(maxsize=16_384)
def normal(text: str) -> str:
    """One spelling for all ways to write the same figure with its unit; other texts folded."""
    key = key_of(text).translate(_CHEQUE)
    if found := _ISO.match(key):
        return f"{int(found[1])}年{int(found[2])}月{int(found[3])}日"
    plain = _FIGURE.sub(_plain, key)
    plain = _PER_HUNDRED.sub(_percent, plain)
    plain = _PER_MILLE.sub(lambda m: f"{_spelled(Decimal(m[1]) / 10)}%", plain)
    for pattern, name in _SAME_UNIT:
        plain = pattern.sub(name, plain)
    return _DASHES.sub("~", _COUNTERS.sub("个", plain))


def unit_of(text: str) -> str:
    """What is left of a figure without its numbers: 万吨标准煤 is 吨标准煤."""
    return _SIGNS.sub("", normal(text))


@lru_cache(maxsize=4_096)
def figure_of(text: str) -> str:
    """The digits as written, without the unit and without what multiplies it: 10 of 10万吨."""
    return "~".join(_WRITTEN.findall(key_of(text)) or re.findall(r"[\d.]+", normal(text)))


def _plain(found: re.Match[str]) -> str:
    if found["arabic"]:
        value = Decimal(found["arabic"].replace(",", ""))
        for sign in found["times"] or "":
            value *= _SCALE[sign]
        return _spelled(value)
    # 百分之, 千分之, 万分之: no number of its own.
    text = found["cjk"]
    if found.string.startswith("分之", found.end()) and text in "百千万":
        return text
    return _spelled(_of_cjk(text))


def _percent(found: re.Match[str]) -> str:
    return f"{_spelled(Decimal(found[2]) * 100 / _SCALE[found[1]])}%"


def _spelled(value: Decimal) -> str:
    """Without zeros that say nothing, and never with an exponent."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _of_cjk(text: str) -> Decimal:
    """二十万 is 200000; 二〇二五 is 2025; 三点五 is 3.5."""
    whole, _, part = text.partition("点")
    if all(sign in _DIGITS for sign in whole):
        value = Decimal("".join(str(_DIGITS[sign]) for sign in whole))
    else:
        value = Decimal(_of_numeral(whole))
    if part:
        value += Decimal("0." + "".join(str(_DIGITS[sign]) for sign in part))
    return value


def _of_numeral(text: str) -> int:
    total = section = digit = 0
    last = 1
    for sign in text:
        if sign in _DIGITS:
            # 一百五, 两万五: the last digit stands for the next smaller tens.
            digit = digit * 10 + _DIGITS[sign] if digit else _DIGITS[sign]
            last = 1 if sign in "零〇" else last
        elif sign in _SMALL:
            section += (digit or 1) * _SMALL[sign]
            digit, last = 0, _SMALL[sign]
        else:
            total = (
                (total + section + digit) * _LARGE[sign]
                if sign == "亿"
                else total + (section + digit or 1) * _LARGE[sign]
            )
            section, digit, last = 0, 0, _LARGE[sign]
    return total + section + digit * max(last // 10, 1) if last > 10 else total + section + digit
