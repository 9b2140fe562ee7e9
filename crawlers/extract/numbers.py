"""The document's own number, as told apart from the numbers of documents that it cites."""

import re

from crawlers.extract.signing import split_names
from storage.text import document_number, join_names, squeeze

_OPEN, _CLOSE = "[〔\\[［(（【﹝〖]", "[〕\\]］)）】﹞〗]"
_HAN = "[\u4e00-\u9fff]"
_SYMBOL = re.compile(
    rf"(?P<org>{_HAN}[\u4e00-\u9fffA-Za-z]{{0,15}})\s*{_OPEN}\s*(?P<year>(?:19|20)\d\d)\s*年?\s*{_CLOSE}\s*"
    r"第?\s*(?P<serial>\d{1,5})\s*号"
)
_YEAR = r"(?:(?P<year>(?:19|20)\d\d)\s*年\s*)?"
_SERIAL = r"(?P<serial>\d{1,4}|[一二三四五六七八九十百零〇]{1,7})"
_ORDER = re.compile(
    rf"(?P<org>{_HAN}(?:[\u4e00-\u9fff、\s]{{0,160}}))令\s*{_OPEN}?\s*{_YEAR}第\s*{_SERIAL}\s*号\s*{_CLOSE}?"
)
_DECREE = re.compile(rf"(?P<org>{_HAN}[\u4e00-\u9fff、\s]{{1,60}}?)\s*{_YEAR}第\s*{_SERIAL}\s*号令")
_ANNOUNCED = re.compile(
    rf"(?P<org>{_HAN}(?:[\u4e00-\u9fff、\s]{{1,120}}))(?P<word>公告|通告)\s*{_OPEN}?\s*"
    rf"{_YEAR}第?\s*(?P<serial>\d{{1,4}})\s*号\s*{_CLOSE}?"
)
_BARE = re.compile(rf"{_YEAR}第\s*{_SERIAL}\s*号(?P<word>令?)")
_CITING = re.compile(
    "[《》“”]|根据|按照|依据|依照|参照|废止|同时|转发|关于|贯彻|落实|修改|修订|的|文件"
)
"""What no agency's name and no abbreviation holds: the number after it is another document's."""
_TAG = re.compile(r"^\s*[【\[][^【】\[\]]{1,8}[】\]]")
"""What a site puts before a title: 【贷款】."""
_ABOUT = re.compile("解读|读懂|图解|问答|答记者问")
_TOLD = re.compile("(?:发布|公布|实施|施行|出台|印发|明确|规定|要求|来了|的|文件|精神|等)")
"""What goes on after a number in a title that only speaks of it."""
_SENT_ON = re.compile("转发|学习|贯彻|落实")
_WORK = re.compile("(?:办法|规定|条例|细则|通知|公告|通告|意见|方案|决定|规则)$")
# (国家发展改革委令第7号), （某政规〔2026〕2号） at the end of a title.
_BRACKETED = re.compile(
    r"\s*[（(]\s*((?:[^（）()《》]|[（(](?:19|20)\d\d年?[）)]){4,90}号令?)\s*[）)]\s*$"
)
_REST = re.compile(
    r"[（(]?\s*(?:(?:19|20)\d\d\s*年\s*)?第\s*[\d一二三四五六七八九十百]"
    rf"|{_OPEN}(?:19|20)\d\d{_CLOSE}\s*第?\s*\d"
)
_SPACE = re.compile(r"\s+")
_AROUND = " \t\u3000（()）【】[]"
_STATE = "中华人民共和国"
_LONG = 400
_MOST = 40
"""Agencies of one order or announcement, each on a line of its own."""


def _symbol(found: re.Match[str]) -> str:
    return f"{found['org']}〔{found['year']}〕{int(found['serial'])}号"


def _titled(found: re.Match[str], word: str) -> str:
    org = _SPACE.sub("", found["org"]) if word == "令" else join_names(found["org"])
    ordinal = "第" if "第" in found[0] or not found["year"] else ""
    return f"{org}{word}{_count(found, ordinal)}"


def _count(found: re.Match[str], ordinal: str = "第") -> str:
    """Year and serial number: 2023年第5号."""
    year = f"{found['year']}年" if found["year"] else ""
    serial = found["serial"]
    return f"{year}{ordinal}{int(serial) if serial.isdigit() else serial}号"


def _decreed(found: re.Match[str]) -> str:
    """某市人民政府第5号令 as it is; 某部令 2023年第5号令 says 令 twice."""
    org = _SPACE.sub("", found["org"])
    return org + _count(found) + ("" if org.endswith("令") else "令")


def from_value(value: str) -> str | None:
    """The number in a field that holds nothing else (an information table), or None."""
    text = squeeze(value.replace("\x1f", ""))
    if found := _SYMBOL.search(text):
        return _symbol(found)
    for pattern in (_ORDER, _ANNOUNCED, _DECREE):
        if found := pattern.search(text):
            return _named(found)
    found = _BARE.fullmatch(text)
    if found and (found["year"] or found["word"]):
        return _count(found) + found["word"]
    return document_number(text)


def _named(found: re.Match[str]) -> str:
    """The number of an order or announcement in its normal form."""
    if found.re is _DECREE:
        return _decreed(found)
    return _titled(found, "令" if found.re is _ORDER else found["word"])


def from_title(title: str) -> str | None:
    """The number that a title carries at its start, after an agency's name, or at its end.

    A title that speaks of another document (某文件解读, 转发《…》（号）) has none of its own.
    """
    if "号" not in title or len(title) > _LONG or _ABOUT.search(title):
        return None
    for found in _SYMBOL.finditer(title):
        if _is_own(title, found):
            return _symbol(found)
    if last := _BRACKETED.search(title):
        return None if _sends_on(title[: last.start()]) else from_line(last[1])
    return _at_end(title) or _worded(title, whole=False)


def _is_own(title: str, found: re.Match[str]) -> bool:
    if _CITING.search(found["org"]):
        return False
    before = _TAG.sub("", title[: found.start()]).strip(_AROUND)
    if not title[found.end() :].strip(_AROUND):
        return not _sends_on(before)
    own = not before or bool(split_names(before))
    return own and not _TOLD.match(title, found.end())


def _sends_on(before: str) -> bool:
    """What stands right before a number is the title of a work that this document sends on."""
    return before.endswith("》") and bool(_SENT_ON.search(before))


def _at_end(title: str) -> str | None:
    """The number of an announcement or order that stands after the title, parted by a space."""
    parts, best = title.split(), None
    for first in range(len(parts) - 1, -1, -1):
        if best and not split_names(parts[first]):
            break
        best = _worded(" ".join(parts[first:]), whole=True) or best
    return best


def _worded(text: str, *, whole: bool) -> str | None:
    """The number of an order or announcement that the text is (or begins with)."""
    for pattern in (_ORDER, _ANNOUNCED, _DECREE):
        found = pattern.fullmatch(text) if whole else pattern.match(text)
        if found and not _CITING.search(found["org"]):
            if _TOLD.match(text, found.end()):
                return None
            works = any(map(_WORK.search, join_names(found["org"].strip()).split()))
            return None if works else _named(found)
    return None


def from_line(line: str) -> str | None:
    """The number of a line that is a number and nothing else, or None."""
    bare = line.partition("签发人")[0].strip(_AROUND)
    if len(bare) > 160:
        return None
    found = _SYMBOL.fullmatch(bare)
    if found and not _CITING.search(found["org"]):
        return _symbol(found)
    return _worded(bare, whole=True)


def without_number(title: str) -> str:
    """The title without its own number in brackets at the end."""
    found = _BRACKETED.search(title) if title.endswith(("）", ")")) else None
    return title[: found.start()] if found and from_line(found[1]) else title


_SUBTITLE = re.compile(
    rf"^[（(]\s*(?:\d{{4}}年\d{{1,2}}月\d{{1,2}}日\s*)(?P<org>{_HAN}{{2,20}})令\s*(?:(?P<year>\d{{4}})年\s*)?第\s*"
    r"(?P<serial>\d{1,4})\s*号(?:公布|发布|令)?"
)


def from_subtitle(line: str) -> str | None:
    """The number of the first promulgation in a law's bracketed subtitle, or None.

    （2015年10月29日证监会令第118号公布 根据…修正）
    """
    found = _SUBTITLE.match(line)
    return _titled(found, "令") if found else None


def from_head(lines: list[str]) -> str | None:
    """The number at the head of a document: a line of its own, or the rest of 令 and 公告.

    ``lines`` are the first lines of the body, up to the addressee or the first sentence.
    """
    for at, line in enumerate(lines):
        if "号" not in line:
            continue
        if at and _REST.match(line) and (number := from_line(f"{_above(lines, at)} {line}")):
            return number
        if number := from_line(line) or from_subtitle(line) or _bare(line):
            return number
    return None


def _bare(line: str) -> str | None:
    """A line 2023年第5号令 under no agency's name."""
    found = _BARE.fullmatch(line.strip(_AROUND))
    return _count(found) + "令" if found and found["year"] and found["word"] else None


def _above(lines: list[str], at: int) -> str:
    """What leads up to 第N号: 某某令, its agencies and 中华人民共和国 on lines of their own."""
    first = at - 1
    while first and at - first < _MOST:
        above = _SPACE.sub("", lines[first - 1])
        agency = above == _STATE or split_names(lines[first - 1])
        if not agency or above in _SPACE.sub("", lines[first]):
            break
        first -= 1
    return " ".join(lines[first:at])
