"""Who signed a document, and when: the lines at its foot."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from crawlers.page import words
from storage.text import parse_date

_DAY = (
    r"(?:(?:19|20)\d\d\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?"
    r"|二[〇○零oO0ＯОＯ][〇○零oO0ＯОＯ一二三四五六七八九]{2}\s*年\s*十?[一二三四五六七八九十]\s*月\s*[二三]?十?[一二三四五六七八九十]\s*日)"
)
_DATE_LINE = re.compile(rf"[（(]?\s*(?:日期[：:])?\s*{_DAY}\s*(?:印发|发布)?[）)]?")
_DATE_END = re.compile(rf"\s*{_DAY}\s*$")
_AGENCY = re.compile(
    r"(?:部|委|委员会|局|厅|[局部委署会行][\u4e00-\u9fff]{1,8}司|办公厅|办公室|政府|院|会|行|中心|署|总局|总行|所|联合会|集团|公司|小组|联席会议|"
    r"指挥部|法院|检察院|协会|银行|军区|总队|支队|管理部|党组|大学|学院|人大|政协|分行|机关|处|站|总工会|妇联|工商联|联席会)"
    r"(?:[（(][\u4e00-\u9fff]{1,12}[）)])?$"
)
_NAME = re.compile(r"[\u4e00-\u9fff（）()·0-9、\s]{2,60}$")
_NOT_NAMES = re.compile(
    r"附件|各|联系|电话|特此|此件|此页|请|以上|如有|执行|通知$|为准|负责|报送|抄送|公开$"
)
_PARTS = re.compile(r"[\s、，,]+")
_OFFICE = words("办公厅 办公室 综合司 秘书处")
"""What is part of the name before it, and no name by itself."""
_GAP = re.compile(r"\s+")
_LETTER = re.compile(r"(?<!\S)(\S)\s+(?=\S(?:\s|$))")
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
    shown = " ".join(text.split())
    if len(shown) > 60 or not _NAME.match(shown) or _NOT_NAMES.search(shown):
        return ()
    if names := _splits(shown) or _spaced_names(text):
        return names
    whole = _PARTS.sub("", shown)
    return (whole,) if len(whole) >= 3 and _AGENCY.search(whole) else ()


def _splits(text: str) -> tuple[str, ...]:
    return _agencies(part for part in _PARTS.split(text) if part)


def _agencies(parts: Iterable[str]) -> tuple[str, ...]:
    """The parts if each of them names an agency; an office goes with the name before it."""
    names: list[str] = []
    for part in parts:
        if part in _OFFICE and names:
            names[-1] += part
        else:
            names.append(part)
    return tuple(names) if all(len(x) >= 3 and _AGENCY.search(x) for x in names) else ()


def _spaced_names(text: str) -> tuple[str, ...]:
    """The agencies of a line with blanks between letters: parted by its wider gaps, else by words.

    >>> _spaced_names("财 政 部   教 育 部"), _spaced_names("财 政 部 住房城乡建设部")
    (('财政部', '教育部'), ('财政部', '住房城乡建设部'))
    """
    for width in sorted({len(gap) for gap in _GAP.findall(text)})[1:]:
        parts = re.split(rf"\s{{{width},}}|[、，,]", text)
        if names := _agencies(_GAP.sub("", part) for part in parts if part.strip()):
            return names
    return _splits(_LETTER.sub(r"\1", text))


_PERSON = re.compile(
    r"[\u4e00-\u9fff\s]{0,24}(?:部\s*长|主\s*任|局\s*长|市\s*长|省\s*长|主\s*席|总\s*理|行\s*长|署\s*长|州\s*长|"
    r"县\s*长|区\s*长|院\s*长|检\s*察\s*长)\s*[：:]?\s*[\u4e00-\u9fff·\s]{2,14}$"
)
_STATE = re.compile("^中华人民共和国(?=..)")
_ORDER_END = re.compile(r"第\s*[\d一二三四五六七八九十百]+\s*号")
_SHORT = 8
"""Lines of an order that only puts into force what follows it."""
_MOST = 40
"""Agencies that sign one document; the most known is some thirty."""
_CLOSES = (
    r"附\s*[件表]|附[：:]|(?:政策|业务)?(?:联系|咨询|解读)|地址[：:]|邮编|电话|传真|网址|抄\s*[送报]|分\s*送|主\s*送|"
    "[报送][：:]|主动公开|信息公开|公开(?:方式|属性|形式|选项)|主题词|校对|签发人"
)
_CLOSING = re.compile(rf"[（(](?:此件|本件|联系|信息公开)|{_CLOSES}")
"""How a line begins that comes after the signature: remarks, annexes, copies."""
_ANNEXED = re.compile(rf"[（(附]|第[一二三四五六七八九十]+[条章]|一、|{_CLOSES}")
"""The same, or the text that a notice sends on."""
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_COPIES = re.compile(r"(?<=日)\s+抄\s*[送报][：:]")
_PROSE = re.compile("[。；]")


def read_signing(lines: list[str]) -> Signing:
    """The first signature with a date under it; else the last line's agencies without a date.

    The first: annexes that follow a document carry dates of their own. What goes on in sentences
    right after the date was quoted, not signed. An order is signed by a person: its agencies are
    those of its head.
    """
    lines = [_plain(line) for line in lines]
    fallback: Signing | None = None
    for at, line in enumerate(lines):
        if not _may_date(line) or (at + 1 < len(lines) and _goes_on(lines[at + 1])):
            continue
        if _is_imprint(line):
            fallback = fallback or Signing((), parse_date(line))
        elif is_date_line(line):
            if found := _signed_above(lines, at):
                return found
            if fallback is None and _closes(lines, at):
                fallback = Signing((), parse_date(line), (), at)
        elif (tail := _DATE_END.search(line)) and (names := split_names(line[: tail.start()])):
            first, above = _names_above(lines, at)
            return Signing((*above, *names), parse_date(tail[0]), tuple(range(first, at)), at)
    return _without_date(lines, fallback)


def _without_date(lines: list[str], found: Signing | None) -> Signing:
    """A date at the foot as found; else agencies without one, and the day of printing."""
    if found and found.date_line is not None:
        return found
    last = _undated(lines)
    return replace(last, signed_on=found.signed_on) if found else last


def _may_date(line: str) -> bool:
    """A short line that holds what every date holds."""
    return ("日" in line or "20" in line or "19" in line) and len(line) <= 80


def _plain(line: str) -> str:
    """The line with digits of common width, without the copies named after a date."""
    if "２" in line:
        line = line.translate(_DIGITS)
    return _COPIES.split(line, maxsplit=1)[0] if "抄" in line else line


def _is_imprint(line: str) -> bool:
    """Who printed a document, and when: 某某办公室 2023年8月9日印发."""
    return line.rstrip(" ）)").endswith("印发") and bool(parse_date(line))


def _signed_above(lines: list[str], at: int) -> Signing | None:
    """The signature that the date on this line stands under."""
    first, names = _names_above(lines, at)
    if names:
        quoted = _quoted(lines, at, names)
        return Signing() if quoted else _signing(lines, at, first, names)
    above = " ".join(lines[at - 1].split()) if at else ""
    if _PERSON.fullmatch(above) and (names := _order_head(lines)):
        return _signing(lines, at, at - 1, names)
    if at <= _SHORT and above.endswith("。") and (names := _order_head(lines)):
        return _signing(lines, at, at, names)
    return None


def _signing(lines: list[str], at: int, first: int, names: tuple[str, ...]) -> Signing:
    return Signing(names, parse_date(lines[at]), tuple(range(first, at)), at)


def _closes(lines: list[str], at: int) -> bool:
    """The line stands at the foot of the text: at its end, or before annexes."""
    return at > 0 and (at + 3 >= len(lines) or lines[at + 1].startswith(("附", "（", "(")))


def _goes_on(line: str) -> bool:
    return bool(_PROSE.search(line)) and not _ANNEXED.match(line)


def _quoted(lines: list[str], at: int, names: tuple[str, ...]) -> bool:
    """The page tells of notices of several agencies, one after another, and ends in its own words.

    What follows a document are its annexes: they are announced right after its date.
    """
    rest = lines[at + 1 :]
    if not rest or not rest[-1].endswith("。") or rest[0].startswith(("附", "（", "(")):
        return False
    dates = [n for n, line in enumerate(rest) if is_date_line(line)]
    others = [_names_above(rest, n)[1] for n in dates]
    return any(found and set(found).isdisjoint(names) for found in others)


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
    while end > 0 and (_CLOSING.match(lines[end - 1]) or _is_imprint(lines[end - 1])):
        end -= 1
    first, names = _names_above(lines, end)
    if names and first > 1 and lines[first - 1].endswith(("。", "！", "）", "；")):
        return Signing(names, None, tuple(range(first, end)), None)
    return Signing()
