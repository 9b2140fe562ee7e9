"""What a date in a sentence sets, if it sets anything. Pure."""

import re
from dataclasses import dataclass, replace

from pipeline.deadlines.days import COUNT, UNIT, later
from pipeline.deadlines.meant import Resolved, Seen, first_day, resolve
from pipeline.deadlines.points import Point
from pipeline.deadlines.wording import (
    BY,
    ENDS,
    ENDS_THEN,
    IN_FORCE,
    SINCE,
    UNTIL,
    S,
    due_kind,
    is_expiry,
    named_kind,
)
from storage.records import DeadlineKind
from storage.text import cjk_number

_BASE_BEFORE = re.compile(r"(?:比|较|相对于?|相较于?|以|参照|有望于?|预计|(?<!应)对于?)\s{0,3}$")
_PURPOSE = re.compile(
    r"(?:^|[，。；：])\s{0,3}(?:为(?!期)|根据|按照|依据|围绕|锚定|对标|对照|落实|贯彻)"
    r"[^，。；：请应须]{0,60}$"
)
_CONDITION = re.compile(
    r"(?:(?:时间|日期)为?在|[若如凡]|如果|指的?是?(?:[当每上]年)?的?|毕业时间为?|原定于?|规划期限为?|出生日期为?)\s{0,3}$"
)
_NO_AIM_AFTER = re.compile(
    rf"{S}(?:以来|来|以后|之后|后(?!续)|的?基础|水平|年?均|远景|版|第|实际|正常|同期|出生|前后|"
    r"间隔|作?为基[准期])"
)
_ATTRIBUTE = re.compile(
    r"[，,]?(?:已经?|未|获得|取得|提交|缴纳|购买?|签订|建成|批准|获批|备案|办理|注册|核发|颁布|发布|开工|"
    r"竣工|完工|验收|出厂|进口|并网|上市|签约|入库|交付|成立|登记|出让|转让|录入|符合|足额|出生|毕业|投产|销售|在业务)[^，。；]{0,40}的"
    r"(?:[^，。；]{0,20}?(?:项目|企业|机构|单位|人员?|者|住房|房|债券|产品)|[，；。]|$)"
)
_AS_OF = re.compile(r"(?:截[止至][到至]?)\s{0,3}$")
_WHAT_CLOSES = re.compile(
    r"(?:申报|申请|报名|填报|报送|提交|反馈|意见|征集|征求|受理|时间|期限|日期|活动)[^，。；]{0,12}$"
)
_CLAUSE_START = re.compile(
    r"(?:^|[，。；：、（(—\-”“]|展望|力争|确保|争取|计划|其中|并|且|在|于|要|目标)\s{0,3}$"
)
_GOAL = re.compile(
    r"达|实现|完成|提[升高]|下降|降[至低到]|增[长至加]|超过|不低于|不少于|不超过|不高于|建成|建设|新建|"
    r"新增|新开工|开工|筹建|控制|形成|基本|全面|力争|确保|培育|总结|评估|普及|淘汰|覆盖|全部|左右|目标"
)
_GOAL_NOW = re.compile(
    r"\s{0,3}(?:[将要应均]|力争|基本|全面|进一步|全部|分别|预期){0,4}"
    r"(?:达|实现|完成|提[升高]|下降|降[至低到]|建成|超过|控制|形成|增[长至加]|新增)"
)
_BENEFIT = re.compile(
    "给予|补贴|补助|执行|施行|实行|享受|免收|免征|减免|减按|减半|优惠|退还|下调|暂定税率|奖补|有效"
)
_RELIEF = re.compile(
    r"[^。；]{0,60}?(?:免收|免征|减免|减按|减半|暂免|享受|给予[^，。；]{0,20}(?:补贴|奖励|补助))"
)
_MAY_APPLY = re.compile("可(?:按规定|依法)?申请")
_PUT_OFF = re.compile(
    r"(?:[^，。；“”]{0,12}[”\"」])?\s{0,3}(?:调整|顺延|推迟|延长|延期|变更|更改|修改|改)(?:为|至|到)"
)
_EVENT_TIME = re.compile(
    r"(?:培训|会议|报到|考试|展会|论坛|讲座|比赛|举办|开幕|演练)[^，。；]{0,4}(?:时间|日期)[^，。；]{0,4}$"
    r"|年度\s{0,3}[（(]\s{0,3}$"
)
"""Of a meeting; and of a year's first and last days."""
_HANDED_IN: frozenset[DeadlineKind] = frozenset({"report", "apply", "consultation"})
_FROM_NOW = re.compile(r"(?:之日|即日)起?[至到]\s{0,3}$")
_STARTS = re.compile(r"(?:自|从|于|，|^)\s{0,3}$")
_TERM = re.compile(rf"{S}(?P<n>{COUNT}){S}(?P<unit>{UNIT}){S}(?:之|以)?内")
_FROM = re.compile(r"(?:[自从于]|自[^，。；]{0,12}之日[（(])\s{0,3}$")
_FIGURE = re.compile(r"[^。；]{0,60}?\d")
_ALONE, _CLAUSE = 8, 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What stands around a date."""

    before: str
    after: str
    heading: str
    title: str
    year: int | None = None
    """The document's own year."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """What a date is for, which day it is, and how far its words reach before and after it."""

    kind: DeadlineKind
    day: Resolved
    back: int = 0
    ahead: int = 0


def meaning_of(point: Point, seen: Seen, words: Words) -> Meaning | None:
    """What the point sets, or ``None`` if it sets nothing."""
    if point.link in ("every", "this", "named") and not (point.month or point.part):
        return None
    if _BASE_BEFORE.search(words.before) and not BY.match(words.after):
        return None
    if any(pattern.search(words.before) for pattern in (_CONDITION, _PURPOSE)):
        return None
    if _NO_AIM_AFTER.match(words.after) or _PUT_OFF.match(words.after):
        return None
    return _begin(point, seen, words) or _end(point, seen, words)


def _begin(point: Point, seen: Seen, words: Words) -> Meaning | None:
    """自某日起施行; 施行日期：某日."""
    if point.since and not point.plan:
        return None
    force = IN_FORCE.match(words.after)
    since = force or SINCE.match(words.after)
    named = named_kind(words.before)
    if since is None:
        return _effective(point, seen, words, 0) if named == "effective" else None
    if force is None and (named or not _STARTS.search(words.before) or _past(point, seen)):
        return None
    if force:
        return _effective(point, seen, words, force.end())
    return _from_then_on(point, seen, words, since)


def _effective(point: Point, seen: Seen, words: Words, ahead: int) -> Meaning:
    back = _reach(_FROM, words.before)
    return Meaning(kind="effective", day=first_day(point, seen), back=back, ahead=ahead)


def _from_then_on(point: Point, seen: Seen, words: Words, since: re.Match[str]) -> Meaning | None:
    """自某日起, and then a rule; 废止; or so many days."""
    after = words.after[since.end() :]
    begun = _effective(point, seen, words, since.end())
    if ENDS.match(after) or ENDS_THEN.match(after):
        return replace(begun, kind="expiry")
    kind = due_kind("", after, words.title)
    if (term := _TERM.match(after)) and begun.day.date:
        day = later(begun.day.date, cjk_number(term["n"]), term["unit"])
        ahead = since.end() + term.end()
        resolved = Resolved(date=day, precision="day", inferred=True)
        return replace(begun, kind=kind, day=resolved, ahead=ahead)
    is_rule = len(after) > _ALONE and kind == "target"
    return begun if is_rule else None


def _reach(pattern: re.Pattern[str], before: str) -> int:
    found = pattern.search(before)
    return len(before) - found.start() if found else 0


def _past(point: Point, seen: Seen) -> bool:
    return _over(resolve(point, seen), seen)


def _over(day: Resolved, seen: Seen) -> bool:
    return bool(day.date and seen.base and day.date < seen.base)


def _end(point: Point, seen: Seen, words: Words) -> Meaning | None:
    """By when something is due, reached or over."""
    by = BY.match(words.after)
    until = UNTIL.search(words.before)
    named = _named_end(point, words)
    kind = named or _due(point, seen, words)
    day = resolve(point, seen)
    if kind in _HANDED_IN and point.year is None and _past(point, seen):
        day = resolve(point, replace(seen, named=None))  # the year named is that of the data
    told = named == "expiry" and not ENDS.match(words.after)
    if kind is None or (not told and _over(day, seen)):
        return None
    if day.date is None and point.since:
        return None
    return Meaning(
        kind=kind,
        day=day,
        back=len(words.before) - until.start() if until else 0,
        ahead=by.end() if by else 0,
    )


def _named_end(point: Point, words: Words) -> DeadlineKind | None:
    """申报截止时间：某日; 有效期至某日."""
    if kind := named_kind(words.before):
        return None if kind == "effective" else kind
    return "expiry" if is_expiry(words.before, words.after) else None


def _due(point: Point, seen: Seen, words: Words) -> DeadlineKind | None:
    if _AS_OF.search(words.before) and not _WHAT_CLOSES.search(_AS_OF.sub("", words.before)):
        return None
    by = BY.match(words.after)
    if by and _ATTRIBUTE.match(words.after, by.end()):
        return None
    rest = words.after[by.end() if by else 0 :]
    if by or UNTIL.search(words.before):
        kind = due_kind(_spoken_before(words), rest, words.title)
        held = _FROM_NOW.search(words.before) or _RELIEF.match(rest)
        may_apply = kind == "apply" and _MAY_APPLY.search(rest)
        return "expiry" if held and (kind == "target" or may_apply) else kind
    if point.since:
        return _of_range(point, words)
    return _of_bare(point, seen, words)


def _spoken_before(words: Words) -> str:
    """The words before; of a date that stands alone, the line above."""
    alone = len(words.before) + len(words.after) < _ALONE
    return words.heading + words.before if alone else words.before


def _of_range(point: Point, words: Words) -> DeadlineKind | None:
    """A period: of applying or commenting, of a benefit, or what is done in it."""
    if point.annual or _EVENT_TIME.search(words.before):
        return None
    kind = due_kind(_spoken_before(words), words.after, words.title)
    if kind != "target":
        return kind
    if words.after.lstrip().startswith("为"):
        return None
    if point.day and _BENEFIT.search(words.after):
        return "expiry"
    aims = _CLAUSE_START.search(words.before) and _GOAL.search(words.after[:_CLAUSE])
    return "target" if point.month or aims else None


def _of_bare(point: Point, seen: Seen, words: Words) -> DeadlineKind | None:
    """2025年，…达到…: an aim, if it is not over; a day without a word is none."""
    if len(words.before) + len(words.after) < _ALONE and point.day:
        kind = due_kind(words.heading, "", words.title)
        return kind if kind != "target" else None
    floor = words.year or seen.named
    if point.day or point.annual or not (point.plan or floor):
        return None
    if point.year and floor and point.year < floor:
        return None
    if _GOAL_NOW.match(words.after):
        return "target"
    if words.year is None and not point.plan:
        return None  # of a text without a date, only what follows another aim
    if point.plan and not words.after.lstrip().startswith(("，", ",")):
        return None
    clause = words.after[:_CLAUSE]
    told = point.part or clause.lstrip().startswith(("，", ",")) or _FIGURE.match(clause)
    starts = _CLAUSE_START.search(words.before)
    return "target" if told and starts and _GOAL.search(clause) else None
