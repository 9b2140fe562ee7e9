"""Who signed a document, and when: the lines at its foot."""

import re
from dataclasses import dataclass
from datetime import date

from storage.text import parse_date

_DAY = (
    r"(?:(?:19|20)\d\d\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?"
    r"|二[〇○零oO0ＯОＯ][〇○零oO0ＯОＯ一二三四五六七八九]{2}\s*年\s*十?[一二三四五六七八九十]\s*月\s*[二三]?十?[一二三四五六七八九十]\s*日)"
)
_DATE_LINE = re.compile(rf"[（(]?\s*(?:日期[：:])?\s*{_DAY}\s*(?:印发|发布)?[）)]?")
_DATE_END = re.compile(rf"\s*{_DAY}\s*$")
_AGENCY = re.compile(
    r"(?:部|委|委员会|局|厅|办公厅|办公室|政府|院|会|行|中心|署|总局|总行|所|联合会|集团|公司|小组|联席会议|"
    r"指挥部|法院|检察院|协会|银行|军区|总队|支队|管理部|党组|大学|学院|人大|政协|分行|机关|处|站|总工会|妇联|工商联|联席会)"
    r"(?:[（(][\u4e00-\u9fff]{1,12}[）)])?$"
)
_NAME = re.compile(r"[\u4e00-\u9fff（）()·0-9、\s]{2,60}$")
_NOT_NAMES = re.compile(
    r"附件|各|联系|电话|特此|此件|此页|请|以上|如有|执行|通知$|为准|负责|报送|抄送|公开$"
)
_PARTS = re.compile(r"[\s、，,]+")
_SEAL = re.compile(r"[（(](?:代?章|盖章|公章|印章)[）)]$")


@dataclass(frozen=True, slots=True)
class Signing:
    """Names as signed, the date under them, and the line numbers of both."""

    bodies: tuple[str, ...] = ()
    signed_on: date | None = None
    name_lines: tuple[int, ...] = ()
    date_line: int | None = None


def is_date_line(line: str) -> bool:
    """The line is a calendar date and nothing else."""
    return len(line) < 40 and bool(_DATE_LINE.fullmatch(line.strip()))


def split_names(text: str) -> tuple[str, ...]:
    """The agencies of one line, or nothing if any part of it is not one.

    >>> split_names("中国证监会 国务院国资委")
    ('中国证监会', '国务院国资委')
    """
    text = _SEAL.sub("", text.strip())
    if len(text) > 60 or not _NAME.match(text) or _NOT_NAMES.search(text):
        return ()
    if _AGENCY.search(_PARTS.sub("", text)) and not _splits(text):
        return (_PARTS.sub("", text),) if len(_PARTS.sub("", text)) >= 3 else ()
    return _splits(text)


def _splits(text: str) -> tuple[str, ...]:
    parts = [part for part in _PARTS.split(text) if part]
    if all(len(part) >= 3 and _AGENCY.search(part) for part in parts):
        return tuple(parts)
    return ()


_PERSON = re.compile(
    r"[\u4e00-\u9fff\s]{0,24}(?:部\s*长|主\s*任|局\s*长|市\s*长|省\s*长|主\s*席|总\s*理|行\s*长|署\s*长|州\s*长|"
    r"县\s*长|区\s*长|院\s*长|检\s*察\s*长)\s*[：:]?\s*[\u4e00-\u9fff·\s]{2,14}$"
)
_STATE = re.compile("^中华人民共和国(?=..)")
_ORDER_END = re.compile(r"第\s*[\d一二三四五六七八九十百]+\s*号")
_MOST = 40
"""Agencies that sign one document; the most known is some thirty."""
_PROSE = re.compile("[。；]")


def read_signing(lines: list[str]) -> Signing:
    """The first signature with a date under it; else the last line's agencies without a date.

    The first: annexes that follow a document carry dates of their own. What goes on in sentences
    right after the date was quoted, not signed. An order is signed by a person: its agencies are
    those of its head.
    """
    fallback: Signing | None = None
    for at, line in enumerate(lines):
        if len(line) > 80 or (at + 1 < len(lines) and _goes_on(lines[at + 1])):
            continue
        if is_date_line(line):
            first, names = _names_above(lines, at)
            if names:
                return Signing(names, parse_date(line), tuple(range(first, at)), at)
            if at and _PERSON.fullmatch(lines[at - 1].strip()) and (names := _order_head(lines)):
                return Signing(names, parse_date(line), (at - 1,), at)
            if fallback is None and _closes(lines, at):
                fallback = Signing((), parse_date(line), (), at)
        elif (tail := _DATE_END.search(line)) and (names := split_names(line[: tail.start()])):
            first, above = _names_above(lines, at)
            return Signing((*above, *names), parse_date(tail[0]), tuple(range(first, at)), at)
    return fallback or _undated(lines)


def _closes(lines: list[str], at: int) -> bool:
    """The line stands at the foot of the text: at its end, or before annexes."""
    return at > 0 and (at + 3 >= len(lines) or lines[at + 1].startswith(("附", "（", "(")))


def _goes_on(line: str) -> bool:
    return bool(_PROSE.search(line)) and not line.startswith(("（", "(", "附", "联系"))


def _order_head(lines: list[str]) -> tuple[str, ...]:
    """The agencies on the first lines of an order, up to 第N号."""
    names: list[str] = []
    for line in lines[:24]:
        bare = _PARTS.sub("", line)
        found = _ORDER_END.search(bare)
        name = _STATE.sub("", bare[: found.start()] if found else bare).removesuffix("令")
        name = re.sub(r"[二〇○0-9一三四五六七八九]{4}年$", "", name)
        if _AGENCY.search(name) and len(name) >= 3:
            names.append(name)
        if found:
            return tuple(names)
        if len(bare) > 40:
            break
    return ()


def published_by(line: str) -> str | None:
    """The agency of a line like 中国证券监督管理委员会发布, or None."""
    bare = line.strip()
    if 5 < len(bare) < 30 and bare.endswith("发布"):
        name = bare.removesuffix("发布")
        return name if split_names(name) == (name,) else None
    return None


def _names_above(lines: list[str], at: int) -> tuple[int, tuple[str, ...]]:
    """The agencies on the lines right above, and the number of the first such line."""
    first, names = at, tuple[str, ...]()
    while first > max(0, at - _MOST) and (found := split_names(lines[first - 1])):
        names = (*found, *names)
        first -= 1
    return first, names


def _undated(lines: list[str]) -> Signing:
    """Agencies on the very last lines of a text that carries no date."""
    end = len(lines)
    while end > 0 and lines[end - 1].startswith(("（此件", "(此件", "附件", "（联系人")):
        end -= 1
    first, names = _names_above(lines, end)
    if names and first > 1 and lines[first - 1].endswith(("。", "！", "）", "；")):
        return Signing(names, None, tuple(range(first, end)), None)
    return Signing()
