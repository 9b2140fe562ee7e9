"""Slips of a single character that the words beside it give away. Few, and all but certain."""

import re

DOUBLED = re.compile(
    r"(?<!目)的的(?!确)|(?<!为)了了(?![解然])|(?<![共平温缓祥饱柔随])和和(?![气睦平解美谐蔼])"
    r"|(?<!参)与与(?!会)|(?<![以普])及及(?![时格])|(?<![存现内外所潜实自旨])在在"
    r"|(?<![行认作成称])为为|(?<![应针面相反绝])对对(?![方象策手照比应外标])|将将(?!来)|(?<![可予加得难足用所])以以"
    r"|或或|(?<!等)等等等(?!等)"
)
"""The same character twice, where no words meet that end and begin with it (目的的)."""

_DAY = r"[一二三四五六七八九十]{1,3}"
_HAN = r"[\u3400-\u9fff]"
SLIPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\d)曰(?=[^\w]|$|[前起至内止])"), "日"),
    (re.compile(rf"(?<=月)(?P<kept>{_DAY})曰"), "日"),
    (re.compile(r"(?<=二)[OoＯ0](?=[\dOo一二三四五六七八九〇])"), "〇"),
    (re.compile(r"(?<=\d)[OoＯ](?=[\d年%])"), "0"),
    (re.compile(r"(?<![辛乙癸丁己])巳(?=经)"), "已"),
    (re.compile(r"(?<!自)己(?=经(?![营济验手过]))"), "已"),
    (re.compile(r"(?<=自)[已巳](?=[的主身行我建负])"), "己"),
    (re.compile(rf"(?<![月年周期季本粉])末(?=(?:经|按|能|达到|完成|取得|列入|纳入){_HAN})"), "未"),
    (re.compile(r"(?<![月年周期])末(?=来)"), "未"),
    (re.compile(r"(?<=[气时])侯(?!爵)"), "候"),
    (re.compile(r"巿"), "市"),
)
"""A character taken for another one, and what should stand there after ``kept``."""
