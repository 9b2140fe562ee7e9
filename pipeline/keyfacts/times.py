"""The times in a sentence by which something is to be done or reached. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

from pipeline.deadlines.days import COUNT, later
from pipeline.deadlines.meaning import Words, meaning_of
from pipeline.deadlines.meant import Seen, resolve
from pipeline.deadlines.points import Point, points_of
from pipeline.deadlines.terms import terms_of
from pipeline.keyfacts.sentences import Sentence
from pipeline.keyfacts.target_words import COMPARED
from storage.records import DeadlineKind

_AROUND = 200
_MOST = 24
"""Times of one sentence: more are a list run together."""
_NEAR_YEARS = range(-1, 3)
_DUE: frozenset[DeadlineKind] = frozenset({"report", "apply", "consultation", "target"})
_UNIT = r"(?:个?工作日|个?自然日|个?交易日|个月|个?小时|[日天年周])"
_EARLY = "提前"
_OPENED = ("（", "(")
_SPAN = re.compile(
    rf"(?<![\d一二两三四五六七八九十百第近前每去续过])(?P<n>{COUNT})\s{{0,3}}"
    rf"(?P<unit>{_UNIT})\s{{0,3}}"
    r"(?:(?P<within>(?:之|以)?内)(?![容部外地蒙])|(?P<ahead>(?:之|以)?前)(?![述款期提]))"
    rf"|(?<={_EARLY})(?P<early>(?:至少|不少于)?{COUNT}\s{{0,3}}{_UNIT})(?![前的])"
)
_CLAUSE = re.compile("[，。；：,;（(]")
_BACK = 60
_EVENT = re.compile(
    r"(?:之日|之时|当日|次日)起?的?\s{0,3}$|(?:之|以)?后的?\s{0,3}$|届满的?\s{0,3}$"
)
_AHEAD = re.compile(
    "(?:提前|至少|不少于)$|[在于][^在于]{0,30}$|(?:届满|到期|开工|施行|实施|召开|举行|投产"
    "|生效)的?$"
)
_UNBOUND = re.compile(
    "(?:^|[在于]|应当|必须|[应须要请]|(?:部门|机关|机构|单位|企业|政府|委员会|[局厅委者人])"
    "|当场或者?|原则上|一般)$"
)
"""Before 10个工作日内 itself; 毕业2年内 is no time to act by."""
_FROM = re.compile(
    "(?<![所实存正现位属用关对由基至高低少大小等处限便利])[自在于从](?![治动然愿行身有事])"
)
_MODAL = re.compile("应当|必须|可以|(?<![相供响])应(?!急)|须|(?<!申)请|[例款间限]为")
_NOT_WITHIN = re.compile(
    r"\s{0,3}(?:的|未|没有|无|不|[，,][^，。；]{0,24}?不[再得予]|累计|曾|有(?!关)|仍|已经?|再次"
    r"|两次|连续|发生|出现|受[过到]|因)"
)
_NO_DUTY_BEFORE = re.compile(
    "(?:可以|有权|可(?![再能行靠持])|逾期|超过|未(?:能|按|在|于)|没有|如|若|当|凡)$"
)
_MAY = re.compile(
    r"(?:^|[，；。：])[^，；。：]{0,40}(?:可以|有权"
    r"|(?<![认许])可(?![再能行靠持]))[^，；。：]{0,12}$"
)
_STARTS = re.compile("(?:^|[，；：])$")
_GOES_ON = re.compile("[，,]?(?!以来|后|起|第|版|新版|底|度)[\u4e00-\u9fffA-Z“]")
_MEASURES = re.compile(rf"{COMPARED}|累计|年均")
"""In mid-clause: 能耗2025年比2020年下降."""
_DUTY_FROM = re.compile(
    "[，,]?[^，。；]{0,40}?(?:禁止|不得|不再|停止|应当|必须|一律|全面实[行施]|全部|须|暂停|取消"
    "|严禁|统一|不予)"
)
_PLANS = re.compile('[“"]?十[一二三四五六七]五[”"]?[、和]$')
"""“十四五”、 before “十五五”期间."""
_SINCE_NOW = re.compile(
    "(?:自|从)?(?:即日|(?:本|此)?(?:公告|通知|通告|公示)?(?:公告|公示|发布|公布|印发|登载"
    "|刊登)?之日)起?[，,]?[至到]$"
)
_SO_FAR = re.compile(r"前(?:\d{1,2}|[一二三四五六七八九十两]{1,3})个?(?:月|季度)")
"""2023年前11月 is over."""
_NAMED = re.compile(r"截[止至](?:时间|日期|日|期限)?[^，。；：:\d]{0,6}?(?:为|是|于|：|:|到|至)?")
_EVERY = re.compile(
    r"(?<!\d)(?:按(?:年度?|季度?|月)(?![份内计])|每(?:半年|隔?[一两二三四五]?个?(?:学[年期]|年度?"
    r"|季度?|月|周)))(?:内|[底初末]|的?第?[一二三四]季度|[上下]半年"
    r"|\d{1,2}月份?)?(?:至少)?(?:[一两二三四\d]次)?"
    r"(?!.{2,4}的|[年月度]?[均的人户个吨平千例新增减]|\d)"
)
_EVERY_AFTER = re.compile(
    r"(?:^|[，。；：、）)者部门单位构业府委局厅会人方司心团区市县厂站院校园所]|应当|[应须要需并且在于]|必须"
    r"|原则上|至少)\s{0,3}$"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Time:
    """A time as written, and the last day that it means."""

    start: int
    end: int
    day: date | None = None
    dated: bool = False
    """It names a day, a month or a year; else it is reckoned from something, or returns."""
    bare: bool = False
    """A year at the beginning of a clause, no more: with a figure it may set a target."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """What is known of the document whose text is read."""

    title: str
    base: date | None
    """Its own day."""
    year: int | None
    """Of the document, by its day or its number."""


class Times:
    """The times of one sentence after another."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self._paragraph = -1
        self._named: int | None = None

    def of(self, sentence: Sentence) -> list[Time]:
        """Those of the sentence in order, none inside another."""
        if sentence.paragraph != self._paragraph:
            self._paragraph, self._named = sentence.paragraph, None
        dated = list(self._dated(sentence))
        found = chain(_spans(sentence.masked, self.frame.base), _returning(sentence.masked))
        others = list(islice(found, _MOST + 1))
        if len(dated) + len(others) > _MOST:
            return []
        free = [
            one
            for one in others
            if not any(one.start < said.end and said.start < one.end for said in dated)
        ]
        return sorted([*dated, *free], key=lambda one: one.start)

    def _dated(self, sentence: Sentence) -> Iterator[Time]:
        text = sentence.masked
        points = points_of(text)
        for point in points if len(points) <= 2 * _MOST else ():
            words = Words(
                before=text[max(0, point.start - _AROUND) : point.start],
                after=text[point.end : point.end + _AROUND],
                heading=sentence.heading,
                title=self.frame.title,
                year=self.frame.year,
            )
            meaning = meaning_of(point, Seen(base=self.frame.base, named=self._named), words)
            if meaning and meaning.kind == "effective" and _is_year(point, words.before):
                last = date(point.year or 1, 12, 31)
                yield Time(start=point.start - 1, end=point.end, day=last, dated=True)
            elif meaning and meaning.kind == "effective":
                yield from _begun(text, point.start - meaning.back, point.end + meaning.ahead)
            elif meaning and meaning.kind in _DUE and not _SO_FAR.match(text, point.end):
                start, end = point.start - meaning.back, point.end + meaning.ahead
                start = _widened(text, start, point.start)
                yield Time(start=start, end=end, day=meaning.day.date, dated=True)
            elif not meaning and (day := self._coming(point, words)):
                yield Time(start=point.start, end=point.end, day=day, dated=True)
            elif not meaning and self._is_bare(point, words):
                day = date(point.year or 1, 12, 31)
                yield Time(start=point.start, end=point.end, day=day, dated=True, bare=True)
            if point.year is not None and self._is_near(point.year):
                self._named = point.year

    def _coming(self, point: Point, words: Words) -> date | None:
        """2024年8月15日，公布结果: a day to come, on which somebody acts; only if that is sure."""
        if self.frame.base is None or not (point.day or "旬" in point.part) or point.since:
            return None
        if not (_STARTS.search(words.before) and words.after.startswith(("，", ","))):
            return None
        day = resolve(point, Seen(base=self.frame.base, named=self._named)).date
        return day if day and day > self.frame.base else None

    def _is_bare(self, point: Point, words: Words) -> bool:
        if point.month or point.part or point.annual or point.since or not point.year:
            return False
        if self.frame.year is None or point.year < self.frame.year:
            return False
        begins = _STARTS.search(words.before) and _GOES_ON.match(words.after)
        return bool(begins or _MEASURES.match(words.after))

    def _is_near(self, year: int) -> bool:
        return self.frame.base is None or year - self.frame.base.year in _NEAR_YEARS


def _is_year(point: Point, before: str) -> bool:
    """到2025年全面执行: not from when, but by when."""
    return before.endswith(("到", "至")) and bool(point.year) and not (point.month or point.part)


def _widened(text: str, start: int, point: int) -> int:
    """Where the words of a time begin: 即日起至某日 is one, 截止时间： no part of it."""
    if plans := _PLANS.search(text, max(0, start - _BACK), point):
        return plans.start()
    if since := _SINCE_NOW.search(text, max(0, start - _BACK), point):
        return since.start()
    named = _NAMED.match(text, start, point)
    return named.end() if named else start


def _begun(text: str, start: int, end: int) -> Iterator[Time]:
    """自某日起，禁止…: from when something must be done or left."""
    if text.startswith("起", end - 1) and _DUTY_FROM.match(text, end):
        yield Time(start=start, end=end)


def _spans(text: str, base: date | None) -> Iterator[Time]:
    """自收到之日起10个工作日内, 届满三十日前."""
    for found in _SPAN.finditer(text):
        before = text[max(0, found.start() - _BACK) : found.start()]
        if _NOT_WITHIN.match(text, found.end()) or _NO_DUTY_BEFORE.search(before):
            continue
        start = None if before.endswith(_OPENED) else _start(found, _CLAUSE.split(before)[-1])
        if start is None:
            continue
        if _MAY.search(text[max(0, start - _BACK) : start]):
            continue
        yield Time(start=start, end=found.end(), day=_reckoned(text[start : found.end()], base))


def _start(found: re.Match[str], clause: str) -> int | None:
    """Where the words of a span begin, its event included; ``None``: it is no time to act by."""
    if found["early"]:
        return found.start() - len(_EARLY)
    event = _EVENT.search(clause)
    if found["ahead"] and not event and not _AHEAD.search(clause):
        return None
    if not (event or found["ahead"]) and not _UNBOUND.search(clause):
        return None
    behind = len(clause) - _begin(clause) if event or found["ahead"] else 0
    return found.start() - behind


def _begin(clause: str) -> int:
    """Where the words of an event begin: after 应当, with 自."""
    after = max((found.end() for found in _MODAL.finditer(clause)), default=0)
    starts = _FROM.search(clause, after)
    return starts.start() if starts else after


def _reckoned(text: str, base: date | None) -> date | None:
    """The day, if it is reckoned from the document's own."""
    for term in terms_of(text) if base else ():
        if base and term.since == "issue" and term.count and term.way.endswith("内"):
            return later(base, term.count, term.unit)
    return None


def _returning(text: str) -> Iterator[Time]:
    """每年, 每季度."""
    for found in _EVERY.finditer(text):
        if _EVERY_AFTER.search(text, max(0, found.start() - 8), found.start()):
            yield Time(start=found.start(), end=found.end())
