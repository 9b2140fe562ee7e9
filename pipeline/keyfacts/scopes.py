"""For what, where and in which case a target or a task holds, where the clauses before say so.

年旅客吞吐量500万人次以上的机场，桥电使用率…; 变更班期的，应当在15日前…. Pure, linear in the text.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.keyfacts.clauses import CLAUSE, NOTHING, Span, clause_start, led, part_start
from pipeline.keyfacts.doers import doer_in
from pipeline.keyfacts.times import Time

_CASE = re.compile(
    "(?<![目基])的$|(?<![同及届实按平随小])时$|(?<![今此然前其最])后$|(?<![其集])中$"
    "|(?<![年月日季周期天以之国])内$"
)
"""What a clause ends with that says in which case, or of what."""
_AT = re.compile(
    "(?:对于?(?![标照接外口])|针对|在)[^，,；;。：:]{1,60}?(?:地区|区域|领域|行业|城市|县城|园区|片区|企业"
    "|单位|机构|项目|机场|港口|建筑|产业|场所|乡村|农村|[省市县区镇])$"
)
"""对具备条件的地区: a place or bodies, and no verb after them."""
_THINGS = re.compile(
    "(?:新建|改扩建|扩建|既有|在建|现有|存量)[^，,；;。：:]{0,20}?"
    "(?:区域|片区|园区|建筑|住宅|厂房|项目|企业|机组|设施|小区|社区)$"
)
_ACTS = re.compile(
    "积极|加快|大力|持续|深入|稳步|有序|全面|严格|切实|着力|统筹|优化|推广|支持|服务|探索|引[进领]|聚焦|面向"
    "|瞄准|依托|带动|强化|拓展|做[大强优好]|争创|创|发展|壮大|布局|实施|保障|抓好"
)
"""No name begins so, whatever it ends with."""
_OPENING = re.compile(
    r"[\s、）)]*(?:(?:[一二三四五六七八九十]是|其中|同时|此外|但是?|而且?|并且)[，,\s]*)?"
)
_PLACES = (
    r"(?:[\u4e00-\u9fff]{1,12}、){0,6}[\u4e00-\u9fff]{1,16}?"
    "(?:地区|区域|平原|流域|城市群|县城|[三两各]县|(?<!城)市|[省州])"
)
_PLACE_ACTS = re.compile(
    rf"(?P<place>{_PLACES})"
    "(?=继续|大力|加快|积极|率先|全面|实施|推进|推动|严格|完善|进一步|要(?!素)|应(?!急)|原则上|着力|统筹|优化"
    "|加强|强化|严禁|不再|稳步|持续|深入|有序|基本|力争|完成|开展|建成|新建)"
)
_WHERE = re.compile(
    rf"[在于]?(?P<place>全[国省市区县州]|[我本各][省市区县州]|{_PLACES})(?:范围)?内?"
)
_NAMES_PLACE = re.compile(
    r"(?:全[国省市区县州]|[我本各][国省市区县州]|[\u4e00-\u9fff]{0,12}"
    "(?:地区|区域|平原|流域|城市群|县城|(?<!城)市(?!场|政|区)|[省州]))"
)
_LEADS_ON = re.compile(
    "(?:分别|累计|总体|平均|[并且要须需在于由均将]|(?<!申)请|(?<![供相对反响])应|力争|确保|争取|计划|原则上|必须|应当|最迟|至迟)+$"
)
_NO_SUBJECT = re.compile("[（(）)]|(?:时间|日期|期限|时限|截止日?|截至)(?:为|是)?$|[为是至到自从]$")
_LONGEST, _MOST = 120, 4


def scope_before(text: str, at: int, times: Sequence[Time], *, names: bool) -> Span:
    """The clauses right before that of a place which say in which case, for whom, of what.

    With ``names`` a name alone is one too. Empty where the clause before says something else.
    """
    first = last = clause_start(text, at)
    for start, end in _clauses_back(text, first, times):
        if start == end:
            continue
        name = names and _is_name(text, start, end)
        if not (name or _CASE.search(text, start, end) or _AT.match(text, start, end)):
            break
        last = end if last == first else last
        first = start
    return (first, last) if first < last and last - first <= _LONGEST else NOTHING


def _clauses_back(text: str, at: int, times: Sequence[Time]) -> Iterator[Span]:
    """The clauses of the part before a place, the nearest first, without times and their leads."""
    spans = [found.span() for found in CLAUSE.finditer(text, part_start(text, at), at)]
    for start, end in reversed(spans[-_MOST:]):
        inner = [one.end for one in times if start <= one.start < end]
        opening = _OPENING.match(text, max([start, *inner]), end)
        yield (opening.end() if opening else start), end


def _is_name(text: str, start: int, end: int) -> bool:
    if _ACTS.match(text, start, end):
        return False
    return bool(_THINGS.match(text, start, end)) or doer_in(text, start, end) == (start, end)


def subject_before(text: str, at: int) -> Span:
    """What the clause of a time says before it: 新建建筑 of 新建建筑到2025年全面执行…."""
    first = led(text, clause_start(text, at), at)
    end = first + len(_LEADS_ON.sub("", text[first:at]))
    plain = not _NO_SUBJECT.search(text, first, end)
    return (first, end) if plain and end - first > 1 else NOTHING


def name_before(text: str, start: int, end: int) -> Span:
    """The name of a place or of bodies that a stretch is: 全市 of 在全市累计."""
    at = _LEADS_ON.search(text[start:end])
    end = start + at.start() if at else end
    start = led(text, start, end)
    place = _WHERE.match(text, start, end)
    if place and place.end() == end:
        return place.span("place")
    return (start, end) if end > start and _is_name(text, start, end) else NOTHING


def place_before(text: str, at: int, indicator: str) -> Span:
    """The place that an earlier clause of the part speaks of; empty where the indicator has one."""
    if _NAMES_PLACE.match(indicator):
        return NOTHING
    spans = [found.span() for found in CLAUSE.finditer(text, part_start(text, at), at)]
    for start, end in reversed(spans[-_MOST - 1 : -1]):
        if found := _PLACE_ACTS.match(text, led(text, start, end), end):
            return found.span("place")
    return NOTHING
