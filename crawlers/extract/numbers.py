"""The document's own number, as told apart from the numbers of documents that it cites."""

import re

from storage.text import document_number, join_names, squeeze

_OPEN, _CLOSE = "[〔\\[［(（【﹝〖]", "[〕\\]］)）】﹞〗]"
_HAN = "[\u4e00-\u9fff]"
_SYMBOL = re.compile(
    rf"(?P<org>{_HAN}[\u4e00-\u9fffA-Za-z]{{0,15}})\s*{_OPEN}\s*(?P<year>(?:19|20)\d\d)\s*年?\s*{_CLOSE}\s*"
    r"第?\s*(?P<serial>\d{1,5})\s*号"
)
_ORDER = re.compile(
    rf"(?P<org>{_HAN}(?:[\u4e00-\u9fff、\s]{{0,160}}))令\s*{_OPEN}?\s*(?:(?P<year>(?:19|20)\d\d)\s*年\s*)?"
    rf"第\s*(?P<serial>\d{{1,4}})\s*号\s*{_CLOSE}?"
)
_ANNOUNCED = re.compile(
    rf"(?P<org>{_HAN}(?:[\u4e00-\u9fff、\s]{{1,120}}))公告\s*{_OPEN}?\s*"
    rf"(?:(?P<year>(?:19|20)\d\d)\s*年\s*)?第?\s*(?P<serial>\d{{1,4}})\s*号\s*{_CLOSE}?"
)
_BARE = re.compile(r"(?P<year>(?:19|20)\d\d)\s*年\s*第\s*(?P<serial>\d{1,4})\s*号")
_CITING = re.compile(r"[《》“”]|根据|按照|依据|废止|同时|转发|关于")
# (国家发展改革委令第7号) at the end of a title.
_LAST = re.compile(
    rf"[（(]({_HAN}{{2,30}}(?:令|公告)\s*(?:(?:19|20)\d\d\s*年\s*)?第\s*\d{{1,4}}\s*号)[）)]\s*$"
)
_WORDED = ((_ORDER, "令"), (_ANNOUNCED, "公告"))
_REST = re.compile(r"[（(]?\s*(?:(?:19|20)\d\d\s*年\s*)?第\s*\d")
_SPACE = re.compile(r"\s+")


def _symbol(found: re.Match[str]) -> str:
    return f"{found['org']}〔{found['year']}〕{int(found['serial'])}号"


def _titled(found: re.Match[str], word: str) -> str:
    org = join_names(found["org"]) if word == "公告" else _SPACE.sub("", found["org"])
    year = f"{found['year']}年" if found["year"] else ""
    ordinal = "第" if "第" in found[0] or not year else ""
    return f"{org}{word}{year}{ordinal}{int(found['serial'])}号"


def from_value(value: str) -> str | None:
    """The number in a field that holds nothing else (an information table), or None."""
    text = squeeze(value.replace("\x1f", ""))
    if found := _SYMBOL.search(text):
        return _symbol(found)
    for pattern, word in _WORDED:
        if found := pattern.search(text):
            return _titled(found, word)
    if found := _BARE.fullmatch(text):
        return f"{found['year']}年第{int(found['serial'])}号"
    return document_number(text)


def from_title(title: str) -> str | None:
    """The number that a title carries: at its end in brackets, or 令第N号 at its start."""
    if "号" not in title:
        return None
    end = title.rstrip(" )）")
    for found in _SYMBOL.finditer(title):
        if found.end() >= len(end) or found.start() == 0:
            return _symbol(found)
    if last := _LAST.search(title):
        return from_line(last[1])
    return _worded(title, whole=False)


def _worded(text: str, *, whole: bool) -> str | None:
    """The number of an order or announcement that the text is (or begins with)."""
    for pattern, word in _WORDED:
        found = pattern.fullmatch(text) if whole else pattern.match(text)
        if found and not _CITING.search(found["org"]):
            return _titled(found, word)
    return None


def from_line(line: str) -> str | None:
    """The number of a line that is a number and nothing else, or None."""
    bare = line.strip(" \t\u3000（()）")
    if len(bare) > 160:
        return None
    found = _SYMBOL.fullmatch(bare)
    if found and not bare.startswith(("根据", "按照")):
        return _symbol(found)
    return _worded(bare, whole=True)


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
        if "号" in line and (number := from_line(line) or from_subtitle(line)):
            return number
        if at and _REST.match(line) and (number := from_line(f"{lines[at - 1]} {line}")):
            return number
    return None
