"""Document numbers, announcements, orders and standards in running text, in their normal form."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from storage.text import cjk_number, join_names

_HAN = r"[\u4e00-\u9fff]"
_OPEN, _CLOSE = r"[〔\[［(（【﹝]", r"[〕\]］)）】﹞]"
_YEAR = r"(?:19|20)\d{2}"
_S = r"\s{0,4}"
_CODE = re.compile(
    rf"(?P<org>{_HAN}{{1,16}}){_S}{_OPEN}{_S}(?P<year>{_YEAR}){_S}年?{_S}{_CLOSE}{_S}第?{_S}"
    rf"(?P<serial>\d{{1,5}}){_S}号"
)
_NAME = re.compile(rf"{_HAN}+")
_YEARLY = re.compile(
    rf"(?P<year>{_YEAR}){_S}年{_S}第?{_S}(?P<serial>\d{{1,4}}){_S}号(?P<after>{_S}(?:公告|令|通告))?"
)
_SERIAL = r"(?:\d{1,4}|[一二三四五六七八九十百〇○零]{1,6})"
_ORDER = re.compile(rf"令{_S}[（(]?{_S}第?{_S}(?P<serial>{_SERIAL}){_S}号")
_ORDER_AFTER = re.compile(rf"第{_S}(?P<serial>{_SERIAL}){_S}号{_S}(?P<org>{_HAN}{{2,16}}?令|令)")
_BEFORE = re.compile(rf"(?:{_HAN}|[、\s]){{1,80}}$")
_STANDARD = re.compile(
    r"(?<![A-Za-z0-9/])(?P<code>(?:DB\s?\d{2}\s?/(?=\s?\d)|GB|HJ|DB\s?\d{2}|DG/TJ|JGJ|CJJ|CJ|JG|NB|DL|YB|JB|SH|QB|HG|JC|SL|TD|LY|NY|"
    r"MT|SY|YS|JT|JTG|SN|RB|GA|AQ|WS|QX|CECS|JJF|JJG|TSG|EJ|FZ|HY|SB|WB|YD|YZ|TB|MH|CB)"
    rf"(?:{_S}/{_S}[TZ])?|T/[A-Z]{{2,8}}){_S}"
    r"(?P<serial>\d{2}-\d{1,5}(?=-(?:19|20)\d\d)|\d{1,6}(?:\.\d{1,3}){0,2})"
    rf"(?:{_S}[-—–－~～―]{{1,2}}{_S}(?P<year>{_YEAR}))?(?![\d.]*\d)"
)
_CERTAIN = re.compile(r"(?:GB|HJ|JGJ|CJJ)$|.*/|DB\d\d")
_TWIN = re.compile(r"/(?:ISO|IEC)[/A-Z\s]{0,12}\d{2,6}(?:-\d{1,2})?(?:[:：]\d{4})?")
_CUT = re.compile(
    "根据|依据|按照|依照|遵照|参照|执行|落实|贯彻|实施|废止|停止|印发|下发|发布|公布|文件|通知|意见|规定|详见|关于|以及|同时|"
    "精神|要求|代替|符合|办法|方案|第|修订|修改|转发|由|从|的|于|将|在|为|及|^[与或以对见按原和并]|[与或以对见按原和并]$"
)
_CODE_CUT = re.compile(
    "根据|依据|按照|依照|遵照|参照|执行|落实|贯彻|实施|废止|停止|印发|下发|发布|公布|文件|通知|意见|规定|详见|关于|以及|同时|"
    "精神|要求|代替|符合|办法|方案|转发|文号|号|[的与及或以在对将见为按]"
)
_ISSUER_BEFORE_CODE = re.compile(
    r"(?:委员会|人民政府|办公厅|办公室|总局|[\u4e00-\u9fff]{3}(?:[部厅局司署院]|委(?![会员])))(?=[\u4e00-\u9fff]{2})"
)
"""生态环境厅粤环函: names stand before the code, as far as the code is not itself such a name."""
_ISSUER_END = re.compile("(?:[部委会局署院厅办大]|办公室|主席|政府|银行|中华人民共和国)$")
_DAY_WORDS = frozenset("年月日")
"""After a figure they are of the day before the number: 2013年5月6日某发〔2013〕40号."""
_BEFORE_AND = frozenset("号》〉）)、，")
"""和 after these is no part of a code."""
_STATE = "中华人民共和国"
_SHORTEST_ISSUED = 3
"""主席令, 部公告: a word for its issuer stands before the word for what it is."""


class Numbered(NamedTuple):
    """A number in a text: where, and its normal form."""

    start: int
    end: int
    number: str


def numbers_in(text: str, titles: Sequence[tuple[int, int]]) -> list[Numbered]:
    """The numbers in the order of the text; none that begins inside a title, or another number."""
    found: list[Numbered] = []
    if "号" in text:
        found += _codes(text)
        found += _yearly(text)
        found += _orders(text)
    found += _standards(text)
    starts = [start for start, _ in titles]
    kept: list[Numbered] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        at = bisect_right(starts, one.start) - 1
        inside = at >= 0 and one.start < titles[at][1]
        if not inside and (not kept or one.start >= kept[-1].end):
            kept.append(one)
    return kept


def _codes(text: str) -> Iterator[Numbered]:
    for found in _CODE.finditer(text):
        org = found["org"]
        cut = max((m.end() for m in _CODE_CUT.finditer(org)), default=0)
        cut = max((m.end() for m in _ISSUER_BEFORE_CODE.finditer(org, cut)), default=cut)
        before = text[max(found.start() + cut - 1, 0)]
        if org[cut:].startswith("和") and before in _BEFORE_AND:
            cut += 1
        if before.isdigit() and org[cut : cut + 1] in _DAY_WORDS:
            cut += 1
        if cut < len(org):
            number = f"{org[cut:]}〔{found['year']}〕{found['serial']}号"
            yield Numbered(found.start() + cut, found.end(), number)


def _yearly(text: str) -> Iterator[Numbered]:
    """生态环境部公告2023年第34号, 国家发展改革委令2023年第2号, 海关总署2023年第190号公告."""
    for found in _YEARLY.finditer(text):
        start, org = _issuer_before(text, found.start())
        word = (found["after"] or "").strip()
        if word and not org.endswith(word):
            org += word
        if len(org) < _SHORTEST_ISSUED or not org.endswith(("公告", "令", "通告")):
            continue
        yield Numbered(start, found.end(), f"{org}{found['year']}年第{int(found['serial'])}号")


def _orders(text: str) -> Iterator[Numbered]:
    """国务院令第573号, 主席令（第九号）, 第573号国务院令."""
    for found in _ORDER.finditer(text):
        start, org = _issuer_before(text, found.start())
        if org:
            end = found.end() + (text[found.end() : found.end() + 1] in "）)" and "（" in found[0])
            yield Numbered(start, end, f"{org}令第{cjk_number(found['serial'])}号")
    for found in _ORDER_AFTER.finditer(text):
        org = found["org"]
        start = found.start()
        if org == "令":
            start, before = _issuer_before(text, start)
            org = before + org
        if len(org) > 2:
            yield Numbered(start, found.end(), f"{org}第{cjk_number(found['serial'])}号")


def _issuer_before(text: str, end: int) -> tuple[int, str]:
    """Where the names of the issuers before a place begin, and the names without their spaces."""
    before = _BEFORE.search(text, max(0, end - 80), end)
    if before is None:
        return end, ""
    words = before[0]
    cut = max((m.end() for m in _CUT.finditer(words)), default=0)
    if end > len(words) and text[end - len(words) - 1].isdigit() and words[:1] in "年月日号":
        cut = max(cut, 1)
    names = list(_NAME.finditer(words, cut))
    if not names:
        return end, ""
    first = len(names) - 1
    while first and _ISSUER_END.search(names[first - 1][0]):
        first -= 1
    start = names[first].start()
    start = max(start, words.rfind(_STATE, start, names[first].end()))
    return end - len(words) + start, join_names(words[start:].strip())


def _standards(text: str) -> Iterator[Numbered]:
    for found in _STANDARD.finditer(text):
        code = re.sub(r"\s+", "", found["code"])
        if not (_CERTAIN.match(code) or found["year"]):
            continue
        year = f"—{found['year']}" if found["year"] else ""
        end = found.end()
        if twin := _TWIN.match(text, end):
            end = twin.end()
        gap = "" if code.endswith(("/", "TJ")) else " "
        yield Numbered(found.start(), end, f"{code}{gap}{found['serial']}{year}")
