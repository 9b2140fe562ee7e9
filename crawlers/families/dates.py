"""Dates and numbers as list rows show them: only what stands by itself counts, never a guess."""

import re
from datetime import UTC, date, datetime, timedelta

from storage.clock import day_of
from storage.text import document_number, fold, parse_date, squeeze

_DAY = (
    r"(?:(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?"
    r"|(?:19|20)\d{2}[01]\d[0-3]\d"
    r"|[二一][〇○零一二三四五六七八九]{3}\s*年\s*[一二三四五六七八九十]{1,2}\s*月\s*[一二三四五六七八九十]{1,3}\s*日)"
)
_CLOCK = r"(?:\s*T?\s*\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
_LABEL = r"(?:(?P<label>[\u4e00-\u9fff]{0,4}(?:日期|时间|日))\s*[:：]?\s*)"
_ALONE = re.compile(rf"[\[【（(〔「]?\s*{_LABEL}?(?P<day>{_DAY}){_CLOCK}\s*[\]】）)〕」]?")
_LABELLED = re.compile(rf"\s*{_LABEL}(?P<day>{_DAY}){_CLOCK}(?!\d)")
_INSIDE = re.compile(
    rf"(?P<label>[\u4e00-\u9fff]{{0,4}}(?:日期|时间))\s*[:：]\s*(?P<day>{_DAY})(?!\d)"
)
_LEADING = re.compile(
    rf"[\[【（(]?(?P<day>{_DAY}){_CLOCK}[\]】）)]?\s*[|｜]?\s*(?:来源|作者|浏览|点击|阅读|信息|发布|字号)"
)
_WORD = r"[\u4e00-\u9fffA-Za-z]"
_SPACED = (
    r"(?:(?:19|20)\d{2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,2}"
    r"|(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)"
)
# Whatever it says: 更新：2023-12-08, [刊发] 2023-12-08, 2023-12-08 发布; but no sentence
_NAMED = re.compile(
    rf"[\[【（(]?\s*(?P<label>(?:{_WORD}\s?){{1,8}}(?<![自至到于从在截期前]))\s*[\]】）)]?\s*[:：|｜]?\s*"
    rf"[\[【（(]?(?P<day>{_SPACED}){_CLOCK}\s*[\]】）)]?"
)
_FOLLOWED = re.compile(
    rf"[\[【（(]?(?P<day>{_SPACED}){_CLOCK}\s*[\[【（(|｜]?\s*"
    rf"(?P<label>(?:(?![起前止至后以会第施实截]){_WORD}){{1,4}})\s*[\]】）)]?"
)
_LONGEST_NAMED = 48
MONTH_DAY = re.compile(r"[\[【（(]?\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?\s*[\]】）)]?")
YEAR_MONTH = re.compile(r"(?P<y>(?:19|20)\d{2})\s*[-/.年]\s*(?P<m>\d{1,2})\s*月?")
YEAR = re.compile(r"[\[【（(]?(?P<y>(?:19|20)\d{2})\s*年?度?[\]】）)]?")
_APART = r"(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?"
_GLUED_END = re.compile(
    rf"(?P<title>.{{6,}}?)(?:\s+(?P<day>{_APART})|\s*[\[【（(](?P<held>{_APART})[\]】）)])(?:\s+\d{{1,2}}:\d\d(?::\d\d)?)?"
)
_GLUED_START = re.compile(rf"[\[【（(]?(?P<day>{_APART})[\]】）)]?\s+(?P<title>.{{6,}})")
_URL_DAY = re.compile(
    r"(?<!\d)(?P<y>20\d{2})[-/]?(?P<m>0[1-9]|1[0-2])[-/]?(?P<d>0[1-9]|[12]\d|3[01])"
)
_URL_YEAR = re.compile(r"(?<!\d)(20\d{2})(?:[-/]?(?:0[1-9]|1[0-2]))?(?!\d{5,7}(?!\d))")
_SIGNED = ("成文", "生成", "印发", "发文", "签发")
_END = ("截止", "截至", "结束", "有效", "失效", "废止", "施行", "实施", "生效", "到期")


def lone_date(text: str) -> tuple[str, date] | None:
    """(label, date) of a text that is a date and nothing else, or a labelled date at its start."""
    text = squeeze(text)
    if len(text) > 160:
        return None
    found = _ALONE.fullmatch(text) or _LABELLED.match(text)
    day = parse_date(found["day"]) if found else None
    return (found["label"] or "", day) if found and day else None


def told_date(text: str) -> tuple[str, date] | None:
    """(label, date) of a line of particulars: 来源：… 发布日期：2023-12-08, 2023-12-08 来源：…"""
    text = text[:200]
    found = _INSIDE.search(text) or _LEADING.match(text)
    day = parse_date(found["day"]) if found else None
    return (found.groupdict().get("label") or "", day) if found and day else None


def made(year: int, month: int, day: int) -> date | None:
    """The day of these numbers; None if there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def named_date(text: str) -> tuple[str, date] | None:
    """(label, date) of a text that is a date with a few words before or after it."""
    if len(text) > _LONGEST_NAMED:
        return None
    found = _NAMED.fullmatch(text) or _FOLLOWED.fullmatch(text)
    day = parse_date(found["day"]) if found else None
    return (found["label"].strip(), day) if found and day else None


def month_day(texts: list[str]) -> tuple[int, int] | None:
    """Month and day of a row that shows 12-08 only."""
    found = next((m for text in texts if (m := MONTH_DAY.fullmatch(text))), None)
    return (int(found["m"]), int(found["d"])) if found else None


def lone_year(text: str) -> int | None:
    """The year of a text that is one and nothing else: a heading above rows."""
    found = YEAR.fullmatch(text) or YEAR_MONTH.fullmatch(text)
    return int(found["y"]) if found else None


def in_year(month: int, day: int, year: int | None, url: str) -> date | None:
    """The day, in the year that a heading names; else nearest to the day in the address, or in
    its year; None where nothing names a year."""
    if year:
        return made(year, month, day)
    if hint := url_day(url):
        near = (made(hint.year + step, month, day) for step in (-1, 0, 1))
        return min((one for one in near if one), key=lambda d: abs(d - hint), default=None)
    named = url_year(url)
    return made(named, month, day) if named else None


def glued_date(title: str) -> tuple[str, date] | None:
    """(title, date) of a link whose text begins or ends with a date apart from the words."""
    found = _GLUED_END.fullmatch(title) or _GLUED_START.fullmatch(title)
    if not found:
        return None
    day = parse_date(found["day"] or found.groupdict().get("held") or "")
    return (found["title"].strip(), day) if day else None


def url_day(url: str) -> date | None:
    """The day that an address names."""
    found = _URL_DAY.search(url)
    return made(int(found["y"]), int(found["m"]), int(found["d"])) if found else None


def url_year(url: str) -> int | None:
    """The year that an address names."""
    found = _URL_YEAR.search(url)
    return int(found[1]) if found else None


def choose(dates: list[tuple[str, date]], url: str) -> tuple[date | None, date | None]:
    """(published, signed) of the dates that a row shows.

    Labels decide. Of several without one, the date nearest to that in the address is the day of
    publication; if the address has none, the last.
    """
    signed = next((day for label, day in dates if label.startswith(_SIGNED)), None)
    ends = {label for label, _ in dates if any(word in label for word in _END)}
    open_ = [d for label, d in dates if label not in ends and not label.startswith(_SIGNED)]
    labelled = [day for label, day in dates if label.startswith(("发布", "公布", "公开"))]
    if labelled:
        return labelled[0], signed
    if not open_:
        return None, signed
    hint = url_day(url)
    published = min(reversed(open_), key=lambda d: abs(d - hint)) if hint else open_[-1]
    if signed is None and len(open_) > 1 and open_[0] <= published and open_[-1] == published:
        signed = open_[0]
    return published, signed


def lone_number(text: str) -> str | None:
    """The document number of a text that is one and nothing else."""
    text = squeeze(text)
    if len(text) > 60 or not (number := document_number(text)):
        return None
    return number if _bare(number) == _bare(text) else None


def title_number(title: str) -> str | None:
    """The document number in brackets at the end of a title: …的通知(发改环资〔2023〕1529号)."""
    found = re.search(r"[（(]([^（）()]{5,40}号)[）)]\s*$", title)
    return lone_number(found[1]) if found else None


def _bare(text: str) -> str:
    return re.sub(r"[\[\]()第]", "", fold(text)).strip(":：")


def json_date(value: object) -> date | None:
    """The day, in China, of what JSON calls a date: ISO with or without zone, text, epoch."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value).strip()
    if re.fullmatch(r"\d{10}|\d{13}", text):
        seconds = int(text) / (1000 if len(text) == 13 else 1)
        return day_of(datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds))
    if re.match(r"\d{4}-\d\d-\d\dT", text):
        text_iso = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", text.replace("Z", "+00:00"))
        try:
            moment = datetime.fromisoformat(text_iso)
        except ValueError:
            return parse_date(text)
        return day_of(moment) if moment.tzinfo else moment.date()
    return parse_date(text[:40])
